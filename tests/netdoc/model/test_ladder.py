"""Samples of all blocks, by rung and time."""

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
    from_us,
    to_us,
)
from netdoc.model.ladder import Ladder

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
S = timedelta(seconds=1)


def a_series(rung: str, *rtt_us: int, offset_us: int = 0, period_us: int = 1_000_000, loaded: bool = False):  # type: ignore[no-untyped-def]
    return EchoSeries(
        rung=rung,
        target="192.0.2.1",
        first_offset_us=offset_us,
        period_us=period_us,
        rtt_us=array("i", rtt_us),
        loaded=loaded,
    )


def a_block(minute: int, *series: EchoSeries) -> EchoBlock:
    return EchoBlock(start=START + timedelta(minutes=minute), series=series)


def test_points_come_in_time_order_whatever_the_order_of_the_blocks() -> None:
    blocks = [a_block(minute, a_series("router", minute, minute + 100)) for minute in (2, 0, 1)]

    ladder = Ladder(blocks)

    assert [value for _, value in ladder.points("router", START, START + 300 * S)] == [0, 100, 1, 101, 2, 102]
    assert [each.start for each in ladder.blocks] == [START, START + 60 * S, START + 120 * S]


def test_a_point_is_due_at_start_plus_offset_plus_whole_periods() -> None:
    block = a_block(0, a_series("anchor", 7, 8, 9, offset_us=250_000, period_us=5_000_000))

    points = list(Ladder([block]).points("anchor", START, START + 60 * S))

    assert points == [(to_us(START) + 250_000 + k * 5_000_000, 7 + k) for k in range(3)]
    assert points == list(block.samples(block.series[0]))


def test_both_ends_of_the_window_are_within_it() -> None:
    ladder = Ladder([a_block(0, a_series("router", *range(10)))])

    assert [value for _, value in ladder.points("router", START + 3 * S, START + 5 * S)] == [3, 4, 5]
    almost = timedelta(microseconds=1)
    assert [value for _, value in ladder.points("router", START + 3 * S + almost, START + 5 * S - almost)] == [4]


def test_a_window_that_begins_within_a_block_takes_the_rest_of_it_and_the_next() -> None:
    ladder = Ladder([a_block(minute, a_series("router", *[minute] * 60)) for minute in range(3)])

    values = [value for _, value in ladder.points("router", START + 119 * S, START + 120 * S)]

    assert values == [1, 2]


def test_samples_never_sent_are_void_and_given_only_when_asked_for() -> None:
    ladder = Ladder([a_block(0, a_series("router", 1, NOT_SENT, LOST, UNREACHABLE))])
    end = START + 60 * S

    assert [value for _, value in ladder.points("router", START, end)] == [1, LOST, UNREACHABLE]
    assert [value for _, value in ladder.points("router", START, end, void=True)] == [1, NOT_SENT, LOST, UNREACHABLE]
    assert ladder.counted("router", START, end) == (3, 1)


def test_samples_under_our_own_load_are_kept_apart() -> None:
    ladder = Ladder(
        [a_block(0, a_series("router", 1), a_series("router", 99, loaded=True), a_series("far", 5, loaded=True))]
    )

    assert ladder.rungs == ("router",)
    assert [value for _, value in ladder.points("router", START, START + S)] == [1]
    assert [value for _, value in ladder.points("router", START, START + S, loaded=True)] == [99]
    assert ladder.counted("far", START, START + S) == (0, 0)


def test_a_rung_that_was_never_sampled_has_no_points_and_an_empty_series_does_not_count() -> None:
    ladder = Ladder([a_block(0, a_series("router"))])

    assert ladder.rungs == ()
    assert list(ladder.points("router", START, START + S)) == []
    assert list(ladder.runs("nobody")) == []


def test_a_series_counts_what_left_and_what_was_not_answered() -> None:
    series = a_series("router", 300, LOST, NOT_SENT, UNREACHABLE, 0)

    assert (series.sent, series.lost) == (4, 2)


