"""Lay out the two pictures once, as shapes in points; the PDF and the HTML only paint them.

Black on white: no colour, no line thinner than 0.5 pt, levels told apart by pattern, so that a fax shows
what the screen shows.
"""

from __future__ import annotations

from dataclasses import dataclass

from netdoc.report.document import AxisTick, Fill, HeatStrip, TimeAxis

WIDTH_PT = 504.0
"""The text width of an A4 page with 16 mm margins."""
_LABEL_PT = 118.0
_SUMMARY_PT = 128.0
_LEFT, _RIGHT = _LABEL_PT, WIDTH_PT - _SUMMARY_PT
_ROW_PT, _BAR_PT = 13.0, 9.0
_TEXT_PT = 8.0
_LEAST_SPAN_PT = 1.5
"""A five-second outage in a day must still be seen."""
_LEVEL_FILLS = (Fill.WHITE, Fill.DOTS, Fill.HATCH, Fill.CROSS, Fill.SOLID)
_KEY = ("no loss", "up to 2 %", "up to 10 %", "up to 50 %", "over 50 %")
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


Shape = Rect | Line | Triangle | Label


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
    shapes += _key(bottom + 21)
    return Drawing(WIDTH_PT, bottom + 26, tuple(shapes))


def draw_axis(axis: TimeAxis) -> Drawing:
    """Return the time axis: one row a lane, stretches as bars, instants as triangles."""
    shapes: list[Shape] = []
    length = _RIGHT - _LEFT
    height = len(axis.lanes) * _ROW_PT
    shapes += [Line(_LEFT + tick.at * length, 0, _LEFT + tick.at * length, height, 0.5) for tick in axis.ticks]
    for index, lane in enumerate(axis.lanes):
        top = index * _ROW_PT
        shapes += _names(top, lane.label, lane.summary)
        shapes.append(Line(_LEFT, top + _ROW_PT, _RIGHT, top + _ROW_PT, 0.5))
        for span in lane.spans:
            width = max(_LEAST_SPAN_PT, (span.end - span.start) * length)
            x = min(_LEFT + span.start * length, _RIGHT - width)
            shapes += _bar(x, top + 2, width, span.fill)
        shapes += [Triangle(_LEFT + at * length, top + 3, 7.5) for at in lane.marks]
    shapes += _axis(height, axis.ticks)
    return Drawing(WIDTH_PT, height + 14, tuple(shapes))


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


def _key(y: float) -> list[Shape]:
    shapes: list[Shape] = [Label(0, y, "Lost in a cell:", _TEXT_PT, "start", 60)]
    x = 66.0
    for fill, words in zip((*_LEVEL_FILLS, Fill.UNMEASURED), (*_KEY, "not measured"), strict=True):
        shapes.append(Rect(x, y - 7, 14, 8.5, fill))
        shapes.append(Label(x + 17, y, words, _TEXT_PT, "start", 54))
        x += 73
    return shapes
