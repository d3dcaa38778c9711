"""The router's session clock as it was told, reading by reading, so that a month of readings can be searched.

A rule asks for the first reading from an instant on whose session had begun before another, or within a stretch.
Walking on to the end of the window for each incident would cost a month as many steps as it has readings.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate

from netdoc.diagnosis.instants import clocks, session_started_at
from netdoc.model.evidence import Evidence
from netdoc.model.facts.wan_session import WanSession
from netdoc.model.observation import Seen


@dataclass(frozen=True, slots=True)
class Sessions:
    """The readings that tell when the session began, in time order."""

    readings: Sequence[Seen[WanSession]]
    instants: Sequence[datetime]
    """When each was taken."""
    begun: Sequence[datetime]
    """When the session of each began."""
    earliest: Sequence[datetime]
    """The earliest beginning that it or a later one tells."""
    by_beginning: Sequence[tuple[datetime, int]]
    """Beginnings in time order, with the place of the reading."""

    def first_begun_before(self, moment: datetime, since: datetime) -> Seen[WanSession] | None:
        """Return the first reading from `since` on whose session had begun before an instant."""
        for place in range(bisect_left(self.instants, since), len(self.readings)):
            if self.earliest[place] >= moment:
                return None
            if self.begun[place] < moment:
                return self.readings[place]
        return None

    def first_begun_within(self, start: datetime, end: datetime, since: datetime) -> Seen[WanSession] | None:
        """Return the first reading from `since` on whose session began in [start, end]."""
        least = bisect_left(self.instants, since)
        first = bisect_left(self.by_beginning, (start, -1))
        last = bisect_right(self.by_beginning, (end, len(self.readings)))
        places = [place for _, place in self.by_beginning[first:last] if place >= least]
        return self.readings[min(places)] if places else None


def sessions(evidence: Evidence) -> Sessions:
    """Return the readings of all boxes that tell when the session began."""
    return evidence.once(sessions, lambda: _sessions(evidence))


def _sessions(evidence: Evidence) -> Sessions:
    told = clocks(evidence, session_started_at, WanSession)
    readings = [each for each, started in told if started is not None]
    begun = [started for _, started in told if started is not None]
    earliest = list(accumulate(reversed(begun), min))[::-1]
    ranked = sorted((started, place) for place, started in enumerate(begun))
    return Sessions(readings, [each.at for each in readings], begun, earliest, ranked)
