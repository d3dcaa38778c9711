"""The ladder's samples over the whole window, by rung.

A month is a third of a million series; what is asked of it (how many of a stretch's samples were answered) is
answered from sums that are taken once per rung, and sample by sample only in the blocks at the stretch's ends.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import accumulate
from operator import attrgetter, eq
from typing import NamedTuple, TypeVar, cast

from netdoc.model.facts.echo_block import NOT_SENT, EchoBlock, EchoSeries, to_us
from netdoc.model.runs import Piece, Run, Runs, Sheets

Point = tuple[int, int]
"""(due time in µs since 1970, rtt_us or a negative code)."""

T = TypeVar("T")
_DURATION = attrgetter("duration_s")
_LEAST_SUMMED = 4
"""Runs of a stretch below which sums are no quicker than counting."""


@dataclass(frozen=True, slots=True)
class _Sums:
    """Of the runs of a rung before each place: samples sent, samples answered, and the last instant they reach."""

    sent: Sequence[int]
    answered: Sequence[int]
    reached_us: Sequence[int]


class Part(NamedTuple):
    """Some series of a block, none of them empty."""

    pieces: Sequence[Piece]
    due: int
    """How many samples they have."""
    reach_us: int
    """From the block's start to the last of them; 0 where there is none."""
    mask: int
    """A bit for the number of each series."""


def _part(pieces: Sequence[Piece]) -> Part:
    reach_us = max([each.first_offset_us + (each.length - 1) * each.period_us for each in pieces], default=0)
    return Part(pieces, sum([each.length for each in pieces]), reach_us, sum([1 << each.place for each in pieces]))


