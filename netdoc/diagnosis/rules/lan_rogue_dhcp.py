"""LAN07: a second address server in the office sends computers to a wrong gateway or name server.

Objective: a new server or a router plugged in the wrong way round hands out addresses too, and a part of the office
           is «without internet» on a healthy line.
Needs:     DhcpOffers around the incident; LinkState before and within it; DhcpLease; for names, DnsLookup of the name
           server in use and of another; DslLine, to see that the line was not out of sync; Step where somebody cured
           it.
Blames:    lan.rogue_dhcp, when at each look within the incident, or at one on each side of it and within 15 minutes,
           two servers offered addresses, and for an outage: the gateway that this computer used in it was offered by
           one of them alone and not in use more than 15 minutes before, while the other offered the gateway that this
           computer used before, or that the site names. For names: an office name server that failed most questions
           was offered by one of them alone, while a name server that only the other offers, or a public one, answered
           in the incident. A step noted within it, after which it was over within three minutes, is the operator's
           word. Over the window: two servers that disagree, incident or not, name nobody.
Clears:    lan.rogue_dhcp, when at each of those looks one server, or several that agree, offered addresses; or, for an
           outage, when this computer used the same gateway in it as before, or had used it already more than 15
           minutes before.
Silent:    nobody asked, or nobody offered anything; one server offered now this, now that; the own lease names another
           server than the one that offers what is used; the name server that failed is the router's or the provider's,
           which their own rules judge; the line was out of sync, which no server in the office causes.
Limits:    which of two servers should not be there, only the office can tell; other computers may have been led astray
           while this one was not.
Source:    RFC 2131; story D1 and the observation table of the project («two DHCP servers ...»).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from netdoc.diagnosis.rules._addresses import NEAR, differ, disagree, looks_around
from netdoc.diagnosis.rules._cured import cured_by
from netdoc.diagnosis.rules._host import looks_at_link
from netdoc.diagnosis.rules._modem import lost_sync_by_itself
from netdoc.diagnosis.rules._says import Cited, Says
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dhcp_lease import DhcpLease
from netdoc.model.facts.dhcp_offers import DhcpOffer, DhcpOffers
from netdoc.model.facts.dns_lookup import DnsLookup, ResolverRole
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.link_state import LinkState
from netdoc.model.facts.step import Step
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident, IncidentKind, Zone
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane
from netdoc.model.site import RungKind
from netdoc.plugin import Rule

SAY = Says("LAN07", Fault.LAN_ROGUE_DHCP)
LEAST = 2
"""Questions that must have failed: one may get lost."""
Looks = list[Seen[DhcpOffers]]


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by what the servers offer against what this computer used."""
    if incident is None:
        return _window(evidence)
    if incident.kind not in (IncidentKind.OUTAGE, IncidentKind.NAMES) or incident.zone is Zone.LINK:
        return SAY.silent(incident, "not a failure that a wrong gateway or name server explains")
    looks = looks_around(evidence, DhcpOffers, incident)
    if not looks or not all(each.fact.offers for each in looks):
        return SAY.silent(incident, "who offers addresses was not heard near this incident", ("DhcpOffers",))
    if not any(differ(each.fact.offers) for each in looks):
        return SAY.clears(
            incident, "one server, or several that agree, offered addresses", {Plane.PATH}, [*looks[:1], looks[-1]]
        )
    if not all(disagree(each.fact.offers) for each in looks):
        return SAY.silent(incident, "no two servers disagreed at every look")
    if lost_sync_by_itself(evidence, incident) is not None:
        return SAY.silent(incident, "the line was out of sync: no server in the office causes that")
    by_gateway = incident.kind is IncidentKind.OUTAGE
    return _gateway(evidence, incident, looks) if by_gateway else _names(evidence, incident, looks)


