"""The office's own page: kind, exact, never firmer than the finding, without identifiers."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from netdoc.model.segment import Party
from netdoc.model.verdict import Standing
from netdoc.report.document import Blanks, OnePage, Table
from netdoc.report.sections.client_page import SECTION
from netdoc.report.variants import Variant
from tests.netdoc.report.example_office import SITE
from tests.netdoc.report.examples import EXAMPLES, texts, view, view_of

JARGON = re.compile(r"\b(?:DSLAM|SES|CRC|showtime|BRAS|PPPoE|ICMP|TCP|SNMP|LOOP\d+|\d+\.\d+\.\d+\.\d+)\b")


def blocks(held):
    page = SECTION.write(held)[0]
    assert isinstance(page, OnePage)
    return page.blocks


def lights(held) -> dict[str, str]:
    table = next(each for each in blocks(held) if isinstance(each, Table))
    return {row[0].split(":")[0].removesuffix(" to your house"): row[1] for row in table.rows}


def said(held) -> str:
    return " ".join(texts(blocks(held))).replace("\u00a0", " ")


@pytest.mark.parametrize("variant", [each for each in Variant if each is not Variant.PLAIN])
def test_only_the_offices_copy_has_it(variant):
    assert SECTION.write(view("deadlock", variant)) == ()


@pytest.mark.parametrize("name", [each for each in EXAMPLES if "longest" not in each and each != "hostile"])
def test_it_holds_no_jargon_and_no_identifier(name):
    held = view(name, Variant.PLAIN)
    told = " ".join(text for text in texts(blocks(held)) if "Next test" not in text and "Options" not in text)

    assert not JARGON.search(told)
    for private in (SITE.contract.account, SITE.contract.circuit, "E-0"):
        assert private not in told


def test_parties_that_remain_are_open_and_the_others_keep_their_words():
    assert lights(view("deadlock", Variant.PLAIN)) == {
        "The telephone line": "Open",
        "The box that the provider supplied": "Open",
        "Your own": "In order",
        "The provider": "No sign",
        "Power": "In order",
    }


def test_an_established_fault_is_here_and_an_indicated_one_is_likely_here():
    assert lights(view("line_established", Variant.PLAIN))["The telephone line"] == "Fault here"
    assert lights(view("equipment_named", Variant.PLAIN))["The box that the provider supplied"] == "Likely here"


def test_what_is_cleared_without_a_test_is_not_called_in_order():
    held = view("deadlock", Variant.PLAIN)
    bare = tuple(replace(each, speaks_against=()) for each in held.verdict.parties)

    assert lights(view_of(replace(held.verdict, parties=bare), held.evidence, Variant.PLAIN))["Power"] == "No sign"


@pytest.mark.parametrize("standing", [Standing.INSUFFICIENT, Standing.CONTRADICTED])
def test_on_a_weak_standing_nobody_is_told_that_it_is_not_their_part(standing):
    held = view("line_established")
    verdict = replace(held.verdict, standing=standing, remaining=())
    told = said(view_of(verdict, held.evidence, Variant.PLAIN))

    assert "not your part" not in told
    assert "Fault here" not in told
    assert "Likely here" not in told


def test_an_indicated_fault_elsewhere_is_not_the_offices_part_as_far_as_is_known():
    assert "This is, as far as the evidence goes, not your part" in said(view("equipment_named", Variant.PLAIN))
    assert "This is not your part" in said(view("line_established", Variant.PLAIN))


def test_a_fault_in_the_office_is_no_reproach_and_comes_with_choices():
    told = said(view("wiring_established", Variant.PLAIN))

    assert "That is no reproach" in told
    assert "Options: leave the modem at the test socket" in told


def test_an_office_that_remains_is_told_so():
    assert "Your own side is one of them." in said(view("line_remaining", Variant.PLAIN))
    held = view("deadlock", Variant.PLAIN)
    assert Party.PREMISES not in held.verdict.remaining
    assert "Your own side is one of them." not in said(held)


def test_the_cost_of_waiting_is_told_as_bounds_and_not_where_nothing_was_watched():
    assert "4 incidents, 4.2 to 4.5 min of trouble in all, the longest" in said(view("deadlock", Variant.PLAIN))
    assert "Not known: no time was watched." in said(view("no_network", Variant.PLAIN))
    assert "No trouble was seen in the 24 h that were watched." in said(view("no_fault", Variant.PLAIN))


def test_what_was_changed_on_site_is_told_with_its_time_or_that_nothing_was():
    told = said(view("deadlock", Variant.PLAIN))

    assert "The modem is at the test socket, since 2026-03-02 08:00." in told
    assert "The modem is fed from the wall, since 2026-03-02 08:24." in told
    assert "No change is on record." in said(view("line_remaining", Variant.PLAIN))


def test_who_and_when_are_lines_to_fill_in():
    blank = next(each for each in blocks(view("deadlock", Variant.PLAIN)) if isinstance(each, Blanks))

    assert blank.labels == ("Who does it", "By when", "Who calls you", "On which number")
