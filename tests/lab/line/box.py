"""One life of the modem's box: from a boot to the next."""

from __future__ import annotations

import math

from tests.lab.line.counters import Counters


class Box:
    """The box since its boot. It forwards and answers from `alive_at` on; its counters begin at 0 at the boot."""

    def __init__(self, booted_at: float, *, alive_at: float) -> None:
        self.booted_at = booted_at
        self.alive_at = alive_at
        self.counters = Counters()

    def second(self, at: float) -> int:
        """Return the box's own second; below 0 while it has no power yet."""
        return math.floor(at - self.booted_at + 1e-6)

    def end_of_second(self) -> float:
        """Return when the second ends that is being counted."""
        return self.booted_at + self.counters.closed + 1
