"""Watching from the first packet to the summary: measuring in front, the view and the verdict beside it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from netdoc.app import slot
from netdoc.app.live import Watching
from netdoc.app.measuring import Talk
from netdoc.app.paths import Place
from netdoc.cli._live_minutes import minute_document, minute_line
from netdoc.cli._live_view import LiveView
from netdoc.cli._session import say
from netdoc.cli._text import paragraph
from netdoc.ports import Ports


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How it shall be shown."""

    live: bool
    as_json: bool = False
    beep: bool = False
    environment: Mapping[str, str]
    unexpected: Callable[[Exception], None] = lambda _: None


async def attend(
    place: Place, ports: Ports, length: timedelta | None, wishes: Wishes, stop: asyncio.Event
) -> tuple[Watching, slot.SlotOutcome]:
    """Watch until the time is over or `stop` is set, then weigh once more; a second stop skips that.

    Raises:
        NetdocError: it could not be measured; see `slot.watch`.
        BrokenPipeError: the reader of the lines is gone.
    """
    watching = Watching(place.store, place.site_id, ports.clock, length, wishes.unexpected)
    front: LiveView | MinuteLines
    if wishes.live:
        front = LiveView(watching, ports.clock, wishes.environment, stop, beep=wishes.beep)
    else:
        front = MinuteLines(watching, wishes)
    talk = Talk(say=watching.say if wishes.live else _tell, unexpected=wishes.unexpected)
    aside = [_aside(watching.accompany, wishes), asyncio.ensure_future(_shown(front, watching, wishes, stop))]
    try:
        outcome = await slot.watch(place, ports, length, talk, watching, stop)
    finally:
        for each in aside:
            each.cancel()
        ended = await asyncio.gather(*aside, return_exceptions=True)
    for broken in ended:
        if isinstance(broken, Exception):
            raise broken
    stop.clear()
    if not wishes.as_json:
        say("weighing the evidence ... (Ctrl-C skips it)")
    await _unless(watching.weigh(), stop)
    return watching, outcome


def _tell(text: str) -> None:
    say(paragraph(text, indent="  ", first=""))


def _aside(work: Callable[[], Coroutine[Any, Any, None]], wishes: Wishes) -> asyncio.Task[None]:
    async def guarded() -> None:
        try:
            await work()
        except Exception as broken:  # what accompanies must not end the measuring
            wishes.unexpected(broken)

    return asyncio.ensure_future(guarded())


async def _shown(front: LiveView | MinuteLines, watching: Watching, wishes: Wishes, stop: asyncio.Event) -> None:
    """Show until cancelled. A live view that breaks gives way to lines; a reader that is gone ends the watch."""
    try:
        if isinstance(front, LiveView):
            try:
                return await front.run()
            except Exception as broken:
                wishes.unexpected(broken)
                _tell(f"netdoc: the live view broke ({type(broken).__name__}); going on with a line a minute")
        await MinuteLines(watching, wishes).run()
    except BrokenPipeError:
        stop.set()
        raise


async def _unless(work: Coroutine[Any, Any, None], stop: asyncio.Event) -> None:
    task, stopped = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
    for each in (task, stopped):
        each.cancel()
    await asyncio.gather(task, stopped, return_exceptions=True)


class MinuteLines:
    """One line a minute on stdout."""

    def __init__(self, watching: Watching, wishes: Wishes) -> None:
        self._watching = watching
        self._form = minute_document if wishes.as_json else minute_line
        self._complained = False

    async def run(self) -> None:
        """Print until cancelled; a watch shorter than a minute still prints one."""
        printed = False
        try:
            while True:
                await asyncio.sleep(60.0)
                printed = True
                await self._print()
        except asyncio.CancelledError:
            if not printed:
                await self._print()
            raise

    async def _print(self) -> None:
        """Write in a thread of its own: a reader that does not read must not hold up the measuring."""
        text = self._form(self._watching.picture()) + "\n"
        try:
            await asyncio.to_thread(_write_all, text.encode("utf-8", "replace"))
        except BrokenPipeError:
            raise
        except OSError as refused:
            if not self._complained:
                _tell(f"netdoc: the lines cannot be written: {refused.strerror}; measuring goes on")
            self._complained = True


def _write_all(rest: bytes) -> None:
    while rest:
        rest = rest[os.write(1, rest) :]
