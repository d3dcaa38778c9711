"""Name servers side by side: only like with like, and what was not asked is said so."""

from __future__ import annotations

import pytest

from netdoc.model.case import Case
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dns_identity import DnsIdentity
from netdoc.model.facts.dns_lookup import DnsLookup, DnsOutcome, Question, ResolverRole
from netdoc.model.facts.dnssec_pair import DnssecPair
from netdoc.model.facts.fixed_answer import FixedAnswer
from netdoc.model.facts.secure_lookup import Carrier, SecureEnd, SecureLookup
from netdoc.model.observation import Seen
from netdoc.report.document import Table
from netdoc.report.sections.name_servers import SECTION, ranked
from netdoc.report.variants import Variant
from tests.netdoc.report.example_office import SITE, at, blank
from tests.netdoc.report.examples import view_of

ISP, PUBLIC = ResolverRole.ISP, ResolverRole.PUBLIC
ADDRESS = {ISP: "198.51.100.53", PUBLIC: "203.0.113.53"}
COMPARED, SHOWN = "Questions of one kind, server by server", "What else the servers showed"


def seen(fact, hour=0.0):
    return Seen(f"resolver_{fact.role.value}", at(hour), fact)


def lookups(role, *took_ms, question=Question.CACHED, failed=0):
    held = [
        DnsLookup(resolver=ADDRESS[role], role=role, question=question, name="x", outcome=DnsOutcome.NOERROR,
                  duration_us=each * 1000)
        for each in took_ms
    ]  # fmt: skip
    held += [
        DnsLookup(resolver=ADDRESS[role], role=role, question=question, name="x", outcome=DnsOutcome.TIMEOUT)
    ] * failed
    return [seen(each, number / 60) for number, each in enumerate(held)]


def tables(observations, variant=Variant.ISP) -> dict[str, list[tuple[str, ...]]]:
    evidence = Evidence(SITE, Case(), observations)
    blocks = SECTION.write(view_of(blank(evidence), evidence, variant))
    return {
        each.caption.split(" (")[0]: [tuple(cell.replace("\u00a0", " ") for cell in row) for row in each.rows]
        for each in blocks
        if isinstance(each, Table)
    }


def test_each_server_and_kind_of_question_has_its_count_interval_and_times():
    told = tables([
        *lookups(ISP, *range(1, 101), failed=25), *lookups(PUBLIC, 20, 30),
        *lookups(ISP, 200, question=Question.RANDOM),
    ])[COMPARED]  # fmt: skip

    assert told == [
        ("provider's 198.51.100.53", "a name it has in memory", "100 of 125 (80 %)", "72.1 % to 86.1 %", "50.0 ms",
         "95.0 ms"),
        ("public 203.0.113.53", "a name it has in memory", "2 of 2 (100 %)", "34.2 % to 100 %", "20.0 ms", "30.0 ms"),
        ("provider's 198.51.100.53", "a name that is new to it", "1 of 1 (100 %)", "20.7 % to 100 %", "200 ms",
         "too few"),
    ]  # fmt: skip


def test_a_server_that_never_answered_has_no_times():
    ((*_, median, high),) = tables(lookups(ISP, failed=4))[COMPARED]

    assert (median, high) == ("no answer", "no answer")


@pytest.mark.parametrize(
    ("values", "part", "expected"),
    [([7], 0.5, 7), ([1, 2], 0.5, 1), ([1, 2, 3], 0.5, 2), (range(1, 101), 0.95, 95), ([1, 2], 0.95, 2)],
)
def test_the_rank_is_the_nearest_one(values, part, expected):
    assert ranked(list(values), part) == expected


def test_what_else_a_server_showed_is_told_and_what_was_not_asked_too():
    pair = DnssecPair(
        resolver=ADDRESS[ISP], role=ISP, signed="good", signed_outcome=DnsOutcome.NOERROR, broken="bad",
        broken_outcome=DnsOutcome.NOERROR,
    )  # fmt: skip
    identity = DnsIdentity(resolver=ADDRESS[PUBLIC], role=PUBLIC, server_id="res7", software="unbound 1.19")
    secure = [
        SecureLookup(resolver=ADDRESS[PUBLIC], role=PUBLIC, over=over, server_name="dns.example", ended=ended)
        for over, ended in ((Carrier.TLS, SecureEnd.ANSWERED), (Carrier.HTTPS, SecureEnd.WRONG_NAME))
    ]
    fixed = [
        FixedAnswer(resolver=ADDRESS[PUBLIC], role=PUBLIC, name="mail", outcome=DnsOutcome.NOERROR, addresses=(each,),
                    expected=("192.0.2.25",))
        for each in ("192.0.2.25", "192.0.2.66")
    ]  # fmt: skip

    told = tables([seen(each) for each in (pair, identity, *secure, *fixed)])[SHOWN]

    assert told == [
        ("provider's 198.51.100.53", "no", "not asked", "not asked", "none given"),
        ("public 203.0.113.53", "not asked", "res7, unbound 1.19", "TLS 1 of 1 and HTTPS 0 of 1 (wrong name)",
         "1 of 2 wrong"),
    ]  # fmt: skip


def test_a_checking_that_breaks_sound_names_is_told_as_such():
    pair = DnssecPair(
        resolver=ADDRESS[ISP], role=ISP, signed="good", signed_outcome=DnsOutcome.SERVFAIL,
        signed_unchecked=DnsOutcome.NOERROR, broken="bad",
    )  # fmt: skip

    ((_, checks, *_),) = tables([seen(pair)])[SHOWN]

    assert checks == "yes, and fails a sound name by it"


@pytest.mark.parametrize("variant", [Variant.TELCO, Variant.HOSTING])
def test_readers_who_have_no_use_for_names_are_spared(variant):
    assert tables(lookups(ISP, 20, 20), variant) == {}


def test_where_no_name_was_asked_there_is_nothing():
    assert tables([]) == {}
