"""The ladder's samples over the whole window, by rung."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cached_property

from netdoc.model.facts.echo_block import NOT_SENT, EchoBlock, EchoSeries, to_us

Point = tuple[int, int]
"""(due time in µs since 1970, rtt_us or a negative code)."""


Run = tuple[int, EchoSeries]
"""(time of the first sample in µs since 1970, series): one rung in one block."""


class Ladder:
    """Series of all blocks, in time order. Samples taken under netdoc's own load are kept apart."""

    def __init__(self, blocks: Sequence[EchoBlock]) -> None:
        self.blocks = tuple(sorted(blocks, key=lambda each: each.start))
        self._block_starts = [each.start for each in self.blocks]
        self._longest_s = max((each.duration_s for each in self.blocks), default=0.0)
        self._series: dict[tuple[str, bool], list[Run]] = {}
        for block in self.blocks:
            start = to_us(block.start)
            for series in block.series:
                if series.rtt_us:
                    key = (series.rung, series.loaded)
                    self._series.setdefault(key, []).append((start + series.first_offset_us, series))
        for held in self._series.values():
            held.sort(key=lambda each: each[0])
        self._starts = {key: [start for start, _ in held] for key, held in self._series.items()}

    def blocks_within(self, start: datetime, end: datetime) -> Sequence[EchoBlock]:
        """Return the blocks that may reach into [start, end], in time order."""
        first = bisect_left(self._block_starts, start - timedelta(seconds=self._longest_s))
        return self.blocks[first : bisect_right(self._block_starts, end)]

    @cached_property
    def rungs(self) -> tuple[str, ...]:
        """Every rung that was sampled while idle."""
        return tuple(sorted({rung for rung, loaded in self._series if not loaded}))

    @property
    def ever_answered(self) -> bool:
        """Whether any rung answered any idle sample."""
        return any(max(series.rtt_us) >= 0 for rung in self.rungs for _, series in self.runs(rung))

    def runs(self, rung: str, *, loaded: bool = False) -> Sequence[Run]:
        """Return (time of first sample in µs, series) per block, in time order."""
        return self._series.get((rung, loaded), ())

    def runs_within(self, rung: str, start: datetime, end: datetime, *, loaded: bool = False) -> Iterator[Run]:
        """Yield the runs that may hold samples due in [start, end]."""
        key = (rung, loaded)
        starts = self._starts.get(key, [])
        index = max(0, bisect_left(starts, to_us(start)) - 1)
        yield from self._series.get(key, [])[index : bisect_right(starts, to_us(end))]

    def points(
        self, rung: str, start: datetime, end: datetime, *, loaded: bool = False, void: bool = False
    ) -> Iterator[Point]:
        """Yield the samples due in [start, end]; those never sent only when `void` is asked for."""
        first, last = to_us(start), to_us(end)
        for begin, series in self.runs_within(rung, start, end, loaded=loaded):
            due = begin
            for value in series.rtt_us:
                if first <= due <= last and (void or value != NOT_SENT):
                    yield due, value
                due += series.period_us

    def counted(
        self, rung: str, start: datetime, end: datetime, *, aside: Sequence[tuple[int, int]] = ()
    ) -> tuple[int, int]:
        """Return (sent, answered) in [start, end], without what is due in the spans set aside (µs since 1970)."""
        first, last = to_us(start), to_us(end)
        sent = answered = 0
        for begin, series in self.runs_within(rung, start, end):
            final = begin + (len(series.rtt_us) - 1) * series.period_us
            touched = any(one <= final and begin <= other for one, other in aside)
            if first <= begin and final <= last and not touched:
                sent += series.sent
                answered += series.sent - series.lost
                continue
            due = begin
            for value in series.rtt_us:
                inside = first <= due <= last and not (touched and any(a <= due <= b for a, b in aside))
                if inside and value != NOT_SENT:
                    sent += 1
                    answered += value >= 0
                due += series.period_us
        return sent, answered
