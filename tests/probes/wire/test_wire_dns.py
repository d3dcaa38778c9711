"""One question to one resolver, against a real one on loopback."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import time

import dns.flags
import dns.message
import dns.rcode
import pytest

from netdoc.errors import CannotMeasure, NotAnswered
from netdoc.ports import DnsAnswer
from probes.wire.dns import SystemDns
from tests.probes.wire.loopback import RealClock
from tests.probes.wire.resolver import Manner, answer, resolver, truncated, well_mannered, with_rcode
from tests.probes.wire.routers import row_of_routers

NAME = "www.example.com"


def ask(port: int, *, timeout_s: float = 0.3, name: str = NAME, server: str = "127.0.0.1") -> DnsAnswer:
    return asyncio.run(SystemDns(RealClock()).ask(server, name, "A", timeout_s=timeout_s, port=port))


def wrong_id(query: dns.message.Message) -> list[bytes]:
    response = answer(query)
    response.id = query.id ^ 1
    return [response.to_wire()]


def wrong_question(query: dns.message.Message) -> list[bytes]:
    other = dns.message.make_query("elsewhere.example.com", "A", use_edns=False)
    other.id = query.id
    return [answer(other).to_wire()]


def echoed_question(query: dns.message.Message) -> list[bytes]:
    return [query.to_wire()]


def garbage(query: dns.message.Message) -> list[bytes]:
    return [b"", b"\xff" * 3, query.to_wire()[:2] + b"\xff" * 40, b"<html>" * 100]


def silence(query: dns.message.Message) -> list[bytes]:
    return []


@pytest.mark.parametrize("manner", [wrong_id, wrong_question, echoed_question, garbage, silence])
def test_what_is_not_an_answer_to_our_question_ends_in_a_timeout_within_the_time_given(manner: Manner) -> None:
    began = time.monotonic()

    with resolver(manner) as server, pytest.raises(NotAnswered) as failed:
        ask(server.port)

    assert failed.value.failure == "timeout"
    assert 0.25 < time.monotonic() - began < 1.3


@pytest.mark.parametrize("noise", [wrong_id, wrong_question, garbage])
def test_the_true_answer_behind_a_forged_one_is_taken(noise: Manner) -> None:
    with resolver(lambda query: [*noise(query), *well_mannered(query)]) as server:
        got = ask(server.port)

    message = dns.message.from_wire(got.capture.body)
    assert message.answer[0].name.to_text() == f"{NAME}."
    assert message.answer[0][0].to_text() == "192.0.0.1"


@pytest.mark.parametrize("code", [dns.rcode.SERVFAIL, dns.rcode.REFUSED, dns.rcode.NXDOMAIN])
def test_a_failure_code_is_an_answer_and_its_bytes_are_kept(code: dns.rcode.Rcode) -> None:
    with resolver(with_rcode(code)) as server:
        got = ask(server.port)

    assert dns.message.from_wire(got.capture.body).rcode() == code


def test_a_header_that_refuses_without_repeating_the_question_is_an_answer() -> None:
    def bare(query: dns.message.Message) -> list[bytes]:
        return [query.to_wire()[:2] + b"\x81\x05" + bytes(8)]

    with resolver(bare) as server:
        got = ask(server.port)

    assert dns.message.from_wire(got.capture.body).rcode() == dns.rcode.REFUSED


def test_a_truncated_answer_is_fetched_whole_over_tcp() -> None:
    def whole(query: dns.message.Message) -> list[bytes]:
        return [answer(query, records=300).to_wire(max_size=65535)]

    with resolver(truncated, over_tcp=whole) as server:
        got = ask(server.port, timeout_s=2)

    assert len(dns.message.from_wire(got.capture.body).answer[0]) == 300
    assert got.capture.method.endswith("over tcp")


def test_an_answer_cut_inside_a_record_still_leads_to_tcp() -> None:
    def cut(query: dns.message.Message) -> list[bytes]:
        wire = bytearray(answer(query, records=20).to_wire()[:-7])
        wire[2] |= 0x02
        return [bytes(wire)]

    with resolver(cut, over_tcp=well_mannered) as server:
        got = ask(server.port, timeout_s=2)

    assert got.capture.method.endswith("over tcp")


def test_a_resolver_that_truncates_and_offers_no_tcp_counts_as_refusing() -> None:
    with resolver(truncated) as server, pytest.raises(NotAnswered) as failed:
        ask(server.port, timeout_s=2)

    assert failed.value.failure == "refused"


def test_an_answer_of_ten_kilobytes_in_one_datagram_is_read_whole() -> None:
    with resolver(lambda query: [answer(query, records=600).to_wire(max_size=65535)]) as server:
        got = ask(server.port)

    assert len(got.capture.body) > 9_000
    assert len(dns.message.from_wire(got.capture.body).answer[0]) == 600


def test_a_closed_port_is_refused_at_once_and_not_waited_for() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    began = time.monotonic()

    with pytest.raises(NotAnswered) as failed:
        ask(port, timeout_s=5)

    assert failed.value.failure == "refused"
    assert time.monotonic() - began < 1


def test_the_duration_is_the_wires_even_when_this_program_was_busy() -> None:
    async def busy() -> DnsAnswer:
        asking = asyncio.create_task(SystemDns(RealClock()).ask("127.0.0.1", NAME, "A", timeout_s=2, port=server.port))
        await asyncio.sleep(0.005)
        time.sleep(0.4)  # the loop cannot look at the socket, the kernel stamps the answer meanwhile
        return await asking

    with resolver(well_mannered, delay_s=0.02) as server:
        got = asyncio.run(busy())

    assert 20_000 <= got.duration_us < 200_000


def test_each_question_has_its_own_id_and_source_port() -> None:
    seen: set[tuple[int, int]] = set()

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        for _ in range(5):
            with pytest.raises(NotAnswered):
                ask(server.getsockname()[1], timeout_s=0.02)
            wire, (_, port) = server.recvfrom(512)
            seen.add((int.from_bytes(wire[:2], "big"), port))

    assert len({each for each, _ in seen}) > 3
    assert len({each for _, each in seen}) > 3


@pytest.mark.parametrize(
    ("server", "name"),
    [("resolver.example", NAME), ("127.0.0.1", "x" * 64 + ".example.com"), ("127.0.0.1", "two..dots")],
    ids=["a name for a server", "a label too long", "an empty label"],
)
def test_a_question_that_cannot_be_put_is_our_own_gap(server: str, name: str) -> None:
    with pytest.raises(CannotMeasure):
        ask(53, server=server, name=name)


_ASK = """
import asyncio, sys, time
from datetime import UTC, datetime
from types import SimpleNamespace
from netdoc.errors import NetdocError
from probes.wire.dns import SystemDns
clock = SimpleNamespace(now=lambda: datetime.now(UTC), monotonic_ns=time.monotonic_ns)
try:
    asyncio.run(SystemDns(clock).ask(sys.argv[1], "www.example.com", "A", timeout_s=2))
