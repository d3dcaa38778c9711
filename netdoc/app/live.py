"""Looks on while it is measured, and tells at any moment what there is to see. Everything is on the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from netdoc.app.live_clocks import FRESH, Clocks, clock_rows, tell
from netdoc.app.live_episodes import Followed, cut, follow
from netdoc.app.live_ladder import heard, row
from netdoc.app.live_picture import Picture, Unwatched, Weighed
from netdoc.app.live_verdict import Weighing, command, pause_s, weigh
from netdoc.app.sampler import RungView
from netdoc.errors import StoreError
from netdoc.model.facts.echo_block import EchoBlock
from netdoc.model.observation import Gap, Observation, Seen
from netdoc.model.site import Site
from netdoc.ports import Clock
from netdoc.report.words import FACT_WORDS
from netdoc.store.store import Store

WEIGH_LEAST_S = 30.0
"""Blocks come once a minute; the rules weigh as often, and less often where they take long."""
LAST_WEIGHING_S = 60.0
LATELY = timedelta(minutes=5)
LADDER = "ladder"


class Watching:
    """An `Onlooker`: takes what is measured and gives a `Picture`. What breaks in here ends no measuring."""

    def __init__(
        self,
        store: Path,
        site_id: str,
        clock: Clock,
        length: timedelta | None = None,
        unexpected: Callable[[Exception], None] = lambda _: None,
    ) -> None:
        self.store, self.site_id = store, site_id
        self._clock, self._unexpected = clock, unexpected
        self._length_s = length.total_seconds() if length is not None else None
        self._begun_ns = clock.boottime_ns()
        self._begun = clock.now()
        self._site: Site | None = None
        self._views: tuple[RungView, ...] = ()
        self._engine: str | None = None
        self._clocks, self._followed, self._unwatched = Clocks(), Followed(), Unwatched()
        self._not_measured: Gap | None = None
        self._seen_at: dict[str, datetime] = {}
        self._weighing = Weighing()
        self._weighed: Weighed | None = None
        self._saying = ""
        self._had_record = store.exists()
        self._sealed = asyncio.Event()
        self.alarms = 0
        """How many outages have begun."""

    def say(self, text: str) -> None:
        """Take what the measuring says."""
        self._saying = text

    def ladder(self, views: Sequence[RungView], engine: str | None) -> None:
        """Take the last samples of every rung."""
        try:
            self._views, self._engine = tuple(views), engine
            now = self._clock.now()
            held = [heard(each, self._site, self._unwatched.last_end) for each in views]
            before = {each.start for each in self._followed.episodes if each.outage}
            self._followed = follow(self._followed, held, self._site, now)
            self.alarms += sum(each.outage and each.start not in before for each in self._followed.episodes)
        except Exception as broken:
            self._broken(broken)

    def seen(self, observations: Sequence[Observation]) -> None:
        """Take what was stored."""
        try:
            for each in observations:
                self._one(each)
                if isinstance(each, Seen) and isinstance(each.fact, EchoBlock):
                    self._sealed.set()
        except Exception as broken:
            self._broken(broken)

    def picture(self) -> Picture:
        """Return what there is to see now."""
        now = self._clock.now()
        held = [heard(each, self._site, self._unwatched.last_end) for each in self._views]
        lately = self._not_measured if self._not_measured and now - self._not_measured.end < LATELY else None
        return Picture(
            site=self.site_id,
            now=now,
            watched_s=(self._clock.boottime_ns() - self._begun_ns) / 1e9,
            length_s=self._length_s,
            engine=self._engine,
            rows=tuple(row(each, self._site, now) for each in held),
            clocks=clock_rows(self._clocks, self._site),
            episodes=self._followed.episodes,
            unwatched=self._unwatched,
            not_measured=f"{FACT_WORDS.get(lately.what, lately.what)}: {lately.why}" if lately else "",
            weighed=self._weighed,
            weighing=self._weighing.trouble,
            saying=self._saying,
        )

    async def accompany(self) -> None:
        """Keep the site and the verdict up to date until cancelled."""
        await asyncio.gather(self._keep_site(), self._keep_verdict())

    async def weigh(self, limit_s: float = LAST_WEIGHING_S) -> None:
        """Take the verdict on all that is stored; what stands in the way is kept as `weighing`."""
        self._weighing = await weigh(command(self.store, self.site_id), limit_s=limit_s)
        self._weighed = self._weighing.weighed or self._weighed

    async def _keep_verdict(self) -> None:
        """Weigh whenever a block was stored; at once only where there is a record from before."""
        if not self._had_record:
            await self._sealed.wait()
        while True:
            begun_ns = self._clock.monotonic_ns()
            self._sealed.clear()
            await self.weigh()
            took_s = (self._clock.monotonic_ns() - begun_ns) / 1e9
            await asyncio.sleep(pause_s(took_s, WEIGH_LEAST_S))
            await self._sealed.wait()

    async def _keep_site(self) -> None:
        """Read the site as the measuring stored it: names and periods of the rungs, and again when they change."""
        while True:
            if any(not self._known(each) for each in self._views):
                self._site = await asyncio.to_thread(_stored_site, self.store) or self._site
            await asyncio.sleep(1.0 if self._site is None else 5.0)

    def _known(self, view: RungView) -> bool:
        rung = self._site.rung(view.rung) if self._site is not None else None
        return rung is not None and rung.address == view.address

    def _one(self, observation: Observation) -> None:
        self._clocks = tell(self._clocks, observation, self._site)
        if isinstance(observation, Seen):
            self._seen_at[observation.fact.KIND] = observation.at
        if not isinstance(observation, Gap):
            return
        if observation.subject == LADDER and observation.what == EchoBlock.KIND:
            self._lost_sight(observation)
        elif observation.start - self._seen_at.get(observation.what, observation.start - FRESH) >= FRESH:
            self._not_measured = observation

    def _lost_sight(self, gap: Gap) -> None:
        """Count time that was not watched; what was going on then is known only until it began."""
        start = max(gap.start, self._begun)
        held = self._unwatched
        self._unwatched = Unwatched(
            count=held.count + 1,
            seconds=held.seconds + max(0.0, (gap.end - start).total_seconds()),
            last_end=gap.end,
            last_why=gap.why,
        )
        self._followed = cut(self._followed, gap.start)

    def _broken(self, broken: Exception) -> None:
        self._unexpected(broken)
        self._saying = f"the view broke, measuring goes on: {type(broken).__name__}: {str(broken)[:200]}"


def _stored_site(path: Path) -> Site | None:
    try:
        with Store.open(path, create=False, read_only=True) as store:
            return store.site()
    except StoreError:
        return None
