"""Watched hours and hours of the day in words, for a pass mark that both sides can check."""

from __future__ import annotations

import math
from collections.abc import Collection

from netdoc.report.words import NBSP, joined


def hours_needed(seconds: float) -> str:
    """Return `25.6 h`, rounded up: a mark printed shorter than it is would be passed too early."""
    return f"{math.ceil(round(seconds / 360, 6)) / 10:.1f}{NBSP}h"


def hours_done(seconds: float) -> str:
    """Return `25.5 h`, rounded down: nothing counts that was not watched."""
    return f"{math.floor(round(seconds / 360, 6)) / 10:.1f}{NBSP}h"


def hours_of_day(hours: Collection[int]) -> str:
    """Return hours of the day, UTC, as stretches: 2, 3 and 4 are `02-05 h UTC`; past midnight `23-01 h UTC`."""
    held = {each % 24 for each in hours}
    if len(held) == 24:
        return "all hours of the day"
    starts = sorted(each for each in held if (each - 1) % 24 not in held)
    return f"{joined([f'{each:02d}-{_end(each, held):02d}' for each in starts], 'and')}{NBSP}h{NBSP}UTC" if held else ""


def _end(start: int, held: Collection[int]) -> int:
    length = next(step for step in range(1, 25) if (start + step) % 24 not in held)
    end = (start + length) % 24
    return end or 24
