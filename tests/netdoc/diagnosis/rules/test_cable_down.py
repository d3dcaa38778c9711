"""CABLE01, by its specification."""

import pytest

from netdoc.diagnosis.rules.cable_down import RULE
from netdoc.model.facts.device_log import LogEvent as E
from netdoc.model.facts.interface_counters import InterfaceCounters
from netdoc.model.finding import Bearing
from netdoc.model.incident import Zone
from netdoc.model.plane import Plane
from netdoc.model.site import Rung, RungKind
from tests.stories.episodes import an_incident
from tests.stories.office import Office, with_rungs

OUTAGE = an_incident(300, 360)


def an_office(*, ports=(), modem_read_at=()):
    office = Office(minutes=0)
    for second, up in ports:
        office.wan(second, 0, 0, up=up)
    for second in modem_read_at:
        office.line(second, 0)
    return office


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (an_office(ports=[(330, False)]), Bearing.BLAMES),
        (an_office(ports=[(310, True), (330, False)]), Bearing.BLAMES),
        (an_office(ports=[(300, False)]), Bearing.BLAMES),
        (an_office(ports=[(360, False)]), Bearing.BLAMES),
        (an_office(ports=[(330, True)]), Bearing.CLEARS),
        (an_office(ports=[(330, False)], modem_read_at=[340]), Bearing.CLEARS),
        (an_office(modem_read_at=[340]), Bearing.CLEARS),
        (an_office(ports=[(299, False), (361, False)]), Bearing.SILENT),
        (an_office(modem_read_at=[299, 361]), Bearing.SILENT),
        (an_office(ports=[(330, None)]), Bearing.SILENT),
        (an_office(), Bearing.SILENT),
    ],
    ids=[
        "no carrier",
        "no carrier at one of two looks",
        "no carrier at the first instant",
        "no carrier at the last instant",
        "carrier",
        "no carrier, yet the modem answered across it",
        "the modem answered",
        "no carrier outside only",
        "the modem answered outside only",
        "carrier not told",
        "nothing told",
    ],
)
def test_the_cable_is_blamed_for_a_port_without_carrier_that_nothing_crossed(office, expected):
    assert RULE.judge(office.evidence(), OUTAGE).bearing is expected


MODEM = Rung(id="modem", kind=RungKind.MODEM, address="192.168.1.1")


def pinged(*lost, **told):
    """Return an office whose modem is on the ladder and did not answer in the spans `lost`."""
    office = an_office(**told)
    office.minutes, office.rungs = 10, with_rungs(MODEM)
    for start, end in lost:
        office.fails(start, end, "modem")
    return office


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (pinged(), Bearing.CLEARS),
        (pinged((305, 306)), Bearing.CLEARS),
        (pinged((305, 307)), Bearing.SILENT),
        (pinged((300, 312)), Bearing.SILENT),
        (pinged((311, 360)), Bearing.CLEARS),
        (pinged((300, 312), modem_read_at=[340]), Bearing.SILENT),
        (pinged((300, 312), ports=[(340, True)]), Bearing.SILENT),
        (pinged((300, 312), ports=[(305, False)]), Bearing.BLAMES),
        (pinged((0, 600), modem_read_at=[340]), Bearing.CLEARS),
    ],
    ids=[
        "answered throughout",
        "one lost ping is none",
        "two are a slipped plug",
        "silent at the onset",
        "silent later only",
        "silent at the onset, read once it was back",
        "silent at the onset, the port up once it was back",
        "silent at the onset, the port without a carrier",
        "a modem that never answers pings is judged by its readings",
    ],
)
def test_only_the_onset_tells_whether_the_cable_held(office, expected):
    assert RULE.judge(office.evidence(), OUTAGE).bearing is expected


@pytest.mark.parametrize(("booted", "expected"), [(299, Bearing.SILENT), (340, Bearing.SILENT), (0, Bearing.BLAMES)])
def test_a_modem_that_restarts_takes_the_carrier_along(booted, expected):
    office = an_office(ports=[(310, False)]).line(400, booted + 30).box(401, booted)

    assert RULE.judge(office.evidence(), OUTAGE).bearing is expected


def test_a_port_to_the_office_is_not_the_port_to_the_modem():
    lan = InterfaceCounters(interface="br0", role="lan", up=False)
    office = Office(minutes=0).sees(330, "router", lan, Plane.ROUTER_BOX)

    assert RULE.judge(office.evidence(), OUTAGE).bearing is Bearing.SILENT


