"""Connections by family, on this machine."""

from __future__ import annotations

import asyncio
import json
import socket

import pytest

from netdoc.errors import CannotMeasure
from probes.wire import reach
from probes.wire.reach import SystemReach
from tests.probes.wire.loopback import RealClock, in_loop


async def ended(address: str, port: int) -> str:
    capture = await SystemReach(RealClock()).connect(address, port, timeout_s=0.3)
    return str(json.loads(capture.body)["ended"])


@in_loop
async def test_a_connection_ends_as_the_far_end_lets_it_end() -> None:
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        refused = await ended("127.0.0.1", held.getsockname()[1])
    connected = await ended("127.0.0.1", server.sockets[0].getsockname()[1])
    server.close()

    assert (connected, refused) == ("connected", "refused")


@in_loop
async def test_silence_is_a_timeout() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        port = full.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):  # the queue holds one, and nobody accepts
            assert await ended("127.0.0.1", port) == "timeout"


@pytest.mark.parametrize(("has_v6", "count"), [(True, 2), (False, 1)])
@in_loop
async def test_a_family_counts_where_name_and_computer_have_it(
    monkeypatch: pytest.MonkeyPatch, has_v6: bool, count: int
) -> None:
    told = [
        (socket.AF_INET6, 1, 6, "", ("2001:db8::7", 0, 0, 0)),
        (socket.AF_INET, 1, 6, "", ("198.51.100.7", 0)),
        (socket.AF_INET, 1, 6, "", ("198.51.100.8", 0)),
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: told)
    monkeypatch.setattr(reach, "has_global", lambda family: family == socket.AF_INET or has_v6)

    found = await SystemReach(RealClock()).addresses("app.example.net", timeout_s=1)

    assert found == ["198.51.100.7", "2001:db8::7"][:count]


@in_loop
async def test_a_name_without_an_address_cannot_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody_knows(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody_knows)
    with pytest.raises(CannotMeasure, match="has no address now"):
        await SystemReach(RealClock()).addresses("no-such-name.invalid", timeout_s=1)
