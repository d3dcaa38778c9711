"""Local time for people, UTC beside it for logs. Local time exists only in reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from netdoc.report.document import AxisTick

_STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200)
_DAY_S = 86400
_MOST_TICKS = 8
_QUARTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class LocalTimes:
    """Times in the site's zone. `known` is false when this computer does not know that zone; then it is UTC."""

    zone: tzinfo
    name: str
    known: bool = True

    def local(self, moment: datetime) -> datetime:
        """Return the moment in the site's zone."""
        return moment.astimezone(self.zone)

    def stamp(self, moment: datetime) -> str:
        """Return `2026-03-02 14:05:10`, local."""
        return f"{self.local(moment):%Y-%m-%d %H:%M:%S}"

    def minute(self, moment: datetime) -> str:
        """Return `2026-03-02 14:05`, local."""
        return f"{self.local(moment):%Y-%m-%d %H:%M}"

    def zoned(self, moment: datetime) -> str:
        """Return `2026-03-02 14:05 (UTC+1)`: local, for a sentence that stands without a column heading."""
        return f"{self.minute(moment)} ({_offset(self.local(moment))})"

    def span(self, start: datetime, end: datetime) -> str:
        """Return both ends, local, naming the date once where it is the same; one instant for a span without length."""
        if start == end:
            return self.stamp(start)
        seconds = (end - start).total_seconds() < 600
        first, last = self.local(start), self.local(end)
        clock = "%H:%M:%S" if seconds else "%H:%M"
        if first.date() == last.date():
            return f"{first:%Y-%m-%d} {first.strftime(clock)} to {last.strftime(clock)}"
        return f"{first:%Y-%m-%d} {first.strftime(clock)} to {last:%Y-%m-%d} {last.strftime(clock)}"

    def offsets(self, start: datetime, end: datetime) -> str:
        """Return the offset from UTC, or both where the clocks were changed within the span."""
        first, last = _offset(self.local(start)), _offset(self.local(end))
        words = first if first == last else f"{first} at the start, {last} at the end"
        return f"{self.name}, {words}" if self.name != words else words

    def changes(self, start: datetime, end: datetime) -> list[datetime]:
        """Return the quarters of an hour, UTC, between two instants at which the zone's clocks were changed."""
        moment = start.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        offset, found = self.local(moment).utcoffset(), []
        while (moment := moment + _QUARTER) < end:
            before, offset = offset, self.local(moment).utcoffset()
            if offset != before and moment > start:
                found.append(moment)
        return found

    def ticks(self, start: datetime, end: datetime) -> tuple[AxisTick, ...]:
        """Return at most eight round local times between two instants."""
        length_s = (end - start).total_seconds()
        if length_s <= 0:
            return ()
        step_s = _step(length_s)
        local = self.local(start)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        passed_s = (local - midnight).total_seconds()
        moment = start + timedelta(seconds=-passed_s % step_s)
        found = []
        while moment <= end:
            found.append((moment, (moment - start).total_seconds() / length_s))
            moment += timedelta(seconds=step_s)
        return tuple(AxisTick(at=at, label=self._label(moment, step_s)) for moment, at in found)

    def _label(self, moment: datetime, step_s: float) -> str:
        local = self.local(moment)
        if step_s >= _DAY_S or (local.hour, local.minute, local.second) == (0, 0, 0):
            return f"{local.day} {local:%b}"
        return f"{local:%H:%M:%S}" if step_s < 60 else f"{local:%H:%M}"


def local_times(zone_name: str) -> LocalTimes:
    """Return the times of an IANA zone; UTC, marked as such, when this computer does not know it."""
    if zone_name in _UTC_NAMES:
        return LocalTimes(UTC, "UTC")
    try:
        return LocalTimes(ZoneInfo(zone_name), zone_name)
    except (KeyError, ValueError, OSError):
        return LocalTimes(UTC, "UTC", known=False)


_UTC_NAMES = frozenset({"UTC", "UCT", "Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu", "Universal", "Zulu"})
"""Names by which the zone database knows UTC itself: `(Etc/UTC, UTC)` would say it twice."""


def utc(moment: datetime) -> str:
    """Return `2026-03-02 13:05:10`, UTC."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def utc_clock(moment: datetime) -> str:
    """Return `13:05:10`, UTC."""
    return f"{moment.astimezone(UTC):%H:%M:%S}"


def clusters(moments: Sequence[datetime], within: timedelta) -> list[datetime]:
    """Return one instant for each group of instants that lie near one another: start instants jitter."""
    groups: list[list[datetime]] = []
    for moment in sorted(moments):
        if groups and moment - groups[-1][-1] <= within:
            groups[-1].append(moment)
        else:
            groups.append([moment])
    return [group[len(group) // 2] for group in groups]


def _step(length_s: float) -> float:
    for step in _STEPS_S:
        if length_s / step <= _MOST_TICKS:
            return step
    days = 1
    while length_s / (days * _DAY_S) > _MOST_TICKS:
        days += 1
    return days * _DAY_S


def _offset(local: datetime) -> str:
    minutes = int((local.utcoffset() or timedelta()).total_seconds() // 60)
    if minutes == 0:
        return "UTC"
    sign = "+" if minutes > 0 else "−"
    return f"UTC{sign}{abs(minutes) // 60}" + (f":{abs(minutes) % 60:02d}" if minutes % 60 else "")
