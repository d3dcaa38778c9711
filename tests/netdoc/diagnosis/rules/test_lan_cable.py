"""LAN05, by its specification: the computer's own port, by what it counted."""

import pytest

from netdoc.diagnosis.rules.lan_cable import RULE
from netdoc.model.facts.link_state import LinkKind
from netdoc.model.finding import Bearing
from netdoc.model.incident import IncidentKind, Zone
from netdoc.model.plane import Plane
from tests.stories.episodes import a_brownout, an_incident
from tests.stories.office import Office

NEAR = a_brownout(600, 1200, Zone.NEAR)
FINE = {"full_duplex": True, "speed_mbps": 1000, "rx_errors": 5, "tx_errors": 0, "carrier_changes": 2, "collisions": 0}


def a_port(first=540, last=1260, **grown):
    """Read at two instants; the second with some counters changed."""
    return Office(minutes=0).link(first, **FINE).link(last, **(FINE | grown))


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (a_port(rx_errors=17), Bearing.BLAMES),
        (a_port(rx_errors=16), Bearing.SILENT),
        (a_port(rx_errors=11, tx_errors=6), Bearing.BLAMES),
        (a_port(first=590, last=1210, rx_errors=15), Bearing.SILENT),
        (a_port(carrier_changes=4), Bearing.BLAMES),
        (a_port(carrier_changes=3), Bearing.SILENT),
        (a_port(full_duplex=False, speed_mbps=100, collisions=4), Bearing.BLAMES),
        (a_port(full_duplex=False, speed_mbps=100), Bearing.SILENT),
        (a_port(collisions=4), Bearing.CLEARS),
        (a_port(), Bearing.CLEARS),
        (a_port(full_duplex=None), Bearing.SILENT),
        (a_port(rx_errors=None), Bearing.SILENT),
        (a_port(rx_errors=0, carrier_changes=2), Bearing.SILENT),
        (a_port(carrier_changes=None), Bearing.SILENT),
        (a_port(first=299), Bearing.SILENT),
        (a_port(first=300), Bearing.CLEARS),
        (a_port(last=1501), Bearing.SILENT),
        (a_port(last=1500), Bearing.CLEARS),
        (a_port(interface="eth1"), Bearing.SILENT),
        (a_port(link=LinkKind.WIFI), Bearing.SILENT),
        (Office(minutes=0).link(540, link=LinkKind.WIFI).link(1260, link=LinkKind.WIFI), Bearing.CLEARS),
        (Office(minutes=0).link(540, link=LinkKind.TETHER).link(1260, link=LinkKind.TETHER), Bearing.SILENT),
        (Office(minutes=0).link(540, **FINE), Bearing.SILENT),
        (Office(minutes=0), Bearing.SILENT),
    ],
    ids=[
        "errors", "fewer than one a minute", "errors of both ways", "a few", "its carrier went and came", "once",
        "half duplex with collisions", "half duplex alone", "collisions at full duplex", "nothing counted",
        "duplex not told", "errors not told", "counters cleared", "carrier not told", "read too long before",
        "read just before", "read too long after", "read just after", "another port", "Wi-Fi afterwards",
        "by Wi-Fi", "by a telephone", "not read after", "not read",
    ],
)  # fmt: skip
def test_the_port_is_blamed_or_cleared_by_its_own_counters(office, expected):
    assert RULE.judge(office.evidence(), NEAR).bearing is expected


def test_the_blame_names_what_was_counted():
    office = a_port(rx_errors=105, carrier_changes=4, full_duplex=False, speed_mbps=None, collisions=9)
    finding = RULE.judge(office.evidence(), NEAR)

    assert finding.planes == {Plane.HOST, Plane.PATH}
    for told in ("100 damaged frames in 12 min", "went 2 times", "half duplex at unknown Mbit/s with 9 collisions"):
        assert told in finding.sentence


@pytest.mark.parametrize(
    ("incident", "expected"),
    [
        (a_brownout(600, 1200, Zone.FAR, nearest_good="router"), Bearing.CLEARS),
        (a_brownout(600, 1200, Zone.ANY), Bearing.SILENT),
        (an_incident(600, 1200, IncidentKind.SLOW, Zone.NEAR), Bearing.SILENT),
        (an_incident(600, 1200), Bearing.SILENT),
        (None, Bearing.SILENT),
    ],
    ids=["the router did well", "not placed", "a delay", "an outage", "the window"],
)
def test_only_loss_at_the_router_is_laid_to_the_port(incident, expected):
    assert RULE.judge(a_port(rx_errors=500).evidence(), incident).bearing is expected


@pytest.mark.parametrize(("errors", "expected"), [(14, Bearing.SILENT), (15, Bearing.BLAMES)])
def test_a_few_damaged_frames_in_a_short_time_are_no_sign(errors, expected):
    office = a_port(first=590, last=710, rx_errors=errors)

    assert RULE.judge(office.evidence(), a_brownout(600, 700, Zone.NEAR)).bearing is expected
