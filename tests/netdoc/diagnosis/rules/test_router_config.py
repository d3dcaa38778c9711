"""ROUTER03, by its specification."""

import pytest

from netdoc.diagnosis.rules.router_config import RULE
from netdoc.model.facts.device_log import LogEvent as E
from netdoc.model.facts.step import Outcome
from netdoc.model.finding import Bearing
from netdoc.model.incident import IncidentKind, Zone
from netdoc.model.plane import Plane
from tests.netdoc.diagnosis.rules.test_at_modem_helpers import tried
from tests.stories.episodes import an_incident
from tests.stories.office import Office, at

ONSET = 10_000
LOST = an_incident(ONSET, ONSET + 60, IncidentKind.SESSION)


def an_office(*, sessions=(), changes=()):
    """Sessions as (read at, begun at), changes as (at, what)."""
    office = Office(minutes=0)
    for read_at, begun_at in sessions:
        office.session(read_at, begun_at)
    for second, what in changes:
        office.step(second, "set the user name", changed=what)
    return office


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (an_office(sessions=[(5000, 0)], changes=[(9000, "router: user name")]), Bearing.BLAMES),
        (an_office(sessions=[(5000, 0)], changes=[(ONSET - 3600, "router: user name")]), Bearing.BLAMES),
        (an_office(sessions=[(5000, 0)], changes=[(ONSET - 3601, "router: user name")]), Bearing.CLEARS),
        (an_office(sessions=[(5000, 0)], changes=[(ONSET, "router: user name")]), Bearing.BLAMES),
        (an_office(sessions=[(5000, 0)], changes=[(ONSET + 1, "router: user name")]), Bearing.CLEARS),
        (an_office(sessions=[(5000, 0)], changes=[(9000, "modem: VLAN")]), Bearing.CLEARS),
        (an_office(sessions=[(5000, 0)], changes=[(9000, "router"), (9100, "modem")]), Bearing.BLAMES),
        (an_office(sessions=[(5000, 0)]), Bearing.CLEARS),
        (an_office(sessions=[(5000, 0), (9500, 9100)], changes=[(9000, "router")]), Bearing.CLEARS),
        (an_office(sessions=[(10_200, 10_100)], changes=[(9000, "router")]), Bearing.SILENT),
        (an_office(sessions=[(10_200, 10_100)]), Bearing.SILENT),
        (an_office(sessions=[(5000, None)]), Bearing.SILENT),
        (an_office(), Bearing.SILENT),
    ],
    ids=[
        "changed shortly before",
        "an hour before",
        "more than an hour before",
        "at the onset",
        "after the onset",
        "another box was changed",
        "the router, and another box after it",
        "nothing was changed",
        "a session began with the new settings",
        "never seen working before the change",
        "never seen working before the incident",
        "seen down only",
        "nothing read",
    ],
)
def test_settings_are_blamed_when_they_worked_until_somebody_changed_them(office, expected):
    assert RULE.judge(office.evidence(), LOST).bearing is expected


def test_a_step_without_a_change_of_settings_is_none():
    office = an_office(sessions=[(5000, 0)]).step(9000, "looked at the lights")

    assert RULE.judge(office.evidence(), LOST).bearing is Bearing.CLEARS


def test_the_blame_rests_on_the_person_and_the_router():
    finding = RULE.judge(an_office(sessions=[(5000, 0)], changes=[(9000, "router")]).evidence(), LOST)

    assert finding.planes == {Plane.OPERATOR, Plane.ROUTER_BOX}


@pytest.mark.parametrize("incident", [None, an_incident(zone=Zone.NEAR)], ids=["the window", "a failure at the router"])
def test_only_what_a_session_could_explain_is_judged(incident):
    assert RULE.judge(an_office(sessions=[(5000, 0)]).evidence(), incident).bearing is Bearing.SILENT


# -- another product, a laptop at the modem

CUT_OVER = an_incident(300, 3000)


def another(old, new):
    return Office(minutes=0).session(200, 0).line(250, -100, **old).line(2900, 500, **new)


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (another({"mode": "ADSL2+"}, {"mode": "VDSL2"}), Bearing.SILENT),
        (another({"mode": "VDSL2", "profile": "8b"}, {"mode": "VDSL2", "profile": "17a"}), Bearing.SILENT),
        (another({"mode": "VDSL2", "profile": "17a"}, {"mode": "VDSL2", "profile": "17a"}), Bearing.CLEARS),
        (another({"mode": "VDSL2"}, {"mode": "VDSL2", "profile": "17a"}), Bearing.CLEARS),
        (another({"mode": "VDSL2", "profile": "17a"}, {"mode": "VDSL2"}), Bearing.CLEARS),
        (another({"rate_down_kbps": 50_000}, {"rate_down_kbps": 20_000}), Bearing.CLEARS),
        (another({"mode": "ADSL2+"}, {}), Bearing.CLEARS),
        (another({}, {"mode": "VDSL2"}), Bearing.CLEARS),
        (Office(minutes=0).session(200, 0).line(250, -100, mode="ADSL2+"), Bearing.CLEARS),
    ],
    ids=[
        "another generation", "another profile", "the same", "a profile told once", "and no more", "another rate alone",
        "no mode now", "no mode before", "not read since",
    ],
)  # fmt: skip
def test_settings_that_fitted_another_product_are_not_cleared_by_it(office, expected):
    assert RULE.judge(office.evidence(), CUT_OVER).bearing is expected


