"""LAN03, by its specification."""

import pytest

from netdoc.diagnosis.rules.lan_own_traffic import RULE
from netdoc.model.facts.interface_counters import InterfaceCounters
from netdoc.model.finding import Bearing
from netdoc.model.incident import IncidentKind
from netdoc.model.plane import Plane
from netdoc.model.site import Contract
from tests.stories.episodes import a_brownout, an_incident
from tests.stories.office import Office

CONTRACT = Contract(rate_down_kbps=8000, rate_up_kbps=800)
DOWN_PER_S, UP_PER_S = 1_000_000, 100_000
"""Bytes a second of a full line."""
SLOW = an_incident(300, 600, IncidentKind.SLOW)


def an_office(*, down=0.0, up=0.0, start=300, end=600, contract=CONTRACT):
    """Return an office whose router was read twice, with this share of the line carried in between."""
    length = end - start
    office = Office(minutes=0, contract=contract)
    return office.wan(start, 500, 500).wan(
        end, 500 + round(down * DOWN_PER_S * length), 500 + round(up * UP_PER_S * length)
    )


@pytest.mark.parametrize(
    ("down", "up", "expected"),
    [
        (0.0, 0.80, Bearing.BLAMES),
        (0.80, 0.0, Bearing.BLAMES),
        (0.0, 0.79, Bearing.SILENT),
        (0.79, 0.0, Bearing.SILENT),
        (0.50, 0.0, Bearing.SILENT),
        (0.0, 0.50, Bearing.SILENT),
        (0.49, 0.49, Bearing.CLEARS),
        (0.0, 0.0, Bearing.CLEARS),
    ],
    ids=["upload 80", "download 80", "upload 79", "download 79", "download 50", "upload 50", "both 49", "nothing"],
)
def test_a_line_is_full_from_80_percent_on_and_idle_below_50_in_both_directions(down, up, expected):
    assert RULE.judge(an_office(down=down, up=up).evidence(), SLOW).bearing is expected


def test_scattered_loss_on_a_full_line_is_the_offices_own_too():
    finding = RULE.judge(an_office(up=0.95).evidence(), a_brownout())

    assert (finding.bearing, finding.planes) == (Bearing.BLAMES, {Plane.ROUTER_BOX, Plane.PATH})
    assert "upload carried 95%" in finding.sentence


@pytest.mark.parametrize(
    "contract",
    [Contract(), Contract(rate_down_kbps=8000), Contract(rate_up_kbps=800)],
    ids=["no rate", "upload rate unknown", "download rate unknown"],
)
def test_a_line_is_never_called_idle_while_a_rate_is_unknown(contract):
    assert RULE.judge(an_office(contract=contract).evidence(), SLOW).bearing is Bearing.SILENT


def test_a_full_direction_is_blamed_though_the_other_rate_is_unknown():
    evidence = an_office(up=0.9, contract=Contract(rate_up_kbps=800)).evidence()

    assert RULE.judge(evidence, SLOW).bearing is Bearing.BLAMES


@pytest.mark.parametrize(
    ("sync", "expected"), [(True, Bearing.CLEARS), (False, Bearing.SILENT)], ids=["in sync", "an old value"]
)
def test_the_rate_the_modem_tells_in_sync_stands_before_the_contract(sync, expected):
    office = an_office(up=0.6).line(200, 0 if sync else None, rate_down_kbps=16000, rate_up_kbps=1600)

    assert RULE.judge(office.evidence(), SLOW).bearing is expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (300, 540, Bearing.CLEARS),
        (300, 539, Bearing.SILENT),
        (0, 300, Bearing.SILENT),
        (600, 900, Bearing.SILENT),
    ],
    ids=["four fifths covered", "less than four fifths", "all before", "all after"],
)
def test_idle_must_be_shown_for_four_fifths_of_the_incident(start, end, expected):
    assert RULE.judge(an_office(start=start, end=end).evidence(), SLOW).bearing is expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [(0, 600, Bearing.BLAMES), (0, 599, Bearing.SILENT), (0, 300, Bearing.SILENT), (600, 900, Bearing.SILENT)],
    ids=["half of it inside", "less than half inside", "all before", "all after"],
)
def test_a_full_line_counts_when_half_of_the_interval_lies_in_the_incident(start, end, expected):
    assert RULE.judge(an_office(up=0.9, start=start, end=end).evidence(), SLOW).bearing is expected


def test_what_an_interval_carried_may_all_have_gone_into_the_incident():
    evidence = an_office(up=0.3, start=0, end=600).evidence()

    assert RULE.judge(evidence, SLOW).bearing is Bearing.SILENT


@pytest.mark.parametrize("later", [400, 4294967295, 10**12], ids=["fell", "stuck", "faster than the line"])
def test_counters_that_were_reset_stuck_or_leapt_say_nothing(later):
    office = Office(minutes=0, contract=CONTRACT).wan(300, 500, 500).wan(600, later, later)

    assert RULE.judge(office.evidence(), SLOW).bearing is Bearing.SILENT


def test_two_boxes_counters_are_never_subtracted_from_each_other():
    office = an_office(up=0.1)
    other = InterfaceCounters(interface="dsl0", role="wan", rx_bytes=10**9, tx_bytes=10**9)
    office.sees(400, "modem", other, Plane.MODEM_BOX)

    assert RULE.judge(office.evidence(), SLOW).bearing is Bearing.CLEARS


def test_two_interfaces_of_one_box_are_never_subtracted_from_each_other():
    office = an_office(up=0.1)
    other = InterfaceCounters(interface="second", role="wan", rx_bytes=10**9, tx_bytes=10**9)
    office.sees(400, "router", other, Plane.ROUTER_BOX)

    assert RULE.judge(office.evidence(), SLOW).bearing is Bearing.CLEARS


def test_the_lan_side_of_the_router_is_no_measure_of_the_line():
    office = Office(minutes=0, contract=CONTRACT)
    for second in (300, 600):
        fact = InterfaceCounters(interface="br0", role="lan", rx_bytes=second * UP_PER_S, tx_bytes=second * UP_PER_S)
        office.sees(second, "router", fact, Plane.ROUTER_BOX)

    assert RULE.judge(office.evidence(), SLOW).bearing is Bearing.SILENT


@pytest.mark.parametrize("incident", [None, an_incident(300, 600)], ids=["the window", "an outage"])
def test_only_loss_and_slowness_are_judged(incident):
    assert RULE.judge(an_office(up=0.9).evidence(), incident).bearing is Bearing.SILENT
