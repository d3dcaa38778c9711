"""ROUTER02: the router reaches the internet itself but forwards nothing for the office.

Objective: a router whose forwarding stopped looks like a dead line to every ping; it is not.
Needs:     DnsLookup of the router's own name proxy with random labels, within an outage behind the router;
           WanSession where the router tells of one.
Blames:    router.forwarding, when during an outage behind the router at least two fresh names (random labels,
           which no cache can hold) were resolved by the router, while nothing else beyond it answered.
Clears:    router.forwarding, when packets of the office did pass: a rung behind the router answered.
Silent:    the router resolves no names, or its answers may come from a cache.
Limits:    the answers come over the same path that the laptop probes: one plane, so indicated at most; a
           router that invents answers for unknown names would mislead, so its answer must be «no such name».
Source:    RFC 2308 (a negative answer is cached per name: a random one was never asked before).
"""

from __future__ import annotations

from netdoc.diagnosis.rules._router import fresh_names_by_router
from netdoc.diagnosis.rules._says import Says
from netdoc.diagnosis.rules._targets import answering_behind_router
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dns_lookup import DnsLookup, DnsOutcome
from netdoc.model.facts.wan_session import WanSession
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident, IncidentKind, Zone
from netdoc.model.plane import Plane
from netdoc.plugin import Rule

SAY = Says("ROUTER02", Fault.ROUTER_FORWARDING)
LEAST_FRESH = 2


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by fresh names that the router resolves while it carries nothing."""
    if incident is None or incident.kind is not IncidentKind.OUTAGE or incident.zone in (Zone.LINK, Zone.NEAR):
        return SAY.silent(incident, "no outage behind a router that answers")
    carried = answering_behind_router(evidence, incident)
    if carried is not None:
        return SAY.clears(
            incident, f"the router forwarded: {carried.label or carried.id} answered behind it", {Plane.PATH}
        )
    fresh = [each for each in fresh_names_by_router(evidence, incident) if each.fact.outcome is DnsOutcome.NXDOMAIN]
    if len(fresh) >= LEAST_FRESH:
        return SAY.blames(
            incident,
            f"the router resolved {len(fresh)} names never asked before, so its own way to the internet worked, "
            "while it forwarded nothing for the office",
            {Plane.PATH},
            fresh[:3],
        )
    return SAY.silent(incident, "the router resolved no fresh names meanwhile", ("DnsLookup of the router",))


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(DnsLookup, WanSession), judge=judge)
