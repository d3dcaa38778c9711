"""Outages from the ladder: no rung of the quorum answers for at least OUTAGE_S.

Source: definitions in the project's architecture (section 3) and measurement notes (availability): start is
the first lost sample, end the first answered one; time not watched is never an outage.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from netdoc.diagnosis.chance import beyond_chance
from netdoc.diagnosis.gate import (
    ANCHORS,
    Nearest,
    deaf,
    ever_answered,
    names_answered_beyond,
    nearest_failed,
    ordered,
    quorum,
)
from netdoc.diagnosis.instants import held_sync
from netdoc.model.evidence import Evidence
from netdoc.model.facts.echo_block import LOST, NOT_SENT, UNREACHABLE, from_us, to_us
from netdoc.model.incident import Incident, IncidentKind, Origin
from netdoc.model.ladder import Ladder, Part
from netdoc.model.runs import Piece
from netdoc.model.site import Rung, RungKind
from netdoc.model.verdict import Discarded

OUTAGE_S = 5.0
FLAPS_S = 300.0
"""Outages closer together than this are one incident."""
LEAST_SAMPLES = 3
WAITED_US = 250_000
"""A longer round trip waited on the way, as in a router that does not yet know its neighbour's address again: when it
was answered, and not when it was sent, shows that the way is back."""
UNWATCHED_S = 30.0
"""A longer silence of our own between two samples is a gap: nothing is concluded across it."""


@dataclass(frozen=True, slots=True)
class Silence:
    """A run of lost samples of the whole quorum, in µs since 1970; None where the window ends or a gap begins."""

    last_good: int | None
    first_lost: int
    last_lost: int
    first_good: int | None
    rungs: frozenset[str]
    count: int


def find_outages(evidence: Evidence) -> tuple[list[Incident], list[Discarded]]:
    """Return the outages the ladder shows, and the samples set aside behind a nearer failure."""
    rungs = quorum(evidence)
    members = {each.id for each in rungs}
    deaf_ids = frozenset(each.id for each in ordered(evidence) if deaf(evidence, each))
    dead = {each for each in members if not ever_answered(evidence, each)}
    if dead != members:
        members -= dead  # an anchor that never answered while others did is that anchor's own matter
    incidents: list[Incident] = []
    aside: list[Discarded] = []
    silences = _long_silences(evidence.ladder, frozenset(members))
    runs = [(each.first_lost, each.last_lost) for each in silences]
    for silence in silences:
        start, end = from_us(silence.first_lost), from_us(silence.last_lost)
        near = nearest_failed(evidence, start, end, deaf_ids)
        count = _lost_samples(evidence, silence, _behind(evidence, near, rungs, deaf_ids))
        if not beyond_chance(evidence, count, (silence.first_lost, silence.last_lost), runs, members):
            continue
        incident = _bounded(evidence, silence, near, rungs, deaf_ids)
        if names_answered_beyond(evidence, start, end) >= 2:
            # the internet answered other questions: somebody filters pings, nobody is cut off
            aside.append(
                Discarded(
                    rung=ANCHORS,
                    start=incident.start,
                    end=incident.end,
                    samples=silence.count,
                    why="name servers beyond the router answered in the same seconds: pings are filtered",
                )
            )
            continue
        incidents.append(incident)
        aside.extend(near.discarded)
    return _grouped(incidents, evidence), aside


def _long_silences(ladder: Ladder, members: frozenset[str]) -> Sequence[Silence]:
    def found() -> Sequence[Silence]:
        return [each for each in _silences(ladder, members) if _long_enough(each, members)]

    return ladder.once((_long_silences, members), found)


def _long_enough(silence: Silence, members: frozenset[str]) -> bool:
    length_us = (silence.first_good or silence.last_lost) - silence.first_lost
    enough = len(silence.rungs) >= min(2, len(members)) and silence.count >= LEAST_SAMPLES
    return enough and length_us >= OUTAGE_S * 1e6


def _lost_samples(evidence: Evidence, silence: Silence, watched: Sequence[str]) -> int:
    start, end = from_us(silence.first_lost), from_us(silence.last_lost)
    return sum(value < 0 for rung in watched for _, value in evidence.ladder.points(rung, start, end))


def _silences(ladder: Ladder, members: frozenset[str]) -> Iterator[Silence]:
    """Walk the quorum's samples in time, and yield every silence of LEAST_SAMPLES, and shorter ones.

    Blocks without loss, and those with less of it than that, are passed over unread.
    """
    last_good: int | None = None
    previous: int | None = None
    run: list[tuple[int, str]] = []
    for number, start in enumerate(ladder.starts_us):
        part = ladder.idle(number, members)
        if not part.due:
            continue
        if not run and (ladder.answered(number, part) or _only_short(ladder, number, part)):
            last_good = previous = start + part.reach_us
            continue
        for due, rung, value in _points(ladder, number, part.pieces):
            if previous is not None and due - previous > UNWATCHED_S * 1e6:
                if run:
                    yield _silence(last_good, run, None)
                    run = []
                last_good = None
            previous = due
            if value >= 0:
                if run:
                    yield _silence(last_good, run, due)
                    run = []
                last_good = due
            else:
                run.append((due, rung))
    if run:
        yield _silence(last_good, run, None)


def _only_short(ladder: Ladder, block: int, part: Part) -> bool:
    """Return whether a block misses too few samples for a silence of its own, and answers at its end."""
    missing = 0
    for piece in ladder.lacking(block, part):
        samples = ladder.samples(block, piece)
        if samples[-1] < 0:
            return False
        missing += samples.count(LOST) + samples.count(UNREACHABLE) + samples.count(NOT_SENT)
    return missing < LEAST_SAMPLES


def _silence(last_good: int | None, run: list[tuple[int, str]], first_good: int | None) -> Silence:
    return Silence(last_good, run[0][0], run[-1][0], first_good, frozenset(rung for _, rung in run), len(run))


def _points(ladder: Ladder, block: int, pieces: Sequence[Piece]) -> list[tuple[int, str, int]]:
    start = ladder.starts_us[block]
    points = [
        (start + each.first_offset_us + index * each.period_us, each.rung, value)
        for each in pieces
        for index, value in enumerate(ladder.samples(block, each))
        if value != NOT_SENT
    ]
    points.sort()
    return points


def _bounded(
    evidence: Evidence, silence: Silence, near: Nearest, rungs: Sequence[Rung], deaf_ids: frozenset[str]
) -> Incident:
    """Sharpen start and end with every rung at or behind the one that failed: the 1 Hz rungs know best."""
    watched = _behind(evidence, near, rungs, deaf_ids)
    slack_us = 30_000_000
    begin, finish = from_us(silence.first_lost - slack_us), from_us(silence.last_lost + slack_us)
    farthest = _farthest(evidence, near, deaf_ids)
    counted = {*watched, *farthest}
    goods, lost = _goods_and_lost(evidence, counted, begin, finish)
    back = [
        (due, due + rtt if rtt > WAITED_US else due)
        for rung in {*(farthest or watched), *(each.id for each in rungs)}
        for due, rtt in evidence.ladder.points(rung, begin, finish)
        if rtt >= 0
    ]
    # the quorum's own samples bracket onset and end; a nearer rung may only sharpen inside those brackets, for it
    # can come back before the internet does (a modem that restarted and is still training)
    since = silence.last_good if silence.last_good is not None else silence.first_lost - slack_us
    until = silence.first_good if silence.first_good is not None else silence.last_lost + slack_us
    good_before = max((due for due in goods if since <= due <= silence.first_lost), default=silence.last_good)
    lost_since = since if good_before is None else good_before
    first = min((due for due in lost if lost_since < due <= silence.first_lost), default=silence.first_lost)
    last = max((due for due in lost if silence.last_lost <= due < until), default=silence.last_lost)
    good_after = min((passed for due, passed in back if last < due <= until), default=silence.first_good)
    sent = len([due for due in lost if first <= due <= last])
    voids = sum(
        1
        for rung in counted
        for _, value in evidence.ladder.points(rung, from_us(first), from_us(last), void=True)
        if value == NOT_SENT
    )
    ongoing = good_after is None and to_us(evidence.end) - last <= UNWATCHED_S * 1e6
    end = good_after if good_after is not None else (to_us(evidence.end) if ongoing else last)
    return Incident(
        id="",
        kind=IncidentKind.OUTAGE,
        start=from_us(first),
        end=from_us(max(end, first)),
        start_uncertainty_s=(first - good_before) / 1e6 if good_before is not None else 0.0,
        end_uncertainty_s=(good_after - last) / 1e6 if good_after is not None else 0.0,
        rung=near.rung,
        origin=Origin.LADDER,
        zone=near.zone,
        nearest_good=near.good,
        coverage=1.0,
        void=voids / (voids + sent) if voids + sent else 0.0,
        ongoing=ongoing,
        began_before=good_before is None,
    )


def _goods_and_lost(
    evidence: Evidence, rungs: Iterable[str], start: datetime, end: datetime
) -> tuple[list[int], list[int]]:
    points = [point for rung in rungs for point in evidence.ladder.points(rung, start, end)]
    return [due for due, value in points if value >= 0], [due for due, value in points if value < 0]


def _farthest(evidence: Evidence, near: Nearest, deaf_ids: frozenset[str]) -> list[str]:
    """Return the step at or behind the failed one that is nearest to the internet: when it answers, the way is back.

    A modem that was restarted answers long before its line and the session are up.
    """
    failed = evidence.site.rung(near.rung)
    if failed is None:
        return []
    steps = [
        each
        for each in ordered(evidence)
        if failed.kind.distance <= each.kind.distance <= RungKind.FIRST_HOP.distance and each.id not in deaf_ids
    ]
    return [each.id for each in steps if each.kind.distance == steps[-1].kind.distance]


def _behind(evidence: Evidence, near: Nearest, rungs: Sequence[Rung], deaf_ids: frozenset[str]) -> list[str]:
    failed = evidence.site.rung(near.rung)
    distance = failed.kind.distance if failed else RungKind.ANCHOR.distance
    behind = [
        each.id
        for each in ordered(evidence)
        if distance <= each.kind.distance < RungKind.ANCHOR.distance
        and each.id not in deaf_ids
        and each.kind is not RungKind.RESOLVER
    ]
    # a rung that answers on its own in mid-outage (a modem that is rebooted) must not cut the outage in two
    return [*[each for each in behind if each == near.rung], *(each.id for each in rungs)]


def _grouped(incidents: list[Incident], evidence: Evidence) -> list[Incident]:
    """Join flaps: outages less than FLAPS_S apart with no gap between them are one incident."""
    grouped: list[Incident] = []
    for each in sorted(incidents, key=lambda one: one.start):
        last = grouped[-1] if grouped else None
        apart = last is None or not _near(last, each) or _unwatched(evidence, last.end, each.start)
        if last is not None and not apart and not _told_apart(evidence, last, each):
            down_s = (last.duration.total_seconds() if last.down_s is None else last.down_s) + (
                each.duration.total_seconds()
            )
            grouped[-1] = replace(
                last,
                end=max(last.end, each.end),
                end_uncertainty_s=each.end_uncertainty_s,
                ongoing=each.ongoing,
                flaps=last.flaps + 1,
                down_s=down_s,
                void=max(last.void, each.void),
            )
        else:
            grouped.append(each)
    return grouped


def _near(last: Incident, each: Incident) -> bool:
    return last.zone is each.zone and (each.start - last.end).total_seconds() <= FLAPS_S


def _told_apart(evidence: Evidence, last: Incident, each: Incident) -> bool:
    """Return whether the modem's clocks show that one of two outages took the line out of sync and the other did not.

    Then they are two faults, however near.
    """
    one = held_sync(evidence, last.start, last.end, until=each.start)
    other = held_sync(evidence, each.start, each.end)
    return one is not None and other is not None and one is not other


def _unwatched(evidence: Evidence, start: datetime, end: datetime) -> bool:
    return any(gap.subject == "ladder" and gap.start < end and gap.end > start for gap in evidence.gaps)
