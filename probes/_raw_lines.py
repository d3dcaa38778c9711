"""Reads what the raw worker wrote: JSON lines, each with one key that names it. And where raw questions go.

A capture that holds `failed` stands for a job that could not be done: it becomes a gap beside what else was read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Sequence
from ipaddress import AddressValueError, IPv4Address
from typing import Any

from netdoc.errors import CannotMeasure, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.link_state import LinkKind, LinkState
from netdoc.model.observation import Gap, Seen
from netdoc.model.site import Site
from netdoc.ports import Clock, Ports
from probes import link

Line = dict[str, Any]
_MAC = re.compile(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}")
RAW = "raw: "
_NOTHING: Line = {}
_CARDS = (LinkKind.WIRED, LinkKind.WIFI)


async def way_out(site: Site, ports: Ports) -> LinkState:
    """Return the own link that the questions leave through: a card with a carrier.

    Raises:
        CannotMeasure: there is none, or it is no Ethernet and no Wi-Fi.
    """
    for each in link.read(site, await link.collect(site, ports)):
        fact = each.fact if isinstance(each, Seen) else None
        if isinstance(fact, LinkState) and fact.link in _CARDS and fact.carrier is not False:
            return fact
    raise CannotMeasure("this computer's link is no Ethernet and no Wi-Fi that is up", hint="plug in the cable")


async def or_failed(asked: Awaitable[Capture], job: str, clock: Clock) -> Capture:
    """Return the capture of a job, or one that says why there is none."""
    try:
        return await asked
    except CannotMeasure as unable:
        told = {"failed": unable.message, "hint": unable.hint}
        return Capture(json.dumps(told).encode() + b"\n", clock.now(), "host", RAW + job)


def about(capture: Capture, asked: Line, method: str) -> Capture:
    """Return the capture with a first line that says what was asked about: the wire does not know it."""
    line = json.dumps({"about": asked}, separators=(",", ":")).encode()
    return Capture(line + b"\n" + capture.body, capture.taken_at, capture.source, RAW + method)


def lines_of(capture: Capture) -> list[Line]:
    """Return the lines of a capture.

    Raises:
        UnreadableCapture: they are not JSON objects.
    """
    try:
        lines = [json.loads(each) for each in capture.body.decode("utf-8").splitlines() if each.strip()]
    except (ValueError, RecursionError):
        lines = [None]
    if not all(isinstance(each, dict) for each in lines):
        raise UnreadableCapture("these are not the raw worker's lines", hint="collect them again with `netdoc check`")
    return lines


def failure(lines: Sequence[Line], capture: Capture, what: str) -> Gap | None:
    """Return the gap that a job which was not done stands for; None when it was done."""
    failed = next((each for each in lines if "failed" in each), None)
    if failed is None:
        return None
    at = capture.taken_at
    return Gap("host", at, at, what, text(failed["failed"], 200) or "it failed", text(failed.get("hint"), 200) or "")


def told(lines: Sequence[Line], key: str) -> Line:
    """Return the object that the first line with that key holds; an empty one where there is none."""
    return next((each[key] for each in lines if isinstance(each.get(key), dict)), _NOTHING)


def text(value: object, limit: int = 80) -> str | None:
    """Return a text, printable and cut; None for anything else and for an empty one."""
    if not isinstance(value, str) or not value.strip():
        return None
    return "".join(each if each.isprintable() else "\ufffd" for each in value)[:limit]


def address(value: object) -> str | None:
    """Return an IPv4 address; None for anything else, and for 0.0.0.0."""
    try:
        found = IPv4Address(value) if isinstance(value, str) else IPv4Address(0)
    except AddressValueError:
        return None
    return str(found) if int(found) else None


def addresses(value: object) -> tuple[str, ...]:
    """Return the IPv4 addresses of a list, each once."""
    listed = value if isinstance(value, list) else []
    return tuple(dict.fromkeys(each for each in map(address, listed[:16]) if each is not None))


def mac(value: object) -> str | None:
    """Return a hardware address in lower case; None for anything else."""
    found = value.lower() if isinstance(value, str) else ""
    return found if _MAC.fullmatch(found) else None


def whole(value: object, most: int) -> int | None:
    """Return a whole number from 0 to `most`; None for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most else None


def seconds(value: object) -> float | None:
    """Return a time in seconds below an hour; None for anything else."""
    fits = isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 3600
    return float(value) if fits and isinstance(value, int | float) else None
