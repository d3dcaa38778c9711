"""Differences of counters that wrap, clear and stick: done once, here.

A counter that goes down was cleared or wrapped, never a negative rate. A difference is told only when it cannot be
another: a 32-bit counter that fell is taken as one wrap only when the box did not restart and the step fits the
elapsed time at the rate the interface can carry, and no difference is told over a time in which it could have wrapped
once more. Everything else is None: not known, never zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

STUCK = frozenset({2147483647, 4294967295, 2147483646, 2147483648})
"""Values at which boxes leave a counter standing (shared/domain/dsl-sources.md, section e)."""
SLACK_S = 90.0
"""A printed age may be rounded to the minute, and a slow box answers up to 20 s late."""
CLOCK_SHARE = 0.02
"""How much slower a box's clock may run than ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """One reading of one counter, with what the box says of the counter's own time."""

    at: datetime
    value: int | None
    age_s: float | None = None
    """Seconds over which it was counted, where the box says so."""
    began: datetime | None = None
    """When what owns the counter began, where that is known: the box, or the line for a counter of this showtime."""


def growth(
    before: int | None,
    after: int | None,
    *,
    bits: int = 64,
    elapsed_s: float | None = None,
    greatest_per_s: float | None = None,
    restarted: bool = False,
) -> int | None:
    """Return how much a counter grew between two readings, or None when that cannot be known.

    Args:
        before: earlier reading; None when not read.
        after: later reading.
        bits: 32 or 64.
        elapsed_s: seconds between the readings; needed to accept a wrap.
        greatest_per_s: greatest possible growth a second; needed to accept a wrap.
        restarted: the box or the counter's period is known to have begun anew.
    """
    if before is None or after is None or restarted:
        return None
    if after in STUCK or before in STUCK:
        return None
    bounded = elapsed_s is not None and greatest_per_s is not None
    most = greatest_per_s * elapsed_s * 1.1 + 1 if elapsed_s is not None and greatest_per_s is not None else None
    if after >= before:
        step = after - before
    elif bits == 32 and bounded:
        step = after + 2**32 - before
    else:
        return None
    if most is not None and (step > most or (bits == 32 and step + 2**32 <= most)):
        return None
    return step


def cleared(elapsed_s: float, age_before_s: float | None, age_after_s: float | None) -> bool:
    """Return whether a counter may have begun anew between two readings, by the ages that the box tells.

    A counter that began anew is short of at least the age it had; one that did not is short of rounding, of the time
    an answer took and of what a slow clock lost. Without ages nothing is known, and that is False.
    """
    if age_before_s is None or age_after_s is None:
        return False
    short_s = age_before_s + elapsed_s - age_after_s
    if short_s > min(elapsed_s / 2, SLACK_S + CLOCK_SHARE * elapsed_s):
        return True
    return short_s >= max(2.0, age_before_s - 1.0)


def between(first: Poll, last: Poll, *, bits: int = 64, greatest_per_s: float | None = None) -> int | None:
    """Return how much a counter grew from `first` to `last`, or None when that cannot be known."""
    elapsed_s = (last.at - first.at).total_seconds()
    if elapsed_s < 0:
        return None
    return growth(
        first.value,
        last.value,
        bits=bits,
        elapsed_s=elapsed_s,
        greatest_per_s=greatest_per_s,
        restarted=cleared(elapsed_s, first.age_s, last.age_s) or (last.began is not None and last.began > first.at),
    )
