"""The DNS probe: each resolver's memory and its way onward, as facts; our own inability as a gap."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dns.message
import dns.rcode
import dns.rrset
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netdoc.errors import CannotMeasure, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.codec import to_plain
from netdoc.model.facts.dns_lookup import DnsLookup, DnsOutcome, Question, ResolverRole
from netdoc.model.observation import Gap, Observation, Seen
from netdoc.model.site import NameTests, Rung, RungKind, Site
from netdoc.ports import DnsAnswer
from probes._dns_message import BadMessage, summary
from probes.dns import CACHED_NAME, PROBE, RANDOM_ZONE
from probes.wire.dns import SystemDns
from tests.probes.wire.loopback import RealClock
from tests.probes.wire.resolver import Manner, Resolver, answer, resolver, well_mannered, with_rcode

AT = datetime(2026, 3, 1, 8, 15, tzinfo=UTC)
CAPTURES = Path(__file__).parents[1] / "captures" / "dns"


@dataclass(frozen=True)
class AtPort:
    """The real adapter; each resolver's address stands for a port of this machine, and waiting is cut short."""

    ports: dict[str, int]

    async def ask(self, server: str, name: str, qtype: str, *, timeout_s: float, port: int = 53) -> DnsAnswer:
        address = "127.0.0.1" if server in self.ports else server
        return await SystemDns(RealClock()).ask(
            address, name, qtype, timeout_s=min(timeout_s, 0.15), port=self.ports.get(server, port)
        )


def office(*rungs: Rung) -> Site:
    return Site(id="office", rungs=rungs)


def rung(name: str, role: str | None, address: str = "192.0.2.53") -> Rung:
    return Rung(id=name, kind=RungKind.RESOLVER, address=address, role=role)


def ask_all(site: Site, ports: dict[str, int]) -> Sequence[Observation]:
    outside: Any = SimpleNamespace(dns=AtPort(ports), clock=RealClock())

    async def collect() -> Sequence[Capture]:
        return await PROBE.collect(site, outside)

    return PROBE.read(site, asyncio.run(collect()))


def lookups(manner: Manner) -> tuple[Resolver, dict[Question, DnsLookup]]:
    with resolver(manner) as server:
        seen = ask_all(office(rung("resolver", "isp")), {"192.0.2.53": server.port})
    assert all(isinstance(each, Seen) and each.subject == "resolver" for each in seen)
    facts = [each.fact for each in seen if isinstance(each, Seen)]
    return server, {each.question: each for each in facts if isinstance(each, DnsLookup)}


def test_a_sound_resolver_knows_the_common_name_and_asks_onward_for_the_random_one() -> None:
    _, found = lookups(well_mannered)

    assert found[Question.CACHED].outcome is DnsOutcome.NOERROR
    assert found[Question.CACHED].answers == 1
    assert found[Question.RANDOM].outcome is DnsOutcome.NXDOMAIN
    assert all(each.worked and each.tries == 1 and each.duration_us for each in found.values())


def test_the_common_name_is_asked_twice_and_the_random_one_is_new_and_twelve_letters_long() -> None:
    server, found = lookups(well_mannered)
    again, _ = lookups(well_mannered)

    assert server.asked[:2] == [CACHED_NAME, CACHED_NAME]
    label, _, zone = server.asked[2].partition(".")
    assert (len(label), label.isalpha(), zone) == (12, True, RANDOM_ZONE)
    assert found[Question.RANDOM].name == server.asked[2] != again.asked[2]


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        (dns.rcode.SERVFAIL, DnsOutcome.SERVFAIL),
        (dns.rcode.REFUSED, DnsOutcome.REFUSED),
        (dns.rcode.NOTIMP, DnsOutcome.OTHER),
    ],
)
def test_a_failure_code_is_a_fact_about_the_resolver(code: dns.rcode.Rcode, outcome: DnsOutcome) -> None:
    _, found = lookups(with_rcode(code))

    assert {each.outcome for each in found.values()} == {outcome}
    assert not any(each.worked for each in found.values())


def test_silence_is_a_fact_after_two_tries_and_has_no_duration() -> None:
    server, found = lookups(lambda query: [])

    assert {each.outcome for each in found.values()} == {DnsOutcome.TIMEOUT}
    assert {(each.tries, each.duration_us) for each in found.values()} == {(2, None)}
    assert server.asked[0] == server.asked[1] == CACHED_NAME, "a name that got no answer is not asked a third time"
    assert len(server.asked) == 4


def test_one_lost_packet_is_retried_and_noted() -> None:
    heard: list[str] = []

    def forgetful(query: dns.message.Message) -> list[bytes]:
        name = query.question[0].name.to_text()
        heard.append(name)
        return [] if heard.count(name) == 1 else well_mannered(query)

    _, found = lookups(forgetful)

    assert found[Question.RANDOM].outcome is DnsOutcome.NXDOMAIN
    assert found[Question.RANDOM].tries == 2


