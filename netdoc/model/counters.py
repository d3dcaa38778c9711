"""Differences of counters that wrap, clear and stick: done once, here.

A counter that goes down was reset or wrapped, never a negative rate. A 32-bit counter that fell is
taken as one wrap only when the box did not restart and the step fits the elapsed time at the rate
the interface can carry; otherwise the sample is void (None).
"""

from __future__ import annotations

STUCK = frozenset({2147483647, 4294967295, 2147483646, 2147483648})
"""Values at which boxes leave a counter standing (shared/domain/dsl-sources.md, section e)."""


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
    if after >= before:
        step = after - before
    elif bits == 32 and elapsed_s is not None and greatest_per_s is not None:
        step = after + 2**32 - before
    else:
        return None
    if elapsed_s is not None and greatest_per_s is not None and step > greatest_per_s * elapsed_s * 1.1 + 1:
        return None
    return step
