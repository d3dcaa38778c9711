"""A box on telnet, emulated: login, prompt, echo, paging, manners good and bad; a subclass tells what it answers."""

from __future__ import annotations

import asyncio
from typing import Protocol


class Manner(Protocol):
    """How a box behaves; see `broadcom_text.BoxState` and `scripted_telnet.Script`."""

    user: str
    password: str
    login_prompt: str
    password_prompt: str
    prompt: str
    banner: str
    page_lines: int
    delay_s: float
    manners: tuple[str, ...]


class TelnetBox:
    """Serves sessions. `logins` and `sessions` count what came in, for tests of manners."""

    def __init__(self) -> None:
        self._server: asyncio.Server | None = None
        self.logins = 0
        self.sessions = 0
        self.open_now = 0
        self.most_at_once = 0
        self.left_politely = 0
        self.commands: list[str] = []

    @property
    def state(self) -> Manner:
        """The state as it is now."""
        raise NotImplementedError

    async def answer(self, session: Session, command: str) -> bool:
        """Answer a command by `session.say` or `session.paged`; False ends the session."""
        raise NotImplementedError

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> int:
        """Listen, and return the port."""
        self._server = await asyncio.start_server(self._serve, host, port)
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.sessions += 1
        self.open_now += 1
        self.most_at_once = max(self.most_at_once, self.open_now)
        try:
            await Session(self, reader, writer).talk()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.open_now -= 1
            writer.close()


class Session:
    """One session of a box; `shell_prompt` is set while a subshell is open."""

    def __init__(self, box: TelnetBox, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.box, self.reader, self.writer = box, reader, writer
        self.shell_prompt: str | None = None

    def has(self, manner: str) -> bool:
        """Whether the box has this manner now."""
        return manner in self.box.state.manners

    async def say(self, text: str) -> None:
        """Send text."""
        data = text.replace("\n", "\r\n").encode()
        self.writer.write(b"\x1b[0m" + data + b"\x1b[K" if self.has("ansi") else data)
        await self.writer.drain()

    async def line(self) -> str:
        """Read one line, skipping telnet negotiation."""
        raw = bytearray()
        while True:
            byte = await self.reader.readexactly(1)
            if byte == b"\xff":
                kind = await self.reader.readexactly(1)
                if kind == b"\xfa":
                    await self.reader.readuntil(b"\xff\xf0")
                elif kind in b"\xfb\xfc\xfd\xfe":
                    await self.reader.readexactly(1)
            elif byte == b"\n":
                return raw.decode("latin-1").rstrip("\r\x00")
            else:
                raw += byte

    async def talk(self) -> None:
        """Greet, let in, and answer commands until somebody leaves."""
        state = self.box.state
        if self.has("negotiate"):
            self.writer.write(b"\xff\xfd\x01\xff\xfd\x1f\xff\xfb\x01\xff\xfb\x03")
        if self.has("drop_at_connect"):
            return
        if self.has("silent"):
            await self.reader.read()
            return
        if self.has("busy"):
            await self.say("Too many users logged in, try again later\n")
            return
        if self.has("garbage"):
            await self._garbage()
        if self.has("byte_a_minute"):
            await self.say("L")
            await asyncio.sleep(60)
        if self.has("first_enter"):
            await self.line()
        await self.say(f"{state.banner}\n")
        if (state.login_prompt or self.has("password_only")) and not await self._log_in(state):
            return
        await self._commands()

    async def _log_in(self, state: Manner) -> bool:
        for _ in range(3):
            user = state.user
            if not self.has("password_only"):
                await self.say(state.login_prompt)
                user = await self.line()
                await self.say("" if self.has("no_echo") else f"{user}\n")
            await self.say(state.password_prompt)
            password = await self.line()
            self.box.logins += 1
            await self.say("\n")
            if self.has("drop_after_password"):
                return False
            if (user, password) == (state.user, state.password):
                return True
            await self.say("Login incorrect. Try again.\n")
        return False

    async def _commands(self) -> None:
        while True:
            prompt = self.shell_prompt or self.box.state.prompt
            await self.say(f"{prompt}\n{prompt}" if self.has("double_prompt") else prompt)
            command = (await self.line()).strip()
            if not self.has("no_echo"):
                await self.say(f"{command}\n" * (2 if self.has("double_echo") else 1))
            if command == "exit":
                if self.shell_prompt is None:
                    self.box.left_politely += 1
                    return
                self.shell_prompt = None
                continue
            if command:
                self.box.commands.append(command)
                await asyncio.sleep(self.box.state.delay_s)
                if not await self.box.answer(self, command):
                    return

    async def whole_or_half(self, text: str) -> bool:
        """Send an answer, page by page where the box pages; only half of it, and False, where it breaks off."""
        if self.has("drop_mid_answer"):
            await self.say(text[: len(text) // 2])
            return False
        most = self.box.state.page_lines
        lines = text.splitlines(keepends=True)
        for number, line in enumerate(lines, 1):
            half = len(line) // 2 if self.has("dribble") else 0
            if half:
                await self.say(line[:half])
                await asyncio.sleep(0.01)
            await self.say(line[half:])
            if most and number % most == 0 and number < len(lines):
                await self.say("--More--")
                await self.reader.readexactly(1)
                await self.say("\b\b\b\b\b\b\b\b        \b\b\b\b\b\b\b\b")
        return True

    async def _garbage(self) -> None:
        for _ in range(160):
            self.writer.write(b"\x9e#>\x1b[31m$\xf0" * 9_363)
            await self.writer.drain()
