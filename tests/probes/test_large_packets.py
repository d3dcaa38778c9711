"""The probe of large packets: whom it asks, when it goes on, and what its captures say and do not say."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netdoc.errors import CannotMeasure, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.codec import from_plain, to_plain
from netdoc.model.facts.large_packets import Direction, LargePackets
from netdoc.model.facts.size_sweep import SizedHop, SizeSweep
from netdoc.model.observation import Observation, Seen
from netdoc.model.site import Rung, RungKind, Site
from probes.large_packets import PROBE

AT = datetime(2026, 3, 1, 8, 15, tzinfo=UTC)
ANCHOR, ROUTER = "198.51.100.9", "192.168.1.1"


def office(*services: tuple[str, str], anchor: str | None = ANCHOR, anchor_method: str = "icmp") -> Site:
    anchors = (
        () if anchor is None else (Rung(id="anchor_1", kind=RungKind.ANCHOR, address=anchor, method=anchor_method),)
    )
    served = (
        Rung(id=f"service_{name}", kind=RungKind.SERVICE, address=f"{name}.example.net", method=method)
        for name, method in services
    )
    return Site(id="office", rungs=(*anchors, *served))


@dataclass
class Scripted:
    """Ends each greeting as told: by target, then small or not."""

    ends: Mapping[str, Mapping[bool, str]]
    long_ends: Mapping[bool, str] | None = None
    """How long greetings end, where otherwise than short ones."""
    swept: list[dict[str, Any]] | None = None
    asked: list[tuple[str, bool, bool]] = field(default_factory=list)
    sweeps: list[str] = field(default_factory=list)

    async def greeting(self, target: str, port: int, *, small: bool, long: bool, timeout_s: float) -> Capture:
        self.asked.append((target, small, long))
        ends = self.long_ends if long and self.long_ends else self.ends[target]
        ended = ends[small]
        if ended == "cannot":
            raise CannotMeasure(f"no way to {target}")
        note = {
            "netdoc": "greeting/1", "target": target, "address": "198.51.100.7", "port": port, "small": small,
            "long": long, "ended": ended, "octets_back": 3000 if ended == "passed" else 0,
            "segment_octets": 1160 if small else 1460, "why": "",
        }  # fmt: skip
        return Capture(json.dumps(note).encode(), AT, target, "greeting")

    async def sweep(self, target: str, *, max_ttl: int) -> Capture:
        self.sweeps.append(target)
        if self.swept is None:
            raise CannotMeasure("no socket")
        return sweep_capture(self.swept, target)


def sweep_capture(sent: Sequence[dict[str, Any]], target: str = ANCHOR) -> Capture:
    note = {"netdoc": "sizes/1", "target": target, "method": "icmp", "local": "192.168.1.20", "sent": list(sent)}
    return Capture(json.dumps(note).encode(), AT, target, "sizes")


def run(site: Site, sizes: Scripted) -> list[Observation]:
    outside: Any = SimpleNamespace(sizes=sizes)

    async def collect() -> Sequence[Capture]:
        return await PROBE.collect(site, outside)

    return list(PROBE.read(site, asyncio.run(collect())))


def facts(seen: Sequence[Observation]) -> dict[tuple[str, str], Any]:
    return {(each.subject, each.fact.KIND): each.fact for each in seen if isinstance(each, Seen)}


def swept(*sent: dict[str, Any]) -> SizeSweep:
    (seen,) = PROBE.read(office(), [sweep_capture(sent)])
    assert isinstance(seen, Seen)
    assert isinstance(seen.fact, SizeSweep)
    return seen.fact


def end(octets: int, by: str | None = ANCHOR, **more: Any) -> dict[str, Any]:
    return {"kind": "end", "ttl": 64, "octets": octets, **({"by": by, "icmp": [0, 0]} if by else {}), **more}


def at_hop(ttl: int, octets: int, by: str | None, icmp: Sequence[int] = (11, 0), **more: Any) -> dict[str, Any]:
    return {"kind": "hop", "ttl": ttl, "octets": octets, **({"by": by, "icmp": list(icmp)} if by else {}), **more}


def test_where_both_greetings_pass_nothing_more_is_sent() -> None:
    sizes = Scripted({"app.example.net": {False: "passed"}}, swept=[])

    found = facts(run(office(("app", "tcp:443")), sizes))

    assert sizes.asked == [("app.example.net", False, False), ("app.example.net", False, True)]
    assert not sizes.sweeps
    fact = found["service_app", "LargePackets"]
    assert (fact.target, fact.full_tried, fact.full_passed, fact.small_tried) == ("app.example.net:443", 2, 2, 0)
    assert fact.direction is Direction.BOTH
    assert (fact.segment_octets, fact.octets_back) == (1460, 3000)
    assert (fact.passes, fact.stalls) == (True, False)


def test_where_it_stalls_both_sizes_are_tried_in_turn_and_the_sizes_swept() -> None:
    sizes = Scripted({"app.example.net": {False: "stalled", True: "passed"}}, swept=[end(576)])

    found = facts(run(office(("app", "tcp:443")), sizes))

    assert [(small, long) for _, small, long in sizes.asked] == [(each, False) for each in (False, True, False, True)]
    assert sizes.sweeps == [ANCHOR]
    fact = found["service_app", "LargePackets"]
    assert (fact.full_tried, fact.full_stalled, fact.small_tried, fact.small_passed) == (2, 2, 2, 2)
    assert fact.stalls
    assert fact.direction is Direction.IN
    assert ("anchor_1", "SizeSweep") in found


def test_a_long_greeting_that_stalls_after_a_short_one_passed_counts_alone() -> None:
    ends = {"app.example.net": {False: "passed"}}
    sizes = Scripted(ends, long_ends={False: "stalled", True: "passed"}, swept=[end(576)])

    fact = facts(run(office(("app", "tcp:443")), sizes))["service_app", "LargePackets"]

    assert [long for _, _, long in sizes.asked] == [False, True, True, True, True]
    assert (fact.direction, fact.full_tried, fact.full_stalled, fact.full_passed) == (Direction.OUT, 2, 2, 0)
    assert fact.stalls


@pytest.mark.parametrize("ended", ["closed", "no_connection", "cannot"])
def test_a_long_greeting_that_is_refused_says_nothing_of_the_way_out(ended: str) -> None:
    sizes = Scripted({"app.example.net": {False: "passed"}}, long_ends={False: ended}, swept=[])

    fact = facts(run(office(("app", "tcp:443")), sizes))["service_app", "LargePackets"]

    assert (fact.direction, fact.full_tried, fact.passes) == (Direction.IN, 1, True)
    assert not sizes.sweeps


@pytest.mark.parametrize("small", ["stalled", "closed", "no_connection"])
def test_a_service_that_takes_no_greeting_at_all_does_not_stall_for_the_size(small: str) -> None:
    sizes = Scripted({"app.example.net": {False: "stalled", True: small}}, swept=[])

    fact = facts(run(office(("app", "tcp:443")), sizes))["service_app", "LargePackets"]

    assert not fact.stalls
    assert not fact.passes


@pytest.mark.parametrize("first", ["closed", "no_connection"])
def test_a_refusal_is_no_stall_and_nothing_more_is_sent(first: str) -> None:
    sizes = Scripted({"app.example.net": {False: first}}, swept=[])

    fact = facts(run(office(("app", "tcp:443")), sizes))["service_app", "LargePackets"]

    assert len(sizes.asked) == 1
    assert (fact.full_tried, fact.full_passed, fact.full_stalled) == (1, 0, 0)


def test_only_services_and_anchors_that_the_site_asks_on_a_tls_port_are_greeted_and_three_at_most() -> None:
    names = ("a", "b", "c", "d")
    sizes = Scripted({f"{each}.example.net": {False: "passed"} for each in names}, swept=[])
    site = office(("plain", "tcp:80"), *((each, "tcp:443") for each in names), anchor_method="tcp:443")

    run(site, sizes)

    assert [target for target, _, long in sizes.asked if not long] == [
        "a.example.net",
        "b.example.net",
        "c.example.net",
    ]


def test_without_such_a_service_it_is_a_gap_that_says_what_to_write() -> None:
    with pytest.raises(CannotMeasure, match="no service that speaks TLS") as gap:
        run(office(("plain", "tcp:80")), Scripted({}))

    assert "[[service]]" in gap.value.hint


def test_a_service_without_an_address_leaves_the_others_asked() -> None:
    sizes = Scripted({"a.example.net": {False: "cannot"}, "b.example.net": {False: "passed"}}, swept=[])

    assert set(facts(run(office(("a", "tcp:443"), ("b", "tcp:993")), sizes))) == {("service_b", "LargePackets")}
    with pytest.raises(CannotMeasure):
        run(office(("a", "tcp:443")), sizes)


@pytest.mark.parametrize("anchor", [None, ANCHOR], ids=["no anchor", "no socket"])
def test_without_a_sweep_the_greetings_are_told_all_the_same(anchor: str | None) -> None:
    sizes = Scripted({"app.example.net": {False: "stalled", True: "passed"}}, swept=None)

    assert set(facts(run(office(("app", "tcp:443"), anchor=anchor), sizes))) == {("service_app", "LargePackets")}


def test_a_sweep_tells_the_largest_that_passed_and_the_smallest_that_vanished_above_it() -> None:
    fact = swept(end(1500, None), end(1492, None), end(1400), end(1280), end(576, None))

    assert (fact.full_octets, fact.largest_passed, fact.smallest_lost) == (1500, 1400, 1492)
    assert (fact.told_octets, fact.told_by) == (None, None)


def test_a_target_that_answers_no_ping_tells_no_size() -> None:
    fact = swept(end(1500, None), end(576, None))

    assert (fact.largest_passed, fact.smallest_lost) == (None, None)


def test_what_could_not_leave_this_computer_is_no_loss() -> None:
    fact = swept(end(1500, None, error="too_large"), end(1492), at_hop(1, 1500, None, error="too_large"))

    assert (fact.full_octets, fact.largest_passed, fact.smallest_lost, fact.hops) == (1492, 1492, None, ())


@pytest.mark.parametrize(
    ("said", "told"),
    [(1492, 1492), (68, 68), (0, None), (67, None), (1500, None), (9000, None), ("1492", None), (None, None)],
)
def test_a_size_that_cannot_be_meant_is_not_read(said: Any, told: int | None) -> None:
    fact = swept(end(1500, ROUTER, icmp=[3, 4], told_octets=said))

    assert (fact.told_octets, fact.told_by) == (told, ROUTER if told else None)


def test_what_this_computer_says_itself_is_no_routers_word() -> None:
    fact = swept(end(1500, "192.168.1.20", icmp=[3, 4], told_octets=1492))

    assert (fact.told_octets, fact.told_by) == (None, None)


def test_each_distance_counts_small_and_full_and_a_too_large_did_not_get_there() -> None:
    fact = swept(
        at_hop(1, 100, ROUTER), at_hop(1, 1500, ROUTER),
        at_hop(2, 100, "203.0.113.1"), at_hop(2, 1500, ROUTER, (3, 4), told_octets=1492),
        at_hop(3, 100, None), at_hop(3, 1500, None),
    )  # fmt: skip

    assert fact.hops == (
        SizedHop(ttl=1, address=ROUTER, small_sent=1, small_answered=1, full_sent=1, full_answered=1),
        SizedHop(ttl=2, address="203.0.113.1", small_sent=1, small_answered=1, full_sent=1, full_answered=0),
    )


def test_a_distance_where_several_answer_has_no_single_address() -> None:
    assert swept(at_hop(1, 100, ROUTER), at_hop(1, 1500, "192.168.1.2")).hops[0].address is None


def test_the_facts_survive_the_exchange_form() -> None:
    sizes = Scripted({"app.example.net": {False: "stalled", True: "passed"}}, swept=[at_hop(1, 100, ROUTER), end(576)])

    for fact in facts(run(office(("app", "tcp:443")), sizes)).values():
        kind = LargePackets if isinstance(fact, LargePackets) else SizeSweep
        assert from_plain(kind, to_plain(fact)) == fact


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"[]", b"null", b"\xff", b'{"netdoc":"greeting/1"}', b'{"netdoc":"sizes/1","target":"x","local":"y"}',
     b'{"netdoc":"sizes/1","target":"x","local":"y","sent":[1]}', b"[" * 5000],
)  # fmt: skip
def test_bytes_that_are_no_capture_are_refused_by_name(body: bytes) -> None:
    with pytest.raises(UnreadableCapture, match="large_packets"):
        PROBE.read(office(), [Capture(body, AT, "x", "x")])


KEYS = st.sampled_from(["kind", "ttl", "octets", "by", "icmp", "told_octets", "error"])
LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=6)
ANYTHING = st.recursive(LEAVES, lambda each: st.lists(each, max_size=3) | st.dictionaries(KEYS, each), max_leaves=12)


@settings(max_examples=150, deadline=None)
@given(ANYTHING)
def test_any_list_of_packets_is_read_or_refused(sent: Any) -> None:
    note = {"netdoc": "sizes/1", "target": ANCHOR, "local": "192.168.1.20", "sent": sent}
    try:
        seen = PROBE.read(office(), [Capture(json.dumps(note).encode(), AT, ANCHOR, "sizes")])
    except UnreadableCapture:
        return
    assert all(isinstance(each, Seen) and isinstance(each.fact, SizeSweep) for each in seen)
