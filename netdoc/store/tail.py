"""The end of a store: what an unattended run has to know before it goes on, found without reading the rest."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from netdoc.model.facts.echo_block import EchoBlock, from_us
from netdoc.model.observation import Gap, Missed, Observation, Seen
from netdoc.store.store import Store

SKIPPED = "skipped"
"""Command of a run that measured nothing, because another one was measuring."""
UNWATCHED = "unwatched"
"""Under this name `last_asked` says when netdoc last began to run again after a time in which it did not."""
_LADDER, _SCHEDULE = "ladder", "schedule"
_LOOK_BACK = timedelta(minutes=15)

_RUNS = """
    SELECT seq, CAST(header AS BLOB) FROM record WHERE site_id = :site AND kind = 'run' ORDER BY seq DESC LIMIT 300
"""
_ENDED = """
    SELECT 1 FROM record WHERE site_id = :site AND kind = 'run_end' AND seq > :seq
    AND json_extract(header, '$.run') = :seq LIMIT 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRun:
    """The run that measured last. Fields are None where the store does not say."""

    reached: datetime
    """Where its ladder's last block ends."""
    command: str | None = None
    ended: bool = True
    """False: it was cut short."""
    began: datetime | None = None
    boot_id: str | None = None
    boottime_ns: int | None = None
    monotonic_ns: int | None = None
    """The clocks when it began."""


def last_run(store: Store) -> LastRun | None:
    """Return the run that measured last; None where nothing was ever measured."""
    end = store.end()
    if end is None:
        return None
    reached = max((_end(each) for each in store.stored(end - _LOOK_BACK) if each.subject == _LADDER), default=end)
    for seq, raw in store._journal.rows(_RUNS, {"site": store.site_id}):
        header = json.loads(raw)
        if header.get("command") == SKIPPED:
            continue
        began_us = header.get("wall_utc_us")
        return LastRun(
            reached=reached,
            command=header.get("command"),
            ended=next(store._journal.rows(_ENDED, {"site": store.site_id, "seq": seq}), None) is not None,
            began=None if began_us is None else from_us(began_us),
            boot_id=header.get("boot_id"),
            boottime_ns=header.get("boottime_ns"),
            monotonic_ns=header.get("mono_ns"),
        )
    return LastRun(reached=reached)


def last_asked(store: Store, since: datetime) -> dict[tuple[str, str], datetime]:
    """Return when each (reader's id, subject) last answered or failed to, looking back to `since`."""
    found: dict[tuple[str, str], datetime] = {}
    for each in store.stored(since):
        if isinstance(each, Missed) or (isinstance(each, Seen) and not isinstance(each.fact, EchoBlock)):
            key = (each.reader.partition("/")[0], each.subject)
            found[key] = max(each.at, found.get(key, each.at))
        elif isinstance(each, Gap) and _not_run(each):
            key = (UNWATCHED, _LADDER)
            found[key] = max(each.end, found.get(key, each.end))
    return found


def _not_run(gap: Gap) -> bool:
    of_ladder = (gap.subject, gap.what) == (_LADDER, EchoBlock.KIND)
    return of_ladder and gap.reader.partition("/")[0] == _SCHEDULE


def _end(observation: Observation) -> datetime:
    if isinstance(observation, Gap):
        return observation.end
    if isinstance(observation, Seen) and isinstance(observation.fact, EchoBlock):
        return observation.fact.start + timedelta(seconds=observation.fact.duration_s)
    return observation.at
