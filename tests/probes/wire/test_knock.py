"""Knocking at doors on loopback: what is read, what is not sent, and where it ends."""

from __future__ import annotations

import asyncio
import time

import pytest

from netdoc.errors import CannotMeasure, NotAnswered
from probes.wire import knock
from probes.wire.knock import SystemDoors, without_negotiation
from tests.probes.finders.doorway import Doorway, open_door
from tests.probes.wire.loopback import RealClock, in_loop, page

DOORS = SystemDoors(RealClock())


@pytest.mark.parametrize("address", ["8.8.8.8", "100.64.0.1", "192.0.2.1", "172.32.0.1", "fe80::1", "fritz.box", ""])
@in_loop
async def test_nothing_but_private_addresses_is_knocked_at(address: str) -> None:
    with pytest.raises(CannotMeasure):
        await DOORS.listen(address, 23, timeout_s=1)
    with pytest.raises(CannotMeasure):
        await DOORS.page(address, 80, "/", tls=False, timeout_s=1)


@in_loop
async def test_a_refused_door_is_told() -> None:
    async with open_door(Doorway()) as door:
        port = door.port
    with pytest.raises(NotAnswered) as failed:
        await DOORS.listen("127.0.0.1", port, timeout_s=2)

    assert failed.value.failure == "refused"


@in_loop
async def test_a_door_that_speaks_no_tls_is_told() -> None:
    async with open_door(Doorway(greeting=b"220 no tls here\r\n")) as door:
        with pytest.raises(NotAnswered) as failed:
            await DOORS.page("127.0.0.1", door.port, "/", tls=True, timeout_s=2)

    assert failed.value.failure in ("error", "closed")


@in_loop
async def test_an_answer_that_stays_open_is_complete_by_its_own_length() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(page(b"hello"))
        await reader.read()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    begun = time.monotonic()
    door = await DOORS.page("127.0.0.1", server.sockets[0].getsockname()[1], "/", tls=False, timeout_s=5)
    server.close()

    assert door.said.body.endswith(b"hello")
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize("ask", ["listen", "page"])
@in_loop
async def test_a_box_that_drips_for_ever_is_left_after_its_time(ask: str) -> None:
    async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                writer.write(b"x")
                await writer.drain()
                await asyncio.sleep(0.1)
        except (ConnectionError, asyncio.CancelledError):
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    begun = time.monotonic()
    if ask == "listen":
        door = await DOORS.listen("127.0.0.1", port, timeout_s=1)
    else:
        door = await DOORS.page("127.0.0.1", port, "/", tls=False, timeout_s=1)
    server.close()

    assert set(door.said.body) == {ord("x")}
    assert time.monotonic() - begun < 3


@in_loop
async def test_a_flood_is_cut() -> None:
    async with open_door(Doorway(answer=b"A" * (knock.LIMIT_BYTES * 3))) as door:
        found = await DOORS.page("127.0.0.1", door.port, "/", tls=False, timeout_s=5)

    assert len(found.said.body) == knock.LIMIT_BYTES


@pytest.mark.parametrize("path", ["", "x", "/a b", "/\r\nHost: evil", "/ü"])
@in_loop
async def test_a_path_cannot_smuggle_a_line(path: str) -> None:
    with pytest.raises(CannotMeasure):
        await DOORS.page("127.0.0.1", 80, path, tls=False, timeout_s=1)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"plain", b"plain"),
        (b"\xff\xfd\x01Login: ", b"Login: "),
        (b"\xff\xfa\x18\x01\xff\xf0ok", b"ok"),
        (b"a\xff\xffb", b"a\xffb"),
        (b"a\xff", b"a"),
        (b"a\xff\xfa\x18", b"a"),
        (b"\xff\xf9go", b"go"),
    ],
)
def test_telnet_options_are_no_text(raw: bytes, text: bytes) -> None:
    assert without_negotiation(raw) == text
