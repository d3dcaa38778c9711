"""Clocks of boxes as instants on our own clock: compared as instants, never as uptimes that fell.

An uptime is told in whole seconds and read a moment after it was true, so two readings of the same start
differ by a few seconds: CLOCK_SLACK_S. Box, line and session are three clocks and never mixed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from netdoc.model.evidence import Evidence
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.wan_session import WanSession
from netdoc.model.observation import Seen

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
    return None if reading.fact.uptime_s is None else reading.at - timedelta(seconds=reading.fact.uptime_s)


def line_started_at(reading: Seen[DslLine]) -> datetime | None:
    """Return when the line came into sync; None out of sync or where the box does not say."""
    if reading.fact.sync is False or reading.fact.showtime_s is None:
        return None
    return reading.at - timedelta(seconds=reading.fact.showtime_s)


def session_started_at(reading: Seen[WanSession]) -> datetime | None:
    """Return when the session came up."""
    if reading.fact.status != "up" or reading.fact.uptime_s is None:
        return None
    return reading.at - timedelta(seconds=reading.fact.uptime_s)


def boots(evidence: Evidence, subject: str | None = None) -> list[Instant]:
    """Return each distinct start of each box, in time order."""
    return _distinct((each, booted_at(each)) for each in evidence.readings(DeviceState, subject))


def line_starts(evidence: Evidence, subject: str | None = None) -> list[Instant]:
    """Return each distinct start of showtime that was told."""
    return _distinct((each, line_started_at(each)) for each in evidence.readings(DslLine, subject))


def session_starts(evidence: Evidence, subject: str | None = None) -> list[Instant]:
    """Return each distinct start of the session that was told."""
    return _distinct((each, session_started_at(each)) for each in evidence.readings(WanSession, subject))


def _distinct(
    readings: Iterable[tuple[Seen[DslLine] | Seen[DeviceState] | Seen[WanSession], datetime | None]],
) -> list[Instant]:
    latest: dict[str, datetime] = {}
    asked: dict[str, datetime] = {}
    found: list[Instant] = []
    for reading, started in readings:
        if started is not None:
            known = latest.get(reading.subject)
            # the first telling of an instant stands: later ones repeat it with rounding
            if known is None or started > known + 2 * CLOCK_SLACK:
                found.append(Instant(reading.subject, started, reading, asked.get(reading.subject)))
                latest[reading.subject] = started
        asked[reading.subject] = reading.at
    return sorted(found, key=lambda each: each.at)
