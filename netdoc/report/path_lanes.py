"""Loss and delay of every step over the period, as lanes of the one time axis."""

from __future__ import annotations

from collections.abc import Sequence

from netdoc.model.site import Rung
from netdoc.report.document import Fill, HeatRun, Lane, Span
from netdoc.report.draw import LOSS_WORDS
from netdoc.report.ladder_counts import Delays, count_delays, ordered_rungs, proves_beyond, sampled_span
from netdoc.report.stretch import Stretch
from netdoc.report.strip import cells_over, loss_rows, runs_of
from netdoc.report.view import View
from netdoc.report.words import duration, milliseconds, rung_words, shorten_label

LOSS, DELAY = "Loss, by step", "Delay, by step"
DELAYS_US = (20_000, 50_000, 150_000, 400_000)
"""Upper bounds of levels 0 to 3, above the step's own median; 150 and 400 ms are the bounds of ITU-T G.114."""
_DELAY_WORDS = ("up to 20 ms", "up to 50 ms", "up to 150 ms", "up to 400 ms", "over 400 ms")
_FILLS = (Fill.WHITE, Fill.DOTS, Fill.HATCH, Fill.CROSS, Fill.SOLID)


def path_lanes(view: View, on: Stretch) -> tuple[list[Lane], tuple[tuple[str, tuple[str, ...]], ...]]:
    """Return the lanes of loss and of delay, each under its heading, and what their fills mean."""
    if sampled_span(view.evidence.ladder) is None:
        return [], ()
    cells = cells_over(view.evidence.ladder, on.start, on.end)
    loss = [_lane(each.label, each.runs, cells, each.summary) for each in loss_rows(view, on.start, on.end, cells)]
    delay = _delay_lanes(view, on, cells)
    lanes = [Lane(label=LOSS), *loss, Lane(label=DELAY), *delay]
    return lanes, (("Lost in a cell:", LOSS_WORDS), ("Slower by:", _DELAY_WORDS))


def path_note(view: View, on: Stretch) -> str:
    """Return how the two kinds of lanes are to be read."""
    cell = duration((on.end - on.start).total_seconds() / cells_over(view.evidence.ladder, on.start, on.end))
    return (
        f"One cell is {cell}. Slower: how far the 95th percentile of a cell lies above the step's own median. Loss and "
        "delay of a step count only where the steps beyond it share them."
    )


def _delay_lanes(view: View, on: Stretch, cells: int) -> list[Lane]:
    ladder = view.evidence.ladder
    rungs = ordered_rungs(view.site, ladder)

    def made() -> dict[str, Delays]:
        return {rung: count_delays(ladder, rung, on.start, on.end, cells) for rung, _ in rungs}

    counted = view.evidence.once(("report.delay", on.start, on.end, cells), made)
    return [_delay_lane(rung_id, rung, rungs, counted, cells) for rung_id, rung in rungs]


def _delay_lane(
    rung_id: str, rung: Rung | None, rungs: Sequence[tuple[str, Rung | None]], counted: dict[str, Delays], cells: int
) -> Lane:
    own = counted[rung_id]
    label = shorten_label(rung_words(rung, rung_id))
    if own.median_us is None:
        return _lane(label, (HeatRun(level=None, cells=cells),), cells, "no answer")
    beyond = [counted[other] for other, held in rungs if rung is not None and proves_beyond(rung, held)]
    levels = [_level([excess(own, index), *(excess(each, index) for each in beyond)]) for index in range(cells)]
    summary = f"median {milliseconds(own.median_us)}, 95th {milliseconds(own.whole_p95_us)}"
    return _lane(label, runs_of(levels), cells, summary)


def excess(held: Delays, cell: int) -> int | None:
    """Return how far a cell's 95th percentile lies above the step's median, in µs; None where nothing was answered."""
    p95 = held.p95_us[cell]
    return None if p95 is None or held.median_us is None else p95 - held.median_us


def _level(over_us: Sequence[int | None]) -> int | None:
    """Return the level of the first step's delay, no more of it than every step beyond shares."""
    if over_us[0] is None:
        return None
    shared = min(each for each in over_us if each is not None)
    return sum(shared > bound for bound in DELAYS_US)


def _lane(label: str, runs: Sequence[HeatRun], cells: int, summary: str) -> Lane:
    spans, first = [], 0
    for run in runs:
        fill = Fill.UNMEASURED if run.level is None else _FILLS[run.level]
        spans.append(Span(start=round(first / cells, 6), end=round((first + run.cells) / cells, 6), fill=fill))
        first += run.cells
    return Lane(label=label, spans=tuple(spans), summary=summary)
