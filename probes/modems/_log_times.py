"""The stamps of log lines, in the forms that boxes print, and which of a log's lines they can date.

A stamp without a zone is the box's own clock, read as if that were UTC: how far it is from ours is for the driver to
say (`DeviceLog.clock_offset_s`), or nobody knows. A stamp without a year is the latest such date before the reading.
Dates up to the year 2000, and those that Cisco marks with `*`, come from a box that has not been told the time.

Forms: RFC 3164 (`Jan 11 05:34:03`), RFC 5424 and ISO 8601, `date` and C's asctime (`Thu Feb 17 11:09:16 2022`),
Cisco (`*Mar  1 00:00:05.123:`), AVM (`31.01.12 22:14:05`). `01/02/2012` may be month or day first and is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

AHEAD = timedelta(days=1)
"""A date without a year that lies farther ahead of the reading is last year's: zones reach 14 hours."""
SLACK = timedelta(seconds=120)
"""Lines of several programs stand in a log a little out of order; a time server's correction is as small (own)."""
JUMP = timedelta(days=1)
"""A clock that leaps so far between two lines was set between them (own)."""
CLOCK_SINCE = 2001
"""Boxes begin in 1970 or in 2000 when they do not know the time."""
LAST_YEAR = 2099

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_TIME = r"(?P<hour>[01][0-9]|2[0-3]):(?P<minute>[0-5][0-9]):(?P<second>[0-5][0-9])(?:[.,](?P<fraction>[0-9]{1,9}))?"
_DAYS = r"(?:0[1-9]|[12][0-9]|3[01])"
_DAY = rf"(?P<day>{_DAYS})"
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})"
_PRIORITY = r"(?:<[0-9]{1,3}>(?:1 )?)?"
_END = r"(?![0-9A-Za-z]|[+-][0-9]|[.:,][0-9])"
_FORMS = tuple(
    re.compile(_PRIORITY + form + _END)
    for form in (
        rf"(?:(?P<weekday>{'|'.join(_WEEKDAYS)}),? {{1,2}})?(?P<mark>[*.])?{_MONTH} {{1,2}}(?P<short_day>{_DAYS}|[1-9])"
        rf"(?: (?P<year>[0-9]{{4}}))? {_TIME}(?: (?P<zone>UTC|GMT|[A-Z]{{1,4}}T)(?=:| [0-9]{{4}}\b|$))?"
        r"(?: (?P<late_year>[0-9]{4}))?",
        rf"(?P<year>[0-9]{{4}})(?P<sep>[-/])(?P<number>0[1-9]|1[0-2])(?P=sep){_DAY}[T ]{_TIME}"
        r"(?: ?(?P<zone>Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}))?",
        rf"{_DAY}\.(?P<number>0[1-9]|1[0-2])\.(?P<year>[0-9]{{4}}|[0-9]{{2}}) {_TIME}",
    )
)
_UTC = ("Z", "UTC", "GMT")
_FACTORY = re.compile(r"Jan  ?0?1 (?:0[0-9]|1[0-4]):|Dec 31 (?:1[0-9]|2[0-3]):|May  ?0?5 05:0|(?:Aug  ?0?1|Feb 14) 00:")
"""What clocks that were never set begin with, as seen without the year: 1970 in any zone, and ASUS's own dates."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """One stamp of a log line."""

    at: datetime
    """Aware UTC; the box's own clock as if it were UTC where no zone is told."""
    zone_told: bool = False
    year_told: bool = False
    clock_set: bool = True
    """False: the date is of a box that had not been told the time."""
    factory: bool = False
    """The date, told without a year, is one with which unset clocks begin."""


def parse_stamp(text: str, taken_at: datetime) -> datetime | None:
    """Return the instant that a text tells, when it is one whole stamp of a box whose clock was set; else None.

    Args:
        text: the stamp alone.
        taken_at: when the log was read, aware UTC: the year of a stamp without one follows from it.
    """
    found = leading(text.strip(), taken_at)
    return None if found is None or found[1] or not found[0].clock_set else found[0].at


def leading(line: str, taken_at: datetime) -> tuple[Stamp, str] | None:
    """Return the stamp with which a line begins, and what follows it; None where there is none."""
    for form in _FORMS:
        if (found := form.match(line)) is not None:
            stamp = _stamp(found, taken_at)
            return None if stamp is None else (stamp, line[found.end() :])
    return None


