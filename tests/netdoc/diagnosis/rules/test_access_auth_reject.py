"""ACCESS03, by its specification."""

from dataclasses import replace

import pytest

from netdoc.diagnosis.rules.access_auth_reject import RULE
from netdoc.model.facts.device_log import LogEvent as E
from netdoc.model.finding import Bearing
from netdoc.model.incident import IncidentKind, Zone
from netdoc.model.plane import Plane
from tests.stories.episodes import an_incident
from tests.stories.office import Office, at

DOWN = an_incident(2000, 5000)
REJECTED = tuple((second, E.AUTH_REJECTED) for second in (2100, 2400, 2700))


def worked():
    """A line in sync all day, and a session that stood until the incident."""
    return Office(minutes=0).line(1900, -9000).line(5100, -9000).session(1900, 0).session(2500, None)


def by_log(office=None, lines=REJECTED):
    return (office or worked()).log(4900, "router", *lines)


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (by_log(), Bearing.BLAMES),
        (by_log(lines=REJECTED[:1]), Bearing.BLAMES),
        (by_log(Office(minutes=0).line(5100, -9000).session(1900, 0), REJECTED[:1]), Bearing.SILENT),
        (by_log(Office(minutes=0).line(5100, -9000).session(1900, 0)), Bearing.BLAMES),
        (worked(), Bearing.SILENT),
        (worked().session(2600, None, "ERROR_AUTHENTICATION_FAILURE").session(2700, None), Bearing.BLAMES),
        (worked().session(2600, None, "ERROR_AUTHENTICATION_FAILURE"), Bearing.SILENT),
        (worked().session(2600, None, "ERROR_UNKNOWN").session(2700, None), Bearing.SILENT),
        (by_log(lines=((1900, E.AUTH_REJECTED), (1950, E.AUTH_REJECTED))), Bearing.SILENT),
        (by_log(lines=(*REJECTED, (2800, E.SESSION_UP))), Bearing.SILENT),
        (by_log(worked().session(2800, 2750)), Bearing.SILENT),
        (by_log(Office(minutes=0).line(5100, -9000).session(2500, None)), Bearing.SILENT),
        (by_log(Office(minutes=0).session(1900, 0).session(2500, None)), Bearing.SILENT),
        (by_log(worked().step(1500, changed="router: login")), Bearing.SILENT),
        (by_log(worked().step(2050, changed="router: login")), Bearing.SILENT),
        (by_log(worked().step(2750, changed="router: login")), Bearing.BLAMES),
        (by_log(worked().step(1500, changed="modem: VLAN")), Bearing.BLAMES),
        (by_log(worked().line(2300, None)), Bearing.CLEARS),
        (by_log(Office(minutes=0).line(5100, -9000).session(1900, 0).session(5100, 0)), Bearing.CLEARS),
    ],
    ids=[
        "three lines", "one line, and down later", "one line alone", "three lines, the state not read", "none",
        "its own word, twice", "its own word, once", "another reason", "before the incident", "in again",
        "in again by its state", "never seen to work", "the line not read", "changed before", "changed in it",
        "changed after the first", "another box changed", "the line was out of sync", "one session throughout",
    ],
)  # fmt: skip
def test_the_routers_rejected_login_accuses_the_provider_only_where_it_worked(office, expected):
    assert RULE.judge(office.evidence(), DOWN).bearing is expected


@pytest.mark.parametrize(
    ("last", "expected"), [(2160, Bearing.BLAMES), (2159, Bearing.SILENT)], ids=["a minute", "just less"]
)
def test_the_routers_login_must_be_rejected_for_a_minute(last, expected):
    office = Office(minutes=0).line(1900, -9000).line(5100, -9000).session(1900, 0)
    office = by_log(office, ((2100, E.AUTH_REJECTED), (last, E.AUTH_REJECTED)))

    assert RULE.judge(office.evidence(), DOWN).bearing is expected


def test_the_accusation_cites_what_it_rests_on():
    office = by_log()
    office.said = [replace(each, capture=type(each.fact).__name__) for each in office.said]

    assert set(RULE.judge(office.evidence(), DOWN).cites) == {"DeviceLog", "DslLine", "WanSession"}


RESTARTED = 2050


def restarted(last):
    """The router restarted in the incident, and its login is rejected until an instant."""
    return by_log(worked().box(5000, RESTARTED, "router"), ((2200, E.AUTH_REJECTED), (last, E.AUTH_REJECTED)))


