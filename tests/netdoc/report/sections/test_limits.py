"""The report says itself what weakens it."""

from __future__ import annotations

from dataclasses import replace

from netdoc.report.document import Bullets, Table
from netdoc.report.sections.limits import SECTION
from netdoc.report.variants import Variant
from tests.netdoc.report.example_settled import JOINT_TEST
from tests.netdoc.report.examples import texts, view, view_of


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
    assert "How far the clock was off is not known" in bullets("no_network", 0)
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


def test_pass_marks_and_results_of_the_next_tests_are_printed():
    (row,) = tables("deadlock")["Pass marks and results"]

    assert row[1].replace("\u00a0", " ") == JOINT_TEST.pass_mark
    assert row[2] == " ".join(JOINT_TEST.shows)
    assert "Pass marks and results" not in tables("line_remaining")


def test_a_test_with_results_and_without_a_mark_says_which_it_lacks():
    held = view("deadlock")
    for seconds, said in ((300, "no number: the result is seen at once"), (7200, "not fixed yet: please agree")):
        test = replace(JOINT_TEST, pass_mark="", duration_s=seconds)
        blocks = SECTION.write(view_of(replace(held.verdict, next_tests=(test,)), held.evidence))
        rows = next(each.rows for each in blocks if isinstance(each, Table) and each.caption.startswith("Pass"))
        assert rows[0][1].startswith(said)


def test_the_command_of_a_test_is_printed_for_the_office_only():
    for variant in Variant:
        told = " ".join(texts(SECTION.write(view("deadlock", variant))))
        assert ("`netdoc step swap-modem`" in told) is not variant.redacted
