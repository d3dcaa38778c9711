"""The headline is never stronger than the standing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from netdoc.model.fault import Fault
from netdoc.model.finding import OUR_OWN
from netdoc.model.incident import Zone
from netdoc.model.segment import Party
from netdoc.model.verdict import Conclusion, Standing
from netdoc.report.headline import headline, standing_line
from tests.netdoc.report.examples import view, view_of


def test_established_is_strong_support():
    assert headline(view("line_established")) == (
        "Strong support for a fault at the telephone line: the DSL line loses showtime amid errors."
    )


def test_indicated_only_points_to():
    said = headline(view("equipment_named"))

    assert said == "The evidence points to the supplied modem: the modem restarts by itself."


def test_an_open_set_names_all_that_remain_and_no_culprit():
    said = headline(view("line_remaining"))

    assert said.startswith("Beyond the office network: telephone line, premises")
    assert said.endswith("The data cannot tell these apart yet.")
    assert "points to" not in said


def test_an_own_router_among_the_candidates_does_not_lie_beyond_the_office():
    said = headline(view("beyond_the_office"))

    assert said.startswith("From the router outwards: telephone line")
    assert "own router" in said and "Beyond" not in said


def test_a_fault_of_the_router_does_not_make_the_modem_a_candidate():
    held = view("beyond_the_office")
    remaining = (Party.EQUIPMENT, Party.PREMISES)
    verdict = replace(held.verdict, fault=Fault.ROUTER_FORWARDING, remaining=remaining)

    said = headline(view_of(verdict, held.evidence))

    assert said.startswith("From the router outwards: supplied router or premises (own router).")


def test_a_set_is_not_beyond_the_office_when_the_router_itself_may_have_failed():
    held = view("line_remaining")
    first, *rest = held.verdict.incidents
    near = replace(first, incident=replace(first.incident, zone=Zone.NEAR, nearest_good=None))
    verdict = replace(held.verdict, incidents=(near, *rest))

    assert headline(view_of(verdict, held.evidence)).startswith("Not separated yet: Telephone line")


def test_no_fault_names_how_long_was_watched():
    assert headline(view("no_fault")).replace("\u00a0", " ") == "No fault was found in the 24 h watched."


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("no_network", "Not enough evidence to name a party."),
        ("nothing_at_all", "Nothing was measured: no party can be named."),
    ],
)
def test_too_little_evidence_has_its_own_headline(name, said):
    assert headline(view(name)) == said


@pytest.mark.parametrize("standing", [Standing.CONTRADICTED, Standing.INSUFFICIENT, Standing.CLEARED])
@pytest.mark.parametrize("party", list(Party))
def test_no_party_is_in_the_headline_without_standing(standing, party):
    held = view("no_network")
    verdict = replace(held.verdict, conclusion=Conclusion.FAULT, party=party, fault=Fault.LOOP_NOISE, standing=standing)

    said = headline(view_of(verdict, held.evidence))

    assert "points to" not in said
    assert "support" not in said
    assert "line" not in said


def test_the_standing_is_printed_with_k_of_n_and_its_witnesses():
    line = standing_line(view("line_established"))

    assert line.startswith("Standing: established")
    assert "5 of 5 incidents were judged so." in line
    assert "Witnesses that agree: probes along the path and modem." in line
    assert standing_line(view("line_remaining")).startswith("No party is named. Standing: indicated")


def test_an_insufficient_headline_says_what_was_lacking():
    held = view("no_network")
    verdict = replace(held.verdict, headline="Insufficient evidence: nothing failed in 10 min")

    assert headline(view_of(verdict, held.evidence)) == (
        "Not enough evidence to name a party: nothing failed in 10 min."
    )


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (
            Fault.INHOUSE_WIRING_FAULT,
            "The evidence points to the wiring inside the premises, between the test socket and the modem.",
        ),
        (
            Fault.INHOUSE_WIRING_FILTER,
            "The evidence points to the wiring inside the premises, between the test socket and the modem: a filter, "
            "splitter, extension or phone on the line disturbs it.",
        ),
        (Fault.LAN_LOSS, "The evidence points to the office network: the office network loses packets"),
        (Fault.ROUTER_HANGS, "The evidence points to the office's own router: "),
        (Fault.MODEM_ADAPTER, "The evidence points to the office's own modem: the modem's power adapter"),
        (Fault.CABLE_DOWN, "The evidence points to the cable between router and modem: "),
        (Fault.HOST_LINK, "The evidence points to the measuring computer's own connection: "),
    ],
)
def test_on_the_premises_the_place_is_named_and_not_the_client(fault, said):
    held = view("wiring_established")
    verdict = replace(held.verdict, fault=fault, standing=Standing.INDICATED)

    assert headline(view_of(verdict, held.evidence)).startswith(said)


def test_established_wiring_is_strong_support_and_no_more():
    assert headline(view("wiring_established")) == (
        "Strong support for a fault at the wiring inside the premises, between the test socket and the modem."
    )


def test_our_own_change_is_said_to_be_ours():
    held = view("wiring_established")
    party = held.verdict.party
    found = [
        replace(each, speaks_for=tuple(replace(one, sentence=f"{OUR_OWN} just before it") for one in each.speaks_for))
        for each in held.verdict.parties
    ]
    ours = replace(held.verdict, fault=Fault.ROUTER_CONFIG, parties=tuple(found))
    theirs = replace(held.verdict, fault=Fault.ROUTER_CONFIG)

    assert [each for each in found if each.party is party and each.speaks_for], "nothing speaks for the party named"
    assert headline(view_of(ours, held.evidence)).endswith("We did it: our own change is recorded just before it.")
    assert "We did it" not in headline(view_of(theirs, held.evidence))


def test_an_open_set_says_that_our_own_change_may_be_it():
    held = view("line_remaining")
    found = [
        replace(each, speaks_for=tuple(replace(one, sentence=f"{OUR_OWN} just before it") for one in each.speaks_for))
        for each in held.verdict.parties
    ]
    ours = replace(held.verdict, parties=tuple(found))

    assert headline(view_of(ours, held.evidence)).endswith("we take it back first.")
    assert "Our own" not in headline(held)


def test_a_power_fault_is_laid_to_the_supply():
    assert headline(view("ups_indicated")) == (
        "The evidence points to the power supply: the UPS drops what hangs on it (overload, battery or its own defect)."
    )
