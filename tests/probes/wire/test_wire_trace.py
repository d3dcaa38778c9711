"""Tracing through four real routers that answer one probe a second each; truth is what nft counted."""

from __future__ import annotations

import struct
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from netdoc.model.facts.path_trace import PathTrace
from netdoc.model.observation import Seen
from netdoc.model.site import Rung, RungKind, Site
from probes.path import PROBE
from tests.probes.wire.routers import END, END_V6, ROUTERS, ROUTERS_V6, Row, Traced, row_of_routers

SITE = Site(id="office", rungs=(Rung(id="anchor_1", kind=RungKind.ANCHOR, address=END),))


def read(traced: Traced) -> PathTrace:
    (seen,) = PROBE.read(SITE, [traced.capture])
    assert isinstance(seen, Seen)
    assert isinstance(seen.fact, PathTrace)
    return seen.fact


@pytest.fixture(scope="module")
def built_row() -> Iterator[Row]:
    with row_of_routers() as row:
        yield row


@pytest.fixture
def row(lab_machine: None, built_row: Row) -> Iterator[Row]:
    yield built_row
    for node in ("start", "r1", "r2", "r3", "r4", "end"):
        built_row.nft(node, "flush ruleset")
    built_row.allow_ping_sockets(False)


def drop_one_in(count: int, match: str) -> str:
    return chain("forward", f"{match} numgen inc mod {count} == 3 counter drop")


def chain(hook: str, rule: str) -> str:
    return f"table inet t {{\n chain c {{\n type filter hook {hook} priority 0\n {rule}\n }}\n}}\n"


@pytest.mark.lab
@pytest.mark.parametrize(
    ("target", "kinds", "nobody", "open_to_all", "method"),
    [
        (END, ["ping"], True, True, "icmp"),
        (END, ["raw"], False, False, "icmp"),
        (END, ["udp"], True, False, "udp"),
        (END_V6, ["ping"], True, True, "icmp"),
        (END_V6, ["raw"], False, False, "icmp"),
        (END_V6, ["udp"], True, False, "udp"),
    ],
    ids=lambda each: each if isinstance(each, str) else None,
)
def test_each_kind_of_socket_names_every_router_in_order(
    row: Row, target: str, kinds: list[str], nobody: bool, open_to_all: bool, method: str
) -> None:
    row.allow_ping_sockets(open_to_all)

    trace = read(row.trace(target=target, kinds=kinds, as_nobody=nobody, rounds=1, end_probes=1, timeout_s=5))

    assert trace.method == method
    assert tuple(hop.address for hop in trace.hops) == (*(ROUTERS if target == END else ROUTERS_V6), target)
    assert trace.reached
    assert (trace.end_sent, trace.end_answered) == (1, 1)


@pytest.mark.lab
def test_a_user_without_any_right_falls_back_to_udp_by_itself(row: Row) -> None:
    trace = read(row.trace(as_nobody=True, rounds=1, end_probes=1, timeout_s=5))

    assert (trace.method, trace.reached) == ("udp", True)


@pytest.mark.lab
def test_no_router_loses_an_answer_and_the_end_to_end_loss_is_exact(row: Row) -> None:
    # Hop probes and their answers pass; of 100 echo requests with a full hop limit the fourth of each 20 is dropped.
    row.nft("r4", drop_one_in(20, "icmp type echo-request ip ttl > 50"))

    traced = row.trace(rounds=10, end_probes=100, timeout_s=13)

    trace = read(traced)
    assert [(hop.sent, hop.answered) for hop in trace.hops] == [(10, 10)] * 5
    assert (trace.end_sent, trace.end_sent - trace.end_answered) == (100, row.dropped("r4")) == (100, 5)
    assert traced.took_s < 13


@pytest.mark.lab
def test_no_distance_is_asked_twice_within_a_second(row: Row) -> None:
    traced = row.trace(rounds=4, end_probes=40, timeout_s=8)

    asked: dict[int, list[int]] = defaultdict(list)
    for line in traced.lines[1:]:
        if line["kind"] == "hop":
            asked[line["ttl"]].append(line["sent_us"])
    gaps = [later - sooner for times in asked.values() for sooner, later in pairwise(times)]
    assert len(gaps) >= 15
    assert min(gaps) >= 999_000


@pytest.mark.lab
def test_a_router_that_never_answers_is_a_hop_without_an_address_and_no_loss(row: Row) -> None:
    row.nft("r2", chain("output", "icmp type time-exceeded drop"))

    trace = read(row.trace(rounds=2, end_probes=10, timeout_s=6))

    assert [hop.address for hop in trace.hops] == [ROUTERS[0], None, ROUTERS[2], ROUTERS[3], END]
    assert (trace.end_sent, trace.end_answered) == (10, 10)


@pytest.mark.lab
def test_a_path_that_ends_in_the_middle_is_told_up_to_its_last_router(row: Row) -> None:
    row.nft("r3", chain("forward", "ip daddr 10.77.4.2 counter drop"))

    traced = row.trace(rounds=2, end_probes=10, timeout_s=6)

    trace = read(traced)
    assert [hop.address for hop in trace.hops] == list(ROUTERS[:3])
    assert (trace.reached, trace.end_sent, trace.end_answered) == (False, 10, 0)
    assert traced.took_s < 6.5


