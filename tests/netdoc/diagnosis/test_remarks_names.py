"""Remarks on name servers: what is said, and when nothing is."""

import pytest

from netdoc.diagnosis.remarks_names import name_remarks
from netdoc.model.facts.dns_identity import DnsIdentity
from netdoc.model.facts.dns_lookup import DnsLookup, DnsOutcome, Question, ResolverRole
from netdoc.model.facts.dnssec_pair import DnssecPair
from netdoc.model.facts.fixed_answer import FixedAnswer
from netdoc.model.facts.secure_lookup import Carrier, SecureEnd, SecureLookup
from netdoc.model.plane import Plane
from tests.stories.office import Office

ISP, PUBLIC, ROUTER, OFFICE = ResolverRole.ISP, ResolverRole.PUBLIC, ResolverRole.ROUTER, ResolverRole.OFFICE
ADDRESS = {ISP: "203.0.113.53", PUBLIC: "198.51.100.53", ROUTER: "192.168.1.1", OFFICE: "192.168.1.10"}
NOERROR, SERVFAIL, NXDOMAIN = DnsOutcome.NOERROR, DnsOutcome.SERVFAIL, DnsOutcome.NXDOMAIN


def sees(office, fact, second=60, plane=Plane.PATH):
    return office.sees(second, f"resolver_{fact.role.value}", fact, plane)


def said(*facts):
    office = Office(minutes=0)
    for number, each in enumerate(facts):
        sees(office, each, 60 + number)
    return name_remarks(office.evidence())


def pair(role, signed_outcome, unchecked=None):
    return DnssecPair(
        resolver=ADDRESS[role], role=role, signed="good.example", signed_outcome=signed_outcome,
        signed_unchecked=unchecked, broken="bad.example",
    )  # fmt: skip


def test_a_server_whose_checking_fails_a_sound_name_is_told_where_another_one_answers_it():
    (told,) = said(pair(ISP, SERVFAIL, NOERROR), pair(PUBLIC, NOERROR))

    assert "the isp name server 203.0.113.53 fails the rightly signed name good.example 1 of 1 times" in told
    assert "its clock, or its trust anchor" in told


@pytest.mark.parametrize(
    "facts",
    [
        (pair(ISP, SERVFAIL, NOERROR),),
        (pair(ISP, SERVFAIL, NOERROR), pair(PUBLIC, SERVFAIL, NOERROR)),
        (pair(ISP, SERVFAIL, SERVFAIL), pair(PUBLIC, NOERROR)),
        (pair(ISP, NOERROR), pair(PUBLIC, NOERROR)),
    ],
    ids=["nobody else was asked", "all fail it: the name may be at fault", "it fails unchecked too", "all answer"],
)
def test_of_checking_nothing_is_said_where_the_name_itself_may_be_wrong(facts):
    assert said(*facts) == ()


@pytest.mark.parametrize(
    ("distances", "words"),
    [
        ((1,), "answered on the way by the office's router or this computer itself: one sent"),
        ((3,), "answered on the way, 3 hops away: one sent"),
        ((None,), "answered on the way: one sent"),
        ((None, 3), "answered on the way, 3 hops away: one sent"),
        ((1, 3), "answered on the way: one sent"),
    ],
    ids=["the first hop", "the third hop", "not known", "known once", "two places"],
)
def test_where_questions_are_answered_on_the_way_is_told_where_all_looks_agree(distances, words):
    office = Office(minutes=0)
    for number, each in enumerate(distances):
        office.intercepts(60 + number, distance=each)

    assert words in "".join(name_remarks(office.evidence()))


def random_name(outcome=NOERROR, answers=1, question=Question.RANDOM):
    return DnsLookup(
        resolver=ADDRESS[ISP], role=ISP, question=question, name="kqzv.example.com", outcome=outcome, answers=answers
    )


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ([random_name()] * 2, "gave an address for 2 of 2 names"),
        ([*[random_name()] * 2, random_name(NXDOMAIN, 0)], "gave an address for 2 of 3 names"),
        ([*[random_name()] * 2, random_name(question=Question.CACHED)], "gave an address for 2 of 2 names"),
        ([random_name()], ""),
        ([random_name(answers=0)] * 2, ""),
        ([random_name(NXDOMAIN, 1)] * 2, ""),
        ([random_name(question=Question.CACHED)] * 2, ""),
    ],
    ids=[
        "twice", "two of three", "a name that exists is not counted", "once is too few", "an empty answer",
        "said not to exist", "names that exist",
    ],
)  # fmt: skip
def test_a_server_that_gives_addresses_for_names_that_do_not_exist_is_told(facts, words):
    told = "".join(said(*facts))

    assert bool(told) is bool(words)
    assert words in told


def identity(role, *, name=None, distance=None, address=None):
    return DnsIdentity(resolver=address or ADDRESS[role], role=role, server_id=name, distance=distance)


@pytest.mark.parametrize(
    ("role", "distance", "address", "words"),
    [
        (PUBLIC, 1, None, "answered by the office's router or this computer itself: one with a hop limit of 1"),
        (PUBLIC, 2, None, "answered by the box at the second hop"),
        (ISP, 1, None, "the isp name server 203.0.113.53 are answered by the office's router"),
        (ISP, 2, None, ""),
        (PUBLIC, None, None, ""),
        (ISP, 1, "10.0.0.53", ""),
        (PUBLIC, 1, "192.168.9.1", ""),
        (ROUTER, 1, None, ""),
        (OFFICE, 1, "203.0.113.77", ""),
    ],
    ids=[
        "public at one hop", "public at two", "the provider's at one", "the provider's may be at two", "not near",
        "a private address may be near", "a private one called public", "the router is near", "the office's is near",
    ],
)  # fmt: skip
def test_a_server_of_the_internet_that_is_answered_for_within_the_office_is_told(role, distance, address, words):
    told = said(identity(role, distance=distance, address=address))

    assert bool(told) is bool(words)
    assert words in "".join(told)


