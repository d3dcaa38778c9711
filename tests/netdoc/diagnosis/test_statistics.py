"""Loss with an interval."""

import pytest

from netdoc.diagnosis.statistics import higher, in_words, wilson


@pytest.mark.parametrize(
    ("lost", "sent", "low", "high"),
    [
        (0, 3, 0.0, 56), (0, 20, 0.0, 16), (0, 100, 0.0, 3.7), (0, 300, 0.0, 1.3), (0, 1000, 0.0, 0.38),
        (1, 20, 0.9, 23.6), (10, 500, 1.1, 3.6), (300, 1000, 27, 33), (3, 10, 11, 61),
    ],
)  # fmt: skip
def test_the_wilson_interval_holds_the_figures_of_the_measurement_notes(lost, sent, low, high):
    told = [100 * each for each in wilson(lost, sent)]

    assert told == [
        pytest.approx(low, abs=0.5 if low > 5 else 0.06),
        pytest.approx(high, abs=0.7 if high > 5 else 0.06),
    ]


def test_nothing_sent_tells_nothing():
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize("sent", [1, 7, 100, 5000])
def test_the_interval_stays_within_nought_and_one_and_around_the_share(sent):
    for lost in (0, sent // 3, sent):
        low, high = wilson(lost, sent)
        assert 0.0 <= low <= lost / sent + 1e-12
        assert lost / sent - 1e-12 <= high <= 1.0


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ((50, 300), (0, 300), True),
        ((0, 300), (50, 300), False),
        ((10, 300), (10, 300), False),
        ((15, 300), (5, 300), False),
        ((25, 300), (5, 300), True),
        ((21, 300), (5, 300), False),
        ((300, 300), (300, 300), False),
        ((0, 300), (0, 300), False),
        ((5, 0), (0, 300), False),
        ((50, 300), (0, 0), False),
    ],
    ids=[
        "plainly", "the other way", "equal", "once in fifty", "once in ten thousand", "once in a thousand",
        "all lost", "nothing lost", "a not sent", "b not sent",
    ],
)  # fmt: skip
def test_loss_is_called_higher_only_far_beyond_chance(a, b, expected):
    assert higher(*a, *b) is expected


def test_words_give_the_count_before_the_interval():
    assert in_words(12, 3600) == "12 of 3600 lost (0.2-0.6 %)"
