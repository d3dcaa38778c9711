"""Series on a sheet, as a store holds them, are in every way the series that were put in."""

from __future__ import annotations

from array import array
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netdoc.model.facts.echo_block import (
    LOST,
    NOT_SENT,
    UNREACHABLE,
    EchoBlock,
    EchoSeries,
    SampleSheet,
    held_series,
    to_us,
)
from netdoc.model.ladder import Ladder

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
RUNGS = ("router", "modem", "far")
SAMPLE = st.one_of(st.integers(0, 2**31 - 1), st.sampled_from([LOST, NOT_SENT, UNREACHABLE]))
MINUTES = st.lists(
    st.tuples(st.integers(0, 4), st.lists(st.lists(SAMPLE, max_size=6), min_size=3, max_size=3)), max_size=7
)


def on_a_sheet(block: EchoBlock) -> EchoBlock:
    """Return the same block with its series on a sheet."""
    series = block.series
    ends = [sum(len(each.rtt_us) for each in series[:count]) for count in range(len(series) + 1)]
    names = ("rung", "target", "method", "stamp", "loaded", "period_us")
    sheet = SampleSheet(
        shape=[[getattr(each, name) for each in series] for name in names],
        first_offset_us=[each.first_offset_us for each in series],
        late_us=[each.late_us for each in series],
        unreachable_by=[each.unreachable_by for each in series],
        pieces=[slice(ends[place], ends[place + 1]) for place in range(len(series))],
        samples=array("i", [value for each in series for value in each.rtt_us]),
    )
    return EchoBlock(start=block.start, duration_s=block.duration_s, series=sheet)  # type: ignore[arg-type]


def a_block(minute: int, values: list[list[int]]) -> EchoBlock:
    return EchoBlock(
        start=START + timedelta(minutes=minute),
        series=tuple(
            EchoSeries(
                rung=rung,
                target="192.0.2.1",
                loaded=rung == "far" and minute % 2 == 1,
                first_offset_us=100_000 * place,
                period_us=20_000_000 if rung == "far" else 10_000_000,
                rtt_us=array("i", rtt),
                late_us=((0, 5),) if place == 1 else (),
                unreachable_by=((0, "192.0.2.1 host"),) if place == 2 else (),
            )
            for place, (rung, rtt) in enumerate(zip(RUNGS, values, strict=True))
        ),
    )


@given(MINUTES)
def test_a_block_on_a_sheet_is_the_block_that_was_put(minutes: list[tuple[int, list[list[int]]]]) -> None:
    for minute, values in minutes:
        block = a_block(minute, values)

        assert on_a_sheet(block) == block
        assert isinstance(held_series(on_a_sheet(block)), SampleSheet)
        assert repr(on_a_sheet(block)) == repr(block)


@given(MINUTES)
def test_runs_of_sheets_are_the_runs_of_the_series(minutes: list[tuple[int, list[list[int]]]]) -> None:
    blocks = [a_block(*each) for each in minutes]
    plain, sheets = Ladder(blocks), Ladder([on_a_sheet(each) for each in blocks])

    for rung in RUNGS:
        for loaded in (False, True):
            runs = plain.runs(rung, loaded=loaded)
            expected = sorted(
                [
                    (to_us(block.start) + series.first_offset_us, series)
                    for block in sorted(blocks, key=lambda each: each.start)
                    for series in block.series
                    if series.rung == rung and series.loaded == loaded and series.rtt_us
                ],
                key=lambda each: each[0],
            )
            assert list(runs) == list(sheets.runs(rung, loaded=loaded)) == expected
            assert [runs[place] for place in range(len(runs))] == expected
            assert runs[1:3] == expected[1:3]
            complete = [min(series.rtt_us) >= 0 for _, series in expected]
            for each in (runs, sheets.runs(rung, loaded=loaded)):
                assert [each.is_complete(place) for place in range(len(each))] == complete
    assert plain.rungs == sheets.rungs


@given(MINUTES, st.integers(-20, 260), st.integers(0, 280), st.lists(st.integers(0, 240), max_size=4))
def test_counting_by_sums_is_counting_sample_by_sample(
    minutes: list[tuple[int, list[list[int]]]], first: int, length: int, aside_from: list[int]
) -> None:
    blocks = [a_block(*each) for each in minutes]
    start = START + timedelta(seconds=first)
    end = start + timedelta(seconds=length)
    spans = [(to_us(START) + each * 1_000_000, to_us(START) + (each + 15) * 1_000_000) for each in aside_from]
    for ladder in (Ladder(blocks), Ladder([on_a_sheet(each) for each in blocks])):
        for rung in RUNGS:
            points = list(ladder.points(rung, start, end))
            every = [
                (due, value)
                for block in blocks
                for series in block.series
                if series.rung == rung and not series.loaded
                for due, value in block.samples(series)
                if to_us(start) <= due <= to_us(end) and value != NOT_SENT
            ]
            kept = [value for due, value in every if not any(a <= due <= b for a, b in spans)]
            if len({minute for minute, _ in minutes}) == len(minutes):  # blocks that overlap are found in part only
                assert sorted(points) == sorted(every)
                assert ladder.counted(rung, start, end) == (len(every), sum(value >= 0 for _, value in every))
                assert ladder.counted(rung, start, end, aside=spans) == (len(kept), sum(value >= 0 for value in kept))
                assert ladder.lost_at_most(rung, start, end) >= sum(value < 0 for _, value in every)


