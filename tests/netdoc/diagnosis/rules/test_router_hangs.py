"""ROUTER01, by its specification."""

import pytest

from netdoc.diagnosis.rules.router_hangs import RULE
from netdoc.model.facts.dns_lookup import ResolverRole
from netdoc.model.facts.link_state import Neighbour
from netdoc.model.finding import Bearing
from netdoc.model.incident import IncidentKind, Zone
from netdoc.model.plane import Plane
from netdoc.model.site import Rung, RungKind
from tests.stories.episodes import an_incident
from tests.stories.office import ALL, ANCHORS, BEYOND, Office, with_rungs, without_rungs

NEAR = an_incident(300, 360, zone=Zone.NEAR, rung="router")


def a_dead_office(**fields):
    return Office(**fields).fails(300, 361, *ALL)


@pytest.mark.parametrize(
    ("look", "expected"),
    [
        ({}, Bearing.BLAMES),
        ({"gateway_neighbour": Neighbour.SILENT}, Bearing.SILENT),
        ({"gateway_neighbour": Neighbour.NOT_ASKED}, Bearing.SILENT),
        ({"carrier": False}, Bearing.SILENT),
        (None, Bearing.SILENT),
    ],
    ids=["ARP answered", "ARP silent", "ARP not asked", "own carrier gone", "nobody looked"],
)
def test_a_hung_router_is_known_by_address_resolution_that_goes_on(look, expected):
    office = a_dead_office()
    if look is not None:
        office.link(330, **look)

    assert RULE.judge(office.evidence(), NEAR).bearing is expected


@pytest.mark.parametrize(
    ("look", "age_s", "expected"),
    [
        (330, 29, Bearing.BLAMES),
        (330, 30, Bearing.SILENT),
        (330, None, Bearing.SILENT),
        (359, None, Bearing.SILENT),
        (360, None, Bearing.BLAMES),
    ],
    ids=[
        "answered after its last ping",
        "answered as long as it answered pings",
        "an entry that may be older",
        "an entry held almost a minute",
        "an entry held for a minute",
    ],
)
def test_an_old_entry_in_the_address_table_is_no_sign_of_life(look, age_s, expected):
    office = Office().fails(300, 421, *ALL).link(look, gateway_confirmed_s=age_s)
    incident = an_incident(300, 420, zone=Zone.NEAR, rung="router")

    assert RULE.judge(office.evidence(), incident).bearing is expected


def test_a_router_that_never_answered_a_ping_is_not_called_hung():
    evidence = Office().fails(0, 600, "router").fails(300, 361, *BEYOND).link(330).evidence()

    assert RULE.judge(evidence, NEAR).bearing is Bearing.SILENT


@pytest.mark.parametrize(
    ("lost_s", "expected"), [(12, Bearing.CLEARS), (13, Bearing.BLAMES)], ids=["48 of 60", "47 of 60"]
)
def test_packets_that_passed_it_clear_the_router(lost_s, expected):
    evidence = Office().fails(300, 361, "router", "resolver", *ANCHORS).fails(300, 300 + lost_s, "first_hop").link(330)

    assert RULE.judge(evidence.evidence(), NEAR).bearing is expected


def test_its_own_name_service_is_not_behind_it():
    proxy = Rung(id="resolver", kind=RungKind.RESOLVER, address="192.168.7.1", role="router")
    evidence = Office(rungs=with_rungs(proxy)).fails(300, 361, "router", "first_hop", *ANCHORS).link(330).evidence()

    assert RULE.judge(evidence, NEAR).bearing is Bearing.BLAMES


@pytest.mark.parametrize(
    ("session_since", "fresh", "expected"),
    [(0, 2, Bearing.CLEARS), (0, 1, Bearing.BLAMES), (None, 2, Bearing.BLAMES)],
    ids=["session and two fresh names", "one fresh name", "session down"],
)
def test_a_router_that_keeps_its_session_and_resolves_fresh_names_does_not_hang(session_since, fresh, expected):
    office = a_dead_office().link(330).session(362, session_since)
    for index in range(fresh):
        office.lookup(310 + 10 * index, ResolverRole.ROUTER)

    assert RULE.judge(office.evidence(), NEAR).bearing is expected


@pytest.mark.parametrize(
    "incident",
    [
        None,
        an_incident(300, 360, zone=Zone.MIDDLE),
        an_incident(300, 360, IncidentKind.BROWNOUT, Zone.NEAR),
        an_incident(300, 360, IncidentKind.SESSION, Zone.NEAR),
    ],
    ids=["the window", "the router answered", "loss only", "a session"],
)
def test_only_an_outage_at_the_router_is_judged(incident):
    assert RULE.judge(a_dead_office().link(330).evidence(), incident).bearing is Bearing.SILENT


def test_without_the_router_on_the_ladder_nothing_is_said():
    evidence = a_dead_office(rungs=without_rungs("router")).link(330).evidence()

    assert RULE.judge(evidence, NEAR).bearing is Bearing.SILENT


def test_the_blame_rests_on_host_and_path():
    assert RULE.judge(a_dead_office().link(330).evidence(), NEAR).planes == {Plane.HOST, Plane.PATH}
