"""What an answer of another clock is worth: an offset with its bound, or why it is worth nothing. Pure.

SNTP: RFC 5905. With T1 and T4 our times of sending and receipt, T2 and T3 theirs of receipt and sending, theirs less
ours is ((T2 - T1) + (T3 - T4)) / 2, to half of the time under way ((T4 - T1) - (T3 - T2)) either way, whatever the way
out and the way back took each; to which comes what the server admits of itself: half its root delay, its root
dispersion and its precision. HTTP: RFC 9110, 6.6.1: `Date` counts whole seconds, and servers write it ahead of time
for a second's worth of answers, so that it may be a second old.
"""

from __future__ import annotations

import json
import re
import struct
from datetime import UTC, datetime, timedelta
from typing import Any

from netdoc.errors import BadInput, NetdocError, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.codec import parse_time
from netdoc.model.facts.clock_offset import ClockOffset, ClockSource

NTP_PORT = 123
HTTP_BOUND_S, HTTP_MIDDLE_S = 1.0, 0.5
WORTHLESS_S = 16.0
"""A server whose own bound is greater is good for nothing (RFC 5905: MAXDISP)."""
UNSYNCHRONISED = 16
"""Stratum of a server that follows nobody (MAXSTRAT)."""
SLACK_S = 0.0005
"""Clocks tick: a negative time under way as small as this is none at all."""
LONGEST_S = 60.0
_TO_1970 = 2_208_988_800
_MICRO = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PACKET = struct.Struct("!BBbb4s4s4s8s8s8s8s")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATE = re.compile(rf"[A-Z][a-z]{{2}}, (\d\d) ({'|'.join(_MONTHS)}) (\d{{4}}) (\d\d):(\d\d):(\d\d) GMT", re.ASCII)


class Worthless(Exception):
    """It answered, and what it answered tells no time. The message says why."""


def sntp(note: dict[str, Any]) -> ClockOffset:
    """Return what a time server's answer tells of our clock.

    Raises:
        Worthless: it follows no time itself, asks to be left alone, or its times cannot be.
        UnreadableCapture: not the adapter's note.
    """
    sent, took_s = _ours(note)
    packet = _octets(note, "reply")
    if len(packet) < _PACKET.size:
        raise Worthless(f"its answer has {len(packet)} octets, not 48")
    first, stratum, _, precision, delay, dispersion, reference, _, origin, received, transmitted = _PACKET.unpack_from(
        packet
    )
    if first & 0x7 != 4 or not 1 <= first >> 3 & 0x7 <= 4 or origin != _octets(note, "nonce"):
        raise Worthless("its answer is none to our question")
    if stratum == 0:
        raise Worthless(f"it asks to be left alone (kiss-o'-death {_code(reference)})")
    if first >> 6 == 3 or stratum >= UNSYNCHRONISED:
        raise Worthless(f"it follows no time itself (stratum {stratum})")
    if transmitted == bytes(8) or received == bytes(8):
        raise Worthless("its answer holds no time")
    out_s = _seconds_from(sent, received)
    back_s = _seconds_from(sent, transmitted) - took_s
    under_way_s = out_s - back_s
    held_s = took_s - under_way_s
    if held_s < -SLACK_S or under_way_s < -SLACK_S:
        raise Worthless("its times of receipt and sending do not fit into the time it took")
    admitted_s = _short(delay) / 2 + _short(dispersion) + 2.0 ** min(precision, 4)
    bound_s = max(under_way_s, 0.0) / 2 + admitted_s
    if admitted_s >= WORTHLESS_S:
        raise Worthless(f"it admits to be wrong by up to {admitted_s:.0f} s")
    return ClockOffset(
        source=ClockSource.SNTP,
        server=_server(note, "server") + _port(note),
        offset_s=round(-(out_s + back_s) / 2, 6),
        bound_s=_up(bound_s),
        stratum=stratum,
        rtt_ms=round(max(under_way_s, 0.0) * 1000, 3),
    )


