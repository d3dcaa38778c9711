"""Lay out the two pictures once, as shapes in points; the PDF and the HTML only paint them.

Black on white: no colour, no line thinner than 0.5 pt, levels told apart by pattern, so that a fax shows
what the screen shows.
"""

from __future__ import annotations

from dataclasses import dataclass

from netdoc.report.document import AxisTick, Fill, HeatStrip, Lane, TimeAxis

WIDTH_PT = 504.0
"""The text width of an A4 page with 16 mm margins."""
_LABEL_PT = 118.0
_SUMMARY_PT = 128.0
_LEFT, _RIGHT = _LABEL_PT, WIDTH_PT - _SUMMARY_PT
_ROW_PT, _BAR_PT, _CURVE_PT = 13.0, 9.0, 34.0
_TEXT_PT = 8.0
_LEAST_SPAN_PT = 1.5
"""A five-second outage in a day must still be seen."""
_LEVEL_FILLS = (Fill.WHITE, Fill.DOTS, Fill.HATCH, Fill.CROSS, Fill.SOLID)
LOSS_WORDS = ("no loss", "up to 2 %", "up to 10 %", "up to 50 %", "over 50 %")
_NOT_MEASURED_PT = 15.0
"""Room that the letters n/m need."""
_TICK_LABEL_PT = 27.0


@dataclass(frozen=True, slots=True)
class Rect:
    """A filled box; the dotted frame marks what was not measured."""

    x: float
    y: float
    width: float
    height: float
    fill: Fill


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    weight: float


@dataclass(frozen=True, slots=True)
class Triangle:
    """A mark whose point is up at (x, y)."""

    x: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class Label:
    """A text whose baseline starts, has its middle, or ends at (x, y); set no wider than `room`."""

    x: float
    y: float
    text: str
    size: float
    anchor: str
    room: float


@dataclass(frozen=True, slots=True)
class Polyline:
    """A line through points, each (x, y)."""

    points: tuple[tuple[float, float], ...]
    weight: float


