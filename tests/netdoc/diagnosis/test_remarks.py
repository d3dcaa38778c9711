"""Remarks: what is said of names and addresses, and when nothing is."""

from dataclasses import replace

import pytest

from netdoc.diagnosis.diagnose import diagnose
from netdoc.diagnosis.remarks import remarks
from netdoc.discover import rules
from netdoc.model.facts.address_families import AddressFamilies
from netdoc.model.facts.dns_lookup import DnsLookup, DnsOutcome, Question, ResolverRole
from netdoc.model.facts.host_power import HostPower
from netdoc.model.facts.path_trace import Hop, PathTrace
from netdoc.model.facts.proxy_settings import ProxySettings
from netdoc.model.facts.wan_session import SessionStatus, WanSession
from netdoc.model.facts.wifi_state import WifiState
from netdoc.model.plane import Plane
from netdoc.model.site import Contract, Rung, RungKind, SecondWay
from netdoc.model.verdict import Conclusion
from tests.stories.office import ANCHORS, Office, with_rungs
from tests.stories.other_ways import knocks, over_there


def asked(office, second, outcome, answers, *, question=Question.RANDOM, subject="resolver"):
    fact = DnsLookup(
        resolver="203.0.113.53", role=ResolverRole.ISP, question=question, name="kqzv.example.com", outcome=outcome,
        answers=answers,
    )  # fmt: skip
    return office.sees(second, subject, fact, Plane.PATH)


def said(office):
    return remarks(office.evidence())


@pytest.mark.parametrize(
    ("made_up", "honest", "told"), [(2, 0, "2 of 2"), (2, 3, "2 of 5"), (1, 0, ""), (1, 9, ""), (0, 5, "")]
)
def test_addresses_for_names_that_do_not_exist_are_told_from_the_second_on(made_up, honest, told):
    office = Office(minutes=0)
    for second in range(made_up):
        asked(office, second, DnsOutcome.NOERROR, 1)
    for second in range(honest):
        asked(office, 100 + second, DnsOutcome.NXDOMAIN, 0)

    (sentence,) = said(office) or ("",)

    assert told in sentence
    assert ("rewrites" in sentence) is bool(told)


@pytest.mark.parametrize(
    ("outcome", "answers", "question"),
    [
        (DnsOutcome.NOERROR, 0, Question.RANDOM),
        (DnsOutcome.NOERROR, 1, Question.CACHED),
        (DnsOutcome.SERVFAIL, 1, Question.RANDOM),
    ],
    ids=["an empty answer", "a name that exists", "a failure"],
)
def test_only_an_address_for_a_random_name_is_made_up(outcome, answers, question):
    office = Office(minutes=0)
    for second in range(3):
        asked(office, second, outcome, answers, question=question)

    assert said(office) == ()


def test_each_resolver_is_counted_alone():
    office = Office(minutes=0)
    for subject in ("resolver", "resolver_public"):
        asked(office, 1, DnsOutcome.NOERROR, 1, subject=subject)

    assert said(office) == ()


@pytest.mark.parametrize(
    ("distances", "where"),
    [((1,), "by the office's router"), ((3,), ", 3 hops away"), ((1, 3), "on the way:"), ((None,), "on the way:")],
)
def test_an_interception_is_told_with_where_it_sits_when_that_is_known(distances, where):
    office = Office(minutes=0)
    for second, distance in enumerate(distances):
        office.intercepts(second, distance=distance)

    (sentence,) = said(office)

    assert where in sentence
    assert "192.0.2.53" in sentence


def test_no_answer_from_nobody_is_no_remark():
    assert said(Office(minutes=0).intercepts(1, False)) == ()


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("100.64.0.1", "RFC 6598"), ("100.127.255.254", "RFC 6598"), ("100.63.255.254", ""), ("100.128.0.1", ""),
        ("192.168.1.2", "asked, not guessed"), ("10.0.0.2", "asked, not guessed"), ("172.16.0.2", "asked, not guessed"),
        ("172.32.0.2", ""), ("203.0.113.9", ""), ("0.0.0.0", ""), ("no address", ""), (None, ""),
    ],
)  # fmt: skip
def test_the_router_s_own_internet_address_tells_who_translates(address, word):
    fact = WanSession(status=SessionStatus.UP, external_address=address)

    sentences = said(Office(minutes=0).sees(5, "router", fact, Plane.ROUTER_BOX))

    assert len(sentences) == bool(word)
    assert all(word in each and address in each for each in sentences)


