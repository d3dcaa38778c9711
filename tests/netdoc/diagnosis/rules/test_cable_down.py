"""CABLE01, by its specification."""

import pytest

from netdoc.diagnosis.rules.cable_down import RULE
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
