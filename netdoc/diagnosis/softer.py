"""What is wrong without everything being gone: one silent target, scattered loss.

Thresholds are netdoc's own (docs/adr/0005-incident-thresholds.md); each is printed with its count.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from netdoc.diagnosis.chance import beyond_chance
from netdoc.diagnosis.gate import ANCHORS, deaf, ever_answered, ordered, quorum
from netdoc.diagnosis.statistics import higher, in_words, wilson
from netdoc.model.evidence import Evidence
from netdoc.model.facts.echo_block import LOST, NOT_SENT, UNREACHABLE, from_us, to_us
from netdoc.model.incident import Incident, IncidentKind, Origin, Zone
from netdoc.model.ladder import Point
from netdoc.model.site import Rung, RungKind

TARGET_LEAST_S, TARGET_LEAST_LOST = 10.0, 3
LOSS_WINDOW = timedelta(minutes=5)
LOSS_LEAST = 5
LOCATE_LEAST = 20
"""Samples of a step without which it is no help to say where the loss begins."""
LOSS_FLOOR = 0.01
"""A window is a brownout when at least LOSS_LEAST samples and, by the lower Wilson bound, 1 % were lost."""
LAST_US = 1 << 62
"""Later than any instant, in µs since 1970."""

Span = tuple[datetime, datetime]
Aside = Mapping[str, Sequence[tuple[int, int]]]
"""By rung: the spans whose samples are left out, in order."""


def find_targets(evidence: Evidence, outages: Sequence[Incident]) -> list[Incident]:
    """Return the times in which one anchor or service was silent while the others answered."""
    far = [each for each in ordered(evidence) if each.kind in (RungKind.ANCHOR, RungKind.SERVICE)]
    aside = joined(outages)
    found: list[Incident] = []
    for rung in far:
        others = [each for each in far if each.id != rung.id]
        for run in _lost_runs(evidence, rung, aside):
            start, end = run[0][0], run[-1][0]
            if len(run) < TARGET_LEAST_LOST or (end - start) < TARGET_LEAST_S * 1e6:
                continue
            if not any(_answering(evidence, each, from_us(start), from_us(end)) for each in others):
                continue
            if not beyond_chance(evidence, len(run), (start, end), (), [each.id for each in others]):
                continue
            found.append(_target(evidence, rung, start, end))
    return found


def _lost_runs(evidence: Evidence, rung: Rung, aside: Sequence[tuple[int, int]]) -> Iterator[list[Point]]:
    """Yield the runs of lost samples of one rung, all that are long enough and some of the shorter ones.

    The spans set aside and stretches not watched break a run.
    """
    run: list[Point] = []
    reach_us = max(30.0, 4 * rung.period_s) * 1e6
    runs = evidence.ladder.runs(rung.id)
    lacking = frozenset(runs.incomplete)
    for number in range(len(runs)):
        if not run and (number not in lacking or _only_short(runs.samples(number))):
            continue
        start, series = runs[number]
        for index, value in enumerate(series.rtt_us):
            due = start + index * series.period_us
            if value >= 0 or (run and due - run[-1][0] > reach_us) or inside(due, aside):
                if run:
                    yield run
                run = []
            if value < 0 and value != NOT_SENT and not inside(due, aside):
                run.append((due, value))
    if run:
        yield run


def _only_short(samples: Sequence[int]) -> bool:
    """Return whether a run misses too few samples to matter, and none at its end."""
    if samples[-1] < 0:
        return False
    return samples.count(LOST) + samples.count(UNREACHABLE) + samples.count(NOT_SENT) < TARGET_LEAST_LOST


def joined(incidents: Iterable[Incident]) -> list[tuple[int, int]]:
    """Return the spans of incidents, their bounds included, in order and without overlap."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(map(_span, incidents)):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def inside(due: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Return whether an instant lies in one of the spans that `joined` returned."""
    index = bisect_right(spans, (due, LAST_US)) - 1
    return index >= 0 and due <= spans[index][1]


def _span(incident: Incident) -> tuple[int, int]:
    return (
        to_us(incident.start) - round(incident.start_uncertainty_s * 1e6),
        to_us(incident.end) + round(incident.end_uncertainty_s * 1e6),
    )


def _answering(evidence: Evidence, rung: Rung, start: datetime, end: datetime) -> bool:
    sent, answered = evidence.ladder.counted(rung.id, start, end)
    return sent > 0 and answered >= 0.8 * sent


def _target(evidence: Evidence, rung: Rung, start: int, end: int) -> Incident:
    spacing = rung.period_s
    ongoing = to_us(evidence.end) - end <= (2 * spacing + 10) * 1e6
    return Incident(
        id="",
        kind=IncidentKind.TARGET,
        start=from_us(start),
        end=max(evidence.end, from_us(end)) if ongoing else from_us(end + round(spacing * 1e6)),
        start_uncertainty_s=spacing,
        end_uncertainty_s=0.0 if ongoing else spacing,
        rung=rung.id,
        origin=Origin.LADDER,
        zone=Zone.FAR,
        ongoing=ongoing,
        began_before=start - to_us(evidence.start) <= (2 * spacing + 10) * 1e6,
    )


