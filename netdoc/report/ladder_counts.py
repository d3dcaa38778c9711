"""The ladder's samples counted for print: loss per time cell, and medians per rung."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from operator import le
from weakref import WeakKeyDictionary

from netdoc.model.facts.echo_block import NOT_SENT, SampleSheet, from_us, held_series, to_us
from netdoc.model.ladder import Ladder
from netdoc.model.runs import Runs
from netdoc.model.site import Rung, RungKind, Site

_SIDE_BRANCHES = (RungKind.RESOLVER,)
"""A name server is not a step on the way: what is beyond it says nothing about it."""


@dataclass(frozen=True, slots=True)
class Cells:
    """Samples sent and lost per cell of equal length."""

    sent: list[int]
    lost: list[int]

    def ratio(self, cell: int) -> float | None:
        """Return the share lost, or None where nothing was sent."""
        return self.lost[cell] / self.sent[cell] if self.sent[cell] else None


@dataclass(frozen=True, slots=True, kw_only=True)
class RungTotals:
    """One rung over the whole window."""

    sent: int
    lost: int
    median_us: int | None
    p95_us: int | None
    methods: tuple[str, ...]
    stamps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """What a ladder tells of itself without its samples: several pages ask, and a month has many runs."""

    first_us: int
    last_us: int
    periods_us: frozenset[int]
    methods: Mapping[str, frozenset[str]]
    stamps: Mapping[str, frozenset[str]]


_TOLD: WeakKeyDictionary[Ladder, _Told] = WeakKeyDictionary()


def sampled_span(ladder: Ladder) -> tuple[datetime, datetime] | None:
    """Return when the first sample was due and when the last slot ended."""
    told = _told(ladder)
    return (from_us(told.first_us), from_us(told.last_us)) if told.periods_us else None


def periods_s(ladder: Ladder) -> set[float]:
    """Return how far apart the samples of any step were, in seconds."""
    return {each / 1e6 for each in _told(ladder).periods_us}


def told_of(ladder: Ladder, rung: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return by which methods a rung was asked while idle, and where its time stamps come from."""
    told = _told(ladder)
    return tuple(sorted(told.methods.get(rung, ()))), tuple(sorted(told.stamps.get(rung, ())))


def _told(ladder: Ladder) -> _Told:
    if ladder not in _TOLD:
        _TOLD[ladder] = _look(ladder)
    return _TOLD[ladder]


def _look(ladder: Ladder) -> _Told:
    first, last, periods = 0, 0, set()
    for rung in ladder.rungs:
        runs = ladder.runs(rung)
        first = min(first or runs.starts[0], runs.starts[0])
        periods |= runs.periods_us
        if len(runs.periods_us) == 1:
            last = max(last, max(runs.ends) + min(runs.periods_us))
        else:
            last = max(last, *[begin + piece.length * piece.period_us for begin, piece in runs.pieces()])
    methods: dict[str, set[str]] = {}
    stamps: dict[str, set[str]] = {}
    shapes = set()
    for block in ladder.blocks:
        held = held_series(block)
        # the blocks of one layout share its description: there are few of those in a month
        if isinstance(held, SampleSheet):
            if id(held.shape) in shapes:
                continue
            shapes.add(id(held.shape))
            rows = list(zip(*held.shape[:5], strict=True))
        else:
            rows = [(each.rung, each.target, each.method, each.stamp, each.loaded) for each in held if each.rtt_us]
        for name, _, method, stamp, loaded in rows:
            if not loaded:
                methods.setdefault(name, set()).add(method)
                stamps.setdefault(name, set()).add(stamp)
    return _Told(
        first, last, frozenset(periods), *({k: frozenset(v) for k, v in each.items()} for each in (methods, stamps))
    )


def count_cells(ladder: Ladder, rung: str, start: datetime, end: datetime, cells: int) -> Cells:
    """Return the rung's samples per cell. Samples that never left are not counted."""
    sent, lost = [0] * cells, [0] * cells
    runs = ladder.runs(rung)
    whole, parted = _placed(runs, start, end, cells)
    for cell, numbers in whole:
        its_sent, answered = ladder.counted_in(rung, numbers.start, numbers.stop)
        sent[cell] += its_sent
        lost[cell] += its_sent - answered
    for number in parted:
        for place, value in _singly(runs, number, start, end, cells):
            if value != NOT_SENT:
                sent[place] += 1
                lost[place] += value < 0
    return Cells(sent, lost)


