"""A vendor is quoted exactly, told how far its words reach, and told so when the evidence agrees."""

from __future__ import annotations

from dataclasses import replace

import pytest

from netdoc.model.facts.testimony import Witness
from netdoc.model.segment import Segment
from netdoc.report.statements import SEGMENT_WORDS, latest, quote, statements
from netdoc.report.variants import Variant
from netdoc.report.words import NBSP
from tests.netdoc.report.example_office import SITE, at, blank, incident, office, outages_at
from tests.netdoc.report.example_settled import said
from tests.netdoc.report.examples import view, view_of


def one(**more):
    evidence = office(more=[said(1.0, Witness.TELCO, "all is well", **more)])
    return statements(view_of(blank(evidence), evidence))[0]


def test_a_statement_is_quoted_with_date_zone_person_and_ticket():
    telco, isp = statements(view("deadlock", Variant.JOINT))

    assert telco.quoted == (
        "Copper & Co. said on 2026-03-02 13:30 (UTC+1), Agent Smith, ticket T-77: “Line tests OK, it is the modem”"
    )
    assert isp.quoted.startswith("Northern Broadband said on 2026-03-02 15:00 (UTC+1), Ms Jones, ticket NB-2290: ")


def test_the_other_vendor_is_quoted_before_the_reader():
    assert [each.witness for each in statements(view("deadlock", Variant.TELCO))] == [Witness.ISP, Witness.TELCO]
    assert [each.witness for each in statements(view("deadlock", Variant.ISP))] == [Witness.TELCO, Witness.ISP]


def test_a_momentary_line_test_says_nothing_of_a_fault_that_comes_and_goes():
    telco = statements(view("deadlock", Variant.JOINT))[0]

    assert telco.shows == "At that moment the speaker saw no fault on the line."
    assert telco.shows_not.replace(NBSP, " ") == (
        "How the line was at the times of the incidents: a momentary test says nothing of a fault that comes and "
        "goes. 2 incidents came after it."
    )
    assert telco.briefly().startswith(f"{telco.quoted}. Not shown by it: how the line was")


def test_a_vendor_that_is_right_is_told_so():
    telco, isp = statements(view("wiring_established", Variant.JOINT))

    assert telco.shows.endswith("In so far the evidence agrees: it does not point to the telephone line.")
    assert "came after" not in telco.shows_not
    assert telco.briefly().endswith("In so far the evidence agrees: it does not point to the telephone line.")
    assert isp.briefly().endswith("it does not point to the modem.")


def test_a_vendor_whose_part_is_named_is_not_agreed_with():
    assert all(each.agreed == "" for each in statements(view("line_established")))


def test_a_refusal_is_no_measurement_of_the_box():
    assert "another box at the same place shows that" in statements(view("deadlock", Variant.JOINT))[1].shows_not


@pytest.mark.parametrize(
    ("facts", "shows"),
    [
        ({"admits": "loop.noise"}, "The speaker admits a fault: the DSL line loses showtime amid errors."),
        ({}, "What was said, and no more: it neither admits nor denies a fault."),
        ({"denies": "core"}, "The speaker denies a fault at: the provider's network."),
        ({"denies": "the moon"}, "The speaker denies a fault at: the moon."),
        ({"denies": "modem.reboots"}, "The speaker does not hold the modem at fault."),
    ],
)
def test_what_a_statement_shows_follows_from_what_it_admits_or_denies(facts, shows):
    assert one(**facts).shows == shows


def test_a_statement_without_a_ticket_is_not_weighed_and_says_so():
    assert one(denies="loop").quoted.endswith("no ticket given: “all is well”")
    assert one(denies="loop").shows_not.endswith("Without a ticket it cannot be looked up, and it is not weighed.")
    assert "not weighed" not in one(denies="loop", ticket="T").shows_not


def test_a_name_that_is_not_in_the_site_file_is_the_role():
    site = replace(SITE, contract=replace(SITE.contract, telco=None, isp=None))
    more = [said(1.0, each, "x") for each in (Witness.TELCO, Witness.ISP, Witness.VENDOR)]
    evidence = office(site=site, more=more)

    speakers = [each.quoted.split(" said on ")[0] for each in statements(view_of(blank(evidence), evidence))]
    assert speakers == ["The line operator", "The provider", "The vendor"]


def test_page_one_takes_the_last_word_of_each_vendor():
    more = [said(hours, Witness.TELCO, f"word {hours}") for hours in (1.0, 2.0)]
    evidence = office(more=more)

    assert ["word 2.0" in each.quoted for each in latest(view_of(blank(evidence), evidence))] == [True]


def test_nothing_inside_a_quotation_can_close_it():
    assert quote('he said "no” and «yes»') == "“he said 'no' and 'yes'”"
    assert quote("  ") == "“(no words recorded)”"
    assert quote("word " * 100, 20) == "“word word word…”"


def test_incidents_that_came_after_are_counted_for_a_denial_only():
    outages = outages_at(2.0, 3.0)
    evidence = office(outages, more=[said(2.5, Witness.ISP, "x", ticket="T")])
    verdict = blank(evidence)
    held = view("deadlock").verdict.incidents[0]
    incidents = tuple(replace(held, incident=incident(index, each)) for index, each in enumerate(outages, 1))

    assert at(2.5) < outages[1][0]
    told = statements(view_of(replace(verdict, incidents=incidents), evidence))[0].shows_not
    assert "came after" not in told


def test_every_segment_has_words():
    assert set(SEGMENT_WORDS) == set(Segment)
