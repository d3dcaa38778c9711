"""Growth of counters that wrap, clear and stick."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netdoc.model.counters import STUCK, growth

TOP = 2**32
READINGS = st.integers(0, 2**40).filter(lambda value: value not in STUCK)


@given(READINGS, READINGS)
def test_growth_is_the_difference_of_two_readings_and_never_negative(first: int, second: int) -> None:
    before, after = sorted((first, second))

    assert growth(before, after) == after - before
    assert growth(after, before) == (0 if before == after else None)


@pytest.mark.parametrize(("before", "after"), [(None, 5), (5, None), (None, None)])
def test_a_reading_that_was_not_taken_gives_no_growth(before: int | None, after: int | None) -> None:
    assert growth(before, after) is None


def test_a_restart_between_the_readings_gives_no_growth() -> None:
    assert growth(5, 9, restarted=True) is None


@pytest.mark.parametrize("stuck", sorted(STUCK))
def test_a_counter_at_a_value_where_boxes_leave_it_standing_gives_no_growth(stuck: int) -> None:
    assert growth(stuck, stuck) is None
    assert growth(5, stuck) is None
    assert growth(stuck, stuck + 10) is None


@pytest.mark.parametrize(
    ("after", "options", "expected"),
    [
        (500, {"bits": 32, "elapsed_s": 60, "greatest_per_s": 1000}, 1500),
        (500, {"bits": 64, "elapsed_s": 60, "greatest_per_s": 1000}, None),
        (500, {"bits": 32, "elapsed_s": 60}, None),
        (500, {"bits": 32, "greatest_per_s": 1000}, None),
        (500, {"bits": 32, "elapsed_s": 1, "greatest_per_s": 1000}, None),
        (500, {"bits": 32, "elapsed_s": 60, "greatest_per_s": 1000, "restarted": True}, None),
    ],
    ids=["one wrap", "64 bits do not wrap", "no rate known", "no time known", "more than it could carry", "restart"],
)
def test_a_fall_is_one_wrap_only_when_the_step_fits_time_and_rate(
    after: int, options: dict[str, int], expected: int | None
) -> None:
    assert growth(TOP - 1000, after, **options) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(("step", "expected"), [(12, 12), (13, None), (1000, None)])
def test_growth_beyond_what_the_interface_can_carry_is_void(step: int, expected: int | None) -> None:
    assert growth(0, step, elapsed_s=1, greatest_per_s=10) == expected
