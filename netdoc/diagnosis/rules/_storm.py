"""How many packets to everybody came in a second: counted by the raw worker, or by the computer's own IP counters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from netdoc.model.counters import growth
from netdoc.model.evidence import Evidence
from netdoc.model.facts.address_check import AddressCheck
from netdoc.model.facts.link_state import LinkState
from netdoc.model.incident import Incident
from netdoc.model.observation import Seen

STORM_PER_S, CALM_PER_S = 500.0, 100.0
"""What is a storm, and below what there is none. See the sources in LAN09."""
LEAST_LISTENED_S = 1.0
APART = timedelta(minutes=20)
"""Between two looks farther apart a count tells too little; a quiet run looks each 15 min."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Packets to everybody between two instants."""

    per_s: float
    start: datetime
    end: datetime
    reading: Seen[AddressCheck] | Seen[LinkState]

    @property
    def seconds(self) -> float:
        """For how long they were counted."""
        return (self.end - self.start).total_seconds()


def heard(looks: Sequence[Seen[AddressCheck]]) -> list[Counted]:
    """Return what the raw worker counted at some looks."""
    return [
        Counted(each.fact.broadcasts_per_s, each.at - timedelta(seconds=each.fact.listened_s), each.at, each)
        for each in looks
        if each.fact.broadcasts_per_s is not None and (each.fact.listened_s or 0.0) >= LEAST_LISTENED_S
        if each.fact.listened_s is not None
    ]


def by_counters(evidence: Evidence) -> Sequence[Counted]:
    """Return what the computer's own IP counters tell between one look and the next."""
    return evidence.once("packets to everybody", lambda: _by_counters(evidence))


def _by_counters(evidence: Evidence) -> list[Counted]:
    found = []
    for one, two in pairwise(evidence.readings(LinkState)):
        seconds = (two.at - one.at).total_seconds()
        to_all = growth(one.fact.ip_broadcasts, two.fact.ip_broadcasts)
        to_groups = growth(one.fact.ip_multicasts, two.fact.ip_multicasts)
        if to_all is not None and to_groups is not None and LEAST_LISTENED_S <= seconds <= APART.total_seconds():
            # packets to groups alone are a film that somebody watches: a loop turns those to everybody round too
            looped = to_groups if to_all >= CALM_PER_S * seconds else 0
            found.append(Counted((to_all + looped) / seconds, one.at, two.at, two))
    return found


def within(counted: Sequence[Counted], incident: Incident) -> list[Counted]:
    """Return the counts of which at least half of the time lies in an incident."""
    return [
        each
        for each in counted
        if 2 * (min(each.end, incident.end) - max(each.start, incident.start)).total_seconds() >= each.seconds
    ]


def ever_stormed(evidence: Evidence) -> bool:
    """Return whether there was a storm at any look."""
    return evidence.once(
        "a storm was seen",
        lambda: any(
            each.per_s >= STORM_PER_S for each in (*heard(evidence.readings(AddressCheck)), *by_counters(evidence))
        ),
    )
