"""Log of a router that holds the session: pppd and rp-pppoe on Linux, OpenWrt's logread, ASUS's system log.

The log tells when a session ended and what the router saw before: echoes of the provider that stayed away, a refused
login, or the Ethernet port to the modem that lost its link. Echo loss alone does not tell line from provider.

A saved log is dated by the router's clock, whose zone and error nobody knows: it dates nothing on ours. Asked live, the
router tells its clock too.

Source: captures of pppd 2.4 on Ubuntu, of rp-pppoe and of two OpenWrt routers; the words of ASUS's WAN watcher are
from its published source, and a log with nothing else is not proven by a capture.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts import Fact
from netdoc.model.facts.device_log import DeviceLog, LogEvent, LogLine
from netdoc.model.facts.wan_session import SessionStatus, WanSession
from netdoc.model.site import Device
from netdoc.plugin import Driver, Score
from netdoc.ports import Ports
from probes.modems._log_times import leading, newest_first, steady_since
from probes.modems._ppp_dates import dated
from probes.modems._ppp_events import Told, tell
from probes.modems._ppp_lines import Line, taken_apart, typical
from probes.modems._text import lines_of, printable

CLOCK = "date '+%Y-%m-%dT%H:%M:%S%z'"
COMMANDS = (CLOCK, "logread", "cat /tmp/syslog.log-1 /tmp/syslog.log")
TIMEOUT_S = 60.0
CLOCK_BOUND_S = 5.0
"""Between the router's answer and our stamp lies the wait for its prompt."""
FRESH = timedelta(days=1)
"""A log that ends farther back does not tell the session's state of now; zones reach 14 hours."""
_LOOKED_AT = 1_000_000
_WHOLE = re.compile(rb"\n\Z| (?:disconnected|minutes|bytes|terminated|Exit|restored)\.\s*\Z")
"""How a text ends whose last line is whole."""


@dataclass(frozen=True, slots=True)
class _Clock:
    """The router's clock against ours, as it told it."""

    ahead: timedelta
    """Its clock's error."""
    zone: timedelta
    """Its zone."""


def recognises(body: bytes) -> Score:
    """Return how sure it is that this is such a log; one line, or words without a program's name, are not enough."""
    tagged, bare = typical(body[:_LOOKED_AT].decode("latin-1"))
    if tagged > 1:
        return Score.CERTAIN
    if bare > 1:
        return Score.LIKELY
    return Score.MAYBE if tagged + bare else Score.NO


async def collect(device: Device, ports: Ports) -> Sequence[Capture]:
    """Ask the router for its clock and its log in one session."""
    taken = await ports.shell.run(device, COMMANDS, timeout_s=TIMEOUT_S)
    clocks = [each for each in taken if _clock_of(each) is not None][:1]
    logs = [each for each in taken if _is_log(each)]
    return clocks + logs or list(taken[:1])


def read(captures: Sequence[Capture]) -> Sequence[Fact]:
    """Return the lines that concern the session and the port, and the session's state where the log's end proves it.

    `uptime_s` is None: no log states it. How long the session before lasted stands among the remarks.

    Raises:
        UnreadableCapture: no answer holds a log.
    """
    clock = next((found for each in captures if (found := _clock_of(each)) is not None), None)
    logs = [each for each in captures if _clock_of(each) is None and _is_log(each)]
    if not logs:
        raise UnreadableCapture(
            "ppp_log: the text holds no line of pppd, rp-pppoe, netifd or ASUS's WAN watcher",
            hint="on the router: `logread` (OpenWrt), `/tmp/syslog.log` (ASUS), `journalctl -u 'ppp*'` (Linux)",
        )
    latest = logs[-1]
    raw = [line for each in logs for line in _whole_lines(each.body)]
    lines = taken_apart(raw, latest.taken_at)
    if newest_first([each.stamp for each in lines if each.stamp is not None]):
        lines.reverse()
    told = tell(lines)
    log = _log(lines, told, latest, clock)
    session = _session(lines, told, latest)
    return (log,) if session is None else (log, session)


