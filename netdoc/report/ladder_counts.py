"""The ladder's samples counted for print: loss per time cell, and medians per rung."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from datetime import datetime

from netdoc.model.facts.echo_block import NOT_SENT, from_us, to_us
from netdoc.model.ladder import Ladder
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


def sampled_span(ladder: Ladder) -> tuple[datetime, datetime] | None:
    """Return when the first sample was due and when the last slot ended."""
    ends = [
        (begin, begin + piece.length * piece.period_us)
        for rung in ladder.rungs
        for begin, piece in ladder.runs(rung).pieces()
    ]
    if not ends:
        return None
    return from_us(min(first for first, _ in ends)), from_us(max(last for _, last in ends))


def count_cells(ladder: Ladder, rung: str, start: datetime, end: datetime, cells: int) -> Cells:
    """Return the rung's samples per cell. Samples that never left are not counted."""
    sent, lost = [0] * cells, [0] * cells
    begin_us = to_us(start)
    cell_us = max(1, (to_us(end) - begin_us) // cells)
    runs = ladder.runs(rung)
    for number, (first, piece) in enumerate(runs.pieces()):
        cell = (first - begin_us) // cell_us
        last = first + (piece.length - 1) * piece.period_us
        is_one = cell == (last - begin_us) // cell_us
        if is_one and runs.is_complete(number):  # nearly all are: their samples are not looked at
            if 0 <= cell < cells:
                sent[cell] += piece.length
            continue
        _, series = runs[number]
        if is_one:
            if 0 <= cell < cells:
                sent[cell] += series.sent
                lost[cell] += series.lost
            continue
        due = first
        for value in series.rtt_us:
            cell = min((due - begin_us) // cell_us, cells - 1) if due < to_us(end) else cells
            if 0 <= cell < cells and value != NOT_SENT:
                sent[cell] += 1
                lost[cell] += value < 0
            due += series.period_us
    return Cells(sent, lost)


def totals(ladder: Ladder, rung: str) -> RungTotals:
    """Return the rung's counts, median and 95th percentile over everything sampled while idle."""
    sent = lost = 0
    answered = array("i")
    methods, stamps = set(), set()
    for _, series in ladder.runs(rung):
        samples = series.rtt_us
        if min(samples, default=0) < 0:
            sent += series.sent
            lost += series.lost
            answered.extend([value for value in samples if value >= 0])
        else:
            sent += len(samples)
            answered.extend(samples)
        methods.add(series.method)
        stamps.add(series.stamp)
    ordered = sorted(answered)
    return RungTotals(
        sent=sent,
        lost=lost,
        median_us=ordered[(len(ordered) - 1) // 2] if ordered else None,
        p95_us=ordered[(len(ordered) - 1) * 95 // 100] if ordered else None,
        methods=tuple(sorted(methods)),
        stamps=tuple(sorted(stamps)),
    )


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