@pytest.mark.lab
def test_a_router_without_a_way_on_is_named_once_although_it_refuses_every_probe(row: Row) -> None:
    row.run("r3", ["ip", "route", "add", "unreachable", "10.99.0.0/16"])

    traced = row.trace(target="10.99.0.1", rounds=2, end_probes=5, timeout_s=6)

    trace = read(traced)
    assert {tuple(line["icmp"]) for line in traced.lines[1:] if line.get("by") == ROUTERS[2]} == {(3, 1)}
    assert [hop.address for hop in trace.hops] == list(ROUTERS[:3])
    assert (trace.reached, trace.end_answered) == (False, 0)


@pytest.mark.lab
def test_a_gateway_that_answers_no_arp_is_no_hop_of_our_own_making(row: Row) -> None:
    row.run("start", ["ip", "route", "add", "10.98.0.0/16", "via", "10.77.0.77"])

    trace = read(row.trace(target="10.98.0.1", rounds=2, end_probes=5, timeout_s=6))

    assert trace.hops == ()
    assert (trace.reached, trace.end_sent, trace.end_answered) == (False, 5, 0)


@pytest.mark.lab
def test_a_target_deaf_to_udp_is_asked_by_tcp_and_a_refusal_counts_as_an_answer(row: Row) -> None:
    row.nft("end", chain("input", "meta l4proto udp drop"))

    traced = row.trace(kinds=["udp"], as_nobody=True, rounds=3, end_probes=3, timeout_s=9)

    trace = read(traced)
    assert traced.lines[0]["end_method"] == "tcp:443"
    assert {line.get("tcp") for line in traced.lines[1:] if line["kind"] == "end"} == {"refused"}
    assert (trace.reached, trace.end_sent, trace.end_answered) == (True, 3, 3)


@pytest.mark.lab
def test_silence_to_methods_that_firewalls_drop_is_not_counted_as_loss(row: Row) -> None:
    row.nft("end", chain("input", "meta l4proto { tcp, udp } drop"))

    trace = read(row.trace(kinds=["udp"], as_nobody=True, rounds=3, end_probes=3, timeout_s=9))

    assert (trace.reached, trace.end_sent, trace.end_answered) == (False, 0, 0)
    assert [hop.address for hop in trace.hops] == list(ROUTERS)


@pytest.mark.lab
def test_another_program_that_pings_the_same_target_confuses_no_count(row: Row) -> None:
    with subprocess.Popen(
        row.command("start", ["ping", "-i", "0.02", "-t", "2", END]), stdout=subprocess.DEVNULL
    ) as other:
        try:
            trace = read(row.trace(kinds=["raw"], rounds=2, end_probes=20, timeout_s=6))
        finally:
            other.terminate()

    assert (trace.end_sent, trace.end_answered) == (20, 20)
    assert [hop.address for hop in trace.hops][-1] == END


@pytest.mark.lab
def test_all_probes_of_a_trace_are_one_flow_for_a_load_balancer(row: Row, tmp_path: Path) -> None:
    saved = tmp_path / "flow.pcap"
    argv = row.command(
        "r1", ["tcpdump", "-i", "near0", "-w", str(saved), "-U", "--immediate-mode", "udp or icmp[0]==8"]
    )
    for kinds in (["udp"], ["raw"]):
        with subprocess.Popen(argv, stderr=subprocess.PIPE, text=True) as capture:
            assert capture.stderr is not None
            assert any("listening" in line for line in iter(capture.stderr.readline, ""))
            row.trace(kinds=kinds, rounds=2, end_probes=3, timeout_s=5)
            capture.terminate()
        # Protocol, addresses, and of the next header: ports, length, checksum; or type, code, checksum, id.
        seen = packets(saved.read_bytes())
        flows = {packet[9:10] + packet[12 : 28 if kinds == ["udp"] else 26] for packet in seen}
        assert len(seen) >= 10
        assert len(flows) == 1


def packets(pcap: bytes) -> list[bytes]:
    """Return the IPv4 packets of a classic pcap file with Ethernet headers."""
    found, place = [], 24
    while place < len(pcap):
        (length,) = struct.unpack_from("=I", pcap, place + 8)
        found.append(pcap[place + 16 + 14 : place + 16 + length])
        place += 16 + length
    return found


@pytest.mark.lab
def test_a_cancelled_trace_stops_at_once(row: Row) -> None:
    program = f"""
import asyncio, time
from datetime import UTC, datetime
from types import SimpleNamespace
from probes.wire.trace import SystemTrace
clock = SimpleNamespace(now=lambda: datetime.now(UTC), monotonic_ns=time.monotonic_ns)
async def main():
    began = time.monotonic()
    try:
        async with asyncio.timeout(0.5):
            await SystemTrace(clock).trace({END!r}, max_ttl=9, rounds=9, end_probes=90, timeout_s=12)
    except TimeoutError:
        print("stopped" if time.monotonic() - began < 1 else "late")
asyncio.run(main())
"""
    assert row.run("start", [sys.executable, "-c", program]).strip() == "stopped"
