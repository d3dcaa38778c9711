"""Samples are counted by the cell they were due in; what never left is not counted."""

from __future__ import annotations

from array import array
from datetime import timedelta
from random import Random

import pytest

from netdoc.model.facts.echo_block import LOST, NOT_SENT, UNREACHABLE, EchoBlock, EchoSeries, to_us
from netdoc.model.ladder import Ladder
from netdoc.report.ladder_counts import count_cells, count_delays, sampled_span, totals
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


def months(seed: int, overlapping: bool) -> Ladder:
    """Return blocks of two rungs, of one length or of several, with what is lost and what never left."""
    chance = Random(seed)
    blocks = []
    at = START + timedelta(seconds=chance.randrange(90))
    for _ in range(60):
        long, short = chance.choice((60, 60, 60, 17)), chance.choice((12, 12, 3))
        blocks.append(
            EchoBlock(
                start=at,
                series=tuple(
                    EchoSeries(
                        rung=rung, target="192.0.2.1", first_offset_us=chance.randrange(900_000), period_us=period_us,
                        rtt_us=array("i", chance.choices((*range(900, 960), LOST, NOT_SENT, UNREACHABLE), k=count)),
                    )
                    for rung, period_us, count in (("a", 1_000_000, long), ("b", 5_000_000, short))
                ),
            )
        )  # fmt: skip
        at += timedelta(seconds=chance.choice((60, 60, 75, -25 if overlapping else 61)))
    return Ladder(blocks)


@pytest.mark.parametrize("overlapping", [False, True])
@pytest.mark.parametrize("seed", range(8))
def test_cells_and_delays_are_those_of_each_sample_by_itself(seed: int, overlapping: bool) -> None:
    cells, start, end = 7, START + timedelta(minutes=5 * (seed % 2)), START + timedelta(minutes=50, microseconds=3)
    for rung in ("a", "b"):
        ladder = months(seed, overlapping)
        values: list[list[int]] = [[] for _ in range(cells)]
        for begin, series in ladder.runs(rung):
            for number, value in enumerate(series.rtt_us):
                due = begin + number * series.period_us
                if to_us(start) <= due < to_us(end):
                    place = (due - to_us(start)) // ((to_us(end) - to_us(start)) // cells)
                    values[min(place, cells - 1)].append(value)
        counted = count_cells(ladder, rung, start, end, cells)
        delays = count_delays(ladder, rung, start, end, cells)

        assert counted.sent == [sum(value != NOT_SENT for value in each) for each in values]
        assert counted.lost == [sum(value in (LOST, UNREACHABLE) for value in each) for each in values]
        assert delays.p95_us == [rank(each, 95) for each in values]
        every = [value for each in values for value in each]
        assert (delays.median_us, delays.whole_p95_us) == (rank(every, 50), rank(every, 95))


@pytest.mark.parametrize("first", ["totals", "delays"])
def test_totals_are_the_same_whichever_is_counted_first_and_of_all_there_is(first: str) -> None:
    start, end = START - timedelta(minutes=1), START + timedelta(hours=3)
    ladder = months(3, False)
    for window in (end, START + timedelta(minutes=9)):  # all of it, and a part
        if first == "delays":
            count_delays(ladder, "a", start, window, 7)
        held, every = totals(ladder, "a"), [value for _, each in ladder.runs("a") for value in each.rtt_us]
        assert held.sent == sum(value != NOT_SENT for value in every)
        assert held.lost == sum(value in (LOST, UNREACHABLE) for value in every)
        assert (held.median_us, held.p95_us) == (rank(every, 50), rank(every, 95))
        if first == "delays":
            ladder = months(3, False)


def rank(values: list[int], percent: int) -> int | None:
    answered = sorted(each for each in values if each >= 0)
    return answered[(len(answered) - 1) * percent // 100] if answered else None