Shape = Rect | Line | Triangle | Label | Polyline


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes in points, y downwards."""

    width: float
    height: float
    shapes: tuple[Shape, ...]


def draw_strip(strip: HeatStrip) -> Drawing:
    """Return the heat strip: one row a rung, a time axis, and a key of the five steps."""
    shapes: list[Shape] = []
    cell = (_RIGHT - _LEFT) / strip.cells
    for index, row in enumerate(strip.rows):
        top = index * _ROW_PT
        shapes += _names(top, row.label, row.summary)
        x = _LEFT
        for run in row.runs:
            fill = Fill.UNMEASURED if run.level is None else _LEVEL_FILLS[run.level]
            shapes += _bar(x, top + 2, run.cells * cell, fill)
            x += run.cells * cell
    bottom = len(strip.rows) * _ROW_PT + 2
    shapes += _axis(bottom, strip.ticks)
    shapes += _key(bottom + 21, "Lost in a cell:", LOSS_WORDS)
    return Drawing(WIDTH_PT, bottom + 26, tuple(shapes))


def draw_axis(axis: TimeAxis) -> Drawing:
    """Return the time axis: one row a lane, stretches as bars, instants as triangles, values as curves."""
    shapes: list[Shape] = []
    height = sum(_height(each) for each in axis.lanes)
    shapes += [Line(_x(tick.at), 0, _x(tick.at), height, 0.5) for tick in axis.ticks]
    top = 0.0
    for lane in axis.lanes:
        foot = top + _height(lane)
        shapes.append(Line(_LEFT, foot, _RIGHT, foot, 0.5))
        if lane.curve is not None:
            shapes += _curve(top, lane)
        else:
            shapes += _row(top, lane)
        top = foot
    shapes += _axis(height, axis.ticks)
    patterned = any(span.fill in _LEVEL_FILLS[1:4] for lane in axis.lanes for span in lane.spans)
    if axis.levels and patterned:
        for number, (name, words) in enumerate(axis.levels):
            shapes += _key(height + 24 + number * 13, name, words)
        return Drawing(WIDTH_PT, height + 16 + 13 * len(axis.levels), tuple(shapes))
    return Drawing(WIDTH_PT, height + 14, tuple(shapes))


def _height(lane: Lane) -> float:
    return _CURVE_PT if lane.curve is not None else _ROW_PT


def _x(at: float) -> float:
    return round(_LEFT + at * (_RIGHT - _LEFT), 3)


def _row(top: float, lane: Lane) -> list[Shape]:
    shapes = _names(top, lane.label, lane.summary)
    length = _RIGHT - _LEFT
    for span in lane.spans:
        width = max(_LEAST_SPAN_PT, (span.end - span.start) * length)
        x = min(_LEFT + span.start * length, _RIGHT - width)
        shapes += _bar(x, top + 2, width, span.fill)
    shapes += [Triangle(_x(at), top + 3, 7.5) for at in lane.marks]
    return shapes


def _curve(top: float, lane: Lane) -> list[Shape]:
    """Return a curve with its scale at its head and foot, the marks beneath it, and its limit as a dashed line."""
    assert lane.curve is not None
    head, foot = top + 4, top + _CURVE_PT - 4
    scale = _LEFT - 4

    def y(height: float) -> float:
        return round(foot - height * (foot - head), 3)

    shapes: list[Shape] = [
        Label(0, top + _ROW_PT - 3.5, lane.label, _TEXT_PT, "start", _LABEL_PT - 46),
        Label(scale, head + 4, lane.curve.high, 7, "end", 44),
        Label(scale, foot + 1, lane.curve.low, 7, "end", 44),
    ]
    limit = lane.curve.limit
    if limit is not None:
        x = _LEFT
        while x < _RIGHT:
            shapes.append(Line(round(x, 3), y(limit), round(min(x + 4, _RIGHT), 3), y(limit), 0.75))
            x += 7
        shapes.append(Label(_RIGHT + 5, y(limit) + 2.5, lane.curve.limit_name, 7, "start", _SUMMARY_PT - 5))
    # the summary gives way to the name of the limit where both would stand on one line
    low = limit is not None and y(limit) < (head + foot) / 2
    at = foot if low else top + _ROW_PT - 3.5
    shapes.append(Label(_RIGHT + 5, at, lane.summary, _TEXT_PT, "start", _SUMMARY_PT - 5))
    for piece in lane.curve.pieces:
        if len(piece) > 1:
            shapes.append(Polyline(tuple((_x(at), y(height)) for at, height in piece), 1.0))
        else:
            x, middle = _x(piece[0][0]), y(piece[0][1])
            shapes.append(Rect(round(x - 1, 3), round(middle - 1, 3), 2, 2, Fill.SOLID))
    shapes += [Triangle(_x(at), foot - 3, 6) for at in lane.marks]
    return shapes


def _names(top: float, label: str, summary: str) -> list[Shape]:
    y = top + _ROW_PT - 3.5
    return [
        Label(0, y, label, _TEXT_PT, "start", _LABEL_PT - 4),
        Label(_RIGHT + 5, y, summary, _TEXT_PT, "start", _SUMMARY_PT - 5),
    ]


def _bar(x: float, y: float, width: float, fill: Fill) -> list[Shape]:
    shapes: list[Shape] = [Rect(round(x, 3), y, round(width, 3), _BAR_PT, fill)]
    if fill is Fill.UNMEASURED and width >= _NOT_MEASURED_PT:
        shapes.append(Label(round(x + width / 2, 3), y + 6.9, "n/m", 7, "middle", width))
    return shapes


def _axis(y: float, ticks: tuple[AxisTick, ...]) -> list[Shape]:
    shapes: list[Shape] = [Line(_LEFT, y, _RIGHT, y, 0.75)]
    free = -_TICK_LABEL_PT
    for tick in ticks:
        x = round(_LEFT + tick.at * (_RIGHT - _LEFT), 3)
        shapes.append(Line(x, y, x, y + 3, 0.75))
        half = max(_TICK_LABEL_PT, 4.2 * len(tick.label)) / 2
        if x - half >= free:
            shapes.append(Label(x, y + 11, tick.label, _TEXT_PT, "middle", 2 * half))
            free = x + half
    return shapes


def _key(y: float, name: str, levels: tuple[str, ...]) -> list[Shape]:
    shapes: list[Shape] = [Label(0, y, name, _TEXT_PT, "start", 68)]
    x = 70.0
    for fill, words in zip((*_LEVEL_FILLS, Fill.UNMEASURED), (*levels, "not measured"), strict=True):
        shapes.append(Rect(x, y - 7, 14, 8.5, fill))
        shapes.append(Label(x + 17, y, words, _TEXT_PT, "start", 54))
        x += 72.4
    return shapes
