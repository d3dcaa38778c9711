"""Telnet and ssh sessions to boxes: one at a time per box, closed properly, a wrong login never tried twice.

telnetlib3 does the option negotiation and hands over raw bytes; prompts, echo and paging are ours. What is special
to ssh is in `ssh.py`.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from netdoc.errors import CannotMeasure, NetdocError, NotAnswered
from netdoc.model.capture import Capture
from netdoc.model.site import Device
from netdoc.ports import Clock, Credential, Secrets
from probes.wire import _transcript as transcript
from probes.wire._session_door import LOGIN_HINT, CutOffAtLogin, SessionDoor, door_of, shut

if TYPE_CHECKING:
    from probes.wire.ssh import SshSession

CONNECT_S = 10.0
"""A box on the office's own network answers at once; one that is cut off must not use up the whole check."""
GREATEST_ANSWER = 2_000_000
QUIET_S = 0.15
"""A prompt seen before counts after this silence."""
NEW_PROMPT_QUIET_S = 0.5
"""Text that only looks like a prompt counts after this silence."""
NO_ECHO_QUIET_S = 2.0
NUDGE_S = 5.0
"""Some boxes say nothing before a first Enter."""
GOODBYE_S = 0.5
LEAST_TO_HIDE = 6
"""A password shorter than this, or of digits only, is not searched for in answers: it would hit line values."""

logging.getLogger("telnetlib3").setLevel(logging.ERROR)  # its debug log would hold what was typed


class SystemShell:
    """Implements `ports.Shell` by telnet and ssh; `_session_door.door_of` says which.

    When a session breaks after some commands were answered, their captures are returned and the rest is left out.
    """

    def __init__(self, clock: Clock, secrets: Secrets) -> None:
        self._clock = clock
        self._secrets = secrets
        self._denied: set[tuple[str, int, str | None]] = set()
        self._cut_off: dict[tuple[str, int, str | None], int] = {}
        self._open: set[tuple[str, int]] = set()
        self._weak: set[tuple[str, int]] = set()
        """Boxes that speak none of today's ssh algorithms."""

    async def run(self, device: Device, commands: Sequence[str], *, timeout_s: float) -> Sequence[Capture]:
        """Log in, run each command, log out; one capture per command, prompt and echo removed.

        Raises:
            NotAnswered: `refused`, `unreachable`, `timeout`, `denied`, `closed`, `busy`, `error`.
            CannotMeasure: the box wants a login and none was given; or it refused this login earlier in this run.
        """
        door = door_of(device)
        key = (device.address, door.port, device.credentials)
        if key in self._denied:
            raise CannotMeasure(
                f"{device.id}: the login was refused earlier and is not tried again",
                hint="correct the entry in the secrets file and start netdoc anew",
            )
        if key[:2] in self._open:
            raise CannotMeasure(f"{device.id}: another question to this box is still under way", hint="wait for it")
        self._open.add(key[:2])
        taken: list[Capture] = []
        try:
            async with asyncio.timeout(timeout_s):
                await self._session(device, door, commands, taken)
            self._cut_off.pop(key, None)
        except TimeoutError:
            if not taken:
                message = f"{device.id}: no complete answer by {door.kind} within {timeout_s:g} s"
                raise NotAnswered(message, failure="timeout") from None
        except NotAnswered as failed:
            self._remember(key, failed)
            if not taken:
                raise
        finally:
            self._open.discard(key[:2])
        return taken

    def _remember(self, key: tuple[str, int, str | None], failed: NotAnswered) -> None:
        if failed.failure == "denied":
            self._denied.add(key)
        elif isinstance(failed, CutOffAtLogin):
            self._cut_off[key] = self._cut_off.get(key, 0) + 1
            if self._cut_off[key] > 1:  # twice is how some boxes say «wrong password»; three may lock it
                self._denied.add(key)

    async def _session(self, device: Device, door: SessionDoor, commands: Sequence[str], taken: list[Capture]) -> None:
        credential = self._credential(device)
        session = await self._opened(device, door, credential)
        try:
            await session.log_in(credential)
            for command in commands:
                text = await session.ask(command)
                body = _hidden(text, credential).encode("latin-1")
                taken.append(Capture(body, self._clock.now(), device.id, f"{door.kind}: {command}{session.note}"))
        finally:
            await session.close()

    async def _opened(self, device: Device, door: SessionDoor, credential: Credential | None) -> _Session | SshSession:
        if door.kind == "ssh":
            try:
                from probes.wire import ssh
            except ImportError:
                message = f"{device.id}: ssh needs the package asyncssh, which is not installed"
                hint = "pip install 'netdoc-toolkit[ssh]', or give the box's telnet port"
                raise CannotMeasure(message, hint=hint) from None

            def talk(reader: Any, writer: Any) -> _Session:
                return _Session(device.id, reader, writer, kind="ssh")

            return await ssh.opened(device, door.port, credential, self._weak, talk, timeout_s=CONNECT_S)
        try:
            async with asyncio.timeout(CONNECT_S):
                reader, writer = await _connected(device, door)
        except TimeoutError:
            message = f"{device.id}: {device.address} does not answer on telnet port {door.port}"
            raise NotAnswered(message, failure="timeout") from None
        return _Session(device.id, reader, writer)

    def _credential(self, device: Device) -> Credential | None:
        return None if device.credentials is None else self._secrets.find(device.credentials)