def _is_log(capture: Capture) -> bool:
    """Whether an answer is a log; one that the router gave when asked may hold nothing of the session."""
    if recognises(capture.body) > Score.NO:
        return True
    lines = [each for each in lines_of(capture.body[:100_000]) if each.strip()]
    asked = capture.method.startswith(("telnet", "ssh"))
    return asked and len(lines) > 1 and all(leading(each, capture.taken_at) for each in lines)


def _whole_lines(body: bytes) -> list[str]:
    """Return the lines without a last one that may be cut: `has link connectivity` may have gone on with ` loss`."""
    ended = _WHOLE.search(body[-40:]) is not None
    lines = lines_of(body + b"\n") if ended else lines_of(body)[:-1]
    return [html.unescape(each) if "&" in each else each for each in lines]  # a log page of a web server, saved


def _clock_of(capture: Capture) -> _Clock | None:
    """Return the router's clock from an answer that is nothing but that."""
    lines = [each.strip() for each in lines_of(capture.body[:200] + b"\n") if each.strip()]
    found = leading(lines[0], capture.taken_at) if len(lines) == 1 else None
    if found is None or found[1] or not found[0].zone_told or not found[0].clock_set:
        return None
    stamp = found[0]
    return _Clock(stamp.at - capture.taken_at, stamp.zone)


def _log(lines: Sequence[Line], told: Told, capture: Capture, clock: _Clock | None) -> DeviceLog:
    dates, remarks = dated(lines, capture.taken_at)
    kept: list[tuple[int, LogLine]] = []
    unsteady = 0
    for number, (line, event) in enumerate(zip(lines, told.events, strict=True)):
        at = dates[number]
        if at is None or line.stamp is None or event is None:
            continue
        if clock is not None:
            at -= clock.ahead + (timedelta(0) if line.stamp.zone_told else clock.zone)
            if clock.zone and not line.stamp.zone_told and at < steady_since(capture.taken_at):
                unsteady += 1
                continue
        kept.append((number, LogLine(at=at, event=event, text=printable(f"{line.program}: {line.text}"))))
    if unsteady:
        remarks.append(f"{unsteady} lines are older than a possible change to or from summer time and are left out")
    if clock is None:
        told_zone = all(each.stamp.zone_told for each in lines if each.stamp is not None)
        remarks.append(
            f"dated by the box's own clock, whose {'error is' if told_zone else 'zone and error are'} not known"
        )
    whole = bool(dates) and None not in dates and not unsteady
    lines_out = sorted((each for _, each in kept), key=lambda each: each.at)
    first = dates[0] if whole else None
    if first is not None and clock is not None and lines[0].stamp is not None:
        first -= clock.ahead + (timedelta(0) if lines[0].stamp.zone_told else clock.zone)
    return DeviceLog(
        lines=tuple(lines_out),
        clock_offset_s=None if clock is None else (clock.ahead + clock.zone).total_seconds(),
        clock_bound_s=None if clock is None else CLOCK_BOUND_S,
        reaches_back_to=first,
        remarks=tuple(remarks),
    )


def _session(lines: Sequence[Line], told: Told, capture: Capture) -> WanSession | None:
    if not any(each not in (None, LogEvent.OTHER) for each in told.events):
        return None
    remarks = []
    status = told.status
    if status is not SessionStatus.UNKNOWN:
        ends = next((each.stamp for each in reversed(lines) if each.stamp is not None), None)
        if ends is None:
            fresh, when = False, "a time that is not told"
        else:
            fresh = ends.clock_set and abs(capture.taken_at - ends.at) <= FRESH
            when = f"{ends.at:%Y-%m-%d %H:%M:%S} by the box's clock"
        remarks.append(f"the log ends at {when} with the session {status}")
        status = status if fresh else SessionStatus.UNKNOWN
    if told.minutes is not None:
        remarks.append(f"the last session that ended had lasted {told.minutes} minutes")
    return WanSession(
        status=status,
        session="ppp" if told.ppp else None,
        last_error=None if told.why is None else printable(told.why),
        external_address=told.address if status is SessionStatus.UP else None,
        remarks=tuple(remarks),
    )


DRIVER = Driver(
    id="ppp_log",
    title="Router's log of the session (pppd, rp-pppoe, OpenWrt, ASUS)",
    recognises=recognises,
    collect=collect,
    read=read,
    transport="shell",
    min_interval_s=60.0,
)
