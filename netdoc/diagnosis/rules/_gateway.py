"""Which hardware address the computer's own table held for the gateway, look by look; no right is needed for that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from netdoc.model.evidence import Evidence
from netdoc.model.facts.link_state import LinkKind, LinkState
from netdoc.model.makers import told
from netdoc.model.observation import Seen

SWINGS = 3
"""Changes that are needed: one is a router replaced, two are one that was tried, or a pair that took over and back."""
QUICKLY = timedelta(minutes=10)
"""Within which they must come (own): two holders of one address take each other's place with each question they ask,
and nobody changes three routers, each of which has to start, so fast."""
PAIRS = ("00:00:5e:", "00:00:0c:", "00:07:b4:")
"""Blocks from which pairs of routers take a shared address: VRRP (RFC 9568), HSRP and GLBP (Cisco)."""


@dataclass(frozen=True, slots=True)
class Swings:
    """A gateway's address that went back and forth between two hardware addresses."""

    gateway: str
    macs: tuple[str, ...]
    times: int
    looks: tuple[Seen[LinkState], Seen[LinkState]]
    """The last look before the first change, and the first after the last."""

    @property
    def words(self) -> str:
        """What happened, for a sentence."""
        return (
            f"the hardware address behind the gateway {self.gateway} went back and forth between "
            f"{' and '.join(map(told, self.macs))}, {self.times} times"
        )


def changes(looks: Sequence[Seen[LinkState]]) -> list[tuple[Seen[LinkState], Seen[LinkState]]]:
    """Return the pairs of looks, one after the other, between which the gateway's hardware address changed."""
    return [(one, two) for one, two in pairwise(looks) if one.fact.gateway_mac != two.fact.gateway_mac]


def by_gateway(
    evidence: Evidence, start: datetime | None = None, end: datetime | None = None
) -> list[list[Seen[LinkState]]]:
    """Return the looks by cable that tell a hardware address, one list for each gateway on each interface.

    Not by Wi-Fi, where access points and repeaters answer for others; and no pair of routers that shares an address.
    """
    found: dict[tuple[str, str | None], list[Seen[LinkState]]] = {}
    for each in evidence.readings(LinkState, start=start, end=end):
        if each.fact.link is LinkKind.WIRED and each.fact.gateway_mac:
            found.setdefault((each.fact.interface, each.fact.gateway), []).append(each)
    return [
        looks for looks in found.values() if not any((look.fact.gateway_mac or "").startswith(PAIRS) for look in looks)
    ]


def swings(evidence: Evidence, start: datetime | None = None, end: datetime | None = None) -> Swings | None:
    """Return the first time that a gateway's address went back and forth; None where it did not."""
    for looks in by_gateway(evidence, start, end):
        moves = changes(looks)
        for number, last in enumerate(moves[SWINGS - 1 :]):
            between = moves[number : number + SWINGS]
            first = between[0]
            macs = tuple(dict.fromkeys(each.fact.gateway_mac or "" for pair in between for each in pair))
            if last[1].at - first[1].at <= QUICKLY and len(macs) == 2:
                return Swings(first[0].fact.gateway or "", macs, len(moves), (first[0], last[1]))
    return None


def ever_swung(evidence: Evidence) -> Swings | None:
    """Return the same over the whole window."""
    return evidence.once("the gateway's address went back and forth", lambda: swings(evidence))
