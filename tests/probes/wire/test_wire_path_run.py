"""Tracing without a network: what the run remembers, refuses, and never confuses."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import cast

import pytest

from netdoc.errors import CannotMeasure
from netdoc.model.facts.path_trace import PathTrace
from netdoc.model.observation import Seen
from netdoc.model.site import Site
from probes.path import PROBE
from probes.wire import _path_sockets
from probes.wire._path_run import WAIT_S, Run, Sent
from probes.wire._path_sockets import Kind, PathSocket
from probes.wire.trace import SystemTrace
from tests.probes.wire.loopback import RealClock

SITE = Site(id="office")
SECOND_NS = 1_000_000_000


def a_run(kind: Kind, *probes: Sent, distance: int | None = None, target_answered: bool = False) -> Run:
    path = PathSocket(kind, "192.0.2.9", 4, cast("object", None), b"12345678", 77)  # type: ignore[arg-type]
    run = Run(path, "10.0.0.1", RealClock(), 12, 9, 9, 60 * SECOND_NS)
    run.probes.extend(probes)
    run.distance, run.target_answered = distance, target_answered
    return run


def asked(ttl: int, by: str | None = None, *, sent_s: float = 10.0, kind: str = "hop") -> Sent:
    return Sent(kind, ttl, 0, int(sent_s * SECOND_NS), by, None if by is None else 500)


def test_a_quote_without_a_number_belongs_to_the_only_probe_still_unanswered() -> None:
    run = a_run("udp", asked(1, "10.0.0.2"), asked(2), asked(64, kind="end"))

    assert run._only_candidate(int(10.1 * SECOND_NS)) is run.probes[1]


@pytest.mark.parametrize(
    "probes",
    [(asked(1), asked(2)), (asked(1, "10.0.0.2"),), (asked(1, sent_s=10.1 - WAIT_S),)],
    ids=["two may have caused it", "none is unanswered", "too long ago"],
)
def test_a_quote_without_a_number_is_given_to_nobody_while_there_is_doubt(probes: tuple[Sent, ...]) -> None:
    assert a_run("udp", *probes)._only_candidate(int(10.1 * SECOND_NS)) is None


def test_a_router_in_a_loop_is_asked_at_its_nearest_distance_only() -> None:
    run = a_run("ping", asked(1, "10.0.0.2"), asked(2, "10.0.0.3"), asked(3, "10.0.0.4"), asked(4, "10.0.0.3"))

    assert run._distances(1) == [1, 2, 3, 5, 6, 7]


def test_the_first_round_asks_every_distance_and_later_ones_stop_at_the_target() -> None:
    run = a_run("ping", asked(1, "10.0.0.2"), asked(2, "192.0.2.9"), distance=2, target_answered=True)

    assert run._distances(0) == list(range(1, 13))
    assert run._distances(1) == [1, 2]


def test_with_udp_later_rounds_leave_the_target_to_the_end_series() -> None:
    run = a_run("udp", asked(1, "10.0.0.2"), asked(2, "192.0.2.9"), distance=2, target_answered=True)

    assert run._distances(1) == [1]


@pytest.mark.lab
def test_without_a_route_it_is_our_own_gap(lab_machine: None) -> None:
    program = """
import asyncio, time
from datetime import UTC, datetime
from types import SimpleNamespace
from netdoc.errors import CannotMeasure
from probes.wire.trace import SystemTrace
clock = SimpleNamespace(now=lambda: datetime.now(UTC), monotonic_ns=time.monotonic_ns)
try:
    asyncio.run(SystemTrace(clock).trace("192.0.2.1", max_ttl=3, rounds=1, end_probes=1, timeout_s=3))
except CannotMeasure as gap:
    print(gap.message)
"""
    done = subprocess.run(
        ["unshare", "--net", sys.executable, "-c", program], capture_output=True, text=True, timeout=20, check=True
    )

    assert done.stdout.strip() == "no way to 192.0.2.1: Network is unreachable"


def test_a_name_is_not_traced_and_says_why() -> None:
    with pytest.raises(CannotMeasure, match="not an IP address"):
        asyncio.run(SystemTrace(RealClock()).trace("www.example.com", max_ttl=3, rounds=1, end_probes=1, timeout_s=2))


@pytest.mark.parametrize("kind", ["ping", "raw", "udp"])
def test_the_checksum_is_the_same_for_every_number(kind: str) -> None:
    path = PathSocket(kind, "192.0.2.1", 4, None, b"12345678", 77)  # type: ignore[arg-type]

    sums = {
        _path_sockets._checksum(packet[:2] + b"\0\0" + packet[4:] if kind != "udp" else packet)
        for packet in (_path_sockets._packet(path, number) for number in (1, 2, 255, 256, 40_000, 65_534))
    }

    assert len(sums) == 1


def test_a_trace_to_this_computer_itself_ends_at_the_first_distance() -> None:
    async def trace() -> PathTrace:
        asked = SystemTrace(RealClock(), ("udp",)).trace("127.0.0.1", max_ttl=3, rounds=1, end_probes=1, timeout_s=4)
        (seen,) = PROBE.read(SITE, [await asked])
        assert isinstance(seen, Seen)
        assert isinstance(seen.fact, PathTrace)
        return seen.fact

    found = asyncio.run(trace())

    assert [hop.address for hop in found.hops] == ["127.0.0.1"]
    assert found.reached
    assert (found.end_sent, found.end_answered) == (1, 1)


def test_two_traces_wait_for_each_other_and_the_late_one_says_so() -> None:
    async def both() -> list[object]:
        tracer = SystemTrace(RealClock(), ("udp",))
        asked = [
            tracer.trace("127.0.0.1", max_ttl=1, rounds=3, end_probes=0, timeout_s=6),
            tracer.trace("127.0.0.1", max_ttl=1, rounds=1, end_probes=0, timeout_s=0.5),
        ]
        return await asyncio.gather(*asked, return_exceptions=True)

    first, second = asyncio.run(both())

    assert not isinstance(first, BaseException)
    assert isinstance(second, CannotMeasure)
    assert "another trace is running" in second.message
