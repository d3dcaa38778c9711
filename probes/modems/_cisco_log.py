"""Lines of `show logging`, dated by what `show clock` said in the same session.

IOS stamps its log in UTC, or in its own zone when told to, and prints the zone only when told to. A `*` says that the
clock was never set, a `.` that its time server is lost. A line is dated only where its scale is that of the clock.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from netdoc.model.facts.device_log import DeviceLog, LogEvent, LogLine
from probes.modems._text import printable

BOUND_S = 30.0
"""Session and answer lie within this time."""
OLDEST = timedelta(days=366)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH = "|".join(_MONTHS)
_TIME = r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.[0-9]{1,6})?"
_CLOCK = re.compile(
    rf"(?:Time source is [\w ]+, )?([*.]?){_TIME} ([A-Z]{{2,5}}) [A-Z][a-z]{{2}} ({_MONTH}) ([0-9]{{1,2}}) ([0-9]{{4}})"
)
_LINE = re.compile(
    rf"(?:[0-9]{{1,9}}: )?([*.]?)({_MONTH}) +([0-9]{{1,2}}) (?:([0-9]{{4}}) )?{_TIME}(?: ([A-Z]{{2,5}}))?: "
    r"(%[A-Z0-9_]+-[0-7]-[A-Z0-9_]+: .+)"
)
_UTC = ("UTC", "GMT")
_STATE = r", changed state to (up|down)\b.*"
_DSL = re.compile(r"%(?:CONTROLLER-5-UPDOWN: Controller [AV]DSL|LINK-3-UPDOWN: Interface ATM)[ 0-9/]{1,12}" + _STATE)
_BOUND = re.compile(
    r"%DIALER-6-(?:UN)?BIND: Interface V(?:i|irtual-Access)([0-9.]+) (?:un)?bound (?:to|from) profile Di.*"
)
_PPP = re.compile(r"%LINEPROTO-5-UPDOWN: Line protocol on Interface Virtual-Access([0-9.]+)" + _STATE)
_OTHER = re.compile(r"%(?:(?:CONTROLLER|DIALER|LINK|LINEPROTO|PPP|PPPOE|VDSL)-|SYS-5-RE(?:START|LOAD):).*")
_BOOT, _ASKED = "%SYS-5-RESTART:", "%SYS-5-RELOAD:"


@dataclass(frozen=True, slots=True)
class Clock:
    """What the box took the time to be, and when that was by our clock."""

    mark: str
    zone: str
    told: datetime
    at: datetime


def clock_of(lines: Sequence[str], at: datetime) -> Clock | None:
    """Return the box's clock as `show clock` told it at `at`."""
    for line in lines:
        found = _CLOCK.fullmatch(line.strip())
        if found is None:
            continue
        mark, hour, minute, second, zone, month, day, year = found.groups()
        told = _moment(year, month, day, hour, minute, second, at)
        return None if told is None else Clock(mark, zone, told, at)
    return None


def read_log(lines: Sequence[str], clock: Clock | None, *, live: bool) -> DeviceLog | None:
    """Return the lines that tell of the line, the session or a restart; None where there is no log.

    Args:
        lines: the answer to `show logging`.
        clock: what `show clock` said beside it.
        live: asked in a session, not saved by hand at an hour that is not exact.
    """
    stamped = [found for line in lines if (found := _LINE.fullmatch(line.strip()))]
    wanted = [each for each in stamped if _OTHER.fullmatch(each[9])]
    if not wanted:
        return None
    ours = {each[1] for line in wanted if (each := _BOUND.fullmatch(line[9]))}
    kept, left = [], 0
    for each in wanted:
        at = None if clock is None else _dated(each, clock)
        if at is None:
            left += 1
        else:
            kept.append(LogLine(at=at, event=_event(each[9], ours), text=printable(each[0], 300)))
    remarks = [] if not left else [f"{left} lines are left out: their clock cannot be compared with ours"]
    if clock is None:
        remarks.append("`show clock` was not saved beside the log, so nothing dates it")
    return DeviceLog(
        lines=tuple(sorted(kept, key=lambda each: each.at)),
        clock_offset_s=_offset_s(clock) if live else None,
        clock_bound_s=BOUND_S if live and _offset_s(clock) is not None else None,
        remarks=tuple(remarks),
    )


def _offset_s(clock: Clock | None) -> float | None:
    return None if clock is None or clock.zone not in _UTC else (clock.told - clock.at).total_seconds()


def _dated(line: re.Match[str], clock: Clock) -> datetime | None:
    mark, month, day, year, hour, minute, second, zone = line.groups()[:8]
    if mark != clock.mark or (zone or "UTC") not in ((clock.zone,) if zone else _UTC):
        return None
    if zone is None and clock.zone not in _UTC:
        return None
    told = _moment(year or str(clock.told.year), month, day, hour, minute, second, clock.at)
    if told is not None and year is None and told > clock.told + timedelta(days=1):
        told = _moment(str(clock.told.year - 1), month, day, hour, minute, second, clock.at)
    if told is None or not clock.told - OLDEST <= told <= clock.told + timedelta(seconds=BOUND_S):
        return None
    return clock.at - (clock.told - told)


def _moment(year: str, month: str, day: str, hour: str, minute: str, second: str, like: datetime) -> datetime | None:
    try:
        number = _MONTHS.index(month) + 1
        return datetime(int(year), number, int(day), int(hour), int(minute), int(second), tzinfo=like.tzinfo)
    except ValueError:
        return None


def _event(text: str, ours: set[str]) -> LogEvent:
    if found := _DSL.fullmatch(text):
        return LogEvent.SYNC_UP if found[1] == "up" else LogEvent.SYNC_LOST
    if (found := _PPP.fullmatch(text)) and found[1] in ours:
        return LogEvent.SESSION_UP if found[2] == "up" else LogEvent.SESSION_DOWN
    if text.startswith(_BOOT):
        return LogEvent.BOOT
    return LogEvent.REBOOT_ASKED if text.startswith(_ASKED) else LogEvent.OTHER
