"""ROUTER05, by its specification."""

import pytest

from netdoc.diagnosis.rules.router_mtu import RULE
from netdoc.model.finding import Bearing
from netdoc.model.incident import IncidentKind, Zone
from netdoc.model.plane import Plane
from tests.stories.episodes import an_incident
from tests.stories.large import FIRST_HOP, ROUTER, greets, hop, sweeps
from tests.stories.office import Office, with_rungs, without_rungs


def large(start=300, end=360):
    return an_incident(start, end, IncidentKind.LARGE, Zone.MIDDLE)


def an_office(word="stalls", segment=1460, **office):
    return greets(Office(minutes=0, **office), 310, word, segment=segment)


@pytest.mark.parametrize(
    ("told", "by", "segment", "expected"),
    [
        (1492, ROUTER, 1460, Bearing.BLAMES),
        (1492, ROUTER, 1453, Bearing.BLAMES),
        (1492, ROUTER, 1452, Bearing.SILENT),
        (1492, ROUTER, None, Bearing.SILENT),
        (1492, FIRST_HOP, 1460, Bearing.SILENT),
        (1492, None, 1460, Bearing.SILENT),
        (None, None, 1460, Bearing.SILENT),
    ],
    ids=["beyond its word", "one octet beyond", "held to it", "not read", "another box's word", "nobody's", "no word"],
)
def test_the_router_is_blamed_by_its_own_word_and_a_connection_that_goes_beyond_it(told, by, segment, expected):
    office = sweeps(an_office(segment=segment), 315, hop(1, 3), hop(2, 0), told=told, by=by)

    assert RULE.judge(office.evidence(), large()).bearing is expected


@pytest.mark.parametrize(
    ("hops", "expected"),
    [
        ((hop(1, 3), hop(2, 3)), Bearing.CLEARS),
        ((hop(1, 3), hop(2, 2)), Bearing.SILENT),
        ((hop(1, 3), hop(2, 2, sent=2)), Bearing.SILENT),
        ((hop(1, 3), hop(2, 0), hop(3, 3)), Bearing.CLEARS),
        ((hop(1, 3), hop(2, 3, "10.0.0.1")), Bearing.SILENT),
        ((hop(1, 3), hop(2, 3, "10.0.0.1"), hop(3, 0, FIRST_HOP)), Bearing.SILENT),
        ((hop(1, 3),), Bearing.SILENT),
        ((), Bearing.SILENT),
    ],
    ids=[
        "the first hop answers all", "it answers two of three", "it was asked twice", "a farther one answers all",
        "a second hop that is not known to be the provider's", "one before the provider's", "only the router", "nobody",
    ],
)  # fmt: skip
def test_what_gets_past_the_first_hop_in_full_size_clears_the_router(hops, expected):
    assert RULE.judge(sweeps(an_office(), 315, *hops).evidence(), large()).bearing is expected


def test_the_routers_word_does_not_stand_against_packets_that_passed_it():
    office = sweeps(an_office(), 315, hop(1, 3), hop(2, 3), told=1492, by=ROUTER)

    assert RULE.judge(office.evidence(), large()).bearing is Bearing.CLEARS


@pytest.mark.parametrize("word", ["passes", "lost", "once", "refused"])
def test_without_a_stall_for_the_size_alone_nothing_is_said(word):
    office = sweeps(an_office(word), 315, hop(1, 3), hop(2, 0), told=1492, by=ROUTER)

    assert RULE.judge(office.evidence(), large()).bearing is Bearing.SILENT


@pytest.mark.parametrize(("second", "said"), [(260, True), (259, False), (400, True), (401, False)])
def test_only_a_sweep_beside_the_stall_counts(second, said):
    office = sweeps(an_office(), second, hop(1, 3), hop(2, 0), told=1492, by=ROUTER)

    assert (RULE.judge(office.evidence(), large()).bearing is Bearing.BLAMES) is said


@pytest.mark.parametrize("incident", [None, an_incident()], ids=["the window", "an outage"])
def test_only_stalls_of_large_packets_are_judged(incident):
    office = sweeps(an_office(), 315, hop(1, 3), told=1492, by=ROUTER)

    assert RULE.judge(office.evidence(), incident).bearing is Bearing.SILENT


def test_an_unknown_router_or_first_hop_says_nothing():
    for gone in ("router", "first_hop"):
        office = sweeps(an_office(rungs=without_rungs(gone)), 315, hop(1, 3), hop(2, 3), told=1492, by=ROUTER)
        bearing = RULE.judge(office.evidence(), large()).bearing
        assert bearing is (Bearing.CLEARS if gone == "router" else Bearing.BLAMES)
    assert with_rungs() and RULE.judge(an_office().evidence(), large()).missing == ("SizeSweep",)


def test_the_blame_rests_on_the_path_and_names_both_sizes():
    finding = RULE.judge(sweeps(an_office(), 315, hop(1, 3), told=1492, by=ROUTER).evidence(), large())

    assert finding.planes == {Plane.PATH}
    assert "1492" in finding.sentence
    assert "1460" in finding.sentence
