"""Clocks of boxes as instants on our own clock: compared as instants, never as uptimes that fell.

An uptime is told in whole seconds and read a moment after it was true, so two readings of the same start
differ by a few seconds: CLOCK_SLACK_S. Box, line and session are three clocks and never mixed. A log tells the same
starts: of one told by a clock and by a log the clock's stands, for the log's line is written later and less exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from netdoc.diagnosis.logs import Entry, entries
from netdoc.model.evidence import Evidence
from netdoc.model.facts.device_log import DeviceLog, LogEvent
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.wan_session import WanSession
from netdoc.model.observation import Seen

C = TypeVar("C", DslLine, DeviceState, WanSession)
Clock = tuple[Seen[C], datetime | None]
"""A reading, and when what it tells of began, by our clock; None where it does not say."""

CLOCK_SLACK_S = 5.0
CLOCK_SLACK = timedelta(seconds=CLOCK_SLACK_S)
ANEW = 2 * CLOCK_SLACK
SECOND = timedelta(seconds=1)
BOOT_LINE_S = 120.0
"""A box writes the first line of its log while it starts, and dates it once it has the time: up to two minutes after
its power came (own; captures of several families take 20-100 s)."""
BOOT_EVENTS = (LogEvent.BOOT, LogEvent.WATCHDOG)
"""Lines that tell that the box itself began anew; an order to restart is no start yet."""


@dataclass(frozen=True, slots=True)
class Instant:
    """A start told by a box: when, the reading that told it, and the last reading before that.

    The truth lies between `at - early_s` and `at + late_s`: both are 0 for what a clock tells.
    """

    subject: str
    at: datetime
    told: Seen[DslLine] | Seen[DeviceState] | Seen[WanSession] | Seen[DeviceLog]
    previous_reading: datetime | None
    early_s: float = 0.0
    late_s: float = 0.0

    @property
    def earliest(self) -> datetime:
        """The earliest instant at which it can have been."""
        return self.at - timedelta(seconds=self.early_s)

    @property
    def latest(self) -> datetime:
        """The latest instant."""
        return self.at + timedelta(seconds=self.late_s)


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
        return moment - SECOND * seconds  # half as dear as a `timedelta` of so many
    except OverflowError:  # a reading dated before the calendar begins
        return None


def clocks(evidence: Evidence, started_at: Callable[[Seen[C]], datetime | None], kind: type[C]) -> Sequence[Clock[C]]:
    """Return the readings of a kind in time order, each with the start that it tells; read off once per evidence."""
    return evidence.once((clocks, kind), lambda: [(each, started_at(each)) for each in evidence.readings(kind)])


def boots(evidence: Evidence, subject: str | None = None) -> list[Instant]:
    """Return each distinct start of each box, in time order."""
    return evidence.once(
        (boots, subject),
        lambda: _with_log(
            evidence, DeviceState, subject, booted_at,
            entries(evidence, *BOOT_EVENTS, subject=subject), BOOT_LINE_S,
        ),
    )  # fmt: skip


def line_starts(evidence: Evidence, subject: str | None = None) -> list[Instant]:
    """Return each distinct start of showtime that was told."""
    return evidence.once(
        (line_starts, subject),
        lambda: _with_log(
            evidence, DslLine, subject, line_started_at,
            entries(evidence, LogEvent.SYNC_UP, subject=subject),
        ),
    )  # fmt: skip


def session_starts(evidence: Evidence, subject: str | None = None) -> list[Instant]:
    """Return each distinct start of the session that was told."""
    return evidence.once(
        (session_starts, subject),
        lambda: _with_log(
            evidence, WanSession, subject, session_started_at,
            entries(evidence, LogEvent.SESSION_UP, subject=subject),
        ),
    )  # fmt: skip


def _with_log(
    evidence: Evidence,
    kind: type[C],
    subject: str | None,
    started_at: Callable[[Seen[C]], datetime | None],
    lines: Sequence[Entry],
    lag_s: float = 0.0,
) -> list[Instant]:
    """Return the starts that a clock told, and those that only the log tells and no clock contradicts."""
    told = clocks(evidence, started_at, kind)
    found = _distinct(told if subject is None else [each for each in told if each[0].subject == subject])
    for line in lines:
        looks = (evidence.last_before(line.earliest, each, line.subject) for each in (kind, DeviceLog))
        before = max((each.at for each in looks if each is not None), default=None)
        start = Instant(line.subject, line.at, line.told, before, line.bound_s + lag_s, line.bound_s)
        later = evidence.readings(kind, line.subject, start=start.latest)
        clock = next((started for each in later if (started := started_at(each)) is not None), start.at)
        if clock >= start.earliest and not any(_one(start, each) for each in found):
            found.append(start)
    return sorted(found, key=lambda each: each.at)


def _one(start: Instant, other: Instant) -> bool:
    """Return whether two tellings can be of one start."""
    near = 2 * CLOCK_SLACK
    return (
        start.subject == other.subject
        and start.earliest <= other.latest + near
        and other.earliest <= start.latest + near
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


def _distinct(told: Sequence[Clock[C]]) -> list[Instant]:
    """Return each start once.

    A new start lies between two readings. An instant that moves without that is the clock's doing (ours stepped,
    or the box's drifts), and an uptime that stands still is no clock at all.
    """
    stuck = _standing_still(told)
    latest: dict[str, datetime] = {}
    asked: dict[str, datetime] = {}
    found: list[Instant] = []
    for index, (reading, started) in enumerate(told):
        subject = reading.subject
        if started is not None:
            known, before = latest.get(subject), asked.get(subject)
            if known is None or (started - known > ANEW and index not in stuck):
                if known is None or before is None or started >= before - CLOCK_SLACK:
                    # the first telling of an instant stands: later ones repeat it with rounding
                    found.append(Instant(subject, started, reading, before))
                latest[subject] = started
        asked[subject] = reading.at
    return sorted(found, key=lambda each: each.at)


def _standing_still(told: Sequence[Clock[C]]) -> set[int]:
    """Return which readings told one and the same uptime as their neighbours, STUCK or more in a row."""
    rows: dict[str, list[int]] = {}
    last: dict[str, timedelta] = {}
    still: set[int] = set()
    for index, (reading, started) in enumerate(told):
        if started is None:
            continue
        subject, uptime = reading.subject, reading.at - started
        if last.get(subject) == uptime:
            row = rows[subject]
            row.append(index)
            if len(row) >= STUCK:
                still.update(row[-STUCK:])
        else:
            rows[subject] = [index]
            last[subject] = uptime
    return still
