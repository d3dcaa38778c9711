"""The ladder's samples over the whole window, by rung."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime

from netdoc.model.facts.echo_block import NOT_SENT, EchoBlock, EchoSeries, to_us

Point = tuple[int, int]
"""(due time in µs since 1970, rtt_us or a negative code)."""


class Ladder:
    """Series of all blocks, in time order. Samples taken under netdoc's own load are kept apart."""

    def __init__(self, blocks: Sequence[EchoBlock]) -> None:
        self.blocks = tuple(sorted(blocks, key=lambda each: each.start))
        self._series: dict[tuple[str, bool], list[tuple[int, EchoSeries]]] = {}
        for block in self.blocks:
            start = to_us(block.start)
            for series in block.series:
                if series.rtt_us:
                    key = (series.rung, series.loaded)
                    self._series.setdefault(key, []).append((start + series.first_offset_us, series))
        for held in self._series.values():
            held.sort(key=lambda each: each[0])
        self._starts = {key: [start for start, _ in held] for key, held in self._series.items()}

    @property
    def rungs(self) -> tuple[str, ...]:
        """Every rung that was sampled while idle."""
        return tuple(sorted({rung for rung, loaded in self._series if not loaded}))

    def runs(self, rung: str, *, loaded: bool = False) -> Sequence[tuple[int, EchoSeries]]:
        """Return (time of first sample in µs, series) per block, in time order."""
        return self._series.get((rung, loaded), ())

    def points(
        self, rung: str, start: datetime, end: datetime, *, loaded: bool = False, void: bool = False
    ) -> Iterator[Point]:
        """Yield the samples due in [start, end]; those never sent only when `void` is asked for."""
        key = (rung, loaded)
        held = self._series.get(key, [])
        starts = self._starts.get(key, [])
        first, last = to_us(start), to_us(end)
        index = max(0, bisect_left(starts, first) - 1)
        stop = bisect_right(starts, last)
        for begin, series in held[index:stop]:
            due = begin
            for value in series.rtt_us:
                if first <= due <= last and (void or value != NOT_SENT):
                    yield due, value
                due += series.period_us

    def counted(self, rung: str, start: datetime, end: datetime) -> tuple[int, int]:
        """Return (sent, answered) in [start, end]."""
        sent = answered = 0
        for _, value in self.points(rung, start, end):
            sent += 1
            answered += value >= 0
        return sent, answered
