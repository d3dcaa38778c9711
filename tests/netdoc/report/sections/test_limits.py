"""The report says itself what weakens it."""

from __future__ import annotations

from netdoc.report.document import Bullets, Table
from netdoc.report.sections.limits import SECTION
from netdoc.report.variants import Variant
from tests.netdoc.report.examples import texts, view


def bullets(name: str, index: int, variant: Variant | None = None) -> str:
    return "\n".join([each for each in SECTION.write(view(name, variant)) if isinstance(each, Bullets)][index].items)


def tables(name: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    return {each.caption: each.rows for each in SECTION.write(view(name)) if isinstance(each, Table)}


def test_witnesses_that_were_never_heard_are_named():
    said = bullets("line_remaining", 0)

    assert "person on site" in said
    assert "second internet line" in said
    assert "modem" not in said.splitlines()[0]


def test_time_not_watched_an_unchecked_clock_and_an_unknown_zone_are_limits():
    assert "99.8\u00a0% of the period was watched" in bullets("line_remaining", 0)
    assert "The clock was not checked" in bullets("no_network", 0)
    assert "not known to this computer; all times are in UTC" in bullets("hostile", 0)


def test_the_limits_of_verdict_and_site_are_printed():
    said = bullets("line_remaining", 0)

    assert "The office's own traffic is not known" in said
    assert "No second internet line" in said


def test_what_is_withheld_is_said_and_only_where_it_is():
    assert "withheld in this copy" in bullets("line_remaining", 0, Variant.TELCO)
    assert "withheld" not in bullets("line_remaining", 0, Variant.PLAIN)


def test_candidates_not_named_are_other_explanations_with_what_is_missing():
    said = bullets("equipment_named", 1)

    assert "supplied modem" not in said
    assert "Tested and in order: telephone line." in said
    assert "Not judged, since no rule found anything about them: premises, power, provider and far end." in said
    assert "one of those that the data cannot tell apart; missing: a second modem." in bullets("line_remaining", 1)


def test_a_party_that_no_test_concerned_is_not_called_tested():
    said = bullets("line_remaining", 1)

    assert "Nothing measured points there, and no test of its own was made: provider." in said
    assert "Tested and in order" not in said


def test_a_clean_day_does_not_refute_a_fault_that_comes_and_goes():
    assert "comes and goes" in bullets("no_fault", 1)


def test_next_tests_name_what_they_tell_apart_and_what_they_disturb():
    (row,) = tables("line_remaining")["The cheapest first"]

    assert row[1] == "telephone line, premises and supplied equipment"
    assert row[2].replace("\u00a0", " ") == "18 h"
    assert row[3:] == ("the office", "the office for five minutes")


def test_gaps_and_samples_set_aside_are_summed_by_reason():
    gaps = [tuple(cell.replace("\u00a0", " ") for cell in row) for row in tables("line_remaining")["Gaps blame nobody"]]

    assert gaps[0][:5] == ("Measuring computer", "ladder", "the laptop was asleep", "1", "3 min")
    assert gaps[1][2] == "the router offers no UPnP IGD (try: enable UPnP status, or give SNMP)"
    aside = tables("line_remaining")["Taken, and not judged"]
    assert aside[0][2:] == ("5", "65")


def test_where_there_is_none_the_page_says_so():
    said = texts(SECTION.write(view("no_fault")))

    assert "No further test is proposed." in said
    assert "No sample was set aside." in said
    assert "Every question that was planned could be asked." in said
