"""CORE03, by its specification."""

import pytest

from netdoc.diagnosis.rules.core_mtu import RULE
from netdoc.model.finding import Bearing
from netdoc.model.incident import IncidentKind, Zone
from netdoc.model.plane import Plane
from tests.stories.episodes import an_incident
from tests.stories.large import FIRST_HOP, greets, hop, sweeps
from tests.stories.office import Office, without_rungs

SWALLOWED = (hop(1, 3), hop(2, 3), hop(3, 0), hop(4, 0))


def large():
    return an_incident(300, 360, IncidentKind.LARGE, Zone.MIDDLE)


def judged(*hops, word="stalls", office=None, **sweep):
    told = greets(office or Office(minutes=0), 310, word)
    return RULE.judge(sweeps(told, 315, *hops, **sweep).evidence(), large())


@pytest.mark.parametrize(
    ("hops", "expected"),
    [
        (SWALLOWED, Bearing.BLAMES),
        ((hop(1, 3), hop(2, 3), hop(3, 3), hop(4, 0)), Bearing.BLAMES),
        ((hop(1, 3), hop(2, 3), hop(3, 0)), Bearing.BLAMES),
        ((hop(1, 3), hop(2, 0), hop(3, 0)), Bearing.SILENT),
        ((hop(1, 3), hop(2, 3), hop(3, 0, small=2)), Bearing.SILENT),
        ((hop(1, 3), hop(2, 3), hop(3, 1)), Bearing.SILENT),
        ((hop(1, 3), hop(2, 3), hop(3, 0), hop(4, 1)), Bearing.SILENT),
        ((hop(1, 3), hop(2, 2), hop(3, 0)), Bearing.SILENT),
        ((hop(1, 3), hop(2, 3), hop(3, 0, small=2, sent=2)), Bearing.SILENT),
        ((hop(1, 3), hop(2, 3, "10.0.0.1"), hop(3, 0, FIRST_HOP)), Bearing.SILENT),
        ((hop(1, 3), hop(2, 3)), Bearing.SILENT),
        ((), Bearing.SILENT),
    ],
    ids=[
        "behind the first hop", "one farther", "nothing beyond is heard", "behind the router", "the next one limits",
        "the next one answers one", "a farther one answers one", "the first hop answers two", "asked twice only",
        "before the first hop", "nobody beyond", "nobody",
    ],
)  # fmt: skip
def test_the_network_is_blamed_where_full_size_packets_end_behind_its_first_hop(hops, expected):
    assert judged(*hops).bearing is expected


def test_a_size_that_somebody_told_is_no_swallowing():
    assert judged(*SWALLOWED, told=1492, by=FIRST_HOP).bearing is Bearing.SILENT


@pytest.mark.parametrize(
    ("passed", "expected"),
    [(1500, Bearing.CLEARS), (1492, Bearing.BLAMES), (None, Bearing.BLAMES)],
    ids=["all sizes", "smaller ones", "the target answers no ping"],
)
def test_full_size_packets_that_the_target_answers_clear_the_network(passed, expected):
    assert judged(*SWALLOWED, passed=passed).bearing is expected


@pytest.mark.parametrize("word", ["passes", "lost", "once", "refused"])
def test_hops_alone_blame_nobody(word):
    assert judged(*SWALLOWED, word=word).bearing is Bearing.SILENT


def test_an_unknown_first_hop_blames_nobody():
    assert judged(*SWALLOWED, office=Office(minutes=0, rungs=without_rungs("first_hop"))).bearing is Bearing.SILENT


@pytest.mark.parametrize("incident", [None, an_incident()], ids=["the window", "an outage"])
def test_only_stalls_of_large_packets_are_judged(incident):
    told = sweeps(greets(Office(minutes=0), 310, "stalls"), 315, *SWALLOWED)

    assert RULE.judge(told.evidence(), incident).bearing is Bearing.SILENT


def test_the_blame_rests_on_the_path_and_names_both_hops():
    finding = judged(*SWALLOWED)

    assert finding.planes == {Plane.PATH}
    assert "hop 2 (198.51.100.1)" in finding.sentence
    assert "none hop 3" in finding.sentence


def test_without_a_sweep_it_says_what_it_lacked():
    finding = RULE.judge(greets(Office(minutes=0), 310, "stalls").evidence(), large())

    assert (finding.bearing, finding.missing) == (Bearing.SILENT, ("SizeSweep",))
