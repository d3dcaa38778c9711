"""LAN02, by its specification."""

import pytest

from netdoc.diagnosis.rules.lan_loss import RULE
from netdoc.model.facts.link_state import LinkKind
from netdoc.model.finding import Bearing
from netdoc.model.incident import IncidentKind, Zone
from tests.stories.episodes import a_brownout, an_incident
from tests.stories.office import ANCHORS, BEYOND, Office, without_rungs


@pytest.mark.parametrize(
    ("zone", "good", "expected"),
    [
        (Zone.NEAR, None, Bearing.BLAMES),
        (Zone.MIDDLE, "router", Bearing.CLEARS),
        (Zone.FAR, "first_hop", Bearing.CLEARS),
        (Zone.ANY, None, Bearing.SILENT),
    ],
    ids=["loss begins at the router", "the router lost less", "the first hop lost less too", "not told where"],
)
def test_the_office_network_is_judged_by_where_the_loss_begins(zone, good, expected):
    evidence = Office().loses(0.1, *BEYOND).evidence()

    assert RULE.judge(evidence, a_brownout(zone=zone, nearest_good=good)).bearing is expected


@pytest.mark.parametrize(("seconds", "expected"), [(20, Bearing.BLAMES), (19, Bearing.SILENT)], ids=["20", "19"])
def test_twenty_samples_of_the_router_are_enough_to_compare(seconds, expected):
    evidence = Office().loses(0.1, "router", *BEYOND).evidence()

    assert RULE.judge(evidence, a_brownout(300, 300 + seconds, Zone.NEAR)).bearing is expected


def test_a_router_that_answers_no_ping_tells_nothing():
    evidence = Office().fails(0, 600, "router").evidence()

    assert RULE.judge(evidence, a_brownout(zone=Zone.NEAR)).bearing is Bearing.SILENT


def test_a_router_that_limits_its_answers_does_not_clear_the_office_network():
    evidence = Office().loses(0.5, "router").loses(0.05, *ANCHORS).evidence()

    assert RULE.judge(evidence, a_brownout(nearest_good="first_hop")).bearing is Bearing.SILENT


def test_without_the_router_on_the_ladder_nothing_is_said():
    evidence = Office(rungs=without_rungs("router")).evidence()

    assert RULE.judge(evidence, a_brownout(zone=Zone.NEAR)).bearing is Bearing.SILENT


@pytest.mark.parametrize(
    ("zone", "good", "link", "expected"),
    [
        (Zone.NEAR, None, LinkKind.WIFI, Bearing.BLAMES),
        (Zone.NEAR, None, LinkKind.WIRED, Bearing.SILENT),
        (Zone.MIDDLE, "router", LinkKind.WIFI, Bearing.CLEARS),
        (Zone.MIDDLE, None, LinkKind.WIFI, Bearing.SILENT),
    ],
    ids=["at the router, by Wi-Fi", "at the router, by cable", "the router is quick", "not told where"],
)
def test_a_delay_at_the_router_is_the_radios_and_never_a_cables(zone, good, link, expected):
    evidence = Office().link(100, link=link).evidence()
    slow = an_incident(300, 600, IncidentKind.SLOW, zone, nearest_good=good)

    assert RULE.judge(evidence, slow).bearing is expected


def test_a_delay_without_a_look_at_the_own_link_is_laid_to_nobody():
    slow = an_incident(300, 600, IncidentKind.SLOW, Zone.NEAR)

    assert RULE.judge(Office().evidence(), slow).bearing is Bearing.SILENT


@pytest.mark.parametrize("incident", [None, an_incident(zone=Zone.NEAR)], ids=["the window", "an outage"])
def test_only_scattered_loss_is_judged(incident):
    assert RULE.judge(Office().evidence(), incident).bearing is Bearing.SILENT
