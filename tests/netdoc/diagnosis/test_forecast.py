"""What can be shown by when."""

import pytest

from netdoc.diagnosis.forecast import by_when, sooner, watch_needed_s
from netdoc.diagnosis.silence import needed_silence_s
from netdoc.model.case import Complaint
from tests.stories.office import T0

DAY = 86400.0
TOO_LITTLE = "nothing"


@pytest.mark.parametrize(("drops", "times"), [(1, 19.0), (2, 3.472), (3, 1.714), (5, 0.821), (10, 0.349), (20, 0.1616)])
def test_silence_must_last_as_the_exact_rule_says(drops, times):
    assert needed_silence_s(drops, DAY) == pytest.approx(times * DAY, rel=1e-3)


@pytest.mark.parametrize(("drops", "watched"), [(0, DAY), (-1, DAY), (3, 0.0), (3, -1.0)])
def test_without_a_drop_or_a_time_watched_no_silence_can_show_anything(drops, watched):
    assert needed_silence_s(drops, watched) is None


@pytest.mark.parametrize(
    ("complaint", "per_day", "hours"),
    [
        (Complaint.DROPS, 3, 24),
        (Complaint.DROPS, 1, 72),
        (Complaint.DROPS, None, 72),
        (Complaint.DEAD, 72, 1),
        (None, 3, 0),
    ],
)
def test_how_long_silence_must_last_to_doubt_a_complaint(complaint, per_day, hours):
    assert watch_needed_s(complaint, per_day) == hours * 3600


def test_after_one_drop_it_is_quicker_to_wait_for_two_more():
    told = sooner(1, DAY)

    assert told.startswith("After 1 drop that is long")
    assert "2 more have come (about 2.0 days at the rate seen so far)" in told
    assert "123.5 h will do" in told


@pytest.mark.parametrize(("drops", "watched"), [(0, DAY), (2, DAY), (3, DAY), (20, DAY)])
def test_where_waiting_saves_less_than_a_fifth_nothing_is_said(drops, watched):
    assert sooner(drops, watched) == ""


def test_by_when_silence_speaks_against_a_rate_and_what_was_watched_excludes():
    event, doubt, excluded = by_when(T0, 3600.0, DAY, 3.0)

    assert event.startswith("a failure: ")
    assert doubt == "silence until 2026-03-03 07:00 UTC: speaks against 3 a day (p < 0.05), and against nothing rarer"
    assert excluded == "what was watched so far: excludes only more than 72 a day"


def test_a_rate_that_was_assumed_is_called_so():
    assert "speaks against 1 a day (assumed: no rate was given)" in by_when(T0, 0.0, 3 * DAY, None)[1]


def test_silence_that_is_long_enough_already_ends_now():
    assert "silence until 2026-03-02 08:00 UTC" in by_when(T0, 2 * DAY, DAY, 3.0)[1]


@pytest.mark.parametrize(
    ("watched", "words"),
    [
        (3599.0, TOO_LITTLE),
        (3600.0, "72 a day"),
        (25920.0, "10 a day"),
        (26000.0, "10.0 a day"),
        (3 * DAY, "1.0 a day"),
    ],
)
def test_what_a_short_watch_excludes_is_told_from_an_hour_on(watched, words):
    told = by_when(T0, watched, 30 * DAY, 0.1)

    assert told[-1].endswith(words) if words != TOO_LITTLE else len(told) == 2
