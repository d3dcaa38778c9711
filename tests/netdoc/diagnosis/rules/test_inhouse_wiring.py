"""WIRE01, by its specification."""

import pytest

from netdoc.diagnosis.arms import incidents
from netdoc.diagnosis.rules.inhouse_wiring import RULE
from netdoc.model.facts.step import Action, Socket
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
        (lost_sync().telco_says(500, ticket=None), Bearing.SILENT),
        (lost_sync().step(100, socket=Socket.TEST), Bearing.CLEARS),
        (lost_sync().step(301, socket=Socket.TEST), Bearing.SILENT),
        (lost_sync().step(100, socket=Socket.DESK), Bearing.SILENT),
        (lost_sync().step(100, socket=Socket.TEST).step(200, socket=Socket.DESK), Bearing.SILENT),
        (lost_sync().step(100, socket=Socket.TEST).step(110, modem="M-2"), Bearing.CLEARS),
    ],
    ids=[
        "in sync throughout",
        "sync lost, no socket recorded",
        "the telco admits the line",
        "no ticket",
        "at the test socket",
        "at the test socket only after the onset",
        "at the desk socket",
        "back at the desk socket",
        "another modem at the test socket",
    ],
)
def test_the_wiring_is_cleared_by_sync_the_telco_or_the_test_socket(office, expected):
    assert RULE.judge(office.evidence(), OUTAGE).bearing is expected


def test_the_socket_is_the_operators_plane():
    assert RULE.judge(lost_sync().step(100, socket=Socket.TEST).evidence(), OUTAGE).planes == {Plane.OPERATOR}


@pytest.mark.parametrize("incident", [None, an_incident(zone=Zone.NEAR)], ids=["the window", "a failure at the router"])
def test_only_incidents_behind_the_router_are_judged(incident):
    assert RULE.judge(Office(minutes=0).line(400, 0).evidence(), incident).bearing is Bearing.SILENT


def judged(office, index=0):
    evidence = office.evidence()
    return RULE.judge(evidence, incidents(evidence)[index])


MOVED = {"action": Action.TEST_SOCKET}
FOUR = tuple(STEP + 600 * k for k in range(1, 5))


@pytest.mark.parametrize(
    ("office", "bearing", "planes"),
    [
        (moved(60, **MOVED), Bearing.BLAMES, {Plane.OPERATOR, Plane.PATH}),
        (moved(60), Bearing.BLAMES, {Plane.PATH}),
        (
            drops(moved(100).step(STEP + 3600, socket=Socket.DESK), STEP + 4800),
            Bearing.BLAMES,
            {Plane.OPERATOR, Plane.PATH},
        ),
        (moved(60, kind="unread", **MOVED), Bearing.BLAMES, {Plane.OPERATOR, Plane.PATH}),
        (moved(60, filters_off=True, **MOVED), Bearing.BLAMES, {Plane.OPERATOR, Plane.PATH}),
        (moved(60, kind="held", **MOVED), Bearing.CLEARS, {Plane.MODEM_BOX}),
        (moved(60, **MOVED).telco_says(4000), Bearing.CLEARS, {Plane.VENDOR}),
        (moved(40, **MOVED), Bearing.SILENT, set()),
        (moved(60, modem="SN-2", **MOVED).step(1, modem="SN-1"), Bearing.SILENT, set()),
        (swapped(60), Bearing.SILENT, set()),
        (drops(moved(60, **MOVED), *FOUR), Bearing.CLEARS, {Plane.OPERATOR}),
        (drops(moved(60, **MOVED), FOUR[0]), Bearing.SILENT, set()),
    ],
    ids=[
        "moved from a desk and silent", "told without a word of where it had been", "put back, it dropped again",
        "the modem could not be read", "the filters went too", "the line stayed in sync", "the telco admits the line",
        "too short", "another modem at the test socket", "another modem at the same socket", "it went on",
        "it dropped once",
    ],
)  # fmt: skip
def test_the_wiring_is_blamed_where_the_same_modem_was_silent_at_the_test_socket(office, bearing, planes):
    finding = judged(office)

    assert (finding.bearing, finding.planes) == (bearing, planes)


def test_a_drop_at_the_test_socket_itself_is_not_the_wirings():
    assert judged(drops(moved(60, **MOVED), FOUR[0]), -1).bearing is Bearing.CLEARS


def test_both_sockets_figures_are_told_beside_it():
    office = moved(60, **MOVED)
    office.line(3000, -9000, margin_down_db=5.0, attenuation_down_db=30.5, attainable_down_kbps=9000)
    office.line(STEP + 600, -9000, margin_down_db=9.0, attenuation_down_db=28.0, attainable_down_kbps=12000)
    clean_line(office, STEP + 1200, STEP + 1500, margin=9.0)

    assert (
        "margin 5 dB before and 9 dB after, attenuation 30.5 dB before and 28 dB after, attainable rate 9000 kbit/s "
        "before and 12000 kbit/s after"
    ) in judged(office).sentence
    assert "errored seconds" not in judged(office).sentence


def test_errors_an_hour_at_both_sockets_are_told_beside_it():
    office = clean_line(clean_line(moved(60, **MOVED), 3000, 3600), STEP + 1200, STEP + 1500)

    assert (
        "CRC errors 0 an hour before and 0 an hour after, errored seconds 0 an hour before" in judged(office).sentence
    )


def test_without_figures_the_sentence_ends_with_the_silence():
    assert judged(moved(60, **MOVED)).sentence.endswith("(p < 0.05, exact): passed")


def test_what_is_lacking_is_told_in_the_tests_words():
    assert judged(moved(40, **MOVED)).sentence.endswith("not long enough yet")


def test_the_step_is_cited():
    assert judged(moved(60, **MOVED)).cites == ("c0ffee",)
