"""CABLE01, by its specification."""

import pytest

from netdoc.diagnosis.rules.cable_down import RULE
from netdoc.model.facts.interface_counters import InterfaceCounters
from netdoc.model.finding import Bearing
from netdoc.model.incident import Zone
from netdoc.model.plane import Plane
from tests.stories.episodes import an_incident
from tests.stories.office import Office

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


def test_a_port_to_the_office_is_not_the_port_to_the_modem():
    lan = InterfaceCounters(interface="br0", role="lan", up=False)
    office = Office(minutes=0).sees(330, "router", lan, Plane.ROUTER_BOX)

    assert RULE.judge(office.evidence(), OUTAGE).bearing is Bearing.SILENT


@pytest.mark.parametrize("incident", [None, an_incident(zone=Zone.NEAR)], ids=["the window", "a failure at the router"])
def test_only_incidents_behind_the_router_are_judged(incident):
    assert RULE.judge(an_office(ports=[(330, False)]).evidence(), incident).bearing is Bearing.SILENT


def test_the_blame_is_the_routers_word():
    assert RULE.judge(an_office(ports=[(330, False)]).evidence(), OUTAGE).planes == {Plane.ROUTER_BOX}
