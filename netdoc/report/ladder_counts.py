"""The ladder's samples counted for print: loss per time cell, and medians per rung."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
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
        for begin, piece in runs.pieces():
            last = max(last, begin + piece.length * piece.period_us)
            periods.add(piece.period_us)
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
    for number, cell in _placed(runs, start, end, cells):
        if cell is not None and runs.is_complete(number):
            sent[cell] += runs.lengths[number]  # nearly all are like that, and are not looked at
            continue
        for place, value in _singly(runs, number, start, end, cells):
            if value != NOT_SENT:
                sent[place] += 1
                lost[place] += value < 0
    return Cells(sent, lost)


def _placed(runs: Runs, start: datetime, end: datetime, cells: int) -> Iterator[tuple[int, int | None]]:
    """Yield the number and the cell of each run that may lie in a cell; None where it lies in more than one."""
    begin_us = to_us(start)
    cell_us = max(1, (to_us(end) - begin_us) // cells)
    for number, (first, last) in enumerate(zip(runs.starts, runs.ends, strict=True)):
        cell = (first - begin_us) // cell_us
        if cell != (last - begin_us) // cell_us:
            yield number, None
        elif 0 <= cell < cells:
            yield number, cell
        elif cell == cells:
            yield number, None  # cells are whole microseconds: what is left over at the end belongs to the last


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
    every = array("i")
    for _, samples in ladder.runs(rung).samples_of_all():
        every.extend(samples)
    held = Counter(every)
    methods, stamps = told_of(ladder, rung)
    return RungTotals(
        sent=len(every) - held[NOT_SENT],
        lost=sum(times for value, times in held.items() if value < 0 and value != NOT_SENT),
        median_us=ranked(held, 50),
        p95_us=ranked(held, 95),
        methods=methods,
        stamps=stamps,
    )


def ranked(held: Counter[int], percent: int) -> int | None:
    """Return the answered time of that rank, or None where nothing was answered.

    Args:
        held: round trips in µs, and negative codes for what was not answered, with how often each came.
        percent: 50 for the median.
    """
    # a month of one step is millions of samples and some thousand different values: counting beats sorting
    answered = sorted(each for each in held if each >= 0)
    place = (sum(held[each] for each in answered) - 1) * percent // 100
    for each in answered:
        place -= held[each]
        if place < 0:
            return each
    return None


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
    for number, cell in _placed(runs, start, end, cells):
        if cell is None:
            for place, value in _singly(runs, number, start, end, cells):
                values[place].append(value)
        else:
            values[cell].extend(runs.samples(number))
    held = [Counter(each) for each in values]
    whole: Counter[int] = Counter()
    for each in held:
        whole.update(each)
    return Delays([ranked(each, 95) for each in held], ranked(whole, 50), ranked(whole, 95))


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
