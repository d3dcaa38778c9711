"""The live view: a frame a second and at each key, notes kept beside the measuring."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping

from netdoc.app.live import Watching
from netdoc.app.live_notes import keep_note
from netdoc.cli._live_keys import KeyReader, Note, Typed, all_of, foot
from netdoc.cli._live_lines import screen as lines_of
from netdoc.cli._live_screen import Keyboard, Screen, has_keys
from netdoc.cli._live_text import safe_start
from netdoc.cli._session import say
from netdoc.cli._text import paragraph
from netdoc.errors import NetdocError
from netdoc.ports import Clock

FRAME_S = 1.0
MESSAGE_S = 6.0
LAST_NOTE_S = 8.0
NOT_KEPT = "NOTE NOT KEPT"


class LiveView:
    """The screen and the keys."""

    def __init__(
        self, watching: Watching, clock: Clock, environment: Mapping[str, str], stop: asyncio.Event, *, beep: bool
    ) -> None:
        self._watching, self._clock, self._stop = watching, clock, stop
        self._environment, self._beep = environment, beep
        self._reader, self._typed = KeyReader(), Typed()
        self._message, self._message_ns = "", 0
        self._wake = asyncio.Event()
        self._notes: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Paint once a second, and at each key, until cancelled; the terminal is given back in any case."""
        keys = has_keys()
        beeps = self._watching.alarms
        try:
            with (
                Screen(self._environment) as screen,
                Keyboard(self._pressed) if keys else contextlib.nullcontext(),
            ):
                while True:
                    self._wake.clear()
                    width, height = screen.size
                    last = foot(self._typed, self._message_now(), keys=keys, stopping=self._stop.is_set(), width=width)
                    screen.paint(lines_of(self._watching.picture(), width, height, last))
                    if self._watching.alarms > beeps and self._beep:
                        screen.beep()
                    beeps = self._watching.alarms
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self._wake.wait(), FRAME_S)
        finally:
            await self._finish_notes()

    def _pressed(self, piece: bytes) -> None:
        self._typed, actions = all_of(self._reader.feed(piece), self._typed, self._clock.now())
        for each in actions:
            if isinstance(each, Note):
                task = asyncio.ensure_future(self._keep(each))
                self._notes.add(task)
                task.add_done_callback(self._notes.discard)
            else:
                self._stop.set()
        self._wake.set()

    async def _keep(self, note: Note) -> None:
        try:
            await asyncio.to_thread(keep_note, self._watching.store, self._clock, note.at, note.text)
        except NetdocError as refused:
            self._say(f"{NOT_KEPT}: {refused.message}")
            if self._typed.at is None:
                self._typed = Typed(note.text, note.at)  # Enter tries again
        else:
            self._say(f"kept at {note.at:%H:%M:%S}: {safe_start(note.text, 200)}")
        self._wake.set()

    async def _finish_notes(self) -> None:
        for each in list(self._notes):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(each, LAST_NOTE_S)
        if self._message.startswith(NOT_KEPT):
            say(paragraph(f"netdoc: {self._message}", indent="  ", first=""))

    def _say(self, text: str) -> None:
        self._message, self._message_ns = text, self._clock.monotonic_ns()

    def _message_now(self) -> str:
        shown = self._clock.monotonic_ns() - self._message_ns < MESSAGE_S * 1e9
        return self._message if shown else ""