def test_the_last_address_counts():
    office = Office(minutes=0)
    for second, address in ((5, "100.64.0.1"), (6, "203.0.113.9")):
        office.sees(second, "router", WanSession(status=SessionStatus.UP, external_address=address), Plane.ROUTER_BOX)

    assert said(office) == ()


@pytest.mark.parametrize(
    ("addresses", "told"),
    [
        (("192.168.7.1", "100.70.0.1", "198.51.100.1"), True),
        (("192.168.7.1", None, "100.70.0.1"), True),
        (("100.70.0.1", "198.51.100.1"), False),
        (("192.168.7.1", "192.168.7.1", "198.51.100.1"), False),
        (("192.168.7.1", "10.0.0.1"), False),
        ((), False),
    ],
    ids=["second hop", "behind a silent one", "the router itself", "the router twice", "private", "nothing traced"],
)
def test_a_shared_address_on_the_path_is_told_and_no_translation_taken_for_shown(addresses, told):
    hops = tuple(Hop(ttl=ttl, address=each, sent=5, answered=5) for ttl, each in enumerate(addresses, 1))
    trace = PathTrace(target="192.0.2.1", hops=hops)

    sentences = said(Office(minutes=0).sees(5, "anchor_1", trace, Plane.PATH))

    assert len(sentences) == told
    assert all("100.70.0.1" in each and "not shown" in each for each in sentences)


@pytest.mark.parametrize(("router", "told"), [("100.70.0.1", 0), ("192.168.7.1", 1)], ids=["its own", "another's"])
def test_a_router_that_has_a_shared_address_itself_is_not_the_provider(router, told):
    office = Office(minutes=0, rungs=with_rungs(Rung(id="router", kind=RungKind.ROUTER, address=router)))
    hops = tuple(
        Hop(ttl=ttl, address=each, sent=5, answered=5) for ttl, each in enumerate(("10.0.0.1", "100.70.0.1"), 1)
    )

    assert len(said(office.sees(5, "anchor_1", PathTrace(target="192.0.2.1", hops=hops), Plane.PATH))) == told


def test_a_remark_stands_in_the_verdict_and_accuses_nobody():
    verdict = diagnose(Office(minutes=2).intercepts(10, distance=1).evidence(), rules())

    assert verdict.conclusion is Conclusion.NO_FAULT
    assert any("by the office's router" in each for each in verdict.limitations)


def families(office, second, v4, v6, *, subject="service_a", tried=2):
    fact = AddressFamilies(
        target=f"{subject}.example:443", v4_tried=tried, v4_answered=v4, v6_tried=tried, v6_answered=v6
    )
    return office.sees(second, subject, fact, Plane.PATH)


@pytest.mark.parametrize(
    ("v4", "v6", "tried", "broken"),
    [(2, 0, 2, "IPv6"), (0, 2, 2, "IPv4"), (2, 1, 2, ""), (1, 0, 2, ""), (0, 0, 2, ""), (2, 2, 2, ""), (1, 0, 1, "")],
    ids=["IPv6 fails", "IPv4 fails", "IPv6 once", "IPv4 once", "both fail", "both work", "tried once"],
)
def test_a_family_that_fails_where_the_other_one_works_is_named(v4, v6, tried, broken):
    sentences = said(families(Office(minutes=0), 5, v4, v6, tried=tried))

    assert len(sentences) == bool(broken)
    assert all(each.startswith(f"{broken} does not work") and "none of 2" in each for each in sentences)


def test_one_service_that_is_reached_by_the_family_excuses_it():
    office = families(families(Office(minutes=0), 5, 2, 0), 6, 2, 2, subject="service_b")

    assert said(office) == ()


def test_the_last_look_at_a_family_counts():
    assert said(families(families(Office(minutes=0), 5, 2, 0), 400, 2, 2)) == ()
    assert len(said(families(families(Office(minutes=0), 5, 2, 2), 400, 2, 0))) == 1


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"signal_dbm": -82.0}, "-82 dBm"),
        ({"signal_dbm": -75.0}, ""),
        ({"signal_dbm": -60.0, "signal_pct": 10}, ""),
        ({"signal_pct": 34}, "34 % by netsh"),
        ({"signal_pct": 50}, ""),
        ({"connected": False}, ""),
    ],
)
def test_a_computer_whose_wi_fi_is_weak_by_its_own_word_is_told_and_blames_nobody(told, expected):
    office = Office(minutes=10).sees(5, "reception-pc", WifiState(system="netsh", **told), Plane.HOST)

    found = [each for each in said(office) if "the Wi-Fi of reception-pc is weak" in each]
    assert len(found) == bool(expected)
    assert all(expected in each for each in found)
    assert diagnose(office.evidence(), rules()).conclusion is not Conclusion.FAULT


