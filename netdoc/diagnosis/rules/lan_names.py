"""LAN06: the office's own name server does not answer for the internet while others do.

Objective: a new server that does not forward must not be laid to the provider.
Needs:     DnsLookup of the office's server and, asked directly, of the provider's resolver or a public one.
Blames:    lan.names, when the office's server failed at least two questions and most that it was asked, while the
           provider's resolver or a public one, asked directly in the same incident, answered at least two and all.
Clears:    lan.names, when the office's server answered all of at least two questions, or the provider's resolver
           failed most of its own.
Silent:    no other resolver was asked directly, somebody on the way answers in place of any, or servers that hand out
           addresses disagree (LAN07 judges that).
Limits:    a server may be meant for the office's own names only: then the office should not ask it for others.
Source:    scenarios D1 («resolver on server not forwarding»); RFC 1034 section 4.3.1 (recursion).
"""

from __future__ import annotations

from collections.abc import Sequence

from netdoc.diagnosis.rules._addresses import servers_disagree
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

SAY = Says("LAN06", Fault.LAN_NAMES)
LEAST = 2


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by the office's server beside those that it should ask."""
    if incident is None or incident.kind is not IncidentKind.NAMES:
        return SAY.silent(incident, "no failure of names")
    if intercepted(evidence, incident):
        return SAY.silent(incident, INTERCEPTED)
    if servers_disagree(evidence):
        return SAY.silent(incident, "several servers hand out addresses: which of them names a server, comes first")
    asked = evidence.readings(DnsLookup, start=incident.start, end=incident.end)
    office, direct = _of(asked, ResolverRole.OFFICE), _of(asked, ResolverRole.ISP)
    failed, direct_failed = _failed(office), _failed(direct)
    if len(office) >= LEAST and not failed:
        return SAY.clears(incident, f"the office's server answered {len(office)} questions", {Plane.PATH}, office[:1])
    if len(direct) >= LEAST and len(direct_failed) > len(direct) / 2:
        return SAY.clears(
            incident, f"the provider's resolver failed {len(direct_failed)} of {len(direct)} itself", {Plane.PATH},
            direct_failed[:2],
        )  # fmt: skip
    others = [*direct, *_of(asked, ResolverRole.PUBLIC)]
    if len(failed) < LEAST or len(failed) <= len(office) / 2:
        return SAY.silent(incident, "the office's own server did not fail, or was not asked")
    if len(others) < LEAST or _failed(others):
        return SAY.silent(incident, "no other resolver answered throughout", ("DnsLookup of another resolver",))
    return SAY.blames(
        incident,
        f"the office's own name server failed {len(failed)} of {len(office)} questions while others, asked directly, "
        f"answered all {len(others)}",
        {Plane.PATH},
        [*failed[:2], *others[:1]],
    )


def _of(asked: Sequence[Seen[DnsLookup]], role: ResolverRole) -> list[Seen[DnsLookup]]:
    return [each for each in asked if each.fact.role is role]


def _failed(asked: Sequence[Seen[DnsLookup]]) -> list[Seen[DnsLookup]]:
    return [each for each in asked if not each.fact.worked]


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(DnsLookup,), judge=judge)
