"""Any text in any field of a box, a person or the site file stays text: in HTML, in the PDF, and in the terminal."""

from __future__ import annotations

import re
import unicodedata

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from netdoc.cli._verdict_text import verdict_text
from netdoc.report.compose import compose
from netdoc.report.html import to_html
from netdoc.report.typst import to_pdf
from netdoc.report.variants import Variant
from tests.netdoc.report.example_edges import hostile
from tests.netdoc.report.example_office import MADE_AT
from tests.netdoc.report.examples import pdf_text
from tests.netdoc.report.test_html import Page

ACTING = ("Cc", "Cf", "Cs", "Co")
PARTS = (
    "<script>", "</title>", "]]>", "<!--", "-->", "&#0;", '"', "'", "#eval(", "$x$", "`", "\\", "\x1b[2J", "\u202e",
    "\u2066", "\0", "\u200b", "\ud800", "\U000e0041", "e\u0301\u0301\u0301\u0301", "א", "\n\n= x", "*", "_", "@a", "]",
    "W" * 300, "\r", "\x9b31m", "%n", "{{7*7}}", "javascript:", "//",
)  # fmt: skip
nasty = st.lists(st.sampled_from(PARTS) | st.text(max_size=8), min_size=1, max_size=6).map("".join)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=nasty, variant=st.sampled_from(list(Variant)))
def test_no_text_becomes_markup_or_acts_in_the_html(text, variant):
    verdict, evidence = hostile(text)
    page = to_html(compose(verdict, evidence, captures={}, made_at=MADE_AT, variant=variant).document)
    read = Page(page)

    assert read.open == []
    assert {tag for tag, _ in read.tags} <= ALLOWED
    shown = "".join(read.said)
    assert not any(unicodedata.category(each) in ACTING and each != "\n" for each in shown)


ALLOWED = frozenset(
    {"html", "head", "meta", "title", "style", "body", "nav", "details", "summary", "ol", "li", "a", "main", "section"}
    | {
        "h1",
        "h2",
        "h3",
        "h4",
        "p",
        "dl",
        "div",
        "dt",
        "dd",
        "ul",
        "strong",
        "span",
        "table",
        "caption",
        "thead",
        "tbody",
    }
    | {"tr", "th", "td", "br", "figure", "figcaption", "hr", "footer", "bdi"}
    | {"svg", "defs", "pattern", "rect", "path", "circle", "text"}
)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=nasty)
def test_no_text_breaks_the_pdf_or_hides_in_it(text, tmp_path):
    verdict, evidence = hostile(text)
    body = to_pdf(compose(verdict, evidence, captures={}, made_at=MADE_AT, variant=Variant.TECHNICAL).document)

    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\x00\x1b\x9b]", pdf_text(body, tmp_path))


@settings(max_examples=40, deadline=None)
@given(text=nasty)
def test_no_text_acts_in_the_terminal(text):
    verdict, evidence = hostile(text)

    for line in verdict_text(verdict, (), evidence).splitlines():
        assert not any(unicodedata.category(each) in ACTING for each in line)
