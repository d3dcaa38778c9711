"""Growth of counters that wrap, clear and stick."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netdoc.model.counters import STUCK, Poll, between, cleared, growth

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


def test_no_growth_is_told_over_a_time_in_which_it_could_have_wrapped_once_more() -> None:
    """Full rate at 100 Mbit/s wraps 32 bits in 343.6 s."""
    assert growth(100, 200, bits=32, elapsed_s=300, greatest_per_s=12_500_000) == 100
    assert growth(100, 200, bits=32, elapsed_s=400, greatest_per_s=12_500_000) is None
    assert growth(100, 200, bits=64, elapsed_s=400, greatest_per_s=12_500_000) == 100


@dataclass
class Box:
    """The reference: a box whose counter is polled, with all that befalls it. Knows what really happened."""

    bits: int
    rate: int
    ages: bool
    now_s: float = 0.0
    total: int = 0
    """Really counted since the simulation began."""
    cleared_total: int = 0
    """Of which counted before the last clearing."""
    cleared_at_s: float = 0.0
    booted_at_s: float = 0.0
    frozen: int | None = None

    def live(self, seconds: float, busy: float) -> None:
        self.now_s += seconds
        self.total += int(seconds * self.rate * busy)

    def clear(self, *, reboot: bool) -> None:
        self.cleared_total, self.cleared_at_s, self.frozen = self.total, self.now_s, None
        if reboot:
            self.booted_at_s = self.now_s

    def stick(self) -> None:
        self.frozen = 2**31 - 1

    def poll(self) -> Poll:
        counted = (self.total - self.cleared_total) % 2**self.bits
        return Poll(
            at=DAWN + timedelta(seconds=self.now_s),
            value=counted if self.frozen is None else self.frozen,
            age_s=float(int(self.now_s - self.cleared_at_s)) if self.ages else None,
            began=DAWN + timedelta(seconds=self.booted_at_s),
        )


DAWN = datetime(2026, 3, 1, tzinfo=UTC)
LIVES = st.lists(
    st.tuples(
        st.sampled_from(["poll", "poll", "poll", "clear", "reboot", "stick"]),
        st.floats(3, 5_000),
        st.floats(0, 1),
    ),
    min_size=2,
    max_size=30,
)


@settings(deadline=None)
@given(LIVES, st.sampled_from([32, 64]), st.sampled_from([1, 1_000, 2_000_000, 12_500_000]))
def test_every_growth_told_is_what_really_happened(life: list[tuple[str, float, float]], bits: int, rate: int) -> None:
    """Irregular polls over wraps, clearings, restarts and sticking: the true growth, or none."""
    box, polls, truth = Box(bits, rate, ages=True), [], []
    for event, seconds, busy in life:
        box.live(seconds, busy)
        if event == "poll":
            polls.append(box.poll())
            truth.append(box.total)
        elif event == "stick":
            box.stick()
        else:
            box.clear(reboot=event == "reboot")

    for (before, after), (first, last) in zip(pairwise(truth), pairwise(polls), strict=True):
        assert between(first, last, bits=bits, greatest_per_s=rate) in (None, after - before)


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(1, 200), st.floats(0, 1)), min_size=2), st.sampled_from([32, 64]), st.booleans())
def test_nothing_is_withheld_where_nothing_befell_the_counter(
    life: list[tuple[float, float]], bits: int, ages: bool
) -> None:
    """Polled often enough, a wrap is no obstacle."""
    box, polls, truth = Box(bits, 12_500_000, ages=ages), [], []
    for seconds, busy in life:
        box.live(seconds, busy)
        polls.append(box.poll())
        truth.append(box.total)

    told = [between(first, last, bits=bits, greatest_per_s=box.rate) for first, last in pairwise(polls)]
    assert told == [after - before for before, after in pairwise(truth)]


def test_a_clearing_shows_by_the_age_also_when_the_counter_has_grown_past_its_old_value() -> None:
    first = Poll(at=DAWN, value=40, age_s=86_400)
    last = Poll(at=DAWN + timedelta(hours=1), value=90, age_s=1_800)

    assert between(first, last) is None
    assert between(first, Poll(at=last.at, value=90, age_s=90_000)) == 50


def test_an_age_rounded_to_the_minute_or_a_slow_clock_is_no_clearing() -> None:
    assert not cleared(3_600, 86_400, 90_000 - 60)
    assert not cleared(86_400, 86_400, 172_800 - 1_500)
    assert cleared(3_600, 86_400, 86_400)
    assert cleared(3_600, 30, 3_595), "35 s short, of a counter of 30 s: it may have begun anew 5 s later"
    assert not cleared(60, 0, 60)
    assert not cleared(60, None, 5)
