"""The simulation itself: its clock, its turns, its world, and that a seed gives the same hours again."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from netdoc.model.facts.echo_block import EchoBlock
from tests.lab.plan import ANCHORS
from tests.sim.clock import SECOND, START, SimClock
from tests.sim.line import EPOCH_S
from tests.sim.office import SimOffice, some_office
from tests.sim.run import play
from tests.sim.story import Episode, Interruption, Kill, Sleep, Trouble
from tests.sim.turns import SimLoop, Turns
from tests.sim.world import World


def test_a_sleep_on_the_way_stops_one_clock_and_not_the_others() -> None:
    clock = SimClock()
    before_ns = clock.monotonic_ns(), clock.boottime_ns()
    clock.plan(10, lambda: clock.asleep(100))

    clock.run_to(clock.monotonic_ns() + 20 * SECOND)

    assert clock.monotonic_ns() - before_ns[0] == 20 * SECOND
    assert clock.boottime_ns() - before_ns[1] == 120 * SECOND
    assert clock.now() - START == timedelta(seconds=120)


def test_a_clock_that_is_set_changes_what_this_computer_says_and_not_the_truth() -> None:
    clock = SimClock()
    clock.plan(5, lambda: clock.step(-3_600))

    clock.run_to(clock.monotonic_ns() + 10 * SECOND)

    assert clock.now() - START == timedelta(seconds=10 - 3_600)
    assert clock.true_at(clock.true_s) - START == timedelta(seconds=10)
    assert clock.boottime_ns() - clock.monotonic_ns() == 0


def test_a_restart_of_the_computer_begins_both_its_clocks_anew() -> None:
    clock = SimClock()
    first = clock.boot_id()
    clock.leap_to(3_600)

    clock.reboot()

    assert (clock.monotonic_ns(), clock.boottime_ns()) == (0, 0)
    assert clock.boot_id() != first
    assert clock.true_s == 3_600


def test_the_event_loop_waits_in_virtual_time_only() -> None:
    clock = SimClock()
    loop = SimLoop(Turns(clock))

    async def naps() -> list[float]:
        ended: list[float] = []

        async def nap(seconds: float) -> None:
            await asyncio.sleep(seconds)
            ended.append(clock.true_s)

        await asyncio.gather(nap(86_400), nap(0.5), nap(3_600))
        return ended

    try:
        assert loop.run_until_complete(naps()) == pytest.approx([0.5, 3_600, 86_400], abs=1e-3)
    finally:
        loop.close()


def _cut(office: SimOffice, length_s: float) -> World:
    return World(office, [Episode(trouble=Trouble.LINE_DOWN, start_s=100, end_s=100 + length_s)])


def test_a_short_loss_of_sync_leaves_the_session_up_and_a_long_one_takes_it() -> None:
    office = some_office(5, retrain_s=(3.0, 5.0), session_survives_s=60.0)
    short, long = _cut(office, 20), _cut(office, 120)

    assert short.session.down == []
    assert len(long.session.down) == 1
    ((_, line_back_s),) = long.line.down
    ((_, office_back_s),) = long.cut_off()
    assert line_back_s < office_back_s


def test_packets_and_the_modems_counters_tell_of_the_same_noise() -> None:
    office = some_office(6)
    world = World(office, [Episode(trouble=Trouble.LINE_ERRORS, start_s=0, end_s=300, amount=0.3)])
    quiet = World(office, [])

    lost = sum(world.fate(office.first_hop, float(second)) is None for second in range(300))
    noisy, clean = world.line.state(400), quiet.line.state(400)

    assert lost > 20
    assert noisy.showtime_at == clean.showtime_at
    assert noisy.counters["total"]["CRC"][0] > clean.counters["total"]["CRC"][0] + lost


def test_what_the_modem_tells_of_its_line_is_when_packets_stopped() -> None:
    world = _cut(some_office(8), 90)
    ((lost_s, back_s),) = world.line.down

    assert world.line.state(lost_s + 1).showtime_at is None
    assert world.line.state(back_s + 1).showtime_at == pytest.approx(EPOCH_S + back_s)
    assert world.fate(ANCHORS[0], lost_s + 1) is None
    assert world.line.state(back_s + 1).booted_at < EPOCH_S


def test_the_truth_does_not_depend_on_who_asks() -> None:
    story = [Episode(trouble=Trouble.LINE_UNSTABLE, start_s=0, end_s=7_200, amount=600)]
    asked, unasked = World(some_office(9), story), World(some_office(9), story)

    for second in range(0, 7_200, 7):
        asked.fate(ANCHORS[1], float(second))
        asked.line.state(float(second))

    assert asked.cut_off() == unasked.cut_off() != []


def _blocks(folder: Path, *interruptions: Interruption) -> list[EchoBlock]:
    folder.mkdir()
    story = [Episode(trouble=Trouble.SESSION_DOWN, start_s=60, end_s=100)]
    ran = play(folder, some_office(10), story, 0.08, interruptions=interruptions)
    return [each.fact for each in ran.evidence.readings(EchoBlock)]


@pytest.mark.slow
def test_a_seed_gives_the_same_samples_again(tmp_path: Path) -> None:
    assert _blocks(tmp_path / "one", Sleep(150, 40)) == _blocks(tmp_path / "two", Sleep(150, 40))


@pytest.mark.slow
def test_a_kill_loses_the_block_in_hand_and_nothing_before(tmp_path: Path) -> None:
    whole, killed = _blocks(tmp_path / "one"), _blocks(tmp_path / "two", Kill(150, 30))

    assert killed[:2] == whole[:2]
    assert (killed[2].start - killed[1].start).total_seconds() >= 60 + 30
