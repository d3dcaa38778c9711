"""The log of vendors' words, with what came after them, and lines for promises."""

from __future__ import annotations

from dataclasses import replace

from netdoc.report.document import Blanks, Table
from netdoc.report.sections.contacts import SECTION
from netdoc.report.variants import Variant
from tests.netdoc.report.examples import texts, view, view_of


def rows(name: str, variant: Variant | None = None):
    table = next(each for each in SECTION.write(view(name, variant)) if isinstance(each, Table))
    return table.rows


def test_each_statement_has_its_time_person_ticket_words_and_the_incidents_since():
    assert rows("deadlock") == (
        ("2026-03-02 13:30", "Copper & Co., Agent Smith", "T-77", "“Line tests OK, it is the modem”", "2"),
        (
            "2026-03-02 15:00",
            "Northern Broadband, Ms Jones",
            "NB-2290",
            "“The modem is fine from here, we do not send another”",
            "2",
        ),
    )


def test_incidents_before_a_statement_do_not_count():
    held = view("deadlock")
    early = view_of(replace(held.verdict, incidents=held.verdict.incidents[:1]), held.evidence)
    table = next(each for each in SECTION.write(early) if isinstance(each, Table))

    assert {row[-1] for row in table.rows} == {"0"}


def test_what_the_person_on_site_saw_is_no_statement_of_a_vendor():
    assert not any("lamps" in cell for row in rows("deadlock") for cell in row)


def test_promises_are_lines_to_fill_in_and_not_in_a_vendors_copy():
    def blanks(variant):
        return [each for each in SECTION.write(view("deadlock", variant)) if isinstance(each, Blanks)]

    assert "By when" in blanks(Variant.PLAIN)[0].labels
    assert [blanks(each) for each in (Variant.TELCO, Variant.ISP, Variant.JOINT)] == [[], [], []]


def test_without_a_statement_it_is_said():
    assert "No statement of a vendor is on record." in texts(SECTION.write(view("no_fault")))
