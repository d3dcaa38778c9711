"""Whether a run of lost samples is more than the scattered loss around it would give by chance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from netdoc.model.evidence import Evidence
from netdoc.model.facts.echo_block import from_us

AROUND_US = 15 * 60 * 1_000_000
LEAST_BACKGROUND = 0.005
CHANCE = 1e-9
"""Scattered loss of 5 % loses three anchors in a row several times a day: that is a brownout, not an outage.
Background loss is taken as at least 0.5 %; a run counts when chance would give it once in a billion samples."""

Span = tuple[int, int]
"""First and last lost sample, µs since 1970."""


def beyond_chance(evidence: Evidence, count: int, span: Span, others: Sequence[Span], rungs: Iterable[str]) -> bool:
    """Return whether `count` lost samples in `span` are too many for the loss of `rungs` within 15 minutes of it.

    `others` are runs like this one: their samples are no background.
    """
    start, end = span
    near = [each for each in (span, *others) if each[1] > start - AROUND_US and each[0] < end + AROUND_US]
    lost = sent = 0
    for rung in rungs:
        more, answered = evidence.ladder.counted(rung, from_us(start - AROUND_US), from_us(end + AROUND_US), aside=near)
        sent, lost = sent + more, lost + more - answered
    background = max(LEAST_BACKGROUND, lost / sent if sent else 0.0)
    return bool(background**count <= CHANCE)
