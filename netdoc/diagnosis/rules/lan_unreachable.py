"""LAN01: the office network does not reach the router.

Objective: keep a dead switch or cable inside the office from being reported as «DSL dead».
Needs:     EchoBlock of the router; LinkState with the gateway's address resolution; DeviceState of the router;
           Step where somebody cured it; PowerState or DeviceLog of a UPS.
Blames:    lan.unreachable, when the router failed with everything behind it, the computer's carrier was up,
           and the router did not even answer address resolution (ARP). A step noted within it (a cable pushed home),
           after which it was over within three minutes, is the operator's word.
Clears:    lan.unreachable, when the router answered pings during the incident or, after the last of them,
           address resolution.
Silent:    the router is not on the ladder and its address resolution was not looked at; it restarted, by itself or
           by a person; or the UPS saw the mains fail then, or says that it does not carry its load.
Limits:    a router that is switched off looks the same: it stays a candidate.
Source:    RFC 826; the observation table of the project («gateway dead ... modem in sync»).
"""

from __future__ import annotations

from netdoc.diagnosis.rules._cured import cured_by
from netdoc.diagnosis.rules._power import input_lost, trouble
from netdoc.diagnosis.rules._router import alive_by_arp, looks_while_silent, router_restarted
from netdoc.diagnosis.rules._says import Says
from netdoc.model.evidence import Evidence
from netdoc.model.facts.device_log import DeviceLog
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.echo_block import EchoBlock
from netdoc.model.facts.link_state import LinkState, Neighbour
from netdoc.model.facts.power_state import PowerState
from netdoc.model.facts.step import Step
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident, IncidentKind, Zone
from netdoc.model.plane import Plane
from netdoc.model.site import RungKind
from netdoc.plugin import Rule

SAY = Says("LAN01", Fault.LAN_UNREACHABLE)


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by carrier, address resolution and the router's own answers."""
    if incident is None:
        return SAY.silent(None, "judged per incident only")
    router = next((each for each in evidence.site.rungs if each.kind is RungKind.ROUTER), None)
    looks = looks_while_silent(evidence, incident)
    answers = alive_by_arp(evidence, incident)
    if router is not None:
        sent, answered = evidence.ladder.counted(router.id, incident.start, incident.end)
        if sent and answered >= 0.8 * sent:
            return SAY.clears(incident, f"the router answered {answered} of {sent} pings meanwhile", {Plane.PATH})
    if answers is not None:
        return SAY.clears(incident, "the router answered address resolution meanwhile", {Plane.HOST}, [answers])
    quiet = next(
        (each for each in looks if each.fact.carrier and each.fact.gateway_neighbour is Neighbour.SILENT), None
    )
    restarted = router_restarted(evidence, incident)
    if restarted is not None:
        return SAY.silent(incident, f"{restarted.subject} restarted meanwhile: that it did not answer is no wonder")
    step = cured_by(evidence, incident)
    if step is not None and step.fact.power_cycled is not None:
        return SAY.silent(incident, f"it was over after a restart by a person: {step.fact.did}")
    power = input_lost(evidence, incident) or trouble(evidence, incident.start, incident.end)
    if power is not None:
        return SAY.silent(incident, f"{power.words}: the router may have been without power")
    if incident.kind is IncidentKind.OUTAGE and incident.zone is Zone.NEAR and quiet is not None:
        words = "the computer's link was up, but the router answered neither pings nor address resolution"
        planes = {Plane.HOST, Plane.PATH}
        if step is not None:
            words = f"{words}; it was over after a step: {step.fact.did}"
            planes.add(Plane.OPERATOR)
        return SAY.blames(incident, words, planes, [quiet, step])
    return SAY.silent(incident, "whether the router answers address resolution is not known", ("LinkState",))


RULE = Rule(
    id=SAY.rule, fault=SAY.fault, needs=(EchoBlock, LinkState, DeviceState, Step, PowerState, DeviceLog), judge=judge
)
