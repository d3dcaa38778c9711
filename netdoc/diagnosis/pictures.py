"""Pictures over days: what comes at the same hours, told for the whole window and never a reason to name anybody.

A rhythm speaks of a source, not of where it couples in: the pair and sources in the house give the same picture.
Hours are UTC here, for the site's own clock may have been moved in between.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from netdoc.diagnosis.error_pictures import Burst, bursts, by_hours, periodic, under_high_margin
from netdoc.diagnosis.instants import boots, line_starts
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dsl_history import DslHistory
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.observation import Seen

LEAST_DAYS = 3
"""A rhythm is told from this many days on (own)."""
SWING_DB = 3.0
"""A margin that swings by more over a day (own; «bad splices give large margin fluctuations», Adtran, [page])."""
LEAST_HOURS = 12
"""Hours of a day in which the margin must have been read for its swing to count (own)."""
SAME_HOURS = 2
"""The lowest hours of the days lie this near to each other (own)."""
SAME_TIME_MIN = 15
"""«Same clock time ± 15 min on at least 3 days = machine or habit» (own)."""
MOSTLY = 0.5
"""Share of all events that must come at that time (own)."""
RESTART = timedelta(minutes=5)
"""A line that trains this soon after its box started was taken down by the box."""
DAY_MIN = 1440
ALIKE = "the pair and sources in the house (machines, power supplies, heating, lifts) can both give such a picture"


@dataclass(frozen=True, slots=True)
class Picture:
    """What was seen over the days, in a sentence, and the readings that show it best."""

    words: str
    cites: tuple[Seen[DslLine] | Seen[DslHistory], ...]


def pictures_of_drops(evidence: Evidence) -> Picture | None:
    """Return the rhythm of the margin by hour of the day, and drops that come at one time of day."""
    return _joined([_margin_rhythm(evidence), _drops_at_one_time(evidence)])


def pictures_of_errors(evidence: Evidence) -> Picture | None:
    """Return errors that keep to some hours or a period or one time of day, and bursts while the margin stays high."""
    found = bursts(evidence)
    told = (by_hours(evidence), periodic(found), _at_one_time(found), under_high_margin(evidence, found))
    cites = tuple(dict.fromkeys(each.told for each in found[:2]))
    return _joined([Picture(words, cites) for words in told if words])


def _joined(pictures: Sequence[Picture | None]) -> Picture | None:
    kept = [each for each in pictures if each is not None]
    if not kept:
        return None
    words = "; ".join(each.words for each in kept)
    return Picture(f"{words}; {ALIKE}", tuple(dict.fromkeys(cited for each in kept for cited in each.cites)))


def _margin_rhythm(evidence: Evidence) -> Picture | None:
    days = _margins_by_day(evidence)
    swings = [swing for hours in days.values() if (swing := _swing(hours)) is not None]
    best = max(
        ([each for each in swings if _hours_apart(each.low, one.low) <= SAME_HOURS] for one in swings),
        key=len, default=[],
    )  # fmt: skip
    if len(best) < LEAST_DAYS or len(best) < MOSTLY * len(days):
        return None
    least, most = min(each.by_db for each in best), max(each.by_db for each in best)
    words = (
        f"the margin swings by {least:.1f} to {most:.1f} dB over the day on {len(best)} of {len(days)} days, lowest "
        f"around {best[0].low:02d}:00 UTC"
    )
    return Picture(words, (best[0].told,))


@dataclass(frozen=True, slots=True)
class _Swing:
    low: int
    by_db: float
    told: Seen[DslLine]


def _margins_by_day(evidence: Evidence) -> dict[date, dict[int, list[Seen[DslLine]]]]:
    days: dict[date, dict[int, list[Seen[DslLine]]]] = {}
    for each in evidence.readings(DslLine):
        if each.fact.sync and each.fact.margin_down_db is not None:
            days.setdefault(each.at.date(), {}).setdefault(each.at.hour, []).append(each)
    return {day: hours for day, hours in days.items() if len(hours) >= LEAST_HOURS}


def _swing(hours: dict[int, list[Seen[DslLine]]]) -> _Swing | None:
    """Return how far the margin of a day's hours lies apart, by the middle reading of each hour."""
    levels = {hour: median(each.fact.margin_down_db or 0.0 for each in held) for hour, held in hours.items()}
    low = min(levels, key=lambda hour: levels[hour])
    by_db = max(levels.values()) - levels[low]
    return _Swing(low, by_db, hours[low][0]) if by_db > SWING_DB else None


def _hours_apart(one: int, other: int) -> int:
    return min((one - other) % 24, (other - one) % 24)


def _drops_at_one_time(evidence: Evidence) -> Picture | None:
    started = boots(evidence)
    starts = [
        each
        for each in line_starts(evidence)
        if each.previous_reading is not None
        and not any(
            box.subject == each.subject and timedelta(0) <= each.at - box.at <= RESTART for box in started
        )
    ]  # fmt: skip
    words = one_time([each.at for each in starts], "the line trained anew")
    told = tuple(each.told for each in starts[:2] if isinstance(each.told.fact, DslLine))
    return Picture(words, told) if words else None


def _at_one_time(found: Sequence[Burst]) -> str:
    return one_time([each.start for each in found], "bursts of errors began")


def one_time(moments: Sequence[datetime], what: str) -> str:
    """Return in words that events come at one time of day on at least three days; empty where they do not."""
    by_minute: dict[int, list[datetime]] = {}
    for each in sorted(moments):
        by_minute.setdefault(each.hour * 60 + each.minute, []).append(each)
    best: list[datetime] = []
    days = 0
    for minute in sorted(by_minute):
        around = range(minute - SAME_TIME_MIN, minute + SAME_TIME_MIN + 1)
        near = [each for other in around for each in by_minute.get(other % DAY_MIN, ())]
        # around midnight, too, one night is one day
        noon = timedelta(minutes=minute - DAY_MIN / 2)
        on = len({(each - noon).date() for each in near})
        if on > days:
            best, days = near, on
    if days < LEAST_DAYS or len(best) < MOSTLY * len(moments):
        return ""
    middle = best[len(best) // 2]
    return (
        f"{what} within {SAME_TIME_MIN} min of {middle:%H:%M} UTC on {days} days ({len(best)} of {len(moments)} "
        "times): a machine or a habit"
    )
