"""Stamps of log lines: every form, years that are not told, clocks that were not set."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.modems._log_times import AHEAD, Stamp, in_order, leading, newest_first, parse_stamp

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(2001, 1, 1, 15), datetime(2099, 12, 30)).map(
    lambda each: each.replace(microsecond=0, tzinfo=UTC)
)
WITHIN_A_YEAR = st.integers(0, 363 * 86_400).map(lambda back: NOON - timedelta(seconds=back))
FIRST_DATES = ("1231", "0101", "0214", "0505", "0801")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("Jan 11 05:34:03", utc(2026, 1, 11, 5, 34, 3)),
        ("Feb  1 09:59:22", utc(2026, 2, 1, 9, 59, 22)),
        ("Mar  2 11:00:00", utc(2026, 3, 2, 11)),
        ("Mar  2 13:00:00", utc(2025, 3, 2, 13)),
        ("Feb 29 10:00:00", utc(2024, 2, 29, 10)),
        ("<30>Jan 11 05:34:03", utc(2026, 1, 11, 5, 34, 3)),
        ("Jan 11 2024 05:34:03.250 UTC", utc(2024, 1, 11, 5, 34, 3) + timedelta(milliseconds=250)),
        ("2012-01-31 22:14:05", utc(2012, 1, 31, 22, 14, 5)),
        ("2012/01/31 22:14:05", utc(2012, 1, 31, 22, 14, 5)),
        ("2012-01-31T22:14:05Z", utc(2012, 1, 31, 22, 14, 5)),
        ("2012-01-31T22:14:05.5+01:00", utc(2012, 1, 31, 21, 14, 5) + timedelta(milliseconds=500)),
        ("2012-01-31 22:14:05 -0330", utc(2012, 2, 1, 1, 44, 5)),
        ("31.01.12 22:14:05", utc(2012, 1, 31, 22, 14, 5)),
        ("31.01.2012 22:14:05", utc(2012, 1, 31, 22, 14, 5)),
        ("Thu Feb 17 11:09:16 2022", utc(2022, 2, 17, 11, 9, 16)),
        ("Wed May 8 10:54:13 2024", utc(2024, 5, 8, 10, 54, 13)),
        ("Thu Feb 17 11:09:16 CET 2022", utc(2022, 2, 17, 11, 9, 16)),
    ],
)
def test_a_stamp_is_read_in_each_form(text: str, at: datetime) -> None:
    assert parse_stamp(text, NOON) == at


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Jan 11 05:34",
        "Jan 11 05:34:0",
        "Jan 11 05:34:033",
        "Jan 11 25:34:03",
        "Jan 32 05:34:03",
        "Jun 31 05:34:03",
        "Jan 11 05:34:60",
        "Jam 11 05:34:03",
        "Fri Feb 17 11:09:16 2022",
        "Thu Feb 17 11:09:16 1822",
        "Jan 11 2024 05:34:03 2024",
        "01/31/2012 22:14:05",
        "2012-31-01 22:14:05",
        "2012-01/31 22:14:05",
        "2012-01-31 22:14:05+01:0",
        "2012-01-31 22:14:05 +1900",
        "30.02.12 22:14:05",
        "Jan 11 05:34:03 router",
    ],
)
def test_what_is_no_whole_stamp_is_refused(text: str) -> None:
    assert parse_stamp(text, NOON) is None


@pytest.mark.parametrize(
    "text",
    [
        "01.01.70 01:00:31",
        "2000-01-01 00:02:00",
        "Thu Jan  1 00:00:31 1970",
        "*Mar  1 00:00:05.123",
        "1999-11-30 00:00:00",
    ],
)
def test_a_clock_that_was_never_set_dates_nothing(text: str) -> None:
    found = leading(text, NOON)

    assert found is not None
    assert not found[0].clock_set
    assert parse_stamp(text, NOON) is None


def test_what_follows_a_stamp_is_handed_back() -> None:
    found = leading("Jan 11 05:34:03 PPPOE pppd[12]: up", NOON)

    assert found is not None
    assert found[1] == " PPPOE pppd[12]: up"


@given(
    MOMENTS, st.sampled_from(["%Y-%m-%d %H:%M:%S", "%d.%m.%Y %H:%M:%S", "%a %b %d %H:%M:%S %Y", "%Y-%m-%dT%H:%M:%SZ"])
)
def test_a_stamp_with_its_year_is_read_back(moment: datetime, form: str) -> None:
    assert parse_stamp(moment.strftime(form), NOON) == moment


@given(MOMENTS, st.integers(-14 * 60, 14 * 60))
def test_a_zone_that_is_told_is_kept_to(moment: datetime, minutes: int) -> None:
    there = moment + timedelta(minutes=minutes)
    sign = "-" if minutes < 0 else "+"
    text = f"{there:%Y-%m-%dT%H:%M:%S}{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"

    assert parse_stamp(text, NOON) == moment


@given(MOMENTS, MOMENTS.filter(lambda each: each.year > 2009))
def test_without_a_year_it_is_the_latest_such_date_before_the_reading(moment: datetime, taken_at: datetime) -> None:
    found = parse_stamp(moment.strftime("%b %d %H:%M:%S"), taken_at)

    assert found is not None
    assert found <= taken_at + AHEAD
    assert (found.month, found.day, found.time()) == (moment.month, moment.day, moment.time())
    if (moment.month, moment.day) != (2, 29):
        assert found >= taken_at + AHEAD - timedelta(days=366)


@given(st.lists(WITHIN_A_YEAR.filter(lambda each: f"{each:%m%d}" not in FIRST_DATES), min_size=1))
def test_a_log_within_a_year_is_dated_whole_over_new_year(moments: list[datetime]) -> None:
    moments = sorted(moments)
    found = [leading(each.strftime("%b %d %H:%M:%S"), NOON) for each in moments]
    stamps = [each[0] for each in found if each is not None]

    assert [each.at for each in stamps] == moments
    assert all(in_order(stamps, NOON))


@given(st.lists(st.tuples(MOMENTS, st.booleans(), st.booleans(), st.booleans())))
def test_what_is_left_of_any_log_runs_forward(drawn: list[tuple[datetime, bool, bool, bool]]) -> None:
    stamps = [Stamp(at, year_told=told, clock_set=set_, factory=odd) for at, told, set_, odd in drawn]

    left = [each for each, dated in zip(stamps, in_order(stamps, NOON), strict=True) if dated]

    latest = utc(1, 1, 2)
    for each in left:
        assert each.at >= latest - timedelta(seconds=120)
        latest = max(latest, each.at)
    assert all(each.clock_set for each in left)


def stamps_of(*texts: str) -> list[Stamp]:
    found = [leading(each, NOON) for each in texts]
    assert None not in found
    return [each[0] for each in found if each is not None]


@pytest.mark.parametrize(
    ("texts", "dated"),
    [
        (["Feb 20 10:00:00", "Jan  1 00:00:12", "Jan  1 00:01:00", "Feb 20 10:05:00"], [True, False, False, True]),
        (["Jan  1 00:00:12", "Jan  1 00:01:00", "Feb 20 10:05:00"], [False, False, True]),
        (["May  5 05:05:04", "May  5 05:05:20", "Feb 20 10:05:00"], [False, False, True]),
        (["Jan  1 00:00:12", "Jan  1 00:01:00"], [False, False]),
        (["Dec 31 09:00:00", "Dec 31 23:50:00", "Jan  1 00:00:12", "Jan  1 09:01:00"], [True] * 4),
        (["Mar 10 10:00:00", "Aug 10 10:00:00", "Jan 10 10:00:00"], [True, True, True]),
        (["Feb 10 10:00:00", "Aug 10 10:00:00", "Jan 10 10:00:00"], [False, True, True]),
        (["2026-02-01 10:00:00", "2026-02-01 12:00:00", "2026-02-01 11:00:00"], [False, False, True]),
        (
            ["2026-02-01 10:00:00", "2026-01-20 10:00:00", "2026-01-20 10:01:00", "2026-02-01 10:03:00"],
            [True, False, False, True],
        ),
        (["2026-02-01 10:00:00", "2026-02-01 09:58:30", "2026-02-01 10:03:00"], [True, True, True]),
    ],
    ids=[
        "a restart without a clock",
        "a log that begins with one",
        "ASUS's own first date",
        "never set at all",
        "a real New Year",
        "most of a year",
        "more than a year",
        "set back for good",
        "a restart with an old date",
        "a little out of order",
    ],
)
def test_lines_of_another_clock_are_left_out(texts: list[str], dated: list[bool]) -> None:
    assert in_order(stamps_of(*texts), NOON) == dated


def test_the_order_of_a_log_is_told() -> None:
    assert newest_first(stamps_of("2026-02-02 10:00:00", "2026-02-01 10:00:00", "2026-02-01 10:00:00"))
    assert not newest_first(stamps_of("2026-02-01 10:00:00", "2026-02-02 10:00:00"))
    assert not newest_first([])
