"""WIRE02, by its specification."""

import pytest

from netdoc.diagnosis.arms import incidents
from netdoc.diagnosis.rules.inhouse_filter import RULE
from netdoc.model.facts import testimony
from netdoc.model.facts.step import Action, Socket
from netdoc.model.facts.testimony import Witness
from netdoc.model.finding import Bearing
from netdoc.model.incident import Zone
from netdoc.model.plane import Plane
from tests.stories.episodes import an_incident
from tests.stories.office import Office
from tests.stories.swaps import STEP, clean_line, drops, moved

OUTAGE = an_incident(300, 360)
FOUR = tuple(STEP + 600 * k for k in range(1, 5))


def lost_sync():
    return Office(minutes=0).line(400, 355)


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (Office(minutes=0).line(400, 0), Bearing.CLEARS),
        (lost_sync(), Bearing.SILENT),
        (lost_sync().telco_says(500), Bearing.CLEARS),
        (lost_sync().step(100, filters_off=True), Bearing.CLEARS),
        (lost_sync().step(100, socket=Socket.TEST), Bearing.CLEARS),
        (lost_sync().step(100, socket=Socket.DESK), Bearing.SILENT),
        (lost_sync().step(100, filters_off=True).step(110, filters_off=False), Bearing.SILENT),
        (lost_sync().step(301, filters_off=True), Bearing.SILENT),
    ],
    ids=[
        "in sync throughout", "sync lost, nothing recorded", "the telco admits the line", "nothing else on the line",
        "at the test socket", "at the desk socket", "put on again", "taken off only afterwards",
    ],
)  # fmt: skip
def test_a_filter_is_cleared_by_sync_the_telco_or_a_line_with_nothing_else_on_it(office, expected):
    assert RULE.judge(office.evidence(), OUTAGE).bearing is expected


def without_filters(silent_min=60, **more):
    return moved(silent_min, socket=None, filters_off=True, action=Action.FILTER_OUT, **more)


def judged(office, index=0):
    evidence = office.evidence()
    return RULE.judge(evidence, incidents(evidence)[index])


@pytest.mark.parametrize(
    ("office", "bearing", "planes"),
    [
        (without_filters(), Bearing.BLAMES, {Plane.OPERATOR, Plane.PATH}),
        (without_filters(kind="unread"), Bearing.BLAMES, {Plane.OPERATOR, Plane.PATH}),
        (without_filters(40), Bearing.SILENT, set()),
        (without_filters(kind="held"), Bearing.CLEARS, {Plane.MODEM_BOX}),
        (moved(60), Bearing.SILENT, set()),
        (drops(without_filters(), *FOUR), Bearing.CLEARS, {Plane.OPERATOR}),
    ],
    ids=["silent without them", "not read", "too short", "in sync", "only the socket was changed", "it went on"],
)
def test_a_filter_is_blamed_where_it_was_silent_without(office, bearing, planes):
    finding = judged(office)

    assert (finding.bearing, finding.planes) == (bearing, planes)


def says(office, words, witness=Witness.OPERATOR):
    return office.sees(3000, "office", testimony.Testimony(witness=witness, says=words), Plane.OPERATOR)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("it drops when the phone rings", True),
        ("only with one socket in use", True),
        ("during a call", True),
        ("the telephone crackles", True),
        ("it drops at noon", False),
        ("the string quartet", False),
    ],
)
def test_what_the_office_says_of_phones_stands_beside_a_finding(words, told):
    assert ("the office says" in judged(says(without_filters(), words)).sentence) is told
    assert ("the office says" in judged(says(without_filters(40), words)).sentence) is told


def test_what_the_office_says_alone_blames_nothing():
    assert RULE.judge(says(lost_sync(), "when the phone rings").evidence(), OUTAGE).bearing is Bearing.SILENT


def test_what_a_vendor_says_of_phones_is_not_the_offices_word():
    assert "says" not in judged(says(without_filters(), "it is your phone", Witness.ISP)).sentence


def test_the_lines_figures_are_told_beside_it():
    office = clean_line(clean_line(without_filters(), 3000, 3600), STEP + 1200, STEP + 1500, margin=9.0)

    assert "margin 7.5 dB before and 9 dB after" in judged(office).sentence


@pytest.mark.parametrize("incident", [None, an_incident(zone=Zone.NEAR)], ids=["the window", "a failure at the router"])
def test_only_incidents_behind_the_router_are_judged(incident):
    assert RULE.judge(Office(minutes=0).line(400, 0).evidence(), incident).bearing is Bearing.SILENT