def find_brownouts(evidence: Evidence, known: Sequence[Incident]) -> list[Incident]:
    """Return the windows in which the quorum as a whole lost packets, located by comparing rungs.

    Samples of `known` incidents are left out: outages of everything, and of a silent target its own.
    """
    rungs = [each for each in quorum(evidence) if ever_answered(evidence, each.id)]
    aside = {each.id: joined(_concerning(known, each)) for each in ordered(evidence)}
    spans: list[Span] = []
    for start, end in _windows(evidence):
        if sum([evidence.ladder.lost_at_most(each.id, start, end) for each in rungs]) < LOSS_LEAST:
            continue
        lost, sent = _loss(evidence, rungs, start, end, aside)
        if lost >= LOSS_LEAST and wilson(lost, sent)[0] > LOSS_FLOOR:
            if spans and spans[-1][1] >= start:
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((start, end))
    return [_brownout(evidence, rungs, start, end, aside) for start, end in spans]


def _windows(evidence: Evidence) -> Iterator[Span]:
    """Yield windows of watched time: whole five minutes, the last as long as it is."""
    begin: datetime | None = None
    end: datetime | None = None
    for block, block_end in zip(evidence.ladder.blocks, evidence.ladder.ends, strict=True):
        if begin is not None and end is not None and (block.start - end > LOSS_WINDOW or end - begin >= LOSS_WINDOW):
            yield begin, end
            begin = None
        begin, end = begin or block.start, block_end
    if begin is not None and end is not None:
        yield begin, end


def _concerning(known: Iterable[Incident], rung: Rung) -> Iterator[Incident]:
    return (each for each in known if each.kind is not IncidentKind.TARGET or each.rung == rung.id)


def _loss(evidence: Evidence, rungs: Sequence[Rung], start: datetime, end: datetime, aside: Aside) -> tuple[int, int]:
    lost = sent = 0
    for rung in rungs:
        spans = _reaching_into(aside[rung.id], to_us(start), to_us(end))
        more_sent, more_answered = evidence.ladder.counted(rung.id, start, end, aside=spans)
        sent, lost = sent + more_sent, lost + more_sent - more_answered
    return lost, sent


def _reaching_into(spans: Sequence[tuple[int, int]], start_us: int, end_us: int) -> Sequence[tuple[int, int]]:
    first = max(0, bisect_right(spans, (start_us, LAST_US)) - 1)
    return spans[first : bisect_right(spans, (end_us, LAST_US))]


def _brownout(evidence: Evidence, rungs: Sequence[Rung], start: datetime, end: datetime, aside: Aside) -> Incident:
    end_lost, end_sent = _loss(evidence, rungs, start, end, aside)
    rung, zone, good = ANCHORS, Zone.ANY, None
    steps = [
        each
        for each in ordered(evidence)
        if each.kind.distance < RungKind.ANCHOR.distance and each.kind is not RungKind.RESOLVER
    ]
    counted = [(step, *_loss(evidence, [step], start, end, aside)) for step in steps if not deaf(evidence, step)]
    counted = [each for each in counted if each[2] >= LOCATE_LEAST]
    for index, (step, lost, sent) in enumerate(counted):
        farther = [(each[1], each[2]) for each in counted[index + 1 :]]
        if any(higher(lost, sent, *each) for each in (*farther, (end_lost, end_sent))):
            continue  # something farther loses less: this box limits its answers
        lossy = lost >= LOSS_LEAST and wilson(lost, sent)[0] > LOSS_FLOOR / 2
        end_loses_more = higher(end_lost, end_sent, lost, sent)
        if lossy and end_loses_more:
            rung, zone, good = ANCHORS, Zone.ANY, None  # it loses here and again farther out: no step is clean
            break
        if lossy:
            rung = step.id
            zone = Zone.NEAR if step.kind is RungKind.ROUTER else Zone.MIDDLE
            break
        if end_loses_more:
            good = step.id
            zone = Zone.FAR if step.kind is RungKind.FIRST_HOP else Zone.MIDDLE
    return Incident(
        id="",
        kind=IncidentKind.BROWNOUT,
        start=start,
        end=end,
        start_uncertainty_s=LOSS_WINDOW.total_seconds() / 2,
        end_uncertainty_s=LOSS_WINDOW.total_seconds() / 2,
        rung=rung,
        origin=Origin.LADDER,
        zone=zone,
        nearest_good=good,
        ongoing=end >= evidence.end - timedelta(seconds=10),
        detail=in_words(end_lost, end_sent),
    )
