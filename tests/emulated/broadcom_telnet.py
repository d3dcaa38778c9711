"""A Broadcom modem on telnet, emulated: login, prompt, driver text, uptime, good and bad manners.

Its line and box are a `BoxState`, held in memory or in a small JSON file that is read anew at each command, so
that a scenario changes the line while the box runs. All instants are seconds since 1970.

    python -m tests.emulated.broadcom_telnet --bind 127.0.0.1 --port 2323 --state box.json
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import time
from pathlib import Path

from tests.emulated.broadcom_text import BoxState, driver_text


class Box:
    """Serves a state. `logins` and `sessions` count what came in, for tests of manners."""

    def __init__(self, state: BoxState | None = None, file: Path | None = None) -> None:
        self._state = state or BoxState()
        self._file = file
        self._server: asyncio.Server | None = None
        self.logins = 0
        self.sessions = 0
        self.open_now = 0
        self.most_at_once = 0
        self.left_politely = 0
        self.commands: list[str] = []

    @property
    def state(self) -> BoxState:
        """The state as it is now."""
        if self._file is not None:
            with contextlib.suppress(OSError, ValueError):  # half written: keep the last good one
                self._state = BoxState.from_json(self._file.read_text())
        return self._state

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
            await _Session(self, reader, writer).talk()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.open_now -= 1
            writer.close()


class _Session:
    def __init__(self, box: Box, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.box, self.reader, self.writer = box, reader, writer
        self.in_shell = False

    def has(self, manner: str) -> bool:
        return manner in self.box.state.manners

    async def say(self, text: str) -> None:
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
        if state.login_prompt and not await self._log_in(state):
            return
        await self._commands()

    async def _log_in(self, state: BoxState) -> bool:
        for _ in range(3):
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
            prompt = "# " if self.in_shell else self.box.state.prompt
            await self.say(f"{prompt}\n{prompt}" if self.has("double_prompt") else prompt)
            command = (await self.line()).strip()
            if not self.has("no_echo"):
                await self.say(f"{command}\n" * (2 if self.has("double_echo") else 1))
            if command == "exit":
                if not self.in_shell:
                    self.box.left_politely += 1
                    return
                self.in_shell = False
                continue
            if command:
                self.box.commands.append(command)
                await asyncio.sleep(self.box.state.delay_s)
                if not await self._answer(command):
                    return

    async def _answer(self, command: str) -> bool:
        state = self.box.state
        closed_cli = self.has("needs_sh") and not self.in_shell
        if command == "sh" and closed_cli:
            self.in_shell = True
            await self.say("\nBusyBox v1.9.1 built-in shell (ash)\nEnter 'help' for a list of built-in commands.\n\n")
        elif command == f"{state.program} info --stats" and not closed_cli:
            text = driver_text(state, time.time())
            if self.has("drop_mid_answer"):
                await self.say(text[: len(text) // 2])
                return False
            await self._paged(text)
        elif command == "cat /proc/uptime" and not closed_cli and not self.has("no_uptime"):
            up_s = time.time() - state.booted_at
            await self.say(f"{up_s:.2f} {up_s * 0.9:.2f}\n")
        else:
            await self.say(f"{command.split(maxsplit=1)[0]}: not found\n")
        return True

    async def _paged(self, text: str) -> None:
        most = self.box.state.page_lines
        lines = text.splitlines(keepends=True)
        for number, line in enumerate(lines, 1):
            await self.say(line)
            if most and number % most == 0 and number < len(lines):
                await self.say("--More--")
                await self.reader.readexactly(1)
                await self.say("\b\b\b\b\b\b\b\b        \b\b\b\b\b\b\b\b")

    async def _garbage(self) -> None:
        for _ in range(160):
            self.writer.write(b"\x9e#>\x1b[31m$\xf0" * 9_363)
            await self.writer.drain()


async def _main() -> None:
    parser = argparse.ArgumentParser(description="An emulated Broadcom modem on telnet.")
    parser.add_argument("--bind", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=23)
    parser.add_argument("--state", type=Path, help="JSON file of a BoxState, read anew at each command")
    parser.add_argument("--print-state", action="store_true", help="print a default state as JSON and stop")
    args = parser.parse_args()
    if args.print_state:
        print(BoxState().to_json())
        return
    port = await Box(file=args.state).start(args.bind, args.port)
    print(f"listening on {args.bind} port {port}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_main())
