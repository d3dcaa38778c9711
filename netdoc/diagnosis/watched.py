"""How long was really watched, and what was not."""

from __future__ import annotations

from datetime import datetime, timedelta

from netdoc.model.evidence import Evidence
from netdoc.model.ladder import Ladder
from netdoc.model.observation import CLOCK_SET_FORWARD
from netdoc.model.verdict import GapSpan

BREAK_S = 30.0
"""A longer stretch between two blocks is a gap of its own, whether somebody recorded it or not."""


def watched_s(evidence: Evidence) -> float:
    """Return the seconds in which the ladder really sampled: blocks joined, never counted twice, voids left out."""
    ladder = evidence.ladder
    return ladder.once(watched_s, lambda: _sampled_s(ladder))


def _sampled_s(ladder: Ladder) -> float:
    seconds = 0.0
    reached: datetime | None = None
    for number, (block, end) in enumerate(zip(ladder.blocks, ladder.ends, strict=True)):
        begin = block.start if reached is None else max(block.start, reached)
        if end <= begin:
            continue
        sent, void = ladder.sampled(number)
        share = 1.0 if not sent else (sent - void) / sent
        seconds += (end - begin).total_seconds() * share
        reached = end
    return seconds


def never_was_s(evidence: Evidence) -> float:
    """Return the seconds of wall time that a clock set forward jumped over."""
    return sum(
        (each.end - each.start).total_seconds() for each in evidence.gaps if each.why.startswith(CLOCK_SET_FORWARD)
    )


def gap_spans(evidence: Evidence) -> tuple[GapSpan, ...]:
    """Return the recorded gaps and the stretches between blocks that nobody watched, in time order."""
    spans = [
        GapSpan(subject=each.subject, start=each.start, end=each.end, what=each.what, why=each.why, hint=each.hint)
        for each in evidence.gaps
    ]
    previous: datetime | None = None
    for block, end in zip(evidence.ladder.blocks, evidence.ladder.ends, strict=True):
        if previous is not None and (block.start - previous).total_seconds() > BREAK_S:
            covered = any(
                each.subject == "ladder" and each.start <= block.start and each.end >= previous
                for each in evidence.gaps
            )
            if not covered:
                spans.append(
                    GapSpan(
                        subject="ladder", start=previous, end=block.start, what="EchoBlock",
                        why="netdoc was not running",
                    )
                )  # fmt: skip
        previous = end if previous is None else max(previous, end)
    return tuple(sorted(spans, key=lambda each: (each.start, each.subject, each.what)))


def covered_share(evidence: Evidence, start: datetime, end: datetime) -> float:
    """Return the share of [start, end] that lies in blocks of the ladder; of an instant, whether one holds it."""
    inside_s = 0.0
    for block in evidence.ladder.blocks_within(start, end):
        block_end = block.start + timedelta(seconds=block.duration_s)
        if block.start <= end and start <= block_end:
            inside_s += (min(end, block_end) - max(start, block.start)).total_seconds()
            if end <= start:
                return 1.0
    length_s = (end - start).total_seconds()
    return min(1.0, inside_s / length_s) if length_s > 0 else 0.0