def test_blocks_within_a_stretch_are_those_that_may_reach_into_it() -> None:
    ladder = Ladder([a_block(minute, a_series("router", 1)) for minute in (4, 0, 3, 1, 2)])

    def starts(first: float, last: float) -> list[float]:
        return [
            (each.start - START).total_seconds() for each in ladder.blocks_within(START + first * S, START + last * S)
        ]

    assert starts(130, 170) == [120]
    assert starts(119, 120) == [60, 120]
    assert starts(120, 120) == [60, 120]  # a block ends with the instant at which the next begins
    assert starts(121, 179) == [120]
    assert starts(-100, -1) == []
    assert starts(301, 400) == []
    assert starts(-100, 400) == [0, 60, 120, 180, 240]


def test_a_block_longer_than_the_others_is_found_behind_shorter_ones() -> None:
    longer = EchoBlock(start=START, duration_s=150.0, series=())
    ladder = Ladder([longer, a_block(2, a_series("router", 1)), a_block(3, a_series("router", 1))])

    assert longer in ladder.blocks_within(START + 149 * S, START + 170 * S)
    assert Ladder([]).blocks_within(START, START + S) == ()


@given(
    st.lists(st.tuples(st.integers(0, 200), st.integers(1, 60)), max_size=12), st.integers(-10, 300), st.integers(0, 90)
)
def test_no_block_that_reaches_into_a_stretch_is_passed_over(
    blocks: list[tuple[int, int]], first: int, length: int
) -> None:
    ladder = Ladder([EchoBlock(start=START + at * S, duration_s=float(lasts), series=()) for at, lasts in blocks])
    found = ladder.blocks_within(START + first * S, START + (first + length) * S)
    reaching = [
        each
        for each in ladder.blocks
        if each.start <= START + (first + length) * S and each.start + each.duration_s * S >= START + first * S
    ]

    assert [each for each in reaching if each not in found] == []
    assert all(each.start <= START + (first + length) * S for each in found)


@pytest.mark.parametrize(
    ("aside", "expected"),
    [
        ([], (60, 58)),
        ([(10, 19)], (50, 49)),
        ([(10, 19), (15, 24)], (45, 44)),
        ([(59, 200)], (59, 57)),
        ([(-50, 0)], (59, 57)),
        ([(60, 200), (-9, -1)], (60, 58)),
        ([(0, 59)], (0, 0)),
    ],
    ids=["nothing", "ten seconds", "overlapping", "the last", "the first", "beside the block", "all"],
)
def test_what_is_due_in_spans_set_aside_is_not_counted(aside: list[tuple[int, int]], expected: tuple[int, int]) -> None:
    values = [300] * 60
    values[12] = values[40] = LOST
    ladder = Ladder([a_block(0, a_series("router", *values))])
    spans = [(to_us(START + one * S), to_us(START + other * S)) for one, other in aside]

    assert ladder.counted("router", START, START + 60 * S, aside=spans) == expected


@given(st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))
def test_microseconds_since_1970_name_every_instant_exactly(moment: datetime) -> None:
    assert from_us(to_us(moment)) == moment


def test_a_ladder_of_the_same_samples_shares_what_was_derived_of_them_and_another_does_not():
    def sheet(target, samples, duration_s=60.0, rung="a"):
        shape = ([rung], [target], ["icmp"], ["kernel"], [False], [1_000_000])
        held = SampleSheet(shape, [0], [()], [()], [slice(0, len(samples))], samples)
        block = EchoBlock(start=START, duration_s=duration_s)
        object.__setattr__(block, "series", held)
        return block

    samples = array("i", [1, -1, 3])
    first = Ladder([sheet("192.0.2.1", samples)])
    made = []

    def once(ladder):
        return ladder.once("key", lambda: made.append(ladder) or len(made))

    assert once(first) == once(first) == 1
    assert once(Ladder([sheet("192.0.2.2", samples)], first)) == 1
    others = [
        sheet("192.0.2.1", array("i", samples)),
        sheet("192.0.2.1", samples, 59.0),
        sheet("192.0.2.1", samples, rung="b"),
    ]
    assert [once(Ladder([each], first)) for each in others] == [2, 3, 4]
    assert once(Ladder([sheet("192.0.2.1", samples)] * 2, first)) == 5
