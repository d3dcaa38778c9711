"""LOOP02: the line does not come into sync.

Objective: name «no sync» as what it is, whoever holds it.
Needs:     DslLine within the incident; DeviceState of the same box; Testimony of the modem's lamps where it cannot
           be read; Step where somebody restarted it.
Blames:    loop.no_signal, when the modem, running for at least five minutes (a training takes 30-160 s), said
           at every reading in the incident that the line is not in sync; where it does not tell how long it
           runs, the readings themselves must reach over five minutes. Where no reading tells: when a person saw the
           DSL lamp blinking, red, or off beside another lamp that was lit, five minutes or more after the onset or
           twice a minute apart, and never steady, in an outage that lasted five minutes: that indicates it.
Clears:    loop.no_signal, when the line was in sync through the incident, by the modem's own clock or by a DSL lamp
           that a person saw steady amid it.
Silent:    no reading and no lamp seen within the incident; the line was in sync again within it, or within the time
           that a training takes; the box has just started, or a person just restarted it; or its power lamp was off:
           then neither line nor provider can be told.
Limits:    a dead pair, a pulled plug, bad wiring and a dead DSL side of the modem look the same: all three
           holders remain until a person tries the test socket and a second modem. A lamp is a person's word for a
           moment: it never establishes.
Source:    captures of untrained lines (`G.993 Started`, `down`); table of planes.
"""

from __future__ import annotations

from datetime import timedelta

from netdoc.diagnosis.instants import booted_at
from netdoc.diagnosis.rules._lamps import seen_without_power, sightings, without_sync
from netdoc.diagnosis.rules._lost_sync import cleared_by_sync
from netdoc.diagnosis.rules._modem import concerns_the_way, line_restart_within, modem_boot_near, modem_subjects
from netdoc.diagnosis.rules._says import Says, hearsay
from netdoc.model.evidence import Evidence
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.step import Step
from netdoc.model.facts.testimony import Light, Testimony
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane
from netdoc.plugin import Rule

SAY = Says("LOOP02", Fault.LOOP_NO_SIGNAL)
TRAINING_S = 300
APART = timedelta(seconds=60)
"""Two sights of a lamp nearer than this are one (own)."""


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by the modem's own word for its line."""
    if incident is None or not concerns_the_way(evidence, incident):
        return SAY.silent(incident, "no incident that the line could explain")
    synced = cleared_by_sync(SAY, evidence, incident)
    if synced is not None:
        return synced
    readings = evidence.readings(DslLine, start=incident.start, end=incident.end)
    told = [each for each in readings if each.fact.sync is not None]
    if not told:
        return _by_lamps(evidence, incident)
    if any(each.fact.sync for each in told):
        return SAY.silent(incident, "the line came back into sync within the incident")
    back = line_restart_within(evidence, incident)
    over = back is not None or not incident.ongoing
    if over and incident.duration.total_seconds() < TRAINING_S:
        return SAY.silent(incident, "the line was back in sync within the time that a training may take")
    last = told[-1]
    # a box tells its own clock in the same round, a moment before or after its line
    told_by = (evidence.last_before(last.at, DeviceState, last.subject),
               evidence.first_after(last.at, DeviceState, last.subject))  # fmt: skip
    box = min((each for each in told_by if each is not None), key=lambda each: abs(each.at - last.at), default=None)
    boot = booted_at(box) if box else None
    if boot is not None and (last.at - boot).total_seconds() < TRAINING_S:
        return SAY.silent(incident, f"the modem started only at {boot:%H:%M:%S} UTC and may still be training")
    if boot is None and (last.at - told[0].at).total_seconds() < TRAINING_S:
        return SAY.silent(
            incident, "the modem does not tell when it started and may still be training", ("DeviceState of the modem",)
        )
    word = f" («{last.fact.status}»)" if last.fact.status else ""
    return SAY.blames(
        incident,
        f"the modem reports no sync{word} in {len(told)} of {len(told)} readings",
        {Plane.MODEM_BOX},
        # what the modem said itself before what a person read off its page
        [*sorted(told, key=hearsay)[:2], box],
    )


def _by_lamps(evidence: Evidence, incident: Incident) -> Finding:
    """Judge by what a person saw of the lamps, where the modem's line was not read."""
    seen = [each for each in sightings(evidence, incident) if each.fact.light_dsl is not None]
    dark = seen_without_power(evidence, incident)
    if dark is not None:
        return SAY.silent(
            incident,
            f"the modem's power lamp was off at {dark.at:%H:%M} UTC: it had no power, and nothing can be told of the "
            "line or the provider",
        )
    if not seen:
        return SAY.silent(incident, "the modem's line was not read within the incident", ("DslLine",))
    if any(each.fact.light_dsl is Light.STEADY for each in seen):
        return SAY.silent(incident, "the DSL lamp was seen steady, too near to an end of the incident to tell of it")
    told = [each for each in seen if without_sync(each.fact)]
    if not told:
        return SAY.silent(
            incident, "the DSL lamp was off, and no other lamp was told: the modem may have had no power",
            ("Testimony of the power lamp",),
        )  # fmt: skip
    if not incident.ongoing and incident.duration.total_seconds() < TRAINING_S:
        return SAY.silent(incident, "it was over within the time that a training may take")
    last = told[-1]
    settled = incident.start + timedelta(seconds=TRAINING_S)
    if last.at < settled and last.at - told[0].at < APART:
        return SAY.silent(
            incident, "the DSL lamp was seen once only, and so soon that the modem may have been training",
            ("Testimony of the DSL lamp, five minutes after the onset",),
        )  # fmt: skip
    restart = _restarted_before(evidence, incident, last)
    if restart:
        return SAY.silent(incident, f"{restart} and may still be training")
    lamps = ", ".join(f"{each.fact.light_dsl} at {each.at:%H:%M} UTC" for each in told[-3:] if each.fact.light_dsl)
    return SAY.blames(
        incident, f"the modem's DSL lamp was seen {lamps}: it had power and no sync", {Plane.OPERATOR}, told
    )


def _restarted_before(evidence: Evidence, incident: Incident, last: Seen[Testimony]) -> str:
    """Return what restarted the modem so shortly before a lamp was seen that it may have been training."""
    since = last.at - timedelta(seconds=TRAINING_S)
    boot = modem_boot_near(evidence, incident)
    if boot is not None and since < boot.at <= last.at:
        return f"the modem started only at {boot.at:%H:%M:%S} UTC"
    boxes = modem_subjects(evidence)
    steps = [each for each in evidence.readings(Step, start=since, end=last.at) if each.fact.power_cycled in boxes]
    return f"a person restarted the modem at {steps[-1].at:%H:%M} UTC" if steps else ""


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(DslLine, DeviceState, Testimony, Step), judge=judge)
