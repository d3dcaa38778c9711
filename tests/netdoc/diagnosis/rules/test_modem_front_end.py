"""MODEM03, by its specification."""

import pytest

from netdoc.diagnosis.arms import incidents
from netdoc.diagnosis.rules.modem_front_end import RULE
from netdoc.model.facts.step import Socket
from netdoc.model.finding import Bearing
from netdoc.model.incident import Zone
from netdoc.model.plane import Plane
from tests.stories.episodes import an_incident
from tests.stories.office import Office
from tests.stories.swaps import STEP, clean_line, drops, moved, swapped

OUTAGE = an_incident(300, 360)


def lost_sync():
    return Office(minutes=0).line(400, 355)


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (Office(minutes=0).line(400, 0), Bearing.CLEARS),
        (lost_sync(), Bearing.SILENT),
        (lost_sync().telco_says(500), Bearing.CLEARS),
        (lost_sync().telco_says(500, admits="loop.no_signal"), Bearing.CLEARS),
        (lost_sync().telco_says(500, ticket=None), Bearing.SILENT),
        (lost_sync().telco_says(500, admits="access.session_down"), Bearing.SILENT),
        (lost_sync().telco_says(500, admits=None), Bearing.SILENT),
        (lost_sync().step(100, modem="M-2", modem_proven=True), Bearing.CLEARS),
        (lost_sync().step(120, modem="M-2", modem_proven=True), Bearing.SILENT),
        (lost_sync().step(301, modem="M-2", modem_proven=True), Bearing.SILENT),
        (lost_sync().step(90, modem="M-2", adapter="A-2").step(100, modem_proven=True), Bearing.CLEARS),
        (lost_sync().step(50, modem="M-1", adapter="A-1").step(100, modem="M-2", modem_proven=True), Bearing.SILENT),
        (lost_sync().step(100, modem="M-2"), Bearing.SILENT),
        (lost_sync().step(100, modem="M-2", modem_proven=True).step(200, modem="M-1"), Bearing.SILENT),
        (lost_sync().step(100, modem="M-2", modem_proven=True).step(119, socket=Socket.TEST), Bearing.CLEARS),
        (lost_sync().step(100, modem="M-2", modem_proven=True).step(200, modem_proven=False), Bearing.SILENT),
    ],
    ids=[
        "in sync throughout",
        "sync lost with the supplied modem",
        "the telco admits noise",
        "the telco admits a dead pair",
        "no ticket",
        "the telco speaks of something else",
        "the telco admits nothing",
        "a proven second modem was in use",
        "swapped three minutes before: the swap's own outage",
        "swapped after the onset",
        "with its own adapter",
        "with the first one's adapter",
        "a second modem, not proven",
        "swapped back before the onset",
        "the socket was changed later: the modem stays",
        "its proof was withdrawn",
    ],
)
def test_the_modems_dsl_side_is_cleared_by_sync_the_telco_or_a_proven_second_modem(office, expected):
    assert RULE.judge(office.evidence(), OUTAGE).bearing is expected


def test_the_swap_is_the_operators_plane_and_the_telcos_word_the_vendors():
    swapped = RULE.judge(lost_sync().step(100, modem="M-2", modem_proven=True).evidence(), OUTAGE)
    admitted = RULE.judge(lost_sync().telco_says(500).evidence(), OUTAGE)

    assert (swapped.planes, admitted.planes) == ({Plane.OPERATOR}, {Plane.VENDOR})


@pytest.mark.parametrize("incident", [None, an_incident(zone=Zone.NEAR)], ids=["the window", "a failure at the router"])
def test_only_incidents_behind_the_router_are_judged(incident):
    assert RULE.judge(Office(minutes=0).line(400, 0).evidence(), incident).bearing is Bearing.SILENT


def judged(office, index=0):
    evidence = office.evidence()
    return RULE.judge(evidence, incidents(evidence)[index])


def read(office):
    """Read the second modem's line, with nothing wrong."""
    return clean_line(office, STEP + 200, STEP + 3500)


FOUR = tuple(STEP + 600 * k for k in range(1, 5))
ALL_THREE = {Plane.PATH, Plane.OPERATOR, Plane.MODEM_BOX}


@pytest.mark.parametrize(
    ("office", "bearing", "planes"),
    [
        (read(swapped(60, back=True)), Bearing.BLAMES, ALL_THREE),
        (read(swapped(60)), Bearing.BLAMES, {Plane.PATH, Plane.MODEM_BOX}),
        (read(swapped(60, back=True, adapter=False)), Bearing.BLAMES, {Plane.PATH, Plane.MODEM_BOX}),
        (swapped(60, back=True), Bearing.BLAMES, {Plane.PATH, Plane.OPERATOR}),
        (read(swapped(60, back=True, modem_proven=False)), Bearing.SILENT, set()),
        (read(swapped(40)), Bearing.SILENT, set()),
        (swapped(60, back=True, kind="unread"), Bearing.SILENT, set()),
        (swapped(60, back=True, kind="held"), Bearing.CLEARS, {Plane.MODEM_BOX}),
        (read(swapped(60, back=True)).telco_says(4000), Bearing.CLEARS, {Plane.VENDOR}),
        (drops(swapped(60), *FOUR), Bearing.CLEARS, {Plane.OPERATOR}),
        (drops(swapped(60, adapter=False), *FOUR), Bearing.SILENT, set()),
        (moved(60), Bearing.SILENT, set()),
    ],
    ids=[
        "silent and back", "not put back", "its adapter not swapped", "the second modem's line not read",
        "not proven elsewhere", "too short", "sync not known", "in sync", "the telco admits the line", "it went on",
        "it went on with the first one's adapter", "the socket was changed",
    ],
)  # fmt: skip
def test_the_modems_dsl_side_is_blamed_where_a_proven_one_was_silent_at_the_same_socket(office, bearing, planes):
    finding = judged(office)

    assert (finding.bearing, finding.planes) == (bearing, planes)


def test_what_a_swap_lacks_is_told():
    assert "was not put back (A-B-A)" in judged(read(swapped(60))).sentence
    assert "may hold a bad line" not in judged(read(swapped(60))).sentence
    assert judged(swapped(60)).sentence.endswith(
        "the second modem's own counters were not read: it may hold a bad line"
    )


def test_drops_back_in_the_first_arrangement_are_blamed_too():
    assert judged(read(swapped(60, back=True)), -1).bearing is Bearing.BLAMES


def test_a_swap_that_counted_drops_in_sync_says_nothing_of_lost_sync():
    office = drops(read(swapped(60, kind="held")), 660, kind="lost")

    assert judged(office, 1).bearing is Bearing.SILENT


def test_what_is_lacking_is_told_in_the_tests_words():
    assert "not long enough yet" in judged(read(swapped(40))).sentence
