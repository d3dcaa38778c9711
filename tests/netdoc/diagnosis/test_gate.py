"""Which rung failed: nearest first, never one behind which something answered."""

import pytest

from netdoc.diagnosis.gate import (
    ONSET_S,
    answered_arp,
    deaf,
    names_answered_beyond,
    nearest_failed,
    ordered,
    quorum,
)
from netdoc.model.facts.dns_lookup import DnsOutcome, Question, ResolverRole
from netdoc.model.facts.link_state import LinkState, Neighbour
from netdoc.model.incident import Zone
from netdoc.model.site import Rung, RungKind
from tests.stories.office import ALL, ANCHORS, BEYOND, RUNGS, Office, at, with_rungs, without_rungs

MODEM = Rung(id="modem", kind=RungKind.MODEM, address="192.168.1.1")
ANCHORS_ONLY = without_rungs("router", "first_hop", "resolver")
SHOP = Rung(id="shop", kind=RungKind.SERVICE, address="shop.example", method="tcp:443")


def nearest(office, start=300, end=360):
    evidence = office.evidence()
    deaf_ids = frozenset(each.id for each in ordered(evidence) if deaf(evidence, each))
    return nearest_failed(evidence, at(start), at(end), deaf_ids)


@pytest.mark.parametrize(
    ("office", "rung", "good", "zone"),
    [
        (Office().fails(300, 361, *ALL), "router", None, Zone.NEAR),
        (Office().fails(300, 361, *BEYOND), "first_hop", "router", Zone.MIDDLE),
        (Office().fails(300, 361, "resolver", *ANCHORS), "anchors", "first_hop", Zone.FAR),
        (Office().fails(300, 361, *ANCHORS), "anchors", "resolver", Zone.FAR),
        (Office().fails(300, 361, "first_hop", *ANCHORS), "anchors", "resolver", Zone.FAR),
        (Office().fails(300, 361, "router", "resolver", *ANCHORS), "anchors", "first_hop", Zone.FAR),
        (Office(rungs=with_rungs(MODEM)).fails(300, 361, *BEYOND), "first_hop", "modem", Zone.MIDDLE),
        (Office(rungs=with_rungs(MODEM)).fails(300, 361, "modem", *BEYOND), "modem", "router", Zone.MIDDLE),
        (Office(rungs=without_rungs("router")).fails(300, 361, *BEYOND), "first_hop", None, Zone.ANY),
        (Office(rungs=ANCHORS_ONLY).fails(300, 361, *ANCHORS), "anchors", None, Zone.ANY),
        (Office().fails(0, 600, "router").fails(300, 361, *BEYOND), "first_hop", None, Zone.ANY),
        (Office().fails(0, 600, *ALL).link(310), "anchors", "router", Zone.MIDDLE),
        (Office().fails(0, 600, *ALL), "router", None, Zone.NEAR),
        (Office().fails(0, 600, *ALL).link(10, gateway_neighbour=Neighbour.SILENT), "router", None, Zone.NEAR),
        (Office().fails(300, 361, *ALL).link(10), "router", None, Zone.NEAR),
    ],
    ids=[
        "the router",
        "the first hop",
        "behind the first hop",
        "the resolver answered",
        "behind a rung that failed something answered",
        "behind a failed router the first hop answered",
        "the modem answered",
        "the modem failed first",
        "no router on the ladder",
        "anchors only",
        "a ping-deaf router says nothing",
        "a router that never answered pings but answers ARP",
        "a router that never answered anything",
        "a router that never answered pings nor ARP",
        "a router that answered pings before, and ARP still",
    ],
)  # fmt: skip
def test_the_nearest_rung_that_failed_is_found(office, rung, good, zone):
    found = nearest(office)

    assert (found.rung, found.good, found.zone) == (rung, good, zone)


@pytest.mark.parametrize(
    ("seconds", "carrier", "zone"),
    [(330, False, Zone.LINK), (330, True, Zone.NEAR), (200, False, Zone.LINK), (361, False, Zone.NEAR)],
    ids=["no carrier", "carrier", "none at the last look before", "none only after"],
)
def test_a_lost_carrier_of_the_own_link_comes_before_all(seconds, carrier, zone):
    found = nearest(Office().fails(300, 361, *ALL).link(seconds, carrier=carrier))

    assert (found.zone, found.rung == "own_link") == (zone, zone is Zone.LINK)


