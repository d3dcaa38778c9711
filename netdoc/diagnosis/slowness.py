"""Slowness: the anchors' round trip stands far above its own quiet level, and where on the way that begins.

Thresholds are netdoc's own (docs/adr/0005-incident-thresholds.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from netdoc.diagnosis.gate import ANCHORS, ever_answered, ordered, quorum
from netdoc.diagnosis.softer import inside, joined
from netdoc.model.evidence import Evidence
from netdoc.model.facts.echo_block import from_us, to_us
from netdoc.model.incident import Incident, IncidentKind, Origin, Zone
from netdoc.model.ladder import Ladder
from netdoc.model.middles import middles
from netdoc.model.site import Rung, RungKind

SLOW_EXCESS_US = 50_000
VERY_SLOW_US = 100_000
SLOW_LEAST, VERY_SLOW_LEAST = timedelta(seconds=90), timedelta(seconds=30)
SLOW_LEAST_SAMPLES = 6
SLOW_SHARE = 0.5
"""A step that shows this much of the end's delay stands before or at the queue; half of that and it stands behind."""


def find_slowness(evidence: Evidence, outages: Sequence[Incident]) -> list[Incident]:
    """Return the stretches in which the anchors' round trip stood far above its own quiet level."""
    rungs = [each for each in quorum(evidence) if ever_answered(evidence, each.id)]
    aside = joined(outages)
    ladder = evidence.ladder
    excess: dict[datetime, list[float]] = {}
    ends: dict[datetime, datetime] = {}
    quiet = {rung.id: _quiet(_medians(evidence, rung)) for rung in rungs}
    high: set[datetime] = set()
    for rung in rungs:
        told, least = _medians(evidence, rung), quiet[rung.id] + SLOW_EXCESS_US
        high |= {
            ladder.blocks[each].start
            for each, level in zip(told.blocks, told.medians_us, strict=True)
            if level >= least
        }
    for rung in rungs if high else ():
        told = _medians(evidence, rung)
        for each, level in zip(told.blocks, told.medians_us, strict=True):
            start = ladder.blocks[each].start
            if start in high:
                excess.setdefault(start, []).append(level - quiet[rung.id])
                ends[start] = ladder.ends[each]
    spans: list[tuple[datetime, datetime, dict[datetime, float]]] = []
    for start in sorted(excess):
        level = median(excess[start])
        if level < SLOW_EXCESS_US or inside(to_us(start), aside):
            continue
        if spans and start - spans[-1][1] <= timedelta(seconds=90):
            spans[-1] = (spans[-1][0], ends[start], spans[-1][2] | {start: level})
        else:
            spans.append((start, ends[start], {start: level}))
    return [
        _slow(evidence, quiet, start, end, levels)
        for start, end, levels in spans
        if end - start >= (VERY_SLOW_LEAST if max(levels.values()) >= VERY_SLOW_US else SLOW_LEAST)
    ]


@dataclass(frozen=True, slots=True)
class _Told:
    """A rung's round trips block by block, where enough of its samples were answered."""

    blocks: list[int]
    """Their numbers."""
    medians_us: list[float]
    lows_us: list[int]
    """Lower quartiles, which a queue of half a minute leaves alone."""


def _medians(evidence: Evidence, rung: Rung) -> _Told:
    """Return what each block tells of a rung."""
    ladder = evidence.ladder
    return ladder.once((_medians, rung.id), lambda: _each_median(ladder, rung.id))


def _each_median(ladder: Ladder, rung: str) -> _Told:
    told = _Told([], [], [])
    for block, answered, middle, below, low in zip(*middles(ladder, rung), strict=True):
        if answered >= SLOW_LEAST_SAMPLES:
            told.blocks.append(block)
            told.medians_us.append(middle if answered % 2 else (below + middle) / 2)
            told.lows_us.append(low)
    return told


def _quiet(told: _Told) -> float:
    ranked = sorted(told.lows_us)
    return float(ranked[len(ranked) // 10]) if ranked else 0.0


def _delays_from(evidence: Evidence, levels_us: Mapping[datetime, float]) -> tuple[str, Zone, str | None]:
    """Return (rung, zone, nearest good) of a delay, by the steps before the end that share it in the same minutes.

    The middle minutes are compared: beside the worst minute of the end every step would look quick.
    """
    end_us = median(levels_us.values())
    good: str | None = None
    zone = Zone.MIDDLE
    for step in ordered(evidence):
        if step.kind.distance >= RungKind.ANCHOR.distance or step.kind is RungKind.RESOLVER:
            continue
        told = _medians(evidence, step)
        starts = [evidence.ladder.blocks[each].start for each in told.blocks]
        medians = [level for start, level in zip(starts, told.medians_us, strict=True) if start in levels_us]
        if not medians:
            continue
        share = (median(medians) - _quiet(told)) / end_us
        if share >= SLOW_SHARE:
            return step.id, Zone.NEAR if step.kind is RungKind.ROUTER else Zone.MIDDLE, good
        if share < SLOW_SHARE / 2:
            good = step.id
            zone = Zone.FAR if step.kind is RungKind.FIRST_HOP else Zone.MIDDLE
    return ANCHORS, zone, good


def _bounds(
    evidence: Evidence, quiet: Mapping[str, float], start: datetime, end: datetime
) -> tuple[datetime, datetime, float, float]:
    """Return where in or beside the first and the last minute the delay begins and ends, with both uncertainties in s.

    Three samples in a row that stand half the least delay above the quiet level begin it, the last such three end it.
    """
    reach = timedelta(seconds=60)
    samples = sorted(
        (due, value < 0 or value - level >= SLOW_EXCESS_US / 2)
        for rung, level in quiet.items()
        for due, value in evidence.ladder.points(rung, start - reach, end + reach)
    )
    high = [index for index in range(len(samples) - 2) if all(above for _, above in samples[index : index + 3])]
    if not high:
        return start, end, reach.total_seconds(), reach.total_seconds()
    first, last = high[0], high[-1] + 2
    before = samples[first - 1][0] if first else samples[first][0]
    after = samples[last + 1][0] if last + 1 < len(samples) else samples[last][0]
    return (
        from_us(samples[first][0]), from_us(after),
        (samples[first][0] - before) / 1e6, (after - samples[last][0]) / 1e6,
    )  # fmt: skip


def _slow(
    evidence: Evidence, quiet: Mapping[str, float], start: datetime, end: datetime, levels_us: Mapping[datetime, float]
) -> Incident:
    rung, zone, good = _delays_from(evidence, levels_us)
    begun, over, begun_s, over_s = _bounds(evidence, quiet, start, end)
    return Incident(
        id="",
        kind=IncidentKind.SLOW,
        start=begun,
        end=over,
        start_uncertainty_s=begun_s,
        end_uncertainty_s=over_s,
        rung=rung,
        origin=Origin.LADDER,
        zone=zone,
        nearest_good=good,
        ongoing=over >= evidence.end - timedelta(seconds=10),
        detail=f"round trip up to {max(levels_us.values()) / 1000:.0f} ms above its quiet level (median per minute)",
    )
