"""An ssh session to a box: a command at a time where the box is a Unix, through its own CLI where it is not.

A box that runs dropbear or OpenSSH is first asked by `exec`, which needs no prompt; any other is first given a shell,
because IOS and the like end the connection after one `exec`. What the box refuses is tried the other way in the same
connection.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any, Protocol

import asyncssh

from netdoc.errors import NotAnswered
from netdoc.model.site import Device
from netdoc.ports import Credential
from probes.wire import _ssh_connect
from probes.wire import _transcript as transcript

UNIX_SERVERS = ("dropbear", "openssh")
PROMPT_QUIET_S = 2.0
"""A prompt where the end of an answer should be: the box ignored the command and opened its CLI."""
SILENT_S = 3.0
"""A command that has said nothing for so long may wait for input: it is told that there is none."""
GOODBYE_S = 1.0
GREATEST_ANSWER = 2_000_000
TERMINAL = (200, 200)
"""Columns and rows: few boxes page an answer on a screen as high as this."""


class Talk(Protocol):
    """A session at a prompt."""

    async def log_in(self, credential: Credential | None) -> None: ...

    async def ask(self, command: str) -> str: ...

    async def close(self) -> None: ...


async def opened(
    device: Device,
    port: int,
    credential: Credential | None,
    weak: set[tuple[str, int]],
    talk: Callable[[Any, Any], Talk],
    *,
    timeout_s: float,
) -> SshSession:
    """Return a session that is logged in; raises as `_ssh_connect.connected`.

    Args:
        device: the box.
        port: its ssh port.
        credential: user and password.
        weak: boxes known to speak only old algorithms; kept by the caller.
        talk: makes a session at a prompt of a reader and a writer.
        timeout_s: for the TCP connection alone.
    """
    connection = await _ssh_connect.connected(device, port, credential, weak, timeout_s)
    note = _ssh_connect.note_of(connection, old=(device.address, port) in weak)
    return SshSession(device.id, connection, talk, note)


class SshSession:
    """One open connection."""

    def __init__(
        self, name: str, connection: asyncssh.SSHClientConnection, talk: Callable[[Any, Any], Talk], note: str
    ) -> None:
        self._name, self._connection, self._make, self.note = name, connection, talk, note
        server = str(connection.get_extra_info("server_version") or "").lower()
        self._by_exec = any(each in server for each in UNIX_SERVERS)
        self._talk: Talk | None = None
        self._credential: Credential | None = None
        self._refused: set[str] = set()
        self._answered = False

    async def log_in(self, credential: Credential | None) -> None:
        """Nothing is left to do: ssh has logged in. The login of a CLI behind it is given when that is opened."""
        self._credential = credential

    async def ask(self, command: str) -> str:
        """Return what a command printed."""
        try:
            return await self._ask(command)
        except asyncssh.Error as broken:
            raise NotAnswered(f"{self._name}: the ssh session broke: {broken.reason[:200]}", failure="closed") from None

    async def _ask(self, command: str) -> str:
        if self._by_exec:
            text = await self._exec(command)
            if text is not None:
                return text
            self._by_exec = False
        if self._talk is None:
            await self._open_cli()
        if self._talk is None:
            text = await self._exec(command)
            if text is None:
                raise NotAnswered(f"{self._name}: the box gives neither a shell nor a command", failure="error")
            self._by_exec = True
            return text
        return await self._talk.ask(command)

    async def _open_cli(self) -> None:
        if "shell" in self._refused:
            return
        try:
            process = await self._connection.create_process(
                term_type="vt100", term_size=TERMINAL, encoding=None, stderr=asyncssh.STDOUT
            )
        except asyncssh.ChannelOpenError:
            self._refused.add("shell")
            return
        talk = self._make(_Reader(process.stdout), process.stdin)
        await talk.log_in(self._credential)
        self._talk = talk

    async def _exec(self, command: str) -> str | None:
        """Return what a command printed; None where the box refuses to run one so, or gives its CLI instead."""
        if "exec" in self._refused:
            return None
        try:
            process = await self._connection.create_process(command, encoding=None, stderr=asyncssh.STDOUT)
        except asyncssh.ChannelOpenError:
            self._refused.add("exec")
            return None
        try:
            text = await self._printed(process, command)
        finally:
            process.close()
        if text is None or not (text or self._answered):  # a CLI may also end without a word
            self._refused.add("exec")
            return None
        self._answered = True
        return transcript.answer(text, command, "")

    async def _printed(self, process: Any, command: str) -> str | None:
        """Return everything until the command ends; None where a prompt stands there instead of an end."""
        text, told = "", False
        while True:
            prompt = transcript.prompt_of(text) is not None or transcript.PAGER.search(text[-200:]) is not None
            quiet_s = PROMPT_QUIET_S if prompt and not self._answered else None if told else SILENT_S
            try:
                async with asyncio.timeout(quiet_s):
                    raw = await process.stdout.read(65_536)
            except TimeoutError:
                if prompt and not self._answered:
                    return None
                process.stdin.write_eof()
                told = True
                continue
            if not raw:
                return await self._ended(process, text)
            text += transcript.plain(raw)
            if len(text) > GREATEST_ANSWER:
                raise NotAnswered(f"{self._name}: the answer to {command!r} does not end", failure="error")

    async def _ended(self, process: Any, text: str) -> str:
        """Return the text where the command ended, and not the connection in the middle of it."""
        await process.wait_closed()
        if process.exit_signal is not None or (process.exit_status is None and self._connection.is_closed()):
            raise NotAnswered(f"{self._name}: the box closed the ssh session", failure="closed")
        return text

    async def close(self) -> None:
        """Log out and close; never raises, never waits long."""
        with contextlib.suppress(Exception):
            if self._talk is not None:
                await self._talk.close()
        with contextlib.suppress(Exception):
            self._connection.close()
            async with asyncio.timeout(GOODBYE_S):
                await self._connection.wait_closed()


class _Reader:
    """Reads a channel; a broken connection is an OSError, as on telnet."""

    def __init__(self, stdout: Any) -> None:
        self._stdout = stdout

    async def read(self, most: int) -> bytes:
        try:
            return bytes(await self._stdout.read(most))
        except asyncssh.Error as broken:
            raise OSError(broken.reason) from broken
