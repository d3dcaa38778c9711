"""MAINS01: the mains failed: several devices restarted together, or the UPS saw it.

Objective: keep a power cut from being laid to a modem or a line, and give the modem's restart its alibi check.
Needs:     DeviceState or DeviceLog of at least two mains devices; PowerState or DeviceLog of a UPS; EchoBlock of the
           router; Step where somebody restarted them.
Blames:    mains.outage, when at least two mains devices booted within three minutes of each other, either not
           after the onset, or during an outage in which the router had failed from the onset on; or when one did and
           the UPS tells that the mains left their limits (a line of its log, its battery at work, its counter of bad
           mains) in time.
Clears:    mains.outage, when another mains device is known to have run on: its boot instant is older than the
           onset, or it answered pings through the incident; or when the UPS's counter of bad mains did not move or its
           log holds no such line («power quiet»).
Silent:    only one device tells when it started and no other was watched; a person restarted them (recorded as a
           step), or the office felt something before; the onset is known from a box's memory only and may have been
           long before; the UPS says that it does not carry its load (then it may have dropped them).
Limits:    devices on different circuits or behind a UPS do not speak for each other; a person who switches off
           a power strip looks the same unless recorded as a step. That a UPS was not seen on its battery is no alibi:
           looks now and then miss short events, its counter does not.
Source:    boots within ± 3 min are one power event (measurement notes, power); «UPS input bads or transfers at the
           same minute» (dsl-sources f2); networkupstools/nut#1533 and #2925.
"""

from __future__ import annotations

from datetime import timedelta

from netdoc.diagnosis.instants import CLOCK_SLACK, boots
from netdoc.diagnosis.rules._modem import modem_boot_near, modem_subjects
from netdoc.diagnosis.rules._power import (
    PROMPT,
    Joint,
    Word,
    behind_ups,
    input_clean,
    input_lost,
    joint_restart,
    ran_on,
    trouble,
)
from netdoc.diagnosis.rules._says import Says
from netdoc.model.evidence import Evidence
from netdoc.model.facts.device_log import DeviceLog
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.echo_block import EchoBlock
from netdoc.model.facts.power_state import PowerState
from netdoc.model.facts.step import Step
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident, IncidentKind, Zone
from netdoc.model.plane import Plane
from netdoc.model.site import RungKind
from netdoc.plugin import Rule

SAY = Says("MAINS01", Fault.MAINS_OUTAGE)
LEAST_DEVICES = 2


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by the boot instants of mains devices, by the UPS, and by who demonstrably ran on."""
    if incident is None or incident.kind not in (IncidentKind.OUTAGE, IncidentKind.SESSION):
        return SAY.silent(incident, "no outage that the mains could explain")
    on_mains = frozenset(
        each.subject for each in boots(evidence) if not behind_ups(evidence, each.subject, incident.start)
    )
    joint, lost = joint_restart(evidence, incident, on_mains), input_lost(evidence, incident)
    if joint is not None:
        found = _by_restarts(evidence, incident, joint, lost)
        if found is not None:
            return found
    if lost is not None:
        return SAY.silent(incident, f"{lost.words}; no device on the mains is known to have restarted with it")
    return _by_alibi(evidence, incident)


def _by_restarts(evidence: Evidence, incident: Incident, joint: Joint, lost: Word | None) -> Finding | None:
    names = ", ".join(joint.subjects)
    seen_by_ups = lost is not None and (joint.in_time or _prompt(incident, joint, lost))
    several = len(joint.subjects) >= LEAST_DEVICES and joint.in_time
    if not (seen_by_ups or several):
        return None
    if joint.excuse:
        return SAY.silent(incident, joint.excuse)
    told = [each.told for each in joint.boots]
    if lost is not None:
        return SAY.blames(incident, f"{lost.words}; {names} started anew with it", {Plane.POWER}, [*told, *lost.cites])
    ups = trouble(evidence, incident.start, incident.end)
    others = ran_on(evidence, incident, besides=frozenset(joint.subjects))
    off_ups = [each for each in others if behind_ups(evidence, each.subject, incident.start) is False]
    quiet = input_clean(evidence, incident)
    cites = [*off_ups[:1], *(quiet.cites if quiet else ())]
    if cites and ups is not None:
        words = quiet.words if quiet else f"{off_ups[0].subject}, on the mains and not behind the UPS, ran on"
        return SAY.clears(incident, f"{words}: not the mains, though {names} started anew", {Plane.POWER}, cites)
    if ups is not None:
        return SAY.silent(incident, f"{ups.words}: it may have dropped {names}", ("a device that is not on the UPS",))
    if cites:
        words = quiet.words if quiet else f"{off_ups[0].subject} on the mains ran on"
        return SAY.silent(incident, f"{names} started anew together, yet {words}: one strip or circuit only")
    return SAY.blames(
        incident, f"{names} started anew within {joint.spread_s:.0f} s of each other", {Plane.POWER}, told
    )


def _prompt(incident: Incident, joint: Joint, lost: Word) -> bool:
    """Return whether the UPS lost the mains as the incident began, and before the first device started anew."""
    if lost.at is None or lost.at > joint.boots[0].latest + CLOCK_SLACK:
        return False
    return abs(lost.at - incident.start) <= PROMPT + timedelta(seconds=incident.start_uncertainty_s)


def _by_alibi(evidence: Evidence, incident: Incident) -> Finding:
    boot = modem_boot_near(evidence, incident)
    modems = modem_subjects(evidence) | ({boot.subject} if boot else set())
    # where the router itself went silent, the modem is a second device
    witnesses = ran_on(evidence, incident, besides=frozenset() if incident.zone is Zone.NEAR else modems)
    alibi = next((each for each in witnesses if not behind_ups(evidence, each.subject, incident.start)), None)
    if alibi is not None:
        return SAY.clears(
            incident, f"{alibi.subject}, on the mains too, has been running since before the onset", {Plane.POWER},
            [alibi],
        )  # fmt: skip
    quiet = input_clean(evidence, incident)
    if quiet is not None:
        return SAY.clears(incident, f"the power was quiet: {quiet.words}", {Plane.POWER}, quiet.cites)
    router = next((each for each in evidence.site.rungs if each.kind is RungKind.ROUTER), None)
    if router is not None and not behind_ups(evidence, router.id, incident.start):
        sent, answered = evidence.ladder.counted(router.id, incident.start - CLOCK_SLACK, incident.end)
        if sent >= 5 and answered >= 0.95 * sent:
            return SAY.clears(
                incident, f"the router, on the mains too, answered {answered} of {sent} pings throughout", {Plane.PATH}
            )
    return SAY.silent(incident, "no second mains device tells when it started", ("DeviceState of a second device",))


RULE = Rule(
    id=SAY.rule, fault=SAY.fault, needs=(DeviceState, DeviceLog, PowerState, EchoBlock, Step), judge=judge
)  # fmt: skip