def test_the_router_is_blamed_where_a_laptop_in_its_place_logs_in():
    finding = RULE.judge(tried().evidence(), CUT_OVER)

    assert (finding.bearing, finding.planes) == (Bearing.BLAMES, {Plane.OPERATOR, Plane.ROUTER_BOX})


def test_the_router_is_cleared_where_the_laptop_fails_too():
    assert RULE.judge(tried(outcome=Outcome.FAILS).evidence(), CUT_OVER).bearing is Bearing.CLEARS


# -- a login that this computer tried at the modem


WRITTEN = {"written_at": at(100)}


def tried_login(*, router=True, accepted=None, **fields):
    """A login rejected at the modem, on a line that came back as another product."""
    office = another({"mode": "ADSL2+"}, {"mode": "VDSL2"}).session(310, None)
    if router:
        office.log(2900, "router", (1500, E.AUTH_REJECTED), (2500, E.AUTH_REJECTED))
    if accepted is not None:
        office.logs_in(accepted, False)
    return office.logs_in(2000, **fields)


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (tried_login(), Bearing.CLEARS),
        (tried_login(router=False), Bearing.SILENT),
        (tried_login(router=False, accepted=150, **WRITTEN), Bearing.CLEARS),
        (tried_login(router=False, accepted=90, **WRITTEN), Bearing.SILENT),
        (tried_login(router=False, accepted=150), Bearing.SILENT),
        (tried_login(router=False, accepted=150, login="00000000", **WRITTEN), Bearing.SILENT),
        (tried_login(own_tag=False), Bearing.SILENT),
        (tried_login(text="already logged in"), Bearing.SILENT),
        (tried_login(rejected=None), Bearing.SILENT),
    ],
    ids=[
        "rejected as the router's is", "nobody knows the login", "the password that worked", "written since",
        "in no file", "another name", "another tag", "a session may stand", "not answered",
    ],
)  # fmt: skip
def test_a_login_that_fails_without_the_router_too_clears_it(office, expected):
    assert RULE.judge(office.evidence(), CUT_OVER).bearing is expected


def logged_in(*, back=1600.0, after=1900.0, rejected=False):
    office = Office(minutes=0).session(900, None).logs_in(1000, rejected)
    if back is not None:
        office.step(back, at_modem=False)
    return office.session(after, None)


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (logged_in(), Bearing.BLAMES),
        (logged_in(rejected=None), Bearing.SILENT),
        (logged_in(back=None), Bearing.SILENT),
        (logged_in(after=1650), Bearing.SILENT),
    ],
    ids=["down, in from here, down", "not answered", "the router was not put back", "read too soon"],
)
def test_the_router_is_blamed_where_the_login_of_this_computer_works_in_its_place(office, expected):
    finding = RULE.judge(office.evidence(), CUT_OVER)

    assert finding.bearing is expected
    if expected is Bearing.BLAMES:
        assert finding.planes == {Plane.OPERATOR, Plane.ROUTER_BOX, Plane.PATH}


def test_a_change_of_ours_is_said_to_be_ours():
    finding = RULE.judge(an_office(sessions=[(5000, 0)], changes=[(9000, "router")]).evidence(), LOST)

    assert finding.sentence.startswith("our own change just before the onset")
    assert "set the user name" in finding.sentence


# -- a closed port

CLOSED = an_incident(300, 3000, IncidentKind.PORT)


def at_modem(*places, noted=None):
    """Where the computer is said to be as (at, whether at the modem), and a note that tells no place."""
    office = Office(minutes=0)
    for second, there in places:
        office.step(second, "plugged it in", at_modem=there)
    return office if noted is None else office.step(noted, "looked at the lights")


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (at_modem((100, True)), Bearing.CLEARS),
        (at_modem((100, True), noted=200), Bearing.CLEARS),
        (at_modem((100, True), noted=1000), Bearing.CLEARS),
        (at_modem((100, True), (200, False)), Bearing.SILENT),
        (at_modem((100, False), (200, True)), Bearing.CLEARS),
        (at_modem((100, True), (1000, False)), Bearing.SILENT),
        (at_modem((100, True), (3001, False)), Bearing.CLEARS),
        (at_modem((301, True)), Bearing.SILENT),
        (at_modem(noted=100), Bearing.SILENT),
        (at_modem(), Bearing.SILENT),
    ],
    ids=[
        "at the modem", "a note between", "a note meanwhile", "put back before", "moved there", "put back meanwhile",
        "put back afterwards", "moved there afterwards", "a note only", "nothing noted",
    ],
)  # fmt: skip
def test_a_port_that_is_closed_at_the_modem_too_is_not_closed_by_the_router(office, expected):
    assert RULE.judge(office.evidence(), CLOSED).bearing is expected