class Ladder:
    """Series of all blocks, in time order. Samples taken under netdoc's own load are kept apart."""

    def __init__(self, blocks: Sequence[EchoBlock], like: Ladder | None = None) -> None:
        """Take blocks.

        Args:
            blocks: in any order.
            like: a ladder that may hold the same samples, of which then nothing is counted again.
        """
        self.blocks = tuple(sorted(blocks, key=lambda each: each.start))
        self._block_starts = [each.start for each in self.blocks]
        self._longest_s = max((each.duration_s for each in self.blocks), default=0.0)
        self.starts_us: Sequence[int] = [to_us(each) for each in self._block_starts]
        """When each block began, in µs since 1970."""
        self._sheets: Sheets = Sheets(self.blocks, None if like is None else like._sheets)
        shared = like is not None and self._samples_as(like)
        self._runs: dict[tuple[str, bool], Runs]
        if like is not None and shared:
            self._runs = {each: runs.of(self._sheets) for each, runs in like._runs.items()}
        else:
            self._runs = self._sheets.runs(self.starts_us)
        self._sums: dict[str, _Sums] = like._sums if like is not None and shared else {}
        self._derived: dict[Hashable, object] = like._derived if like is not None and shared else {}
        # blocks of one layout share their pieces; all are held meanwhile, so that no number comes twice
        self._idle: dict[frozenset[str], dict[int, Part]] = {}
        self._whole: dict[int, Part] = {}

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what `make` derives from the samples, derived at the first call.

        It may look at rungs, times and samples only: addresses, methods and stamps can be others in a ladder that
        was made to be like this one.
        """
        if key not in self._derived:
            self._derived[key] = make()
        return cast(T, self._derived[key])

    def _samples_as(self, other: Ladder) -> bool:
        """Return whether all rungs, times and samples are those of another ladder: the very same, not only equal."""
        return (
            self._sheets.shared is other._sheets
            and self.starts_us == other.starts_us
            and all(map(eq, map(_DURATION, self.blocks), map(_DURATION, other.blocks)))
        )

    @cached_property
    def ends(self) -> Sequence[datetime]:
        """When each block ended."""
        spans = {each: timedelta(seconds=each) for each in {block.duration_s for block in self.blocks}}
        return [each.start + spans[each.duration_s] for each in self.blocks]

    def blocks_within(self, start: datetime, end: datetime) -> Sequence[EchoBlock]:
        """Return the blocks that may reach into [start, end], in time order."""
        first = bisect_left(self._block_starts, start - timedelta(seconds=self._longest_s))
        return self.blocks[first : bisect_right(self._block_starts, end)]

    @cached_property
    def rungs(self) -> tuple[str, ...]:
        """Every rung that was sampled while idle."""
        return tuple(sorted({rung for rung, loaded in self._runs if not loaded}))

    @property
    def ever_answered(self) -> bool:
        """Whether any rung answered any idle sample."""
        return any(max(series.rtt_us) >= 0 for rung in self.rungs for _, series in self.runs(rung))

    def pieces(self, block: int) -> Sequence[Piece]:
        """Return the series of the block of that number, without their samples."""
        return self._sheets.pieces(block)

    def samples(self, block: int, piece: Piece) -> Sequence[int]:
        """Return the samples of a piece of a block."""
        return self._sheets.samples(block, piece.place)

    def is_complete(self, block: int, piece: Piece | None = None) -> bool:
        """Return whether every sample of a block, or of one piece of it, was sent and answered."""
        return self._sheets.is_complete(block, None if piece is None else piece.place)

    def idle(self, block: int, rungs: frozenset[str]) -> Part:
        """Return the samples of some rungs that a block holds, without those taken under our own load."""
        pieces = self._sheets.pieces(block)
        known = self._idle.setdefault(rungs, {})
        part = known.get(id(pieces))
        if part is None:
            part = known[id(pieces)] = _part(
                [each for each in pieces if each.rung in rungs and not each.loaded and each.length]
            )
        return part

    def answered(self, block: int, part: Part) -> bool:
        """Return whether every sample of a part of a block was sent and answered."""
        return not self._sheets.incomplete[block] & part.mask

    def lacking(self, block: int, part: Part) -> Sequence[Piece]:
        """Return the series of a part of a block of which a sample was not sent or not answered."""
        missing = self._sheets.incomplete[block] & part.mask
        return [each for each in part.pieces if missing >> each.place & 1]

    def sampled(self, block: int, part: Part | None = None) -> tuple[int, int]:
        """Return how many samples of a block, or of a part of it, were due, and how many of those were never sent."""
        if part is None:
            pieces = self._sheets.pieces(block)
            part = self._whole.get(id(pieces))
            if part is None:
                part = self._whole[id(pieces)] = _part([each for each in pieces if each.length])
        if self.answered(block, part):
            return part.due, 0
        return part.due, sum([self.samples(block, each).count(NOT_SENT) for each in self.lacking(block, part)])

    def runs(self, rung: str, *, loaded: bool = False) -> Runs:
        """Return (time of first sample in µs, series) per block, in time order."""
        return self._runs.get((rung, loaded)) or Runs(self._sheets)

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
        if not aside:
            return self._counted(rung, begin, stop, first, last)
        starts, reached_us = self.runs(rung).starts, self._summed(rung).reached_us
        sent = answered = 0
        at = first
        for since, until in [*sorted(aside), (last + 1, last + 1)]:
            final = min(since - 1, last)
            if at <= final:
                # what lies before the first of these has ended before
                least = max(begin, bisect_left(reached_us, at) - 1)
                more = self._counted(rung, least, bisect_right(starts, final, least, stop), at, final)
                sent, answered = sent + more[0], answered + more[1]
            at = max(at, since, until + 1)
        return sent, answered

    def _counted(self, rung: str, begin: int, stop: int, first: int, last: int) -> tuple[int, int]:
        """Return (sent, answered) in [first, last] (µs since 1970) of the runs from `begin` to before `stop`."""
        runs = self.runs(rung)
        if stop - begin < _LEAST_SUMMED:
            return _counted_singly(runs[begin:stop], first, last)
        sums = self._summed(rung)
        # the runs from `inner` on begin in the stretch, and those before `outer` end in it
        inner = bisect_left(runs.starts, first, begin, stop)
        outer = max(inner, bisect_right(sums.reached_us, last, inner, stop + 1) - 1)
        sent, answered = _counted_singly([*runs[begin:inner], *runs[outer:stop]], first, last)
        return sent + sums.sent[outer] - sums.sent[inner], answered + sums.answered[outer] - sums.answered[inner]

    def counted_in(self, rung: str, begin: int, stop: int) -> tuple[int, int]:
        """Return (sent, answered) of the runs of those numbers, `stop` not included."""
        sums = self._summed(rung)
        return sums.sent[stop] - sums.sent[begin], sums.answered[stop] - sums.answered[begin]

    def lost_at_most(self, rung: str, start: datetime, end: datetime) -> int:
        """Return how many samples were lost in the blocks that reach into [start, end]: no fewer than in it."""
        begin, stop = self._places(rung, to_us(start), to_us(end))
        sent, answered = self.counted_in(rung, begin, stop)
        return sent - answered

    def _places(self, rung: str, first: int, last: int, *, loaded: bool = False) -> tuple[int, int]:
        """Return the places of the runs that may hold samples due in [first, last] (µs since 1970)."""
        starts = self.runs(rung, loaded=loaded).starts
        return max(0, bisect_left(starts, first) - 1), bisect_right(starts, last)

    def _summed(self, rung: str) -> _Sums:
        if rung not in self._sums:
            runs = self.runs(rung)
            sent, answered = list(runs.lengths), list(runs.lengths)
            for number in runs.incomplete:
                sent[number], answered[number] = _tally_singly(runs.samples(number))
            self._sums[rung] = _Sums(
                array("q", accumulate(sent, initial=0)),
                array("q", accumulate(answered, initial=0)),
                array("q", accumulate(runs.ends, max, initial=-(1 << 62))),
            )
        return self._sums[rung]


def _counted_singly(runs: Sequence[Run], first: int, last: int) -> tuple[int, int]:
    """Return (sent, answered) of some runs in [first, last]."""
    sent = answered = 0
    for begin, series in runs:
        if first <= begin and begin + (len(series.rtt_us) - 1) * series.period_us <= last:
            more = _tally(series.rtt_us)
            sent, answered = sent + more[0], answered + more[1]
            continue
        for place in _due_within(begin, series, first, last):
            value = series.rtt_us[place]
            sent += value != NOT_SENT
            answered += value >= 0
    return sent, answered


def _tally(rtt_us: Sequence[int]) -> tuple[int, int]:
    """Return how many samples of a series were sent, and how many of those were answered."""
    if min(rtt_us) >= 0:  # nearly all are like that, and three counts take three times as long
        return len(rtt_us), len(rtt_us)
    return _tally_singly(rtt_us)


def _tally_singly(rtt_us: Sequence[int]) -> tuple[int, int]:
    return len(rtt_us) - rtt_us.count(NOT_SENT), len(rtt_us) - bisect_left(sorted(rtt_us), 0)


def _due_within(begin: int, series: EchoSeries, first: int, last: int) -> Sequence[int]:
    """Return the places of a run's samples that are due in [first, last]."""
    count, period = len(series.rtt_us), series.period_us
    if period <= 0:
        return [place for place in range(count) if first <= begin + place * period <= last]
    return range(max(0, -((begin - first) // period)), min(count, (last - begin) // period + 1))
