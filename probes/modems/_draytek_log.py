"""A timeline of line states, `Entering showtime status:  2023-04-29 14:59:18`, as a `DeviceLog`.

Written by a tool that polls a Vigor by SNMP (Get_Vigor165_DSL_Status): the times are those of the computer it ran on,
and its zone is not printed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise

from netdoc.model.facts.device_log import DeviceLog, LogEvent, LogLine

ENTERING = re.compile(
    r"Entering (showtime|ready|training|error) status: ([0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2})"
)


def read_log(lines: Sequence[str]) -> DeviceLog | None:
    """Return the states as dated lines, or None where there are none.

    The first state that follows a showtime is the loss of sync. The times are given as if they were UTC, and
    `clock_offset_s` is absent: they show order and duration, and date nothing.
    """
    found: list[LogLine] = []
    in_showtime = False
    for line in lines:
        text = " ".join(line.split())
        entry = ENTERING.fullmatch(text)
        if entry is None:
            continue
        try:
            at = datetime.strptime(entry[2], "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
        except ValueError:
            continue
        found.append(LogLine(at=at, event=_event(entry[1], in_showtime), text=text))
        in_showtime = entry[1] == "showtime"
    if not found:
        return None
    remarks = ["the times have no zone and are shown as UTC; they tell order and duration, not the hour"]
    if any(later.at < earlier.at for earlier, later in pairwise(found)):
        remarks.append("the times do not run forward throughout: a clock was set, or lines were moved")
    found.sort(key=lambda each: each.at)
    return DeviceLog(lines=tuple(found), remarks=tuple(remarks))


def _event(state: str, in_showtime: bool) -> LogEvent:
    if state == "showtime":
        return LogEvent.SYNC_UP
    if in_showtime:
        return LogEvent.SYNC_LOST
    return LogEvent.TRAINING if state == "training" else LogEvent.OTHER
