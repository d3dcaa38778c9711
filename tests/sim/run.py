"""Play hours of office life: real ladder, real measuring, real store, real rules, virtual time.

A kill is a real one: what is to be killed runs in a child process that ends itself with SIGKILL at that instant;
the world goes on in the parent, for nothing in it depends on who asks.
"""

from __future__ import annotations

import contextlib
import gc
import os
import random
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from netdoc.app.cases import diagnose
from netdoc.app.ladder import MakeSampler
from netdoc.app.measuring import Talk, measure
from netdoc.app.plan import WATCH, Plan
from netdoc.app.sampler import Sampler
from netdoc.model.case import Case, Complaint
from netdoc.model.evidence import Evidence
from netdoc.model.verdict import Verdict, verdict_to_plain
from netdoc.store.store import Store
from tests.sim.clock import START, SimClock
from tests.sim.line import Span
from tests.sim.office import SimOffice
from tests.sim.ports import sim_ports
from tests.sim.story import ClockSet, Episode, Interruption, Kill, Sleep
from tests.sim.turns import SimLoop, Turns
from tests.sim.world import World

CHILD_S = 120.0
"""Real seconds after which a child that was to be killed in virtual time has gone astray."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What hours of an office gave: netdoc's answer, what it rests on, and the truth."""

    world: World
    clock: SimClock
    verdict: Verdict
    evidence: Evidence
    store: Path
    hours: float
    took_s: float
    """Real seconds for measuring; the diagnosis is not in it."""
    diagnosis_s: float

    @property
    def told(self) -> dict[str, Any]:
        """The verdict as `netdoc.verdict/1`."""
        told = verdict_to_plain(self.verdict)
        assert isinstance(told, dict)
        return told

    @property
    def pace(self) -> float:
        """How many times faster than life it was."""
        return self.hours * 3600 / self.took_s

    def cut_off(self, least_s: float = 0.0) -> list[Span]:
        """Return when the office was really cut off."""
        return self.world.cut_off(least_s=least_s)


def play(
    folder: Path,
    office: SimOffice,
    story: Sequence[Episode],
    hours: float,
    *,
    interruptions: Sequence[Interruption] = (),
    complaint: Complaint | None = None,
    per_day: float | None = None,
    from_s: float = 0.0,
) -> Played:
    """Return what netdoc makes of an office that it watched from `from_s` for so many hours."""
    start = START + timedelta(seconds=random.Random(office.seed ^ 0x7A6).randrange(86_400 * 200))
    clock, world = SimClock(start), World(office, story)
    file = folder / f"{office.plan.site_id}.netdoc"
    end_s, begun = from_s + hours * 3600, time.monotonic()
    clock.leap_to(from_s)
    for each in interruptions:
        _plan(clock, each)
    kills = sorted((each for each in interruptions if isinstance(each, Kill)), key=lambda each: each.at_s)
    site = office.site()
    case = Case(complaint=complaint, per_day=per_day)
    with Store.open(file, clock=clock) as store:
        store.put_site(site)
        store.put_case(case)
    for kill in [*kills, None]:
        until_s = kill.at_s if kill else end_s
        if kill:
            _killed_at(kill.at_s, clock, world, file, end_s)
            clock.leap_to(until_s + kill.for_s)
            if kill.reboot:
                clock.reboot()
        else:
            _live(clock, world, file, end_s)
    took_s, judged = time.monotonic() - begun, time.monotonic()
    verdict, evidence = diagnose(file)
    return Played(
        world=world,
        clock=clock,
        verdict=verdict,
        evidence=evidence,
        store=file,
        hours=hours,
        took_s=took_s,
        diagnosis_s=time.monotonic() - judged,
    )


def _plan(clock: SimClock, interruption: Interruption) -> None:
    match interruption:
        case Sleep(at_s, for_s):
            clock.plan(at_s, lambda: clock.asleep(for_s))
        case ClockSet(at_s, by_s):
            clock.plan(at_s, lambda: clock.step(by_s))
        case Kill():
            pass  # it ends a child: see `_killed_at`


def _live(clock: SimClock, world: World, file: Path, until_s: float) -> None:
    """Measure until that instant of the world and end in good order."""
    turns = Turns(clock)
    gc.collect()
    usual = gc.get_threshold()
    gc.set_threshold(50_000, 50, 100)  # hours of small objects: a fifth of the time went into looking for rubbish
    ports = sim_ports(world, clock, turns)
    loop = SimLoop(turns)
    unexpected: list[Exception] = []
    try:
        with Store.open(file, clock=clock) as store:
            store.begin_run("watch")
            site = store.site()
            assert site is not None
            length_s = until_s - clock.true_s
            plan = Plan(profile=WATCH, ladder_s=length_s)
            work = measure(site, ports, store, plan, Talk(unexpected=unexpected.append), make_sampler=_sampler(world))
            loop.run_until_complete(work)
            store.end_run()
    finally:
        loop.close()
        gc.set_threshold(*usual)
    assert not unexpected, unexpected


def _sampler(world: World) -> MakeSampler:
    """Return how to make samplers whose timetable begins as the seed says."""
    dice = random.Random(world.office.seed ^ 0x5A)
    return lambda clock, echo, rungs, sink: Sampler(clock, echo, rungs, sink, draw=dice.random)


def _killed_at(at_s: float, clock: SimClock, world: World, file: Path, until_s: float) -> None:
    """Measure in a child process that is killed at that instant."""
    gc.collect()
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            clock.plan(at_s, lambda: os.kill(os.getpid(), signal.SIGKILL))
            _live(clock, world, file, until_s)
        os._exit(1)
    deadline = time.monotonic() + CHILD_S
    status = 0
    while time.monotonic() < deadline:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            break
        time.sleep(0.005)
    else:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        raise AssertionError(f"the child that was to be killed at {at_s:.0f} s still lives")
    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL, f"the child ended by itself: {status}"


def outages(played: Played) -> list[tuple[datetime, datetime]]:
    """Return the truth in right wall time."""
    return [(played.clock.true_at(a), played.clock.true_at(b)) for a, b in played.cut_off()]
