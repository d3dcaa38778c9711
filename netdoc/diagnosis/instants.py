"""Clocks of boxes as instants on our own clock: compared as instants, never as uptimes that fell.

An uptime is told in whole seconds and read a moment after it was true, so two readings of the same start
differ by a few seconds: CLOCK_SLACK_S. Box, line and session are three clocks and never mixed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from netdoc.model.evidence import Evidence
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.wan_session import WanSession
from netdoc.model.observation import Seen

C = TypeVar("C", DslLine, DeviceState, WanSession)

CLOCK_SLACK_S = 5.0
CLOCK_SLACK = timedelta(seconds=CLOCK_SLACK_S)


@dataclass(frozen=True, slots=True)
class Instant:
    """A start told by a box: when, the reading that told it, and the last reading before that."""

    subject: str
    at: datetime
    told: Seen[DslLine] | Seen[DeviceState] | Seen[WanSession]
    previous_reading: datetime | None


def booted_at(reading: Seen[DeviceState]) -> datetime | None:
    """Return when the box started, by our clock."""
    return _ago(reading.at, reading.fact.uptime_s)


def line_started_at(reading: Seen[DslLine]) -> datetime | None:
    """Return when the line came into sync; None out of sync or where the box does not say."""
    if reading.fact.sync is False or reading.fact.showtime_s is None:
        return None
    return _ago(reading.at, reading.fact.showtime_s)


def session_started_at(reading: Seen[WanSession]) -> datetime | None:
    """Return when the session came up."""
    if reading.fact.status != "up" or reading.fact.uptime_s is None:
        return None
    return _ago(reading.at, reading.fact.uptime_s)


LONGEST_S = 20 * 365 * 86400
"""No box runs longer: a greater uptime is garbage."""


def _ago(moment: datetime, seconds: int | None) -> datetime | None:
    if seconds is None or not 0 <= seconds <= LONGEST_S:
        return None
    try:
        return moment - timedelta(seconds=seconds)
    except OverflowError:  # a reading dated before the calendar begins
        return None


def boots(evidence: Evidence, subject: str | None = None) -> list[Instant]:
    """Return each distinct start of each box, in time order."""
    readings = evidence.readings(DeviceState, subject)
    return evidence.once((boots, subject), lambda: _distinct(readings, booted_at))


def line_starts(evidence: Evidence, subject: str | None = None) -> list[Instant]:
    """Return each distinct start of showtime that was told."""
    return evidence.once(
        (line_starts, subject), lambda: _distinct(evidence.readings(DslLine, subject), line_started_at)
    )


def session_starts(evidence: Evidence, subject: str | None = None) -> list[Instant]:
    """Return each distinct start of the session that was told."""
    return evidence.once(
        (session_starts, subject), lambda: _distinct(evidence.readings(WanSession, subject), session_started_at)
    )


def held_sync(evidence: Evidence, start: datetime, end: datetime, *, until: datetime | None = None) -> bool | None:
    """Return whether the line stayed in sync from `start` to `end`, by the first reading after it and before `until`.

    None when no such reading tells.
    """
    within = evidence.readings(DslLine, start=start, end=end)
    if any(each.fact.sync is False for each in within):
        return False
    reading = evidence.first_after(end, DslLine)
    if reading is None or (until is not None and reading.at >= until):
        return None
    started = line_started_at(reading)
    return None if started is None else started < start - CLOCK_SLACK


STUCK = 3
"""An uptime told this often in a row is no clock: it stands still. Not in a row, it is how long after each of its
restarts a box happened to be asked."""


def _distinct(readings: Sequence[Seen[C]], started_at: Callable[[Seen[C]], datetime | None]) -> list[Instant]:
    """Return each start once.

    A new start lies between two readings. An instant that moves without that is the clock's doing (ours stepped,
    or the box's drifts), and an uptime that stands still is no clock at all.
    """
    told = [(each, started_at(each)) for each in readings]
    stuck = _standing_still(told)
    latest: dict[str, datetime] = {}
    asked: dict[str, datetime] = {}
    found: list[Instant] = []
    for index, (reading, started) in enumerate(told):
        before = asked.get(reading.subject)
        if started is not None:
            known = latest.get(reading.subject)
            new = known is None or (started > known + 2 * CLOCK_SLACK and index not in stuck)
            if new and (known is None or before is None or started >= before - CLOCK_SLACK):
                # the first telling of an instant stands: later ones repeat it with rounding
                found.append(Instant(reading.subject, started, reading, before))
            if new:
                latest[reading.subject] = started
        asked[reading.subject] = reading.at
    return sorted(found, key=lambda each: each.at)


def _standing_still(told: Sequence[tuple[Seen[C], datetime | None]]) -> set[int]:
    """Return which readings told one and the same uptime as their neighbours, STUCK or more in a row."""
    rows: dict[str, list[list[int]]] = {}
    last: dict[str, timedelta] = {}
    for index, (reading, started) in enumerate(told):
        if started is None:
            continue
        held = rows.setdefault(reading.subject, [])
        if not held or last[reading.subject] != reading.at - started:
            held.append([])
        held[-1].append(index)
        last[reading.subject] = reading.at - started
    return {index for held in rows.values() for row in held if len(row) >= STUCK for index in row}
