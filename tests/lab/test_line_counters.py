"""Seconds become ES, SES and UAS as G.997.1 says, and every counter is the sum of its bins."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lab.line.conditions import DOWN
from tests.lab.line.counters import Availability, Counters, Quality

CLEAN, ERRORED, SEVERE = Quality.CLEAN, Quality.ERRORED, Quality.SEVERE
AVAILABLE = [CLEAN] * 10
"""Ends the unavailable time that a box boots into."""


def judged(seconds: list[Quality]) -> Counter[str]:
    """Feed seconds one by one, then enough clean ones to settle what is held back."""
    found: Counter[str] = Counter()

    def credit(key: str, _: int, count: int) -> None:
        found[key] += count

    availability = Availability(credit)
    for second, quality in enumerate([*AVAILABLE, *seconds, *[CLEAN] * 10]):
        availability.feed(second, 1, quality)
    return found


def by_the_book(seconds: list[Quality]) -> Counter[str]:
    """Judge with hindsight, second by second over the whole list."""
    every = [*AVAILABLE, *seconds, *[CLEAN] * 10]
    unavailable, found = True, Counter[str]()
    for place, quality in enumerate(every):
        ahead = every[place : place + 10]
        turned = all((each is SEVERE) is not unavailable for each in ahead) and len(ahead) == 10
        unavailable = unavailable is not turned
        if unavailable:
            found["UAS"] += 1
        elif quality is not CLEAN:
            found["ES"] += 1
            found["SES"] += quality is SEVERE
    return found


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        ([ERRORED] * 3, {"ES": 3}),
        ([SEVERE] * 9, {"ES": 9, "SES": 9}),
        ([SEVERE] * 10, {"UAS": 10}),
        ([SEVERE] * 10 + [CLEAN] * 9 + [SEVERE], {"UAS": 20}),
        ([SEVERE] * 10 + [ERRORED] * 10, {"UAS": 10, "ES": 10}),
        ([SEVERE] * 5 + [ERRORED] + [SEVERE] * 5, {"ES": 11, "SES": 10}),
    ],
    ids=[
        "errored seconds",
        "nine severe seconds stay severe",
        "ten severe seconds in a row are all unavailable",
        "nine good seconds do not end unavailable time, and count in it",
        "ten good seconds end it and do not count in it",
        "a run that is broken does not begin it",
    ],
)
def test_seconds_count_as_the_standard_says(seconds: list[Quality], expected: dict[str, int]) -> None:
    assert {key: count for key, count in judged(seconds).items() if count} == expected


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(Quality), st.integers(1, 14)), max_size=12))
def test_any_seconds_count_as_the_standard_says(runs: list[tuple[Quality, int]]) -> None:
    seconds = [quality for quality, count in runs for _ in range(count)]

    assert +judged(seconds) == +by_the_book(seconds)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 200_000), st.integers(1, 60)), min_size=1, max_size=30), st.booleans())
def test_bins_sum_to_totals(errors: list[tuple[int, int]], out: bool) -> None:
    counters = Counters()
    for second, crc in errors:
        counters.mark(second).crc[DOWN] += crc
    counters.close(200_020, out=out)

    for bins in (counters.quarters, counters.days):
        summed: Counter[tuple[str, int]] = Counter()
        for each in bins.values():
            summed.update(each)
        assert summed == counters.total
    assert counters.total["UAS" if out else "CRC", DOWN] > 0


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 2000), min_size=1, max_size=12))
def test_seconds_closed_one_by_one_or_together_count_the_same(steps: list[int]) -> None:
    one, other = Counters(), Counters()
    for counters in (one, other):
        for second in range(0, sum(steps), 37):
            counters.mark(second).crc[DOWN] = second % 23
    for step in steps:
        one.close(one.closed + step, out=False)
    other.close(sum(steps), out=False)

    assert one.total == other.total
    assert one.sections(sum(steps)) == other.sections(sum(steps))


def test_since_link_counts_nothing_from_before_the_link() -> None:
    counters = Counters()
    counters.close(100, out=True)
    counters.begin_link(100)
    counters.mark(100).crc[DOWN] = 3
    counters.close(120, out=False)

    sections = counters.sections(120)
    assert sections["since_link"]["CRC"] == (3, 0)
    assert sections["since_link"]["UAS"] == (0, 0)
    assert sections["total"]["UAS"] == (100, 100)


def test_a_note_about_a_second_that_is_judged_goes_to_the_next() -> None:
    counters = Counters()
    counters.close(50, out=False)
    counters.mark(20).crc[DOWN] = 1
    counters.close(60, out=False)

    assert counters.total["CRC", DOWN] == 1
