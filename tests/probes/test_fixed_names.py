"""Names whose addresses are known, asked of real servers on loopback."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from types import SimpleNamespace

import dns.message
import dns.rcode
import dns.rrset
import pytest

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.dns_lookup import DnsOutcome
from netdoc.model.facts.fixed_answer import FixedAnswer
from netdoc.model.observation import Gap, Observation, Seen
from netdoc.model.site import FixedName, NameTests, Rung, RungKind, Site
from probes.fixed_names import PROBE
from tests.probes.wire.at_port import AtPort
from tests.probes.wire.loopback import RealClock
from tests.probes.wire.resolver import Manner, resolver

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
ADDRESS = "192.0.2.53"
RUNG = Rung(id="resolver", kind=RungKind.RESOLVER, address=ADDRESS, role="isp")
MAIL = FixedName(name="mail.example.org", addresses=("198.51.100.25", "198.51.100.26"))
WEB = FixedName(name="web.example.org", addresses=("198.51.100.80",))
SITE = Site(id="office", rungs=(RUNG,), names=NameTests(fixed=(MAIL, WEB)))


def gives(*addresses: str) -> Manner:
    def manner(query: dns.message.Message) -> list[bytes]:
        response = dns.message.make_response(query)
        if addresses:
            response.answer.append(dns.rrset.from_text(query.question[0].name, 60, "IN", "A", *addresses))
        return [response.to_wire()]

    return manner


def fails(code: dns.rcode.Rcode) -> Manner:
    def manner(query: dns.message.Message) -> list[bytes]:
        response = dns.message.make_response(query)
        response.set_rcode(code)
        return [response.to_wire()]

    return manner


def seen_at(manner: Manner) -> tuple[Sequence[Observation], AtPort, Capture]:
    with resolver(manner) as here:
        outside = AtPort({ADDRESS: here.port})

        async def collect() -> Sequence[Capture]:
            return await PROBE.collect(SITE, SimpleNamespace(dns=outside, clock=RealClock()))  # type: ignore[arg-type]

        (capture,) = asyncio.run(collect())
    return PROBE.read(SITE, [capture]), outside, capture


def facts(manner: Manner) -> list[FixedAnswer]:
    seen, _, _ = seen_at(manner)
    return [each.fact for each in seen if isinstance(each, Seen) and isinstance(each.fact, FixedAnswer)]


@pytest.mark.parametrize(
    ("manner", "wrong"),
    [
        (gives("198.51.100.25"), False),
        (gives("198.51.100.26", "198.51.100.25"), False),
        (gives("198.51.100.25", "203.0.113.9"), True),
        (gives("203.0.113.9"), True),
        (gives(), True),
        (fails(dns.rcode.NXDOMAIN), True),
        (fails(dns.rcode.SERVFAIL), False),
        (lambda query: [], False),
    ],
    ids=["one of its own", "both", "one more", "another", "none", "does not exist", "a failure", "silence"],
)
def test_an_answer_is_wrong_when_it_holds_what_the_name_does_not_have(manner, wrong):
    assert facts(manner)[0].wrong is wrong


def test_each_fixed_name_is_asked_of_each_resolver():
    found = facts(gives("198.51.100.25"))

    assert [(each.name, each.addresses, each.expected) for each in found] == [
        ("mail.example.org", ("198.51.100.25",), MAIL.addresses),
        ("web.example.org", ("198.51.100.25",), WEB.addresses),
    ]


def test_a_silent_server_is_not_asked_for_the_others():
    seen, outside, _ = seen_at(lambda query: [])

    assert [each.fact.outcome for each in seen if isinstance(each, Seen) and isinstance(each.fact, FixedAnswer)] == [
        DnsOutcome.TIMEOUT
    ]
    assert {name for name, _ in outside.asked} == {"mail.example.org"}


def test_without_fixed_names_nothing_is_asked():
    assert PROBE.applies(SITE)
    assert not PROBE.applies(Site(id="office", rungs=(RUNG,)))


def test_what_cannot_be_asked_is_a_gap():
    note = {"netdoc": "fixed/1", "rung": "resolver", "role": "isp", "server": "x", "questions": [
        {"name": "mail.example.org", "expected": ["198.51.100.25"], "tries": 0, "ended": "not_asked", "why": "no way"}
    ]}  # fmt: skip

    (gap,) = PROBE.read(SITE, [Capture(json.dumps(note).encode(), AT, "resolver", "dns")])

    assert isinstance(gap, Gap)
    assert (gap.what, gap.why) == ("FixedAnswer", "no way")


@pytest.mark.parametrize("change", [{"netdoc": "x"}, {"questions": 5}, {"role": "nobody"}, {"questions": [{}]}])
def test_a_capture_of_another_form_is_unreadable_and_nothing_else(change):
    _, _, capture = seen_at(gives("198.51.100.25"))

    with pytest.raises(UnreadableCapture):
        body = json.dumps({**json.loads(capture.body), **change}).encode()
        PROBE.read(SITE, [Capture(body, AT, "resolver", "dns")])


def test_the_bytes_of_an_answer_are_not_kept_for_they_may_hold_the_office_s_addresses():
    _, _, capture = seen_at(gives("192.168.7.25"))

    assert b"wire_hex" not in capture.body
    assert b"192.168.7.25" in capture.body
