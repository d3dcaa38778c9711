"""Measuring beside the ladder: who looks on, what a loss sets off, what hangs, and a ladder that breaks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from netdoc import discover
from netdoc.app.assemble import assemble
from netdoc.app.discovery import Found
from netdoc.app.ladder import Ladder, ladder_rungs
from netdoc.app.measuring import Talk, measure
from netdoc.app.plan import FULL, WATCH, Plan
from netdoc.app.sampler import RungView
from netdoc.model.capture import Capture
from netdoc.model.facts.echo_block import EchoBlock
from netdoc.model.observation import Gap, Missed, Observation, Seen
from netdoc.model.site import Device, Site
from netdoc.plugin import Lane, Probe
from netdoc.ports import EchoReply, EchoTarget, Ports
from netdoc.store.store import Store
from tests.netdoc.app.replay import ReplayEngine, World, office

FOUND = Found(router="192.168.7.1", resolvers=(("203.0.113.53", "isp"),), first_hop="203.0.113.1")
MODEM = Device(id="modem", kind="modem", address="192.168.8.1", driver="broadcom")


class Notes:
    """Looks on and remembers."""

    def __init__(self) -> None:
        self.views: list[tuple[Sequence[RungView], str | None]] = []
        self.stored: list[Observation] = []

    def ladder(self, views: Sequence[RungView], engine: str | None) -> None:
        self.views.append((views, engine))

    def seen(self, observations: Sequence[Observation]) -> None:
        self.stored.extend(observations)


def measured(
    folder: Path,
    world: World,
    plan: Plan,
    *,
    site: Site | None = None,
    meanwhile: Callable[[asyncio.Event], Awaitable[None]] | None = None,
    onlooker: Notes | None = None,
    ports: Ports | None = None,
) -> list[Observation]:
    """Measure a replayed office and return what was stored."""
    office_site = site or assemble("here", None, FOUND)

    async def whole(store: Store) -> None:
        stop = asyncio.Event()
        aside = asyncio.ensure_future(meanwhile(stop)) if meanwhile is not None else None
        await measure(office_site, ports or world.ports(), store, plan, Talk(), onlooker=onlooker, stop=stop)
        if aside is not None:
            aside.cancel()

    with Store.open(folder / "store.sqlite", clock=world.clock) as store:
        store.put_site(office_site)
        asyncio.run(whole(store))
        return store.observations()


@pytest.mark.slow
def test_whoever_looks_on_gets_the_ladder_each_second_and_everything_that_is_stored(tmp_path: Path) -> None:
    notes = Notes()

    stored = measured(tmp_path, office(), Plan(profile=WATCH, ladder_s=3.5), onlooker=notes)

    assert len(notes.views) >= 4
    views, engine = notes.views[-1]
    assert engine == "own"
    assert {each.rung for each in views} >= {"router", "first_hop", "anchor_1"}
    assert sorted(map(str, notes.stored)) == sorted(map(str, stored))


@pytest.mark.slow
def test_a_loss_takes_an_event_set_at_once_and_says_which_box_had_to_wait(tmp_path: Path) -> None:
    world = office()
    site = replace(assemble("here", None, FOUND), devices=(MODEM,))

    async def meanwhile(stop: asyncio.Event) -> None:
        await asyncio.sleep(4.5)
        for address in list(world.echo_us):
            if address != "192.168.7.1":
                del world.echo_us[address]
        await asyncio.sleep(7.5)
        stop.set()

    stored = measured(tmp_path, world, Plan(profile=WATCH, ladder_s=None), site=site, meanwhile=meanwhile)

    (gap,) = [each for each in stored if isinstance(each, Gap) and each.subject == "modem"]
    assert (gap.what, gap.start) == ("DslLine", gap.end)
    assert "first_hop" in gap.why or "resolver" in gap.why  # whichever was asked the third time first
    assert "may be asked every 20 s" in gap.why
    assert len([each for each in stored if isinstance(each, Missed) and each.subject == "modem"]) == 1
    links = [each.at for each in stored if isinstance(each, Seen) and type(each.fact).__name__ == "LinkState"]
    assert len(links) == 2


@pytest.mark.slow
def test_a_probe_that_hangs_costs_nobody_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def hang(site: Site, ports: Ports) -> Sequence[Capture]:
        await asyncio.sleep(3600)
        return []

    hung = Probe(id="hung", title="hangs", lane=Lane.LIGHT, reports=(), collect=hang, read=lambda _s, _c: [])
    probes = {**discover.probes(), "hung": hung}
    monkeypatch.setattr("netdoc.app.light.discover.probes", lambda: probes)
    world = office()

    stored = measured(tmp_path, world, Plan(profile=WATCH, ladder_s=3.0))

    (gap,) = [each for each in stored if isinstance(each, Gap) and each.what == "hung"]
    assert "took longer than the 3 s" in gap.why
    (block,) = [each.fact for each in stored if isinstance(each, Seen) and isinstance(each.fact, EchoBlock)]
    assert block.duration_s == pytest.approx(3.0, abs=1.2)
    assert any(isinstance(each, Seen) and type(each.fact).__name__ == "DnsLookup" for each in stored)


@pytest.mark.slow
def test_a_check_loads_the_line_alone_and_its_samples_are_kept_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    under_way: list[str] = []

    async def load(site: Site, ports: Ports) -> Sequence[Capture]:
        under_way.append("load")
        await asyncio.sleep(1.5)
        return []

    heavy = replace(discover.probes()["throughput"], collect=load, read=lambda _s, _c: [])
    probes = {**discover.probes(), "throughput": heavy}
    monkeypatch.setattr("netdoc.app.light.discover.probes", lambda: probes)
    site = replace(assemble("here", None, FOUND), test_url="http://192.0.2.80/file")

    stored = measured(tmp_path, office(), Plan(profile=FULL, ladder_s=2.0), site=site)

    series = [
        (each.rung, each.loaded)
        for seen in stored
        if isinstance(seen, Seen) and isinstance(seen.fact, EchoBlock)
        for each in seen.fact.series
    ]
    assert under_way == ["load"]
    assert ("router", False) in series and ("router", True) in series


class Fragile(ReplayEngine):
    """Breaks at its third wait."""

    waits = 0

    def receive(self, timeout_s: float) -> Sequence[EchoReply]:
        Fragile.waits += 1
        if Fragile.waits == 3:
            raise OSError("the socket is gone")
        return super().receive(timeout_s)


class FragileEcho:
    def __init__(self, world: World) -> None:
        self._world = world

    def engines(self) -> Sequence[str]:
        return ("own",)

    def open(self, name: str, targets: Sequence[EchoTarget], interface: str | None = None) -> ReplayEngine:
        return Fragile(self._world)


@pytest.mark.slow
def test_a_ladder_whose_engine_breaks_is_started_anew_and_the_time_is_a_gap() -> None:
    world, told, troubles = office(), [], []
    rungs = ladder_rungs(assemble("here", None, FOUND))

    async def whole() -> None:
        ladder = Ladder(world.clock, FragileEcho(world), told.append)
        ladder.sample(rungs)
        for _ in range(30):
            await asyncio.sleep(0.1)
            ladder.mend()
        await ladder.end(wait_s=0.5)
        troubles.extend(ladder.troubles)

    asyncio.run(whole())

    (gap,) = [each for each in told if isinstance(each, Gap)]
    (seen,) = [each for each in told if isinstance(each, Seen)]
    assert "the socket is gone" in gap.why
    assert len(troubles) == 1
    assert timedelta(0) <= seen.at - gap.end < timedelta(seconds=0.5)


def test_other_rungs_are_sampled_without_a_pause() -> None:
    world, told = office(), []
    rungs = ladder_rungs(assemble("here", None, FOUND))

    async def whole() -> None:
        ladder = Ladder(world.clock, world.ports().echo, told.append)
        ladder.sample(rungs[-3:])
        await asyncio.sleep(0.5)
        ladder.sample(rungs)
        ladder.sample(rungs)
        await asyncio.sleep(1.2)
        await ladder.end()

    asyncio.run(whole())

    first, second = [each.fact for each in told]
    assert {each.rung for each in second.series} >= {"router", "first_hop"}
    end = first.start + timedelta(seconds=first.duration_s)
    assert timedelta(0) <= second.start - end < timedelta(seconds=0.3)
