"""LAN01, by its specification."""

import pytest

from netdoc.diagnosis.rules.lan_unreachable import RULE
from netdoc.model.facts.link_state import Neighbour
from netdoc.model.finding import Bearing
from netdoc.model.incident import IncidentKind, Zone
from netdoc.model.plane import Plane
from netdoc.model.site import Device
from tests.stories.episodes import an_incident
from tests.stories.office import Office, without_rungs

NEAR = an_incident(300, 360, zone=Zone.NEAR, rung="router")
SILENT, ANSWERS = {"gateway_neighbour": Neighbour.SILENT}, {"gateway_neighbour": Neighbour.ANSWERS}


@pytest.mark.parametrize(
    ("router_down_s", "look", "expected"),
    [
        (60, SILENT, Bearing.BLAMES),
        (13, SILENT, Bearing.BLAMES),
        (12, SILENT, Bearing.CLEARS),
        (0, SILENT, Bearing.CLEARS),
        (0, None, Bearing.CLEARS),
        (60, ANSWERS, Bearing.CLEARS),
        (60, {**SILENT, "carrier": False}, Bearing.SILENT),
        (60, {"gateway_neighbour": Neighbour.NOT_ASKED}, Bearing.SILENT),
        (60, None, Bearing.SILENT),
    ],
    ids=[
        "neither ping nor ARP",
        "47 of 60 pings: under four fifths",
        "48 of 60 pings: four fifths",
        "it answered every ping",
        "it answered every ping and nobody looked",
        "ARP answered",
        "own carrier gone",
        "ARP not asked",
        "nobody looked",
    ],
)
def test_the_office_network_is_blamed_when_the_router_answers_neither_ping_nor_arp(router_down_s, look, expected):
    office = Office().fails(300, 300 + router_down_s, "router")
    if look is not None:
        office.link(306, **look)

    assert RULE.judge(office.evidence(), NEAR).bearing is expected


@pytest.mark.parametrize(
    ("kind", "zone"),
    [(IncidentKind.OUTAGE, Zone.MIDDLE), (IncidentKind.OUTAGE, Zone.ANY), (IncidentKind.BROWNOUT, Zone.NEAR)],
    ids=["failed farther out", "no nearer step was watched", "loss only"],
)
def test_only_an_outage_at_the_router_is_laid_to_the_office_network(kind, zone):
    evidence = Office().fails(300, 360, "router").link(330, **SILENT).evidence()

    assert RULE.judge(evidence, an_incident(300, 360, kind, zone)).bearing is Bearing.SILENT


@pytest.mark.parametrize(
    ("booted", "subject", "expected"),
    [
        (299, "router", Bearing.SILENT),
        (365, "router", Bearing.SILENT),
        (298, "router", Bearing.BLAMES),
        (366, "router", Bearing.BLAMES),
        (330, "modem", Bearing.BLAMES),
    ],
    ids=["at the earliest onset", "at the end", "before", "after", "another box"],
)
def test_a_router_that_restarted_in_the_incident_could_not_answer(booted, subject, expected):
    office = Office().fails(300, 361, "router").link(330, **SILENT).box(500, booted, subject=subject)

    assert RULE.judge(office.evidence(), NEAR).bearing is expected


@pytest.mark.parametrize("kind", ["router", "combined"])
def test_the_sites_router_may_have_another_name(kind):
    device = Device(id="gw", kind=kind, address="192.168.7.1")
    office = Office(devices=(device,)).fails(300, 361, "router").link(330, **SILENT).box(500, 330, subject="gw")

    assert RULE.judge(office.evidence(), NEAR).bearing is Bearing.SILENT


def test_without_the_router_on_the_ladder_address_resolution_decides():
    office = Office(rungs=without_rungs("router"))

    assert RULE.judge(office.link(330, **SILENT).evidence(), NEAR).bearing is Bearing.BLAMES


@pytest.mark.parametrize(
    ("second", "expected"),
    [(303, Bearing.BLAMES), (302, Bearing.SILENT), (337, Bearing.BLAMES), (338, Bearing.SILENT)],
    ids=["three seconds into its silence", "less", "three seconds before it answers", "less before"],
)
def test_a_look_counts_only_in_the_midst_of_the_routers_silence(second, expected):
    evidence = Office().fails(300, 340, "router").link(second, **SILENT).evidence()

    assert RULE.judge(evidence, NEAR).bearing is expected


def test_looks_outside_the_incident_do_not_count():
    evidence = Office().fails(300, 361, "router").link(299, **SILENT).link(361, **ANSWERS).evidence()

    assert RULE.judge(evidence, NEAR).bearing is Bearing.SILENT


def test_the_blame_rests_on_host_and_path():
    finding = RULE.judge(Office().fails(300, 360, "router").link(330, **SILENT).evidence(), NEAR)

    assert finding.planes == {Plane.HOST, Plane.PATH}


def test_the_window_as_a_whole_is_not_judged():
    assert RULE.judge(Office(minutes=0).evidence(), None).bearing is Bearing.SILENT


# -- a person cured it; the power


def dead():
    return Office().fails(300, 361, "router").link(330, **SILENT)


def test_a_plug_pushed_home_is_the_operators_word():
    finding = RULE.judge(dead().step(350, "pushed the plug home").evidence(), NEAR)

    assert (finding.bearing, finding.planes) == (Bearing.BLAMES, {Plane.HOST, Plane.PATH, Plane.OPERATOR})
    assert "it was over after a step: pushed the plug home" in finding.sentence


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (dead().step(350, "off and on", power_cycled="router"), Bearing.SILENT),
        (dead().step(200, "off and on", power_cycled="router"), Bearing.BLAMES),
        (dead().ups(330, on_battery=True), Bearing.SILENT),
        (dead().ups(330, overloaded=True), Bearing.SILENT),
        (dead().ups(330, on_battery=False), Bearing.BLAMES),
    ],
    ids=["restarted by a person", "before it", "the mains failed", "the UPS is overloaded", "the power was there"],
)
def test_a_router_that_was_restarted_or_without_power_is_no_matter_of_the_network(office, expected):
    assert RULE.judge(office.evidence(), NEAR).bearing is expected