def again(*, last=4900, cut=2600):
    """The line trained anew in the incident, and the login is rejected from then on."""
    lines = ((cut + 60, E.AUTH_REJECTED), (last - 100, E.AUTH_REJECTED))
    office = Office(minutes=0).line(1900, -9000).line(2300, None).line(4950, cut).session(1900, 0)
    return office.log(last, "router", *lines)


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (again(), Bearing.BLAMES),
        (again(cut=4300), Bearing.SILENT),
        (again(last=3310), Bearing.BLAMES),
        (again(last=3290), Bearing.SILENT),
        (restarted(2500), Bearing.SILENT),
        (restarted(2700), Bearing.BLAMES),
        (by_log(lines=((2050, E.PORT_DOWN), (2060, E.PORT_UP), (2100, E.AUTH_REJECTED), (2400, E.AUTH_REJECTED))),
         Bearing.SILENT),
    ],
    ids=[
        "for ten minutes and more", "for less", "just long enough", "just not", "the router restarted",
        "and it lasts", "its port went down and up",
    ],
)  # fmt: skip
def test_a_session_that_was_cut_off_may_be_held_for_ten_minutes(office, expected):
    assert RULE.judge(office.evidence(), DOWN).bearing is expected


def tried(second=3000, accepted=500.0, session=True, **fields):
    office = Office(minutes=0).line(1900, -9000).line(5100, -9000)
    if session:
        office.session(1500, None)
    if accepted is not None:
        office.logs_in(accepted, False)
    return office.logs_in(second, **fields)


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (tried(), Bearing.BLAMES),
        (tried(accepted=None), Bearing.SILENT),
        (tried(login="00000000"), Bearing.SILENT),
        (tried(login=None), Bearing.SILENT),
        (tried(rejected=None), Bearing.SILENT),
        (tried(rejected=False), Bearing.CLEARS),
        (tried(own_tag=False, vlan=835), Bearing.SILENT),
        (tried(own_tag=None, vlan=None), Bearing.BLAMES),
        (tried(text="User already logged in"), Bearing.SILENT),
        (tried(text="max sessions exceeded"), Bearing.SILENT),
        (tried(text="Authentication failure"), Bearing.BLAMES),
        (tried(second=2599), Bearing.BLAMES),
        (tried(second=2599, session=False), Bearing.SILENT),
        (tried(second=2600, session=False), Bearing.BLAMES),
        (tried(second=5600).session(5590, 5580), Bearing.SILENT),
        (tried().session(2900, 2850), Bearing.SILENT),
        (tried(second=1900), Bearing.SILENT),
        (tried().logs_in(3200, False), Bearing.BLAMES),
        (tried().logs_in(2700, False), Bearing.CLEARS),
        (tried(accepted=None).logs_in(3200, False), Bearing.SILENT),
        (by_log(tried(accepted=None).session(1900, 0)), Bearing.BLAMES),
    ],
    ids=[
        "it was accepted before", "never seen to work", "another name", "no name is known", "not answered", "accepted",
        "on another tag", "untagged", "it says a session stands", "it says too many", "it says no", "down long before",
        "too soon after the onset", "ten minutes after", "the router was in meanwhile", "the router was in just before",
        "before the incident", "accepted afterwards", "accepted first", "accepted only afterwards",
        "the router's, which worked, is rejected too",
    ],
)  # fmt: skip
def test_this_computers_rejected_login_accuses_the_provider_only_where_it_worked(office, expected):
    assert RULE.judge(office.evidence(), DOWN).bearing is expected


def test_what_was_rejected_where_and_when_it_worked_is_said():
    both = RULE.judge(by_log(worked().logs_in(3000, text="no such account")).evidence(), DOWN)
    router, laptop = RULE.judge(by_log().evidence(), DOWN), RULE.judge(tried().evidence(), DOWN)

    assert both.planes == {Plane.MODEM_BOX, Plane.ROUTER_BOX, Plane.SESSION_LOG, Plane.PATH}
    assert router.planes == {Plane.MODEM_BOX, Plane.ROUTER_BOX, Plane.SESSION_LOG}
    assert laptop.planes == {Plane.MODEM_BOX, Plane.PATH}
    assert "the router's login (its log: «auth_rejected») and the login of this computer at the modem" in both.sentence
    assert f"at {at(3000):%H:%M} UTC, with the tag 7, by BRAS-1: «no such account»" in both.sentence
    assert f"this login worked before ({at(500):%d.%m. %H:%M} UTC)" in laptop.sentence


def test_silence_says_why():
    said = {
        "another tag than the contract's": tried(own_tag=False, vlan=835),
        "may still have held a session": tried(text="already logged in"),
        "that it ever worked was not seen": tried(accepted=None),
        "a setting of the router was changed": by_log(worked().step(1500, changed="router: login")),
        "no rejected login": worked(),
    }
    for words, office in said.items():
        assert words in RULE.judge(office.evidence(), DOWN).sentence


@pytest.mark.parametrize(
    "incident",
    [None, an_incident(2000, 5000, zone=Zone.NEAR), an_incident(2000, 5000, IncidentKind.NAMES)],
    ids=["the window", "at the router", "names"],
)
def test_only_what_a_session_could_explain_is_judged(incident):
    assert RULE.judge(by_log().evidence(), incident).bearing is Bearing.SILENT
