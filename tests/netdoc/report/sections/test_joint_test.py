"""The joint sheet: one test with its number, who is present, what each result means, and what was said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from netdoc.model.facts.silence_plan import SilencePlan
from netdoc.model.observation import Seen
from netdoc.report.document import Blanks, Bullets, Heading, KeyValues, OnePage, PageBreak, Table
from netdoc.report.sections.joint_test import SECTION
from netdoc.report.variants import Variant
from netdoc.report.words import NBSP
from tests.netdoc.report.example_settled import JOINT_TEST, SWAP_TEST
from tests.netdoc.report.examples import texts, view, view_of


def sheet(held):
    page, after = SECTION.write(held)
    assert isinstance(page, OnePage)
    assert isinstance(after, PageBreak)
    return page.blocks


def one(blocks, kind):
    return next(each for each in blocks if isinstance(each, kind))


def pairs(held):
    return {name: value.replace(NBSP, " ") for name, value in one(sheet(held), KeyValues).pairs}


def changed(name, **changes):
    held = view(name)
    return view_of(replace(held.verdict, **changes), held.evidence, Variant.JOINT)


def test_a_proposed_test_is_printed_with_mark_conditions_and_meaning():
    held = view("deadlock", Variant.JOINT)

    assert pairs(held)["Pass mark"] == (
        "Pass: no drop in 16.8 h watched, covering 08-13 h UTC; one drop = fail; p < 0.05, exact rule"
    )
    assert pairs(held)["State"] == "Proposed, not begun"
    assert pairs(held)["Conditions"].startswith("Takes 16 h 45 min, telco, provider and client must agree")
    assert one(sheet(held), Bullets).items == JOINT_TEST.shows
    assert isinstance(sheet(held)[0], Heading)


def test_nobody_known_to_be_present_leaves_a_line_for_each_side():
    assert one(sheet(view("deadlock", Variant.JOINT)), Blanks).labels == (
        "Present for Copper & Co.",
        "Present for Northern Broadband",
        "Present for the office",
        "Socket (which, where)",
        "Modem and serial no.",
        "Power adapter",
        "Begun at (date, time, zone)",
        "Ended at",
        "Drops counted",
        "Ticket of Copper & Co.",
        "Ticket of Northern Broadband",
    )


def test_a_running_test_says_where_since_when_and_who_was_there():
    held = view("running_test", Variant.JOINT)

    assert pairs(held)["State"] == "Running; the mark was fixed on 2026-03-02 22:30 (UTC+1), when the test began"
    assert pairs(held)["Begun"] == "2026-03-02 22:30 (UTC+1)"
    assert pairs(held)["Socket"] == "test socket (hall, behind the cupboard)"
    assert pairs(held)["Modem"] == "VX-9, serial 77 (proven on another line)"
    assert pairs(held)["So far"].startswith("9.0 h watched without a drop; 7.8 h to go")
    blanks = one(sheet(held), Blanks)
    assert blanks.lines == (
        "Recorded as present when it began: J. Doe (did it), R. Roe for Northern Broadband; Agent Smith (telco) by "
        "phone.",
    )
    assert blanks.labels == (
        "Present for the office",
        "Ended at",
        "Drops counted",
        "Ticket of Copper & Co.",
        "Ticket of Northern Broadband",
    )


def test_each_result_has_a_meaning_for_each_party():
    table = one(sheet(view("running_test", Variant.JOINT)), Table)

    assert [each.title for each in table.columns] == [
        "Result",
        "For Copper & Co.",
        "For Northern Broadband",
        "For the office",
    ]
    assert len(table.rows) == 3


def test_both_statements_are_quoted_with_what_they_show_and_do_not_show():
    tables = [each for each in sheet(view("deadlock", Variant.JOINT)) if isinstance(each, Table)]

    (telco, isp) = tables[-1].rows
    assert "ticket T-77: “Line tests OK, it is the modem”" in telco[0]
    assert "a momentary test says nothing" in telco[2]
    assert "ticket NB-2290" in isp[0]


@pytest.mark.parametrize(
    ("beforehand", "plan", "said"),
    [
        (False, True, "the mark was not recorded when the test began: please agree to it here, or begin again"),
        (True, False, "the mark was fixed before the test began"),
    ],
)
def test_whether_the_mark_was_fixed_beforehand_is_said(beforehand, plan, said):
    held = view("running_test")
    seen = [
        each
        for each in held.evidence.observations
        if plan or not (isinstance(each, Seen) and isinstance(each.fact, SilencePlan))
    ]
    evidence = type(held.evidence)(held.site, held.evidence.case, seen)
    verdict = replace(held.verdict, silence_tests=(replace(SWAP_TEST, fixed_beforehand=beforehand),))

    assert pairs(view_of(verdict, evidence, Variant.JOINT))["State"] == f"Running; {said}"


def test_without_any_test_there_is_a_line_to_write_one_on():
    held = changed("deadlock", next_tests=())
    blocks = sheet(held)

    assert not any(isinstance(each, KeyValues) for each in blocks)
    assert {"Test agreed", "Pass mark agreed"} <= set(one(blocks, Blanks).labels)


def test_a_long_test_without_a_mark_leaves_a_line_for_it():
    held = changed("deadlock", next_tests=(replace(JOINT_TEST, pass_mark="", shows=()),))

    assert "Pass mark agreed" in one(sheet(held), Blanks).labels
    assert any("please agree on it before the start" in each for each in texts(sheet(held)))
    assert "Pass mark agreed" not in one(sheet(view("deadlock", Variant.JOINT)), Blanks).labels


def test_without_a_statement_the_sheet_says_so():
    assert any("No statement of a vendor" in each for each in texts(sheet(view("line_remaining", Variant.JOINT))))


@pytest.mark.parametrize("variant", [Variant.TELCO, Variant.ISP, Variant.PLAIN])
def test_only_the_joint_copy_has_the_sheet(variant):
    assert SECTION.write(view("deadlock", variant)) == ()


def test_where_somebody_is_named_or_no_vendor_remains_there_is_no_sheet():
    assert SECTION.write(view("wiring_established", Variant.JOINT)) == ()
    assert SECTION.write(view("no_fault", Variant.JOINT)) == ()


def test_no_sheet_accuses_anybody():
    told = " ".join(texts(sheet(view("running_test", Variant.JOINT))))

    assert "nobody is found at fault by this sheet alone" in told
