"""The time since the last run that nobody watched, as gaps with the reason where it is known. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from netdoc.app.clock_watch import Reading
from netdoc.app.ladder_loop import SUBJECT
from netdoc.model.facts.echo_block import EchoBlock
from netdoc.model.observation import Gap
from netdoc.store.tail import LastRun

READER = "schedule/1"
LEAST = timedelta(seconds=30)
"""A shorter pause between two slots is none of this: the blocks themselves show it."""
LEAST_CUT = timedelta(seconds=1)
"""After a run that was cut short the pause is no pause between slots, however short it was."""
MOSTLY = 0.5
"""Sleep is the reason when it filled this share of the time."""


@dataclass(frozen=True, slots=True)
class Now:
    """The clocks as a run begins."""

    clocks: Reading
    boot_id: str


def missed(last: LastRun, now: Now) -> list[Gap]:
    """Return what nobody watched between the last run and now; nothing when one slot follows the other."""
    wall = now.clocks.wall
    if last.reached - wall > LEAST:
        back_s = (last.reached - wall).total_seconds()
        why = f"the clock was set back: the record already reaches {back_s:.0f} s further than now"
        return [_gap(wall, wall, why)]
    if wall - last.reached < (LEAST if last.ended else LEAST_CUT):
        return []
    booted = wall - timedelta(microseconds=now.clocks.boottime_ns // 1000)
    if _another_start(last, now) and booted > last.reached:
        cut = "" if last.ended else f"; {_begun(last)} was cut off"
        off = _gap(last.reached, booted, f"the computer was off, or starting, until {booted:%H:%M:%S} UTC{cut}")
        since = [_gap(booted, wall, _not_started(last))] if wall - booted >= LEAST else []
        return [off, *since]
    return [_gap(last.reached, wall, _reason(last, now, wall - last.reached))]


def _reason(last: LastRun, now: Now, away: timedelta) -> str:
    if not last.ended:
        return f"netdoc was not running: {_begun(last)} was cut short (killed, or it could not write)"
    slept_s = _slept_s(last, now)
    if slept_s is not None and slept_s >= MOSTLY * away.total_seconds():
        return f"netdoc was not running: the computer slept for {slept_s:.0f} s"
    return _not_started(last)


def _not_started(last: LastRun) -> str:
    if last.command == "run":
        return "netdoc was not running: the schedule did not start it"
    return "netdoc was not running"


def _begun(last: LastRun) -> str:
    began = "" if last.began is None else f" begun at {last.began:%H:%M:%S} UTC"
    return f"the {last.command or 'last'} run{began}" if last.command != "run" else f"the run{began}"


def _another_start(last: LastRun, now: Now) -> bool:
    return bool(last.boot_id and now.boot_id and last.boot_id != now.boot_id)


def _slept_s(last: LastRun, now: Now) -> float | None:
    """Return how long the computer slept since the last run began; None when the store does not say."""
    if last.boottime_ns is None or last.monotonic_ns is None or last.boot_id != now.boot_id:
        return None
    slept_ns = now.clocks.boottime_ns - now.clocks.monotonic_ns
    return (slept_ns - (last.boottime_ns - last.monotonic_ns)) / 1e9


def _gap(start: datetime, end: datetime, why: str) -> Gap:
    hint = "keep the computer on and awake; see `netdoc schedule status`"
    return Gap(SUBJECT, start, max(start, end), EchoBlock.KIND, why, hint, reader=READER)
