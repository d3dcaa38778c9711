"""Full-size packets beside small ones, over TCP to one service in the same seconds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar

from netdoc.model.facts import Fact


class Direction(StrEnum):
    """Seen from the office."""

    IN = "in"
    """A short greeting and its long answer."""
    OUT = "out"
    """A long greeting; a short one passed before."""
    BOTH = "both"
    """One of each, and both passed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LargePackets(Fact):
    """The same TLS greeting, once in segments as large as both ends agreed on and once in small ones.

    `Seen.subject` is the rung of the service. A try that could not connect, or was refused, counts as tried alone.
    """

    KIND: ClassVar[str] = "LargePackets"
    VERSION: ClassVar[int] = 1

    target: Annotated[str, "address and port asked, `198.51.100.7:443`"]
    direction: Annotated[Direction, "which way the full-size packets of these tries went"]
    full_tried: Annotated[int, "tries in full-size segments"] = 0
    full_passed: Annotated[int, "of these: the greeting was answered whole"] = 0
    full_stalled: Annotated[int, "of these: connected, and then no more came through"] = 0
    small_tried: Annotated[int, "tries in segments of 1160 octets at most; none where full ones passed"] = 0
    small_passed: Annotated[int, "of these: the greeting was answered whole"] = 0
    small_stalled: Annotated[int, "of these: connected, and then no more came through"] = 0
    segment_octets: Annotated[int | None, "largest segment towards the service, as agreed in the full-size tries"] = (
        None
    )
    octets_back: Annotated[int | None, "most that came back in one full-size try"] = None

    @property
    def passes(self) -> bool:
        """Full-size packets went through."""
        return self.full_passed > 0

    @property
    def stalls(self) -> bool:
        """Full-size packets stalled each time, twice or more, and small ones passed each time, twice or more."""
        full = self.full_stalled >= LEAST_TRIES and self.full_passed == 0
        return full and self.small_passed >= LEAST_TRIES and self.small_stalled == 0


LEAST_TRIES = 2
"""One stall can be lost packets; two beside two that pass, in the same seconds, are not."""
