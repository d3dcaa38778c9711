"""What the store holds of the last day's slots: how much was observed, which were missed, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from netdoc.app.timers.job import SLOT
from netdoc.app.timers.records import Watched
from netdoc.model.facts.echo_block import NOT_SENT, EchoBlock
from netdoc.model.facts.run_note import RunEvent, RunNote
from netdoc.model.observation import Gap, Seen
from netdoc.store.store import Store
from netdoc.store.tail import LastRun, last_run

DAY = timedelta(hours=24)
UNDER_WAY = timedelta(seconds=130)
"""A run that measures seals a block each 60 s."""
UNSENT = "netdoc ran, and could not send: no network on this computer"
LEAST_UNSENT_S = 60.0
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time that the ladder watched, and the share of its samples that were really sent."""

    start: datetime
    end: datetime
    share: float


def look(path: Path, now: datetime, since: datetime | None = None) -> Watched:
    """Return what a store holds of the slots of the last day that are over.

    Args:
        path: the store; it is opened for reading only.
        now: the end of the day.
        since: nothing earlier counts: before it, nobody was to measure.

    Raises:
        StoreError: there is no store, or it cannot be read.
    """
    start, end = window(now, since)
    blocks: list[EchoBlock] = []
    gaps: list[Gap] = []
    skips: list[datetime] = []
    with Store.open(path, create=False, read_only=True) as store:
        last = last_run(store)
        for each in store.stored(start, now):
            if isinstance(each, Gap):
                gaps.append(each)
            elif isinstance(each, Seen) and isinstance(each.fact, EchoBlock):
                blocks.append(each.fact)
            elif isinstance(each, Seen) and isinstance(each.fact, RunNote) and each.fact.event is RunEvent.SKIPPED:
                skips.append(each.at)
    stretches = [_stretch(each) for each in blocks]
    seconds = watched_by_slot(stretches, start, end)
    running = watched_by_slot([replace(each, share=1.0) for each in stretches], start, end)
    reasons = _reasons(gaps, start, end)
    if sum(running) - sum(seconds) >= LEAST_UNSENT_S:
        reasons[UNSENT] = sum(running) - sum(seconds)
    return Watched(
        start=start,
        end=end,
        slots=len(seconds),
        observed_s=sum(seconds),
        missed=sum(each <= 0 for each in running),
        skipped=len(skips),
        reasons=reasons,
        last_start=None if last is None else last.began,
        last_outcome="" if last is None else _outcome(last, now),
        sign_of_life=_sign_of_life(last, skips),
    )


def window(now: datetime, since: datetime | None) -> tuple[datetime, datetime]:
    """Return the whole slots of the day before `now`, none of them before `since`, none still under way."""
    first = now - DAY if since is None else max(since, now - DAY)
    start = _EPOCH + -(-(first - _EPOCH) // SLOT) * SLOT
    end = _EPOCH + (now - _EPOCH) // SLOT * SLOT
    return start, max(start, end)


def watched_by_slot(stretches: Iterable[Stretch], start: datetime, end: datetime) -> list[float]:
    """Return the seconds that were watched in each slot from `start` to `end`; no second counts twice."""
    seconds = [0.0] * ((end - start) // SLOT)
    reached = start
    for each in sorted(stretches, key=lambda stretch: stretch.start):
        begin, stop = max(each.start, reached), min(each.end, end)
        reached = max(reached, min(each.end, end))
        while begin < stop:
            slot = (begin - start) // SLOT
            until = min(stop, start + (slot + 1) * SLOT)
            seconds[slot] += (until - begin).total_seconds() * each.share
            begin = until
    return seconds


def next_start(now: datetime) -> datetime:
    """Return when the next slot begins."""
    return _EPOCH + ((now - _EPOCH) // SLOT + 1) * SLOT


def _stretch(block: EchoBlock) -> Stretch:
    samples = sum(len(series.rtt_us) for series in block.series)
    void = sum(series.rtt_us.count(NOT_SENT) for series in block.series)
    share = (samples - void) / samples if samples else 1.0
    return Stretch(block.start, block.start + timedelta(seconds=block.duration_s), share)


def _reasons(gaps: Iterable[Gap], start: datetime, end: datetime) -> dict[str, float]:
    """Return why the ladder did not watch and for how many seconds, the longest first."""
    found: dict[str, float] = {}
    for each in gaps:
        length_s = (min(each.end, end) - max(each.start, start)).total_seconds()
        if each.subject == "ladder" and length_s > 0:
            found[each.why] = found.get(each.why, 0.0) + length_s
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def _outcome(last: LastRun, now: datetime) -> str:
    """Return how the last run ended; one without its end may still be measuring."""
    command = last.command or "run"
    if last.ended:
        return f"{command} ended"
    return f"{command} under way" if now - last.reached < UNDER_WAY else f"{command} cut short"


def _sign_of_life(last: LastRun | None, skips: list[datetime]) -> datetime | None:
    """Return when something last showed that the scheduler starts slots: a run, or one that was skipped.

    Of a `watch` nobody can tell: it measures by itself, and every slot beside it is skipped.
    """
    begun = [last.began] if last is not None and last.command != "watch" and last.began is not None else []
    return max([*begun, *skips], default=None)
