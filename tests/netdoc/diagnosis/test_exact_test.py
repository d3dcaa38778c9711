"""Fisher's exact test, the attempts it needs, and shares in words."""

from itertools import combinations

import pytest

from netdoc.diagnosis.statistics import (
    ACCUSING_P,
    attempts_needed,
    exact_p,
    power,
    share_in_words,
    smallest_share,
)


def by_counting(bad_a: int, sent_a: int, bad_b: int, sent_b: int) -> float:
    """Return the same chance by counting every way to lay the failures."""
    ways = list(combinations(range(sent_a + sent_b), bad_a + bad_b))
    return sum(sum(each < sent_a for each in way) >= bad_a for way in ways) / len(ways)


@pytest.mark.parametrize("counts", [(3, 4, 1, 4), (0, 4, 2, 4), (5, 5, 0, 5), (2, 6, 2, 3), (1, 1, 0, 7), (4, 7, 1, 5)])
def test_the_exact_test_agrees_with_counting_every_arrangement(counts):
    assert exact_p(*counts) == pytest.approx(by_counting(*counts), abs=1e-12)


@pytest.mark.parametrize("counts", [(0, 0, 3, 10), (3, 10, 0, 0), (0, 10, 0, 10), (0, 5, 5, 5)])
def test_an_empty_arm_and_an_arm_without_failures_show_nothing(counts):
    assert exact_p(*counts) == 1.0


def test_three_hundred_of_a_thousand_against_none_is_beyond_all_chance():
    assert exact_p(300, 1000, 0, 1000) < 1e-60
    assert exact_p(5000, 5000, 0, 5000) < 1e-300 or exact_p(5000, 5000, 0, 5000) == 0.0


@pytest.mark.parametrize("share", [0.3, 0.05, 0.02, 1.0])
def test_so_many_attempts_as_are_needed_give_the_power_and_one_less_does_not(share):
    needed = attempts_needed(share)

    assert power(share, needed) >= 0.8 > power(share, needed - 1)
    assert 0.96 * share <= smallest_share(needed) <= share


def test_the_power_is_the_chance_that_the_test_accuses():
    sent, share = 30, 0.5
    least = next(bad for bad in range(sent + 1) if exact_p(bad, sent, 0, sent) <= ACCUSING_P)
    from math import comb

    by_hand = sum(comb(sent, bad) for bad in range(least, sent + 1)) / 2**sent

    assert power(share, sent) == pytest.approx(by_hand)


def test_too_few_attempts_show_nothing_however_many_fail():
    assert power(1.0, 5) == 0.0
    assert power(0.0, 1000) == 0.0


@pytest.mark.parametrize(
    ("bad", "sent", "words"),
    [
        (300, 1000, "300 of 1000 (27-33 %)"),
        (0, 1000, "0 of 1000 (below 0.4 %)"),
        (0, 0, "0 of 0"),
        (1, 20, "1 of 20 (0.9-24 %)"),
    ],
)  # fmt: skip
def test_a_share_is_told_with_its_count_and_interval(bad, sent, words):
    assert share_in_words(bad, sent) == words


@pytest.mark.parametrize(("share", "needed"), [(0.3, 62), (0.1, 202), (0.05, 405)])
def test_what_is_said_of_the_attempts_needed(share, needed):
    """The figures of ADR 0018: they follow from how rarely a sound service may be accused."""
    assert attempts_needed(share) == needed


def test_small_shares_are_told_with_a_decimal():
    assert share_in_words(60, 1000) == "60 of 1000 (4.7-7.6 %)"
    assert share_in_words(300, 1000) == "300 of 1000 (27-33 %)"
