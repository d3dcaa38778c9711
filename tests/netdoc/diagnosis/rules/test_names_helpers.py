"""Who answers name questions."""

import pytest

from netdoc.diagnosis.rules import lan_names, names_resolver
from netdoc.diagnosis.rules._names import LATE_US, Asked, intercepted, late, may_live_inside, of_the_office
from netdoc.model.facts.dns_identity import DnsIdentity
from netdoc.model.facts.dns_lookup import DnsLookup, DnsOutcome, Question, ResolverRole
from netdoc.model.facts.dnssec_pair import DnssecPair
from netdoc.model.finding import Bearing
from netdoc.model.plane import Plane
from tests.stories.episodes import a_name_failure, an_incident
from tests.stories.office import Office


@pytest.mark.parametrize(
    ("second", "held"), [(-360, True), (-361, False), (330, True), (1020, True), (1021, False)],
    ids=["660 s before", "longer before", "within", "660 s after", "longer after"],
)  # fmt: skip
def test_an_interception_holds_for_eleven_minutes_either_way(second, held):
    assert intercepted(Office(minutes=0).intercepts(second).evidence(), a_name_failure()) is held


def test_a_question_that_nobody_answered_is_no_interception():
    assert not intercepted(Office(minutes=0).intercepts(330, False).evidence(), a_name_failure())


@pytest.mark.parametrize(
    ("role", "second", "own"),
    [(ResolverRole.OFFICE, 300, True), (ResolverRole.OFFICE, 361, False), (ResolverRole.ISP, 330, False)],
)
def test_a_failure_is_the_office_s_own_by_the_role_of_the_rung_that_failed(role, second, own):
    office = Office(minutes=0).lookup(second, role)
    rung = "resolver_office" if role is ResolverRole.OFFICE else "resolver"

    assert of_the_office(office.evidence(), an_incident(rung=rung)) is own
    assert not of_the_office(office.evidence(), an_incident(rung="resolver_router"))


@pytest.mark.parametrize(
    ("address", "inside"),
    [("192.168.1.1", True), ("100.64.0.1", True), ("203.0.113.5", False), ("a.name", True)],
)
def test_private_and_shared_addresses_may_live_in_the_office(address, inside):
    assert may_live_inside(address) is inside
    assert may_live_inside(address, unknown=False) is (inside and address != "a.name")


@pytest.mark.parametrize(
    ("role", "distance", "held"),
    [(ResolverRole.PUBLIC, 1, True), (ResolverRole.PUBLIC, 2, True), (ResolverRole.ISP, 1, True),
     (ResolverRole.ISP, 2, False), (ResolverRole.ROUTER, 1, False), (ResolverRole.PUBLIC, None, False)],
)  # fmt: skip
def test_a_public_address_that_is_answered_for_nearby_is_intercepted(role, distance, held):
    fact = DnsIdentity(resolver="203.0.113.53", role=role, distance=distance)
    evidence = Office(minutes=0).sees(330, "resolver", fact, Plane.PATH).evidence()

    assert intercepted(evidence, a_name_failure()) is held


def lookup(question, took_us, outcome=DnsOutcome.NOERROR):
    return DnsLookup(
        resolver="203.0.113.53", role=ResolverRole.ISP, question=question, name="x", outcome=outcome,
        duration_us=took_us,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        (lookup(Question.CACHED, LATE_US), True),
        (lookup(Question.CACHED, LATE_US - 1), False),
        (lookup(Question.RANDOM, 9 * LATE_US), False),
        (lookup(Question.CACHED, 9 * LATE_US, DnsOutcome.SERVFAIL), False),
        (lookup(Question.CACHED, None), False),
    ],
    ids=["half a second", "a little less", "one to be fetched", "a failure", "no time"],
)
def test_only_a_name_in_memory_can_be_late(fact, expected):
    assert late(fact) is expected


