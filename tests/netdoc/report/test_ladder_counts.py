"""Samples are counted by the cell they were due in; what never left is not counted."""

from __future__ import annotations

from array import array
from datetime import timedelta

from netdoc.model.facts.echo_block import LOST, NOT_SENT, UNREACHABLE, EchoBlock, EchoSeries
from netdoc.model.ladder import Ladder
from netdoc.report.ladder_counts import count_cells, sampled_span, totals
from tests.netdoc.report.example_office import START


def of(*values: int, loaded: bool = False) -> Ladder:
    series = EchoSeries(rung="a", target="192.0.2.1", rtt_us=array("i", values), loaded=loaded)
    return Ladder([EchoBlock(start=START, series=(series,))])


def test_samples_fall_into_the_cell_they_were_due_in():
    cells = count_cells(of(1, LOST, NOT_SENT, UNREACHABLE), "a", START, START + timedelta(seconds=4), 2)

    assert (cells.sent, cells.lost) == ([2, 1], [1, 1])


def test_a_series_within_one_cell_is_counted_the_same():
    cells = count_cells(of(1, LOST, NOT_SENT, 5), "a", START, START + timedelta(seconds=60), 2)

    assert (cells.sent, cells.lost) == ([3, 0], [1, 0])
    assert cells.ratio(1) is None


def test_samples_outside_the_window_are_not_counted():
    cells = count_cells(of(1, LOST, 1, 1), "a", START + timedelta(seconds=1), START + timedelta(seconds=3), 1)

    assert (cells.sent, cells.lost) == ([2], [1])


def test_median_and_95th_percentile_are_of_the_answers():
    held = totals(of(*range(1, 101), LOST, NOT_SENT), "a")

    assert (held.sent, held.lost, held.median_us, held.p95_us) == (101, 1, 50, 95)


def test_a_rung_that_never_answered_has_no_median():
    held = totals(of(LOST, LOST), "a")

    assert (held.median_us, held.p95_us) == (None, None)


def test_samples_under_own_load_are_not_counted_as_idle():
    assert totals(of(1, 2, loaded=True), "a").sent == 0


def test_the_span_runs_from_the_first_slot_to_the_end_of_the_last():
    assert sampled_span(of(1, 2, 3)) == (START, START + timedelta(seconds=3))
    assert sampled_span(Ladder([])) is None