class _Session:
    """One open session."""

    note = ""

    def __init__(self, name: str, reader: Any, writer: Any, kind: str = "telnet") -> None:
        self._name, self._reader, self._writer, self._kind = name, reader, writer, kind
        self._prompts: set[str] = set()
        self._echoes: bool | None = None
        self._logged_in = False
        self._ended = False

    async def log_in(self, credential: Credential | None) -> None:
        """Go through the login, if there is one, to the first prompt."""
        text, sent_user, sent_password = "", False, False
        nudge_s: float | None = NUDGE_S
        while True:
            user, password = transcript.LOGIN.search(text[-200:]), transcript.PASSWORD.search(text[-200:])
            prompt = transcript.prompt_of(text)
            try:
                more = await self._more(QUIET_S if user or password else NEW_PROMPT_QUIET_S if prompt else nudge_s)
            except NotAnswered as failed:
                self._fail_by(text, sent_password)
                if sent_password and failed.failure == "closed":
                    message = f"{self._name}: the session ended when the box had the password"
                    raise CutOffAtLogin(message, failure="closed") from None
                raise
            if more is not None:
                text = self._within_bounds(text + more, "login")
            elif user or password:
                if sent_password or (user and sent_user):
                    self._fail_by(text, sent_password)
                    raise NotAnswered(f"{self._name}: the box refuses the login", failure="denied", hint=LOGIN_HINT)
                if credential is None:
                    raise CannotMeasure(f"{self._name}: the box wants a login and none is known", hint=LOGIN_HINT)
                await self._send(credential.user if user else credential.password)
                text, sent_user, sent_password = "", True, bool(password)
            elif prompt is not None:
                self._prompts.add(prompt)
                self._logged_in = True
                return
            else:
                self._fail_by(text, sent_password)
                nudge_s = None  # once: a second Enter could be taken for an empty user name
                await self._send("")

    def _within_bounds(self, text: str, what: str) -> str:
        if len(text) > GREATEST_ANSWER:
            raise NotAnswered(f"{self._name}: the answer to {what!r} does not end", failure="error")
        return text

    def _fail_by(self, text: str, sent_password: bool) -> None:
        if transcript.BUSY.search(text):
            raise NotAnswered(f"{self._name}: the box is busy with another session", failure="busy")
        if sent_password and transcript.DENIED.search(text):
            raise NotAnswered(f"{self._name}: the box refuses the login", failure="denied", hint=LOGIN_HINT)

    async def ask(self, command: str) -> str:
        """Return what a command printed, once the prompt is back."""
        await self._drain()
        await self._send(command)
        text = ""
        while True:
            prompt = transcript.prompt_of(text)
            more = await self._more(self._patience(text, command, prompt))
            if more is None:
                if prompt is not None:
                    self._prompts.add(prompt)
                    self._echoes = transcript.echoed(text, command)
                    return transcript.answer(text, command, prompt)
                continue
            text = self._within_bounds(text + more, command)
            tail = text[-200:]
            if transcript.PAGER.search(tail):
                text = text[:-200] + transcript.without_pager(tail)
                self._write(b" ")

    async def close(self) -> None:
        """Log out and close; never raises, never waits long."""
        with contextlib.suppress(Exception):
            async with asyncio.timeout(2 * GOODBYE_S):
                for _ in range(2 if self._logged_in else 0):
                    if self._ended:
                        break
                    await self._send("exit")
                    with contextlib.suppress(NetdocError):
                        while await self._more(GOODBYE_S / 2) is not None:
                            pass
        with contextlib.suppress(Exception):
            self._writer.close()

    def _patience(self, text: str, command: str, prompt: str | None) -> float | None:
        """Return after how much silence the answer is complete; None: it is not, wait on."""
        if prompt is None:
            return None
        if not transcript.echoed(text, command) and self._echoes is not False:
            return NO_ECHO_QUIET_S  # it may be the prompt of before, printed twice
        return QUIET_S if prompt in self._prompts else NEW_PROMPT_QUIET_S

    async def _drain(self) -> None:
        while await self._more(QUIET_S) is not None:
            pass

    async def _more(self, quiet_s: float | None) -> str | None:
        """Return what arrived, or None after a silence of `quiet_s`."""
        try:
            async with asyncio.timeout(quiet_s):
                raw = await self._reader.read(65_536)
        except TimeoutError:
            return None
        except OSError as broken:
            raise NotAnswered(f"{self._name}: the {self._kind} session broke: {broken}", failure="closed") from broken
        if not raw:
            self._ended = True
            raise NotAnswered(f"{self._name}: the box closed the {self._kind} session", failure="closed")
        return transcript.plain(raw)

    async def _send(self, line: str) -> None:
        self._write(line.encode("utf-8") + (b"\r" if self._kind == "ssh" else b"\r\n"))  # \r is what Enter sends

    def _write(self, data: bytes) -> None:
        with contextlib.suppress(OSError, RuntimeError):  # a closed session shows at the next read
            self._writer.write(data)


async def _connected(device: Device, door: SessionDoor) -> tuple[Any, Any]:
    import telnetlib3

    try:
        return await telnetlib3.open_connection(
            device.address,
            door.port,
            encoding=False,
            client_factory=telnetlib3.TelnetClient,
            connect_minwait=0,
            connect_maxwait=0.5,
            compression=False,
        )
    except OSError as failed:
        raise shut(device, door, failed) from failed


def _hidden(text: str, credential: Credential | None) -> str:
    password = "" if credential is None else credential.password
    if len(password) < LEAST_TO_HIDE or password.isdigit():
        return text
    return text.replace(password, "[password]")
