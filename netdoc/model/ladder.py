"""The ladder's samples over the whole window, by rung.

A month is a third of a million series; what is asked of it (how many of a stretch's samples were answered) is
answered from sums that are taken once per rung, and sample by sample only in the blocks at the stretch's ends.
"""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import accumulate
from operator import itemgetter

from netdoc.model.facts.echo_block import NOT_SENT, EchoBlock, EchoSeries, to_us

Point = tuple[int, int]
"""(due time in µs since 1970, rtt_us or a negative code)."""


Run = tuple[int, EchoSeries]
"""(time of the first sample in µs since 1970, series): one rung in one block."""

_LEAST_SUMMED = 4
"""Runs of a stretch below which sums are no quicker than counting."""


@dataclass(frozen=True, slots=True)
class _Sums:
    """Of the runs of a rung before each place: samples sent, samples answered, and the last instant they reach."""

    sent: Sequence[int]
    answered: Sequence[int]
    reached_us: Sequence[int]


class Ladder:
    """Series of all blocks, in time order. Samples taken under netdoc's own load are kept apart."""

    def __init__(self, blocks: Sequence[EchoBlock]) -> None:
        self.blocks = tuple(sorted(blocks, key=lambda each: each.start))
        self._block_starts = [each.start for each in self.blocks]
        self._longest_s = max((each.duration_s for each in self.blocks), default=0.0)
        self._series: dict[tuple[str, bool], list[Run]] = {}
        self._incomplete: set[int] = set()
        for start, block in zip(self.starts_us, self.blocks, strict=True):
            self._incomplete.update([id(each) for each in _incomplete(block)])
            for series in block.series:
                if series.rtt_us:
                    key = (series.rung, series.loaded)
                    run = (start + series.first_offset_us, series)
                    held = self._series.get(key)
                    if held is None:
                        self._series[key] = [run]
                    else:
                        held.append(run)
        for held in self._series.values():
            held.sort(key=itemgetter(0))
        self._starts = {key: [start for start, _ in held] for key, held in self._series.items()}
        self._sums: dict[str, _Sums] = {}

    @cached_property
    def starts_us(self) -> Sequence[int]:
        """When each block began, in µs since 1970."""
        return [to_us(each) for each in self._block_starts]

    @cached_property
    def ends(self) -> Sequence[datetime]:
        """When each block ended."""
        spans: dict[float, timedelta] = {}
        for each in self.blocks:
            if each.duration_s not in spans:
                spans[each.duration_s] = timedelta(seconds=each.duration_s)
        return [each.start + spans[each.duration_s] for each in self.blocks]

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

    def is_complete(self, series: EchoSeries) -> bool:
        """Return whether every sample of a series of these blocks was sent and answered."""
        return id(series) not in self._incomplete

    def tally(self, series: EchoSeries) -> tuple[int, int]:
        """Return how many samples of a series of these blocks were sent, and how many of those were answered."""
        count = len(series.rtt_us)
        if id(series) not in self._incomplete:
            return count, count
        sent = series.sent
        return sent, sent - series.lost

    def runs(self, rung: str, *, loaded: bool = False) -> Sequence[Run]:
        """Return (time of first sample in µs, series) per block, in time order."""
        return self._series.get((rung, loaded), ())

    def runs_within(self, rung: str, start: datetime, end: datetime, *, loaded: bool = False) -> Sequence[Run]:
        """Return the runs that may hold samples due in [start, end]."""
        first, last = self._places(rung, to_us(start), to_us(end), loaded=loaded)
        return self.runs(rung, loaded=loaded)[first:last]

    def points(
        self, rung: str, start: datetime, end: datetime, *, loaded: bool = False, void: bool = False
    ) -> Iterator[Point]:
        """Yield the samples due in [start, end]; those never sent only when `void` is asked for."""
        first, last = to_us(start), to_us(end)
        for begin, series in self.runs_within(rung, start, end, loaded=loaded):
            for place in _due_within(begin, series, first, last):
                value = series.rtt_us[place]
                if void or value != NOT_SENT:
                    yield begin + place * series.period_us, value

    def counted(
        self, rung: str, start: datetime, end: datetime, *, aside: Sequence[tuple[int, int]] = ()
    ) -> tuple[int, int]:
        """Return (sent, answered) in [start, end], without what is due in the spans set aside (µs since 1970)."""
        first, last = to_us(start), to_us(end)
        begin, stop = self._places(rung, first, last)
        if aside or stop - begin < _LEAST_SUMMED:
            return self._counted_singly(rung, range(begin, stop), first, last, aside)
        sums = self._summed(rung)
        # the runs from `inner` on begin in the stretch, and those before `outer` end in it
        inner = bisect_left(self._starts[rung, False], first, begin, stop)
        outer = max(inner, bisect_right(sums.reached_us, last, inner, stop + 1) - 1)
        ends = (*range(begin, inner), *range(outer, stop))
        sent, answered = self._counted_singly(rung, ends, first, last, aside)
        return sent + sums.sent[outer] - sums.sent[inner], answered + sums.answered[outer] - sums.answered[inner]

    def _counted_singly(
        self, rung: str, places: Sequence[int], first: int, last: int, aside: Sequence[tuple[int, int]]
    ) -> tuple[int, int]:
        """Return (sent, answered) of some runs in [first, last]."""
        runs = self.runs(rung)
        sent = answered = 0
        for number in places:
            begin, series = runs[number]
            final = begin + (len(series.rtt_us) - 1) * series.period_us
            touched = [(one, other) for one, other in aside if one <= final and begin <= other]
            if first <= begin and final <= last and not touched:
                more = self.tally(series)
                sent, answered = sent + more[0], answered + more[1]
                continue
            for place in _due_within(begin, series, first, last):
                value = series.rtt_us[place]
                if value != NOT_SENT and not any(a <= begin + place * series.period_us <= b for a, b in touched):
                    sent += 1
                    answered += value >= 0
        return sent, answered

    def _places(self, rung: str, first: int, last: int, *, loaded: bool = False) -> tuple[int, int]:
        """Return the places of the runs that may hold samples due in [first, last] (µs since 1970)."""
        starts = self._starts.get((rung, loaded), [])
        return max(0, bisect_left(starts, first) - 1), bisect_right(starts, last)

    def _summed(self, rung: str) -> _Sums:
        if rung not in self._sums:
            tallies = [self.tally(series) for _, series in self.runs(rung)]
            finals = [start + (len(series.rtt_us) - 1) * series.period_us for start, series in self.runs(rung)]
            self._sums[rung] = _Sums(
                list(accumulate([sent for sent, _ in tallies], initial=0)),
                list(accumulate([answered for _, answered in tallies], initial=0)),
                list(accumulate(finals, max, initial=-(1 << 62))),
            )
        return self._sums[rung]


_HIGHEST = slice(3 if sys.byteorder == "little" else 0, None, 4)
"""The highest byte of each sample: of an answered one it is less than 128."""


def _incomplete(block: EchoBlock) -> Sequence[EchoSeries]:
    """Return the series of a block in which a sample was lost or not sent: in most blocks there is none."""
    if b"".join([each.rtt_us.tobytes() for each in block.series])[_HIGHEST].isascii():
        return ()
    return [each for each in block.series if min(each.rtt_us, default=0) < 0]


def _due_within(begin: int, series: EchoSeries, first: int, last: int) -> Sequence[int]:
    """Return the places of a run's samples that are due in [first, last]."""
    count, period = len(series.rtt_us), series.period_us
    if period <= 0:
        return [place for place in range(count) if first <= begin + place * period <= last]
    return range(max(0, -((begin - first) // period)), min(count, (last - begin) // period + 1))