def http_date(note: dict[str, Any]) -> ClockOffset:
    """Return what a web server's `Date` tells of our clock.

    Raises:
        Worthless: no date, or one from a cache.
        UnreadableCapture: not the adapter's note.
    """
    sent, took_s = _ours(note)
    told, age = note.get("date"), note.get("age")
    if age not in ("", "0"):
        raise Worthless("its answer came out of a cache")
    found = _DATE.fullmatch(told) if isinstance(told, str) else None
    if found is None:
        raise Worthless("its answer holds no date")
    day, year, hour, minute, second = (int(found[each]) for each in (1, 3, 4, 5, 6))
    try:
        date = datetime(year, _MONTHS.index(found[2]) + 1, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        raise Worthless("its answer holds a date that never is") from None
    behind_s = (sent - date) / timedelta(seconds=1)
    return ClockOffset(
        source=ClockSource.HTTP_DATE,
        server=_server(note, "host"),
        offset_s=round(behind_s + took_s / 2 - HTTP_MIDDLE_S, 6),
        bound_s=_up(HTTP_BOUND_S + took_s / 2),
        rtt_ms=round(took_s * 1000, 3),
    )


def tracking(printed: bytes) -> ClockOffset:
    """Return what chrony says of itself: `chronyc -c tracking`, one line of fields parted by commas.

    The clock's error is at most |system time| + root dispersion + half the root delay (chronyc(1)); it is told
    without a sign, for chrony corrects by itself what it knows of.

    Raises:
        Worthless: it follows nobody.
        UnreadableCapture: not that line.
    """
    fields = printed.decode("utf-8", "replace").strip().split(",")
    try:
        stratum, off_s, delay_s, dispersion_s = int(fields[2]), float(fields[4]), float(fields[10]), float(fields[11])
        server, leap = fields[1], fields[13]
    except (IndexError, ValueError):
        raise UnreadableCapture("chrony: not the line of `chronyc -c tracking`", hint="try it by hand") from None
    if leap == "Not synchronised" or not 0 < stratum < UNSYNCHRONISED:
        raise Worthless("chrony follows no time server now")
    bound_s = abs(off_s) + dispersion_s + delay_s / 2
    if not 0 <= bound_s < WORTHLESS_S or delay_s < 0 or dispersion_s < 0:
        raise Worthless("chrony admits no useful bound")
    return ClockOffset(
        source=ClockSource.TIME_SERVICE, server=_shown(f"chrony, by {server}"), bound_s=_up(bound_s), stratum=stratum
    )


def timesync(printed: bytes) -> ClockOffset:
    """Return whom systemd-timesyncd follows: `timedatectl show-timesync`. It states no bound.

    Raises:
        Worthless: it follows nobody.
    """
    text = printed[:100_000].decode("utf-8", "replace")
    named = re.search(r"^ServerName=(\S+)$", text, re.MULTILINE) or re.search(
        r"^ServerAddress=(\S+)$", text, re.MULTILINE
    )
    told = re.search(r"^NTPMessage=\{.*\bLeap=(\d).*\bStratum=(\d{1,2})\b", text, re.MULTILINE | re.ASCII)
    if named is None or told is None or told[1] == "3" or not 0 < int(told[2]) < UNSYNCHRONISED:
        raise Worthless("systemd-timesyncd follows no time server now")
    return ClockOffset(
        source=ClockSource.TIME_SERVICE, server=_shown(f"systemd-timesyncd, by {named[1]}"), stratum=int(told[2])
    )


def note_of(capture: Capture) -> dict[str, Any]:
    """Return a capture's JSON object.

    Raises:
        UnreadableCapture: it is none.
    """
    try:
        note = json.loads(capture.body)
    except (ValueError, RecursionError):
        note = None
    if not isinstance(note, dict):
        raise UnreadableCapture("this is no note of another clock", hint="collect it again with `netdoc check`")
    return note


def _ours(note: dict[str, Any]) -> tuple[datetime, float]:
    """Return when it was asked, by our clock, and the seconds until the answer."""
    took_us = note.get("took_us")
    try:
        sent = parse_time(note.get("sent"), "sent")
    except (BadInput, OverflowError) as wrong:
        reason = wrong.message if isinstance(wrong, NetdocError) else str(wrong)
        raise UnreadableCapture(f"another clock's note: {reason}") from None
    if not isinstance(took_us, int) or isinstance(took_us, bool) or not 0 <= took_us <= LONGEST_S * 1e6:
        raise UnreadableCapture("another clock's note does not say how long it took")
    return sent, took_us / 1e6


def _octets(note: dict[str, Any], key: str) -> bytes:
    held = note.get(key)
    try:
        return bytes.fromhex(held) if isinstance(held, str) else b""
    except ValueError:
        raise UnreadableCapture(f"another clock's note: {key} is not hexadecimal") from None


def _server(note: dict[str, Any], key: str) -> str:
    held = note.get(key)
    if not isinstance(held, str) or not held:
        raise UnreadableCapture("another clock's note does not say whose it is")
    return _shown(held)


def _port(note: dict[str, Any]) -> str:
    port = note.get("port")
    return "" if port == NTP_PORT or not isinstance(port, int) else f":{port}"


def _shown(text: str) -> str:
    return "".join(each if each.isprintable() else "\ufffd" for each in text)[:120]


def _seconds_from(moment: datetime, stamp: bytes) -> float:
    """Return an NTP timestamp less a time of ours, taken in that turn of 136 years which lies nearest."""
    seconds, fraction = struct.unpack("!II", stamp)
    whole, rest = divmod((moment - _EPOCH) // _MICRO, 1_000_000)
    ahead = (int(seconds) - (whole + _TO_1970) + 2**31) % 2**32 - 2**31
    return float(ahead + fraction / 2**32 - rest / 1e6)


def _short(field: bytes) -> float:
    """Return an NTP short number: seconds in 16.16."""
    return float(int.from_bytes(field, "big")) / 65536


def _code(reference: bytes) -> str:
    return "".join(chr(each) if 0x20 < each < 0x7F else "?" for each in reference)


def _up(bound_s: float) -> float:
    """Return a bound to the microsecond, never smaller than it is."""
    return round(bound_s + 1e-6, 6)
