"""The terminal is painted without waiting for it, and given back whatever happens."""

from __future__ import annotations

import asyncio
import os
import pty
import re
import select
import termios
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from netdoc.cli._live_screen import Keyboard, Screen, usable
from netdoc.cli._live_text import ALARM, Line

PLAIN_TERMINAL = {"TERM": "xterm", "NO_COLOR": "1"}
GIVEN_BACK = "\x1b[?25h\x1b[?1049l"


@dataclass
class Terminal:
    """Both ends of a pseudo-terminal of 80 by 24."""

    ours: int
    its: int

    def said(self, wait_s: float = 0.2) -> str:
        """Return what was written until nothing more comes."""
        held = b""
        while select.select([self.ours], [], [], wait_s)[0]:
            held += os.read(self.ours, 65536)
        return held.decode()


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    ours, its = pty.openpty()
    termios.tcsetwinsize(its, (24, 80))
    yield Terminal(ours, its)
    for each in (ours, its):
        try:
            os.close(each)
        except OSError:
            continue


def lines(text: str) -> list[Line]:
    return [Line(f"{text} {number}".ljust(80), ALARM) for number in range(24)]


def test_only_what_changed_is_painted_again(terminal: Terminal) -> None:
    async def paint() -> tuple[str, str]:
        with Screen(PLAIN_TERMINAL, terminal.its) as screen:
            screen.paint(lines("a"))
            first = terminal.said()
            screen.paint([*lines("a")[:23], Line("changed")])
            return first, terminal.said()

    first, second = asyncio.run(paint())

    assert all(f"a {number} " in first for number in range(24))
    assert "changed" in second and "a 1" not in second and "\x1b[24;1H" in second


def test_colour_is_left_out_where_it_is_not_wanted_and_stress_is_kept(terminal: Terminal) -> None:
    async def paint(environment: dict[str, str]) -> str:
        with Screen(environment, terminal.its) as screen:
            screen.paint([Line("red", ALARM)])
            return terminal.said()

    plain, coloured = asyncio.run(paint(PLAIN_TERMINAL)), asyncio.run(paint({"TERM": "xterm"}))

    assert "31m" not in plain and "\x1b[1mred" in plain
    assert "31m" in coloured


def test_a_terminal_that_takes_nothing_holds_up_nobody_and_gets_the_newest_frame_later(terminal: Terminal) -> None:
    async def paint() -> tuple[float, str]:
        with Screen(PLAIN_TERMINAL, terminal.its) as screen:
            begun = time.monotonic()
            for number in range(200):
                screen.paint(lines(f"frame {number:03d}"))
            took_s = time.monotonic() - begun
            seen = terminal.said()
            for _ in range(20):
                await asyncio.sleep(0.01)
                seen += terminal.said(0.01)
            screen.paint(lines("the newest"))
            return took_s, seen + terminal.said()

    took_s, seen = asyncio.run(paint())

    assert took_s < 2
    assert "frame 000" in seen and "frame 199" not in seen
    assert "the newest 23" in seen
    assert not re.search(r"\x1b(?!\[[0-9;?]*[A-Za-z])", seen), "no sequence is torn"


def test_a_terminal_that_takes_nothing_does_not_hold_up_the_end(terminal: Terminal) -> None:
    async def paint() -> None:
        with Screen(PLAIN_TERMINAL, terminal.its) as screen:
            for number in range(200):
                screen.paint(lines(f"frame {number:03d}"))

    begun = time.monotonic()
    asyncio.run(paint())

    assert time.monotonic() - begun < 4


def test_an_error_while_it_is_shown_gives_the_terminal_back(terminal: Terminal) -> None:
    before = termios.tcgetattr(terminal.its)

    async def broken() -> None:
        with Screen(PLAIN_TERMINAL, terminal.its), Keyboard(lambda _: None, terminal.its):
            assert termios.tcgetattr(terminal.its) != before
            raise ValueError("a fault of the view")

    with pytest.raises(ValueError, match="a fault of the view"):
        asyncio.run(broken())

    assert termios.tcgetattr(terminal.its) == before
    assert terminal.said().endswith(GIVEN_BACK)


def test_a_terminal_that_is_gone_is_no_error(terminal: Terminal) -> None:
    async def paint() -> None:
        with Screen(PLAIN_TERMINAL, terminal.its) as screen, Keyboard(lambda _: None, terminal.its):
            os.close(terminal.ours)
            await asyncio.sleep(0.05)
            screen.paint(lines("nobody sees it"))
            screen.beep()
            assert screen.size == (80, 24)

    asyncio.run(paint())


def test_keys_come_at_once_and_those_that_would_stop_the_program_are_plain(terminal: Terminal) -> None:
    pressed: list[bytes] = []

    async def press() -> None:
        with Keyboard(pressed.append, terminal.its):
            os.write(terminal.ours, b"n\x1a\x1c\x13\x11\r")
            await asyncio.sleep(0.1)

    asyncio.run(press())

    assert b"".join(pressed) == b"n\x1a\x1c\x13\x11\r"
    assert terminal.said(0.05) == "", "nothing is echoed"


@pytest.mark.parametrize("name", ["dumb", "", "unknown"])
def test_a_terminal_that_cannot_place_the_cursor_gets_lines(name: str) -> None:
    assert not usable({"TERM": name})
