"""While the store cannot be written: said once, held in memory, stored later; what was given up is a gap."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from netdoc.app.asking import Answers
from netdoc.app.recorder import MOST_HELD, RETRY_S, Recorder
from netdoc.errors import StoreFull
from netdoc.model.facts.clock_reading import ClockReading
from netdoc.model.facts.echo_block import EchoBlock, EchoSeries
from netdoc.model.observation import Gap, Observation, Seen
from netdoc.store.store import Store

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Disk(Store):
    """A store on a disk that is full now and then."""

    full = False

    @contextmanager
    def transaction(self) -> Iterator[None]:
        if self.full:
            raise StoreFull("the disk is full", hint="free some space")
        with super().transaction():
            yield


def a_block(minute: int) -> Seen[EchoBlock]:
    start = NOON + timedelta(minutes=minute)
    series = EchoSeries(
        rung="router",
        target="192.0.2.1",
        method="icmp",
        stamp="kernel",
        first_offset_us=0,
        period_us=1_000_000,
        rtt_us=array("i", [900] * 60),
    )
    return Seen("ladder", start, EchoBlock(start=start, duration_s=60.0, series=(series,)))


def a_reading(second: int) -> Answers:
    return Answers((), (Seen("host", NOON + timedelta(seconds=second), ClockReading(synchronised=True)),))


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    with Disk.open(tmp_path / "store.sqlite") as store:
        assert isinstance(store, Disk)
        yield store


def test_the_ladders_blocks_are_stored_in_order_and_told_to_whoever_looks_on(disk: Disk) -> None:
    told: list[Observation] = []
    recorder = Recorder(disk, seen=told.extend)
    for minute in range(3):
        recorder.from_ladder(a_block(minute))

    recorder.drain(0.0)

    assert disk.observations() == told == [a_block(minute) for minute in range(3)]


def test_a_full_disk_is_said_once_and_nothing_is_lost_when_there_is_space_again(disk: Disk) -> None:
    said: list[str] = []
    recorder = Recorder(disk, trouble=said.append)
    disk.full = True
    for minute in range(5):
        recorder.from_ladder(a_block(minute))
        recorder.keep(a_reading(minute))
        recorder.drain(60.0 * minute)
    assert len(said) == 1
    assert "disk is full" in said[0]
    disk.full = False

    recorder.drain(400.0)

    assert len(disk.observations()) == 10
    assert recorder.failure is None
    recorder.close()


def test_what_is_held_is_tried_again_only_now_and_then(disk: Disk) -> None:
    recorder = Recorder(disk)
    disk.full = True
    recorder.from_ladder(a_block(0))
    recorder.drain(0.0)
    disk.full = False

    recorder.drain(RETRY_S / 2)
    assert disk.observations() == []
    recorder.drain(RETRY_S)
    assert len(disk.observations()) == 1


def test_more_than_fits_in_memory_is_a_gap_once_there_is_space_again(disk: Disk) -> None:
    recorder = Recorder(disk)
    disk.full = True
    for minute in range(MOST_HELD + 3):
        recorder.from_ladder(a_block(minute))
    recorder.drain(0.0)
    disk.full = False

    recorder.close()

    kept = disk.observations()
    (gap,) = [each for each in kept if isinstance(each, Gap)]
    assert (gap.subject, gap.what) == ("ladder", "EchoBlock")
    assert (gap.start, gap.end) == (NOON, NOON + timedelta(minutes=3))
    assert "3 answers" in gap.why and "disk is full" in gap.why
    assert len(kept) == MOST_HELD + 1


def test_a_disk_that_stays_full_is_an_error_at_the_end(disk: Disk) -> None:
    recorder = Recorder(disk)
    disk.full = True
    recorder.keep(a_reading(0))

    with pytest.raises(StoreFull):
        recorder.close()


def test_the_runs_first_records_come_before_what_was_measured_meanwhile(disk: Disk) -> None:
    recorder = Recorder(disk)
    order: list[str] = []

    def opening() -> None:
        with disk.transaction():
            order.append("opening")

    disk.full = True
    recorder.write(opening)
    recorder.keep(a_reading(0))
    assert order == []
    disk.full = False
    recorder.close()

    assert order == ["opening"]
    assert len(disk.observations()) == 1