@pytest.mark.parametrize(("role", "distance", "told"), [(PUBLIC, 1, True), (PUBLIC, 2, False), (ISP, 1, False)])
def test_at_the_modem_all_is_one_hop_nearer(role, distance, told):
    office = sees(Office(minutes=0), identity(role, distance=distance))
    evidence = office.evidence()
    object.__setattr__(evidence.site, "at_modem", True)

    assert bool(name_remarks(evidence)) is told


@pytest.mark.parametrize(
    ("ours", "other", "role", "told"),
    [("ns7", "ns7", PUBLIC, True), ("ns7", "ns8", PUBLIC, False), ("localhost", "localhost", PUBLIC, False),
     (None, None, PUBLIC, False), ("ns7", "ns7", ROUTER, False)],
    ids=["one name", "two names", "a name that all have", "neither tells", "a router passes questions on"],
)  # fmt: skip
def test_two_operators_servers_with_one_name_are_told(ours, other, role, told):
    assert bool(said(identity(ISP, name=ours), identity(role, name=other))) is told


def fixed(role, *addresses, outcome=NOERROR):
    return FixedAnswer(
        resolver=ADDRESS[role], role=role, name="mail.example", outcome=outcome, addresses=addresses,
        expected=("198.51.100.25",),
    )  # fmt: skip


RIGHT = "198.51.100.25"


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ([fixed(ISP, "203.0.113.9")] * 2 + [fixed(PUBLIC, RIGHT)] * 2, "gave 203.0.113.9 for mail.example"),
        ([fixed(ISP, outcome=NXDOMAIN)] * 2 + [fixed(PUBLIC, RIGHT)] * 2, "gave no address for mail.example"),
        ([fixed(ISP, "203.0.113.9"), fixed(PUBLIC, RIGHT)], ""),
        ([fixed(ISP, "203.0.113.9"), fixed(ISP, RIGHT), fixed(PUBLIC, RIGHT)], ""),
        ([fixed(ISP, "203.0.113.9")] * 2 + [fixed(PUBLIC, "203.0.113.9")] * 2, "no name server gave mail.example"),
        ([fixed(ISP, outcome=SERVFAIL)] * 3 + [fixed(PUBLIC, RIGHT)] * 2, ""),
        ([fixed(OFFICE, "192.168.1.25")] * 3 + [fixed(ISP, RIGHT)] * 2, ""),
        ([fixed(OFFICE, "203.0.113.9")] * 3 + [fixed(ISP, RIGHT)] * 2, "the office name server 192.168.1.10"),
        ([fixed(ISP, RIGHT)] * 4, ""),
    ],
    ids=[
        "another address", "said not to exist", "once is too few", "now and then right", "all alike",
        "a failure is no answer", "the office's own address", "a strange one at the office's", "right",
    ],
)  # fmt: skip
def test_only_names_of_known_address_are_compared_and_only_an_answer_can_be_wrong(facts, words):
    told = "".join(said(*facts))

    assert bool(told) is bool(words)
    assert words in told


def secure(ended, over=Carrier.TLS):
    return SecureLookup(
        resolver=ADDRESS[PUBLIC], role=PUBLIC, over=over, server_name="dns.example", ended=ended,
        outcome=NOERROR if ended is SecureEnd.ANSWERED else None,
    )  # fmt: skip


def with_plain(plain, *facts):
    office = Office(minutes=0)
    for number, each in enumerate(plain):
        outcome = DnsOutcome.NXDOMAIN if each == "+" else DnsOutcome.TIMEOUT
        office.lookup(10 + number, PUBLIC, outcome, Question.RANDOM)
    for each in facts:
        sees(office, each)
    return "".join(name_remarks(office.evidence()))


@pytest.mark.parametrize(
    ("plain", "facts", "words"),
    [
        ("--", [secure(SecureEnd.ANSWERED)], "answered none of 2 plain name questions, and 1 of 1 inside TLS"),
        ("-+", [secure(SecureEnd.ANSWERED)], ""),
        ("-", [secure(SecureEnd.ANSWERED)], ""),
        ("--", [secure(SecureEnd.TIMEOUT)], ""),
        ("++", [secure(SecureEnd.REFUSED)], ""),
        ("++", [secure(SecureEnd.WRONG_NAME)], "showed a certificate that is not dns.example's"),
        ("++", [secure(SecureEnd.WRONG_NAME), secure(SecureEnd.ANSWERED, Carrier.HTTPS)], ""),
        ("++", [secure(SecureEnd.WRONG_TIME)], "not valid at this computer's time"),
    ],
    ids=[
        "plain fails, inside works", "plain works at times", "asked once", "neither works", "a closed port alone",
        "a strange certificate", "one carrier works", "a certificate out of its time",
    ],
)  # fmt: skip
def test_questions_inside_tls_are_a_contrast_and_nothing_more(plain, facts, words):
    told = with_plain(plain, *facts)

    assert bool(told) is bool(words)
    assert words in told
