"""The rungs of a live screen: one line each, the last minute as a strip whose columns are the same seconds for all."""

from __future__ import annotations

from collections.abc import Sequence

from netdoc.app.live_picture import MINUTE_S, RungRow
from netdoc.cli._live_text import ALARM, NOTICE, Line, column, fit, milliseconds, safe_start
from netdoc.model.facts.echo_block import LOST, NOT_SENT, UNREACHABLE

_ADDRESS, _LOST, _TIME = 15, 6, 6
_WITHOUT_ADDRESS, _SHORT_NAMES = 70, 50
"""Narrower than this, addresses give way to the strip, and names are cut."""
_SIGNS = {NOT_SENT: "-", LOST: "X", UNREACHABLE: "U"}
_WORST = " .+-UX"
"""What a column of several samples shows: the last of these."""
_SLOW_TIMES, _SLOW_US = 3, 30_000


def column_heads(width: int) -> str:
    """Return the line above the rungs."""
    address = column("address", _ADDRESS) + " " if width >= _WITHOUT_ADDRESS else ""
    wide = strip_width(width)
    strip = column("last minute, now at right" if wide >= 25 else "last minute", wide)
    numbers = f"{'lost':>{_LOST}}{'med':>{_TIME}}{'p95 ms':>{_TIME + 1}}"
    return fit(f"{column(' step', _name_width(width))} {address}{strip} {numbers}", width)


def rung_lines(rows: Sequence[RungRow], width: int, room: int) -> list[Line]:
    """Return one line per rung; where there is not room for all, those that answer give way, and it is said."""
    if len(rows) <= room:
        return [_line(each, width) for each in rows]
    by_need = sorted(range(len(rows)), key=lambda place: (_state(rows[place]), place))
    shown = sorted(by_need[: room - 1])
    hidden = [rows[place] for place in range(len(rows)) if place not in shown]
    bad = sum(_state(each) < 2 for each in hidden)
    words = f"{bad} with loss" if bad else "no loss there"
    more = f"... {len(hidden)} more not shown ({words}): a taller window shows them"
    return [*(_line(rows[place], width) for place in shown), Line(fit(more, width))]


def strip_width(width: int) -> int:
    """Return how many columns the strip has: one a second where there is room, never fewer than eight."""
    rest = width - _name_width(width) - 1 - 1 - _LOST - _TIME - _TIME - 1
    rest -= _ADDRESS + 1 if width >= _WITHOUT_ADDRESS else 0
    return max(8, min(rest, int(MINUTE_S)))


def _name_width(width: int) -> int:
    return 17 if width >= _SHORT_NAMES else 10


def strip(row: RungRow, columns: int) -> str:
    """Return the last minute as one sign per column, the worst of its samples; blank where nothing was due."""
    signs = [" "] * columns
    for age_s, value in row.samples:
        place = columns - 1 - int(max(0.0, age_s) / MINUTE_S * columns)
        if place >= 0:
            signs[place] = max(signs[place], _sign(value, row.median_us), key=_WORST.index)
    return "".join(signs)


def _sign(value: int, median_us: int | None) -> str:
    if value < 0:
        return _SIGNS.get(value, "X")
    slow = median_us is not None and value > max(_SLOW_TIMES * median_us, median_us + _SLOW_US)
    return "+" if slow else "."


def _state(row: RungRow) -> int:
    return 0 if row.silent_since else 1 if row.lost else 2


def _line(row: RungRow, width: int) -> Line:
    mark = "!" if row.silent_since else " "
    name = column(mark + safe_start(row.name, width), _name_width(width))
    address = column(safe_start(row.address, 64), _ADDRESS) + " " if width >= _WITHOUT_ADDRESS else ""
    lost = f"{row.lost}/{row.sent}" if row.sent else "-"
    numbers = f"{lost:>{_LOST}}{milliseconds(row.median_us):>{_TIME}}{milliseconds(row.p95_us):>{_TIME + 1}}"
    text = f"{name} {address}{strip(row, strip_width(width))} {numbers}"
    return Line(fit(text, width), ALARM if row.silent_since else NOTICE if row.lost else "")
