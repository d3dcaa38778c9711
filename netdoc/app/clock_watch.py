"""Notice that time itself jumped: the computer slept, its clock was set, or netdoc did not run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from netdoc.model.observation import CLOCK_SET_FORWARD
from netdoc.ports import Clock

TOLERANCE_NS = 100_000_000
"""Clocks that differ by more than this between two readings were stepped; smaller corrections are slewed."""
STANDSTILL_NS = 60_000_000_000
"""A standstill longer than a block is told as a gap; a shorter one is told by the slots that were not sent."""
TOGETHER_NS = 200_000
"""Clocks read within this are as good as read at once; otherwise the reading is tried again."""
UNSURE_NS = 20_000_000
"""A reading that took longer, because we were interrupted in it, tells nothing of jumps."""
_TRIES = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """The three clocks at one instant, give or take half of `spread_ns`."""

    wall: datetime
    monotonic_ns: int
    boottime_ns: int
    spread_ns: int = 0

    def wall_at(self, monotonic_ns: int) -> datetime:
        """Return the wall time of an instant on the monotonic clock, as this reading sees it."""
        return self.wall + timedelta(microseconds=(monotonic_ns - self.monotonic_ns) // 1000)


def read_clocks(clock: Clock) -> Reading:
    """Return the clocks read together: the closest of a few tries, as we may be interrupted between them."""
    best: Reading | None = None
    for _ in range(_TRIES):
        before_ns = clock.monotonic_ns()
        wall, boottime_ns = clock.now(), clock.boottime_ns()
        spread_ns = clock.monotonic_ns() - before_ns
        if best is None or spread_ns < best.spread_ns:
            best = Reading(wall, before_ns + spread_ns // 2, boottime_ns, spread_ns)
        if spread_ns <= TOGETHER_NS:
            break
    assert best is not None
    return best


def jump(before: Reading, now: Reading) -> str | None:
    """Return in words what happened to time between two readings, or None when it just passed."""
    ran_ns = now.monotonic_ns - before.monotonic_ns
    passed_ns = now.boottime_ns - before.boottime_ns
    stepped_ns = (now.wall - before.wall) // timedelta(microseconds=1) * 1000 - passed_ns
    if passed_ns - ran_ns > TOLERANCE_NS:
        return f"the computer slept for {(passed_ns - ran_ns) / 1e9:.1f} s"
    if abs(stepped_ns) > TOLERANCE_NS:
        step = CLOCK_SET_FORWARD if stepped_ns > 0 else "the clock was set back"
        return f"{step} by {abs(stepped_ns) / 1e9:.1f} s"
    if ran_ns > STANDSTILL_NS:
        return f"netdoc did not run for {ran_ns / 1e9:.1f} s (stopped, or the computer was overloaded)"
    return None


def unwatched(before: Reading, now: Reading) -> tuple[datetime, datetime]:
    """Return the stretch of wall time to mark as not watched.

    It begins at the reading before; where the clock was set back, that time lies ahead, and the stretch is
    what passed in between, told by the new clock.
    """
    passed = timedelta(microseconds=(now.boottime_ns - before.boottime_ns) // 1000)
    return min(before.wall, now.wall - passed), now.wall
