"""NAMES01: the provider's name server fails while addresses work.

Objective: «the internet is down» is often only its telephone book.
Needs:     DnsLookup of the provider's resolver, asked directly, and of another one; EchoBlock of the anchors.
Blames:    names.resolver, when at least two questions to the provider's resolver failed, and most of all
           asked, while the anchors answered and another resolver (public) answered within 35 s of the incident.
Clears:    names.resolver, when the provider's resolver answered all questions of the incident.
Silent:    the provider's resolver was not asked directly; or no other resolver answered, or most of those asked
           in the incident failed as well; or somebody on the way answers in place of any name server.
Limits:    something on the way that drops questions to that one address looks the same; recurrence and a
           second path are needed to establish.
Source:    observation table, «only the ISP resolver fails, IP paths clean».
"""

from __future__ import annotations

from datetime import timedelta

from netdoc.diagnosis.rules._names import INTERCEPTED, intercepted
from netdoc.diagnosis.rules._says import Says
from netdoc.diagnosis.second import over_there
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dns_lookup import DnsLookup, ResolverRole
from netdoc.model.facts.echo_block import EchoBlock
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident, IncidentKind
from netdoc.model.plane import Plane
from netdoc.plugin import Rule

SAY = Says("NAMES01", Fault.NAMES_RESOLVER)
LEAST = 2
STRANGERS_PACE = timedelta(seconds=35)
"""Public resolvers are asked only once in 30 s: an answer this near speaks for the incident."""


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by the provider's resolver beside a public one."""
    if incident is None or incident.kind is not IncidentKind.NAMES:
        return SAY.silent(incident, "no failure of names")
    if intercepted(evidence, incident):
        return SAY.silent(incident, INTERCEPTED)
    asked = evidence.readings(DnsLookup, start=incident.start, end=incident.end)
    own = [each for each in asked if each.fact.role is ResolverRole.ISP]
    failed = [each for each in own if not each.fact.worked]
    near = evidence.readings(DnsLookup, start=incident.start - STRANGERS_PACE, end=incident.end + STRANGERS_PACE)
    public = [each for each in near if each.fact.role is ResolverRole.PUBLIC and each.fact.worked]
    if len(own) >= LEAST and not failed:
        return SAY.clears(incident, f"the provider's resolver answered all {len(own)} questions", {Plane.PATH}, own[:2])
    if len(own) < LEAST:
        return SAY.silent(
            incident, "the provider's resolver was not asked directly", ("DnsLookup of the ISP's resolver",)
        )
    others = [each for each in asked if each.fact.role is ResolverRole.PUBLIC]
    if len([each for each in others if not each.fact.worked]) > len(others) / 2:
        return SAY.silent(incident, "the other resolvers failed as well: it is not this one alone")
    if not public:
        return SAY.silent(incident, "no other resolver answered meanwhile", ("DnsLookup of a public resolver",))
    if len(failed) >= LEAST and len(failed) > len(own) / 2:
        there = [
            each for each in over_there(evidence, incident).rounds if each.fact.method == "dns" and each.fact.worked
        ]
        return SAY.blames(
            incident,
            f"the provider's resolver failed {len(failed)} of {len(own)} questions while addresses worked and another "
            f"resolver answered {len(public)}",
            {Plane.PATH, *((Plane.SECOND_PATH,) if there else ())},
            [*failed[:2], *public[:1], *there[:1]],
        )
    return SAY.silent(incident, f"the provider's resolver failed {len(failed)} of {len(own)}: too few to say")


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(DnsLookup, EchoBlock), judge=judge)