def test_behind_the_own_link_every_rung_is_set_aside():
    found = nearest(Office().fails(300, 361, *ALL).link(330, carrier=False))

    assert {each.rung for each in found.discarded} == set(ALL)


@pytest.mark.parametrize(
    ("modem_fails_at", "rung"), [(325, "modem"), (335, "modem"), (331, "modem"), (340, "first_hop")]
)
def test_what_fails_later_than_half_a_minute_may_be_a_consequence(modem_fails_at, rung):
    office = Office(rungs=with_rungs(MODEM)).fails(300, 400, *BEYOND)
    office.fails(300 if rung == "modem" else modem_fails_at, 400, "modem")

    assert nearest(office, 300, 400).rung == rung


@pytest.mark.parametrize(
    ("answers_until", "rung"), [(325, "first_hop"), (300, "modem")], ids=["answered at the onset", "never"]
)
def test_the_onset_decides_which_rung_failed(answers_until, rung):
    office = Office(rungs=with_rungs(MODEM)).fails(300, 400, *BEYOND).fails(answers_until, 400, "modem")

    assert (nearest(office, 300, 400).rung, ONSET_S) == (rung, 30.0)


def test_an_answer_later_than_the_onset_does_not_move_the_failure():
    office = Office(rungs=with_rungs(MODEM)).fails(300, 400, *BEYOND).fails(300, 332, "modem")

    assert nearest(office, 300, 400).rung == "modem"


def test_a_slow_rung_without_a_sample_at_the_onset_is_judged_by_the_whole_outage():
    slow = Rung(id="first_hop", kind=RungKind.FIRST_HOP, address="198.51.100.1", period_s=60.0)
    office = Office(rungs=with_rungs(slow)).fails(302, 420, *BEYOND)

    assert nearest(office, 302, 419).rung == "first_hop"


def test_the_routers_own_name_service_is_no_step_of_the_way():
    proxy = Rung(id="resolver", kind=RungKind.RESOLVER, address="192.168.7.1", role="router")
    found = nearest(Office(rungs=with_rungs(proxy)).fails(300, 361, "first_hop", *ANCHORS))

    assert (found.rung, found.zone) == ("first_hop", Zone.MIDDLE)


@pytest.mark.parametrize(
    ("rungs", "expected"),
    [
        (RUNGS, set(ANCHORS)),
        ((*without_rungs(*ANCHORS), SHOP), {"shop"}),
        (without_rungs(*ANCHORS), {"resolver"}),
        (without_rungs("resolver", *ANCHORS), {"first_hop"}),
        (without_rungs(*BEYOND), set()),
    ],
    ids=["anchors", "services", "the resolver", "the first hop", "nothing beyond the router"],
)
def test_the_quorum_is_the_anchors_or_else_the_farthest_there_are(rungs, expected):
    assert {each.id for each in quorum(Office(rungs=rungs).evidence())} == expected


def test_the_routers_own_name_service_is_no_quorum():
    proxy = Rung(id="resolver", kind=RungKind.RESOLVER, address="192.168.7.1", role="router")
    rungs = (*without_rungs("resolver", *ANCHORS), proxy)

    assert [each.id for each in quorum(Office(rungs=rungs).evidence())] == ["first_hop"]


def test_rungs_are_ordered_from_the_desk_outwards_and_unsampled_ones_left_out():
    office = Office(rungs=(SHOP, *RUNGS[::-1]))
    evidence = office.evidence()

    assert [each.kind for each in ordered(evidence)][:3] == [RungKind.ROUTER, RungKind.FIRST_HOP, RungKind.RESOLVER]
    assert ordered(Office(minutes=0).evidence()) == ()


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        (Office().fails(0, 600, "router"), True),
        (Office().fails(0, 599, "router"), False),
        (Office().fails(0, 600, *ALL), False),
        (Office(), False),
    ],
    ids=["never, though others did", "once", "nobody answered", "always"],
)
def test_deaf_is_who_never_answers_though_something_beyond_does(office, expected):
    assert deaf(office.evidence(), RUNGS[0]) is expected


