"""LOOP02: the line does not come into sync.

Objective: name «no sync» as what it is, whoever holds it.
Needs:     DslLine within the incident; DeviceState of the same box.
Blames:    loop.no_signal, when the modem, running for at least five minutes (a training takes 30-160 s), said
           at every reading in the incident that the line is not in sync; where it does not tell how long it
           runs, the readings themselves must reach over five minutes.
Clears:    loop.no_signal, when the line was in sync through the incident.
Silent:    no reading within the incident; the line was in sync again within it, or within the time that a
           training takes; or the box has just started.
Limits:    a dead pair, a pulled plug, bad wiring and a dead DSL side of the modem look the same: all three
           holders remain until a person tries the test socket and a second modem.
Source:    captures of untrained lines (`G.993 Started`, `down`); table of planes.
"""

from __future__ import annotations

from netdoc.diagnosis.instants import booted_at
from netdoc.diagnosis.rules._modem import concerns_the_way, in_sync_throughout, line_restart_within
from netdoc.diagnosis.rules._says import Says
from netdoc.model.evidence import Evidence
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident
from netdoc.model.plane import Plane
from netdoc.plugin import Rule

SAY = Says("LOOP02", Fault.LOOP_NO_SIGNAL)
TRAINING_S = 300


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by the modem's own word for its line."""
    if incident is None or not concerns_the_way(evidence, incident):
        return SAY.silent(incident, "no incident that the line could explain")
    synced = in_sync_throughout(evidence, incident)
    if synced is not None:
        return SAY.clears(incident, "the line was in sync throughout", {Plane.MODEM_BOX}, [synced])
    readings = evidence.readings(DslLine, start=incident.start, end=incident.end)
    told = [each for each in readings if each.fact.sync is not None]
    if not told:
        return SAY.silent(incident, "the modem's line was not read within the incident", ("DslLine",))
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
        [*told[:2], box],
    )


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(DslLine, DeviceState), judge=judge)
