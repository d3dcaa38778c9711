"""LAN07, by its specification."""

import pytest

from netdoc.diagnosis.rules.lan_rogue_dhcp import RULE
from netdoc.model.facts.dns_lookup import DnsOutcome, ResolverRole
from netdoc.model.finding import Bearing
from netdoc.model.incident import IncidentKind, Zone
from netdoc.model.plane import Plane
from tests.stories.episodes import a_name_failure, an_incident
from tests.stories.office import RUNGS, Office

RIGHT, WRONG = "192.168.7.1", "192.168.7.9"
ROUTER = (RIGHT, RIGHT, RIGHT)
SECOND = (WRONG, WRONG, WRONG)
OUTAGE = an_incident(1500, 1560)


def astray(*, offers=(ROUTER, SECOND), before=RIGHT, used=WRONG, moved=1495, rungs=RUNGS) -> Office:
    """A computer that used one gateway until an instant, and another from then on."""
    office = Office(minutes=30, rungs=rungs)
    for seconds in range(0, moved, 60):
        office.link(seconds, gateway=before)
    return office.link(moved, gateway=used).link(1530, gateway=used).offers(1510, *offers)


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        ({}, Bearing.BLAMES),
        ({"offers": (ROUTER,)}, Bearing.CLEARS),
        ({"offers": (ROUTER, (WRONG, RIGHT, RIGHT))}, Bearing.CLEARS),
        ({"offers": ()}, Bearing.SILENT),
        ({"used": RIGHT}, Bearing.CLEARS),
        ({"offers": (ROUTER, ("192.168.7.8", "192.168.7.8", RIGHT))}, Bearing.SILENT),
        ({"offers": (SECOND, ("192.168.7.8", "192.168.7.8", RIGHT))}, Bearing.SILENT),
        ({"offers": (ROUTER, (RIGHT, WRONG, RIGHT))}, Bearing.SILENT),
        ({"offers": (ROUTER, SECOND, (RIGHT, WRONG, RIGHT))}, Bearing.SILENT),
        ({"moved": 599}, Bearing.CLEARS),
        ({"moved": 600}, Bearing.CLEARS),
        ({"moved": 601}, Bearing.BLAMES),
        ({"before": WRONG, "used": RIGHT, "offers": (ROUTER, SECOND)}, Bearing.BLAMES),
    ],
    ids=[
        "moved to the second server's gateway",
        "one server",
        "two that agree",
        "nobody offered",
        "the same gateway as before",
        "nobody offers the gateway in use",
        "nobody offers the one used before",
        "one server changed its mind",
        "the right server offers both",
        "in use for longer",
        "in use for 15 minutes",
        "in use for less than 15 minutes",
        "moved back to the first one",
    ],
)
def test_a_computer_that_a_second_server_led_astray(story, expected):
    assert RULE.judge(astray(**story).evidence(), OUTAGE).bearing is expected


def test_the_sentence_names_the_server_its_hardware_address_and_both_gateways():
    finding = RULE.judge(astray().evidence(), OUTAGE)

    assert finding.sentence == (
        f"the address server {WRONG} (02:00:00:00:00:05) gave this computer the gateway {WRONG}, while another server "
        f"offers {RIGHT}"
    )
    assert finding.planes == {Plane.PATH, Plane.HOST}


@pytest.mark.parametrize(
    ("server", "expected"), [(WRONG, Bearing.BLAMES), (None, Bearing.BLAMES), (RIGHT, Bearing.SILENT)]
)
def test_a_lease_of_the_other_server_speaks_against_it(server, expected):
    assert RULE.judge(astray().lease(1520, server).evidence(), OUTAGE).bearing is expected


def test_the_router_that_the_site_names_stands_for_what_was_used_before():
    office = Office(minutes=30).link(1530, gateway=WRONG).offers(1510, ROUTER, SECOND)
    nameless = tuple(each for each in RUNGS if each.id != "router")
    unknown = Office(minutes=30, rungs=nameless).link(1530, gateway=WRONG).offers(1510, ROUTER, SECOND)

    assert RULE.judge(office.evidence(), OUTAGE).bearing is Bearing.BLAMES
    assert RULE.judge(unknown.evidence(), OUTAGE).bearing is Bearing.SILENT


def test_the_gateway_that_was_used_before_clears_without_a_router_in_the_site():
    nameless = tuple(each for each in RUNGS if each.id != "router")
    office = Office(minutes=30, rungs=nameless).link(1490).link(1530).offers(1510, ROUTER, SECOND)

    assert RULE.judge(office.evidence(), OUTAGE).bearing is Bearing.CLEARS


def test_a_gateway_that_changed_within_the_incident_or_was_not_looked_at_is_not_judged():
    both = astray().link(1540, gateway=RIGHT)
    none = Office(minutes=30).offers(1510, ROUTER, SECOND)

    assert RULE.judge(both.evidence(), OUTAGE).bearing is Bearing.SILENT
    assert RULE.judge(none.evidence(), OUTAGE).bearing is Bearing.SILENT


