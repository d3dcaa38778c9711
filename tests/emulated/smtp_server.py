"""A mail server for submission (RFC 6409) on loopback: what it was told, and its bad manners."""

from __future__ import annotations

import asyncio
import base64
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.probes.wire.loopback import CERTIFICATE


@dataclass
class Manners:
    """None of them bad by default."""

    offers_tls: bool = True
    is_tls: bool = False
    """TLS from the first byte on (port 465)."""
    login: tuple[str, str] | None = ("ada", "correct horse/battery")
    mechanisms: str = "PLAIN LOGIN"
    refuses: str = ""
    """A recipient that is not known."""
    refuses_letter: bool = False
    echoes: bool = False
    """Says what it was told in its answers."""
    sleeps: bool = False
    """Says nothing after the connection."""
    drops_at: str = ""
    """Closes the connection at this command."""


@dataclass
class MailBox:
    """A running server and what came in."""

    port: int = 0
    letters: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    """Sender, recipients, letter."""
    logins: list[tuple[str, str]] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    """Each without what is secret, `tls ` before those inside TLS."""


@contextmanager
def mail_server(manners: Manners | None = None) -> Iterator[MailBox]:
    """Run a server in a thread of its own."""
    box, ready, loop = MailBox(), threading.Event(), asyncio.new_event_loop()
    stop = asyncio.Event()

    async def serve() -> None:
        held = manners or Manners()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        talks: set[asyncio.Task[None]] = set()

        async def taken(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            talks.add(task)
            try:
                await _Talk(box, held, context, reader, writer).run()
            except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError, asyncio.CancelledError):
                pass
            finally:
                writer.close()
                talks.discard(task)

        server = await asyncio.start_server(taken, "127.0.0.1", 0, ssl=context if held.is_tls else None)
        box.port = server.sockets[0].getsockname()[1]
        ready.set()
        await stop.wait()
        server.close()
        for each in list(talks):
            each.cancel()
        await asyncio.gather(*talks, return_exceptions=True)

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield box
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.close()


class _Talk:
    def __init__(
        self,
        box: MailBox,
        manners: Manners,
        context: ssl.SSLContext,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self._box, self._manners, self._context = box, manners, context
        self._reader, self._writer = reader, writer
        self._is_tls = manners.is_tls
        self._logged_in = manners.login is None
        self._sender, self._recipients = "", list[str]()

    async def run(self) -> None:
        if self._manners.sleeps:
            await asyncio.sleep(60)
        await self._say("220 mail.example ESMTP")
        while True:
            line = (await self._reader.readline()).decode("utf-8", "replace").rstrip("\r\n")
            if not line:
                return
            verb = line.split()[0].upper()
            shown = verb if verb == "AUTH" else verb + line[len(verb) :]
            self._box.commands.append(f"{'tls ' if self._is_tls else ''}{shown}")
            if verb == self._manners.drops_at:
                return
            if verb == "QUIT":
                await self._say("221 bye")
                return
            await self._answer(verb, line)

    async def _answer(self, verb: str, line: str) -> None:
        echo = f" (you said {line})" if self._manners.echoes else ""
        if verb == "EHLO":
            offered = ["mail.example", "8BITMIME"]
            if self._manners.offers_tls and not self._is_tls:
                offered.append("STARTTLS")
            if self._manners.login is not None and self._is_tls:
                offered.append(f"AUTH {self._manners.mechanisms}")
            for each in offered[:-1]:
                await self._say(f"250-{each}")
            await self._say(f"250 {offered[-1]}")
        elif verb == "STARTTLS":
            await self._say("220 go ahead")
            await self._writer.start_tls(self._context)
            self._is_tls = True
        elif verb == "AUTH":
            await self._log_in(line)
        elif not self._is_tls or not self._logged_in:
            await self._say("530 5.7.0 log in first")
        elif verb == "MAIL":
            self._sender, self._recipients = _address(line), []
            await self._say("250 ok")
        elif verb == "RCPT":
            if self._manners.refuses and self._manners.refuses in line:
                password = "" if self._manners.login is None else self._manners.login[1]
                await self._say(f"550 5.1.1 no such\x1b user {password if self._manners.echoes else ''}{echo}")
                return
            self._recipients.append(_address(line))
            await self._say("250 ok")
        elif verb == "DATA":
            await self._take()
        else:
            await self._say("250 ok")

    async def _log_in(self, line: str) -> None:
        _, mechanism, *rest = line.split()
        if mechanism.upper() == "PLAIN":
            _, user, password = base64.b64decode(rest[0]).decode().split("\0")
        else:
            user = base64.b64decode(rest[0]).decode() if rest else await self._asked("Username:")
            password = await self._asked("Password:")
        self._box.logins.append((user, password))
        self._logged_in = (user, password) == self._manners.login
        await self._say("235 welcome" if self._logged_in else f"535 5.7.8 wrong {line}")

    async def _asked(self, what: str) -> str:
        await self._say(f"334 {base64.b64encode(what.encode()).decode()}")
        return base64.b64decode(await self._reader.readline()).decode()

    async def _take(self) -> None:
        await self._say("354 go on")
        lines: list[bytes] = []
        while (line := await self._reader.readline()) != b".\r\n":
            lines.append(line[1:] if line.startswith(b"..") else line)
        if self._manners.refuses_letter:
            await self._say("554 5.7.1 looks like spam")
            return
        self._box.letters.append((self._sender, self._recipients, b"".join(lines)))
        await self._say("250 queued")

    async def _say(self, text: str) -> None:
        self._writer.write(f"{text}\r\n".encode())
        await self._writer.drain()


def _address(line: str) -> str:
    return line.partition("<")[2].partition(">")[0]
