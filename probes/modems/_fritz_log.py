"""The event log of a FRITZ!Box: one string, newest first, `dd.mm.yy hh:mm:ss text`, often without line breaks.

The stamps are local time. They are put on our clock where the box told its time and its zone when the log was read
(TR-064's `Time:GetInfo`); otherwise they stand as if the box's clock were UTC, and the log dates nothing.
German and English texts are known by their meaning; whatever is not known is OTHER.

Source: a real excerpt of a 5690 Pro; message texts as tools that read this log match them (FRITZ!OS 6 to 8).
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import pairwise
from zoneinfo import ZoneInfo

from netdoc.model.facts.device_log import DeviceLog, LogEvent, LogLine
from probes.modems._log_times import parse_stamp
from probes.modems._text import printable

CLOCK_BOUND_S = 3.0
"""The box tells whole seconds, and its answer took a moment (own)."""
_MOST_LINES = 5_000
_MOST_TEXT = 400_000
_STAMP = re.compile(r"(?<!\S)[0-3][0-9]\.[01][0-9]\.[0-9]{2} [0-2][0-9]:[0-5][0-9]:[0-5][0-9](?=\s)")
_RESTART = r"FRITZ!Box (?:wurde |was |has been )?(?:neu ?gestartet|restarted|rebooted)|Neustart der FRITZ!Box"
_MEANINGS: tuple[tuple[LogEvent, str], ...] = (
    (LogEvent.OTHER, r"WireGuard|VPN|IPSec|\(Telefonie\)|\(telephony\)|WLAN|Wi-Fi|Mobilfunk|mobile network"),
    (LogEvent.WIRING, r"unzul.{1,2}ssige Verkabelung|Verkabelung.*DSL|DSL.*Verkabelung|DSL.*\b(?:cabling|wiring)\b"),
    (LogEvent.SYNC_LOST, r"DSL antwortet nicht|keine DSL-\s?Synchronisierung|no DSL sync|DSL (?:is )?not respond"),
    (LogEvent.TRAINING, r"DSL-\s?Synchronis\w+ beginnt|DSL synchroni[sz]ation (?:is )?(?:begin|start)"),
    (LogEvent.SYNC_UP, r"DSL ist verf.{1,2}gbar|DSL-\s?Synchronisierung besteht|DSL (?:is )?(?:available|ready)"),
    (LogEvent.SYNC_UP, r"DSL synchroni[sz]ation (?:is )?(?:established|exists)"),
    (LogEvent.AUTH_REJECTED, r"Anmeldung beim Internetanbieter ist fehlgeschlagen|PAP.*(?:fehlgeschlagen|failed)"),
    (LogEvent.AUTH_REJECTED, r"(?:Login|Registration) (?:to|with|at) (?:the )?Internet (?:service )?provider.*failed"),
    (LogEvent.NO_ANSWER, r"PPPoE-Fehler: Zeit.{1,2}berschreitung|Zeit.{1,2}berschreitung bei der PPP-Aushandlung"),
    (LogEvent.NO_ANSWER, r"PPPoE error: Time-?out|Time-?out during PPP negotiation"),
    (LogEvent.SESSION_DOWN, r"PPPoE-Fehler|PPPoE error"),
    (LogEvent.SESSION_DOWN, r"Internetverbindung (?:IPv6 )?wurde getrennt|Internetverbindung wird kurz unterbrochen"),
    (LogEvent.SESSION_DOWN, r"Internet connection (?:IPv6 )?(?:was |has been )?(?:cleared|disconnected|terminated)"),
    (LogEvent.SESSION_DOWN, r"Internet connection (?:will be|is being) (?:briefly )?interrupted|Verbindung getrennt\b"),
    (LogEvent.SESSION_UP, r"Internetverbindung (?:IPv6 )?wurde (?:erfolgreich )?hergestellt"),
    (LogEvent.SESSION_UP, r"Internet connection (?:IPv6 )?(?:was |has been )?(?:successfully )?established"),
    (LogEvent.SESSION_UP, r"IPv6 Internet connection (?:was |has been )?(?:successfully )?established"),
    (LogEvent.FIRMWARE, r"(?:FRITZ!OS|Firmware)[ -](?:Update|wurde|was|version).*(?:install|aktualisiert|updated)"),
    (LogEvent.REBOOT_ASKED, rf"{_RESTART}.*(?:Benutzeroberfl|Anbieter|TR-069|user interface|provider)"),
    (LogEvent.BOOT, _RESTART),
)
_KNOWN = tuple((event, re.compile(pattern, re.IGNORECASE)) for event, pattern in _MEANINGS)
_TELLING = re.compile("|".join(pattern for event, pattern in _MEANINGS if event is not LogEvent.OTHER), re.IGNORECASE)
_SIX = re.compile(r"IPv6", re.IGNORECASE)
_POSIX_ZONE = re.compile(r"[A-Za-z<>0-9+-]{3,20}(?:,[MJ0-9.]{1,12}(?:/[0-9:+-]{1,9})?){0,2}|[A-Za-z0-9<>+,./:-]{3,80}")
_UNDATED = "the box's clock was not compared with ours, and its zone is not told: the times are the box's own"
_LAST_CHANGE = "the box's zone has no rule that is known: lines from before the last Sunday are left out"


@dataclass(frozen=True, slots=True)
class BoxTime:
    """What the box told of its clock when the log was read."""

    zone: tzinfo
    has_rule: bool
    """The zone knows when summer time changes; otherwise it is the offset of the moment only."""
    offset_s: float
    """The box's clock minus ours."""


