"""ACCESS01, by its specification."""

import pytest

from netdoc.diagnosis.rules.access_session import RULE
from netdoc.model.facts.device_log import LogEvent as E
from netdoc.model.facts.wan_session import SessionStatus, WanSession
from netdoc.model.finding import Bearing
from netdoc.model.incident import IncidentKind, Zone
from netdoc.model.plane import Plane
from tests.netdoc.diagnosis.rules.test_at_modem_helpers import tried
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


# -- the router's log


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (in_sync().log(900, "router", (310, E.SESSION_DOWN)), Bearing.BLAMES),
        (in_sync().log(900, "router", (310, E.NO_ANSWER)), Bearing.BLAMES),
        (in_sync().log(900, "router", (310, E.AUTH_REJECTED)), Bearing.BLAMES),
        (in_sync().log(900, "router", (350, E.SESSION_UP)), Bearing.BLAMES),
        (in_sync().log(900, "router", (298, E.SESSION_DOWN)), Bearing.BLAMES),
        (in_sync().log(900, "router", (297, E.SESSION_DOWN)), Bearing.SILENT),
        (in_sync().log(900, "router", (361, E.SESSION_UP)), Bearing.BLAMES),
        (in_sync().log(900, "router", (362, E.SESSION_UP)), Bearing.SILENT),
        (Office(minutes=0).log(900, "router", (310, E.SESSION_DOWN)), Bearing.SILENT),
        (in_sync().log(900, "router", (305, E.PORT_DOWN), (310, E.SESSION_DOWN)), Bearing.SILENT),
        (in_sync().session(330, None).log(900, "router", (305, E.PORT_DOWN)), Bearing.SILENT),
        (in_sync().session(330, None).box(900, 320, subject="router"), Bearing.SILENT),
        (in_sync().session(330, None).box(900, 100, subject="router"), Bearing.BLAMES),
    ],
    ids=[
        "down", "no answer", "rejected", "up again", "as it began", "before it", "up as it ended", "up later",
        "the line not read", "the port first", "the port, beside the session's state", "the router restarted",
        "the router restarted before",
    ],
)  # fmt: skip
def test_the_routers_log_tells_of_the_session(office, expected):
    assert RULE.judge(office.evidence(), OUTAGE).bearing is expected


def test_the_log_of_another_box_than_the_modem_is_the_session_log_and_is_quoted():
    finding = RULE.judge(in_sync().log(900, "router", (310, E.AUTH_REJECTED)).evidence(), OUTAGE)

    assert finding.planes == {Plane.MODEM_BOX, Plane.ROUTER_BOX, Plane.SESSION_LOG}
    assert "(its log: «auth_rejected»)" in finding.sentence


# -- renewed by the day

DAY = 86_400


def renewed(*, before=360 - DAY, begun=360, synced=True):
    """Return an office whose session began anew at 360 s, and the one before it `before`."""
    office = Office(minutes=0).session(100, before).session(900, begun)
    return office.line(950, -2 * DAY) if synced else office


@pytest.mark.parametrize(
    ("office", "incident", "expected"),
    [
        (renewed(), OUTAGE, Bearing.SILENT),
        (renewed(before=360 - DAY + 900), OUTAGE, Bearing.SILENT),
        (renewed(before=360 - DAY + 901), OUTAGE, Bearing.BLAMES),
        (renewed(before=360 - DAY - 900), OUTAGE, Bearing.SILENT),
        (renewed(before=360 - DAY - 901), OUTAGE, Bearing.BLAMES),
        (renewed(before=360 - 2 * DAY), OUTAGE, Bearing.BLAMES),
        (renewed(begun=420, before=420 - DAY), an_incident(300, 420), Bearing.SILENT),
        (renewed(begun=421, before=421 - DAY), an_incident(300, 421), Bearing.BLAMES),
        (renewed(begun=600, before=600 - DAY), an_incident(300, 600, down_s=120), Bearing.SILENT),
        (renewed(begun=600, before=600 - DAY), an_incident(300, 600, down_s=121), Bearing.BLAMES),
        (renewed(begun=420, before=420 - DAY), OUTAGE, Bearing.SILENT),
        (renewed(begun=300, before=300 - DAY), OUTAGE, Bearing.SILENT),
        (renewed(begun=299, before=299 - DAY), OUTAGE, Bearing.BLAMES),
        (renewed(), an_incident(300, 360, ongoing=True), Bearing.BLAMES),
        (
            renewed(before=-9000).log(901, "router", *((360 - k * DAY + 300, E.SESSION_UP) for k in (5, 3))),
            OUTAGE,
            Bearing.SILENT,
        ),
        (renewed(before=-9000).log(901, "router", (360 - 3 * DAY, E.SESSION_UP)), OUTAGE, Bearing.BLAMES),
    ],
    ids=[
        "a day", "a quarter of an hour less", "less than that", "a quarter of an hour more", "more than that",
        "two days", "away for two minutes", "for longer", "flaps of two minutes in all", "flaps of more",
        "begun a moment after the end", "begun at the onset", "begun before it", "not back yet",
        "the hour of three days", "the hour of two",
    ],
)  # fmt: skip
def test_a_session_renewed_by_the_day_is_laid_to_nobody(office, incident, expected):
    assert RULE.judge(office.evidence(), incident).bearing is expected