def in_order(stamps: Sequence[Stamp], taken_at: datetime) -> list[bool]:
    """Return which lines of a log, given oldest first, their stamps date by the clock that the newest were written by.

    Left out are lines from before the clock was set, lines from a restart with an old date (the clock falls back and
    returns), and all lines older than the last time the clock was set back, or than a year where none is told.
    """
    dates = [each.clock_set for each in stamps]
    _drop_factory_runs(stamps, dates, taken_at)
    kept: list[tuple[int, datetime]] = []
    for number in range(len(stamps) - 1, -1, -1):
        if not dates[number]:
            continue
        at = stamps[number].at
        overtaken: list[int] = []
        while kept and kept[-1][1] + SLACK < at:
            overtaken.append(kept.pop()[0])
        if overtaken:
            returned = bool(kept)
            for each in overtaken if returned else ():
                dates[each] = False
            if not returned or not stamps[number].year_told:
                dates[: number + 1] = [False] * (number + 1)
                break
        kept.append((number, min(at, kept[-1][1]) if kept else at))
    return dates


def newest_first(stamps: Sequence[Stamp]) -> bool:
    """Return whether a log's newest line stands on top."""
    pairs = list(pairwise(stamps))
    return sum(one.at > two.at for one, two in pairs) > sum(one.at < two.at for one, two in pairs)


def _drop_factory_runs(stamps: Sequence[Stamp], dates: list[bool], taken_at: datetime) -> None:
    """Mark the lines from a date with which unset clocks begin up to where the clock was set."""
    number = 0
    while number < len(stamps):
        flows_on = number > 0 and abs(stamps[number].at - stamps[number - 1].at) <= JUMP
        if not stamps[number].factory or flows_on:
            number += 1
            continue
        end = number + 1
        while end < len(stamps) and abs(stamps[end].at - stamps[end - 1].at) <= JUMP:
            end += 1
        following = stamps[end].at if end < len(stamps) else taken_at - JUMP
        if abs(following - stamps[end - 1].at) > JUMP:
            dates[number:end] = [False] * (end - number)
        number = end


def _stamp(found: re.Match[str], taken_at: datetime) -> Stamp | None:
    part = found.groupdict()
    if part.get("year") and part.get("late_year"):
        return None
    month = int(part["number"]) if part.get("number") else _MONTHS.index(part["month"]) + 1
    day = int(part.get("short_day") or part["day"])
    time = (int(part["hour"]), int(part["minute"]), int(part["second"]))
    micro = int((part.get("fraction") or "0").ljust(9, "0")[:6])
    year_told = part.get("year") or part.get("late_year")
    zone = _zone(part.get("zone"))
    if year_told is None:
        at = _latest(month, day, time, micro, zone, taken_at)
    else:
        at = _instant(_full_year(year_told), month, day, time, micro, zone)
    if at is None or (part.get("weekday") and not _falls_on(at, zone, part["weekday"])):
        return None
    return Stamp(
        at,
        zone_told=part.get("zone") in _UTC or (part.get("zone") or "")[:1] in ("+", "-"),
        year_told=year_told is not None,
        clock_set=at.year >= CLOCK_SINCE and part.get("mark") != "*",
        factory=year_told is None and _FACTORY.search(found[0]) is not None,
    )


def _zone(text: str | None) -> timezone | None:
    """Return the zone that is told; UTC where none is; None for one that no zone can be."""
    if text is None or text[0] not in "+-":
        return UTC
    ahead = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    if ahead > timedelta(hours=14):
        return None
    return timezone(-ahead if text[0] == "-" else ahead)


def _full_year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else year + (1900 if year >= 70 else 2000)


def _instant(
    year: int, month: int, day: int, time: tuple[int, int, int], micro: int, zone: timezone | None
) -> datetime | None:
    if zone is None or not 1969 <= year <= LAST_YEAR:
        return None
    try:
        return datetime(year, month, day, *time, micro, tzinfo=zone).astimezone(UTC)
    except ValueError:
        return None


def _latest(
    month: int, day: int, time: tuple[int, int, int], micro: int, zone: timezone | None, taken_at: datetime
) -> datetime | None:
    """Return the latest such date up to a day after the reading; 29 February may be some years back."""
    limit = taken_at + AHEAD
    for year in range(limit.year, limit.year - 9, -1):
        at = _instant(year, month, day, time, micro, zone)
        if at is not None and at <= limit:
            return at
    return None


def _falls_on(at: datetime, zone: timezone | None, weekday: str) -> bool:
    return _WEEKDAYS[at.astimezone(zone).weekday()] == weekday
