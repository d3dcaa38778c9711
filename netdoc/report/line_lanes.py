"""The line's margin, rate and errors over the period, as curves on the one time axis; gaps stay gaps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from netdoc.model.counters import Poll, between
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.observation import Seen
from netdoc.report.document import Curve, Lane
from netdoc.report.references import MARGIN
from netdoc.report.stretch import Stretch
from netdoc.report.view import View
from netdoc.report.words import NBSP, count, quantity

LINE_NOTE = (
    "Curves are by the modem's own readings, downstream; ▲ at their foot: the line came into sync. A curve is broken "
    "where readings are missing. Errored seconds: growth of the modem's counter from one reading to the next."
)
_MOST_MODEMS = 2
_COLUMNS = 220
"""Places along the axis that a curve can tell apart on paper."""
_BROKEN = 3.0
"""Readings further apart than this many usual distances leave a gap."""
_LEAST_READINGS = 3
Point = tuple[datetime, float]


def line_lanes(view: View, on: Stretch, retrains: Sequence[datetime]) -> list[Lane]:
    """Return margin, rate and errored seconds of each modem that was read at least three times."""
    lanes: list[Lane] = []
    subjects = sorted({each.subject for each in view.evidence.readings(DslLine)})[:_MOST_MODEMS]
    marks = tuple(on.place(each) for each in retrains if on.holds(each, each))
    for subject in subjects:
        readings = view.evidence.readings(DslLine, subject, start=on.start, end=on.end)
        if len(readings) >= _LEAST_READINGS:
            of = f" ({subject})" if len(subjects) > 1 else ""
            lanes += [each for each in (_margin(on, readings, of), _rate(on, readings, of)) if each is not None]
            lanes += [each for each in (_errors(on, readings, of),) if each is not None]
    return [_marked(each, marks) for each in lanes]


def _margin(on: Stretch, readings: Sequence[Seen[DslLine]], of: str) -> Lane | None:
    pieces = _pieces(readings, lambda fact: fact.margin_down_db)
    values = [value for piece in pieces for _, value in piece]
    if len(values) < _LEAST_READINGS:
        return None
    # a negative margin is a real reading: the foot of the scale goes down with it
    low, high = min(0.0, *values), max(10.0, *values)
    limit = MARGIN.least or 0.0
    summary = _range(quantity(min(values), "", 1), quantity(max(values), "", 1), "dB")
    curve = Curve(
        pieces=_drawn(on, pieces, low, high),
        low=quantity(low, "dB"),
        high=quantity(high, "dB"),
        limit=round((limit - low) / (high - low), 4),
        limit_name=f"{limit:g} dB: rule of thumb",
    )
    return Lane(label=f"Margin{of}", curve=curve, summary=summary)


def _rate(on: Stretch, readings: Sequence[Seen[DslLine]], of: str) -> Lane | None:
    pieces = _pieces(readings, lambda fact: fact.rate_down_kbps)
    values = [value for piece in pieces for _, value in piece]
    if len(values) < _LEAST_READINGS or max(values) <= 0:
        return None
    high = max(values) * 1.1
    summary = _range(count(round(min(values))), count(round(max(values))), "kbit/s")
    curve = Curve(pieces=_drawn(on, pieces, 0.0, high), low="0", high=quantity(high / 1000, "Mbit/s", 1))
    return Lane(label=f"Sync rate{of}", curve=curve, summary=summary)


def _errors(on: Stretch, readings: Sequence[Seen[DslLine]], of: str) -> Lane | None:
    """Return errored seconds per hour, from differences that are known to be such."""
    polls = [_poll(each) for each in readings if each.fact.es_down is not None]
    grown = [
        (first.at, last.at, growth)
        for first, last in pairwise(polls)
        if last.at > first.at and (growth := between(first, last)) is not None
    ]
    if len(grown) < _LEAST_READINGS - 1:
        return None
    rates = [(start, end, growth / (end - start).total_seconds() * 3600) for start, end, growth in grown]
    high = max(1.0, *(rate for *_, rate in rates))
    pieces: list[list[Point]] = []
    for start, end, rate in rates:
        if not pieces or pieces[-1][-1][0] != start:
            pieces.append([])
        pieces[-1] += [(start, rate), (end, rate)]
    total = sum(growth for *_, growth in grown)
    curve = Curve(pieces=_drawn(on, pieces, 0.0, high), low="0", high=f"{count(round(high))}/h")
    return Lane(label=f"Errored s{of}", curve=curve, summary=f"{quantity(total, 's')} in all, as far as known")


def _poll(seen: Seen[DslLine]) -> Poll:
    fact = seen.fact
    began = seen.at - timedelta(seconds=fact.showtime_s) if fact.showtime_s is not None else None
    # a counter of this showtime begins anew with it; one whose age is older than the showtime does not
    own = began if fact.counter_age_s is None or fact.showtime_s == fact.counter_age_s else None
    return Poll(at=seen.at, value=fact.es_down, age_s=fact.counter_age_s, began=own)


def _pieces(readings: Sequence[Seen[DslLine]], value: Callable[[DslLine], float | None]) -> list[list[Point]]:
    """Return the values in stretches: a reading without one, or none for long, ends a stretch."""
    distances = [(after.at - before.at).total_seconds() for before, after in pairwise(readings)]
    most = timedelta(seconds=_BROKEN * median(distances)) if distances else timedelta()
    pieces: list[list[Point]] = []
    last: datetime | None = None
    for each in readings:
        held = value(each.fact) if each.fact.sync is not False else None
        if held is None:
            last = None
            continue
        if last is None or each.at - last > most:
            pieces.append([])
        pieces[-1].append((each.at, held))
        last = each.at
    return pieces


def _drawn(
    on: Stretch, pieces: Sequence[Sequence[Point]], low: float, high: float
) -> tuple[tuple[tuple[float, float], ...], ...]:
    """Return the pieces as places on the axis; of many readings in one place, the least and the greatest."""
    return tuple(tuple(_thinned([(on.place(at), _height(value, low, high)) for at, value in each])) for each in pieces)


def _range(low: str, high: str, unit: str) -> str:
    return f"always {high}{NBSP}{unit}" if low == high else f"{low} to {high}{NBSP}{unit}"


def _height(value: float, low: float, high: float) -> float:
    return round((value - low) / (high - low), 4)


def _thinned(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    if len(points) <= _COLUMNS * 2:
        return list(points)
    held: dict[int, list[tuple[float, float]]] = {}
    for each in points:
        held.setdefault(int(each[0] * _COLUMNS), []).append(each)
    kept: list[tuple[float, float]] = []
    for column in held.values():
        extremes = {min(column, key=lambda each: each[1]), max(column, key=lambda each: each[1])}
        kept += sorted(extremes)
    return kept


def _marked(lane: Lane, marks: tuple[float, ...]) -> Lane:
    return Lane(label=lane.label, curve=lane.curve, summary=lane.summary, marks=marks)
