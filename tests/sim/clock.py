"""A virtual clock: time passes only when it is told to, and what is due on the way happens at its instant.

True time is the world's: it never stops and never steps. The computer's three clocks are made from it: monotonic
stands still while the computer sleeps, boot time does not, wall time can be set.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

SECOND = 1_000_000_000
START = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
"""True time 0 in the tests that do not draw their own."""
_UP_NS = 7_200 * SECOND
"""How long the computer has been up at true time 0."""


class SimClock:
    """Implements `ports.Clock`. Only `run_to` moves it; `asleep`, `step` and `reboot` are for what is planned."""

    def __init__(self, start: datetime = START) -> None:
        self.start = start
        self.true_ns = 0
        self.slept_ns = 0
        self.stepped_us = 0
        self._boots = 1
        self._booted_ns = -_UP_NS
        self._planned: list[tuple[int, int, Callable[[], None]]] = []
        self._order = itertools.count()

    def now(self) -> datetime:
        """Return aware UTC wall time as this computer has it."""
        return self.start + timedelta(microseconds=self.true_ns // 1000 + self.stepped_us)

    def monotonic_ns(self) -> int:
        """Return nanoseconds since the start of the computer, without its sleep."""
        return self.true_ns - self.slept_ns - self._booted_ns

    def boottime_ns(self) -> int:
        """Return nanoseconds since the start of the computer."""
        return self.true_ns - self._booted_ns

    def boot_id(self) -> str:
        """Return an id that changes at each start of the computer."""
        return f"00000000-0000-4000-8000-{self._boots:012d}"

    @property
    def true_s(self) -> float:
        """Seconds of the world since it began."""
        return self.true_ns / SECOND

    def true_at(self, true_s: float) -> datetime:
        """Return the right wall time of an instant of the world."""
        return self.start + timedelta(microseconds=round(true_s * 1e6))

    def plan(self, true_s: float, act: Callable[[], None]) -> None:
        """Let something happen at an instant of the world; what lies behind happens at the next step."""
        heapq.heappush(self._planned, (round(true_s * SECOND), next(self._order), act))

    def run_to(self, monotonic_ns: int) -> None:
        """Let time pass until the monotonic clock stands there; what is planned happens on the way.

        A sleep on the way moves the other two clocks on while this one stands.
        """
        while True:
            target_ns = monotonic_ns + self.slept_ns + self._booted_ns
            if not self._planned or self._planned[0][0] > target_ns:
                break
            due_ns, _, act = heapq.heappop(self._planned)
            self.true_ns = max(self.true_ns, due_ns)
            act()
        self.true_ns = max(self.true_ns, target_ns)

    def asleep(self, seconds: float) -> None:
        """Suspend the computer now, for that long."""
        self.slept_ns += round(seconds * SECOND)
        self.true_ns += round(seconds * SECOND)

    def step(self, seconds: float) -> None:
        """Set the wall clock by that much."""
        self.stepped_us += round(seconds * 1e6)

    def leap_to(self, true_s: float) -> None:
        """Go on to an instant of the world at which nothing of netdoc runs before."""
        self.run_to(self.monotonic_ns() + max(0, round(true_s * SECOND) - self.true_ns))

    def reboot(self) -> None:
        """Start the computer anew now."""
        self._boots += 1
        self._booted_ns, self.slept_ns = self.true_ns, 0
