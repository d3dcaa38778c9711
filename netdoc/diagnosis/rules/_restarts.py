"""What several rules ask of restarts: which came together, who ordered one, and whether they keep a daily hour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from netdoc.diagnosis.instants import BOOT_LINE_S, Instant, booted_at, boots
from netdoc.diagnosis.logs import Entry, entries_between
from netdoc.model.evidence import Evidence
from netdoc.model.facts.device_log import DeviceLog, LogEvent
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.step import Step
from netdoc.model.observation import Seen

TOGETHER = timedelta(minutes=3)
"""Boots within ± 3 min of each other are one power event (measurement notes, power)."""
SAME_HOUR = timedelta(minutes=15)
LEAST_DAYS = 3
"""«Same clock time ± 15 min on at least three days: a machine or a habit» (own, dsl-sources f1)."""
DAY = timedelta(hours=24)
MOSTLY = 0.5
"""A box that restarts all day long has some at each hour: a schedule explains at least half of them (own)."""


def together(one: Instant, other: Instant) -> bool:
    """Return whether two boots can be of one power event, within the bounds of both."""
    return one.earliest - TOGETHER <= other.latest and other.earliest - TOGETHER <= one.latest


NOTED = timedelta(minutes=10)
"""How far off the time may be that a person gives for what he did: noted afterwards, or by another clock (own)."""


def by_hand(evidence: Evidence, start: datetime, end: datetime) -> Seen[Step] | None:
    """Return the recorded restart by a person, within ten minutes of a stretch."""
    steps = evidence.readings(Step, start=start - NOTED, end=end + NOTED)
    return next((each for each in steps if each.fact.power_cycled is not None), None)


@dataclass(frozen=True, slots=True)
class Reason:
    """What is told of why a box started anew."""

    event: LogEvent
    words: str
    told: Seen[DeviceLog] | Seen[DeviceState]


ORDERED = (LogEvent.REBOOT_ASKED, LogEvent.FIRMWARE)
_WORDS: tuple[tuple[LogEvent, tuple[str, ...]], ...] = (
    (LogEvent.FIRMWARE, ("firmware", "upgrade", "update")),
    (LogEvent.REBOOT_ASKED, ("user", "command", "remote", "tr-069", "tr069", "cwmp", "schedul", "button", "request")),
    (LogEvent.WATCHDOG, ("watchdog", "panic", "exception", "crash", "hung")),
)
"""Words of boxes for their last restart (own, from manuals and forum logs); any other word tells nothing."""


def reason(evidence: Evidence, boot: Instant) -> Reason | None:
    """Return why a box started anew: an order before a watchdog, its log before its own word."""
    # the order stands in the log before the boot; the box's word for it is written with its first lines
    lines = entries_between(
        evidence, boot.earliest - TOGETHER, boot.latest + timedelta(seconds=BOOT_LINE_S), *ORDERED, LogEvent.WATCHDOG,
        subject=boot.subject,
    )  # fmt: skip
    lines.sort(key=_rank)
    for line in lines:
        return Reason(line.event, f"its log says «{line.text or line.event}» at {line.at:%H:%M:%S} UTC", line.told)
    state = evidence.first_after(boot.latest, DeviceState, boot.subject)
    word = state.fact.reboot_reason if state else None
    started = booted_at(state) if state else None
    if state is None or word is None or (started is not None and started > boot.latest + TOGETHER):
        return None  # nothing told, or told of a later restart
    event = next((each for each, words in _WORDS if any(some in word.lower() for some in words)), None)
    return Reason(event, f"it gives «{word}» as the reason", state) if event else None


def _rank(line: Entry) -> bool:
    return line.event is LogEvent.WATCHDOG


def daily(instants: Sequence[datetime], moment: datetime) -> list[datetime]:
    """Return the instants at the clock time of `moment` on at least three days, when most of all keep it; else none."""
    alike = [each for each in instants if _off_the_hour(each - moment) <= SAME_HOUR]
    days = {round((each - moment) / DAY) for each in alike} | {0}
    first, last = min(alike, default=moment) - SAME_HOUR, max(alike, default=moment) + SAME_HOUR
    spanned = [each for each in instants if first <= each <= last]
    if len(days) < LEAST_DAYS or len(alike) < MOSTLY * len(spanned):
        return []
    return alike


def _off_the_hour(apart: timedelta) -> timedelta:
    rest = apart % DAY
    return min(rest, DAY - rest)


def daily_restarts(evidence: Evidence, boot: Instant) -> str:
    """Return, in words, that a box restarts at the same time each day; empty when it does not."""
    kept = daily([each.at for each in boots(evidence, boot.subject)], boot.at)
    if not kept:
        return ""
    return f"{boot.subject} restarts at about {boot.at:%H:%M} UTC, on {len(kept)} days"
