"""ROUTER04: the router's name service fails while the provider's works.

Objective: a stuck proxy in the router must not be laid to the provider's resolver.
Needs:     DnsLookup of the router and, asked directly, of the provider's resolver.
Blames:    router.dns_proxy, when the router's lookups failed while the provider's resolver, asked directly in
           the same incident, answered.
Clears:    router.dns_proxy, when the router's own lookups worked, or the provider's resolver failed as well.
Silent:    the provider's resolver was not asked directly, or somebody on the way answers in place of any.
Limits:    the router may lawfully refuse: a refusal counts as a failure only because the office uses it.
Source:    RFC 5625 (DNS proxies); the measurement notes on resolvers by role.
"""

from __future__ import annotations

from netdoc.diagnosis.rules._names import INTERCEPTED, intercepted
from netdoc.diagnosis.rules._says import Says
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dns_lookup import DnsLookup, ResolverRole
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident, IncidentKind
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane
from netdoc.plugin import Rule

SAY = Says("ROUTER04", Fault.NAMES_ROUTER_PROXY)
LEAST = 2


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by the router's answers beside the provider's."""
    if incident is None or incident.kind is not IncidentKind.NAMES:
        return SAY.silent(incident, "no failure of names")
    if intercepted(evidence, incident):
        return SAY.silent(incident, INTERCEPTED)
    asked = evidence.readings(DnsLookup, start=incident.start, end=incident.end)
    router = [each for each in asked if each.fact.role is ResolverRole.ROUTER]
    direct = [each for each in asked if each.fact.role is ResolverRole.ISP]
    router_bad, direct_bad = _failed(router), _failed(direct)
    if len(router) >= LEAST and not router_bad:
        return SAY.clears(incident, f"the router answered {len(router)} questions", {Plane.PATH}, router[:1])
    if len(direct) >= LEAST and len(direct_bad) > len(direct) / 2:
        return SAY.clears(
            incident, f"the provider's resolver failed {len(direct_bad)} of {len(direct)} itself", {Plane.PATH},
            direct_bad[:2],
        )  # fmt: skip
    if len(router_bad) >= LEAST and len(direct) >= LEAST and not direct_bad:
        return SAY.blames(
            incident,
            f"the router failed {len(router_bad)} of {len(router)} questions while the provider's resolver answered "
            f"all {len(direct)}",
            {Plane.PATH, Plane.ROUTER_BOX},
            [*router_bad[:2], *direct[:1]],
        )
    return SAY.silent(incident, "the provider's resolver was not asked directly", ("DnsLookup of the ISP's resolver",))


def _failed(lookups: list[Seen[DnsLookup]]) -> list[Seen[DnsLookup]]:
    return [each for each in lookups if not each.fact.worked]


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(DnsLookup,), judge=judge)