def test_a_stretch_without_loss_beside_a_block_with_some_lost_at_most_what_its_own_blocks_lost() -> None:
    values = [[[5] * 6] * 3, [[5] * 6] * 3, [[5, LOST, 5]] * 3, [[5] * 6] * 3]
    ladder = Ladder([on_a_sheet(a_block(minute, each)) for minute, each in enumerate(values)])

    def lost(first: int, last: int) -> int:
        return ladder.lost_at_most("router", START + timedelta(seconds=first), START + timedelta(seconds=last))

    assert [lost(0, 59), lost(0, 119), lost(130, 140), lost(200, 239), lost(0, 239)] == [0, 0, 1, 0, 1]


@pytest.mark.parametrize("sheet", [False, True], ids=["series", "a sheet"])
def test_what_was_due_and_never_sent_is_told_of_each_block(sheet: bool) -> None:
    blocks = [a_block(0, [[1, 2], [3, 4], [5]]), a_block(1, [[1, NOT_SENT, NOT_SENT], [LOST, 4], [NOT_SENT]])]
    ladder = Ladder([on_a_sheet(each) if sheet else each for each in blocks])

    assert [ladder.sampled(number) for number in (0, 1)] == [(5, 0), (6, 3)]
    assert [ladder.is_complete(number) for number in (0, 1)] == [True, False]
    assert [ladder.is_complete(1, piece) for piece in ladder.pieces(1)] == [False, False, False]
    assert [ladder.is_complete(0, piece) for piece in ladder.pieces(0)] == [True, True, True]
    assert [list(ladder.samples(1, piece)) for piece in ladder.pieces(1)] == [[1, -2, -2], [-1, 4], [-2]]
    assert ladder.ends == [START + timedelta(seconds=60), START + timedelta(seconds=120)]


@pytest.mark.parametrize("sheet", [False, True], ids=["series", "a sheet"])
def test_a_part_of_a_block_is_counted_without_the_rest(sheet: bool) -> None:
    blocks = [a_block(0, [[1, 2], [3, 4], [5]]), a_block(1, [[1, NOT_SENT, NOT_SENT], [6, 4], [LOST]])]
    ladder = Ladder([on_a_sheet(each) if sheet else each for each in blocks])
    one, none = frozenset({RUNGS[0]}), frozenset({"nobody"})

    for block in (0, 1):
        of = [each for each in ladder.pieces(block) if each.rung == RUNGS[0] and not each.loaded and each.length]
        part = ladder.idle(block, one)
        values = [value for each in of for value in ladder.samples(block, each)]
        ends = [each.first_offset_us + (each.length - 1) * each.period_us for each in of]
        assert list(part.pieces) == of != []
        assert (part.due, part.reach_us) == (len(values), max(ends))
        assert ladder.answered(block, part) == (min(values) >= 0)
        assert ladder.sampled(block, part) == (len(values), values.count(NOT_SENT))
        assert ladder.idle(block, none).due == 0
        assert ladder.answered(block, ladder.idle(block, none))
        assert ladder.idle(block, one) is part


def test_runs_of_blocks_of_several_layouts_lie_in_the_order_of_time() -> None:
    wide, narrow = [[1, 2], [3, 4], [5]], [[7], [8], [9]]
    blocks = [a_block(minute, wide if minute % 2 else narrow) for minute in range(6)]

    for ladder in (Ladder(blocks), Ladder([on_a_sheet(each) for each in blocks])):
        runs = ladder.runs(RUNGS[0])
        lasting = [begin + (len(series.rtt_us) - 1) * series.period_us for begin, series in runs]
        assert list(runs.starts) == sorted(runs.starts)
        assert list(runs.ends) == lasting
        assert list(runs.lengths) == [len(series.rtt_us) for _, series in runs]
        assert [list(samples) for _, samples in runs.samples_of_all()] == [list(series.rtt_us) for _, series in runs]
        assert [block for block, _ in runs.samples_of_all()] == sorted(block for block, _ in runs.samples_of_all())
