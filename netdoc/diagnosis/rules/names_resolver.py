"""NAMES01: the provider's name server fails, or answers late, while addresses work.

Objective: «the internet is down», or «slow», is often only its telephone book.
Needs:     DnsLookup of the provider's resolver, asked directly, and of another one; EchoBlock of the anchors;
           DnssecPair, where its checking of signatures is what fails.
Blames:    names.resolver, when at least two questions to the provider's resolver failed, and most of all
           asked, while the anchors answered and another resolver (public) answered within 35 s of the incident;
           or when at least two names in its memory came half a second late or more, and most of those, while another
           resolver's came in time and echoes to both were quick.
Clears:    names.resolver, when the provider's resolver answered all questions of the incident, and most in time.
Silent:    the provider's resolver was not asked directly; or no other resolver answered, or most of those asked
           in the incident failed or were late as well; or somebody on the way answers in place of any name server.
Limits:    something on the way that drops questions to that one address looks the same; recurrence and a
           second path are needed to establish.
Source:    observation table, «only the ISP resolver fails, IP paths clean»; scenarios Y2;
           docs/adr/0025-name-servers-compared.md
"""

from __future__ import annotations

from netdoc.diagnosis.late_names import STRANGERS_PACE, way_is_quick
from netdoc.diagnosis.rules._names import LEAST, asked_of, checking, late, unsuited
from netdoc.diagnosis.rules._says import Says
from netdoc.diagnosis.second import over_there
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dns_lookup import DnsLookup, ResolverRole
from netdoc.model.facts.dnssec_pair import DnssecPair
from netdoc.model.facts.echo_block import EchoBlock
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident
from netdoc.model.plane import Plane
from netdoc.plugin import Rule

SAY = Says("NAMES01", Fault.NAMES_RESOLVER)


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by the provider's resolver beside a public one."""
    unasked = unsuited(SAY, evidence, incident)
    if unasked is not None or incident is None:
        return unasked or SAY.silent(incident, "no failure of names")
    own = asked_of(evidence, incident, ResolverRole.ISP)
    public = [
        each
        for each in asked_of(evidence, incident, ResolverRole.PUBLIC, slack=STRANGERS_PACE).all
        if each.fact.worked and not late(each.fact)
    ]
    if own.sound:
        return SAY.clears(
            incident, f"the provider's resolver answered all {len(own.all)} questions", {Plane.PATH}, own.all[:2]
        )
    if len(own.all) < LEAST:
        return SAY.silent(
            incident, "the provider's resolver was not asked directly", ("DnsLookup of the ISP's resolver",)
        )
    others = asked_of(evidence, incident, ResolverRole.PUBLIC)
    if len(others.bad) > len(others.all) / 2:
        return SAY.silent(incident, "the other resolvers failed as well: it is not this one alone")
    if not public:
        return SAY.silent(incident, "no other resolver answered meanwhile", ("DnsLookup of a public resolver",))
    if not own.mostly_bad:
        return SAY.silent(incident, f"the provider's resolver {own.words}: too few to say")
    if own.mostly_late and not way_is_quick(evidence, own.late[0].subject, incident.start, incident.end):
        return SAY.silent(incident, f"the provider's resolver {own.words}, and echoes on the way were slow too")
    more, shown = checking(evidence, incident, ResolverRole.ISP)
    there = [each for each in over_there(evidence, incident).rounds if each.fact.method == "dns" and each.fact.worked]
    return SAY.blames(
        incident,
        f"the provider's resolver {own.words} while addresses worked and another resolver answered {len(public)}{more}",
        {Plane.PATH, *((Plane.SECOND_PATH,) if there else ())},
        [*own.bad[:2], *public[:1], *shown, *there[:1]],
    )


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(DnsLookup, EchoBlock, DnssecPair), judge=judge)
