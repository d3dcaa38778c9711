"""Hours are rounded so that no mark is passed early, and hours of the day can be checked by both sides."""

from __future__ import annotations

import pytest

from netdoc.report.hours import hours_done, hours_needed, hours_of_day
from netdoc.report.words import NBSP


@pytest.mark.parametrize(
    ("seconds", "said"), [(92_160, "25.6 h"), (92_161, "25.7 h"), (92_519, "25.7 h"), (1, "0.1 h")]
)
def test_what_is_needed_is_rounded_up(seconds, said):
    assert hours_needed(seconds).replace(NBSP, " ") == said


@pytest.mark.parametrize(("seconds", "said"), [(92_160, "25.6 h"), (92_159, "25.5 h"), (359, "0.0 h")])
def test_what_was_watched_is_rounded_down(seconds, said):
    assert hours_done(seconds).replace(NBSP, " ") == said


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ((2, 3, 4), "02-05 h UTC"),
        ((4, 2, 9), "02-03, 04-05 and 09-10 h UTC"),
        ((23, 0), "23-01 h UTC"),
        ((22, 23), "22-24 h UTC"),
        ((0,), "00-01 h UTC"),
        (range(24), "all hours of the day"),
        (range(1, 24), "01-24 h UTC"),
        ((), ""),
    ],
)
def test_hours_of_the_day_are_stretches_also_past_midnight(hours, said):
    assert hours_of_day(tuple(hours)).replace(NBSP, " ") == said