def test_a_resolver_that_only_remembers_is_told_from_one_that_asks_onward() -> None:
    def cut_off(query: dns.message.Message) -> list[bytes]:
        cached = query.question[0].name.to_text() == f"{CACHED_NAME}."
        return well_mannered(query) if cached else with_rcode(dns.rcode.SERVFAIL)(query)

    _, found = lookups(cut_off)

    assert found[Question.CACHED].worked
    assert found[Question.RANDOM].outcome is DnsOutcome.SERVFAIL


def test_all_resolvers_are_asked_in_the_same_seconds_and_told_apart_by_rung_and_role() -> None:
    site = office(rung("resolver", "isp", "192.0.2.1"), rung("resolver_public", "public", "192.0.2.2"))
    with resolver(well_mannered) as good, resolver(lambda query: []) as dead:
        began = RealClock().monotonic_ns()
        seen = ask_all(site, {"192.0.2.1": good.port, "192.0.2.2": dead.port})
        took_s = (RealClock().monotonic_ns() - began) / 1e9

    facts = {(each.subject, each.fact.role): each.fact.worked for each in seen}  # type: ignore[union-attr]
    assert facts == {("resolver", ResolverRole.ISP): True, ("resolver_public", ResolverRole.PUBLIC): False}
    assert took_s < 1.0


def test_our_own_inability_is_a_gap_under_the_rung_and_spoils_no_other_resolver() -> None:
    site = office(rung("resolver", "isp", "192.0.2.1"), rung("resolver_office", "office", "no-address"))
    with resolver(well_mannered) as good:
        seen = ask_all(site, {"192.0.2.1": good.port})

    gaps = [each for each in seen if isinstance(each, Gap)]
    assert {(each.subject, each.what) for each in gaps} == {("resolver_office", "DnsLookup")}
    assert sum(isinstance(each, Seen) for each in seen) == 2


def test_a_resolver_whose_owner_is_not_known_is_nobodys() -> None:
    with resolver(well_mannered) as good:
        seen = ask_all(office(rung("resolver", None, "192.0.2.1")), {"192.0.2.1": good.port})

    assert {each.fact.role for each in seen} == {ResolverRole.PUBLIC}  # type: ignore[union-attr]


def test_a_site_without_resolvers_is_a_gap() -> None:
    with pytest.raises(CannotMeasure):
        ask_all(office(), {})


@pytest.mark.parametrize("folder", sorted(CAPTURES.iterdir()), ids=lambda each: each.name)
def test_a_kept_capture_reads_as_it_did(folder: Path) -> None:
    capture = Capture((folder / "capture.json").read_bytes(), AT, "resolver", "dns")

    (seen,) = PROBE.read(office(), [capture])

    assert isinstance(seen, Seen)
    assert to_plain(seen.fact) == json.loads((folder / "expected.json").read_text())


def test_the_count_is_right_for_every_size_of_answer() -> None:
    query = dns.message.make_query(CACHED_NAME, "A", use_edns=False)

    counted = [summary(answer(query, records).to_wire(max_size=65535), "A") for records in (1, 7, 300)]

    assert counted == [(0, 1), (0, 7), (0, 300)]


@given(st.binary(max_size=200))
def test_no_bytes_at_all_break_the_reader_in_any_other_way_than_by_saying_so(wire: bytes) -> None:
    try:
        code, answers = summary(wire, "A")
    except BadMessage:
        return
    assert 0 <= code <= 15
    assert answers * 11 <= len(wire)


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff\xfe", b"[]", b"{}", b'{"netdoc": "dns/2"}', b'{"netdoc": "dns/1", "ended": "answer"}', b"[" * 50_000],
)
def test_a_capture_in_no_known_form_is_unreadable(body: bytes) -> None:
    with pytest.raises(UnreadableCapture):
        PROBE.read(office(), [Capture(body, AT, "resolver", "dns")])


def test_an_answer_whose_bytes_are_no_dns_message_is_unreadable() -> None:
    note = json.loads((CAPTURES / "isp_nxdomain" / "capture.json").read_text())

    with pytest.raises(UnreadableCapture):
        PROBE.read(office(), [Capture(json.dumps({**note, "wire_hex": "00" * 11}).encode(), AT, "resolver", "dns")])


def test_a_zone_in_which_every_name_exists_is_asked_for_a_third_one_where_the_site_gives_it() -> None:
    def manner(query: dns.message.Message) -> list[bytes]:
        response = answer(query)
        if query.question[0].name.to_text().endswith(".wild.example.org."):
            response.set_rcode(dns.rcode.NOERROR)
            response.answer.append(dns.rrset.from_text(query.question[0].name, 60, "IN", "A", "192.0.2.7"))
        return [response.to_wire()]

    site = Site(id="office", rungs=(rung("resolver", "isp"),), names=NameTests(wildcard="wild.example.org"))
    with resolver(manner) as server:
        seen = ask_all(site, {"192.0.2.53": server.port})
    facts = [each.fact for each in seen if isinstance(each, Seen) and isinstance(each.fact, DnsLookup)]

    assert [each.question for each in facts] == [Question.CACHED, Question.RANDOM, Question.WILDCARD]
    assert facts[2].name.endswith(".wild.example.org")
    assert (facts[2].outcome, facts[2].answers) == (DnsOutcome.NOERROR, 1)