def is_log(text: str) -> bool:
    """Tell whether a text is this log: it begins with a stamp, and a message of the line or session follows."""
    return _STAMP.match(text.lstrip()) is not None and _TELLING.search(text[:_MOST_TEXT]) is not None


def box_time(local: str, zone: str, taken_at: datetime) -> BoxTime | None:
    """Return the box's clock from `NewCurrentLocalTime` and `NewLocalTimeZone`, or None when they do not tell it."""
    try:
        now = datetime.fromisoformat(local.strip())
    except ValueError:
        return None
    rule = _rule(zone.strip())
    if now.tzinfo is None:
        if rule is None:
            return None
        now = now.replace(tzinfo=rule)
    elif rule is not None and now.astimezone(rule).utcoffset() != now.utcoffset():
        rule = None  # they contradict each other: the offset is what the box says of now
    where = rule or now.tzinfo
    assert where is not None
    return BoxTime(where, rule is not None, (now - taken_at).total_seconds())


def read_log(text: str, taken_at: datetime, clock: BoxTime | None = None) -> DeviceLog | None:
    """Return the log's lines, oldest first, or None when it holds none."""
    lines, unset = [], 0
    for stamp, words in _entries(text[:_MOST_TEXT]):
        told = parse_stamp(stamp, taken_at)
        if told is None:
            unset += 1
        else:
            lines.append(LogLine(at=_ours(told, clock), event=_event(words), text=printable(words, 300)))
    if not lines:
        return None
    pairs = list(pairwise(lines))
    if sum(one.at > two.at for one, two in pairs) >= sum(one.at < two.at for one, two in pairs):
        lines.reverse()  # newest first, as this box writes it
    lines.sort(key=lambda each: each.at)  # stable: lines of one second keep their order
    lines = _one_session(lines)
    remarks = [_UNDATED] if clock is None else []
    if unset:
        remarks.append(f"lines from before the box's clock was set, left out: {unset}")
    if clock is not None and not clock.has_rule:
        since = _last_change(taken_at, clock)
        lines = [each for each in lines if each.at >= since]
        remarks.append(_LAST_CHANGE)
    return DeviceLog(
        lines=tuple(lines),
        clock_offset_s=None if clock is None else round(clock.offset_s, 1),
        clock_bound_s=None if clock is None else CLOCK_BOUND_S,
        reaches_back_to=lines[0].at if lines else None,
        remarks=tuple(remarks),
    )


def _entries(text: str) -> list[tuple[str, str]]:
    marks = list(_STAMP.finditer(text))[:_MOST_LINES]
    ends = [each.start() for each in marks[1:]] + [len(text)]
    return [(mark[0], " ".join(text[mark.end() : end].split())) for mark, end in zip(marks, ends, strict=False)]


def _event(words: str) -> LogEvent:
    return next((event for event, known in _KNOWN if known.search(words[:600])), LogEvent.OTHER)


def _one_session(lines: Sequence[LogLine]) -> list[LogLine]:
    """Return the lines with those of IPv6 counted only where the log tells of no other session (DS-Lite)."""
    session = (LogEvent.SESSION_UP, LogEvent.SESSION_DOWN)
    if not any(each.event in session and "nternet" in each.text and not _SIX.search(each.text) for each in lines):
        return list(lines)
    return [
        LogLine(at=each.at, event=LogEvent.OTHER, text=each.text)
        if each.event in session and _SIX.search(each.text)
        else each
        for each in lines
    ]


def _ours(told: datetime, clock: BoxTime | None) -> datetime:
    """Return a stamp, given as if the box's clock were UTC, on our clock."""
    if clock is None:
        return told
    return told.replace(tzinfo=clock.zone).astimezone(UTC) - timedelta(seconds=round(clock.offset_s, 1))


def _last_change(taken_at: datetime, clock: BoxTime) -> datetime:
    """Return the last Sunday, 4 in the morning: clocks change to and from summer time before that."""
    local = taken_at.astimezone(clock.zone)
    sunday = (local - timedelta(days=(local.weekday() + 1) % 7)).replace(hour=4, minute=0, second=0, microsecond=0)
    return (sunday if sunday <= local else sunday - timedelta(days=7)).astimezone(UTC)


def _rule(posix: str) -> ZoneInfo | None:
    """Return the zone of a POSIX rule (`CET-1CEST-2,M3.5.0/02:00:00,M10.5.0/03:00:00`), or None."""
    if not _POSIX_ZONE.fullmatch(posix) or "," not in posix:
        return None
    block = b"TZif2" + bytes(15) + b"".join(each.to_bytes(4) for each in (0, 0, 0, 0, 1, 4)) + bytes(6) + b"UTC\0"
    try:
        return ZoneInfo.from_file(io.BytesIO(block + block + b"\n" + posix.encode() + b"\n"), key="the box's")
    except (ValueError, IndexError, OverflowError):
        return None
