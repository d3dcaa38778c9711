"""Measure one office: the ladder in its own thread, light questions beside it, a load test alone.

This is the one way in which netdoc measures; a check, a scheduled slot and the live view differ in their plan
only. Everything is stored as it comes, so that a killed run loses at most the block in hand.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from netdoc.app.alternating import Turns
from netdoc.app.asking import Answers
from netdoc.app.ladder import Ladder, MakeSampler, ladder_rungs, promptly
from netdoc.app.losses import EventSets, Losses, Recovered, stranded
from netdoc.app.plan import Plan
from netdoc.app.recorder import Recorder
from netdoc.app.sampler import RungView
from netdoc.model.observation import Observation
from netdoc.model.site import Site
from netdoc.ports import Ports
from netdoc.store.store import Store

if TYPE_CHECKING:
    from netdoc.app.light import Light

BEAT_S = 1.0
"""How often the ladder is looked at, its blocks are stored and what is due is asked."""
FIRST_PACKET_S = 0.5
"""How long the ladder is given to send its first packet before anything else is loaded beside it."""
HURRY_S = 1.0
"""How long the last answers are waited for when a signal ends the run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """Whom to tell how it goes: a person, or nobody."""

    say: Callable[[str], None] = lambda _: None
    """What is being done."""
    trouble: Callable[[str], None] | None = None
    """What a person has to mend: one line, said once; left out, it is said like the rest."""
    unexpected: Callable[[Exception], None] = lambda _: None

    def warn(self, text: str) -> None:
        """Tell of a trouble."""
        (self.trouble or self.say)(text)


class Onlooker(Protocol):
    """Somebody who looks on while it is measured: the live view. Both are called on the event loop: be quick."""

    def ladder(self, views: Sequence[RungView], engine: str | None) -> None:
        """Take the last samples of every rung, about once a second, and the engine's name."""

    def seen(self, observations: Sequence[Observation]) -> None:
        """Take what was just stored."""


Look = Callable[[Site], Coroutine[Any, Any, tuple[Site, Answers]]]
"""Looks round in the network; returns the site as it now is and what was seen on the way."""


async def measure(
    site: Site,
    ports: Ports,
    store: Store,
    plan: Plan,
    talk: Talk,
    *,
    onlooker: Onlooker | None = None,
    stop: asyncio.Event | None = None,
    opening: Callable[[], None] | None = None,
    look: Look | None = None,
    make_sampler: MakeSampler = promptly,
) -> None:
    """Run the ladder for the plan's time and every probe beside it.

    All waiting goes by the running event loop's time, and everything else by `ports.clock`: run it on a loop
    whose time is a simulated clock, with a sampler that shares it, and hours pass in seconds.

    Args:
        site: what to measure.
        ports: the outside world.
        store: takes everything.
        plan: for how long, and how often what.
        talk: whom to tell.
        onlooker: the live view.
        stop: ends it within two seconds, the last block sealed.
        opening: writes the run's first records once the first packet has left; tried again while the disk is full.
        look: looks round beside the ladder, at the start and whenever the computer's own link changed; None where
            that was done before.
        make_sampler: makes the ladder's sampler.

    Raises:
        StoreError: the store could not be written to the end; what was stored before is intact.
    """
    recorder = Recorder(store, trouble=talk.warn, seen=onlooker.seen if onlooker is not None else lambda _: None)
    ladder = Ladder(ports.clock, ports.echo, recorder.from_ladder, unexpected=talk.unexpected, make=make_sampler)
    run = _Run(site, ports, store, plan, talk, recorder, ladder, onlooker, stop or asyncio.Event(), opening, look)
    try:
        await run.whole()
    finally:
        await ladder.end(wait_s=HURRY_S)
        for each in ladder.troubles:
            talk.warn(each)
        recorder.close()


