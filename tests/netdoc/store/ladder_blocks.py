"""Blocks as a real ladder gives them: jitter around a base, tails, a little loss."""

from __future__ import annotations

import random
from array import array
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from netdoc.model.facts.echo_block import LOST, EchoBlock, EchoSeries
from netdoc.model.observation import Seen

START = datetime(2026, 3, 1, tzinfo=UTC)
_RUNGS = [
    ("router", 350, 60),
    ("modem", 700, 120),
    ("first_hop", 9_000, 900),
    ("anchor_1", 14_000, 1_200),
    ("anchor_2", 15_500, 1_500),
    ("anchor_3", 17_000, 1_200),
    ("resolver", 18_500, 1_200),
    ("service", 24_000, 2_000),
]


class FixedClock:
    """A clock that stands still: the store's stamps are then the same in each run."""

    def now(self) -> datetime:
        """Return the fixed wall time."""
        return START + timedelta(seconds=61, microseconds=123_456)

    def monotonic_ns(self) -> int:
        """Return the fixed count."""
        return 123_456_789_012_345

    def boottime_ns(self) -> int:
        """Return the fixed count."""
        return 123_456_789_012_999

    def boot_id(self) -> str:
        """Return the fixed id."""
        return "9d3f2b1a-7c55-4c9e-8f10-2b6a4f0d7e11"


def ladder_blocks(count: int, *, slow_rungs: int, seed: int = 7) -> Iterator[Seen[EchoBlock]]:
    """Yield minutes of eight rungs; `slow_rungs` of them are sampled each 5 s, the others each second."""
    chance = random.Random(seed)
    offsets = [chance.randrange(1_000_000) for _ in _RUNGS]
    for minute in range(count):
        start = START + timedelta(minutes=minute)
        series = tuple(
            EchoSeries(
                rung=rung,
                target=f"192.0.2.{index + 1}",
                first_offset_us=offsets[index],
                period_us=5_000_000 if index >= len(_RUNGS) - slow_rungs else 1_000_000,
                rtt_us=array("i", _round_trips(chance, base, spread, 12 if index >= 8 - slow_rungs else 60)),
            )
            for index, (rung, base, spread) in enumerate(_RUNGS)
        )
        yield Seen("ladder", start, EchoBlock(start=start, series=series), None, reader="ladder/1")


def _round_trips(chance: random.Random, base: int, spread: int, count: int) -> Iterator[int]:
    for _ in range(count):
        tail = chance.expovariate(1 / (5 * spread)) if chance.random() < 0.1 else 0
        lost = chance.random() < 0.002
        yield LOST if lost else int(base + abs(chance.gauss(0, spread)) + tail)
