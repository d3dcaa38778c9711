"""Samples of all blocks, by rung and time."""

from __future__ import annotations

from array import array
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from netdoc.model.facts.echo_block import LOST, NOT_SENT, UNREACHABLE, EchoBlock, EchoSeries, from_us, to_us
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


@given(st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))
def test_microseconds_since_1970_name_every_instant_exactly(moment: datetime) -> None:
    assert from_us(to_us(moment)) == moment