@pytest.mark.parametrize("incident", [None, an_incident(zone=Zone.NEAR)], ids=["the window", "a failure at the router"])
def test_only_incidents_behind_the_router_are_judged(incident):
    assert RULE.judge(an_office(ports=[(330, False)]).evidence(), incident).bearing is Bearing.SILENT


def test_the_blame_is_the_routers_word():
    assert RULE.judge(an_office(ports=[(330, False)]).evidence(), OUTAGE).planes == {Plane.ROUTER_BOX}


# -- the port in the router's log


def logged(*lines, subject="router", **told):
    return an_office(**told).log(900, subject, *lines)


DOWN, UP = (310, E.PORT_DOWN), (340, E.PORT_UP)


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (logged(DOWN, UP), Bearing.BLAMES),
        (logged((293, E.PORT_DOWN)), Bearing.BLAMES),
        (logged((292, E.PORT_DOWN)), Bearing.SILENT),
        (logged((361, E.PORT_DOWN)), Bearing.BLAMES),
        (logged((362, E.PORT_DOWN)), Bearing.SILENT),
        (logged(UP), Bearing.SILENT),
        (logged(DOWN, UP, modem_read_at=[345]), Bearing.BLAMES),
        (logged(DOWN, UP, modem_read_at=[325]), Bearing.SILENT),
        (logged(DOWN, modem_read_at=[325]), Bearing.BLAMES),
        (logged(DOWN, modem_read_at=[311]), Bearing.SILENT),
        (logged(DOWN, UP, ports=[(345, True)]), Bearing.BLAMES),
        (logged(DOWN, UP, subject="modem"), Bearing.SILENT),
        (logged(DOWN, UP).box(400, 305, subject="router"), Bearing.SILENT),
        (logged(DOWN, UP).box(400, 315, subject="router"), Bearing.SILENT),
        (logged(DOWN, UP).box(400, 316, subject="router"), Bearing.BLAMES),
        (logged(DOWN, UP).step(305, power_cycled="modem"), Bearing.SILENT),
        (logged(DOWN, UP).step(901, power_cycled="modem"), Bearing.BLAMES),
        (logged(DOWN, UP).session(100, None), Bearing.SILENT),
        (logged(DOWN, UP).log(900, "modem", (330, E.BOOT)), Bearing.SILENT),
        (logged((5, E.PORT_DOWN), (6, E.PORT_UP), DOWN, modem_read_at=[340]), Bearing.BLAMES),
    ],
    ids=[
        "down and up", "just before the onset", "longer before", "at the end", "after it", "up only",
        "read once it was up again", "read while it was down", "read with no line of its return",
        "read as it went down", "seen up again", "the modem's own log", "the router restarted before",
        "the router restarted with it", "the router restarted later", "a person restarted the modem",
        "long afterwards", "felt before", "the modem's log tells of its restart", "an older flap",
    ],
)  # fmt: skip
def test_the_routers_log_tells_of_its_port(office, expected):
    assert RULE.judge(office.evidence(), OUTAGE).bearing is expected


def test_a_port_that_a_look_saw_down_needs_no_log_and_is_not_excused_by_what_was_felt():
    office = an_office(ports=[(330, False)]).session(100, None)

    assert RULE.judge(office.evidence(), OUTAGE).bearing is Bearing.BLAMES


@pytest.mark.parametrize(("booted", "expected"), [(335, Bearing.SILENT), (336, Bearing.BLAMES)])
def test_a_router_that_restarted_before_the_look_took_its_port_along(booted, expected):
    office = an_office(ports=[(330, False)]).box(400, booted, subject="router")

    assert RULE.judge(office.evidence(), OUTAGE).bearing is expected


def test_a_modem_that_answered_through_the_onset_clears_the_cable_whatever_the_log_says():
    office = pinged().log(900, "router", DOWN, UP)

    assert RULE.judge(office.evidence(), OUTAGE).bearing is Bearing.CLEARS


@pytest.mark.parametrize("down", [{"ports": [(330, False)]}, {}], ids=["seen", "logged"])
def test_a_step_that_ended_it_is_the_operators_word(down):
    office = logged(*(() if down else (DOWN, UP)), **down).step(350, "pushed the plug home")
    finding = RULE.judge(office.evidence(), OUTAGE)

    assert finding.planes == {Plane.ROUTER_BOX, Plane.OPERATOR}
    assert "it was over after a step: pushed the plug home" in finding.sentence
