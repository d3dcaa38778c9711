"""The onlooker: what it is told becomes a picture, and what breaks in it ends nothing."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from netdoc.app.live import Watching
from netdoc.app.sampler import RungView
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dns_lookup import DnsLookup
from netdoc.model.facts.echo_block import LOST, EchoBlock
from netdoc.model.observation import Gap, Seen
from netdoc.store.store import Store
from tests.netdoc.app.live_examples import SITE
from tests.netdoc.app.replay import START, ReplayClock


def at(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


def test_what_is_measured_becomes_a_picture_with_the_names_of_the_stored_site(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    clock = ReplayClock()
    views = [RungView(each.id, each.address, (900, 1000, 1100), START) for each in SITE.rungs]

    async def watched() -> Watching:
        watching = Watching(path, SITE.id, clock, timedelta(hours=24))
        watching.ladder(views, "own")
        with Store.open(path) as store:
            store.put_site(SITE)
        beside = asyncio.ensure_future(watching.accompany())
        await asyncio.sleep(0.5)
        beside.cancel()
        await asyncio.gather(beside, return_exceptions=True)
        watching.seen([Seen("modem", START, DeviceState(uptime_s=60))])
        return watching

    picture = asyncio.run(watched()).picture()

    assert [each.name for each in picture.rows][:3] == ["Office router", "Modem", "Provider 1st hop"]
    assert picture.rows[0].median_us == 1000 and picture.engine == "own" and picture.length_s == 86400
    assert picture.clocks[0].since == START - at(60)


def test_time_not_watched_is_counted_and_what_could_not_be_asked_is_told(tmp_path: Path) -> None:
    watching = Watching(tmp_path / "none.sqlite", "x", ReplayClock())

    watching.seen([Gap("ladder", START - at(90), START + at(30), EchoBlock.KIND, "this computer slept")])
    watching.seen([Gap("resolver", START, START, DnsLookup.KIND, "no name server is known")])
    picture = watching.picture()

    assert (picture.unwatched.count, picture.unwatched.last_why) == (1, "this computer slept")
    assert 29 < picture.unwatched.seconds <= 30, "what lies before the start is not of this watch"
    assert picture.not_measured == "name look-up: no name server is known"


def test_a_fault_of_the_view_is_told_and_does_not_reach_the_measuring(tmp_path: Path) -> None:
    told: list[Exception] = []
    watching = Watching(tmp_path / "none.sqlite", "x", ReplayClock(), unexpected=told.append)

    watching.seen([None])  # type: ignore[list-item]

    assert [type(each) for each in told] == [AttributeError]
    assert watching.picture().saying.startswith("the view broke, measuring goes on: AttributeError")


def test_an_outage_rings_once(tmp_path: Path) -> None:
    clock = ReplayClock()
    path = tmp_path / "store.sqlite"
    with Store.open(path) as store:
        store.put_site(SITE)

    async def watched() -> int:
        watching = Watching(path, SITE.id, clock)
        fine = [RungView(each.id, each.address, (1000,) * 60, clock.now()) for each in SITE.rungs]
        watching.ladder(fine, "own")
        beside = asyncio.ensure_future(watching.accompany())
        await asyncio.sleep(0.3)
        beside.cancel()
        await asyncio.gather(beside, return_exceptions=True)
        watching.ladder(fine, "own")
        gone = [RungView(each.id, each.address, (1000,) * 40 + (LOST,) * 20, clock.now()) for each in SITE.rungs]
        for _ in range(3):
            watching.ladder(gone, "own")
        return watching.alarms

    assert asyncio.run(watched()) == 1
