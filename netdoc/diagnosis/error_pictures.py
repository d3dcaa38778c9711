"""Stretches in which the line counted errors, gathered into bursts, and the rhythm in them. Hours are UTC."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from netdoc.diagnosis.rules._bins import every
from netdoc.diagnosis.rules._modem import ES_LEAST_PER_QUARTER, SES_LEAST
from netdoc.diagnosis.rules._signs import LOSS_S, by_box, growth_in, held_between
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dsl_history import DslHistory
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.observation import Seen

COARSE = timedelta(minutes=30)
"""Between readings farther apart than this it is not known when errors came."""
ONE_BURST = timedelta(minutes=5)
"""Errors nearer than that are one burst, as flaps so near are one outage (docs/adr/0005)."""
OFFICE_HOURS = 10
"""Hours in a row that hold what keeps to working hours (own)."""
LEAST_DAYS, LEAST_HOURS, LEAST_CELLS = 3, 3, 6
"""Days with errors, different hours of the day, and hours in all, before working hours are spoken of (own)."""
OUTSIDE = 24
"""Hours outside of them that must have been read (own)."""
RARER = 0.1
"""Outside of them errors come in at most this share of the hours, of that within (own)."""
GAPS, REGULAR, FINE = 5, 0.1, 5
"""A period shows in this many gaps, each as near to the middle one, which is so many times longer than what was read
at once (own)."""
HIGH_MARGIN_DB = 6.0
"""What lines are mostly trained to (folk)."""
STEADY_DB = 1.0
"""In a burst the margin lies no farther than this below its usual (own)."""
LEAST_BURSTS = 3


class Stretch(NamedTuple):
    """Between two readings, or a bin: whether errors grew as on a disturbed line, and the least margin at its ends."""

    start: datetime
    end: datetime
    errors: bool
    margin_db: float | None
    told: Seen[DslLine] | Seen[DslHistory]


@dataclass(frozen=True, slots=True)
class Burst:
    """Stretches with errors that follow each other; margins are those read at their ends."""

    start: datetime
    end: datetime
    longest_s: float
    margins_db: tuple[float, ...]
    told: Seen[DslLine] | Seen[DslHistory]


def stretches(evidence: Evidence) -> list[Stretch]:
    """Return every stretch in sync in which errors could be followed, in time order."""
    return evidence.once(stretches, lambda: sorted([*_read(evidence), *_bins(evidence)], key=lambda each: each.start))


def _read(evidence: Evidence) -> list[Stretch]:
    found = []
    for earlier, later in by_box(evidence.readings(DslLine)):
        if later.at - earlier.at <= COARSE and held_between(earlier, later):
            margins = [each.fact.margin_down_db for each in (earlier, later) if each.fact.margin_down_db is not None]
            errors = bool(growth_in((earlier, later)))
            found.append(Stretch(earlier.at, later.at, errors, min(margins, default=None), later))
    return found


def _bins(evidence: Evidence) -> list[Stretch]:
    found = []
    for each in every(evidence):
        bin_ = each.bin
        if (bin_.uas_down or 0) < LOSS_S and not bin_.inits:
            ses = (bin_.ses_down or 0) + (bin_.ses_up or 0)
            errors = ses >= SES_LEAST or (bin_.es_down or 0) >= ES_LEAST_PER_QUARTER
            found.append(Stretch(bin_.start, bin_.end, errors, None, each.told))
    return found


def bursts(evidence: Evidence) -> list[Burst]:
    """Return the stretches with errors, those that follow each other as one."""
    return evidence.once(bursts, lambda: _gathered([each for each in stretches(evidence) if each.errors]))


def _gathered(bad: Sequence[Stretch]) -> list[Burst]:
    found: list[Burst] = []
    for each in bad:
        length_s = (each.end - each.start).total_seconds()
        margins = () if each.margin_db is None else (each.margin_db,)
        last = found[-1] if found else None
        if last is not None and each.start - last.end <= ONE_BURST:
            found[-1] = Burst(
                last.start, max(last.end, each.end), max(last.longest_s, length_s), (*last.margins_db, *margins),
                last.told,
            )  # fmt: skip
        else:
            found.append(Burst(each.start, each.end, length_s, margins, each.told))
    return found


def by_hours(evidence: Evidence) -> str:
    """Return in words that errors keep to some hours of the day, as machines of working hours do; else nothing."""
    bad: set[tuple[date, int]] = set()
    read: set[tuple[date, int]] = set()
    for each in stretches(evidence):
        cell = (each.start.date(), each.start.hour)
        read.add(cell)
        if each.errors:
            bad.add(cell)
    if not bad:
        return ""
    first = max(range(24), key=lambda hour: sum(_within(cell, hour) for cell in bad))
    inside = {cell for cell in read if _within(cell, first)}
    bad_inside = bad & inside
    outside = read - inside
    if len({day for day, _ in bad_inside}) < LEAST_DAYS or len({hour for _, hour in bad_inside}) < LEAST_HOURS:
        return ""
    if len(bad_inside) < LEAST_CELLS or len(outside) < OUTSIDE:
        return ""
    bad_outside = bad - inside
    if len(bad_outside) / len(outside) > RARER * len(bad_inside) / len(inside):
        return ""
    offsets = sorted((hour - first) % 24 for _, hour in bad_inside)
    since, until = (first + offsets[0]) % 24, (first + offsets[-1] + 1) % 24
    return (
        f"errors keep to the hours between {since:02d}:00 and {until:02d}:00 UTC on {len({d for d, _ in bad_inside})} "
        f"days ({len(bad_inside)} hours with errors of {len(inside)} read, and {len(bad_outside)} of {len(outside)} "
        "at other times)"
    )


def _within(cell: tuple[date, int], first: int) -> bool:
    return (cell[1] - first) % 24 < OFFICE_HOURS


def periodic(found: Sequence[Burst]) -> str:
    """Return in words that bursts come at a strict period, as those of a machine do; else nothing."""
    gaps = [(later.start - earlier.start).total_seconds() for earlier, later in pairwise(found)]
    if len(gaps) < GAPS:
        return ""
    middle, read_s = median(gaps), max(each.longest_s for each in found)
    if middle < FINE * read_s or any(abs(each - middle) > max(REGULAR * middle, read_s) for each in gaps):
        return ""
    return f"bursts of errors come every {middle / 60:.0f} min ({len(found)} bursts, none out of step)"


def under_high_margin(evidence: Evidence, found: Sequence[Burst]) -> str:
    """Return in words that errors come in bursts while the margin stays high, as under impulses; else nothing."""
    told = [each for each in found if each.margins_db]
    usual = _usual_margin(evidence)
    if usual is None or len(told) < LEAST_BURSTS or len(told) < len(found) / 2:
        return ""
    least = min(min(each.margins_db) for each in told)
    if least < max(HIGH_MARGIN_DB, usual - STEADY_DB):
        return ""
    return (
        f"errors come in bursts ({len(told)}) while the margin stays at {least:.1f} dB or more (usual {usual:.1f} dB), "
        "as impulses do it"
    )


def _usual_margin(evidence: Evidence) -> float | None:
    told = [
        each.fact.margin_down_db
        for each in evidence.readings(DslLine)
        if each.fact.sync and each.fact.margin_down_db is not None
    ]
    return median(told) if told else None
