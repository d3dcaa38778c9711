"""How far the clock was off at any instant: the truth is always in what is told, or nothing is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netdoc.model.clock_error import ClockHistory
from netdoc.model.clock_polls import DRIFT, Span
from netdoc.model.facts.clock_offset import ClockOffset, ClockSource
from netdoc.model.facts.clock_reading import ClockReading
from netdoc.model.observation import CLOCK_SET_FORWARD, Gap, Seen

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR_S = 3600.0


def at(seconds: float) -> datetime:
    return AT + timedelta(seconds=seconds)


def offset(after_s: float, offset_s: float, bound_s: float = 0.01) -> Seen[ClockOffset]:
    fact = ClockOffset(source=ClockSource.SNTP, server="a", offset_s=offset_s, bound_s=bound_s)
    return Seen("host", at(after_s), fact)


def word(after_s: float, bound_s: float | None) -> Seen[ClockReading]:
    return Seen("host", at(after_s), ClockReading(synchronised=bound_s is not None, bound_s=bound_s))


def gap(start_s: float, end_s: float, why: str, reader: str = "echo/1") -> Gap:
    return Gap("ladder", at(start_s), at(end_s), "EchoBlock", why, reader=reader)


def span(history: ClockHistory, seconds: float) -> tuple[float, float] | None:
    found = history.at(at(seconds))
    return None if found is None else (round(found.low_s, 6), round(found.high_s, 6))


def test_away_from_a_comparison_the_error_grows_by_100_ppm_both_ways() -> None:
    history = ClockHistory([offset(0, 3.2, 0.1)])

    assert span(history, 0) == (3.1, 3.3)
    assert span(history, 86_400) == (-5.54, 11.94)
    assert span(history, -86_400) == span(history, 86_400)


def test_between_two_the_better_one_holds() -> None:
    history = ClockHistory([offset(0, 0.0, 0.01), offset(HOUR_S, 0.0, 0.5)])

    assert span(history, 1800) == (-0.19, 0.19)
    assert span(history, HOUR_S) == (-0.37, 0.37)  # the first, carried so far, is still better than the second
    assert span(history, 2 * HOUR_S) == (-0.73, 0.73)


def test_an_adjustment_between_two_leaves_everything_between_them_open() -> None:
    history = ClockHistory([offset(0, 30.0, 0.1), offset(HOUR_S, 0.0, 0.1)])

    found = history.at(at(1800))
    assert found is not None and found.low_s < -0.1 and found.high_s > 30.1
    after = history.at(at(2 * HOUR_S))
    assert after is not None and after.bound_s == pytest.approx(0.1 + DRIFT * HOUR_S)


@pytest.mark.parametrize(
    "moved",
    [
        gap(1000, 1010, f"{CLOCK_SET_FORWARD} by 10.0 s"),
        gap(1000, 1010, "the computer slept for 10.0 s"),
        gap(1000, 1010, "netdoc was not running: the schedule did not start it", "schedule/1"),
    ],
    ids=["set forward", "slept", "not running"],
)
def test_nothing_is_carried_over_what_may_have_moved_the_clock(moved: Gap) -> None:
    history = ClockHistory([offset(0, 0.0)], gaps=[moved])

    assert span(history, 999) is not None
    assert span(history, 1005) is None
    assert span(history, 1011) is None
    period = history.over(at(0), at(2010))
    assert period.span is not None and 0.4 < period.known < 0.6


@pytest.mark.parametrize(
    "other",
    [
        Gap("modem", at(1000), at(1010), "DslLine", f"{CLOCK_SET_FORWARD} by 10.0 s"),
        gap(1000, 1010, "netdoc did not run for 70.0 s (stopped, or the computer was overloaded)"),
        Gap("host", at(1000), at(1010), "ClockOffset", "netdoc ended while it was asked", reader="schedule/1"),
    ],
    ids=["of a box", "a standstill", "a question"],
)
def test_other_gaps_move_no_clock(other: Gap) -> None:
    assert span(ClockHistory([offset(0, 0.0)], gaps=[other]), 2000) is not None


def test_times_that_a_clock_set_back_told_twice_may_be_of_either_side() -> None:
    back = gap(1000, 1001, "the clock was set back by 60.0 s")
    history = ClockHistory([offset(0, 60.0), offset(2000, 0.0)], gaps=[back])

    found = history.at(at(1030))
    assert found is not None and found.low_s < 0 and found.high_s > 60
    after = history.at(at(1100))
    assert after is not None and after.bound_s < 1
    assert history.over(at(0), at(3000)).known == 1


def test_of_a_time_in_which_netdoc_did_not_run_nothing_has_to_be_known() -> None:
    off = gap(100, 3 * 86_400, "netdoc was not running", "schedule/1")
    history = ClockHistory([offset(0, 0.0), offset(3 * 86_400 + 10, 0.0)], gaps=[off])

    period = history.over(at(0), at(3 * 86_400 + 100))

    assert period.known == 1
    assert period.span is not None and period.span.bound_s < 0.05


def test_the_systems_own_word_fills_in_where_no_other_clock_was_asked() -> None:
    off = gap(1000, 2000, "netdoc was not running", "schedule/1")
    history = ClockHistory([offset(0, 0.0)], [word(2100, 0.2)], [off])

    assert span(history, 2100) == (-0.2, 0.2)


def test_the_systems_own_word_that_other_clocks_contradict_does_not_count() -> None:
    history = ClockHistory([offset(0, 60.0), offset(HOUR_S, 60.0)], [word(1800, 0.01)])

    found = history.at(at(1800))
    # one server alone, and the word is too far off in time to have a vote
    assert found is not None and found.low_s > 59


def test_without_a_majority_nothing_is_known() -> None:
    history = ClockHistory([offset(0, 60.0)], [word(5, 0.01)])

    assert not history.compared
    assert history.at(AT) is None
    assert history.over(AT, at(10)).span is None


def test_without_anything_nothing_is_known() -> None:
    assert ClockHistory([]).over(AT, AT) == ClockHistory([]).over(AT, at(10))
    assert ClockHistory([]).at(AT) is None


@st.composite
def a_clock(draw: st.DrawFn) -> tuple[list[float], list[float], ClockHistory]:
    """Return instants, the true error at each, and what honest comparisons at some of them make of it."""
    instants = sorted(draw(st.lists(st.floats(0, 1e6), min_size=2, max_size=12, unique=True)))
    error = draw(st.floats(-1e5, 1e5))
    errors = [error]
    for one, other in pairwise(instants):
        error += draw(st.floats(-0.999, 0.999)) * DRIFT * (other - one)
        errors.append(error)
    compared = draw(st.lists(st.booleans(), min_size=len(instants), max_size=len(instants)))
    told = []
    for moment, true, asked in zip(instants, errors, compared, strict=True):
        if asked:
            bound = draw(st.floats(0.001, 10))
            told.append(offset(moment, true + draw(st.floats(-0.99, 0.99)) * bound, bound))
    return instants, errors, ClockHistory(told)


@given(a_clock())
def test_the_truth_is_always_in_what_is_told(clock: tuple[list[float], list[float], ClockHistory]) -> None:
    instants, errors, history = clock

    for moment, true in zip(instants, errors, strict=True):
        found = history.at(at(moment))
        assert (found is None) is (not history.polls)
        if found is not None:
            assert found.low_s - 1e-6 <= true <= found.high_s + 1e-6


@given(
    st.lists(st.tuples(st.floats(0, 1e5), st.floats(-5, 5), st.floats(0.001, 3)), min_size=1, max_size=8),
    st.lists(st.tuples(st.floats(0, 1e5), st.floats(0, 1e3), st.booleans()), max_size=3),
    st.floats(0, 1),
)
def test_a_period_holds_what_holds_at_each_instant_of_it(
    told: list[tuple[float, float, float]], moved: list[tuple[float, float, bool]], share: float
) -> None:
    gaps = [
        gap(start, start + length, f"the clock was set back by {length:.1f} s" if back else "the computer slept")
        for start, length, back in moved
    ]
    history = ClockHistory(sorted((offset(*each) for each in told), key=lambda each: each.at), gaps=gaps)
    within = any(start <= share * 1.2e5 <= start + length for start, length, _ in moved)

    period, found = history.over(AT, at(1.2e5)), history.at(at(share * 1.2e5))

    assert 0 <= period.known <= 1
    if found is not None and not within:  # nothing is recorded while the computer sleeps
        assert period.span is not None
        assert period.span.low_s <= found.low_s + 1e-6 and found.high_s - 1e-6 <= period.span.high_s
    if period.span is not None:
        assert isinstance(period.span, Span) and period.span.low_s <= period.span.high_s
