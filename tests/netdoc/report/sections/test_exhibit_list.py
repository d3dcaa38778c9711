"""Exhibits with their hashes, the way to recompute, and the honest claim."""

from __future__ import annotations

from netdoc.report.document import Bullets, EndMark, Table
from netdoc.report.sections.exhibit_list import SECTION
from netdoc.report.variants import Variant
from tests.netdoc.report.examples import texts, view


def test_an_exhibit_is_listed_with_source_reader_time_size_and_hash():
    held = view("line_remaining")
    table = next(each for each in SECTION.write(held) if isinstance(each, Table))

    assert table.rows[2] == (
        "E-03",
        "ip -s link; from: host; read by link/1",
        "2026-03-02 07:30:00",
        "4",
        held.exhibits.listed[2].hash,
    )


def test_bytes_that_were_not_given_have_no_size():
    table = next(each for each in SECTION.write(view("line_remaining")) if isinstance(each, Table))

    assert table.rows[1][3] == "not given"


def test_the_recipe_names_window_and_rule_set():
    said = "\n".join(next(each for each in SECTION.write(view("line_remaining")) if isinstance(each, Bullets)).items)

    assert "rule set 2026.3" in said
    assert "netdoc diagnose acme --until 2026-03-03T06:30:00Z --json" in said
    assert "withheld words aside" in said


def test_the_offices_own_copy_needs_no_such_remark():
    said = texts(SECTION.write(view("line_remaining", Variant.PLAIN)))

    assert not any("withheld" in each for each in said)


def test_what_the_hashes_do_not_show_is_said():
    said = " ".join(texts(SECTION.write(view("line_remaining"))))

    assert "connected the right cable" in said
    assert "This report is not signed." in said


def test_nothing_follows_the_end_mark():
    assert isinstance(SECTION.write(view("nothing_at_all"))[-1], EndMark)


def test_without_a_citation_the_page_says_so():
    assert "No capture is cited by any finding." in texts(SECTION.write(view("nothing_at_all")))
