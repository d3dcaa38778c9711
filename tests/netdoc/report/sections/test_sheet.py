"""Page 1 can be read out in twenty seconds and is right for every conclusion."""

from __future__ import annotations

from dataclasses import replace

from netdoc.model.case import Case
from netdoc.model.evidence import Evidence
from netdoc.model.segment import Party
from netdoc.model.site import Contract
from netdoc.report.document import Blanks, Box, ForAgainst, HeatStrip, KeyValues, OnePage, ThreeNumbers, TickList
from netdoc.report.sections.sheet import SECTION
from netdoc.report.variants import Variant
from tests.netdoc.report.example_office import SITE, blank
from tests.netdoc.report.examples import texts, view, view_of


def blocks(held):
    page = SECTION.write(held)[0]
    assert isinstance(page, OnePage)
    return page.blocks


def one(held, kind):
    return next(each for each in blocks(held) if isinstance(each, kind))


def test_the_sheet_has_its_blocks_in_the_order_of_reading():
    kinds = [type(each) for each in blocks(view("line_remaining"))]

    assert kinds[1:] == [KeyValues, Box, Box, ThreeNumbers, HeatStrip, ForAgainst, TickList, Blanks]


def test_the_three_numbers_are_incidents_minutes_and_share_watched():
    said = [
        (each.value.replace("\u00a0", " "), each.label.replace("\u00a0", " "))
        for each in one(view("line_remaining"), ThreeNumbers).numbers
    ]

    assert said == [
        ("5", "incidents"),
        ("5.2 to 5.6 min", "of trouble in all"),
        ("99.8 %", "of the period watched (23 h 57 min)"),
    ]


def test_without_incidents_the_numbers_are_still_words():
    said = [each.value for each in one(view("no_fault"), ThreeNumbers).numbers]

    assert said[:2] == ["0", "none"]


def test_parties_that_remain_come_first_and_clear_ones_without_a_finding_are_left_out():
    parties = [each.party for each in one(view("line_remaining"), ForAgainst).rows]

    assert parties == ["Telephone line", "Premises", "Supplied equipment"]


def test_many_incidents_of_one_rule_are_one_sentence():
    (sentence,) = one(view("sixty_incidents"), ForAgainst).rows[0].speaks_for

    assert sentence.replace("\u00a0", " ").endswith("(and in 59 more incidents)")


def test_what_the_vendor_will_ask_for_and_is_missing_is_warned_of_with_a_line_to_fill():
    evidence = Evidence(replace(SITE, contract=Contract(account="77")), Case(), [])

    ticket = one(view_of(blank(evidence), evidence, Variant.ISP), Blanks)
    assert ticket.lines[0].endswith("Circuit or line no., Account holder, Product, Call back.")
    assert ticket.labels[-4:] == ("Circuit or line no.", "Account holder", "Product", "Call back")
    assert one(view_of(blank(evidence), evidence, Variant.PLAIN), Blanks).lines == ()
    assert one(view("line_remaining"), Blanks).lines == ()


def test_the_reader_is_told_of_time_zone_and_complaint():
    pairs = dict(one(view("line_remaining"), KeyValues).pairs)

    assert pairs["Period"] == "2026-03-02 07:30 to 2026-03-03 07:30 (Europe/Berlin, UTC+1)"
    assert pairs["Complaint"] == "the connection drops now and then"


def test_without_samples_the_sheet_says_so_instead_of_a_strip():
    assert any("no loss to draw" in each for each in texts(blocks(view("no_network"))))


def test_what_remains_open_is_said_of_each_party():
    rows = {each.party: each.remaining for each in one(view("deadlock"), ForAgainst).rows}

    assert rows == {
        "Telephone line": "not excluded; missing: a second modem, proven on another line, at the same socket",
        "Supplied equipment": "not excluded; missing: a second modem, proven on another line, at the same socket, and "
        "1 more",
        "Premises": "nothing",
        "Power": "nothing",
    }


def test_a_party_that_is_established_leaves_nothing_open_and_an_indicated_one_does():
    assert one(view("wiring_established"), ForAgainst).rows[0].remaining == "nothing"
    assert (
        one(view("ups_indicated"), ForAgainst).rows[0].remaining == "missing: the modem fed from the wall for a while"
    )
    assert one(view("line_established"), ForAgainst).rows[1].remaining == "missing: a second modem"


def test_a_party_of_which_nothing_is_missing_is_still_not_excluded():
    held = view("deadlock")
    bare = tuple(replace(each, missing=()) for each in held.verdict.parties)
    rows = one(view_of(replace(held.verdict, parties=bare), held.evidence), ForAgainst).rows

    assert [each.remaining for each in rows] == ["not excluded", "not excluded", "nothing", "nothing"]
    named = replace(held.verdict, parties=bare, remaining=(), party=Party.LINE)
    rows = one(view_of(named, held.evidence), ForAgainst).rows
    assert {each.remaining for each in rows[:2]} <= {"not every witness was heard", "nothing"}
    assert rows[0].remaining == "not every witness was heard"


def boxes(held, title):
    return [each for each in blocks(held) if isinstance(each, Box) and each.title == title]


def test_each_vendors_copy_quotes_the_other_vendor_first_and_says_what_that_does_not_show():
    (telco,) = boxes(view("deadlock", Variant.TELCO), "What vendors said")
    (isp,) = boxes(view("deadlock", Variant.ISP), "What vendors said")

    assert telco.lines[0].startswith("Northern Broadband said on ")
    assert isp.lines[0].startswith("Copper & Co. said on ")
    assert "ticket T-77" in isp.lines[0]
    assert "Not shown by it: how the line was at the times of the incidents" in isp.lines[0]


def test_the_joint_copy_quotes_both_and_explains_them_on_its_own_sheet():
    (joint,) = boxes(view("deadlock", Variant.JOINT), "What vendors said")

    assert len(joint.lines) == 2
    assert not any("Not shown" in each for each in joint.lines)


def test_without_a_statement_there_is_no_box():
    assert boxes(view("line_remaining"), "What vendors said") == []


def test_a_page_with_five_parties_quotes_one_vendor_and_counts_the_others():
    (said,) = boxes(view("longest_deadlock", Variant.TELCO), "What vendors said")

    assert len(said.lines) == 2
    assert said.lines[1].replace("\u00a0", " ") == "2 more vendors quoted under «Steps on site and statements»."


def test_the_zone_of_the_times_of_steps_is_named():
    assert one(view("deadlock"), TickList).title == "Already done (times: Europe/Berlin)"
