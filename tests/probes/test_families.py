"""The probe of IPv4 beside IPv6."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from netdoc.errors import CannotMeasure, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.codec import from_plain, to_plain
from netdoc.model.facts.address_families import AddressFamilies
from netdoc.model.observation import Seen
from netdoc.model.site import Rung, RungKind, Site
from probes.families import PROBE

AT = datetime(2026, 3, 1, 8, 15, tzinfo=UTC)
V4, V6 = "198.51.100.7", "2001:db8::7"


def office(*addresses: str, method: str = "tcp:443") -> Site:
    return Site(
        id="office",
        rungs=tuple(
            Rung(id=f"service_{number}", kind=RungKind.SERVICE, address=each, method=method)
            for number, each in enumerate(addresses, 1)
        ),
    )


@dataclass
class Scripted:
    """Each name's addresses and how a connection to them ends; a name left out has no address."""

    names: Mapping[str, Mapping[str, str]]
    connected: list[str] = field(default_factory=list)

    async def addresses(self, name: str, *, timeout_s: float) -> Sequence[str]:
        if name not in self.names:
            raise CannotMeasure("no address")
        return list(self.names[name])

    async def connect(self, address: str, port: int, *, timeout_s: float) -> Capture:
        self.connected.append(address)
        ended = next(ends[address] for ends in self.names.values() if address in ends)
        return capture(ended, address, port)


def capture(ended: str, address: str = V4, port: int = 443, source: str = "x") -> Capture:
    note = {"netdoc": "reach/1", "address": address, "port": port, "ended": ended, "why": ""}
    return Capture(json.dumps(note).encode(), AT, source, "tcp connect")


def found(site: Site, reach: Scripted) -> dict[str, AddressFamilies]:
    outside: Any = SimpleNamespace(reach=reach)

    async def collect() -> Sequence[Capture]:
        return await PROBE.collect(site, outside)

    seen = PROBE.read(site, asyncio.run(collect()))
    return {each.subject: each.fact for each in seen if isinstance(each, Seen)}  # type: ignore[misc]


def test_both_families_are_tried_twice_in_turn_and_one_sound_service_is_enough() -> None:
    reach = Scripted({"a.example": {V4: "connected", V6: "connected"}})

    facts = found(office("a.example", "b.example"), reach)

    assert reach.connected == [V4, V6, V4, V6]
    fact = facts["service_1"]
    assert fact.target == "a.example:443"
    assert (fact.v4_tried, fact.v4_answered, fact.v6_tried, fact.v6_answered) == (2, 2, 2, 2)
    assert not fact.v6_fails
    assert not fact.v4_fails
    assert from_plain(AddressFamilies, to_plain(fact)) == fact


@pytest.mark.parametrize(
    ("v4", "v6", "v4_fails", "v6_fails", "no_way"),
    [
        ("connected", "timeout", False, True, 0),
        ("connected", "no_way", False, True, 2),
        ("refused", "timeout", False, True, 0),
        ("timeout", "connected", True, False, 0),
        ("timeout", "timeout", False, False, 0),
        ("connected", "refused", False, False, 0),
    ],
)
def test_a_family_fails_where_the_other_one_answers(
    v4: str, v6: str, v4_fails: bool, v6_fails: bool, no_way: int
) -> None:
    fact = found(office("a.example"), Scripted({"a.example": {V4: v4, V6: v6}}))["service_1"]

    assert (fact.v4_fails, fact.v6_fails, fact.v6_no_way) == (v4_fails, v6_fails, no_way)


def test_where_one_fails_another_service_is_asked_too() -> None:
    names = {
        "a.example": {V4: "connected", V6: "timeout"},
        "b.example": {"198.51.100.8": "connected", "2001:db8::8": "connected"},
    }

    assert set(found(office("a.example", "b.example"), Scripted(names))) == {"service_1", "service_2"}


@pytest.mark.parametrize(
    ("site", "names"),
    [
        (office(), {}),
        (office("198.51.100.7"), {}),
        (office("a.example", method="icmp"), {"a.example": {V4: "connected", V6: "connected"}}),
        (office("a.example"), {}),
        (office("a.example"), {"a.example": {V4: "connected"}}),
        (office("a.example"), {"a.example": {V6: "connected"}}),
    ],
    ids=["no service", "by address", "no port", "no address", "IPv4 only", "IPv6 only"],
)
def test_what_has_not_both_families_is_a_gap_and_nothing_is_connected_to(site: Site, names: Mapping[str, Any]) -> None:
    reach = Scripted(names)

    with pytest.raises(CannotMeasure, match="no service with both"):
        found(site, reach)

    assert not reach.connected


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b"\xff", b'{"netdoc":"reach/1"}', b'{"netdoc":"reach/1","address":"x","port":1,"ended":"y"}'],
)
def test_bytes_that_are_no_capture_are_refused_by_name(body: bytes) -> None:
    with pytest.raises(UnreadableCapture, match="families"):
        PROBE.read(office(), [Capture(body, AT, "x", "x")])


@pytest.mark.parametrize(("tries", "fails"), [(2, True), (1, False)])
def test_one_try_is_no_failure(tries: int, fails: bool) -> None:
    told = [capture("connected"), capture("connected")] + [capture("timeout", V6)] * tries
    (seen,) = PROBE.read(office(), told)

    assert isinstance(seen, Seen)
    assert isinstance(seen.fact, AddressFamilies)
    assert seen.fact.v6_fails is fails
