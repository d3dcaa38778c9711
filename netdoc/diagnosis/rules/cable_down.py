"""CABLE01: the cable between router and modem is down.

Objective: tell a plug that slipped out of the router from a dead line.
Needs:     InterfaceCounters of the router's WAN port with its carrier, or the lines of the port in the router's
           DeviceLog; DslLine read through the router; Step where somebody touched cable or modem.
Blames:    router_modem_cable.down, when the router reported its WAN port without a carrier in the incident, at a look
           or in its log. A step noted within it, after which it was over within three minutes, is the operator's word.
Clears:    router_modem_cable.down, when the modem answered pings through the onset of the incident; when the modem
           was read in the incident and is not on the ladder; or the router reported the port up in it.
Silent:    the router tells nothing of its port and the modem was not reached; the modem restarted (by its clock, its
           log or a recorded step): its port goes down with it; the router itself did; or, for a port that only the
           log tells, the office felt something in the quarter of an hour before (people pull plugs for that).
Limits:    a modem without power or in a restart drops the same carrier: modem and mains stay candidates.
Source:    capture pppd-openwrt-ethernet-link-down (router log of such a case).
"""

from __future__ import annotations

from datetime import timedelta

from netdoc.diagnosis.instants import CLOCK_SLACK
from netdoc.diagnosis.logs import Entry, entries, entries_between
from netdoc.diagnosis.rules._cured import cured_by
from netdoc.diagnosis.rules._felt import felt_before
from netdoc.diagnosis.rules._modem import answered_through_onset, concerns_the_way, modem_boot_near, modem_subjects
from netdoc.diagnosis.rules._restarts import by_hand
from netdoc.diagnosis.rules._router import router_restarted
from netdoc.diagnosis.rules._says import Says
from netdoc.model.evidence import Evidence
from netdoc.model.facts.device_log import DeviceLog, LogEvent
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.interface_counters import InterfaceCounters
from netdoc.model.facts.step import Step
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane
from netdoc.plugin import Rule

SAY = Says("CABLE01", Fault.CABLE_DOWN)


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by the carrier of the router's WAN port, and by answers that crossed the cable."""
    if incident is None or not concerns_the_way(evidence, incident):
        return SAY.silent(incident, "no incident behind the router")
    ports = [
        each
        for each in evidence.readings(InterfaceCounters, start=incident.start, end=incident.end)
        if each.fact.role == "wan" and each.fact.up is not None
    ]
    down = next((each for each in ports if each.fact.up is False), None)
    line = _port_line(evidence, incident)
    crossed = next(iter(evidence.readings(DslLine, start=incident.start, end=incident.end)), None)
    answered = answered_through_onset(evidence, incident)
    if down is not None or line is not None:
        excuse = _excuse(evidence, incident, down, line)
        if excuse:
            return SAY.silent(incident, excuse)
        if not answered and (crossed is None if down else _nothing_crossed(evidence, line)):
            return _blame(evidence, incident, down, line)
    if answered:
        return SAY.clears(incident, "the modem answered pings through the onset", {Plane.PATH})
    if line is None:
        if crossed is not None and answered is None:
            return SAY.clears(incident, "the modem was read during the incident", {Plane.MODEM_BOX}, [crossed])
        if ports and down is None and answered is None:
            return SAY.clears(incident, "the router's port to the modem had a carrier", {Plane.ROUTER_BOX}, ports[:1])
    return SAY.silent(
        incident, "the state of the port between router and modem is not known", ("InterfaceCounters of the WAN port",)
    )


def _port_line(evidence: Evidence, incident: Incident) -> Entry | None:
    """Return the first line of an incident that tells of the port without a link, in a log of the router."""
    start = incident.start - timedelta(seconds=incident.start_uncertainty_s) - CLOCK_SLACK
    lines = entries_between(evidence, start, incident.end, LogEvent.PORT_DOWN)
    own = modem_subjects(evidence) - {"router"}
    return next((each for each in lines if each.subject not in own), None)


def _nothing_crossed(evidence: Evidence, line: Entry | None) -> bool:
    """Return whether the modem was not read between the lines that tell of the port down and up again."""
    if line is None:
        return True
    ups = (each for each in entries(evidence, LogEvent.PORT_UP, subject=line.subject) if each.at >= line.at)
    up = next(ups, None)
    return not evidence.readings(DslLine, start=line.latest, end=up.earliest if up else line.latest)


def _excuse(evidence: Evidence, incident: Incident, down: Seen[InterfaceCounters] | None, line: Entry | None) -> str:
    if modem_boot_near(evidence, incident) is not None:
        return "the modem restarted: its port goes down with it"
    restarted = router_restarted(evidence, incident)
    seen_at = down.at if down else line.at if line else incident.start
    if restarted is not None and restarted.earliest <= seen_at + CLOCK_SLACK:
        return "the router restarted: its port goes down with it"
    hand = by_hand(evidence, incident.start, incident.start)
    if hand is not None:
        return f"a person restarted a box: {hand.fact.did}"
    felt = felt_before(evidence, line.at, incident.start) if line and not down else ""
    return f"{felt}: a person may have pulled the plug because of that" if felt else ""


def _blame(evidence: Evidence, incident: Incident, down: Seen[InterfaceCounters] | None, line: Entry | None) -> Finding:
    planes = {Plane.ROUTER_BOX}
    cites: list[Seen[InterfaceCounters] | Seen[DeviceLog] | Seen[Step]] = []
    if down is not None:
        words = f"the router's port to the modem had no carrier at {down.at:%H:%M:%S} UTC"
        cites.append(down)
    else:
        assert line is not None
        words = f"the router's log tells of its port to the modem without a link at {line.at:%H:%M:%S} UTC"
        cites.append(line.told)
    step = cured_by(evidence, incident)
    if step is not None:
        words = f"{words}; it was over after a step: {step.fact.did}"
        planes.add(Plane.OPERATOR)
        cites.append(step)
    return SAY.blames(incident, words, planes, cites)


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(InterfaceCounters, DeviceLog, DslLine, Step), judge=judge)
