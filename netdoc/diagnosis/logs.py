"""What boxes wrote into their own logs: each line once, on our clock, with how exactly it is dated.

A log whose clock was not compared with ours, or is known to a quarter of an hour at best, dates nothing: it tells
a sequence and how often, and is set aside (`undated`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from netdoc.model.evidence import Evidence
from netdoc.model.facts.device_log import DeviceLog, LogEvent, LogLine
from netdoc.model.observation import Seen

DATES_S = 900.0
"""A clock that may be off by more dates no better than a bin of a quarter of an hour (own)."""
SHOWN_S = 60.0
"""An offset told without its bound: many pages show hours and minutes only (own)."""
REPEATED_S = 2.0
"""The same line told again, with the offset found anew, may lie this far off."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One dated line of a log; the truth lies within `bound_s` of `at`."""

    subject: str
    at: datetime
    event: LogEvent
    text: str
    bound_s: float
    told: Seen[DeviceLog]

    @property
    def earliest(self) -> datetime:
        """The earliest instant, by our clock, at which it can have been written."""
        return self.at - timedelta(seconds=self.bound_s)

    @property
    def latest(self) -> datetime:
        """The latest instant."""
        return self.at + timedelta(seconds=self.bound_s)


def bound_s(log: DeviceLog) -> float | None:
    """Return how exactly a log dates its lines on our clock; None for one that dates nothing."""
    if log.clock_offset_s is None:
        return None
    bound = SHOWN_S if log.clock_bound_s is None else log.clock_bound_s
    return bound if bound <= DATES_S else None


def entries(evidence: Evidence, *events: LogEvent, subject: str | None = None) -> list[Entry]:
    """Return the dated lines of these events, or of all, in time order; of one box, or of all."""
    return [
        each
        for each in evidence.once(entries, lambda: _all(evidence))
        if (not events or each.event in events) and subject in (None, each.subject)
    ]


def entries_between(
    evidence: Evidence, start: datetime, end: datetime, *events: LogEvent, subject: str | None = None
) -> list[Entry]:
    """Return the lines that can have been written between two instants."""
    return [
        each for each in entries(evidence, *events, subject=subject) if each.latest >= start and each.earliest <= end
    ]


def covers(evidence: Evidence, subject: str, start: datetime, end: datetime) -> Seen[DeviceLog] | None:
    """Return a dated log of a box that reaches back to `start` and was read after `end`: then absence tells."""
    for reading in evidence.readings(DeviceLog, subject, start=end):
        back, bound = reading.fact.reaches_back_to, bound_s(reading.fact)
        if back is not None and bound is not None and back + timedelta(seconds=bound) <= start:
            return reading
    return None


def undated(evidence: Evidence) -> dict[str, str]:
    """Return, by box, what a log that dates nothing tells: how often each event stands in it."""
    told: dict[str, str] = {}
    for reading in evidence.readings(DeviceLog):
        if bound_s(reading.fact) is None:
            counts = Counter(each.event for each in reading.fact.lines)
            counts.pop(LogEvent.OTHER, None)
            told[reading.subject] = ", ".join(f"{count} x {event}" for event, count in counts.items())
    return told


def _all(evidence: Evidence) -> list[Entry]:
    found: list[Entry] = []
    for subject in sorted({each.subject for each in evidence.readings(DeviceLog)}):
        known: list[Entry] = []
        for reading in evidence.readings(DeviceLog, subject):
            bound = bound_s(reading.fact)
            if bound is not None:
                known += [
                    Entry(subject, each.at, each.event, each.text, bound, reading)
                    for each in _new(reading.fact.lines, known, bound)
                ]
                known.sort(key=lambda each: each.at)
        found += known
    return sorted(found, key=lambda each: each.at)


def _new(lines: Sequence[LogLine], known: Sequence[Entry], bound: float) -> list[LogLine]:
    """Return the lines that no earlier reading of the same log told."""
    if not known:
        return list(lines)
    near = timedelta(seconds=REPEATED_S + bound + known[-1].bound_s)
    found = list(_outside(lines, known[0].at - near, known[-1].at + near))
    for line in reversed(lines):
        if line.at < known[-1].at - near:
            break  # a log only grows at its end: what is older was told before
        alike = (each for each in known if (each.event, each.text) == (line.event, line.text))
        if line.at <= known[-1].at + near and not any(abs(each.at - line.at) <= near for each in alike):
            found.append(line)
    return found


def _outside(lines: Sequence[LogLine], first: datetime, last: datetime) -> Iterator[LogLine]:
    """Yield the lines before what is known (a later reading may reach back farther) and after it."""
    for line in lines:
        if line.at >= first:
            break
        yield line
    for line in reversed(lines):
        if line.at <= last:
            break
        yield line
