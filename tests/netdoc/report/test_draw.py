"""The pictures survive a fax: no thin line, nothing outside the page, patterns for levels."""

from __future__ import annotations

from itertools import pairwise

import pytest

from netdoc.report.document import Fill
from netdoc.report.draw import WIDTH_PT, Label, Line, Polyline, Rect, Triangle, draw_axis, draw_strip
from netdoc.report.strip import heat_strip
from netdoc.report.timeline import time_axis
from tests.netdoc.report.examples import EXAMPLES, view


def drawings(name: str):
    held = view(name)
    strip, axis = heat_strip(held), time_axis(held)
    return [*([draw_strip(strip)] if strip else []), *([draw_axis(axis)] if axis else [])]


@pytest.mark.parametrize("name", list(EXAMPLES))
def test_every_shape_lies_on_the_page_and_no_line_is_a_hairline(name):
    for drawing in drawings(name):
        for shape in drawing.shapes:
            if isinstance(shape, Rect):
                assert 0 <= shape.x <= shape.x + shape.width <= WIDTH_PT + 0.01
                assert shape.width >= 1.5
            elif isinstance(shape, Line):
                assert shape.weight >= 0.5
                assert 0 <= shape.x1 <= WIDTH_PT
            elif isinstance(shape, Triangle):
                assert 0 <= shape.x <= WIDTH_PT
            elif isinstance(shape, Polyline):
                assert shape.weight >= 0.75
                assert all(0 <= x <= WIDTH_PT and 0 <= y <= drawing.height for x, y in shape.points)
            else:
                assert isinstance(shape, Label)
                assert shape.size >= 7
                assert shape.y <= drawing.height


def test_an_incident_of_seconds_in_a_day_is_still_wide_enough_to_see():
    axis = draw_axis(time_axis(view("line_remaining")))

    first = [each for each in axis.shapes if isinstance(each, Rect) and each.y < 13]
    hatched = [each for each in first if each.fill is Fill.HATCH]
    assert len(hatched) == 5


def test_the_key_shows_all_five_steps_and_the_gap():
    strip = draw_strip(heat_strip(view("no_fault")))

    key = [each.fill for each in strip.shapes if isinstance(each, Rect)][-6:]
    assert key == [Fill.WHITE, Fill.DOTS, Fill.HATCH, Fill.CROSS, Fill.SOLID, Fill.UNMEASURED]


def test_tick_labels_do_not_overlap():
    for name in ("line_remaining", "hostile"):
        for drawing in drawings(name):
            ticks = [each for each in drawing.shapes if isinstance(each, Label) and each.anchor == "middle"]
            ticks = [each for each in ticks if each.text != "n/m"]
            pairs = pairwise(ticks)
            assert all(left.x + left.room / 2 <= right.x - right.room / 2 + 0.01 for left, right in pairs)
