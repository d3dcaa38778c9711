"""The line's own bins of a quarter of an hour, gathered once from every reading that told them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import datetime

from netdoc.model.evidence import Evidence
from netdoc.model.facts.dsl_history import DslBin, DslHistory
from netdoc.model.observation import Seen

FINE_S = 900
"""Longer bins are too coarse to tell what came before an onset."""


@dataclass(frozen=True, slots=True)
class Telling:
    """A bin as one reading told it; the current bin is told again and again, longer each time."""

    bin: DslBin
    told: Seen[DslHistory]
    key: int
    """The same for each telling of one bin: a reader dates it a second earlier or later."""


def ending(evidence: Evidence, since: datetime, until: datetime) -> list[Telling]:
    """Return the tellings of fine bins that end between two instants; of equal ones the last, in order of their ends.

    Of a bin that was still running, each telling is one of its own.
    """
    held, ends = evidence.once(ending, lambda: _gathered(evidence))
    return held[bisect_left(ends, since) : bisect_right(ends, until)]


def every(evidence: Evidence) -> list[Telling]:
    """Return each fine bin once, by its last telling."""
    return last_told(evidence.once(ending, lambda: _gathered(evidence))[0])


def last_told(tellings: list[Telling]) -> list[Telling]:
    """Return of each bin the telling that was read last, in order of the bins."""
    kept: dict[int, Telling] = {}
    for each in tellings:
        before = kept.get(each.key)
        if before is None or each.told.at >= before.told.at:
            kept[each.key] = each
    return [kept[key] for key in sorted(kept)]


def _gathered(evidence: Evidence) -> tuple[list[Telling], list[datetime]]:
    found: dict[tuple[int, int], Telling] = {}
    for history in evidence.readings(DslHistory):
        if history.fact.bin_s <= FINE_S:
            for each in history.fact.bins:
                key = round(each.start.timestamp() / 60)
                found[key, each.duration_s] = Telling(each, history, key)
    held = sorted(found.values(), key=lambda each: each.bin.end)
    return held, [each.bin.end for each in held]
