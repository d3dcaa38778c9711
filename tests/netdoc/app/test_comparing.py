"""Before against after: only what differs beyond chance is told to differ."""

from datetime import timedelta

import pytest

from netdoc.app.comparing import Result, compare
from netdoc.app.window_values import Median, Outages, Share, Told
from tests.stories.office import at

UNTIL = at(0)
HOUR = 3600.0


def result(before, after):
    (row,) = compare((before,), (after,), UNTIL)
    return row.result


def told(text):
    return Told(name="DSL profile", text=text, at=at(0))


def medians(before, after, unit="kbit/s", name="sync rate down", readings=9):
    return (
        Median(name=name, unit=unit, value=before, readings=9),
        Median(name=name, unit=unit, value=after, readings=readings),
    )


def share(failed, asked, seconds=HOUR):
    return Share(name="loss", failed=failed, asked=asked, seconds=seconds)


def outages(count, hours):
    return Outages(name="outages", count=count, watched_s=hours * HOUR)


@pytest.mark.parametrize(
    ("pair", "expected"),
    [
        ((told("17a"), told("17a")), Result.SAME),
        ((told("17a"), told("8b")), Result.CHANGED),
        (medians(100_000, 84_900), Result.LESS),
        (medians(100_000, 86_000), Result.NO_DIFFERENCE),
        (medians(100_000, 118_000), Result.MORE),
        (medians(100_000, 117_000), Result.NO_DIFFERENCE),
        (medians(9.0, 6.0, "dB", "margin"), Result.LESS),
        (medians(9.0, 6.1, "dB", "margin"), Result.NO_DIFFERENCE),
        (medians(9.0, 12.0, "dB", "margin"), Result.MORE),
        (medians(50_000, 10_000, name="throughput down", readings=2), Result.TOO_FEW),
        (medians(50_000, 10_000, name="throughput down", readings=3), Result.LESS),
        ((share(0, 10_000), share(40, 10_000)), Result.MORE),
        ((share(40, 10_000), share(0, 10_000)), Result.LESS),
        ((share(30, 10_000), share(40, 10_000)), Result.NO_DIFFERENCE),
        ((share(0, 1000), share(99, 99)), Result.TOO_FEW),
        ((share(0, 99), share(100, 100)), Result.TOO_FEW),
        ((share(0, 100), share(100, 100)), Result.MORE),
        ((outages(0, 24), outages(0, 24)), Result.NO_DIFFERENCE),
        ((outages(0, 336), outages(1, 1)), Result.MORE),
        ((outages(0, 24), outages(1, 24)), Result.NO_DIFFERENCE),
        ((outages(0, 24), outages(4, 24)), Result.NO_DIFFERENCE),
        ((outages(0, 24), outages(5, 24)), Result.MORE),
        ((outages(5, 24), outages(0, 24)), Result.LESS),
        ((outages(3, 24), outages(1, 24)), Result.NO_DIFFERENCE),
        ((outages(2000, 24), outages(2, 24)), Result.LESS),
        ((outages(3, 0), outages(3, 24)), Result.TOO_FEW),
        ((outages(3, 24), outages(3, 0)), Result.TOO_FEW),
    ],
)
def test_a_difference_is_told_only_beyond_chance(pair, expected):
    assert result(*pair) is expected


def test_silence_passes_after_exactly_the_time_of_the_silence_tests():
    needed = 24 * (20 ** (1 / 3) - 1)

    assert result(outages(3, 24), outages(0, needed + 0.01)) is Result.LESS
    (row,) = compare((outages(3, 24),), (outages(0, needed - 1),), UNTIL)
    assert row.result is Result.TOO_FEW
    assert row.wait_until is not None
    assert abs(row.wait_until - UNTIL - timedelta(hours=1)) < timedelta(seconds=1)


def test_too_few_samples_say_until_when_to_wait_at_their_own_pace():
    (row,) = compare((share(0, 1000),), (share(1, 25, seconds=250),), UNTIL)

    assert row.wait_until == UNTIL + timedelta(seconds=750)


def test_a_baseline_that_was_too_short_is_not_mended_by_waiting():
    (row,) = compare((share(0, 10),), (share(0, 10),), UNTIL)

    assert (row.result, row.wait_until) == (Result.TOO_FEW, None)


def test_what_one_side_did_not_read_is_not_compared():
    rows = compare((told("17a"),), (share(0, 500),), UNTIL)

    assert [(each.name, each.before, each.after, each.result) for each in rows] == [
        ("loss", "", "0 of 500 failed (0.0-0.8 %)", Result.NOT_READ),
        ("DSL profile", "17a", "", Result.NOT_READ),
    ]


def test_words_carry_the_number_of_readings():
    rows = compare((), (*medians(1, 6.54, "dB", "a")[1:], *medians(1, 5e4, "kbit/s", "b", readings=1)[1:]), UNTIL)

    assert [each.after for each in rows] == ["6.5 dB (median of 9)", "50000 kbit/s (one reading)"]
