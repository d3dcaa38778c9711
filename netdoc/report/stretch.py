"""A stretch of time as the length of an axis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Stretch:
    """The time that an axis shows; `end` lies after `start`."""

    start: datetime
    end: datetime

    def holds(self, first: datetime, last: datetime) -> bool:
        """Return whether something that lasted from `first` to `last` is seen on it."""
        return first <= self.end and last >= self.start

    def place(self, moment: datetime) -> float:
        """Return where an instant stands, 0 to 1; what lies beyond an end stands at that end."""
        return round(min(1.0, max(0.0, (moment - self.start) / (self.end - self.start))), 6)