def _placed(runs: Runs, start: datetime, end: datetime, cells: int) -> tuple[list[tuple[int, range]], list[int]]:
    """Return the numbers of the runs that lie in one cell, with that cell, and of those that may lie in several."""
    begin_us = to_us(start)
    cell_us = max(1, (to_us(end) - begin_us) // cells)
    whole: list[tuple[int, range]] = []
    parted: list[int] = []
    starts, ends = runs.starts, runs.ends
    if all(map(le, ends, ends[1:])):  # as a ladder gives them: then those of one cell are neighbours
        done = bisect_left(ends, begin_us)
        for cell in range(cells):
            first = max(done, bisect_left(starts, begin_us + cell * cell_us, done))
            stop = max(first, bisect_left(ends, begin_us + (cell + 1) * cell_us, first))
            parted += range(done, first)
            whole.append((cell, range(first, stop)))
            done = stop
        parted += range(done, bisect_left(starts, to_us(end), done))
        return whole, parted
    for number, (first, last) in enumerate(zip(starts, ends, strict=True)):
        cell = (first - begin_us) // cell_us
        if cell != (last - begin_us) // cell_us or cell == cells:
            parted.append(number)  # cells are whole microseconds: what is left over at the end belongs to the last
        elif 0 <= cell < cells:
            whole.append((cell, range(number, number + 1)))
    return whole, parted


def _singly(runs: Runs, number: int, start: datetime, end: datetime, cells: int) -> Iterator[tuple[int, int]]:
    """Yield the cell and the value of each sample of a run that lies in a cell."""
    begin_us, end_us = to_us(start), to_us(end)
    cell_us = max(1, (end_us - begin_us) // cells)
    due, series = runs[number]
    for value in series.rtt_us:
        if begin_us <= due < end_us:
            yield min((due - begin_us) // cell_us, cells - 1), value
        due += series.period_us


def totals(ladder: Ladder, rung: str) -> RungTotals:
    """Return the rung's counts, median and 95th percentile over everything sampled while idle."""
    held = _whole(ladder, rung)
    methods, stamps = told_of(ladder, rung)
    return RungTotals(
        sent=held.sent, lost=held.lost, median_us=held.median_us, p95_us=held.p95_us, methods=methods, stamps=stamps
    )


class _Counted:
    """Samples by their values: a month of one step is millions of them and some thousand different values."""

    def __init__(self, samples: array[int]) -> None:
        held = Counter(samples)
        values = sorted(held)
        reached = list(accumulate(map(held.__getitem__, values)))
        first = bisect_left(values, 0)
        negative = reached[first - 1] if first else 0
        self.sent = len(samples) - held[NOT_SENT]
        self.lost = negative - held[NOT_SENT]
        self.answered = len(samples) - negative
        self._values = values[first:]
        self._reached = [each - negative for each in reached[first:]]

    def below(self, value: int) -> int:
        """Return how many were answered within so many microseconds."""
        place = bisect_right(self._values, value)
        return self._reached[place - 1] if place else 0

    def ranked(self, percent: int) -> int | None:
        """Return the answered time of that rank, or None where nothing was answered."""
        if not self.answered:
            return None
        return self._values[bisect_right(self._reached, (self.answered - 1) * percent // 100)]


def _ranked_of_all(parts: Sequence[_Counted], percent: int) -> int | None:
    """Return the answered time of that rank of all of them together, or None where nothing was answered."""
    held = [each for each in parts if each.answered]
    if not held:
        return None
    place = (sum([each.answered for each in held]) - 1) * percent // 100
    least, most = 0, max([each.ranked(100) or 0 for each in held])
    while least < most:
        middle = (least + most) // 2
        if sum([each.below(middle) for each in held]) > place:
            most = middle
        else:
            least = middle + 1
    return least


@dataclass(frozen=True, slots=True)
class _Whole:
    sent: int
    lost: int
    median_us: int | None
    p95_us: int | None


def _summed(parts: Sequence[_Counted]) -> _Whole:
    sent, lost = sum([each.sent for each in parts]), sum([each.lost for each in parts])
    return _Whole(sent, lost, _ranked_of_all(parts, 50), _ranked_of_all(parts, 95))


def _whole(ladder: Ladder, rung: str) -> _Whole:
    """Return the counts of everything that was sampled of a rung while idle."""

    def counted() -> _Whole:
        every = array("i")
        for _, samples in ladder.runs(rung).samples_of_all():
            every.extend(samples)
        return _summed([_Counted(every)])

    return ladder.once((_whole, rung), counted)


@dataclass(frozen=True, slots=True)
class Delays:
    """Round trips per cell of equal length, and over all of them; None where nothing was answered."""

    p95_us: list[int | None]
    median_us: int | None
    whole_p95_us: int | None


def count_delays(ladder: Ladder, rung: str, start: datetime, end: datetime, cells: int) -> Delays:
    """Return the 95th percentile of the rung's round trips in each cell, and the median of all of them."""
    values = [array("i") for _ in range(cells)]
    runs = ladder.runs(rung)
    whole, parted = _placed(runs, start, end, cells)
    for cell, numbers in whole:
        for number in numbers:
            values[cell].extend(runs.samples(number))
    for number in parted:
        for place, value in _singly(runs, number, start, end, cells):
            values[place].append(value)
    held = [_Counted(each) for each in values]
    is_all = sum(map(len, values)) == sum(runs.lengths)
    # where the cells are all there is, the table of tests need not count a month's samples again
    every = ladder.once((_whole, rung), lambda: _summed(held)) if is_all else _summed(held)
    return Delays([each.ranked(95) for each in held], every.median_us, every.p95_us)


def ordered_rungs(site: Site, ladder: Ladder) -> list[tuple[str, Rung | None]]:
    """Return the sampled rungs, nearest first; those the site does not know come last."""
    known = {each.id: each for each in site.rungs}
    order = list(RungKind)
    pairs = [(rung, known.get(rung)) for rung in ladder.rungs]
    return sorted(pairs, key=lambda each: (order.index(each[1].kind) if each[1] else len(order), each[0]))


def proves_beyond(nearer: Rung, farther: Rung | None) -> bool:
    """Return whether an answer of `farther` shows that `nearer` passed it on."""
    if farther is None or nearer.kind in (*_SIDE_BRANCHES, RungKind.ANCHOR, RungKind.SERVICE):
        return False
    return farther.kind.distance > nearer.kind.distance and farther.role not in ("router", "office")