def test_offers_heard_within_count_before_those_around_and_must_all_disagree():
    assert RULE.judge(astray().offers(1550, ROUTER).evidence(), OUTAGE).bearing is Bearing.SILENT
    assert RULE.judge(astray().offers(1570, ROUTER).evidence(), OUTAGE).bearing is Bearing.BLAMES


def test_a_line_out_of_sync_is_no_matter_of_address_servers():
    assert RULE.judge(astray().line(1400, -9000).line(1530, None).evidence(), OUTAGE).bearing is Bearing.SILENT


@pytest.mark.parametrize(
    ("kind", "zone", "expected"),
    [
        (IncidentKind.OUTAGE, Zone.NEAR, Bearing.BLAMES),
        (IncidentKind.OUTAGE, Zone.LINK, Bearing.SILENT),
        (IncidentKind.BROWNOUT, Zone.MIDDLE, Bearing.SILENT),
        (IncidentKind.SESSION, Zone.MIDDLE, Bearing.SILENT),
    ],
)
def test_only_outages_and_failures_of_names_are_laid_to_it(kind, zone, expected):
    assert RULE.judge(astray().evidence(), an_incident(1500, 1560, kind, zone)).bearing is expected


OFFICE, PUBLIC = ResolverRole.OFFICE, ResolverRole.PUBLIC
NAMES = a_name_failure(300, 360)


def names(*, failed=3, worked=0, role=OFFICE, elsewhere=True, offers=(ROUTER, SECOND), role_elsewhere=PUBLIC) -> Office:
    """An office whose own name server fails while another one answers."""
    office = Office().offers(310, *offers)
    for k in range(failed + worked):
        outcome = DnsOutcome.SERVFAIL if k < failed else DnsOutcome.NOERROR
        office.lookup(305 + 10 * k, role, outcome, resolver=WRONG)
    if elsewhere:
        office.lookup(320, role_elsewhere, resolver=RIGHT if role_elsewhere is ResolverRole.ROUTER else "9.9.9.9")
    return office


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        ({}, Bearing.BLAMES),
        ({"failed": 2}, Bearing.BLAMES),
        ({"failed": 1}, Bearing.SILENT),
        ({"failed": 2, "worked": 2}, Bearing.SILENT),
        ({"failed": 3, "worked": 2}, Bearing.BLAMES),
        ({"failed": 0, "worked": 3}, Bearing.SILENT),
        ({"role": ResolverRole.ROUTER}, Bearing.SILENT),
        ({"role": ResolverRole.ISP}, Bearing.SILENT),
        ({"elsewhere": False}, Bearing.SILENT),
        ({"role_elsewhere": ResolverRole.ROUTER}, Bearing.BLAMES),
        ({"role_elsewhere": ResolverRole.ISP}, Bearing.SILENT),
        ({"offers": (ROUTER,)}, Bearing.CLEARS),
        ({"offers": (ROUTER, (WRONG, WRONG, RIGHT))}, Bearing.SILENT),
        ({"offers": ((RIGHT, RIGHT, WRONG), (WRONG, WRONG, WRONG))}, Bearing.SILENT),
    ],
    ids=[
        "failed all", "twice", "once", "half", "more than half", "none", "the router's", "the provider's",
        "no other answered", "the other server's answered", "one that nobody offers answered", "one server",
        "nobody offers the one that failed", "both offer it",
    ],
)  # fmt: skip
def test_a_name_server_that_only_the_second_server_hands_out(story, expected):
    assert RULE.judge(names(**story).evidence(), NAMES).bearing is expected


def test_the_own_lease_is_what_makes_it_the_computers_own_matter():
    assert RULE.judge(names().evidence(), NAMES).planes == {Plane.PATH}
    assert RULE.judge(names().lease(100, WRONG).evidence(), NAMES).planes == {Plane.PATH, Plane.HOST}
    assert RULE.judge(names().lease(100, RIGHT).evidence(), NAMES).bearing is Bearing.SILENT


def test_a_cure_is_the_operators_word():
    cured = astray().step(1550, "switched the second server off")

    assert Plane.OPERATOR in RULE.judge(cured.evidence(), OUTAGE).planes


def test_over_the_window_two_servers_that_disagree_are_told_without_an_incident():
    finding = RULE.judge(Office().offers(100, ROUTER, SECOND).offers(200, ROUTER).evidence(), None)

    assert finding.bearing is Bearing.BLAMES
    assert finding.sentence.startswith(f"{RIGHT} and {WRONG} both hand out addresses and disagree")
    assert RULE.judge(Office().offers(100, ROUTER).evidence(), None).bearing is Bearing.SILENT
