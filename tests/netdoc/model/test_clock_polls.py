"""The majority of several clocks, and whom it contradicts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netdoc.model.clock_polls import AT_ONCE, NEAR, Span, majority, polls
from netdoc.model.facts.clock_offset import ClockOffset, ClockSource
from netdoc.model.facts.clock_reading import ClockReading
from netdoc.model.observation import Seen

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
TRUTH = st.floats(-1e6, 1e6)


def offset(
    offset_s: float, bound_s: float = 0.01, server: str = "a", after_s: float = 0.0, source: str = "sntp"
) -> Seen[ClockOffset]:
    fact = ClockOffset(source=ClockSource(source), server=server, offset_s=offset_s, bound_s=bound_s)
    return Seen("host", AT + timedelta(seconds=after_s), fact)


def word(bound_s: float | None, after_s: float = 0.0) -> Seen[ClockReading]:
    fact = ClockReading(synchronised=bound_s is not None, bound_s=bound_s)
    return Seen("host", AT + timedelta(seconds=after_s), fact)


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], None),
        ([(1, 2)], (1, 2)),
        ([(0, 2), (1, 3)], (1, 2)),
        ([(0, 1), (1, 2)], (1, 1)),
        ([(0, 1), (2, 3)], None),
        ([(8, 12), (11, 13), (10, 12)], (10, 12)),
        ([(0, 2), (1, 3), (90, 91)], (1, 2)),
        ([(0, 10), (0, 1), (9, 10)], (0, 10)),
        ([(0, 1), (2, 3), (4, 5), (0, 1)], None),
    ],
    ids=[
        "none", "alone", "two that meet", "two that touch", "two that quarrel", "three that meet",
        "one falseticker", "two places, each with a majority", "half is no majority",
    ],
)  # fmt: skip
def test_the_majority_is_where_more_than_half_meet(
    spans: list[tuple[float, float]], expected: tuple[float, float] | None
) -> None:
    assert majority([Span(*each) for each in spans]) == (None if expected is None else Span(*expected))


@given(
    TRUTH,
    st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)), min_size=1, max_size=6),
    st.lists(st.tuples(TRUTH, st.floats(0, 100)), max_size=5),
)
def test_the_truth_is_in_it_as_long_as_more_than_half_are_honest(
    truth: float, honest: list[tuple[float, float]], liars: list[tuple[float, float]]
) -> None:
    spans = [Span(truth - low, truth + high) for low, high in honest]
    spans += [Span(middle - half, middle + half) for middle, half in liars[: len(honest) - 1]]

    found = majority(spans)

    assert found is not None
    assert found.low_s <= truth <= found.high_s


@given(st.lists(st.tuples(TRUTH, st.floats(0, 100)), max_size=8))
def test_the_order_in_which_servers_answer_does_not_matter(told: list[tuple[float, float]]) -> None:
    spans = [Span(middle - half, middle + half) for middle, half in told]

    assert majority(spans) == majority(spans[::-1])


def test_a_falseticker_is_told_and_does_not_count() -> None:
    (poll,) = polls([offset(3.2, 0.1, "a"), offset(3.25, 0.1, "b"), offset(-50, 0.01, "c")])

    assert poll.span is not None and (poll.span.low_s, poll.span.high_s) == pytest.approx((3.15, 3.3))
    assert [each.fact.server for each in poll.contradicted] == ["c"]


def test_two_that_quarrel_know_nothing_and_neither_is_called_false() -> None:
    (poll,) = polls([offset(3.2, 0.1, "a"), offset(0.0, 0.1, "b")])

    assert (poll.span, poll.contradicted) == (None, ())


def test_the_systems_own_word_decides_between_two_and_stands_against_one_alone() -> None:
    told = [offset(3.2, 0.1, "a"), offset(0.0, 0.1, "b")]

    (poll,) = polls(told, [word(0.05)])
    assert poll.span is not None and abs(poll.span.low_s) < 0.06
    assert [each.fact.server for each in poll.contradicted] == ["a"]
    (alone,) = polls([offset(86_400.0)], [word(0.05)])
    assert alone.span is None
    (unvouched,) = polls([offset(86_400.0)], [word(None)])
    assert unvouched.span is not None
    (long_ago,) = polls([offset(86_400.0)], [word(0.05, -NEAR.total_seconds() - 1)])
    assert long_ago.span is not None


def test_the_systems_own_word_has_no_vote_beside_three_servers() -> None:
    told = [offset(3.2, 0.1, each) for each in "abc"]

    (poll,) = polls(told, [word(0.05)])

    assert poll.span is not None and poll.span.low_s > 3


def test_what_is_asked_at_once_is_one_poll_and_a_server_asked_again_begins_another() -> None:
    late_s = AT_ONCE.total_seconds() + 1
    told = [offset(0, 0.1, "a"), offset(0, 0.1, "b", 2), offset(0, 0.1, "a", 3), offset(0, 0.1, "c", 3 + late_s)]

    assert [[each.fact.server for each in poll.heard] for poll in polls(told)] == [["a", "b"], ["a"], ["c"]]


def test_what_states_no_offset_or_is_the_systems_own_service_is_no_other_clock() -> None:
    silent = Seen("host", AT, ClockOffset(source=ClockSource.SNTP, server="a"))

    assert polls([silent, offset(0, 0.1, "chrony", source="time_service"), offset(0, source="device")]) == ()
