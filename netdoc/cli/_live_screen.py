"""The terminal: taken over for a while, painted without ever waiting for it, and given back whatever happens.

Rich makes the bytes of each frame; its `Live` does not write them. Over ssh a terminal stops taking bytes exactly
when the line that is being watched fails, and a write that waits would hold up the measuring. So the terminal is
opened a second time without blocking (a file description of its own: the shell's stays as it was), what does
not fit is sent later, and frames in between are left out.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import select
import sys
import termios
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from netdoc.cli._live_text import Line

_ENTER = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J\x1b[?2004h"
_LEAVE = "\x1b[?2004l\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l"
_WHOLE_EVERY = 30
"""Frames after which everything is painted again, in case something else wrote on the screen."""
_GIVE_UP_S = 1.0


def usable(environment: Mapping[str, str]) -> bool:
    """Return whether stdout is a terminal that can be painted on, with this program in front."""
    if environment.get("TERM", "") in ("", "dumb", "unknown"):
        return False
    try:
        return os.isatty(1) and _in_front(1)
    except OSError:
        return False


def has_keys() -> bool:
    """Return whether keys can be read: stdin is a terminal, with this program in front."""
    try:
        return os.isatty(0) and _in_front(0)
    except OSError:
        return False


def _in_front(handle: int) -> bool:
    """In the background, touching the terminal would stop the program."""
    try:
        return os.tcgetpgrp(handle) == os.getpgrp()
    except OSError:  # not our controlling terminal: nobody stops us
        return True


class Screen:
    """The output side. Use as a context manager."""

    def __init__(self, environment: Mapping[str, str], terminal: int = 1) -> None:
        self._buffer = io.StringIO()
        self._console = Console(
            file=self._buffer,
            force_terminal=True,
            no_color=bool(environment.get("NO_COLOR")),
            color_system="standard",
            width=1000,
            legacy_windows=False,
        )
        self._terminal = terminal
        self._handle = -1
        self._own = False
        self._rest = b""
        self._shown: list[Line] = []
        self._size = (0, 0)
        self._frames = 0

    def __enter__(self) -> Screen:
        try:
            self._handle = os.open(f"/proc/self/fd/{self._terminal}", os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
            self._own = True
        except OSError:
            self._handle = self._terminal
        self._send(_ENTER)
        return self

    def __exit__(self, *_: object) -> None:
        if self._own:
            self._forget_writer()
        with contextlib.suppress(OSError):  # the terminal may be gone
            self._send_at_last(self._rest + _LEAVE.encode())
        if self._own:
            os.close(self._handle)

    @property
    def size(self) -> tuple[int, int]:
        """Columns and lines, now."""
        try:
            found = os.get_terminal_size(self._handle)
        except OSError:
            return 80, 24
        return found.columns or 80, found.lines or 24

    def paint(self, lines: Sequence[Line]) -> None:
        """Show these lines; a frame that the terminal has no room for is left out."""
        if self._rest:
            return
        size = self.size
        self._frames += 1
        whole = size != self._size or self._frames % _WHOLE_EVERY == 0
        self._size = size
        before = [] if whole else self._shown
        out = ["\x1b[0m\x1b[2J"] if whole else []
        for place, line in enumerate(lines[: size[1]]):
            if place >= len(before) or before[place] != line:
                out.append(f"\x1b[{place + 1};1H\x1b[K{self._rendered(line)}\x1b[0m")
        self._shown = list(lines)
        self._send("".join(out))

    def beep(self) -> None:
        """Ring the bell."""
        if not self._rest:
            self._send("\a")

    def _rendered(self, line: Line) -> str:
        self._buffer.seek(0)
        self._buffer.truncate()
        self._console.print(Text(line.text, style=line.style, no_wrap=True, end=""), end="", soft_wrap=True)
        return self._buffer.getvalue()

    def _send(self, text: str) -> None:
        encoding = sys.stdout.encoding or "ascii"
        self._rest += text.encode(encoding, "replace")
        self._flush()

    def _flush(self) -> None:
        try:
            while self._rest:
                self._rest = self._rest[os.write(self._handle, self._rest) :]
        except BlockingIOError:
            asyncio.get_running_loop().add_writer(self._handle, self._flush)
            return
        except OSError:  # the terminal is gone; SIGHUP follows
            self._rest = b""
        self._forget_writer()

    def _forget_writer(self) -> None:
        with contextlib.suppress(RuntimeError, OSError):
            asyncio.get_running_loop().remove_writer(self._handle)

    def _send_at_last(self, rest: bytes) -> None:
        while rest and select.select([], [self._handle], [], _GIVE_UP_S)[1]:
            try:
                rest = rest[os.write(self._handle, rest) :]
            except BlockingIOError:
                return


class Keyboard:
    """The input side: every key at once and unseen. Use as a context manager, within the event loop.

    Ctrl-C still ends the program. The keys that would stop it, end it with a dump, or freeze the screen are
    plain characters meanwhile: a pause of netdoc is a hole in the evidence.
    """

    def __init__(self, pressed: Callable[[bytes], None], terminal: int = 0) -> None:
        self._pressed, self._terminal = pressed, terminal
        self._before: list[Any] | None = None

    def __enter__(self) -> Keyboard:
        self._before = termios.tcgetattr(self._terminal)
        attributes = termios.tcgetattr(self._terminal)
        attributes[0] &= ~(termios.IXON | termios.ICRNL)
        attributes[3] &= ~(termios.ICANON | termios.ECHO)
        characters = attributes[6]
        for each in (termios.VSUSP, termios.VQUIT):
            characters[each] = b"\x00"
        characters[termios.VMIN], characters[termios.VTIME] = 1, 0
        termios.tcsetattr(self._terminal, termios.TCSANOW, attributes)
        asyncio.get_running_loop().add_reader(self._terminal, self._read)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.get_running_loop().remove_reader(self._terminal)
        with contextlib.suppress(termios.error):  # the terminal may be gone
            if self._before is not None:
                termios.tcsetattr(self._terminal, termios.TCSANOW, self._before)

    def _read(self) -> None:
        try:
            piece = os.read(self._terminal, 4096)
        except OSError:
            piece = b""
        if not piece:  # the end of the keys is not the end of the watch
            asyncio.get_running_loop().remove_reader(self._terminal)
            return
        self._pressed(piece)
