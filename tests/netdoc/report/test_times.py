"""Local time for people, with its offset; UTC for logs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from netdoc.report.times import clusters, local_times, utc_clock

WINTER = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["No/Where", "../../etc/passwd", "\x00", "", "Europe"])
def test_an_unknown_zone_is_utc_and_says_so(zone):
    times = local_times(zone)

    assert not times.known
    assert times.stamp(WINTER) == "2026-03-28 12:00:00"


def test_the_offset_is_stated_and_a_change_of_the_clocks_too():
    berlin = local_times("Europe/Berlin")

    assert berlin.offsets(WINTER, WINTER) == "Europe/Berlin, UTC+1"
    assert berlin.offsets(WINTER, WINTER + timedelta(days=1)) == "Europe/Berlin, UTC+1 at the start, UTC+2 at the end"
    assert local_times("Asia/Kolkata").offsets(WINTER, WINTER) == "Asia/Kolkata, UTC+5:30"
    assert local_times("America/New_York").offsets(WINTER, WINTER).endswith("UTC−4")
    assert local_times("UTC").offsets(WINTER, WINTER) == "UTC"
    assert local_times("Etc/UTC").offsets(WINTER, WINTER) == "UTC"


def test_a_time_is_printed_local_and_in_utc():
    assert local_times("Europe/Berlin").stamp(WINTER) == "2026-03-28 13:00:00"
    assert utc_clock(WINTER) == "12:00:00"


@pytest.mark.parametrize("length_s", [10, 60, 3600, 86400, 5 * 86400, 30 * 86400, 400 * 86400])
def test_an_axis_has_few_ticks_at_round_local_times(length_s):
    start = WINTER + timedelta(seconds=17, minutes=3)

    ticks = local_times("Europe/Berlin").ticks(start, start + timedelta(seconds=length_s))

    assert 3 <= len(ticks) <= 9
    assert all(0 <= each.at <= 1 for each in ticks)
    assert all(each.label for each in ticks)


def test_the_ticks_of_a_day_stand_at_full_hours_and_midnight_names_the_date():
    labels = [each.label for each in local_times("Europe/Berlin").ticks(WINTER, WINTER + timedelta(days=1))]

    assert labels[0] == "15:00"
    assert "29 Mar" in labels


def test_a_window_without_length_has_no_ticks():
    assert local_times("UTC").ticks(WINTER, WINTER) == ()


def test_start_instants_that_jitter_are_one_start():
    jitter = [WINTER + timedelta(seconds=each) for each in (0, 40, 70, 4000)]

    assert clusters(jitter, timedelta(seconds=90)) == [jitter[1], jitter[3]]


def test_a_time_in_a_sentence_carries_its_offset():
    assert local_times("Europe/Berlin").zoned(WINTER) == "2026-03-28 13:00 (UTC+1)"
    assert local_times("UTC").zoned(WINTER) == "2026-03-28 12:00 (UTC)"


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Europe/Berlin", [datetime(2026, 3, 29, 1, tzinfo=UTC)]),
        ("Australia/Lord_Howe", [datetime(2026, 4, 4, 15, tzinfo=UTC)]),
        ("UTC", []),
    ],
)
def test_the_instant_at_which_the_clocks_were_changed_is_found(zone, expected):
    start, end = datetime(2026, 3, 20, 7, 13, tzinfo=UTC), datetime(2026, 4, 10, tzinfo=UTC)

    assert local_times(zone).changes(start, end) == expected
    assert local_times(zone).changes(start, start) == []
