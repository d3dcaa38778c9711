"""Greetings and sweeps on this machine: how a try ends, what is never taken for a stall, and what is sent."""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from netdoc.errors import CannotMeasure
from probes.wire.sizes import SystemSizes
from tests.probes.wire.loopback import CERTIFICATE, RealClock, in_loop

LONGEST_PACKET = 1500


@asynccontextmanager
async def server(manner: str) -> AsyncIterator[tuple[int, list[int]]]:
    """A server of TLS, or one that answers nothing, says no, closes at once, or speaks something else."""
    heard: list[int] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if manner == "closes":
            writer.close()
            return
        heard.append(len(await reader.read(65536)))
        if manner == "no":
            writer.write(b"\x15\x03\x01\x00\x02\x02\x28")  # a fatal alert: handshake failure
        if manner == "smtp":
            writer.write(b"220 mail.example.net ESMTP\r\n")
        if manner == "resets":
            writer.transport.abort()
        await asyncio.sleep(2)

    async def greeted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(len(await reader.read(65536)))
        writer.close()

    if manner == "tls":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        running = await asyncio.start_server(greeted, "127.0.0.1", 0, ssl=context)
    else:
        running = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield running.sockets[0].getsockname()[1], heard
    finally:
        running.close()


async def greeting(
    port: int, *, small: bool = False, long: bool = False, target: str = "127.0.0.1", timeout_s: float = 1.0
) -> Any:
    capture = await SystemSizes(RealClock()).greeting(target, port, small=small, long=long, timeout_s=timeout_s)
    return json.loads(capture.body)


@pytest.mark.parametrize(
    ("manner", "ended"),
    [
        ("tls", "passed"),
        ("no", "passed"),
        ("smtp", "passed"),
        ("silent", "stalled"),
        ("closes", "closed"),
        ("resets", "closed"),
    ],
)
@in_loop
async def test_a_try_ends_as_the_far_end_lets_it_end(manner: str, ended: str) -> None:
    async with server(manner) as (port, _):
        told = await greeting(port, timeout_s=0.4 if manner == "silent" else 3)

    assert told["ended"] == ended
    assert told["segment_octets"] > 1160
    assert (told["octets_back"] > 0) is (ended == "passed")


@in_loop
async def test_the_small_arm_agrees_on_small_segments_and_passes_as_well() -> None:
    async with server("tls") as (port, _):
        told = await greeting(port, small=True, long=True, timeout_s=3)

    assert (told["ended"], told["small"]) == ("passed", True)
    assert told["segment_octets"] == 1160


@pytest.mark.parametrize("long", [False, True])
@in_loop
async def test_a_long_greeting_is_longer_than_any_packet_and_a_short_one_fits_into_a_small_one(long: bool) -> None:
    async with server("silent") as (port, heard):
        await greeting(port, long=long, timeout_s=0.3)

    assert sum(heard) > LONGEST_PACKET if long else 0 < sum(heard) < 1160


@in_loop
async def test_a_port_where_nobody_listens_is_no_stall() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        told = await greeting(held.getsockname()[1])

    assert (told["ended"], told["octets_back"], told["segment_octets"]) == ("no_connection", 0, None)


@in_loop
async def test_a_name_without_an_address_cannot_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody_knows(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody_knows)
    with pytest.raises(CannotMeasure, match="has no address now"):
        await greeting(443, target="no-such-name.invalid")


@in_loop
async def test_every_size_comes_back_on_this_machine_and_small_and_full_are_mixed() -> None:
    capture = await SystemSizes(RealClock()).sweep("127.0.0.1", max_ttl=2)
    told = json.loads(capture.body)

    ends = [each for each in told["sent"] if each["kind"] == "end"]
    hops = [each["octets"] for each in told["sent"] if each["kind"] == "hop" and each["ttl"] == 1]
    assert told["target"] == "127.0.0.1"
    assert sorted({each["octets"] for each in ends}) == [576, 1280, 1400, 1454, 1480, 1492, 1500]
    assert all(each.get("by") == "127.0.0.1" for each in ends)
    assert hops == [100, 1500, 1500, 100, 1500, 100]


@pytest.mark.parametrize("target", ["app.example.net", "2001:db8::1", ""])
@in_loop
async def test_only_an_ipv4_address_can_be_swept(target: str) -> None:
    with pytest.raises(CannotMeasure, match="is not an IPv4 address"):
        await SystemSizes(RealClock()).sweep(target, max_ttl=2)
