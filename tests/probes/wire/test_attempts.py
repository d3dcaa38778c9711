"""Attempts at real servers on loopback: each way to end is told apart, and the pace and the bounds are kept."""

from __future__ import annotations

import asyncio
import json
import random
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest

from netdoc.errors import CannotMeasure
from netdoc.model.facts.connect_run import ConnectRun
from netdoc.model.site import Backend, Service, Site
from probes.services import read
from probes.wire import _one_attempt
from probes.wire.attempts import MOST_ATTEMPTS, SystemConnects, _without_login
from tests.probes.wire.loopback import CERTIFICATE, RealClock, in_loop

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[Any, Any, None]]


def answers(head: str, body: bytes = b"ok") -> Handler:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(f"{head}\r\n\r\n".encode() + body)
        await writer.drain()
        writer.close()

    return serve


async def hangs_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


async def resets(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.transport.abort()


async def says_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        await asyncio.sleep(30)
    finally:
        writer.close()


async def chatters(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(random.Random(1).randbytes(100_000).replace(b"\r\n\r\n", b"") + b"x")
    writer.close()


OK = answers("HTTP/1.1 200 OK\r\nX-Member: node-1\r\nSet-Cookie: SRV=web1; path=/")


@asynccontextmanager
async def served(handler: Handler, context: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    server = await asyncio.start_server(handler, "127.0.0.1", 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


def a_service(port: int, **fields: Any) -> Service:
    values: dict[str, Any] = {
        "name": "shop", "address": "127.0.0.1", "port": port, "layer": "http", "attempts": 3, "per_second": 20.0,
        "timeout_s": 0.8, **fields,
    }  # fmt: skip
    return Service(**values)


async def run_of(service: Service) -> ConnectRun:
    capture = await SystemConnects(RealClock()).attempts(service)
    (seen,) = read(Site(id="s"), [capture])
    assert isinstance(seen.fact, ConnectRun)  # type: ignore[union-attr]
    return seen.fact  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("handler", "fields", "letter"),
    [
        (OK, {}, "o"),
        (OK, {"layer": "tcp"}, "o"),
        (answers("HTTP/1.1 404 Not Found"), {}, "o"),
        (answers("HTTP/1.1 404 Not Found"), {"status": 200}, "e"),
        (answers("HTTP/1.1 503 Service Unavailable"), {}, "e"),
        (answers("SSH-2.0-dropbear"), {}, "e"),
        (chatters, {}, "e"),
        (resets, {}, "x"),
        (hangs_up, {"layer": "tcp"}, "x"),
        (says_nothing, {}, "t"),
        (OK, {"layer": "tls", "timeout_s": 0.5}, "l"),
    ],
    ids=["answered", "open", "404 is an answer", "another status than expected", "503", "no HTTP", "noise",
         "reset after the request", "accepted and closed", "silent", "no TLS"],
)  # fmt: skip
@in_loop
async def test_each_way_to_end_is_told_apart(handler: Handler, fields: dict[str, Any], letter: str) -> None:
    async with served(handler) as port:
        run = await run_of(a_service(port, **fields))

    assert run.virtual is not None
    assert set(run.virtual.outcomes) == {letter} or (letter == "l" and set(run.virtual.outcomes) <= {"l", "t"})


@in_loop
async def test_a_closed_port_is_refused_on_either_arm_and_counted_to_the_end() -> None:
    async with served(OK) as port:
        closed = socket.socket()
        closed.bind(("127.0.0.1", 0))
        backend = Backend(name="web-1", address="127.0.0.1", port=closed.getsockname()[1], host="Host A")
        run = await run_of(a_service(port, backends=(backend,)))
        closed.close()

    virtual, dead = run.arms
    assert (virtual.outcomes, dead.outcomes, dead.given_up, dead.host) == ("ooo", "rrr", False, "Host A")


@in_loop
async def test_a_backend_that_is_silent_is_left_alone_after_five_tries() -> None:
    async with served(OK) as port, served(says_nothing) as silent:
        backend = Backend(name="web-1", address="127.0.0.1", port=silent)
        run = await run_of(a_service(port, backends=(backend,), attempts=12, timeout_s=0.5))

    virtual, left = run.arms
    assert (virtual.outcomes, left.outcomes, left.given_up) == ("o" * 12, "ttttt", True)


@pytest.mark.parametrize("identity", ["header:x-member", "cookie:SRV"])
@in_loop
async def test_members_are_told_by_hashes_and_what_they_said_is_not_kept(identity: str) -> None:
    async with served(OK) as port:
        capture = await SystemConnects(RealClock()).attempts(a_service(port, identity=identity))

    told = json.loads(capture.body)
    (member,) = told["arms"][0]["members"]
    assert len(member) == 10
    assert {each[4] for each in told["arms"][0]["attempts"]} == {0}
    assert b"node-1" not in capture.body
    assert b"web1" not in capture.body


@in_loop
async def test_tls_is_spoken_and_the_certificate_tells_the_server() -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE)
    async with served(OK, context) as port:
        run = await run_of(a_service(port, tls=True, identity="certificate", timeout_s=3.0))

    assert run.virtual is not None
    assert (run.virtual.outcomes, len(run.virtual.members)) == ("ooo", 1)


@in_loop
async def test_attempts_keep_the_pace_and_leave_from_ports_of_their_own() -> None:
    async with served(OK) as port:
        run = await run_of(a_service(port, attempts=10))

    assert run.virtual is not None
    assert run.duration_s >= 9 * 0.05
    assert len(set(run.virtual.ports)) >= 9
    assert run.pace_ms == 50
    assert list(run.virtual.at_ms) == sorted(run.virtual.at_ms)


def test_nobody_is_asked_faster_or_oftener_than_is_polite() -> None:
    from probes.wire.attempts import _Run

    async def bounds() -> tuple[float, int, float]:
        run = _Run(a_service(9, attempts=10**6, per_second=500.0, timeout_s=99.0))
        return run.pace_s, run.number, run.timeout_s

    assert asyncio.run(bounds()) == (0.05, MOST_ATTEMPTS, 10.0)


@in_loop
async def test_a_name_that_does_not_resolve_is_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    async def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", unknown)
    with pytest.raises(CannotMeasure):
        await SystemConnects(RealClock()).attempts(a_service(80, address="no-such-name.invalid"))


@in_loop
async def test_what_cannot_leave_this_computer_is_void(monkeypatch: pytest.MonkeyPatch) -> None:
    async def unroutable(*_: object) -> None:
        raise OSError(101, "Network is unreachable")

    async with served(OK) as port:
        monkeypatch.setattr(asyncio.get_running_loop(), "sock_connect", unroutable)
        run = await run_of(a_service(port))

    assert run.virtual is not None
    assert (run.virtual.outcomes, run.virtual.sent) == ("vvv", 0)


@in_loop
async def test_a_repeated_syn_is_a_class_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_one_attempt, "_repeated", lambda *_: True)
    async with served(OK) as port:
        run = await run_of(a_service(port))

    assert run.virtual is not None
    assert run.virtual.outcomes == "sss"


@pytest.mark.parametrize(
    ("proxy", "told"),
    [
        ("http://ann:secret@192.0.2.9:3128", "192.0.2.9:3128"),
        ("http://192.0.2.9:3128/", "192.0.2.9:3128"),
        ("http://ann:se@cret/x@proxy.example:1", "proxy.example:1"),
        ("", ""),
    ],
)
def test_a_proxy_is_told_without_its_login(proxy: str, told: str) -> None:
    assert _without_login(proxy) == told
