"""What the line's own counters said over a stretch: margin, errors an hour, and bursts that a modem rode out.

A sturdier modem can hold a bad line: silence alone does not clear the line. The signs are those of a disturbed line
before a drop (docs/adr/0006-line-thresholds.md); none decides alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import ceil
from statistics import median
from typing import NamedTuple

from netdoc.diagnosis.exposure import fine_bins
from netdoc.diagnosis.rules._modem import (
    CRC_LEAST_PER_MINUTE,
    ES_LEAST_PER_QUARTER,
    MARGIN_FALL_DB,
    SES_LEAST,
    cleared,
)
from netdoc.model.counters import growth
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.observation import Seen

Pair = tuple[Seen[DslLine], Seen[DslLine]]
ONE_BURST = timedelta(minutes=5)
"""Signs nearer than that are one burst, as flaps so near are one outage (ADR 0005)."""
COARSE = timedelta(minutes=30)
"""Two readings farther apart may hold more than one burst."""


@dataclass(frozen=True, slots=True)
class Line:
    """The line over a stretch; None where it was not told. `read_s`: seconds over which errors could be followed."""

    margin_down_db: float | None
    attenuation_down_db: float | None
    attainable_down_kbps: int | None
    crc_per_hour: float | None
    es_per_hour: float | None
    bursts: int
    read_s: float


def line_over(evidence: Evidence, start: datetime, end: datetime) -> Line:
    """Return what the readings and bins from `start` to `end` tell of the line."""
    return evidence.once((line_over, start, end), lambda: _line_over(evidence, start, end))


def _line_over(evidence: Evidence, start: datetime, end: datetime) -> Line:
    readings = evidence.readings(DslLine, start=start, end=end)
    subjects = sorted({each.subject for each in readings})
    steps = [_step(pair) for one in subjects for pair in pairwise(each for each in readings if each.subject == one)]
    signs = [*_signs(steps), *_falls(readings), *_bins(evidence, start, end)]
    attainable = _middle([each.fact.attainable_down_kbps for each in readings])
    return Line(
        margin_down_db=_middle([each.fact.margin_down_db for each in readings]),
        attenuation_down_db=_middle([each.fact.attenuation_down_db for each in readings]),
        attainable_down_kbps=None if attainable is None else round(attainable),
        crc_per_hour=_an_hour([(each.length_s, each.crc) for each in steps if each.crc is not None]),
        es_per_hour=_an_hour([(each.length_s, each.es) for each in steps if each.es is not None]),
        bursts=_grouped(signs),
        read_s=sum(each.length_s for each in steps if each.crc is not None or each.es is not None),
    )


def disturbed(line: Line, before: Line) -> str:
    """Return in words why the line counts as steadily disturbed, however few its bursts; empty when it does not."""
    if line.es_per_hour is not None and line.es_per_hour >= ES_LEAST_PER_QUARTER * 4:
        return f"{line.es_per_hour:.0f} errored seconds an hour"
    if line.crc_per_hour is not None and line.crc_per_hour >= CRC_LEAST_PER_MINUTE * 60:
        return f"{line.crc_per_hour:.0f} CRC errors an hour"
    if line.margin_down_db is not None and before.margin_down_db is not None:
        fall = before.margin_down_db - line.margin_down_db
        if fall >= MARGIN_FALL_DB:
            return f"a margin {fall:.1f} dB lower than before"
    return ""


def _middle(values: Sequence[float | None]) -> float | None:
    told = [each for each in values if each is not None]
    return float(median(told)) if told else None


class _Step(NamedTuple):
    """From one reading to the next: how much each counter grew; None where that cannot be known."""

    end: datetime
    length_s: float
    ses: int
    es: int | None
    crc: int | None


def _step(pair: Pair) -> _Step:
    first, last, anew = pair[0].fact, pair[1].fact, cleared(*pair)
    return _Step(
        pair[1].at,
        (pair[1].at - pair[0].at).total_seconds(),
        (growth(first.ses_down, last.ses_down, restarted=anew) or 0)
        + (growth(first.ses_up, last.ses_up, restarted=anew) or 0),
        growth(first.es_down, last.es_down, restarted=anew),
        growth(first.crc_down, last.crc_down, restarted=anew),
    )


def _an_hour(grown: Sequence[tuple[float, int]]) -> float | None:
    length_s = sum(each for each, _ in grown)
    return sum(step for _, step in grown) * 3600 / length_s if length_s else None


def _signs(steps: Sequence[_Step]) -> list[tuple[datetime, int]]:
    """Return when the counters showed a disturbed line, and how many bursts that can have been at most."""
    found = []
    for each in steps:
        many_es = (each.es or 0) >= max(2.0, ES_LEAST_PER_QUARTER * each.length_s / 900)
        many_crc = (each.crc or 0) >= max(10.0, CRC_LEAST_PER_MINUTE * each.length_s / 60)
        if each.ses >= SES_LEAST or many_es or many_crc:
            found.append((each.end, max(1, min(each.ses, ceil(each.length_s / COARSE.total_seconds())))))
    return found


def _falls(readings: Sequence[Seen[DslLine]]) -> list[tuple[datetime, int]]:
    best: float | None = None
    found = []
    for each in readings:
        margin = each.fact.margin_down_db
        if margin is None:
            continue
        if best is not None and best - margin >= MARGIN_FALL_DB:
            found.append((each.at, 1))
        best = margin if best is None else max(best, margin)
    return found


def _bins(evidence: Evidence, start: datetime, end: datetime) -> list[tuple[datetime, int]]:
    return [
        (bin_.end, 1)
        for bin_ in fine_bins(evidence)
        if start <= bin_.start and bin_.end <= end
        and ((bin_.ses_down or 0) + (bin_.ses_up or 0) >= SES_LEAST or (bin_.es_down or 0) >= ES_LEAST_PER_QUARTER)
    ]  # fmt: skip


def _grouped(signs: Sequence[tuple[datetime, int]]) -> int:
    """Return how many bursts there were: signs near each other are one, unless one alone stands for more."""
    bursts = 0
    last: datetime | None = None
    for at, count in sorted(signs):
        near = last is not None and at - last <= ONE_BURST
        bursts += count - 1 if near else count
        last = at
    return bursts
