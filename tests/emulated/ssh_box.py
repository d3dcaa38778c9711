"""A box on ssh, emulated with asyncssh's server: its commands, its prompt, good and bad manners.

manners, any of:
    no_exec, no_shell (the request is refused), cli_on_exec (the command is ignored, the CLI opens),
    silent_on_exec (the command is ignored, nothing comes), one_exec (the connection ends after one exec),
    keyboard (no «password» method, only keyboard-interactive), keys_only, busy, hang_up_on_password,
    old (only algorithms of before), drop_mid_answer, no_echo, negotiates_nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import asyncssh

KEY = asyncssh.generate_private_key("ssh-rsa", key_size=2048)
OLD = {"kex_algs": ["diffie-hellman-group1-sha1"], "encryption_algs": ["3des-cbc"], "mac_algs": ["hmac-md5"]}
STRANGE = {"kex_algs": ["curve448-sha512"]}


@dataclass
class SshBox:
    """Serves answers. `logins`, `connections` and `commands` count what came in, for tests of manners."""

    answers: Mapping[str, str]
    prompt: str = "router#"
    user: str = "admin"
    password: str = "secret-of-the-box"
    version: str = "Cisco-1.25"
    manners: tuple[str, ...] = ()
    page_lines: int = 0
    delay_s: float = 0.0
    logins: int = 0
    connections: int = 0
    open_now: int = 0
    commands: list[str] = field(default_factory=list)
    by_exec: list[str] = field(default_factory=list)
    left_politely: int = 0
    _server: Any = None

    async def start(self) -> int:
        """Listen on loopback, and return the port."""
        more: dict[str, Any] = OLD if "old" in self.manners else STRANGE if "negotiates_nothing" in self.manners else {}
        self._server = await asyncssh.create_server(
            lambda: _Server(self),
            "127.0.0.1",
            0,
            server_host_keys=[KEY],
            server_version=self.version,
            encoding=None,
            line_editor=False,
            **more,
        )
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Stop listening."""
        self._server.close()

    def said(self, command: str) -> str:
        """Return what a command prints."""
        if command in self.answers:
            return self.answers[command]
        return f"{command.split(maxsplit=1)[0]}: not found\n" if command else ""

    async def serve(self, process: Any) -> None:
        with contextlib.suppress(asyncssh.Error, OSError):
            if process.command is not None and "cli_on_exec" not in self.manners:
                await self._exec(process)
            else:
                await self._cli(process)
        process.exit(0)

    async def _exec(self, process: Any) -> None:
        self.by_exec.append(process.command)
        if "silent_on_exec" in self.manners:
            await process.stdin.read()
            return
        if process.command == "sh":
            await process.stdin.read()
            return
        await asyncio.sleep(self.delay_s)
        text = self.said(process.command).encode("latin-1")
        if "drop_mid_answer" in self.manners:
            process.stdout.write(text[: len(text) // 2])
            await asyncio.sleep(0.1)
            process.channel.get_connection().abort()
            return
        process.stdout.write(text)
        await process.stdout.drain()
        if "one_exec" in self.manners:
            process.exit(0)
            process.channel.get_connection().close()

    async def _cli(self, process: Any) -> None:
        self._say(process, "\nWelcome.\n")
        while True:
            self._say(process, self.prompt)
            command = await self._line(process)
            if command is None:
                return
            if "no_echo" not in self.manners:
                self._say(process, f"{command}\n")
            if command == "exit":
                self.left_politely += 1
                return
            self.commands.append(command)
            await asyncio.sleep(self.delay_s)
            text = self.said(command)
            if "drop_mid_answer" in self.manners and command:
                self._say(process, text[: len(text) // 2])
                await asyncio.sleep(0.1)
                process.channel.get_connection().abort()
                return
            await self._paged(process, text)

    async def _paged(self, process: Any, text: str) -> None:
        lines = text.splitlines(keepends=True)
        for number, line in enumerate(lines, 1):
            self._say(process, line)
            if self.page_lines and number % self.page_lines == 0 and number < len(lines):
                self._say(process, " --More-- ")
                await process.stdin.read(1)
                self._say(process, "\b" * 10 + " " * 10 + "\b" * 10)

    async def _line(self, process: Any) -> str | None:
        raw = b""
        while True:
            octet = await process.stdin.read(1)
            if not octet:
                return None
            if octet in b"\r\n":
                return raw.decode("latin-1").strip()
            raw += octet

    @staticmethod
    def _say(process: Any, text: str) -> None:
        process.stdout.write(text.replace("\n", "\r\n").encode("latin-1"))


class _Server(asyncssh.SSHServer):
    def __init__(self, box: SshBox) -> None:
        self._box = box
        self._connection: Any = None

    def connection_made(self, conn: Any) -> None:
        self._connection = conn
        self._box.connections += 1
        self._box.open_now += 1

    def connection_lost(self, exc: Exception | None) -> None:
        self._box.open_now -= 1

    def begin_auth(self, username: str) -> bool:
        if "busy" in self._box.manners:
            self._connection.disconnect(asyncssh.DISC_TOO_MANY_CONNECTIONS, "Too many users logged in")
        return True

    def password_auth_supported(self) -> bool:
        return not {"keyboard", "keys_only"} & set(self._box.manners)

    def kbdint_auth_supported(self) -> bool:
        return "keys_only" not in self._box.manners

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        self._box.logins += 1
        if "hang_up_on_password" in self._box.manners:
            self._connection.abort()
        return (username, password) == (self._box.user, self._box.password)

    def get_kbdint_challenge(self, username: str, lang: str, submethods: str) -> Any:
        return "", "", "", [("Password: ", False)]

    def validate_kbdint_response(self, username: str, responses: Any) -> Any:
        return self.validate_password(username, responses[0])

    def session_requested(self) -> Any:
        return _Process(self._box)


class _Process(asyncssh.SSHServerProcess):
    """A session; some boxes refuse one kind of request."""

    def __init__(self, box: SshBox) -> None:
        super().__init__(box.serve, None, 3, False)
        self._manners = box.manners

    def exec_requested(self, command: str) -> bool:
        return "no_exec" not in self._manners and bool(super().exec_requested(command))

    def shell_requested(self) -> bool:
        return "no_shell" not in self._manners and bool(super().shell_requested())
