"""LAN05, by its specification: the computer's own port, by what it counted."""

import pytest

from netdoc.diagnosis.rules.lan_cable import RULE
from netdoc.model.facts.interface_counters import InterfaceCounters
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


HALF = {"full_duplex": False, "speed_mbps": 100, "late_collisions": 0}


def mismatched(**grown):
    """At half duplex at both looks; the second with some counters changed."""
    return Office(minutes=0).link(540, **(FINE | HALF)).link(1260, **(FINE | HALF | grown))


@pytest.mark.parametrize(
    ("grown", "words"),
    [
        (
            {"collisions": 200, "late_collisions": 40},
            "200 collisions, 40 of them too late for half duplex: the other end",
        ),
        ({"collisions": 200}, "with 200 collisions"),
        ({"late_collisions": 40}, "with 40 collisions, 40 of them too late"),
    ],
    ids=["late ones", "ordinary ones", "a card that counts late ones alone"],
)
def test_late_collisions_tell_that_the_other_end_runs_at_full_duplex(grown, words):
    finding = RULE.judge(mismatched(**grown).evidence(), NEAR)

    assert finding.bearing is Bearing.BLAMES
    assert words in finding.sentence
    assert ("full duplex" in finding.sentence) is ("late_collisions" in grown)


def a_router_port(office, first, last, role="lan", interface="eth2"):
    for second, wrong in ((560, first), (1250, last)):
        fact = InterfaceCounters(interface=interface, role=role, fcs_errors=wrong)
        office.sees(second, "router", fact, Plane.ROUTER_BOX)
    return office


@pytest.mark.parametrize(
    ("first", "last", "role", "told"),
    [
        (3, 60, "lan", True),
        (3, 12, "lan", False),
        (60, 3, "lan", False),
        (None, 60, "lan", False),
        (3, 60, "wan", False),
    ],
    ids=["grew", "hardly", "was cleared", "not told", "the other side"],
)
def test_wrong_checksums_at_the_routers_own_port_are_told_beside_a_half_duplex_one(first, last, role, told):
    office = a_router_port(mismatched(collisions=200), first, last, role)
    finding = RULE.judge(office.evidence(), NEAR)

    assert ("eth2 of the router counted 57 wrong checksums meanwhile" in finding.sentence) is told
    assert finding.bearing is Bearing.BLAMES


def test_the_routers_port_alone_says_nothing_of_the_computers():
    office = a_router_port(a_port(), 3, 6000)

    assert RULE.judge(office.evidence(), NEAR).bearing is Bearing.CLEARS


def test_damaged_frames_are_told_with_those_of_a_wrong_checksum():
    office = (
        Office(minutes=0).link(540, **FINE, rx_crc_errors=5).link(1260, **(FINE | {"rx_errors": 105}), rx_crc_errors=95)
    )

    assert (
        "100 damaged frames in 12 min, 90 of them with a wrong checksum" in RULE.judge(office.evidence(), NEAR).sentence
    )


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
