"""Who answers name questions, how well, and whether somebody on the way answers for all.

Thresholds are netdoc's own (docs/adr/0025-name-servers-compared.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address, ip_network
from statistics import median

from netdoc.diagnosis.rules._says import Says
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dns_identity import DnsIdentity
from netdoc.model.facts.dns_interception import DnsInterception
from netdoc.model.facts.dns_lookup import DnsLookup, DnsOutcome, Question, ResolverRole
from netdoc.model.facts.dnssec_pair import DnssecPair
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident, IncidentKind
from netdoc.model.observation import Seen
from netdoc.model.site import Site

HOLDS = timedelta(seconds=660)
"""The question is asked each 300 s: what was seen holds until it was asked twice more."""
INTERCEPTED = "somebody on the way answers in place of any name server, so which one failed is not known"
LEAST = 2
LATE_US = 500_000
"""A name that a resolver has in its memory comes in one round trip: half a second is no way's doing alone."""

_PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16")

Lookups = Sequence[Seen[DnsLookup]]


def late(lookup: DnsLookup) -> bool:
    """Return whether a name that the resolver has in memory was answered late; only like is compared with like."""
    if lookup.question is not Question.CACHED or not lookup.worked or lookup.duration_us is None:
        return False
    return lookup.duration_us >= LATE_US


@dataclass(frozen=True, slots=True)
class Asked:
    """The questions that one resolver, or several of one role, were asked within an incident."""

    all: Lookups

    @property
    def failed(self) -> Lookups:
        """Those without an answer that helps."""
        return [each for each in self.all if not each.fact.worked]

    @property
    def late(self) -> Lookups:
        """Those for a name in memory that were answered late."""
        return [each for each in self.all if late(each.fact)]

    @property
    def bad(self) -> Lookups:
        """Those that failed or were late."""
        return [each for each in self.all if not each.fact.worked or late(each.fact)]

    @property
    def cached(self) -> Lookups:
        """Those for a name that the resolver has in memory."""
        return [each for each in self.all if each.fact.question is Question.CACHED]

    @property
    def mostly_bad(self) -> bool:
        """Two failed at least, and most of all; or two came late, and most of those for names in memory."""
        failing = len(self.failed) >= LEAST and len(self.failed) > len(self.all) / 2
        return failing or (len(self.late) >= LEAST and len(self.late) > len(self.cached) / 2)

    @property
    def mostly_late(self) -> bool:
        """What makes it mostly bad is lateness, not failure."""
        return self.mostly_bad and not (len(self.failed) >= LEAST and len(self.failed) > len(self.all) / 2)

    @property
    def sound(self) -> bool:
        """Two were asked at least, none failed, and not most names in memory came late: a single one proves nothing."""
        return len(self.all) >= LEAST and not self.failed and not self.mostly_bad

    @property
    def words(self) -> str:
        """What became of them: `failed 5 of 7 questions`."""
        failing = len(self.failed) >= LEAST and len(self.failed) > len(self.all) / 2
        if failing or not self.late:
            return f"failed {len(self.failed)} of {len(self.all)} questions"
        took_ms = median(each.fact.duration_us or 0 for each in self.late) / 1000
        return (
            f"answered {len(self.late)} of {len(self.cached)} questions for names in its memory late (median "
            f"{took_ms:.0f} ms)"
        )


def asked_of(evidence: Evidence, incident: Incident, role: ResolverRole, *, slack: timedelta = timedelta()) -> Asked:
    """Return what resolvers of a role were asked within an incident, or that near it."""
    near = evidence.readings(DnsLookup, start=incident.start - slack, end=incident.end + slack)
    return Asked([each for each in near if each.fact.role is role])


def unsuited(say: Says, evidence: Evidence, incident: Incident | None) -> Finding | None:
    """Return the silence of a rule about name servers where an incident is none of theirs, or nothing can be told."""
    if incident is None or incident.kind is not IncidentKind.NAMES:
        return say.silent(incident, "no failure of names")
    if intercepted(evidence, incident):
        return say.silent(incident, INTERCEPTED)
    return None


def intercepted(evidence: Evidence, incident: Incident) -> bool:
    """Return whether questions were seen to be answered on the way, around an incident."""
    start, end = incident.start - HOLDS, incident.end + HOLDS
    anybody = any(each.fact.answered for each in evidence.readings(DnsInterception, start=start, end=end))
    return anybody or any(
        answered_near(evidence.site, each.fact) for each in evidence.readings(DnsIdentity, start=start, end=end)
    )


def answered_near(site: Site, identity: DnsIdentity) -> bool:
    """Return whether questions to a resolver in the internet are answered before they can have reached it.

    A question with a hop limit of 1 ends at the office's router and one with 2 at the provider's first: a public
    resolver is at neither. The provider may keep its own at the second. Where this computer takes the router's place,
    all is one hop nearer. What has a private address may stand in the office itself.
    """
    if identity.distance is None or may_live_inside(identity.resolver):
        return False
    reach = {ResolverRole.PUBLIC: 2, ResolverRole.ISP: 1}.get(identity.role, 0) - int(site.at_modem)
    return identity.distance <= reach


def may_live_inside(address: str, *, unknown: bool = True) -> bool:
    """Return whether an address may be one of the office itself; `unknown` of what is no address at all."""
    try:
        return any(ip_address(address) in ip_network(each) for each in _PRIVATE)
    except ValueError:
        return unknown


def fails_by_checking(evidence: Evidence, pair: DnssecPair) -> bool:
    """Return whether a resolver's checking fails a sound name: another one answers that name, so the name is sound."""
    return pair.breaks_signed and any(
        each.fact.signed == pair.signed and each.fact.signed_outcome is DnsOutcome.NOERROR
        for each in evidence.readings(DnssecPair)
    )


def checking(evidence: Evidence, incident: Incident, role: ResolverRole) -> tuple[str, tuple[Seen[DnssecPair], ...]]:
    """Return, to be added to a sentence, that a resolver's checking of signatures is what fails, and what shows it."""
    near = evidence.readings(DnssecPair, start=incident.start - HOLDS, end=incident.end + HOLDS)
    seen = [each for each in near if each.fact.role is role and fails_by_checking(evidence, each.fact)]
    if not seen:
        return "", ()
    words = "; asked not to check signatures it answers: its own clock or trust anchor is wrong"
    return words, (seen[-1],)


def of_the_office(evidence: Evidence, incident: Incident) -> bool:
    """Return whether it is a failure of the office's own name server."""
    asked = evidence.readings(DnsLookup, incident.rung, start=incident.start, end=incident.end)
    return any(each.fact.role is ResolverRole.OFFICE for each in asked)
