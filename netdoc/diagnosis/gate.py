"""Which rung failed: nearest first, and never one behind which something still answered.

A rung that is silent while something beyond it answers is ping-deaf or limits its answers: normal, and
no evidence. While a nearer rung fails, farther rungs say nothing of their own: their samples are set aside.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from netdoc.model.evidence import Evidence
from netdoc.model.facts.dns_lookup import DnsLookup, Question, ResolverRole
from netdoc.model.facts.link_state import LinkState, Neighbour
from netdoc.model.incident import Zone
from netdoc.model.observation import Seen
from netdoc.model.site import Rung, RungKind
from netdoc.model.verdict import Discarded

OWN_LINK = "own_link"
ANCHORS = "anchors"
"""Rung name of an outage in which everything nearer than the anchors still answered."""

ONSET_S = 30.0
"""How much of an outage's beginning decides which rung failed: what fails later may be a consequence (a modem
that somebody power-cycles because the line died)."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest rung that failed, the farthest that did not, and what was set aside."""

    rung: str
    good: str | None
    zone: Zone
    discarded: tuple[Discarded, ...]


def ordered(evidence: Evidence) -> tuple[Rung, ...]:
    """Return the site's rungs that were sampled, nearest first; a story without a ladder has none."""
    return evidence.once(ordered, lambda: _ordered(evidence))


def _ordered(evidence: Evidence) -> tuple[Rung, ...]:
    sampled = set(evidence.ladder.rungs)
    return tuple(
        sorted((each for each in evidence.site.rungs if each.id in sampled), key=lambda each: each.kind.distance)
    )


def quorum(evidence: Evidence) -> tuple[Rung, ...]:
    """Return the rungs whose silence, all together, is an outage: the anchors, or else the farthest there are."""
    rungs = ordered(evidence)
    for kinds in ((RungKind.ANCHOR,), (RungKind.SERVICE,), (RungKind.RESOLVER,), (RungKind.FIRST_HOP,)):
        found = tuple(each for each in rungs if each.kind in kinds and each.role != ResolverRole.ROUTER)
        if found:
            return found
    return ()


def deaf(evidence: Evidence, rung: Rung) -> bool:
    """Return True for a rung that never answered in the whole window although something beyond it did."""
    if ever_answered(evidence, rung.id):
        return False
    return any(
        ever_answered(evidence, each.id) for each in ordered(evidence) if each.kind.distance > rung.kind.distance
    )


def ever_answered(evidence: Evidence, rung: str) -> bool:
    """Return whether a rung answered at all in the whole window."""
    return evidence.once(
        (ever_answered, rung), lambda: any(max(series.rtt_us) >= 0 for _, series in evidence.ladder.runs(rung))
    )


def nearest_failed(evidence: Evidence, first_lost: datetime, last_lost: datetime, deaf_ids: frozenset[str]) -> Nearest:
    """Return which rung failed first between the first and the last lost sample of an outage."""
    onset_end = min(last_lost, first_lost + timedelta(seconds=ONSET_S))
    good: Rung | None = None
    failed: Rung | None = None
    for rung in ordered(evidence):
        # a name server is a side branch, not a step on the way: it locates only when it answers
        if rung.id in deaf_ids or rung.role == ResolverRole.ROUTER or rung.kind.distance >= RungKind.ANCHOR.distance:
            continue
        sent, answered = evidence.ladder.counted(rung.id, first_lost, onset_end)
        if sent == 0:
            sent, answered = evidence.ladder.counted(rung.id, first_lost, last_lost)
        if answered:
            good, failed = rung, None
        elif sent and failed is None and rung.kind is not RungKind.RESOLVER:
            failed = rung
    link = evidence.last_before(last_lost, LinkState)
    told = _told_by_arp(evidence, failed, first_lost, last_lost)
    if told is Told.THERE:
        # it never answered a ping, so its silence says nothing; the office network reaches it
        good, failed = failed, None
    zone = Zone.ANY if told is Told.NOTHING else _zone(good, failed)
    if link is not None and link.fact.carrier is False:
        return Nearest(OWN_LINK, None, Zone.LINK, _set_aside(evidence, 0, OWN_LINK, first_lost, last_lost))
    name = failed.id if failed else ANCHORS
    distance = failed.kind.distance + 1 if failed else RungKind.ANCHOR.distance + 1
    return Nearest(name, good.id if good else None, zone, _set_aside(evidence, distance, name, first_lost, last_lost))


def _zone(good: Rung | None, failed: Rung | None) -> Zone:
    if good is None:
        return Zone.NEAR if failed is not None and failed.kind is RungKind.ROUTER else Zone.ANY
    if good.kind in (RungKind.FIRST_HOP, RungKind.RESOLVER):
        return Zone.FAR
    return Zone.MIDDLE


class Told(Enum):
    """What address resolution tells of a router whose pings tell nothing."""

    NOT_ASKED = auto()
    """It is not in question, or nobody looked."""
    THERE = auto()
    NOTHING = auto()
    """The kernel still holds its address from before: that is no answer."""


def _told_by_arp(evidence: Evidence, failed: Rung | None, first_lost: datetime, last_lost: datetime) -> Told:
    """Return what is known of a router that did not answer a ping in the window before its silence either."""
    if failed is None or failed.kind is not RungKind.ROUTER:
        return Told.NOT_ASKED
    if evidence.ladder.counted(failed.id, evidence.start, first_lost)[1]:
        return Told.NOT_ASKED
    looks = evidence.readings(LinkState, start=first_lost, end=last_lost + timedelta(seconds=1))
    looks = looks or [
        each
        for each in (evidence.last_before(first_lost, LinkState), evidence.first_after(last_lost, LinkState))
        if each is not None
    ]
    if any(answered_arp(each, first_lost) for each in looks):
        return Told.THERE
    held = {each.fact.gateway_neighbour for each in looks}
    return Told.NOTHING if held == {Neighbour.ANSWERS} else Told.NOT_ASKED


TRUSTED = timedelta(seconds=60)
"""Linux counts a neighbour as reachable for up to 45 s after it last answered, waits 5 s and asks thrice, a second
apart, before it gives it up (arp(7): base_reachable_time, delay_first_probe_time, ucast_solicit)."""


def answered_arp(look: Seen[LinkState], since: datetime) -> bool:
    """Return whether a look at the own link shows that the gateway proved to be there after `since`.

    A complete entry alone proves it for some minute before the look; the kernel's own clock tells to the second.
    """
    if look.fact.gateway_neighbour is not Neighbour.ANSWERS:
        return False
    age_s = look.fact.gateway_confirmed_s
    return look.at - (TRUSTED if age_s is None else timedelta(seconds=age_s + 1)) >= since


def names_answered_beyond(evidence: Evidence, start: datetime, end: datetime) -> int:
    """Return how many questions to name servers beyond the router were answered in an interval."""
    return sum(
        1
        for each in evidence.readings(DnsLookup, start=start, end=end)
        if each.fact.worked
        and (
            each.fact.role is ResolverRole.PUBLIC
            # the provider's resolver answers common names from memory, with nothing behind it
            or (each.fact.role is ResolverRole.ISP and each.fact.question is Question.RANDOM)
        )
    )


def _set_aside(evidence: Evidence, distance: int, failed: str, start: datetime, end: datetime) -> tuple[Discarded, ...]:
    aside = []
    for each in ordered(evidence):
        if each.kind.distance >= distance:
            sent, _ = evidence.ladder.counted(each.id, start, end)
            if sent:
                aside.append(Discarded(rung=each.id, start=start, end=end, samples=sent, why=f"{failed} was failing"))
    return tuple(aside)