@pytest.mark.parametrize(("took_us", "expected"), [(500_000, True), (499_999, False)])
def test_a_name_in_memory_is_late_by_half_a_second(took_us, expected):
    assert late(lookup(Question.CACHED, took_us)) is expected


def asked(told):
    """Questions as a string, in memory: `+` in time, `l` late; to be fetched: `r` worked, `-` failed."""
    facts = {
        "+": lookup(Question.CACHED, 20_000), "l": lookup(Question.CACHED, 800_000),
        "r": lookup(Question.RANDOM, 800_000), "-": lookup(Question.RANDOM, None, DnsOutcome.TIMEOUT),
    }  # fmt: skip
    office = Office(minutes=0)
    for index, each in enumerate(told):
        office.sees(310 + index, "resolver", facts[each], Plane.PATH)
    return Asked(office.evidence().readings(DnsLookup))


@pytest.mark.parametrize(
    ("told", "bad", "by_lateness", "sound"),
    [
        ("l", False, False, False),
        ("l+", False, False, True),
        ("ll", True, True, False),
        ("ll+", True, True, False),
        ("ll++", False, False, True),
        ("llrrrr", True, True, False),
        ("--ll", True, True, False),
        ("---ll", True, False, False),
        ("-", False, False, False),
        ("-l", False, False, False),
        ("--r", True, False, False),
        ("--rr", False, False, False),
        ("+", False, False, False),
        ("rr", False, False, True),
    ],
    ids=[
        "one late", "one of two late", "both late", "two of three late", "half late",
        "those to be fetched are no measure of lateness", "half failed, the rest late", "most failed, the rest late",
        "one failed", "one failed, one late", "two of three failed", "half failed", "one in time", "two fetched",
    ],
)  # fmt: skip
def test_a_resolver_is_mostly_bad_by_two_and_most_that_failed_or_were_late(told, bad, by_lateness, sound):
    own = asked(told)

    assert (own.mostly_bad, own.mostly_late, own.sound) == (bad, by_lateness, sound)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("--ll", "answered 2 of 2 questions for names in its memory late (median 800 ms)"),
        ("---ll", "failed 3 of 5 questions"),
        ("-l++", "answered 1 of 3 questions for names in its memory late (median 800 ms)"),
        ("-r", "failed 1 of 2 questions"),
    ],
    ids=["half failed, the rest late", "most failed, the rest late", "one of either", "none late"],
)
def test_failures_are_told_before_lateness_only_where_most_failed(told, words):
    assert asked(told).words == words


@pytest.mark.parametrize("other", [True, False], ids=["another one answers the name", "nobody else was asked"])
@pytest.mark.parametrize("role", [ResolverRole.ISP, ResolverRole.OFFICE])
def test_a_failure_by_checking_signatures_is_told_where_the_name_is_sound(role, other):
    office = Office(minutes=0).lookup(310, role, DnsOutcome.SERVFAIL).lookup(320, role, DnsOutcome.SERVFAIL)
    for second in (310, 320):
        office.lookup(second, ResolverRole.PUBLIC, resolver="198.51.100.1")
    told = {"signed": "good.example", "broken": "bad.example"}
    bad = DnssecPair(
        resolver="203.0.113.53", role=role, signed_outcome=DnsOutcome.SERVFAIL, signed_unchecked=DnsOutcome.NOERROR,
        **told,
    )  # fmt: skip
    office.sees(300, "resolver", bad, Plane.PATH)
    if other:
        good = DnssecPair(resolver="198.51.100.1", role=ResolverRole.PUBLIC, signed_outcome=DnsOutcome.NOERROR, **told)
        office.sees(300, "resolver_public", good, Plane.PATH)
    rule = names_resolver if role is ResolverRole.ISP else lan_names
    finding = rule.RULE.judge(office.evidence(), a_name_failure())

    assert finding.bearing is Bearing.BLAMES
    assert ("its own clock or trust anchor is wrong" in finding.sentence) is other
