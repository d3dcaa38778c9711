"""AT&T's gateways (NVG510, NVG589, NVG599, BGW210): the broadband page, which needs no login.

`/cgi-bin/broadbandstatistics.ha`, on older firmware `/cgi-bin/dslstatistics.ha` for the line; `/cgi-bin/sysinfo.ha`
for the box. Units: kbit/s, dB and dBm with one decimal. Gateways on fibre show the same page without a line.

Source: the layout as public tools read it (a logger for the NVG510, exporters for the BGW210 and BGW320); no page of a
gateway on DSL has been seen, so this cannot establish anything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from netdoc.errors import NotAnswered, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts import Fact
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.site import Device
from netdoc.plugin import Driver, Proof, Score
from netdoc.ports import Ports
from probes.modems import _att_tables
from probes.modems._html import Table, page_of
from probes.modems._numbers import whole
from probes.modems._text import printable

PLACES = ("/cgi-bin/broadbandstatistics.ha", "/cgi-bin/dslstatistics.ha")
BOX_PLACE = "/cgi-bin/sysinfo.ha"
ANSWER_S, LOOK_S = 25.0, 4.0
_SINCE_BOOT = "time since last reboot"
_CLOCK = re.compile(r"([0-9]{1,4}):([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])")
_MARK = re.compile(rb"cgi-bin/(?:broadbandstatistics|dslstatistics|sysinfo)\.ha", re.IGNORECASE)
_LINE_MARK = re.compile(rb">\s*(?:(?:Down|Up)stream Sync Rate|SNR? Margin)\b[^<]{0,20}<", re.IGNORECASE)
_BOX_MARK = re.compile(rb">\s*Time Since Last Reboot\s*:?\s*<", re.IGNORECASE)
_WAN_MARK = re.compile(rb">\s*Broadband Connection(?: Source)?\s*:?\s*<", re.IGNORECASE)


def recognises(body: bytes) -> Score:
    """Return how sure it is that this is a page of such a gateway."""
    head = body[:400_000]
    if b"<" not in head[:2_000]:
        return Score.NO
    own = sum(mark.search(head) is not None for mark in (_LINE_MARK, _BOX_MARK, _WAN_MARK))
    if own and _MARK.search(head):
        return Score.CERTAIN
    return Score.LIKELY if _WAN_MARK.search(head) else Score.NO


async def collect(device: Device, ports: Ports) -> Sequence[Capture]:
    """Get the page of the line and that of the box; never with a login.

    Raises:
        NotAnswered: no such page is there, or the gateway does not answer.
    """
    asked = replace(device, credentials=None)
    host = f"[{device.address}]" if ":" in device.address else device.address
    base = f"http://{host}" + ("" if device.port is None else f":{device.port}")
    limit_s = LOOK_S if device.driver is None else ANSWER_S
    captures: list[Capture] = []
    other: Capture | None = None
    failed: NotAnswered | None = None
    for place in (*PLACES, BOX_PLACE):
        if place == PLACES[1] and any(_LINE_MARK.search(each.body) for each in captures):
            continue  # the first page shows the line already
        if place == BOX_PLACE and not captures:
            break
        try:
            page = await ports.http.get(f"{base}{place}", timeout_s=limit_s, device=asked)
        except NotAnswered as missed:
            failed = failed or missed
            if missed.failure != "error":
                break
            continue
        if recognises(page.body) is Score.NO:
            other = other or page  # boxes answer an unknown path with their start page
        else:
            captures.append(page)
    if not captures and other is None and failed is not None:
        raise failed
    return captures or ([] if other is None else [other])


def read(captures: Sequence[Capture]) -> Sequence[Fact]:
    """Return the line, the session, the WAN counters and the box.

    Raises:
        UnreadableCapture: nothing of a gateway is in the pages.
    """
    told: list[Fact] = []
    for capture in captures:
        if recognises(capture.body) is Score.NO:
            continue
        tables = page_of(capture.body).tables
        facts = (
            _att_tables.read_line(tables),
            _att_tables.read_session(tables),
            _att_tables.read_counters(tables),
            _box(tables) if _BOX_MARK.search(capture.body) else None,
        )
        told += [each for each in facts if each is not None and not any(type(each) is type(one) for one in told)]
    if not told:
        raise UnreadableCapture(
            "att_broadband: the page shows no broadband line, connection or box",
            hint="save the page Broadband, Status from the gateway, as HTML",
        )
    return told


def _box(tables: Sequence[Table]) -> DeviceState | None:
    told = _att_tables.pairs(tables)
    state = DeviceState(
        vendor=_word(told.get("manufacturer")),
        model=_word(told.get("model number")),
        firmware=_word(told.get("software version")),
        uptime_s=_uptime_s(told.get(_SINCE_BOOT, "")),
    )
    return None if state == DeviceState() else state


def _word(text: str | None) -> str | None:
    return printable(text) if text else None


def _uptime_s(text: str) -> int | None:
    """Return seconds from `DD:HH:MM:SS` or a plain count of seconds; both are met."""
    found = _CLOCK.fullmatch(text)
    if found is not None:
        days, hours, minutes, seconds = (int(each) for each in found.groups())
        return days * 86_400 + hours * 3_600 + minutes * 60 + seconds or None
    return whole(text) or None


DRIVER = Driver(
    id="att_broadband",
    title="AT&T gateways (NVG, BGW): broadband page",
    recognises=recognises,
    collect=collect,
    read=read,
    transport="http",
    min_interval_s=60.0,
    proof=Proof.DOCUMENTATION,
)
