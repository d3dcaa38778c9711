"""LAN06: the office's own name server does not answer for the internet, or late, while others do.

Objective: a new server that does not forward must not be laid to the provider.
Needs:     DnsLookup of the office's server and, asked directly, of the provider's resolver or a public one; DnssecPair,
           where its checking of signatures is what fails.
Blames:    lan.names, when the office's server failed at least two questions and most that it was asked (or most of the
           names in its memory came half a second late or more), while the provider's resolver or a public one, asked
           directly in the same incident, answered at least two and all, and most in time.
Clears:    lan.names, when the office's server answered all of at least two questions in time, or the provider's
           resolver failed most of its own, or was late.
Silent:    no other resolver was asked directly, somebody on the way answers in place of any, or servers that hand out
           addresses disagree (LAN07 judges that).
Limits:    a server may be meant for the office's own names only: then the office should not ask it for others.
Source:    scenarios D1 («resolver on server not forwarding»); RFC 1034 section 4.3.1 (recursion).
"""

from __future__ import annotations

from netdoc.diagnosis.rules._addresses import servers_disagree
from netdoc.diagnosis.rules._names import Asked, asked_of, checking, unsuited
from netdoc.diagnosis.rules._says import Says
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dns_lookup import DnsLookup, ResolverRole
from netdoc.model.facts.dnssec_pair import DnssecPair
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident
from netdoc.model.plane import Plane
from netdoc.plugin import Rule

SAY = Says("LAN06", Fault.LAN_NAMES)


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by the office's server beside those that it should ask."""
    unasked = unsuited(SAY, evidence, incident)
    if unasked is not None or incident is None:
        return unasked or SAY.silent(incident, "no failure of names")
    if servers_disagree(evidence):
        return SAY.silent(incident, "several servers hand out addresses: which of them names a server, comes first")
    office, direct = (asked_of(evidence, incident, role) for role in (ResolverRole.OFFICE, ResolverRole.ISP))
    if office.sound:
        return SAY.clears(
            incident, f"the office's server answered {len(office.all)} questions", {Plane.PATH}, office.all[:1]
        )
    if direct.mostly_bad:
        return SAY.clears(incident, f"the provider's resolver {direct.words} itself", {Plane.PATH}, direct.bad[:2])
    others = Asked([*direct.all, *asked_of(evidence, incident, ResolverRole.PUBLIC).all])
    if not office.mostly_bad:
        return SAY.silent(incident, "the office's own server did not fail, or was not asked")
    if not others.sound:
        return SAY.silent(incident, "no other resolver answered throughout", ("DnsLookup of another resolver",))
    more, shown = checking(evidence, incident, ResolverRole.OFFICE)
    return SAY.blames(
        incident,
        f"the office's own name server {office.words} while others, asked directly, answered all "
        f"{len(others.all)}{more}",
        {Plane.PATH},
        [*office.bad[:2], *others.all[:1], *shown],
    )


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(DnsLookup, DnssecPair), judge=judge)
