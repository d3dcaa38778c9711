"""Before against after: each value of two stretches of time, and whether they differ beyond chance.

Nobody is blamed by a comparison: it tells what changed, and the verdict on the later stretch tells of whom. A share
is compared by two proportions at 0.05 %, for losses come in bursts; outages by the exact rule of the silence tests; a
value that a box shows by the steps of the line rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import exp, lgamma, log

from netdoc.app.window_values import Median, Outages, Share, Told, Value
from netdoc.diagnosis.rules._rates import STEP_SHARE
from netdoc.diagnosis.statistics import higher, wilson
from netdoc.diagnosis.wording import span

LEAST_ASKED = 100
"""Fewer samples than this on a side compare nothing (own): at 0.05 % one burst would decide."""
LEAST_TRANSFERS = 3
"""A throughput test is an anecdote: so many on each side (own)."""
STEP_DB = 3.0
"""A margin or an attenuation this much off is another line, arm or profile (docs/adr/0006)."""
CHANCE = 0.05


class Result(StrEnum):
    """What a comparison of one value shows."""

    SAME = "the same"
    CHANGED = "changed"
    MORE = "more than before"
    LESS = "less than before"
    NO_DIFFERENCE = "no difference shown"
    TOO_FEW = "too few to say"
    NOT_READ = "not read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One value of both stretches, in words, and what it shows.

    Attributes:
        before: empty where it was not read.
        after: empty where it was not read.
        wait_until: when there will be enough to say, at the pace of the later stretch.
    """

    name: str
    before: str
    after: str
    result: Result
    wait_until: datetime | None = None


def compare(before: tuple[Value, ...], after: tuple[Value, ...], until: datetime) -> tuple[Row, ...]:
    """Return a row for each value that either side has, in their order.

    Args:
        before: values of the earlier stretch; empty where there is none.
        after: values of the later one.
        until: its last instant.
    """
    first, last = {each.name: each for each in before}, {each.name: each for each in after}
    names = [*last, *(each for each in first if each not in last)]
    return tuple(_row(name, first.get(name), last.get(name), until) for name in names)


def _row(name: str, before: Value | None, after: Value | None, until: datetime) -> Row:
    if before is None or after is None:
        return Row(name=name, before=in_words(before), after=in_words(after), result=Result.NOT_READ)
    result, wait_s = _compared(before, after)
    wait = None if wait_s is None else until + timedelta(seconds=wait_s)
    return Row(name=name, before=in_words(before), after=in_words(after), result=result, wait_until=wait)


def _compared(before: Value, after: Value) -> tuple[Result, float | None]:
    if isinstance(before, Told) and isinstance(after, Told):
        return (Result.SAME if before.text == after.text else Result.CHANGED), None
    if isinstance(before, Median) and isinstance(after, Median):
        return _medians(before, after), None
    if isinstance(before, Share) and isinstance(after, Share):
        return _shares(before, after)
    assert isinstance(before, Outages) and isinstance(after, Outages)
    return _outages(before, after)


def _medians(before: Median, after: Median) -> Result:
    if before.name.startswith("throughput") and min(before.readings, after.readings) < LEAST_TRANSFERS:
        return Result.TOO_FEW
    step = STEP_DB if before.unit == "dB" else STEP_SHARE * max(before.value, after.value)
    if abs(after.value - before.value) < step:
        return Result.NO_DIFFERENCE
    return Result.MORE if after.value > before.value else Result.LESS


def _shares(before: Share, after: Share) -> tuple[Result, float | None]:
    if after.asked < LEAST_ASKED:
        lacking = (LEAST_ASKED - after.asked) * after.seconds / after.asked
        return Result.TOO_FEW, lacking if before.asked >= LEAST_ASKED else None
    if before.asked < LEAST_ASKED:
        return Result.TOO_FEW, None
    if higher(after.failed, after.asked, before.failed, before.asked):
        return Result.MORE, None
    if higher(before.failed, before.asked, after.failed, after.asked):
        return Result.LESS, None
    return Result.NO_DIFFERENCE, None


def _outages(before: Outages, after: Outages) -> tuple[Result, float | None]:
    """Compare two counts of events by the exact conditional rule: how the events fall on the time watched.

    With none in the later stretch it is the rule of the silence tests, T (20^(1/n) - 1).
    """
    total, watched = before.count + after.count, before.watched_s + after.watched_s
    if min(before.watched_s, after.watched_s) <= 0:
        return Result.TOO_FEW, None
    if total == 0:
        return Result.NO_DIFFERENCE, None
    share = after.watched_s / watched
    if _at_least(after.count, total, share) <= CHANCE:
        return Result.MORE, None
    if _at_least(before.count, total, 1 - share) <= CHANCE:
        return Result.LESS, None
    if after.count == 0:
        return Result.TOO_FEW, before.watched_s * (20 ** (1 / before.count) - 1) - after.watched_s
    return Result.NO_DIFFERENCE, None


def _at_least(count: int, total: int, share: float) -> float:
    """Return how likely at least so many of `total` events fall on a part of the time."""
    return sum(
        exp(lgamma(total + 1) - lgamma(k + 1) - lgamma(total - k + 1) + k * log(share) + (total - k) * log(1 - share))
        for k in range(count, total + 1)
    )


def in_words(value: Value | None) -> str:
    """Return a value with what it stands on; empty for none."""
    if value is None:
        return ""
    if isinstance(value, Told):
        return value.text
    if isinstance(value, Median):
        of = f"median of {value.readings}" if value.readings > 1 else "one reading"
        return f"{value.value:.{1 if value.unit == 'dB' else 0}f} {value.unit} ({of})"
    if isinstance(value, Share):
        low, high = wilson(value.failed, value.asked)
        return f"{value.failed} of {value.asked} failed ({low * 100:.1f}-{high * 100:.1f} %)"
    return f"{value.count} in {span(timedelta(seconds=value.watched_s))} watched"
