"""A box on loopback with one door: what a finder reads of it."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from netdoc.model.sign import Sign
from netdoc.model.site import Device
from netdoc.plugin import Finder
from probes.wire.knock import SystemDoors
from tests.netdoc.app.replay import World
from tests.probes.wire.loopback import CERTIFICATE, RealClock


class Doorway:
    """Greets, then answers the first line of a request; counts what it was sent."""

    def __init__(self, greeting: bytes = b"", answer: bytes = b"") -> None:
        self.greeting, self.answer = greeting, answer
        self.heard = b""
        self.visits = 0
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.visits += 1
        try:
            writer.write(self.greeting)
            while more := await reader.read(4096):
                self.heard += more
                if b"\r\n\r\n" in self.heard:
                    writer.write(self.answer)
                    break
            await writer.drain()
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def open_door(door: Doorway, *, tls: bool = False) -> AsyncIterator[Doorway]:
    """Serve it."""
    context = None
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
    server = await asyncio.start_server(door.serve, "127.0.0.1", 0, ssl=context)
    door.port = server.sockets[0].getsockname()[1]
    try:
        yield door
    finally:
        server.close()


def told(finder: Finder, door: Doorway, *, tls: bool = False, url: str | None = None) -> Sign:
    """Return what a finder reads of a door, through the real adapter."""

    async def visit() -> Sign:
        async with open_door(door, tls=tls):
            box = Device(id="box", kind="", address="127.0.0.1", port=door.port)
            if url is not None:
                box = replace(box, url=f"http://127.0.0.1:{door.port}{url}")
            ports = replace(World().ports(), doors=SystemDoors(RealClock()))
            return finder.read(await finder.look(box, ports))

    return asyncio.run(visit())
