"""Asks what is due beside the ladder, each question in a task of its own with a hard time limit."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import SystemRandom

from netdoc import discover
from netdoc.app.asking import Answers, ask
from netdoc.app.devices import MAIN_FACT, ask_device
from netdoc.app.ladder import Ladder
from netdoc.app.ladder_loop import SUBJECT as LADDER
from netdoc.app.lanes import DEVICE, Held, Question, Timetable, questions
from netdoc.app.measuring import Talk
from netdoc.app.plan import EXCLUSIVE_S, GRACE_S, OTHER_CLOCKS, OTHERS_S, SLOT, WATCH, Plan, asked_in
from netdoc.app.recorder import Recorder
from netdoc.model.facts.link_state import LinkState
from netdoc.model.observation import Gap, Seen
from netdoc.model.site import Site
from netdoc.plugin import Lane, Probe
from netdoc.ports import Ports
from netdoc.store.store import Store
from netdoc.store.tail import UNWATCHED, last_asked

SETTLE_S = 1.0
"""The line is left to calm down for so long after a test that loaded it."""
LAST_WORD_S = 5.0
READER = "schedule/1"


class Light:
    """The light lane and the exclusive one of a run."""

    def __init__(
        self,
        site: Site,
        ports: Ports,
        store: Store,
        plan: Plan,
        talk: Talk,
        recorder: Recorder,
        *,
        end_s: float | None,
    ) -> None:
        self._site, self._ports, self._plan, self._talk, self._recorder = site, ports, plan, talk, recorder
        self._probes, self._drivers = dict(discover.probes()), discover.drivers()
        if plan.cards is not None:
            del self._probes["link"]  # whoever takes the turns looks at the card whose turn it is
        self._heavy = [each for each in self._probes.values() if each.lane is Lane.EXCLUSIVE]
        self._end_s = end_s
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._begun: dict[str, datetime] = {}
        self._recognised: dict[str, str] = {}
        self._link: tuple[str, str | None, str | None] | None = None
        self._link_moved = False
        asked = questions(site, plan, self._probes, self._drivers)
        ago_s = self._ago_s(store, asked)
        self._table = Timetable(asked, start_s=self._now_s(), end_s=end_s, attended=plan.attended, ago_s=ago_s)
        self._load_s = self._draw_load(ago_s.get("exclusive"))

    def go_on_with(self, site: Site) -> None:
        """Ask of another site from now on."""
        self._site = site
        self._table.replace(questions(site, self._plan, self._probes, self._drivers), self._now_s())

    def next_s(self, now_s: float) -> float:
        """Return when something becomes due after now."""
        return self._table.next_s(now_s)

    def ask(self, now_s: float, ladder: Ladder) -> None:
        """Begin what is due."""
        if now_s >= self._load_s and not self._table.paused:
            self._table.paused = True
        if self._table.paused and not self._tasks:
            self._begin("exclusive", self._load_now(ladder))
        for question, number in self._table.due(now_s):
            self._begin(question.id, self._answer(question, number))

    def event(self, now_s: float, rungs: Sequence[str]) -> None:
        """Take an event set: what may be asked at once is due, and each box that may not be is a gap."""
        for held in self._table.event(now_s):
            self._recorder.keep(Answers((), (self._held(held, now_s, rungs),)))

    def hasten_link(self) -> None:
        """Look at the own link as soon as it may be: nothing leaves this computer."""
        self._table.hasten("link")

    def link_changed(self) -> bool:
        """Tell once that the computer's own link is another than before."""
        moved, self._link_moved = self._link_moved, False
        return moved

    async def finish(self, stop: asyncio.Event) -> None:
        """Wait for what is under way; each has a time limit of its own."""
        await self._wait_for(list(self._tasks.values()), stop)

    async def load_at_end(self, ladder: Ladder, stop: asyncio.Event) -> None:
        """Run a check's throughput test, or say why not."""
        if self._site.test_url is None or not self._plan.attended:
            return
        if not self._plan.loads_the_line:
            self._recorder.keep(Answers((), tuple(self._not_loaded(each) for each in self._heavy)))
            return
        self._talk.say("testing the throughput ...")
        await self._wait_for([asyncio.ensure_future(self._load_now(ladder))], stop)

    async def last_word(self) -> None:
        """Look at the own link once more after a check's ladder has stopped, and at other clocks after a watch."""
        link = self._probes.get("link")
        if link is not None and self._plan.attended:
            answers = await ask(link, self._site, self._ports, timeout_s=LAST_WORD_S, unexpected=self._talk.unexpected)
            self._recorder.keep(answers)
        await self.parting(LAST_WORD_S)

    async def parting(self, timeout_s: float) -> None:
        """Compare the clock once more at the end of a watch; a hurry that leaves no time for it leaves no gap."""
        probe = self._probes.get(OTHER_CLOCKS)
        if probe is None or self._plan.profile != WATCH:
            return
        begun = self._begun.get(OTHER_CLOCKS)
        if begun is not None and (self._ports.clock.now() - begun).total_seconds() < probe.min_interval_s:
            return
        answers = await ask(probe, self._site, self._ports, timeout_s=timeout_s, unexpected=self._talk.unexpected)
        if any(isinstance(each, Seen) for each in answers.observations):
            self._recorder.keep(answers)

    async def give_up(self) -> None:
        """Cancel what is still under way; each is a gap."""
        cut = {key: task for key, task in self._tasks.items() if not task.done()}
        for task in cut.values():
            task.cancel()
        if cut:
            await asyncio.wait(cut.values(), timeout=1.0)
        now = self._ports.clock.now()
        gaps = [self._gap(key, min(self._begun[key], now), now, "netdoc ended while it was asked") for key in cut]
        if gaps:
            self._recorder.keep(Answers((), tuple(gaps)))

    def _begin(self, key: str, work: object) -> None:
        assert asyncio.iscoroutine(work)
        self._begun[key] = self._ports.clock.now()
        task = asyncio.ensure_future(work)
        self._tasks[key] = task
        task.add_done_callback(lambda done: self._ended(key, done))

    def _ended(self, key: str, task: asyncio.Task[None]) -> None:
        self._tasks.pop(key, None)
        self._table.ended(key)
        if not task.cancelled() and isinstance(broken := task.exception(), Exception):
            self._talk.unexpected(broken)
            now = self._ports.clock.now()
            why = f"netdoc broke while it was asked: {type(broken).__name__}: {str(broken)[:200]}"
            self._recorder.keep(Answers((), (self._gap(key, min(self._begun[key], now), now, why),)))

    async def _answer(self, question: Question, number: int) -> None:
        timeout_s = min(question.limit_s, self._left_s())
        if question.id.startswith(DEVICE):
            answers = await self._ask_device(question.id.removeprefix(DEVICE), timeout_s)
        else:
            probe = self._probes[question.id]
            site = asked_in(self._site, probe, number)
            answers = await ask(probe, site, self._ports, timeout_s=timeout_s, unexpected=self._talk.unexpected)
            if answers.observations and all(isinstance(each, Gap) for each in answers.observations):
                # a router without UPnP, no name server known: the same gap each minute would tell nothing new
                self._table.postpone(question.id, self._now_s() + OTHERS_S)
        self.note_link(answers)
        self._recorder.keep(answers)

    async def _ask_device(self, name: str, timeout_s: float) -> Answers:
        device = self._site.device(name)
        if device is None:
            return Answers()
        if device.driver is None:
            device = replace(device, driver=self._recognised.get(name))
        answers = await ask_device(
            device, self._ports, self._drivers, timeout_s=timeout_s, unexpected=self._talk.unexpected
        )
        for each in answers.observations:
            if isinstance(each, Seen):
                self._recognised[name] = each.reader.partition("/")[0]
        return answers

    def note_link(self, answers: Answers) -> None:
        """Remember which link the computer measures through."""
        for each in answers.observations:
            if isinstance(each, Seen) and isinstance(each.fact, LinkState):
                link = (each.fact.interface, each.fact.gateway, each.fact.address)
                self._link_moved |= self._link is not None and link != self._link
                self._link = link

    async def _load_now(self, ladder: Ladder) -> None:
        """Load the line, alone; the ladder's samples of that time are a series of their own."""
        ladder.set_loaded(True)
        try:
            for each in self._heavy:
                answers = await ask(
                    each, self._site, self._ports, timeout_s=EXCLUSIVE_S, unexpected=self._talk.unexpected
                )
                self._recorder.keep(answers)
            await asyncio.sleep(SETTLE_S)
        finally:
            ladder.set_loaded(False)
            self._table.paused = False
            self._load_s = self._draw_load(0.0)

    def _draw_load(self, ago_s: float | None) -> float:
        """Return when to load the line next: at random, by the mean of the plan, and never too soon.

        Waiting times without memory (exponential) make slots of five minutes and a watch of a day alike.
        """
        every_s = self._plan.load_every_s
        if every_s is None or self._site.test_url is None or self._plan.profile not in (SLOT, WATCH):
            return float("inf")
        least_s = max((each.min_interval_s for each in self._heavy), default=0.0)
        wait_s = max(0.0, least_s - ago_s) if ago_s is not None else 0.0
        due_s = self._now_s() + wait_s + SystemRandom().expovariate(1 / every_s)
        fits = self._end_s is None or due_s + EXCLUSIVE_S + SETTLE_S < self._end_s
        return due_s if fits else float("inf")

    def _ago_s(self, store: Store, asked: Sequence[Question]) -> dict[str, float]:
        """Return how long ago earlier runs asked what must not be asked again too soon."""
        now = self._ports.clock.now()
        heavy_s = [each.min_interval_s for each in self._heavy] if self._plan.load_every_s is not None else []
        longest_s = max([each.least_s for each in asked] + heavy_s, default=0.0)
        found: dict[str, float] = {}
        asked_at = last_asked(store, now - timedelta(seconds=longest_s))
        resumed = asked_at.pop((UNWATCHED, LADDER), None)
        for (reader, subject), at in asked_at.items():
            if reader == OTHER_CLOCKS and resumed is not None and at <= resumed:
                continue  # who knows what became of the clock meanwhile
            heavy = any(each.id == reader for each in self._heavy)
            key = "exclusive" if heavy else reader if reader in self._probes else DEVICE + subject
            ago_s = max(0.0, (now - at).total_seconds())
            found[key] = min(ago_s, found.get(key, ago_s))
        return found

    def _left_s(self) -> float:
        if self._end_s is None:
            return float("inf")
        return max(1.0, self._end_s + (GRACE_S if self._plan.attended else 0.0) - self._now_s())

    def _held(self, held: Held, now_s: float, rungs: Sequence[str]) -> Gap:
        now = self._ports.clock.now()
        lost = f" ({', '.join(rungs)})" if rungs else ""
        why = (
            f"not asked at once when something was lost or recovered{lost}: it was asked {now_s - held.since_s:.0f} s "
            f"before, and may be asked every {held.question.least_s:.0f} s; asked in {held.until_s - now_s:.0f} s"
        )
        return self._gap(held.question.id, now, now, why)

    def _not_loaded(self, probe: Probe) -> Gap:
        now = self._ports.clock.now()
        gap = self._gap(probe.id, now, now, "the quick profile does not load the line")
        return replace(gap, hint="netdoc check --profile full")

    def _gap(self, key: str, start: datetime, end: datetime, why: str) -> Gap:
        if key.startswith(DEVICE):
            device = self._site.device(key.removeprefix(DEVICE))
            what = MAIN_FACT.get(device.kind, "DeviceState") if device is not None else "DeviceState"
            return Gap(key.removeprefix(DEVICE), start, end, what, why, reader=READER)
        probe = self._probes.get(key) or next(iter(self._heavy), None)
        subject, what = ("host", key) if probe is None else (probe.subject, probe.id)
        if probe is not None and probe.reports:
            what = probe.reports[0].KIND
        return Gap(subject, start, end, what, why, reader=READER)

    def _now_s(self) -> float:
        return self._ports.clock.boottime_ns() / 1e9

    @staticmethod
    async def _wait_for(tasks: Sequence[asyncio.Task[None]], stop: asyncio.Event) -> None:
        """Wait until all are done, or `stop` is set; then cancel what is left."""
        stopping = asyncio.ensure_future(stop.wait())
        try:
            waiting = {each for each in tasks if not each.done()}
            while waiting and not stop.is_set():
                await asyncio.wait({*waiting, stopping}, return_when=asyncio.FIRST_COMPLETED)
                waiting = {each for each in waiting if not each.done()}
        finally:
            stopping.cancel()
            for each in tasks:
                each.cancel()
            if tasks:
                await asyncio.wait(tasks, timeout=1.0)
