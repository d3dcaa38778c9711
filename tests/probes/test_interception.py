"""The probe that asks where nobody lives."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import dns.message
import pytest

from netdoc.errors import CannotMeasure, NotAnswered, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.dns_interception import DnsInterception
from netdoc.model.observation import Seen
from netdoc.model.site import Site
from netdoc.ports import DnsAnswer
from probes.interception import NOBODY, PROBE
from probes.wire.dns import SystemDns
from tests.probes.wire.loopback import RealClock
from tests.probes.wire.resolver import resolver, well_mannered

AT = datetime(2026, 3, 1, 8, 15, tzinfo=UTC)
SITE = Site(id="office")


@dataclass
class Hand:
    """Somebody who answers from a distance on; None: nobody. The first `deaf` questions get no answer."""

    distance: int | None
    deaf: int = 0
    failure: str = "timeout"
    asked: list[tuple[str, int | None]] = field(default_factory=list)

    async def ask(
        self, server: str, name: str, qtype: str, *, timeout_s: float, port: int = 53, ttl: int | None = None
    ) -> DnsAnswer:
        self.asked.append((server, ttl))
        near = self.distance is not None and (ttl is None or ttl >= self.distance)
        if not near or len(self.asked) <= self.deaf:
            raise NotAnswered("no answer", failure=self.failure)
        return DnsAnswer(Capture(b"", AT, server, "dns"), 900)


def told(outside: Any) -> DnsInterception:
    async def collect() -> Sequence[Capture]:
        return await PROBE.collect(SITE, SimpleNamespace(dns=outside, clock=RealClock()))  # type: ignore[arg-type]

    (seen,) = PROBE.read(SITE, asyncio.run(collect()))
    assert isinstance(seen, Seen)
    assert isinstance(seen.fact, DnsInterception)
    return seen.fact


@pytest.mark.parametrize("failure", ["timeout", "unreachable", "refused"])
def test_where_nobody_answers_two_questions_are_sent_and_no_more(failure: str) -> None:
    hand = Hand(None, failure=failure)

    fact = told(hand)

    assert (fact.answered, fact.tries, fact.distance) == (False, 2, None)
    assert hand.asked == [("192.0.2.53", None)] * 2


@pytest.mark.parametrize(("distance", "asked"), [(1, 2), (3, 4), (4, 5)])
def test_an_answer_is_proof_and_the_smallest_hop_limit_tells_how_near(distance: int, asked: int) -> None:
    hand = Hand(distance)

    fact = told(hand)

    assert (fact.answered, fact.tries, fact.distance) == (True, 1, distance)
    assert len(hand.asked) == asked


def test_one_farther_than_is_looked_for_is_told_without_a_distance() -> None:
    fact = told(Hand(5))

    assert (fact.answered, fact.distance) == (True, None)


def test_an_answer_to_the_second_question_counts() -> None:
    fact = told(Hand(1, deaf=1))

    assert (fact.answered, fact.tries, fact.distance) == (True, 2, 1)


def test_what_cannot_be_asked_is_a_gap() -> None:
    class NoWay:
        async def ask(self, *_: Any, **__: Any) -> DnsAnswer:
            raise CannotMeasure("no route")

    with pytest.raises(CannotMeasure):
        told(NoWay())


def test_the_real_adapter_takes_a_hop_limit() -> None:
    with resolver(well_mannered) as server:
        answer = asyncio.run(
            SystemDns(RealClock()).ask("127.0.0.1", "www.example.com", "A", timeout_s=1, port=server.port, ttl=1)
        )

    assert dns.message.from_wire(answer.capture.body).answer


def test_nobody_lives_in_a_range_for_documentation() -> None:
    assert NOBODY.startswith("192.0.2.")


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b"null", b"\xff", b'{"netdoc":"dns/1","asked":"x","ended":"answer"}',
             b'{"netdoc":"interception/1"}', b'{"netdoc":"interception/1","asked":"x","ttl":"y","ended":"answer"}'],
)  # fmt: skip
def test_bytes_that_are_no_capture_are_refused_by_name(body: bytes) -> None:
    with pytest.raises(UnreadableCapture, match="interception"):
        PROBE.read(SITE, [Capture(body, AT, "names", "dns")])


def test_no_captures_are_no_fact() -> None:
    with pytest.raises(UnreadableCapture):
        PROBE.read(SITE, [])


def test_a_capture_says_what_was_asked_and_how_it_ended() -> None:
    async def collect() -> Sequence[Capture]:
        return await PROBE.collect(SITE, SimpleNamespace(dns=Hand(1), clock=RealClock()))  # type: ignore[arg-type]

    notes = [json.loads(each.body) for each in asyncio.run(collect())]

    assert notes == [
        {"netdoc": "interception/1", "asked": NOBODY, "name": "www.example.com", "ended": "answer"},
        {"netdoc": "interception/1", "asked": NOBODY, "name": "www.example.com", "ttl": 1, "ended": "answer"},
    ]