def _gateway(evidence: Evidence, incident: Incident, looks: Looks) -> Finding:
    links, _ = looks_at_link(evidence, incident)
    used = {each.fact.gateway for each in links if each.fact.gateway}
    if len(used) != 1:
        return SAY.silent(incident, "which gateway this computer used is not known", ("LinkState",))
    (gateway,) = used
    before = {
        each.fact.gateway
        for each in evidence.readings(LinkState, end=incident.start)
        if each.fact.gateway and each.at < incident.start
    }
    long_before = evidence.readings(LinkState, end=incident.start - NEAR)
    if any(each.fact.gateway == gateway for each in long_before):
        return SAY.clears(incident, f"this computer had used the gateway {gateway} before", {Plane.HOST}, links[:1])
    named = {each.address for each in evidence.site.rungs if each.kind is RungKind.ROUTER}
    rightful = (before | named) - {gateway}
    if not rightful and gateway in before:
        return SAY.clears(incident, f"this computer used the same gateway {gateway} as before", {Plane.HOST}, links[:1])
    if not rightful:
        return SAY.silent(incident, "which gateway this computer used before is not known", ("LinkState",))
    for each in looks:
        givers, others = _split(each.fact.offers, lambda offer: gateway in offer.gateways)
        if not givers or not any(rightful & set(offer.gateways) for offer in others):
            return SAY.silent(incident, f"the gateway in use, {gateway}, is not one server's alone against the other's")
    giver = next(offer for offer in looks[0].fact.offers if gateway in offer.gateways)
    what = f"gave this computer the gateway {gateway}, while another server offers {', '.join(sorted(rightful))}"
    return _blame(evidence, incident, giver, what, [looks[0], links[0]])


def _names(evidence: Evidence, incident: Incident, looks: Looks) -> Finding:
    asked = evidence.readings(DnsLookup, start=incident.start, end=incident.end)
    failing = [each for each in asked if each.fact.role is ResolverRole.OFFICE and not each.fact.worked]
    if not failing:
        return SAY.silent(incident, "no name server of the office itself failed", ("DnsLookup",))
    resolver = failing[0].fact.resolver
    own = [each for each in asked if each.fact.resolver == resolver]
    failed = [each for each in own if not each.fact.worked]
    if len(failed) < LEAST or len(failed) <= len(own) / 2:
        return SAY.silent(incident, f"the office's name server failed {len(failed)} of {len(own)}: too few to say")
    for each in looks:
        givers, others = _split(each.fact.offers, lambda offer: resolver in offer.resolvers)
        if not givers or not any(offer.resolvers for offer in others):
            return SAY.silent(incident, f"the name server {resolver} is not one server's alone against the other's")
    elsewhere = {each for offer in looks[0].fact.offers if resolver not in offer.resolvers for each in offer.resolvers}
    working = [
        each
        for each in asked
        if each.fact.worked and (each.fact.resolver in elsewhere or each.fact.role is ResolverRole.PUBLIC)
    ]
    if not working:
        return SAY.silent(incident, "no other name server answered meanwhile", ("DnsLookup",))
    giver = next(offer for offer in looks[0].fact.offers if resolver in offer.resolvers)
    what = f"gives out the name server {resolver}, which failed {len(failed)} of {len(own)} questions while another did"
    return _blame(evidence, incident, giver, f"{what} not", [looks[0], failed[0], working[0]])


def _blame(evidence: Evidence, incident: Incident, giver: DhcpOffer, what: str, cites: Iterable[Cited]) -> Finding:
    lease = evidence.last_before(incident.end, DhcpLease)
    if lease is not None and lease.fact.server is not None and lease.fact.server != giver.server:
        return SAY.silent(incident, f"this computer's own lease is from {lease.fact.server}, not from {giver.server}")
    cure = cured_by(evidence, incident)
    told = tuple(cites)
    own = lease is not None or any(isinstance(each, Seen) and each.plane is Plane.HOST for each in told)
    planes = {Plane.PATH, *((Plane.HOST,) if own else ()), *((Plane.OPERATOR,) if cure is not None else ())}
    behind = f" ({giver.mac})" if giver.mac else ""
    return SAY.blames(
        incident,
        f"the address server {giver.server}{behind} {what}",
        planes,
        [*told, lease, cure],
    )


def _split(offers: Iterable[DhcpOffer], gives: Callable[[DhcpOffer], bool]) -> tuple[list[DhcpOffer], list[DhcpOffer]]:
    """Return the offers of the servers that give something, and those of servers that never do."""
    listed = list(offers)
    givers = [each for each in listed if gives(each)]
    names = {each.server for each in givers}
    return givers, [each for each in listed if each.server not in names]


def _window(evidence: Evidence) -> Finding:
    torn = [each for each in evidence.readings(DhcpOffers) if disagree(each.fact.offers)]
    if not torn:
        return SAY.silent(None, "no two servers were heard that offer different gateways or name servers")
    servers = " and ".join(dict.fromkeys(each.server for each in torn[-1].fact.offers))
    return SAY.blames(
        None,
        f"{servers} both hand out addresses and disagree on the gateway or the name servers; no failure is laid to it "
        "by this alone",
        {Plane.PATH},
        torn[-1:],
    )


RULE = Rule(
    id=SAY.rule, fault=SAY.fault, needs=(DhcpOffers, DhcpLease, LinkState, DnsLookup, DslLine, Step), judge=judge
)
