"""CABLE01: the cable between router and modem is down.

Objective: tell a plug that slipped out of the router from a dead line.
Needs:     InterfaceCounters of the router's WAN port with its carrier; DslLine read through the router.
Blames:    router_modem_cable.down, when the router reported its WAN port without a carrier in the incident.
Clears:    router_modem_cable.down, when the modem answered pings through the onset of the incident; when the modem
           was read in the incident and is not on the ladder; or the router reported the port up in it.
Silent:    the router tells nothing of its port and the modem was not reached; or the modem restarted: its port
           goes down with it.
Limits:    a modem without power or in a restart drops the same carrier: modem and mains stay candidates.
Source:    capture pppd-openwrt-ethernet-link-down (router log of such a case).
"""

from __future__ import annotations

from netdoc.diagnosis.rules._modem import answered_through_onset, concerns_the_way, modem_boot_near
from netdoc.diagnosis.rules._says import Says
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.interface_counters import InterfaceCounters
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident
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
    crossed = next(iter(evidence.readings(DslLine, start=incident.start, end=incident.end)), None)
    answered = answered_through_onset(evidence, incident)
    if down is not None:
        if modem_boot_near(evidence, incident) is not None:
            return SAY.silent(incident, "the modem restarted: its port goes down with it")
        if crossed is None and not answered:
            return SAY.blames(
                incident, f"the router's port to the modem had no carrier at {down.at:%H:%M:%S} UTC",
                {Plane.ROUTER_BOX}, [down],
            )  # fmt: skip
    if answered:
        return SAY.clears(incident, "the modem answered pings through the onset", {Plane.PATH})
    if crossed is not None and answered is None:
        return SAY.clears(incident, "the modem was read during the incident", {Plane.MODEM_BOX}, [crossed])
    if ports and down is None and answered is None:
        return SAY.clears(incident, "the router's port to the modem had a carrier", {Plane.ROUTER_BOX}, ports[:1])
    return SAY.silent(
        incident, "the state of the port between router and modem is not known", ("InterfaceCounters of the WAN port",)
    )


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(InterfaceCounters, DslLine), judge=judge)
