"""The pair of a sound and a broken signature, asked of real servers on loopback."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest

from netdoc.errors import CannotMeasure, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.dns_lookup import DnsOutcome, ResolverRole
from netdoc.model.facts.dnssec_pair import DnssecPair
from netdoc.model.observation import Gap, Observation, Seen
from netdoc.model.site import NameTests, Rung, RungKind, Site
from probes.dnssec import PROBE
from tests.probes.wire.at_port import AtPort
from tests.probes.wire.loopback import RealClock
from tests.probes.wire.resolver import Manner, resolver

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
ADDRESS = "192.0.2.53"
RUNG = Rung(id="resolver", kind=RungKind.RESOLVER, address=ADDRESS, role="isp")
SITE = Site(id="office", rungs=(RUNG,), names=NameTests(signed="good.example.org", broken="bad.example.org"))


def server(*, checks: bool, clock_right: bool = True, up: bool = True) -> Manner:
    """A resolver that checks signatures or not, and by a right or a wrong clock."""

    def manner(query: dns.message.Message) -> list[bytes]:
        if not up:
            return []
        name = query.question[0].name
        response = dns.message.make_response(query, recursion_available=True)
        bogus = name.to_text() == "bad.example.org." or not clock_right
        if checks and bogus and not query.flags & dns.flags.CD:
            response.set_rcode(dns.rcode.SERVFAIL)
        else:
            response.answer.append(dns.rrset.from_text(name, 300, "IN", "A", "198.51.100.7"))
        return [response.to_wire()]

    return manner


def seen_at(manner: Manner, site: Site = SITE) -> tuple[Sequence[Observation], AtPort, Sequence[Capture]]:
    with resolver(manner) as here:
        outside = AtPort({ADDRESS: here.port})

        async def collect() -> Sequence[Capture]:
            return await PROBE.collect(site, SimpleNamespace(dns=outside, clock=RealClock()))  # type: ignore[arg-type]

        captures = asyncio.run(collect())
    return PROBE.read(site, captures), outside, captures


def told(manner: Manner) -> DnssecPair:
    (seen,), _, _ = seen_at(manner)
    assert isinstance(seen, Seen)
    assert isinstance(seen.fact, DnssecPair)
    assert seen.subject == "resolver"
    return seen.fact


def test_a_resolver_that_checks_keeps_the_broken_name_back_and_gives_it_unchecked():
    fact = told(server(checks=True))

    assert (fact.signed_outcome, fact.signed_unchecked) == (DnsOutcome.NOERROR, None)
    assert (fact.broken_outcome, fact.broken_unchecked) == (DnsOutcome.SERVFAIL, DnsOutcome.NOERROR)
    assert (fact.validates, fact.breaks_signed) == (True, False)


def test_a_resolver_that_does_not_check_gives_both():
    fact = told(server(checks=False))

    assert (fact.validates, fact.breaks_signed) == (False, False)


def test_a_wrong_clock_fails_the_sound_name_and_gives_it_unchecked():
    fact = told(server(checks=True, clock_right=False))

    assert (fact.signed_outcome, fact.signed_unchecked) == (DnsOutcome.SERVFAIL, DnsOutcome.NOERROR)
    assert (fact.validates, fact.breaks_signed) == (None, True)


def test_a_server_that_fails_everything_is_not_said_to_check():
    def failing(query: dns.message.Message) -> list[bytes]:
        response = dns.message.make_response(query)
        response.set_rcode(dns.rcode.SERVFAIL)
        return [response.to_wire()]

    fact = told(failing)

    assert (fact.validates, fact.breaks_signed) == (None, False)


def test_a_silent_server_is_asked_for_the_first_name_only():
    (seen,), outside, _ = seen_at(server(checks=True, up=False))

    assert isinstance(seen, Seen)
    assert isinstance(seen.fact, DnssecPair)
    assert (seen.fact.signed_outcome, seen.fact.broken_outcome) == (DnsOutcome.TIMEOUT, None)
    assert [name for name, _ in outside.asked] == ["good.example.org"] * 2


def test_the_names_are_the_site_s_and_unchecked_is_asked_for_only_after_a_failure():
    _, outside, _ = seen_at(server(checks=True))

    assert outside.asked == [
        ("good.example.org", {"unchecked": False}),
        ("bad.example.org", {"unchecked": False}),
        ("bad.example.org", {"unchecked": True}),
    ]


def test_what_cannot_be_asked_is_a_gap():
    async def collect() -> Sequence[Capture]:
        outside: Any = SimpleNamespace(dns=AtPort({}), clock=RealClock())
        rung = Rung(id="resolver", kind=RungKind.RESOLVER, address="not-an-address", role="isp")
        return await PROBE.collect(Site(id="office", rungs=(rung,)), outside)

    (gap,) = PROBE.read(SITE, asyncio.run(collect()))

    assert isinstance(gap, Gap)
    assert gap.what == "DnssecPair"


def test_a_site_without_resolvers_has_nothing_to_ask():
    assert not PROBE.applies(Site(id="office"))
    with pytest.raises(CannotMeasure):
        asyncio.run(PROBE.collect(Site(id="office"), SimpleNamespace()))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        {"netdoc": "dnssec/2"}, {"questions": []}, {"questions": 7}, {"questions": [{"ended": "answer"}]},
        {"role": "x"},
        {"questions": [{"name": "a", "unchecked": False, "ended": "answer", "duration_us": 1, "wire_hex": "00"}]},
        {"questions": [{"name": "a", "unchecked": False, "ended": "answer", "duration_us": 1, "wire_hex": "zz"}]},
    ],
)  # fmt: skip
def test_a_capture_of_another_form_is_unreadable_and_nothing_else(change):
    _, _, (capture,) = seen_at(server(checks=True))
    body = json.dumps({**json.loads(capture.body), **change}).encode()

    with pytest.raises(UnreadableCapture):
        PROBE.read(SITE, [Capture(body, AT, "resolver", "dns")])


def test_the_role_is_the_rung_s():
    assert told(server(checks=True)).role is ResolverRole.ISP
