"""One page as it first answers, from servers on loopback."""

from __future__ import annotations

import asyncio
import json
import socket

import pytest

from netdoc.errors import CannotMeasure, NotAnswered
from probes.wire.page import KEPT, SystemPage
from tests.probes.wire.loopback import RealClock, in_loop


async def first(answer: bytes) -> dict[str, object]:
    """Return what is told of a server that answers so, whatever it is asked."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        capture = await SystemPage(RealClock()).first(f"http://127.0.0.1:{port}/check", timeout_s=2)
    finally:
        server.close()
    note: dict[str, object] = json.loads(capture.body)
    return note


def response(status: str, body: bytes = b"", **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join([*lines, f"Content-Length: {len(body)}"]) + "\r\n\r\n").encode() + body


@in_loop
async def test_a_page_is_told_by_its_status_and_beginning() -> None:
    note = await first(response("200 OK", b"NetworkManager is online\n" + b"x" * 1000))

    assert (note["status"], note["leads_to"], note["octets"]) == (200, None, 1025)
    begins = str(note["begins"])
    assert begins.startswith("NetworkManager is online") and len(begins) == KEPT


@in_loop
async def test_a_redirect_is_not_followed_and_only_its_host_is_kept() -> None:
    note = await first(response("302 Found", Location="http://me:secret@portal.example/login?token=abc"))

    assert (note["status"], note["leads_to"]) == (302, "portal.example")
    assert "secret" not in json.dumps(note) and "token" not in json.dumps(note)


@in_loop
async def test_hostile_bytes_are_data() -> None:
    note = await first(response("200 OK", b"\x1b[2J\x00\xff<script>", Location="http://[bad/"))

    assert "\x1b" not in str(note["begins"]) and note["leads_to"] is None


@in_loop
async def test_nobody_there_is_not_answered_and_a_wrong_address_cannot_be_asked() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{held.getsockname()[1]}/"
    page = SystemPage(RealClock())
    with pytest.raises(NotAnswered):
        await page.first(url, timeout_s=1)
    with pytest.raises(CannotMeasure):
        await page.first("ftp://127.0.0.1/", timeout_s=1)
    with socket.create_server(("127.0.0.1", 0)) as mute, pytest.raises(NotAnswered, match="within"):
        await page.first(f"http://127.0.0.1:{mute.getsockname()[1]}/", timeout_s=0.2)
