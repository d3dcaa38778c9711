"""The heat strip of page 1: loss per rung over time, so that one look shows where it starts."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from netdoc.model.incident import IncidentKind
from netdoc.model.ladder import Ladder
from netdoc.model.site import Rung, RungKind
from netdoc.report.document import HeatRow, HeatRun, HeatStrip
from netdoc.report.ladder_counts import (
    Cells,
    count_cells,
    ordered_rungs,
    periods_s,
    proves_beyond,
    sampled_span,
)
from netdoc.report.view import View
from netdoc.report.words import duration, rung_words, share, shorten_label

MOST_CELLS = 48
LEVELS = (0.0, 0.02, 0.10, 0.50)
"""Upper bounds of levels 0 to 3; more than the last is level 4."""
_LEAST_CELLS = 6
"""A step asked more seldom than this in the whole period does not decide how wide a cell is."""
_ROOM = 1.2
"""Cells are this much longer than the slowest step's period: none falls between two samples."""
_LEAST_SHARE = 0.1
"""A ladder that covers less of the window than this is drawn over its own span."""


_LOST = frozenset({IncidentKind.OUTAGE, IncidentKind.BROWNOUT, IncidentKind.TARGET})
"""Incidents that the samples themselves show."""


def heat_strip(view: View) -> HeatStrip | None:
    """Return the strip, or None when the ladder took no sample."""
    ladder = view.evidence.ladder
    span = sampled_span(ladder)
    if span is None:
        return None
    start, end = _axis(view, *span)
    rungs = ordered_rungs(view.site, ladder)
    cells = cells_over(ladder, start, end)
    rows = loss_rows(view, start, end, cells)
    cell = duration((end - start).total_seconds() / cells)
    return HeatStrip(
        title=_title(view, rows, rungs),
        rows=rows,
        cells=cells,
        ticks=view.times.ticks(start, end),
        axis=f"{view.times.span(start, end)} ({view.times.offsets(start, end)}); one cell is {cell}",
        alt="; ".join(f"{row.label}: {row.summary}" for row in rows),
        note="Loss at a step counts only where the steps beyond it share it: a box that is slow to answer is no fault.",
    )


def loss_rows(view: View, start: datetime, end: datetime, cells: int) -> tuple[HeatRow, ...]:
    """Return the loss of every sampled step, nearest first, in cells of equal length."""
    ladder = view.evidence.ladder

    def made() -> tuple[HeatRow, ...]:
        rungs = ordered_rungs(view.site, ladder)
        counted = {rung: count_cells(ladder, rung, start, end, cells) for rung, _ in rungs}
        return tuple(_row(rung_id, rung, rungs, counted) for rung_id, rung in rungs)

    # page 1 and the page of incidents draw the same cells; a month of them is counted once
    return view.evidence.once(("report.loss", start, end, cells), made)


def cells_over(ladder: Ladder, start: datetime, end: datetime) -> int:
    """Return how many cells there are, so that each holds a sample of every step that was asked often enough."""
    length_s = (end - start).total_seconds()
    slowest = max((each for each in periods_s(ladder) if each <= length_s / _LEAST_CELLS), default=1.0)
    return max(1, min(MOST_CELLS, int(length_s / (slowest * _ROOM))))


def _axis(view: View, first: datetime, last: datetime) -> tuple[datetime, datetime]:
    start, end = view.verdict.window_start, view.verdict.window_end
    if end > start and (last - first) >= (end - start) * _LEAST_SHARE:
        return start, end
    return first, last


def _row(rung_id: str, rung: Rung | None, rungs: list[tuple[str, Rung | None]], counted: dict[str, Cells]) -> HeatRow:
    cells = counted[rung_id]
    sent, lost = sum(cells.sent), sum(cells.lost)
    label = shorten_label(rung_words(rung, rung_id))
    beyond = [counted[other] for other, held in rungs if rung is not None and proves_beyond(rung, held)]
    deaf = sent > 0 and lost == sent and _answers_elsewhere(rung, beyond, counted)
    if sent == 0:
        return HeatRow(label=label, runs=(HeatRun(level=None, cells=len(cells.sent)),), summary="no samples")
    if deaf:
        return HeatRow(label=label, runs=(HeatRun(level=None, cells=len(cells.sent)),), summary="does not answer pings")
    levels = [_level(cells, beyond, index) for index in range(len(cells.sent))]
    alone = lost > 0 and not any(levels)
    return HeatRow(
        label=label,
        runs=runs_of(levels),
        summary=f"{share(lost, sent)} {'silent, not shared beyond' if alone else 'lost'}",
    )


def _answers_elsewhere(rung: Rung | None, beyond: list[Cells], counted: dict[str, Cells]) -> bool:
    if rung is None:
        return False
    if rung.kind is RungKind.RESOLVER:
        return any(sum(each.sent) > sum(each.lost) for each in counted.values())
    return any(sum(each.sent) > sum(each.lost) for each in beyond)


def _level(cells: Cells, beyond: list[Cells], index: int) -> int | None:
    own = cells.ratio(index)
    if own is None:
        return None
    shared = min([own, *(ratio for each in beyond if (ratio := each.ratio(index)) is not None)])
    return sum(shared > bound for bound in LEVELS)


def runs_of(levels: list[int | None]) -> tuple[HeatRun, ...]:
    runs: list[HeatRun] = []
    for level in levels:
        if runs and runs[-1].level == level:
            runs[-1] = HeatRun(level=level, cells=runs[-1].cells + 1)
        else:
            runs.append(HeatRun(level=level, cells=1))
    return tuple(runs)


def _title(view: View, rows: tuple[HeatRow, ...], rungs: list[tuple[str, Rung | None]]) -> str:
    incidents = [each.incident for each in view.verdict.incidents if each.incident.kind in _LOST]
    lossy = {rung_id for row, (rung_id, _) in zip(rows, rungs, strict=True) if any(run.level for run in row.runs)}
    begins = Counter(each.rung for each in incidents if each.rung in lossy)
    if begins:
        # where most begin: one evening's restart at the modem must not make that the headline of a line that drops
        first, times = begins.most_common(1)[0]
        label = shorten_label(rung_words(dict(rungs)[first], first))
        if len(incidents) == 1:
            return f"Loss begins at: {label}"
        return f"Loss begins at: {label}, in {times} of {len(incidents)} incidents"
    for row, (rung_id, rung) in zip(rows, rungs, strict=True):
        if any(run.level for run in row.runs):
            if rung is not None and rung.kind in (RungKind.ANCHOR, RungKind.SERVICE, RungKind.RESOLVER):
                if len(rows) == 1:
                    return "Loss appears at the target"
                if not any(each is not None and each.kind is RungKind.FIRST_HOP for _, each in rungs):
                    return "Loss appears at the far targets; no step of the provider's before them was measured"
                return "Loss appears only at the far targets"
            return f"First step with loss, from the office outwards: {shorten_label(rung_words(rung, rung_id))}"
    return "No loss that reaches the far end was seen in the samples"
