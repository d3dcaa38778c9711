"""Looks at large packets, for rules and stories in code."""

from __future__ import annotations

from netdoc.model.facts.large_packets import Direction, LargePackets
from netdoc.model.facts.size_sweep import SizedHop, SizeSweep
from netdoc.model.plane import Plane
from tests.stories.office import Office

ROUTER, FIRST_HOP = "192.168.7.1", "198.51.100.1"


def greets(
    office: Office, seconds: float, word: str, *, subject: str = "anchor_1", segment: int | None = 1460
) -> Office:
    """One look at a service: `passes`, `stalls`, `lost` (small ones stall too), `once` (too few tries)."""
    tries = {
        "passes": {"full_tried": 1, "full_passed": 1},
        "stalls": {"full_tried": 2, "full_stalled": 2, "small_tried": 2, "small_passed": 2},
        "lost": {"full_tried": 2, "full_stalled": 2, "small_tried": 2, "small_passed": 1, "small_stalled": 1},
        "once": {"full_tried": 1, "full_stalled": 1, "small_tried": 2, "small_passed": 2},
        "refused": {"full_tried": 1},
    }[word]
    return office.sees(
        seconds,
        subject,
        LargePackets(target="192.0.2.1:443", direction=Direction.IN, segment_octets=segment, **tries),
        Plane.PATH,
    )


def hop(ttl: int, full: int, address: str | None = None, *, small: int = 3, sent: int = 3) -> SizedHop:
    """A distance with answers of `sent` small and full-size packets."""
    return SizedHop(
        ttl=ttl,
        address=address or {1: ROUTER, 2: FIRST_HOP}.get(ttl, f"198.51.100.{ttl * 10}"),
        small_sent=sent,
        small_answered=small,
        full_sent=sent,
        full_answered=full,
    )


def sweeps(
    office: Office,
    seconds: float,
    *hops: SizedHop,
    passed: int | None = 1400,
    told: int | None = None,
    by: str | None = None,
) -> Office:
    """A sweep of sizes to the first anchor."""
    fact = SizeSweep(
        target="192.0.2.1", full_octets=1500, largest_passed=passed, told_octets=told, told_by=by, hops=hops
    )
    return office.sees(seconds, "anchor_1", fact, Plane.PATH)
