"""ROUTER01: the router hangs although the cable to it is up.

Objective: settle «DSL dead» that a router reset cures, without calling a vendor.
Needs:     EchoBlock of the router; LinkState with the gateway's address resolution; WanSession and DnsLookup of the
           router.
Blames:    router.hangs, when the router had answered pings before, then failed together with everything
           behind it while it answered address resolution after that (by the kernel's clock of the entry, or by an
           entry still held a minute later) and the computer's carrier was up.
Clears:    router.hangs, when traffic passed the router in the incident: something behind it answered, or the
           router kept its internet session and answered fresh name questions.
Silent:    the router does not answer address resolution either (then the cable or its power may be it), or it
           restarted.
Limits:    address resolution is answered by the router's network chip or kernel even when its work has stopped.
Source:    story A4 of the project's scenarios; RFC 826.
"""

from __future__ import annotations

from netdoc.diagnosis.rules._router import (
    alive_by_arp,
    fresh_names_by_router,
    router_restarted,
    session_up_throughout,
)
from netdoc.diagnosis.rules._says import Says
from netdoc.diagnosis.rules._targets import answering_behind_router
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dns_lookup import DnsLookup
from netdoc.model.facts.echo_block import EchoBlock
from netdoc.model.facts.link_state import LinkState
from netdoc.model.facts.wan_session import WanSession
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident, IncidentKind, Zone
from netdoc.model.plane import Plane
from netdoc.model.site import RungKind
from netdoc.plugin import Rule

SAY = Says("ROUTER01", Fault.ROUTER_HANGS)
LEAST_FRESH = 2


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by what the router still answers."""
    if incident is None or incident.kind is not IncidentKind.OUTAGE:
        return SAY.silent(incident, "no outage in which a router could hang")
    carried = answering_behind_router(evidence, incident)
    if carried is not None:
        return SAY.clears(
            incident, f"the router carried packets: {carried.label or carried.id} answered behind it", {Plane.PATH}
        )
    session, fresh = session_up_throughout(evidence, incident), fresh_names_by_router(evidence, incident)
    if session is not None and len(fresh) >= LEAST_FRESH:
        return SAY.clears(
            incident, f"the router kept its session and resolved {len(fresh)} fresh names meanwhile",
            {Plane.ROUTER_BOX, Plane.PATH}, [session, *fresh[:2]],
        )  # fmt: skip
    router = next((each for each in evidence.site.rungs if each.kind is RungKind.ROUTER), None)
    if router is None or incident.zone is not Zone.NEAR:
        return SAY.silent(incident, "the router answered, or is not on the ladder: whether it forwards is open")
    answered_before = evidence.ladder.counted(router.id, evidence.start, incident.start)[1]
    if router_restarted(evidence, incident) is not None:
        return SAY.silent(incident, "the router restarted meanwhile")
    alive = alive_by_arp(evidence, incident)
    if answered_before and alive is not None and alive.fact.carrier:
        return SAY.blames(
            incident,
            "the router stopped answering pings and forwarding, yet still answered address resolution",
            {Plane.HOST, Plane.PATH},
            [alive],
        )
    return SAY.silent(
        incident, "nothing shows that the router still answers address resolution", ("LinkState a minute into it",)
    )


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(EchoBlock, LinkState, WanSession, DnsLookup), judge=judge)
