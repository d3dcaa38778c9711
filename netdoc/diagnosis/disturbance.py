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

from netdoc.diagnosis.exposure import fine_bins
from netdoc.diagnosis.rules._modem import (
    CRC_LEAST_PER_MINUTE,
    ES_LEAST_PER_QUARTER,
    MARGIN_FALL_DB,
    SES_LEAST,
    counted,
)
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
    pairs = [pair for one in subjects for pair in pairwise(each for each in readings if each.subject == one)]
    signs = [*_signs(pairs), *_falls(readings), *_bins(evidence, start, end)]
    followed = [pair for pair in pairs if any(counted(*pair, each) is not None for each in ("crc_down", "es_down"))]
    attainable = _middle([each.fact.attainable_down_kbps for each in readings])
    return Line(
        margin_down_db=_middle([each.fact.margin_down_db for each in readings]),
        attenuation_down_db=_middle([each.fact.attenuation_down_db for each in readings]),
        attainable_down_kbps=None if attainable is None else round(attainable),
        crc_per_hour=_an_hour(pairs, "crc_down"),
        es_per_hour=_an_hour(pairs, "es_down"),
        bursts=_grouped(signs),
        read_s=sum(_length_s(pair) for pair in followed),
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


def _length_s(pair: Pair) -> float:
    return (pair[1].at - pair[0].at).total_seconds()


def _an_hour(pairs: Sequence[Pair], name: str) -> float | None:
    steps = [(step, _length_s(pair)) for pair in pairs if (step := counted(*pair, name)) is not None]
    length_s = sum(each for _, each in steps)
    return sum(step for step, _ in steps) * 3600 / length_s if length_s else None


def _signs(pairs: Sequence[Pair]) -> list[tuple[datetime, int]]:
    """Return when the counters showed a disturbed line, and how many bursts that can have been at most."""
    found = []
    for pair in pairs:
        elapsed_s = _length_s(pair)
        ses = (counted(*pair, "ses_down") or 0) + (counted(*pair, "ses_up") or 0)
        es, crc = counted(*pair, "es_down") or 0, counted(*pair, "crc_down") or 0
        many_es = es >= max(2.0, ES_LEAST_PER_QUARTER * elapsed_s / 900)
        many_crc = crc >= max(10.0, CRC_LEAST_PER_MINUTE * elapsed_s / 60)
        if ses >= SES_LEAST or many_es or many_crc:
            found.append((pair[1].at, max(1, min(ses, ceil(elapsed_s / COARSE.total_seconds())))))
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