def test_a_renewal_says_what_it_is():
    assert "the daily renewal of some providers" in RULE.judge(renewed().evidence(), OUTAGE).sentence


# -- the line came back within the incident, the session did not; a laptop at the modem

CUT_OVER = an_incident(300, 3000)


def came_back():
    """The line trained at 500 s and was read until 2900 s."""
    return Office(minutes=0).line(400, None).line(2900, 500)


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (came_back().session(1200, None), Bearing.BLAMES),
        (came_back().session(1100, None), Bearing.BLAMES),
        (came_back().session(1099, None), Bearing.SILENT),
        (came_back().session(3001, None), Bearing.SILENT),
        (came_back().session(1200, 1100), Bearing.SILENT),
        (came_back().session(1200, None, "ERROR_NO_CARRIER"), Bearing.SILENT),
        (came_back().session(1200, None).box(1300, 800, "router"), Bearing.SILENT),
        (came_back().session(1402, None).box(1300, 800, "router"), Bearing.BLAMES),
        (came_back().line(2950, None).session(1200, None), Bearing.CLEARS),
        (came_back(), Bearing.SILENT),
    ],
    ids=[
        "down", "ten minutes after it came back", "sooner", "after the incident", "up", "no link at the router's port",
        "the router had just restarted", "ten minutes after the router restarted", "out of sync again", "not read",
    ],
)  # fmt: skip
def test_a_session_that_never_followed_the_line_is_blamed(office, expected):
    assert RULE.judge(office.evidence(), CUT_OVER).bearing is expected


def test_what_the_router_wrote_of_the_session_that_never_followed_is_quoted():
    office = came_back().session(1200, None).log(1300, "router", (700, E.NO_ANSWER))
    finding = RULE.judge(office.evidence(), CUT_OVER)

    assert "«no_answer»" in finding.sentence
    assert finding.planes == {Plane.MODEM_BOX, Plane.ROUTER_BOX, Plane.SESSION_LOG}


def test_one_box_alone_is_no_second_witness_of_it():
    office = came_back().sees(1200, "modem", WanSession(status=SessionStatus.DOWN), Plane.MODEM_BOX)

    assert RULE.judge(office.evidence(), CUT_OVER).planes == {Plane.MODEM_BOX}


def test_the_providers_session_is_cleared_by_a_laptop_that_logs_in_where_the_router_does_not():
    finding = RULE.judge(tried().line(2900, 0).evidence(), CUT_OVER)

    assert (finding.bearing, finding.planes) == (Bearing.CLEARS, {Plane.OPERATOR})


# -- a rejected login


REJECTED = an_incident(300, 1000)


def rejected(*changes):
    office = Office(minutes=0).line(1100, -9000).session(200, 0).session(900, None)
    for second in changes:
        office.step(second, "typed the password anew", changed="router: login")
    return office.log(950, "router", (310, E.AUTH_REJECTED), (600, E.AUTH_REJECTED))


@pytest.mark.parametrize(
    ("office", "words"),
    [
        (rejected(), "access.auth_reject tells it more exactly"),
        (rejected(250), "since a setting of the router was changed"),
    ],
)
def test_a_rejected_login_is_left_to_the_rule_that_tells_more(office, words):
    finding = RULE.judge(office.evidence(), REJECTED)

    assert finding.bearing is Bearing.SILENT
    assert words in finding.sentence


def test_a_rejected_login_that_was_never_seen_to_work_is_a_session_that_is_down():
    office = Office(minutes=0).line(1100, -9000).session(900, None)
    office.log(950, "router", (310, E.AUTH_REJECTED), (600, E.AUTH_REJECTED))

    assert RULE.judge(office.evidence(), REJECTED).bearing is Bearing.BLAMES
