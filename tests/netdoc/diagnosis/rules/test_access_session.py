"""ACCESS01, by its specification."""

import pytest

from netdoc.diagnosis.rules.access_session import RULE
from netdoc.model.facts.wan_session import SessionStatus, WanSession
from netdoc.model.finding import Bearing
from netdoc.model.incident import IncidentKind, Zone
from netdoc.model.plane import Plane
from tests.stories.episodes import an_incident
from tests.stories.office import Office

OUTAGE = an_incident(300, 360)


def in_sync():
    return Office(minutes=0).line(400, 0)


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (in_sync().session(330, None), Bearing.BLAMES),
        (in_sync().session(295, None), Bearing.BLAMES),
        (in_sync().session(294, None), Bearing.SILENT),
        (in_sync().session(371, None), Bearing.BLAMES),
        (in_sync().session(372, None), Bearing.SILENT),
        (in_sync().session(900, 358), Bearing.BLAMES),
        (in_sync().session(900, 295), Bearing.BLAMES),
        (in_sync().session(900, 431), Bearing.BLAMES),
        (in_sync().session(900, 432), Bearing.SILENT),
        (in_sync().session(900, 0), Bearing.CLEARS),
        (in_sync().session(355, 0), Bearing.CLEARS),
        (in_sync().session(354, 0), Bearing.SILENT),
        (Office(minutes=0).line(400, 355).session(330, None), Bearing.CLEARS),
        (Office(minutes=0).line(330, None).session(330, None), Bearing.CLEARS),
        (Office(minutes=0).session(330, None), Bearing.SILENT),
        (in_sync(), Bearing.SILENT),
        (Office(minutes=0), Bearing.SILENT),
    ],
    ids=[
        "down in mid-incident",
        "down at the onset, within the clocks' slack",
        "down before the onset only",
        "down at the end, within the clocks' slack",
        "down after the end only",
        "begun anew in the incident",
        "begun anew at the onset",
        "begun anew within a minute of the end",
        "begun anew later",
        "one session throughout",
        "one session until the end, within the clocks' slack",
        "one session until some time before the end",
        "the line restarted: no session outlives it",
        "the line was out of sync",
        "the line was not read",
        "the session was not read",
        "nothing was read",
    ],
)
def test_the_session_is_blamed_when_it_fell_while_the_line_stood(office, expected):
    assert RULE.judge(office.evidence(), OUTAGE).bearing is expected


@pytest.mark.parametrize(
    ("error", "expected"),
    [("ERROR_NO_CARRIER", Bearing.SILENT), ("ERROR_ISP_DISCONNECT", Bearing.BLAMES), ("ERROR_NONE", Bearing.BLAMES)],
)
def test_a_session_that_ended_for_want_of_a_link_is_not_the_providers(error, expected):
    assert RULE.judge(in_sync().session(330, None, error).evidence(), OUTAGE).bearing is expected


def test_a_session_that_is_being_set_up_is_down():
    office = in_sync().sees(330, "router", WanSession(status=SessionStatus.CONNECTING), Plane.ROUTER_BOX)

    assert RULE.judge(office.evidence(), OUTAGE).bearing is Bearing.BLAMES


def test_a_bare_up_without_the_sessions_own_clock_is_not_believed():
    office = in_sync().sees(400, "router", WanSession(status=SessionStatus.UP), Plane.ROUTER_BOX)

    assert RULE.judge(office.evidence(), OUTAGE).bearing is Bearing.SILENT


def test_an_ongoing_incident_is_covered_by_the_last_reading_in_it():
    office = in_sync().session(310, 0)

    assert RULE.judge(office.evidence(), an_incident(300, 360, ongoing=True)).bearing is Bearing.CLEARS


def test_a_session_that_was_up_long_before_the_incident_says_nothing_of_it():
    office = in_sync().session(200, 0)

    assert RULE.judge(office.evidence(), an_incident(300, 360, ongoing=True)).bearing is Bearing.SILENT


@pytest.mark.parametrize(
    ("subject", "log"), [("router", True), ("modem", False)], ids=["told by the router", "told by the modem itself"]
)
def test_only_another_boxs_word_is_a_second_witness(subject, log):
    office = in_sync().sees(330, subject, WanSession(status=SessionStatus.DOWN), Plane.ROUTER_BOX)
    finding = RULE.judge(office.evidence(), OUTAGE)

    assert (Plane.SESSION_LOG in finding.planes) is log


def test_the_routers_reason_is_quoted():
    finding = RULE.judge(in_sync().session(330, None, "ERROR_AUTHENTICATION_FAILURE").evidence(), OUTAGE)

    assert "(ERROR_AUTHENTICATION_FAILURE)" in finding.sentence


def test_what_was_missing_is_named():
    assert RULE.judge(Office(minutes=0).session(330, None).evidence(), OUTAGE).missing == ("DslLine",)


@pytest.mark.parametrize(
    "incident",
    [None, an_incident(zone=Zone.NEAR), an_incident(kind=IncidentKind.BROWNOUT)],
    ids=["the window", "a failure at the router", "loss only"],
)
def test_only_what_a_session_could_explain_is_judged(incident):
    assert RULE.judge(in_sync().session(330, None).evidence(), incident).bearing is Bearing.SILENT
