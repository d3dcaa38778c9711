"""A server on upsd's port with any manners: it answers each command with the bytes it was given."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

CLOSE = b"\x00close"
"""At the end of an answer: and then the connection is closed."""
HANG = b"\x00hang"
"""At the end of an answer: and then nothing more, ever."""

ONE_UPS = b'BEGIN LIST UPS\nUPS ups "in the cupboard"\nEND LIST UPS\n'


def listed(name: str, *variables: tuple[str, str]) -> bytes:
    """Return the answer to LIST VAR."""
    rows = "".join(f'VAR {name} {key} "{value}"\n' for key, value in variables)
    return f"BEGIN LIST VAR {name}\n{rows}END LIST VAR {name}\n".encode()


@dataclass
class Upsd:
    """What it was asked, and how many sessions it had."""

    answers: Mapping[str, bytes]
    port: int = 0
    asked: list[str] = field(default_factory=list)
    sessions: int = 0
    ended: int = 0


@asynccontextmanager
async def upsd(answers: Mapping[str, bytes]) -> AsyncIterator[Upsd]:
    """Serve; a command that is not in `answers` is an unknown one, LOGOUT is understood."""
    server = Upsd(answers)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server.sessions += 1
        try:
            while line := await reader.readline():
                command = line.decode().strip()
                server.asked.append(command)
                if not await _answer(server, command, writer):
                    break
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            server.ended += 1
            writer.close()

    running = await asyncio.start_server(serve, "127.0.0.1", 0)
    server.port = running.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        running.close()


async def _answer(server: Upsd, command: str, writer: asyncio.StreamWriter) -> bool:
    default = b"OK Goodbye\n" + CLOSE if command == "LOGOUT" else b"ERR UNKNOWN-COMMAND\n"
    answer = server.answers.get(command, default)
    writer.write(answer.removesuffix(CLOSE).removesuffix(HANG))
    await writer.drain()
    if answer.endswith(HANG):
        await asyncio.sleep(30)
    return not answer.endswith(CLOSE)
