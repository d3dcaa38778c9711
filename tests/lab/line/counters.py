"""What a modem counts: second by second since its boot, in total, since link, by quarter of an hour and by day.

Rules of seconds: ITU-T G.997.1, as restated in RFC 5650. A second is errored (ES) with a CRC anomaly, severely
errored (SES) with 18 of them or without framing or signal. Ten SES in a row begin unavailable time (UAS), which
counts these ten, and neither ES nor SES are counted in it; ten seconds in a row without SES end it, and are not part
of it. A run is held back until it is known what it counts as, so that no counter ever falls.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from tests.emulated.broadcom_text import DAY_S, QUARTER_S
from tests.lab.line.conditions import DOWN, UP
from tests.lab.line.signals import FRAMES_PER_S, SEVERE_CRC

KEYS = ("FEC", "CRC", "HEC", "ES", "SES", "UAS", "LOS", "LOF", "LPR", "INITS")
RUN = 10
"""Seconds in a row that begin or end unavailable time."""
Sums = dict[tuple[str, int], int]
"""Counts by (key, side)."""
IntPair = tuple[int, int]


class Quality(Enum):
    """What a second was."""

    CLEAN = 0
    ERRORED = 1
    SEVERE = 2


class Availability:
    """Turns seconds into ES, SES and UAS, on one side of the line. A box that boots begins in unavailable time."""

    def __init__(self, credit: Callable[[str, int, int], None]) -> None:
        """Hand each run that counts to `credit(key, first second, number of seconds)`."""
        self._credit = credit
        self.unavailable = True
        self._held: list[tuple[int, int, Quality]] = []
        self._held_s = 0

    def feed(self, first: int, count: int, quality: Quality) -> None:
        """Take the seconds that follow the last ones."""
        if count <= 0:
            return
        if (quality is Quality.SEVERE) is self.unavailable:  # the state goes on: what was held back is part of it
            self._release(as_unavailable=self.unavailable)
            self._count(first, count, quality, as_unavailable=self.unavailable)
            return
        self._held.append((first, count, quality))
        self._held_s += count
        if self._held_s >= RUN:
            self.unavailable = not self.unavailable
            self._release(as_unavailable=self.unavailable)

    def _release(self, *, as_unavailable: bool) -> None:
        for first, count, quality in self._held:
            self._count(first, count, quality, as_unavailable=as_unavailable)
        self._held.clear()
        self._held_s = 0

    def _count(self, first: int, count: int, quality: Quality, *, as_unavailable: bool) -> None:
        if as_unavailable:
            self._credit("UAS", first, count)
        elif quality is not Quality.CLEAN:
            self._credit("ES", first, count)
            if quality is Quality.SEVERE:
                self._credit("SES", first, count)


@dataclass(slots=True)
class Mark:
    """What happened in one second, by side (down, up)."""

    crc: list[int] = field(default_factory=lambda: [0, 0])
    fec: list[int] = field(default_factory=lambda: [0, 0])
    lost: list[int] = field(default_factory=lambda: [0, 0])
    severe: list[bool] = field(default_factory=lambda: [False, False])


class Counters:
    """All counters of one life of the box. Seconds are whole ones since its boot."""

    def __init__(self) -> None:
        self.total: Sums = {}
        self.since_link: Sums = {}
        self.quarters: dict[int, Sums] = {}
        self.days: dict[int, Sums] = {}
        self.closed = 0
        """The first second that is not judged yet."""
        self._link_from = 0
        self._marks: dict[int, Mark] = {}
        self._availability = tuple(Availability(self._crediting(side)) for side in (DOWN, UP))

    def mark(self, second: int) -> Mark:
        """Return the notes about a second; those about one that is judged already go to the next."""
        return self._marks.setdefault(max(second, self.closed), Mark())

    def count(self, key: str, side: int, second: int, number: int = 1) -> None:
        """Count at once."""
        self._add(key, side, max(second, self.closed), number)

    def begin_link(self, second: int) -> None:
        """Begin the count since link."""
        self._link_from = second
        self.since_link = {}

    def close(self, until: int, *, out: bool) -> None:
        """Judge every second before `until`; `out` says whether the line was out of showtime all the while."""
        if until <= self.closed:
            return
        plain = Quality.SEVERE if out else Quality.CLEAN
        for second in sorted(each for each in self._marks if each < until):
            self._feed(self.closed, second - self.closed, plain)
            self._judge(second, self._marks.pop(second), plain)
            self.closed = second + 1
        self._feed(self.closed, until - self.closed, plain)
        self.closed = until

    def sections(self, second: int) -> dict[str, dict[str, IntPair]]:
        """Return the counters as a modem shows them in its given second."""
        quarter, day = second // QUARTER_S, second // DAY_S
        return {
            "total": pairs(self.total),
            "latest_15": pairs(self.quarters.get(quarter, {})),
            "previous_15": pairs(self.quarters.get(quarter - 1, {})),
            "latest_day": pairs(self.days.get(day, {})),
            "previous_day": pairs(self.days.get(day - 1, {})),
            "since_link": pairs(self.since_link),
        }

    def _judge(self, second: int, mark: Mark, plain: Quality) -> None:
        for side in (DOWN, UP):
            crc = min(FRAMES_PER_S, max(mark.crc[side], 1 if mark.lost[side] else 0))  # no loss without an error
            self._add("CRC", side, second, crc)
            self._add("HEC", side, second, crc // 3)
            self._add("FEC", side, second, mark.fec[side])
            quality = Quality.ERRORED if crc else Quality.CLEAN
            if mark.severe[side] or crc >= SEVERE_CRC or plain is Quality.SEVERE:
                quality = Quality.SEVERE
            self._availability[side].feed(second, 1, quality)

    def _feed(self, first: int, count: int, quality: Quality) -> None:
        for each in self._availability:
            each.feed(first, count, quality)

    def _crediting(self, side: int) -> Callable[[str, int, int], None]:
        def credit(key: str, first: int, count: int) -> None:
            while count > 0:
                here = min(count, QUARTER_S - first % QUARTER_S)
                if first < self._link_from < first + here:
                    here = self._link_from - first
                self._add(key, side, first, here)
                first, count = first + here, count - here

        return credit

    def _add(self, key: str, side: int, second: int, number: int) -> None:
        if number <= 0:
            return
        quarter = self.quarters.setdefault(second // QUARTER_S, {})
        day = self.days.setdefault(second // DAY_S, {})
        link = (self.since_link,) if second >= self._link_from else ()
        for sums in (self.total, quarter, day, *link):
            sums[key, side] = sums.get((key, side), 0) + number


def pairs(sums: Mapping[tuple[str, int], int]) -> dict[str, IntPair]:
    """Return counts as (down, up) by key, all keys present."""
    return {key: (sums.get((key, DOWN), 0), sums.get((key, UP), 0)) for key in KEYS}
