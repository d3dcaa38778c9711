"""Which lines of a router's log its clock dates: not those from before the clock was set, nor a cut one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from probes.modems._log_times import SLACK, in_order
from probes.modems._ppp_lines import Line

SETTLED_S = 300.0
"""A router has its time from the network this long after it started, if it gets it at all (own)."""


def dated(lines: Sequence[Line], taken_at: datetime) -> tuple[list[datetime | None], list[str]]:
    """Return each line's instant by the box's clock, or None, and remarks on what was left out."""
    stamped = [(number, each.stamp) for number, each in enumerate(lines) if each.stamp is not None]
    dates: list[datetime | None] = [None] * len(lines)
    for (number, stamp), good in zip(stamped, in_order([each for _, each in stamped], taken_at), strict=True):
        dates[number] = stamp.at if good else None
    remarks = []
    if undated := len(lines) - len(stamped):
        remarks.append(f"{undated} lines without a date are left out")
    if odd := sum(dates[number] is None for number, _ in stamped):
        remarks.append(f"{odd} lines of another clock, not set or set back, are left out")
    started = 0
    for stretch in _unsettled(lines):
        started += sum(dates[number] is not None for number in stretch)
        for number in stretch:
            dates[number] = None
    if started:
        remarks.append(f"{started} lines from the start of the box, before its clock was set, are left out")
    return dates, remarks


def _unsettled(lines: Sequence[Line]) -> Iterator[range]:
    """Yield, for each start of the box, its lines that were dated by a clock that was set later, or may have been.

    The kernel's own clock tells: the box's start, by two of its lines, is the same instant only if the clock was not
    set between them. Lines of a start that no later line confirms are not dated.
    """
    run: list[tuple[int, datetime, float]] = []
    for number, line in enumerate(lines):
        if line.kernel_s is None or line.stamp is None:
            continue
        if run and line.kernel_s < run[-1][2] - SLACK.total_seconds():
            yield _unconfirmed(run)
            run = []
        run.append((number, line.stamp.at - timedelta(seconds=line.kernel_s), line.kernel_s))
    if run:
        yield _unconfirmed(run)


def _unconfirmed(run: Sequence[tuple[int, datetime, float]]) -> range:
    last, began, last_s = run[-1]
    if last_s < SETTLED_S:
        return range(run[0][0], last + 1)
    stepped = [number for number, start, _ in run if abs(start - began) > SLACK]
    return range(run[0][0], max(stepped) + 1) if stepped else range(0)
