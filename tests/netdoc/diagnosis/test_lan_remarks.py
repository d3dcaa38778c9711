"""Remarks on the boxes of the office network: what is said, and when nothing is."""

import pytest

from netdoc.diagnosis.lan_remarks import lan_remarks
from netdoc.diagnosis.remarks import remarks
from netdoc.model.facts.ipv6_routers import Ipv6Router, Ipv6Routers
from netdoc.model.facts.link_state import LinkKind
from netdoc.model.facts.router_announcements import RouterAnnouncement, RouterAnnouncements
from netdoc.model.plane import Plane
from tests.stories.office import ALL, Office

A, B = "3c:a6:2f:xx:xx:01", "02:00:00:xx:xx:09"


def said(office):
    return lan_remarks(office.evidence())


def test_a_sound_office_gets_no_remark():
    office = Office(minutes=2).link(0, gateway_mac=A).link(60, gateway_mac=A).holders(30, A)

    assert said(office) == []


@pytest.mark.parametrize(
    ("office", "words"),
    [
        (Office(minutes=2).fails(0, 999, "router"), "answered none of 120 pings, and what"),
        (Office(minutes=2).fails(0, 999, "router").holders(30), "none of 120 pings and no address probe, and what"),
        (Office(minutes=2).fails(0, 999, "router").holders(30).holders(90, A), "none of 120 pings, and what"),
    ],
    ids=["to pings", "to address probes too", "to one of two"],
)
def test_a_router_that_answers_nothing_and_carries_packets_is_told(office, words):
    (sentence,) = said(office)

    assert words in sentence
    assert "nothing is concluded" in sentence


@pytest.mark.parametrize("lost", [(0, 60), (0, 119)])
def test_a_router_that_answered_once_is_not_deaf(lost):
    assert said(Office(minutes=2).fails(*lost, "router")) == []


def test_nothing_is_said_of_a_router_behind_which_nothing_answers():
    assert said(Office(minutes=2).fails(0, 999, *ALL)) == []


@pytest.mark.parametrize(
    ("macs", "words"),
    [
        ((A, A, B, B), f"changed once between 2026-03-02 08:01:00 and 08:02:00 UTC, from {A} (AVM) to {B}; if"),
        (
            (A, B, A, A),
            f"changed 2 times, last between 2026-03-02 08:01:00 and 08:02:00 UTC, from {B} to {A} (AVM); if",
        ),
        ((A, B, A, B), ""),
        ((A, A, None, A), ""),
    ],
    ids=["replaced", "tried", "to and fro is LAN08's", "one"],
)
def test_another_box_in_the_gateways_place_is_told_with_the_step_that_would_explain_it(macs, words):
    office = Office(minutes=0)
    for number, mac in enumerate(macs):
        office.link(60 * number, gateway_mac=mac)

    (sentence,) = said(office) or ("",)

    assert words in sentence
    assert ("netdoc step note" in sentence) is bool(words)


def test_by_wifi_another_box_may_answer_for_the_gateway_and_nothing_is_said():
    office = Office(minutes=0).link(0, gateway_mac=A, link=LinkKind.WIFI).link(60, gateway_mac=B, link=LinkKind.WIFI)

    assert said(office) == []


def routers(*told, networks=("2001:db8:1::/64",), held_twice=()):
    fact = Ipv6Routers(
        routers=tuple(
            Ipv6Router(interface=where, address=address, mac=mac, maker=by) for where, address, mac, by in told
        ),
        networks=networks,
        held_twice=held_twice,
    )
    return Office(minutes=0).sees(0, "host", fact, Plane.HOST)


ONE, TWO = ("eth0", "fe80::1", A, "AVM"), ("eth0", "fe80::9", B, None)


@pytest.mark.parametrize(
    ("office", "words"),
    [
        (routers(ONE, TWO), "routers offer IPv6 on eth0: fe80::1 (AVM) and fe80::9; if"),
        (
            routers(ONE, TWO, networks=("2001:db8:1::/64", "2001:db8:2::/64")),
            "fe80::9, and 2 networks are announced; if",
        ),
        (routers(ONE, ("eth0", "fe80::9", None, None)), "fe80::1 (AVM) and fe80::9"),
        (routers(ONE), ""),
        (routers(ONE, ("eth0", "fe80::2", A, "AVM")), ""),
        (routers(ONE, ("wlan0", "fe80::9", B, None)), ""),
        (routers(ONE, ("eth0", "fe80::5", "00:00:5e:xx:xx:07", None)), ""),
        (routers(), ""),
    ],
    ids=["two", "two networks", "one is not known", "one", "one box", "on two links", "a pair's", "none"],
)
def test_a_second_router_for_ipv6_is_told(office, words):
    (sentence,) = said(office) or ("",)

    assert words in sentence
    assert ("only the office can tell" in sentence) is bool(words)


def heard(*told, office=None):
    routers_ = tuple(
        RouterAnnouncement(router=address, mac=mac, maker=by, lifetime_s=lifetime_s, networks=networks)
        for address, mac, by, lifetime_s, networks in told
    )
    fact = RouterAnnouncements(interface="eth0", listened_s=4.5, routers=routers_)
    return (office or Office(minutes=0)).sees(9, "host", fact, Plane.PATH)


FIRST = ("fe80::1", "3c:a6:2f:00:00:01", "AVM", 1800, ("2001:db8:1::/64",))
SECOND = ("fe80::9", "02:00:00:00:00:09", None, 1800, ("2001:db8:2::/64",))


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (
            (FIRST, SECOND),
            "2 routers announce themselves for IPv6 on eth0: fe80::1 (AVM) and fe80::9, with 2 networks; if",
        ),
        ((FIRST, (*SECOND[:4], FIRST[4])), "fe80::1 (AVM) and fe80::9; if"),
        ((FIRST,), ""),
        ((FIRST, (*SECOND[:3], 0, SECOND[4])), ""),
        ((FIRST, (*SECOND[:3], None, SECOND[4])), ""),
        ((FIRST, ("fe80::2", *FIRST[1:])), ""),
        ((FIRST, ("fe80::5", "00:00:5e:00:02:07", *SECOND[2:])), ""),
        ((), ""),
    ],
    ids=["two", "one network", "one", "no way out", "not told", "one box", "a pair's", "none"],
)
def test_a_second_router_that_announces_itself_is_told(told, words):
    (sentence,) = said(heard(*told)) or ("",)

    assert words in sentence
    assert bool(sentence) is bool(words)


def test_what_was_heard_is_told_once_and_not_again_from_the_computers_own_table():
    (sentence,) = said(heard(FIRST, SECOND, office=routers(ONE, TWO)))

    assert "announce themselves" in sentence


def test_only_the_last_look_counts():
    office = routers(ONE, TWO).sees(60, "host", Ipv6Routers(), Plane.HOST)

    assert said(office) == []


def test_an_own_ipv6_address_held_twice_is_told_among_all_remarks():
    (sentence,) = remarks(routers(ONE, held_twice=("2001:db8:1::50",)).evidence())

    assert "2001:db8:1::50 is held by another device too" in sentence