class _Run:
    """What one call of `measure` holds."""

    def __init__(
        self,
        site: Site,
        ports: Ports,
        store: Store,
        plan: Plan,
        talk: Talk,
        recorder: Recorder,
        ladder: Ladder,
        onlooker: Onlooker | None,
        stop: asyncio.Event,
        opening: Callable[[], None] | None,
        look: Look | None,
    ) -> None:
        self._site, self._ports, self._store, self._plan, self._talk = site, ports, store, plan, talk
        self._recorder, self._ladder, self._onlooker, self._stop = recorder, ladder, onlooker, stop
        self._opening, self._look = opening, look
        self._looking: asyncio.Task[tuple[Site, Answers]] | None = None
        self._losses = Losses(_distances(site))
        self._events = EventSets()
        self._turns = Turns(plan, site, ports, ladder, recorder.keep) if plan.cards is not None else None

    async def whole(self) -> None:
        """Measure from the first packet to the closing questions."""
        begun_s = self._now_s()
        end_s = None if self._plan.ladder_s is None else begun_s + self._plan.ladder_s
        if self._turns is not None:
            await self._turns.begin()
        self._ladder.sample(ladder_rungs(self._site))
        await self._first_packet()
        if self._opening is not None:
            self._recorder.write(self._opening)
        from netdoc.app.light import Light  # with all the probes: not before the first packet has left

        light = Light(self._site, self._ports, self._store, self._plan, self._talk, self._recorder, end_s=end_s)
        self._look_round()
        try:
            await self._beat_until(end_s, light)
            if not self._stop.is_set():
                await light.finish(self._stop)
                await light.load_at_end(self._ladder, self._stop)
            if self._stop.is_set():
                await asyncio.gather(self._ladder.end(wait_s=HURRY_S), light.parting(HURRY_S))
            else:
                await self._ladder.end(wait_s=2.0)
            if self._turns is not None:
                await self._turns.end()
            if not self._stop.is_set():
                await light.last_word()
        finally:
            if self._looking is not None:
                self._looking.cancel()
            await light.give_up()

    async def _beat_until(self, end_s: float | None, light: Light) -> None:
        stopping = asyncio.ensure_future(self._stop.wait())
        try:
            while not self._stop.is_set() and (end_s is None or self._now_s() < end_s):
                self._beat(light)
                if self._turns is not None:
                    await self._turns.go_on()
                now_s = self._now_s()
                turn_s = float("inf") if self._turns is None else self._turns.next_s
                wake_s = min(now_s + BEAT_S, light.next_s(now_s), turn_s, float("inf") if end_s is None else end_s)
                waking = [stopping, self._looking] if self._looking is not None else [stopping]
                await asyncio.wait(waking, timeout=max(0.001, wake_s - now_s), return_when=asyncio.FIRST_COMPLETED)
            self._recorder.drain(self._now_s())
        finally:
            stopping.cancel()

    def _beat(self, light: Light) -> None:
        now_s = self._now_s()
        self._recorder.drain(now_s)
        self._ladder.mend()
        views = self._ladder.snapshot()
        changes = self._losses.look(views)
        if changes:
            self._events.want()
        if self._events.take(now_s):
            light.event(now_s, [each.rung for each in changes])
        if stranded(views):
            light.hasten_link()
        elsewhere = light.link_changed()
        if elsewhere or any(isinstance(each, Recovered) for each in changes):
            self._look_round()
        self._look_done(light)
        if self._onlooker is not None:
            self._onlooker.ladder(views, self._ladder.engine)
        light.ask(now_s, self._ladder)

    def _look_round(self) -> None:
        if self._look is not None and self._looking is None:
            self._looking = asyncio.ensure_future(self._look(self._site))

    def _look_done(self, light: Light) -> None:
        """Go on with the site as it turned out to be."""
        if self._looking is None or not self._looking.done():
            return
        looked, self._looking = self._looking, None
        broken = looked.exception()
        if isinstance(broken, Exception):
            self._talk.unexpected(broken)
            self._talk.warn(f"the network could not be looked at: {broken}")
            return
        site, answers = looked.result()
        self._recorder.write(lambda: self._store.put_site(site))
        self._recorder.keep(answers)
        light.note_link(answers)
        if site != self._site:
            self._site = site
            self._losses = Losses(_distances(site))
            self._ladder.sample(ladder_rungs(site))
            light.go_on_with(site)

    async def _first_packet(self) -> None:
        deadline_s = asyncio.get_running_loop().time() + FIRST_PACKET_S
        while asyncio.get_running_loop().time() < deadline_s and not self._stop.is_set():
            if any(each.recent for each in self._ladder.snapshot()):
                return
            await asyncio.sleep(0.01)

    def _now_s(self) -> float:
        return self._ports.clock.boottime_ns() / 1e9


def _distances(site: Site) -> dict[str, int]:
    return {each.id: each.kind.distance for each in site.rungs}