except NetdocError as error:
    print(type(error).__name__, getattr(error, "failure", ""))
"""


@pytest.mark.lab
@pytest.mark.usefixtures("lab_machine")
def test_a_router_that_says_unreachable_is_told_from_silence() -> None:
    with row_of_routers() as row:
        row.run("r3", ["ip", "route", "add", "unreachable", "10.99.0.0/16"])
        said = row.run("start", [sys.executable, "-c", _ASK, "10.99.0.53"])

    assert said.strip() == "NotAnswered unreachable"


@pytest.mark.lab
@pytest.mark.usefixtures("lab_machine")
def test_without_a_route_the_resolver_is_not_blamed() -> None:
    argv = ["unshare", "--net", sys.executable, "-c", _ASK, "192.0.2.53"]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=20, check=True)

    assert done.stdout.split() == ["CannotMeasure"]


def test_an_answer_tells_which_hop_limit_it_had_left() -> None:
    with resolver(well_mannered) as server:
        assert ask(server.port).arrived_ttl == 64  # loopback: what Linux begins with


def test_what_a_server_is_asked_of_itself_goes_in_class_ch_and_unchecked_names_carry_the_wish() -> None:
    heard: list[dns.message.Message] = []

    def manner(query: dns.message.Message) -> list[bytes]:
        heard.append(query)
        return [dns.message.make_response(query).to_wire()]

    asking = SystemDns(RealClock())
    with resolver(manner) as server:
        asyncio.run(asking.ask("127.0.0.1", "id.server", "TXT", timeout_s=1, port=server.port, chaos=True))
        asyncio.run(asking.ask("127.0.0.1", NAME, "A", timeout_s=1, port=server.port, unchecked=True))
        asyncio.run(asking.ask("127.0.0.1", NAME, "A", timeout_s=1, port=server.port))

    assert [each.question[0].rdclass.name for each in heard] == ["CH", "IN", "IN"]
    assert [bool(each.flags & dns.flags.CD) for each in heard] == [False, True, False]
