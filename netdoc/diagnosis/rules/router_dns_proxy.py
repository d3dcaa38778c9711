"""ROUTER04: the router's name service fails, or answers late, while the provider's works.

Objective: a stuck proxy in the router must not be laid to the provider's resolver.
Needs:     DnsLookup of the router and, asked directly, of the provider's resolver.
Blames:    router.dns_proxy, when the router's lookups failed (or most of its names in memory came half a second late
           or more) while the provider's resolver, asked directly in the same incident, answered, and in time.
Clears:    router.dns_proxy, when the router's own lookups worked in time, or the provider's resolver failed or was
           late.
Silent:    the provider's resolver was not asked directly, or somebody on the way answers in place of any.
Limits:    the router may lawfully refuse: a refusal counts as a failure only because the office uses it.
Source:    RFC 5625 (DNS proxies); the measurement notes on resolvers by role.
"""

from __future__ import annotations

from netdoc.diagnosis.rules._names import LEAST, asked_of, unsuited
from netdoc.diagnosis.rules._says import Says
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dns_lookup import DnsLookup, ResolverRole
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident
from netdoc.model.plane import Plane
from netdoc.plugin import Rule

SAY = Says("ROUTER04", Fault.NAMES_ROUTER_PROXY)


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by the router's answers beside the provider's."""
    unasked = unsuited(SAY, evidence, incident)
    if unasked is not None or incident is None:
        return unasked or SAY.silent(incident, "no failure of names")
    router = asked_of(evidence, incident, ResolverRole.ROUTER)
    direct = asked_of(evidence, incident, ResolverRole.ISP)
    if router.sound:
        return SAY.clears(incident, f"the router answered {len(router.all)} questions", {Plane.PATH}, router.all[:1])
    if direct.mostly_bad:
        return SAY.clears(incident, f"the provider's resolver {direct.words} itself", {Plane.PATH}, direct.bad[:2])
    if (len(router.failed) >= LEAST or router.mostly_bad) and direct.sound:
        return SAY.blames(
            incident,
            f"the router {router.words} while the provider's resolver answered all {len(direct.all)}",
            {Plane.PATH, Plane.ROUTER_BOX},
            [*router.bad[:2], *direct.all[:1]],
        )
    return SAY.silent(incident, "the provider's resolver was not asked directly", ("DnsLookup of the ISP's resolver",))


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(DnsLookup,), judge=judge)
