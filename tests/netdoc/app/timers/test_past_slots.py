"""How much of the slots of a day was watched: pure, by whole slots, no second twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netdoc.app.timers import past
from netdoc.app.timers.past import Stretch

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def stretch(start_s: float, length_s: float, share: float = 1.0) -> Stretch:
    """Return a stretch that begins so many seconds after noon."""
    start = NOON + timedelta(seconds=start_s)
    return Stretch(start, start + timedelta(seconds=length_s), share)


def test_slots_of_290_seconds_leave_less_than_5_percent_unobserved() -> None:
    seconds = past.watched_by_slot([stretch(300 * slot + 0.6, 290) for slot in range(12)], NOON, NOON + HOUR)

    assert len(seconds) == 12
    assert sum(seconds) / 3600 > 0.95


def test_a_slot_in_which_nothing_was_watched_stands_at_zero_and_its_neighbours_do_not() -> None:
    seconds = past.watched_by_slot([stretch(0, 290), stretch(600, 290)], NOON, NOON + HOUR / 4)

    assert seconds == [290, 0, 290]


def test_a_stretch_over_several_slots_and_both_edges_is_shared_out() -> None:
    assert past.watched_by_slot([stretch(-100, 750)], NOON, NOON + HOUR / 6) == [300, 300]


def test_what_two_watched_at_once_counts_once_and_samples_never_sent_do_not_count() -> None:
    assert past.watched_by_slot([stretch(0, 100), stretch(50, 100)], NOON, NOON + HOUR / 12) == [150]
    assert past.watched_by_slot([stretch(0, 100, 0.25)], NOON, NOON + HOUR / 12) == [25]


@given(st.lists(st.tuples(st.floats(-4000, 4000), st.floats(0, 2000)), max_size=8))
def test_no_slot_is_ever_watched_for_longer_than_it_lasts(parts: list[tuple[float, float]]) -> None:
    seconds = past.watched_by_slot([stretch(*each) for each in parts], NOON, NOON + HOUR)

    assert all(0 <= each <= 300.001 for each in seconds)


@pytest.mark.parametrize(
    ("now", "since", "slots"),
    [
        (NOON, None, 288),
        (NOON + timedelta(seconds=299), None, 287),
        (NOON + timedelta(seconds=299), NOON - HOUR, 12),
        (NOON + timedelta(seconds=299), NOON + timedelta(seconds=1), 0),
        (NOON + timedelta(seconds=600), NOON + timedelta(seconds=1), 1),
        (NOON, NOON + HOUR, 0),
    ],
    ids=[
        "a day",
        "the first and the last cut",
        "installed an hour ago",
        "just now",
        "one whole slot",
        "clock set back",
    ],
)
def test_only_whole_slots_since_the_installation_count(now: datetime, since: datetime | None, slots: int) -> None:
    start, end = past.window(now, since)

    assert (end - start) / timedelta(minutes=5) == slots
    assert (start.minute % 5, start.second, end.minute % 5, end.second) == (0, 0, 0, 0)


def test_the_next_slot_begins_at_the_next_five_minutes() -> None:
    assert past.next_start(NOON) == NOON + timedelta(minutes=5)
    assert past.next_start(NOON - timedelta(seconds=1)) == NOON