def test_what_is_nearer_or_equally_far_does_not_make_a_rung_deaf():
    evidence = Office().fails(0, 600, "anchor_1").evidence()

    assert not deaf(evidence, next(each for each in RUNGS if each.id == "anchor_1"))


@pytest.mark.parametrize(
    ("told", "age_s", "look", "proves"),
    [
        (Neighbour.ANSWERS, None, 360, True),
        (Neighbour.ANSWERS, None, 359, False),
        (Neighbour.ANSWERS, 9, 310, True),
        (Neighbour.ANSWERS, 10, 310, False),
        (Neighbour.ANSWERS, 70, 360, False),
        (Neighbour.SILENT, 1, 360, False),
        (Neighbour.NOT_ASKED, 1, 360, False),
        (None, 1, 360, False),
    ],
)
def test_an_entry_of_the_address_table_proves_an_answer_only_after_its_time(told, age_s, look, proves):
    office = Office().link(look, gateway_neighbour=told, gateway_confirmed_s=age_s)
    (seen,) = office.evidence().readings(LinkState)

    assert answered_arp(seen, at(300)) is proves


@pytest.mark.parametrize(
    ("looks", "rung", "good", "zone"),
    [
        ({310: (Neighbour.ANSWERS, 2)}, "anchors", "router", Zone.MIDDLE),
        ({361: (Neighbour.ANSWERS, None)}, "anchors", "router", Zone.MIDDLE),
        ({310: (Neighbour.ANSWERS, None)}, "router", None, Zone.ANY),
        ({290: (Neighbour.ANSWERS, 1)}, "router", None, Zone.ANY),
        ({400: (Neighbour.ANSWERS, 20)}, "anchors", "router", Zone.MIDDLE),
        ({310: (Neighbour.SILENT, None)}, "router", None, Zone.NEAR),
        ({310: (Neighbour.ANSWERS, 60), 350: (Neighbour.SILENT, None)}, "router", None, Zone.NEAR),
        ({}, "router", None, Zone.NEAR),
    ],
    ids=[
        "answered in it",
        "still held a minute later",
        "held from before",
        "looked before it",
        "answered after it began",
        "does not answer",
        "gave up meanwhile",
        "nobody looked",
    ],
)
def test_a_router_that_never_answered_a_ping_is_placed_by_address_resolution(looks, rung, good, zone):
    office = Office().fails(0, 600, *ALL)
    for second, (told, age_s) in looks.items():
        office.link(second, gateway_neighbour=told, gateway_confirmed_s=age_s)
    evidence = office.evidence()
    near = nearest_failed(evidence, at(300), at(360), frozenset())

    assert (near.rung, near.good, near.zone) == (rung, good, zone)


def test_answers_of_name_servers_beyond_the_router_are_counted():
    office = Office(minutes=0).lookup(310, ResolverRole.ISP).lookup(320, ResolverRole.PUBLIC)
    office.lookup(330, ResolverRole.ROUTER).lookup(340, ResolverRole.ISP, DnsOutcome.SERVFAIL).lookup(
        400, ResolverRole.ISP
    )

    assert names_answered_beyond(office.evidence(), at(300), at(360)) == 2


@pytest.mark.parametrize(
    ("role", "question", "count"),
    [
        (ResolverRole.ISP, Question.RANDOM, 1),
        (ResolverRole.ISP, Question.CACHED, 0),
        (ResolverRole.PUBLIC, Question.CACHED, 1),
        (ResolverRole.PUBLIC, Question.RANDOM, 1),
        (ResolverRole.ROUTER, Question.RANDOM, 0),
        (ResolverRole.OFFICE, Question.RANDOM, 0),
    ],
)
def test_only_answers_that_came_from_the_internet_count(role, question, count):
    evidence = Office(minutes=0).lookup(310, role, question=question).evidence()

    assert names_answered_beyond(evidence, at(300), at(360)) == count
