"""Packets, the book of probes, what `ping` prints, and each engine against this computer's own loopback."""

from __future__ import annotations

import socket
import struct
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netdoc.app.system import RealClock
from netdoc.errors import CannotMeasure
from netdoc.ports import EchoEngine, EchoReply, EchoTarget
from probes.wire.echo import SystemEcho
from probes.wire.echo_book import Book
from probes.wire.echo_packets import Heard, checksum, error_word, read_v4, read_v6, request
from probes.wire.echo_ping import read_ping
from probes.wire.echo_socket import queued_error, stamp_ns
from probes.wire.echo_tcp import tcp_port
from tests.netdoc.app.ladder_replay import SECOND, START, ReplayClock

TARGET = socket.inet_aton("192.0.2.1")
START_NS = int(START.timestamp()) * SECOND


def ip4(payload: bytes, protocol: int = 1, target: bytes = TARGET, options: bytes = b"") -> bytes:
    return bytes([0x45 + len(options) // 4]) + bytes(8) + bytes([protocol]) + bytes(6) + target + options + payload


def test_a_request_carries_a_right_checksum_for_every_sequence_number() -> None:
    assert all(checksum(request(socket.AF_INET, 0xBEEF, number)) == 0 for number in range(0, 65536, 257))


def test_a_reply_is_read_with_and_without_its_ip_header() -> None:
    reply = b"\0\0\0\0" + struct.pack("!HH", 7, 9) + bytes(56)

    assert read_v4(reply, TARGET, ip_header=False) == Heard(7, 9, TARGET)
    assert read_v4(ip4(reply), TARGET, ip_header=True) == Heard(7, 9, TARGET)
    assert read_v4(ip4(reply, options=bytes(8)), TARGET, ip_header=True) == Heard(7, 9, TARGET)
    assert read_v6(bytes([129]) + reply[1:], TARGET) == Heard(7, 9, TARGET)


@pytest.mark.parametrize(
    ("code", "word"),
    [(0, "net"), (1, "host"), (3, "port"), (9, "admin"), (10, "admin"), (13, "admin"), (99, "code 99")],
)
def test_an_error_names_the_target_of_the_request_it_quotes(code: int, word: str) -> None:
    quoted = ip4(request(socket.AF_INET, 7, 9)[:8])
    error = bytes([3, code, 0, 0, 0, 0, 0, 0]) + quoted

    assert read_v4(error, b"\x0a\0\0\x01", ip_header=False) == Heard(7, 9, TARGET, word)


def test_an_error_about_somebody_elses_udp_or_reply_is_not_ours() -> None:
    udp = bytes([3, 3, 0, 0, 0, 0, 0, 0]) + ip4(bytes(8), protocol=17)
    reply = bytes([3, 3, 0, 0, 0, 0, 0, 0]) + ip4(bytes(8))

    assert read_v4(udp, TARGET, ip_header=False) is None
    assert read_v4(reply, TARGET, ip_header=False) is None


def test_an_expired_ttl_and_a_refused_v6_neighbour_are_errors_and_a_redirect_is_none() -> None:
    assert error_word(socket.AF_INET, 11, 0) == "ttl"
    assert error_word(socket.AF_INET6, 1, 3) == "host"
    assert error_word(socket.AF_INET, 5, 1) is None
    assert error_word(socket.AF_INET6, 2, 0) is None


@given(st.binary(max_size=120))
def test_hostile_bytes_are_data(data: bytes) -> None:
    read_v4(data, TARGET, ip_header=True)
    read_v4(data, TARGET, ip_header=False)
    read_v6(data, TARGET)
    queued_error([(0, 11, data), (41, 25, data)])
    stamp_ns([(socket.SOL_SOCKET, 37, data)])
    read_ping(1, 0, data)


def a_book() -> tuple[ReplayClock, Book]:
    clock = ReplayClock()
    return clock, Book(clock)


def test_a_round_trip_is_receive_stamp_minus_send_stamp_however_late_we_look() -> None:
    clock, book = a_book()
    book.enter(5, 1, TARGET)
    book.stamped(0, START_NS + 1_000_000)
    clock.run(3 * SECOND)

    assert book.answered(Heard(7, 1, TARGET), START_NS + 21_000_000, "192.0.2.1") == [EchoReply(5, 20_000)]
    assert (book.by_kernel, book.by_user) == (1, 0)


def test_duplicates_other_targets_and_unknown_numbers_are_passed_over() -> None:
    _, book = a_book()
    book.enter(5, 1, TARGET)

    assert book.answered(Heard(7, 1, b"\x0a\0\0\x01"), None, "10.0.0.1") == []
    assert book.answered(Heard(7, 2, TARGET), None, "192.0.2.1") == []
    assert len(book.answered(Heard(7, 1, TARGET), None, "192.0.2.1")) == 1
    assert book.answered(Heard(7, 1, TARGET), None, "192.0.2.1") == []


def test_a_real_reply_after_an_error_still_counts_and_a_second_error_does_not() -> None:
    _, book = a_book()
    book.enter(5, 1, TARGET)

    assert book.answered(Heard(7, 1, TARGET, "host"), None, "192.0.2.9") == [EchoReply(5, None, "192.0.2.9 host")]
    assert book.answered(Heard(7, 1, TARGET, "host"), None, "192.0.2.9") == []
    assert [each.ticket for each in book.answered(Heard(7, 1, TARGET), None, "192.0.2.1")] == [5]


def test_stamps_across_a_clock_step_are_not_believed() -> None:
    clock, book = a_book()
    book.enter(5, 1, TARGET)
    book.stamped(0, START_NS)
    clock.run(20_000_000)
    clock.step(3600 * SECOND)

    (reply,) = book.answered(Heard(7, 1, TARGET), START_NS + 3600 * SECOND + 20_000_000, "192.0.2.1")

    assert reply.rtt_us == 20_000
    assert (book.by_kernel, book.by_user) == (0, 1)


def test_send_stamps_find_their_probe_again_when_the_kernel_counted_a_refused_packet() -> None:
    clock, book = a_book()
    for number in range(3):
        book.enter(number, number, TARGET)
        book.stamped(number + (number > 0), START_NS + number * SECOND)  # one key was spent on nothing
        clock.run(20_000_000)
        (reply,) = book.answered(Heard(7, number, TARGET), START_NS + number * SECOND + 20_000_000, "192.0.2.1")
        assert reply.rtt_us == 20_000
        clock.run(980_000_000)

    assert (book.by_kernel, book.by_user) == (3, 0)


def test_without_a_send_stamp_our_own_clock_stands_in_and_is_counted() -> None:
    clock, book = a_book()
    book.enter(5, 1, TARGET)
    clock.run(500_000_000)

    (reply,) = book.answered(Heard(7, 1, TARGET), START_NS + 30_000_000, "192.0.2.1")

    assert reply.rtt_us == 30_000
    assert (book.by_kernel, book.by_user) == (0, 1)


@pytest.mark.parametrize(
    ("code", "printed", "expected"),
    [
        (0, b"64 bytes from 192.0.2.1: icmp_seq=1 ttl=64 time=0.045 ms\n", EchoReply(1, 45)),
        (0, b"64 bytes from 192.0.2.1: icmp_seq=1 ttl=64 time=1523 ms\n", EchoReply(1, 1_523_000)),
        (0, b"64 bytes from 127.0.0.1: seq=0 ttl=64 time=0.1 ms\n", EchoReply(1, 100)),
        (1, b"From 10.0.0.1 icmp_seq=1 Destination Host Unreachable\n", EchoReply(1, None, "10.0.0.1 host")),
        (1, b"From 10.0.0.9 icmp_seq=1 Packet filtered\n", EchoReply(1, None, "10.0.0.9 admin")),
        (
            1,
            b"From fd00::1 icmp_seq=1 Destination unreachable: Address unreachable\n",
            EchoReply(1, None, "fd00::1 host"),
        ),
        (1, b"From 10.0.0.9 icmp_seq=1 Time to live exceeded\n", EchoReply(1, None, "10.0.0.9 ttl")),
        (1, b"1 packets transmitted, 0 received, 100% packet loss, time 0ms\n", None),
        (2, b"ping: connect: Network is unreachable\n", EchoReply(1, None)),
        (-9, b"", EchoReply(1, None)),
    ],
    ids=["reply", "slow", "busybox", "host", "filtered", "v6", "ttl", "silence", "ping failed", "ping was killed"],
)
def test_what_ping_prints_is_read_as_it_means(code: int, printed: bytes, expected: EchoReply | None) -> None:
    assert read_ping(1, code, printed) == expected


@pytest.mark.parametrize("method", ["tcp:", "tcp:0", "tcp:65536", "tcp:http", "udp:53", "tcp:²"])
def test_a_method_that_is_no_port_cannot_be_measured(method: str) -> None:
    with pytest.raises(CannotMeasure, match="not a way to probe"):
        tcp_port(method)


def opened(name: str, *targets: EchoTarget) -> EchoEngine:
    echo = SystemEcho(RealClock())
    if name not in echo.engines():
        pytest.skip(f"this user has no right for the engine {name}")
    return echo.open(name, targets)


def asked(engine: EchoEngine, target: EchoTarget) -> EchoReply:
    """Send one probe and return the answer that came for it."""
    ticket, until = engine.send(target), time.monotonic() + 3
    while time.monotonic() < until:
        for reply in engine.receive(until - time.monotonic()):
            if reply.ticket == ticket:
                return reply
    raise AssertionError(f"{target.address} did not answer {engine.name}")


@pytest.mark.parametrize("name", ["own", "icmplib", "ping"])
@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.77", "::1"])
def test_each_icmp_engine_measures_this_computer(name: str, address: str) -> None:
    target = EchoTarget("r", address)
    engine = opened(name, target)
    try:
        replies = [asked(engine, target) for _ in range(5)]
        assert engine.measured_by(target) == (
            "ping" if name == "ping" else "icmp",
            "kernel" if name == "own" else "user",
        )
    finally:
        engine.close()

    assert all(each.rtt_us is not None and 0 <= each.rtt_us < 500_000 for each in replies)


@pytest.mark.parametrize("listening", [True, False], ids=["accepted", "refused"])
@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_a_connect_that_is_accepted_or_refused_is_an_answer(listening: bool, address: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as server:
        server.bind((address, 0))
        if listening:
            server.listen(8)
        target = EchoTarget("service", address, f"tcp:{server.getsockname()[1]}")
        engine = opened("tcp", target)
        try:
            replies = [asked(engine, target) for _ in range(5)]
            assert engine.measured_by(target) == (target.method, "user")
        finally:
            engine.close()

    assert all(each.rtt_us is not None and 0 <= each.rtt_us < 500_000 for each in replies)


def test_the_wait_ends_on_time_when_nothing_comes() -> None:
    engine = opened("tcp")
    begun = time.monotonic()

    assert list(engine.receive(0.2)) == []

    assert 0.19 <= time.monotonic() - begun < 0.6
    engine.close()


def test_a_name_is_resolved_beside_the_sender_and_then_measured() -> None:
    target = EchoTarget("service", "localhost", "tcp:9")
    engine = opened("tcp", target)
    try:
        until = time.monotonic() + 5
        while True:
            try:
                reply = asked(engine, target)
                break
            except CannotMeasure as not_yet:
                assert "has no address" in not_yet.message
                assert time.monotonic() < until
                time.sleep(0.02)
    finally:
        engine.close()

    assert reply.rtt_us is not None


@pytest.mark.parametrize(("name", "interface"), [("smoke", None), ("tcp", "no-such-if")])
def test_an_unknown_engine_or_interface_is_told(name: str, interface: str | None) -> None:
    with pytest.raises(CannotMeasure, match="there is no"):
        SystemEcho(RealClock()).open(name, (), interface)