def test_the_last_look_at_a_computer_s_wi_fi_counts():
    office = Office(minutes=10)
    office.sees(5, "reception-pc", WifiState(system="netsh", signal_dbm=-84.0), Plane.HOST)
    office.sees(90, "reception-pc", WifiState(system="netsh", signal_dbm=-55.0), Plane.HOST)

    assert not said(office)


def on_battery(*looks):
    """Looks at the computer's power as (second, on its battery), beside an outage of everything from 300 s on."""
    office = Office(minutes=15).fails(300, 420, "first_hop", "resolver", *ANCHORS)
    for second, battery in looks:
        office.sees(second, "host", HostPower(on_battery=battery), Plane.HOST)
    return [each for each in said(office) if "went on its battery" in each]


def test_a_computer_that_loses_its_mains_as_an_outage_begins_says_so_and_no_more():
    (told,) = on_battery((250, False), (310, True), (500, False))

    assert "as I-001 began" in told
    assert "or somebody pulled its plug" in told


@pytest.mark.parametrize(
    "looks",
    [((250, False), (310, False)), ((310, True),), ((290, True), (310, False)), ((30, False), (310, True)),
     ((500, False), (560, True)), ((250, None), (310, True))],
    ids=["on the mains", "never seen on the mains", "came back", "looks far apart", "long after", "not known before"],
)  # fmt: skip
def test_nothing_is_said_of_a_computer_whose_mains_did_not_go_as_it_began(looks):
    assert on_battery(*looks) == []


@pytest.mark.parametrize(
    ("looks", "told"),
    [((None,), False), (("p:1",), True), (("p:1", None), False), ((None, "p:1"), True), ((), False)],
)
def test_a_proxy_of_the_computer_is_told_by_its_last_setting(looks, told):
    office = Office(minutes=0)
    for seconds, server in enumerate(looks):
        office.sees(seconds, "host", ProxySettings(server=server, told_by=server and "http_proxy"), Plane.HOST)

    assert any("the proxy p:1" in each for each in said(office)) is told


@pytest.mark.parametrize(
    ("word", "there", "told"),
    [("silent", None, True), ("silent", "silent", True), ("silent", "answers", False), ("answers", None, False),
     ("refused", None, False)],
)  # fmt: skip
def test_a_port_that_never_answered_by_any_way_is_told_to_prove_nothing(word, there, told):
    office = knocks(knocks(Office(minutes=0), 10, word), 130, word)
    if there:
        knocks(office, 131, there, there=True)

    assert any("silence proves nothing" in each for each in said(office)) is told


@pytest.mark.parametrize(
    ("looks", "told"),
    [
        (((325, False), (328, True)), 1),
        (((335, False), (340, True)), 0),
        (((260, False), (275, True)), 1),
        (((250, False), (265, True)), 0),
        (((140, False), (320, True)), 1),
        (((139, False), (320, True)), 0),
    ],
    ids=["25 s after it began", "35 s after it", "25 s before it", "35 s before it", "3 min apart", "more than 3 min"],
)
def test_the_mains_went_as_it_began_when_both_lie_within_half_a_minute_between_looks_three_minutes_apart(looks, told):
    assert len(on_battery(*looks)) == told


@pytest.mark.parametrize(
    ("way", "asked", "word"),
    [
        (SecondWay(interface="wwan0", isp="acme"), True, "no witness for or against"),
        (SecondWay(interface="wwan0"), True, "is not recorded"),
        (SecondWay(interface="wwan0", isp="Other"), True, ""),
        (SecondWay(interface="wwan0", isp="acme"), False, ""),
        (None, True, ""),
    ],
    ids=["the same provider's", "nobody said whose", "another provider's", "never asked", "in no file of the site"],
)
def test_a_second_path_that_is_a_weak_witness_is_told_once_it_was_asked(way, asked, word):
    office = Office(minutes=0, contract=Contract(isp="Acme"))
    evidence = (over_there(office, 5) if asked else office).evidence()
    evidence.site = replace(evidence.site, second_path=way)

    sentences = remarks(evidence)

    assert len(sentences) == bool(word)
    assert all(word in each for each in sentences)
