"""MAINS01: the mains failed: several devices restarted together.

Objective: keep a power cut from being laid to a modem or a line, and give the modem's restart its alibi check.
Needs:     DeviceState of at least two mains devices; EchoBlock of the router; Step where somebody restarted them.
Blames:    mains.outage, when at least two mains devices booted within three minutes of each other, either not
           after the onset, or during an outage in which the router had failed from the onset on.
Clears:    mains.outage, when another mains device is known to have run on: its boot instant is older than the
           onset, or it answered pings through the incident.
Silent:    only one device tells when it started and no other was watched; a person restarted them (recorded as a
           step).
Limits:    devices on different circuits or behind a UPS do not speak for each other; a person who switches off
           a power strip looks the same unless recorded as a step.
Source:    boots within ± 3 min are one power event (measurement notes, power).
"""

from __future__ import annotations

from datetime import timedelta

from netdoc.diagnosis.instants import CLOCK_SLACK, booted_at, boots
from netdoc.diagnosis.rules._felt import felt_before
from netdoc.diagnosis.rules._modem import modem_boot_near, modem_subjects, onset_bounds
from netdoc.diagnosis.rules._says import Says
from netdoc.model.evidence import Evidence
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.echo_block import EchoBlock
from netdoc.model.facts.step import Step
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident, IncidentKind, Zone
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane
from netdoc.model.site import RungKind
from netdoc.plugin import Rule

SAY = Says("MAINS01", Fault.MAINS_OUTAGE)
TOGETHER = timedelta(minutes=3)
LEAST_DEVICES = 2


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by the boot instants of mains devices, and by who demonstrably ran on."""
    if incident is None or incident.kind not in (IncidentKind.OUTAGE, IncidentKind.SESSION):
        return SAY.silent(incident, "no outage that the mains could explain")
    earliest, latest = onset_bounds(incident)
    near = [
        each
        for each in boots(evidence)
        if earliest - TOGETHER <= each.at <= max(latest, incident.end) + TOGETHER and _on_mains(each.told)
    ]
    subjects = {each.subject for each in near}
    first = min((each.at for each in near), default=None)
    # power that comes back late boots the boxes late: then the router must have failed at the onset too
    in_time = first is not None and (first <= latest + CLOCK_SLACK or incident.zone is Zone.NEAR)
    if len(subjects) >= LEAST_DEVICES and first is not None and in_time:
        together = [each for each in near if each.at - first <= TOGETHER]
        by_hand = next((each for each in _restarts_by_hand(evidence) if abs(each.at - first) <= TOGETHER), None)
        if by_hand is not None:
            return SAY.silent(incident, f"a person restarted them: {by_hand.fact.did}")
        felt = felt_before(evidence, first, incident.start)
        if felt:
            return SAY.silent(incident, f"{felt}: a person may have restarted the devices because of that")
        if len({each.subject for each in together}) >= LEAST_DEVICES:
            spread = (max(each.at for each in together) - first).total_seconds()
            return SAY.blames(
                incident,
                f"{', '.join(sorted({each.subject for each in together}))} started anew within {spread:.0f} s of each "
                "other",
                {Plane.POWER},
                [each.told for each in together],
            )
    alibi = _ran_on(evidence, incident)
    if alibi is not None:
        return SAY.clears(
            incident, f"{alibi.subject}, on the mains too, has been running since before the onset", {Plane.POWER},
            [alibi],
        )  # fmt: skip
    router = next((each for each in evidence.site.rungs if each.kind is RungKind.ROUTER), None)
    if router is not None:
        sent, answered = evidence.ladder.counted(router.id, incident.start - CLOCK_SLACK, incident.end)
        if sent >= 5 and answered >= 0.95 * sent:
            return SAY.clears(
                incident, f"the router, on the mains too, answered {answered} of {sent} pings throughout", {Plane.PATH}
            )
    return SAY.silent(incident, "no second mains device tells when it started", ("DeviceState of a second device",))


def _on_mains(reading: Seen[DeviceState] | object) -> bool:
    return (
        isinstance(reading, Seen) and isinstance(reading.fact, DeviceState) and reading.fact.mains_powered is not False
    )


def _restarts_by_hand(evidence: Evidence) -> list[Seen[Step]]:
    return [each for each in evidence.readings(Step) if each.fact.power_cycled is not None]


def _ran_on(evidence: Evidence, incident: Incident) -> Seen[DeviceState] | None:
    boot = modem_boot_near(evidence, incident)
    modems = modem_subjects(evidence) | ({boot.subject} if boot else set())
    earliest, _ = onset_bounds(incident)
    for reading in evidence.readings(DeviceState, start=incident.start):
        started = booted_at(reading)
        if (
            reading.subject not in modems
            and reading.fact.mains_powered is not False
            and started is not None
            and started < earliest - TOGETHER
        ):
            return reading
    return None


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(DeviceState, EchoBlock, Step), judge=judge)
