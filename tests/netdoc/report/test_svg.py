"""Shapes become SVG with their texts escaped and kept within their room."""

from __future__ import annotations

import html
from xml.etree import ElementTree

from netdoc.report.document import Fill
from netdoc.report.draw import Drawing, Label, Line, Rect, Triangle
from netdoc.report.svg import to_svg

NAMESPACE = "{http://www.w3.org/2000/svg}"


def drawn(*shapes, alt: str = "told") -> ElementTree.Element:
    return ElementTree.fromstring(to_svg(Drawing(504, 20, shapes), alt, html.escape))


def test_each_shape_is_one_element_and_the_picture_is_told():
    picture = drawn(
        Rect(0, 0, 5, 5, Fill.SOLID), Line(0, 0, 5, 5, 0.5), Triangle(3, 3, 4), Label(1, 9, "a", 8, "start", 50)
    )

    tags = [each.tag.removeprefix(NAMESPACE) for each in picture]
    assert tags == ["title", "defs", "rect", "path", "path", "text"]
    assert picture[0].text == "told"
    assert picture.get("role") == "img"


def test_hostile_texts_are_escaped():
    picture = drawn(Label(1, 9, "<script>&", 8, "start", 90), alt='<b>"')

    assert picture[0].text == '<b>"'
    assert picture[-1].text == "<script>&"


def test_what_was_not_measured_is_dotted_and_levels_have_patterns():
    picture = drawn(Rect(0, 0, 5, 5, Fill.UNMEASURED), Rect(0, 0, 5, 5, Fill.HATCH))

    dotted, hatched = picture[-2:]
    assert dotted.get("stroke-dasharray")
    assert hatched.get("fill").startswith("url(#")
    assert hatched.get("stroke-dasharray") is None


def test_a_text_that_could_be_too_wide_is_held_to_its_room():
    wide, narrow = drawn(Label(1, 9, "W" * 30, 8, "start", 50), Label(1, 9, "a", 8, "start", 50))[-2:]

    assert wide.get("textLength") == "50"
    assert narrow.get("textLength") is None
