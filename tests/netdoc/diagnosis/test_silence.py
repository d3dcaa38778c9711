"""The exact two-sample rule, by the table it comes from."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netdoc.diagnosis.silence import (
    ALPHA,
    chance_of_silence,
    chance_of_so_few,
    goes_on,
    needed_silence_s,
    outlook,
    rarer,
)

DROPS = st.integers(1, 200)
SECONDS = st.floats(60, 90 * 86400)


@pytest.mark.parametrize(("drops", "times"), [(1, 19), (2, 3.5), (3, 1.7), (5, 0.82), (10, 0.35), (20, 0.16)])
def test_the_needed_silence_is_that_of_the_measurement_notes(drops, times):
    assert needed_silence_s(drops, 1000) == pytest.approx(1000 * times, rel=0.02)


@pytest.mark.parametrize(("drops", "watched"), [(0, 3600), (-1, 3600), (1, 0), (3, -5)])
def test_without_a_drop_or_time_no_silence_shows_anything(drops, watched):
    assert needed_silence_s(drops, watched) is None


def test_one_drop_in_any_time_can_be_silenced():
    assert needed_silence_s(1, 0.5) == pytest.approx(9.5)


@given(drops=DROPS, watched=SECONDS)
def test_the_needed_silence_passes_exactly(drops, watched):
    needed = needed_silence_s(drops, watched)

    assert chance_of_silence(drops, watched, needed) == pytest.approx(ALPHA)
    assert chance_of_silence(drops, watched, needed * 0.99) > ALPHA
    assert rarer(drops, watched, 0, needed)


@given(drops=DROPS, watched=SECONDS, silent=st.lists(SECONDS, min_size=2))
def test_more_silence_never_raises_the_chance(drops, watched, silent):
    chances = [chance_of_silence(drops, watched, each) for each in sorted(silent)]

    assert all(earlier >= later for earlier, later in pairwise(chances))


@given(drops=DROPS, watched=SECONDS, silent=SECONDS)
def test_more_drops_before_never_raise_the_chance(drops, watched, silent):
    assert chance_of_silence(drops + 1, watched, silent) <= chance_of_silence(drops, watched, silent)


@given(drops=DROPS, watched=SECONDS, later_s=SECONDS)
def test_no_drop_later_is_silence(drops, watched, later_s):
    few = chance_of_so_few(drops, watched, 0, later_s)

    assert few == pytest.approx(chance_of_silence(drops, watched, later_s))


def test_silence_after_nothing_was_watched_is_certain():
    assert chance_of_silence(3, 0, 100) == 1.0


def test_so_few_is_the_binomial_sum():
    # of three drops in all, each falls into the second, equal time with one half: at most one of them
    assert chance_of_so_few(2, 100, 1, 100) == pytest.approx((1 + 3) / 8)
    assert chance_of_so_few(0, 0, 0, 0) == 1.0


@pytest.mark.parametrize(
    ("before", "later", "expected"),
    [
        ((6, 100), (6, 100), True),
        ((6, 100), (2, 100), True),
        ((10, 100), (2, 100), False),
        ((2, 100), (10, 100), False),
        ((6, 100), (1, 100), False),
        ((1, 100), (2, 100), True),
        ((0, 100), (2, 100), False),
        ((6, 0), (6, 100), False),
        ((6, 100), (6, 0), False),
        ((9, 100), (2, 100), True),
        ((2, 100), (9, 100), True),
    ],
    ids=[
        "as before", "fewer, by chance", "far fewer", "far more", "one alone", "two after one", "none before",
        "nothing watched before", "nothing watched later", "just not far fewer", "just not far more",
    ],
)  # fmt: skip
def test_drops_go_on_while_the_rates_interval_includes_the_old_one(before, later, expected):
    assert goes_on(*before, *later) is expected


@given(drops=st.integers(1, 40), later=st.integers(2, 40), watched=SECONDS, later_s=SECONDS)
def test_drops_that_became_rarer_beyond_doubt_do_not_go_on(drops, later, watched, later_s):
    if chance_of_so_few(drops, watched, later, later_s) <= ALPHA / 2:
        assert not goes_on(drops, watched, later, later_s)


def test_the_outlook_tells_drops_time_and_needed_silence():
    seen = outlook(3, 7200)

    assert (seen.drops, seen.watched_s, seen.per_day, seen.wait_first) == (3, 7200, 36, False)
    assert seen.needed_s == pytest.approx(7200 * 1.714, rel=0.001)
    assert seen.sentence.startswith("3 drops in 2.0 h watched: 3.4 h of silence needed (p < 0.05, exact)")


@pytest.mark.parametrize(("drops", "wait"), [(1, True), (2, True), (3, False), (4, False), (12, False)])
def test_with_one_or_two_drops_another_is_worth_waiting_for(drops, wait):
    seen = outlook(drops, 3600)

    assert seen.wait_first is wait
    assert ("waiting for one more drop first makes it shorter" in seen.sentence) is wait
    assert (f"{drops} drop in" in seen.sentence) is (drops == 1)


def test_without_a_drop_the_outlook_is_to_watch_on():
    seen = outlook(0, 3600)

    assert (seen.needed_s, seen.per_day, seen.wait_first) == (None, None, True)
    assert "watch the present arrangement until it drops" in seen.sentence
