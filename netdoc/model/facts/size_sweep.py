"""How large a packet may be on the way to a target, and up to which router."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from netdoc.model.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class SizedHop:
    """One distance, asked with small and full-size packets in mixed order, once a second."""

    ttl: Annotated[int, "distance"]
    address: Annotated[str | None, "who answered; absent when nobody did"] = None
    small_sent: Annotated[int, "small packets sent to this distance"] = 0
    small_answered: Annotated[int, "answers to them"] = 0
    full_sent: Annotated[int, "full-size packets sent to this distance"] = 0
    full_answered: Annotated[int, "answers to them"] = 0

    @property
    def passes(self) -> bool:
        """Every full-size packet got here."""
        return self.full_sent >= LEAST_SENT and self.full_answered == self.full_sent

    @property
    def swallowed(self) -> bool:
        """No full-size packet was answered from here, and every small one was."""
        small = self.small_sent >= LEAST_SENT and self.small_answered == self.small_sent
        return small and self.full_sent >= LEAST_SENT and self.full_answered == 0


LEAST_SENT = 3
"""Fewer would mistake a router that limits its answers for one that swallows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeSweep(Fact):
    """Packets that nobody may cut up (DF), of several sizes. `Seen.subject` is the target's rung.

    Sizes are of the whole IPv4 packet. Nothing passed and nothing told is no fact about sizes: many targets do not
    answer a ping, or not a large one.
    """

    KIND: ClassVar[str] = "SizeSweep"
    VERSION: ClassVar[int] = 1

    target: Annotated[str, "address asked"]
    full_octets: Annotated[int | None, "largest size that could leave this computer"] = None
    largest_passed: Annotated[int | None, "largest size that the target answered"] = None
    smallest_lost: Annotated[int | None, "smallest size that was never answered, nor told to be too large"] = None
    told_octets: Annotated[int | None, "size that a router said would pass (fragmentation needed)"] = None
    told_by: Annotated[str | None, "which router said so"] = None
    hops: Annotated[tuple[SizedHop, ...], "by distance, as far as any was heard"] = ()
