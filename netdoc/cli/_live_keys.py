"""Keys: what a terminal sends becomes words, and words become a note or the end; pure."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rich.cells import cell_len

from netdoc.app.live_notes import LONGEST
from netdoc.cli._live_text import STRONG, Line, safe_start

ENTER, ESCAPE, BACKSPACE, CLEAR = "enter", "escape", "backspace", "clear"
_CONTROLS = {"\r": ENTER, "\n": ENTER, "\x7f": BACKSPACE, "\x08": BACKSPACE, "\x15": CLEAR}
_PASTE, _PASTED = "\x1b[200~", "\x1b[201~"
_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|O.|[^\[O])")
_UNFINISHED = re.compile(r"\x1b(?:\[[0-?]*[ -/]*|O)\Z")


class KeyReader:
    """Turns bytes into keys: single characters, and the names above.

    Arrows and other sequences are no keys here. What is pasted is text and never a command: line ends in it
    are spaces, and outside a note it is dropped.
    """

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._held = ""
        self._pasting = False

    def feed(self, piece: bytes) -> list[tuple[str, bool]]:
        """Return (key, whether it was pasted) for each key in what the terminal sent."""
        text = self._held + self._decoder.decode(piece)
        self._held = ""
        keys: list[tuple[str, bool]] = []
        while text:
            if text.startswith((_PASTE, _PASTED)):
                self._pasting = text.startswith(_PASTE)
                text = text[len(_PASTE) :]
            elif text[0] == "\x1b" and len(text) > 1 and (found := _SEQUENCE.match(text)):
                text = text[found.end() :]
            elif len(text) > 1 and _UNFINISHED.match(text) and len(text) < 32:
                self._held, text = text, ""
            else:
                keys += self._key(text[0])
                text = text[1:]
        return keys

    def _key(self, character: str) -> list[tuple[str, bool]]:
        if self._pasting:
            return (
                [(" " if character in "\r\n\t" else character, True)]
                if character.isprintable() or (character in "\r\n\t")
                else []
            )
        if character == "\x1b":
            return [(ESCAPE, False)]
        if character in _CONTROLS:
            return [(_CONTROLS[character], False)]
        return [(character, False)] if character.isprintable() else []


@dataclass(frozen=True, slots=True)
class Typed:
    """What is being typed: a note with the time its key was pressed, or nothing."""

    text: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Quit:
    """The person wants to end."""


@dataclass(frozen=True, slots=True)
class Note:
    """A note to be kept."""

    at: datetime
    text: str


def press(typed: Typed, key: str, pasted: bool, now: datetime) -> tuple[Typed, Quit | Note | None]:
    """Return what is typed after a key, and what is to be done."""
    if typed.at is None:
        if pasted:
            return typed, None
        if key in ("q", "Q"):
            return typed, Quit()
        return (Typed("", now), None) if key in ("n", "N") else (typed, None)
    if key == ENTER:
        text = " ".join(typed.text.split())
        return Typed(), Note(typed.at, text) if text else None
    if key == ESCAPE:
        return Typed(), None
    if key == BACKSPACE:
        return replace(typed, text=typed.text[:-1]), None
    if key == CLEAR:
        return replace(typed, text=""), None
    return replace(typed, text=(typed.text + key)[:LONGEST]), None


def foot(typed: Typed, message: str, *, keys: bool, stopping: bool, width: int) -> Line:
    """Return the last line: the note being typed, what there is to tell, or the keys."""
    if stopping:
        return Line("Stopping: waiting for the last answers ...", STRONG)
    if typed.at is not None:
        lead = f"Note {typed.at:%H:%M:%S} (Enter keeps, Esc drops): " if width >= 70 else f"Note {typed.at:%H:%M:%S}: "
        text = safe_start(typed.text, LONGEST)
        room = max(1, width - len(lead) - 1)
        while cell_len(text) > room:
            text = text[1:]
        return Line(f"{lead}{text}_", STRONG)
    if message:
        return Line(message, STRONG)
    return Line("n note   q quit   (sampling goes on while you type)" if keys else "Ctrl-C: end")


def all_of(keys: Sequence[tuple[str, bool]], typed: Typed, now: datetime) -> tuple[Typed, list[Quit | Note]]:
    """Return what is typed after several keys, and all that is to be done."""
    done: list[Quit | Note] = []
    for key, pasted in keys:
        typed, action = press(typed, key, pasted, now)
        if action is not None:
            done.append(action)
    return typed, done
