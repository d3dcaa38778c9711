"""How long an arrangement was exposed: really watched, or covered by what a box remembers; and at which hours.

Silence counts only while the ladder sampled the far end, idle, and nothing nearer hid it. Drops before a change may
also come from a box's memory, with the time which that memory covers: 15-minute bins, and the stretch between two
readings of a clock (line, session, box), over which the clock tells whether it began anew. The time before a box's
first reading belongs to that clock's own last start and is not counted, for it begins with a drop by construction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from netdoc.diagnosis.gate import quorum
from netdoc.diagnosis.instants import Clock, booted_at, clocks, line_started_at, session_started_at
from netdoc.model.evidence import Evidence
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_history import DslBin, DslHistory
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.wan_session import WanSession
from netdoc.model.ladder import Ladder

C = TypeVar("C", DslLine, DeviceState, WanSession)
Span = tuple[datetime, datetime]
Shared = tuple[datetime, datetime, float]
"""From, to, and the share of it that was really sampled."""

FINE_BIN_S = 900
HOUR = timedelta(hours=1)


def watched_within(evidence: Evidence, start: datetime, end: datetime, without: Sequence[Span] = ()) -> float:
    """Return the seconds of [start, end] in which the far end was really sampled, less what is left out."""
    return sum((last - first).total_seconds() * share for first, last, share in _within(evidence, start, end, without))


def hours_watched(evidence: Evidence, start: datetime, end: datetime, without: Sequence[Span] = ()) -> dict[int, float]:
    """Return the seconds watched in each hour of the day, UTC, summed over the days."""
    found: dict[int, float] = {}
    for first, last, share in _within(evidence, start, end, without):
        begin = first
        while begin < last:
            until = min(last, begin.replace(minute=0, second=0, microsecond=0) + HOUR)
            found[begin.hour] = found.get(begin.hour, 0.0) + (until - begin).total_seconds() * share
            begin = until
    return found


def remembered_within(evidence: Evidence, start: datetime, end: datetime) -> float:
    """Return the seconds of [start, end] that nobody watched and a box's memory covers."""
    watched = [(first, last) for first, last, _ in _watched(evidence)]
    left = [
        piece
        for first, last in _remembered(evidence)
        if first < end and last > start
        for piece in _less((max(first, start), min(last, end)), watched)
    ]
    return sum((last - first).total_seconds() for first, last in left)


def covered(evidence: Evidence, moment: datetime) -> bool:
    """Return whether a drop at an instant would have been seen, or remembered, without looking for it."""
    spans = [*_remembered(evidence), *((first, last) for first, last, _ in _watched(evidence))]
    return any(first <= moment <= last for first, last in spans)


def _within(evidence: Evidence, start: datetime, end: datetime, without: Sequence[Span]) -> list[Shared]:
    return [
        (*piece, share)
        for first, last, share in _watched(evidence)
        if first < end and last > start
        for piece in _less((max(first, start), min(last, end)), without)
    ]


def _watched(evidence: Evidence) -> list[Shared]:
    return evidence.once(_watched, lambda: _joined_blocks(evidence))


def _joined_blocks(evidence: Evidence) -> list[Shared]:
    """Return the stretches of the ladder, joined where nothing lies between, without recorded gaps."""
    members = frozenset(each.id for each in quorum(evidence))
    holes = [(gap.start, gap.end) for gap in evidence.gaps if gap.subject == "ladder"]
    joined: list[Shared] = []
    ladder = evidence.ladder
    for number, (block, last) in enumerate(zip(ladder.blocks, ladder.ends, strict=True)):
        share = _sampled(ladder, number, members)
        first = block.start
        if joined:
            first = max(first, joined[-1][1])
        if first >= last or not share:
            continue
        if joined and joined[-1][1] == first and joined[-1][2] == share:
            joined[-1] = (joined[-1][0], last, share)
        else:
            joined.append((first, last, share))
    return [(*piece, share) for first, last, share in joined for piece in _less((first, last), holes)]


def _sampled(ladder: Ladder, block: int, members: frozenset[str]) -> float:
    """Return the share of the quorum's idle samples that were sent: samples under our own load watch nothing."""
    slots, void = ladder.sampled(block, ladder.idle(block, members))
    return 1 - void / slots if slots else 0.0


def _remembered(evidence: Evidence) -> list[Span]:
    return evidence.once(_remembered, lambda: _union(_memories(evidence)))


def _memories(evidence: Evidence) -> list[Span]:
    bins = [
        (bin_.start, bin_.end)
        for bin_ in fine_bins(evidence)
        if any(each is not None for each in (bin_.uas_down, bin_.uas_up, bin_.inits))
    ]
    modems = {each.subject for each in evidence.readings(DslLine)}
    return [
        *bins,
        *_between(clocks(evidence, line_started_at, DslLine)),
        *_between(clocks(evidence, session_started_at, WanSession)),
        *_between([each for each in clocks(evidence, booted_at, DeviceState) if each[0].subject in modems]),
    ]


def fine_bins(evidence: Evidence) -> list[DslBin]:
    """Return the 15-minute bins of all readings, each once: a current bin grows from reading to reading."""
    return evidence.once(fine_bins, lambda: _fine_bins(evidence))


def _fine_bins(evidence: Evidence) -> list[DslBin]:
    found: dict[int, DslBin] = {}
    for reading in evidence.readings(DslHistory):
        if reading.fact.bin_s > FINE_BIN_S:
            continue
        for bin_ in reversed(reading.fact.bins):
            key = round(bin_.start.timestamp() / 60)
            known = found.get(key)
            if known is not None and known.duration_s >= bin_.duration_s:
                break  # told before, and so was all that is older
            found[key] = bin_
    return [found[key] for key in sorted(found)]


def _between(told: Sequence[Clock[C]]) -> list[Span]:
    """Return the time between each two readings of one box of which the later tells when its clock began."""
    asked: dict[str, datetime] = {}
    found: list[Span] = []
    for reading, started in told:
        before = asked.get(reading.subject)
        if before is not None and started is not None:
            found.append((before, reading.at))
        asked[reading.subject] = reading.at
    return found


def _union(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


def _less(span: Span, holes: Iterable[Span]) -> list[Span]:
    """Return what is left of a span without the holes."""
    left = [span]
    for begin, finish in holes:
        left = [
            piece
            for first, last in left
            for piece in ((first, min(last, begin)), (max(first, finish), last))
            if piece[0] < piece[1]
        ]
    return left
