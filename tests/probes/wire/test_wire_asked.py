"""Questions to ports and echoes through an interface, on loopback."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from netdoc.errors import CannotMeasure
from netdoc.model.site import SecondWay
from netdoc.ports import EchoTarget
from probes._port_questions import MANNERS, is_answer
from probes.wire import _leave_by, asked
from probes.wire.asked import SystemAsked
from tests.probes.wire.loopback import RealClock, in_loop

HERE = "127.0.0.1"


@contextmanager
def answering(answer: Callable[[bytes], bytes | None]) -> Iterator[int]:
    """Run a UDP server that answers what `answer` makes of each question, None for nothing; yield its port."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind((HERE, 0))
        server.settimeout(0.1)
        done = threading.Event()

        def serve() -> None:
            while not done.is_set():
                try:
                    question, whence = server.recvfrom(4096)
                except TimeoutError:
                    continue
                told = answer(question)
                if told is not None:
                    server.sendto(told, whence)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            done.set()
            thread.join()


async def told(port: int, question: bytes | None, *, by: str | None = None, tries: int = 2) -> dict[str, Any]:
    capture = await SystemAsked(RealClock()).port(HERE, port, question, by=by, tries=tries)
    note: dict[str, Any] = json.loads(capture.body)
    return note


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asked, "WAIT_S", 0.2)
    monkeypatch.setattr(asked, "CONNECT_S", 0.3)
    monkeypatch.setattr(asked, "LAST_WAIT_S", 0.3)


@pytest.mark.parametrize("by", [None, "lo"])
@in_loop
async def test_an_answer_ends_the_asking_and_comes_back_whole(by: str | None) -> None:
    question = MANNERS["dns"].make(53)
    with answering(lambda asked_: asked_[:2] + b"\x81" + asked_[3:]) as port:
        note = await told(port, question, by=by, tries=3)

    (only,) = note["tries"]
    assert (only["ended"], note["protocol"], note.get("by")) == ("answered", "udp", by)
    assert is_answer("dns", bytes.fromhex(note["question"]), bytes.fromhex(only["answer"]))


@in_loop
async def test_silence_is_asked_again_and_stays_silence() -> None:
    with answering(lambda _: None) as port:
        note = await told(port, b"anybody?", tries=3)

    assert [each["ended"] for each in note["tries"]] == ["silent"] * 3


@in_loop
async def test_a_port_on_which_nobody_listens_is_refused_by_the_host_itself() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as held:
        held.bind((HERE, 0))
        port = held.getsockname()[1]
    note = await told(port, b"anybody?", tries=3)

    assert note["tries"] == [{"ended": "refused", "by": HERE, "icmp": [3, 3]}]


@in_loop
async def test_a_connection_is_made_refused_or_left_waiting() -> None:
    with socket.create_server((HERE, 0)) as server:
        made = await told(server.getsockname()[1], None)
        free = server.getsockname()[1]
    refused = await told(free, None)
    with socket.create_server((HERE, 0), backlog=0) as full:
        port = full.getsockname()[1]
        with socket.create_connection((HERE, port)):  # the queue holds one, and nobody accepts
            silent = await told(port, None, tries=2)

    ended = [[each["ended"] for each in note["tries"]] for note in (made, refused, silent)]
    assert ended == [["answered"], ["refused"], ["silent", "silent"]]


@in_loop
async def test_a_host_without_an_address_and_an_interface_that_is_not_there_cannot_be_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def nobody_knows(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with pytest.raises(CannotMeasure, match="through no-such0"):
        await told(9, b"x", by="no-such0")
    monkeypatch.setattr(socket, "getaddrinfo", nobody_knows)
    with pytest.raises(CannotMeasure, match="has no address now"):
        await SystemAsked(RealClock()).port("no-such-name.invalid", 9, b"x", by=None, tries=1)


def test_an_interface_is_found_by_name_else_by_its_address() -> None:
    asks = SystemAsked(RealClock())

    assert asks.interface(SecondWay(interface="lo")) == "lo"
    assert asks.interface(SecondWay(address=HERE)) == "lo"
    assert asks.interface(SecondWay(interface="gone0", address=HERE)) == "lo"
    with pytest.raises(CannotMeasure, match="there is no interface gone0"):
        asks.interface(SecondWay(interface="gone0"))
    with pytest.raises(CannotMeasure, match=r"with the address 203\.0\.113\.9"):
        asks.interface(SecondWay(address="203.0.113.9"))


def test_an_interface_that_is_switched_off_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asked, "is_up", lambda _: False)

    with pytest.raises(CannotMeasure, match="lo is down"):
        SystemAsked(RealClock()).interface(SecondWay(interface="lo"))


@in_loop
async def test_a_round_counts_what_left_and_what_came_back_by_rung() -> None:
    with (
        socket.create_server((HERE, 0)) as server,
        socket.create_server((HERE, 0), backlog=0) as full,
        socket.create_connection(full.getsockname()),
    ):
        targets = [
            EchoTarget("service_a", HERE, f"tcp:{server.getsockname()[1]}"),
            EchoTarget("service_b", HERE, f"tcp:{full.getsockname()[1]}"),
        ]
        capture = await SystemAsked(RealClock()).echo(targets, by="lo", each=2)
    note = json.loads(capture.body)

    counts = {each["rung"]: (each["sent"], each["answered"]) for each in note["targets"]}
    assert counts == {"service_a": (2, 2), "service_b": (2, 0)}
    assert (note["by"], note["own"]) == ("lo", HERE)


def test_on_an_old_kernel_the_own_address_serves_only_where_the_kernel_s_rules_lead_it_out_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class OldKernel(socket.socket):
        def setsockopt(self, *args: Any) -> None:
            if args[1] == socket.SO_BINDTODEVICE:
                raise PermissionError(1, "Operation not permitted")
            super().setsockopt(*args)

    with OldKernel(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        monkeypatch.setattr(_leave_by, "leaves_through", lambda _: 0)
        with pytest.raises(OSError, match=r"Linux 5\.7"):
            _leave_by.leave_by(sock, "lo")
        monkeypatch.setattr(_leave_by, "leaves_through", lambda _: socket.if_nametoindex("lo"))
        _leave_by.leave_by(sock, "lo")

        assert sock.getsockname()[0] == HERE


def test_where_packets_would_leave_is_read_from_the_kernel_s_answer() -> None:
    attributes = struct.pack("=HH4s", 8, 1, bytes(4)) + struct.pack("=HHI", 8, 4, 7)
    route = struct.pack("=IHHII", 28 + len(attributes), 24, 0, 1, 0) + bytes(12) + attributes
    refusal = struct.pack("=IHHIIi", 20, 2, 0, 1, 0, -101)

    assert (_leave_by._interface_of(route), _leave_by._interface_of(refusal)) == (7, 0)


def test_what_no_interface_holds_has_no_address_and_is_not_up() -> None:
    assert (_leave_by.own_address("no-such0"), _leave_by.is_up("no-such0")) == (None, False)
    assert (_leave_by.own_address("lo"), _leave_by.is_up("lo")) == (HERE, True)
