"""Realtek RTL867x boxes (D-Link DSL-2500E and kin) by telnet: `show adsl` behind `sh`, and `show status`.

`--` is printed for what is not known while the line is down. ES and SES name no end: what a modem counts itself is
downstream. Rates of `show status` are those of the line.

Source: known from documentation only (the answers that a Brazilian training tool imitates); no capture of a box.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts import Fact
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.wan_session import SessionStatus, WanSession
from netdoc.model.site import Device
from netdoc.plugin import Driver, Proof, Score
from netdoc.ports import Ports
from probes.modems._labels import Labels, with_unit
from probes.modems._numbers import decimal, whole
from probes.modems._plausible import Gate
from probes.modems._shell_plan import SUBSHELL, ShellPlan
from probes.modems._text import lines_of, only, printable

TIMEOUT_S = 60.0
_FIELDS = (
    "Adsl Line Status",
    "Adsl Mode",
    "Up Stream",
    "Down Stream",
    "Attenuation Down Stream",
    "Attenuation Up Stream",
    "SNR Margin Down Stream",
    "SNR Margin Up Stream",
    "15 min ES Counter",
    "1 day ES Counter",
    "CRC upstream",
    "CRC downstream",
    "ES",
    "SES",
)
_ROW = re.compile(rf"({'|'.join(_FIELDS)}) (\S+(?: kbps)?)")
_ADSL = re.compile(
    r"^(?:[^\n]{0,30}#)?[ \t]*(Adsl Line Status[ \t]{2,}\S|Attenuation (?:Down|Up) Stream[ \t]{2,}\S"
    r"|SNR Margin (?:Down|Up) Stream[ \t]{2,}\S)",
    re.MULTILINE,
)
_BOX = re.compile(r"^[ \t]*Alias Name[ \t]*: RTL867x", re.MULTILINE)
_UPTIME = re.compile(r"(?:([0-9]{1,5}) )?([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})")
_PPP = re.compile(r"pppo[ea][0-9]* \d+/\d+ \S+ \S+ PPPo[EA] ([0-9.]{7,15}) [0-9.]{7,15} (up|down)", re.IGNORECASE)
_UP, _DOWN = ("SHOWTIME",), ("ACTIVATING", "INITIALIZING", "TRAINING", "IDLE", "HANDSHAKING", "DOWN", "DISABLED")
_MODES = {"G992.1": "G.DMT", "G992.2": "G.Lite", "G992.3": "ADSL2", "G992.5": "ADSL2+"}
_NOTHING = "--"


def recognises(body: bytes) -> Score:
    """Return how sure it is that this is such a box."""
    text = body[:200_000].decode("latin-1")
    labels = {found[1].split("  ")[0] for found in _ADSL.finditer(text)}
    if len(labels) > 1 or _BOX.search(text):
        return Score.CERTAIN
    return Score.LIKELY if labels else Score.NO


_plan = ShellPlan(
    (("show adsl",), (SUBSHELL, "show adsl")),
    ("show status",),
    lambda capture: int(recognises(capture.body)),
    timeout_s=TIMEOUT_S,
)


async def collect(device: Device, ports: Ports) -> Sequence[Capture]:
    """Ask for the line, its session and the box's clock in one session; read-only commands."""
    return await _plan.ask(device, ports)


def read(captures: Sequence[Capture]) -> Sequence[Fact]:
    """Return the line, and from `show status` the box and its PPP session.

    Raises:
        UnreadableCapture: no answer is of this family.
    """
    lines = [line for each in captures if recognises(each.body) for line in lines_of(each.body)]
    if not lines:
        raise UnreadableCapture(
            "realtek: the answer holds no `show adsl`",
            hint="log in to the modem, type `sh` and `show adsl`, and save what it prints",
        )
    gate = Gate()
    rows = _rows(lines)
    labels = Labels(lines, gate)
    facts: list[Fact] = [_line(rows, labels, gate)]
    if "alias name" in labels:
        facts.append(_box(labels))
    facts.extend(_session(lines))
    return facts


def _rows(lines: Sequence[str]) -> dict[str, str]:
    held: dict[str, list[str]] = {}
    for line in lines:
        if found := _ROW.fullmatch(" ".join(line.split()).rpartition("#")[2]):
            held.setdefault(found[1], []).append(found[2])
    return {name: value for name, values in held.items() if (value := only(values)) not in (None, _NOTHING)}


def _line(rows: dict[str, str], labels: Labels, gate: Gate) -> DslLine:
    status = rows.get("Adsl Line Status", "").rstrip(".") or None
    sync = True if status in _UP else False if status in _DOWN else None
    if status is not None and sync is None:
        gate.left_out("sync", printable(status), "not a state this reader knows")
    told = labels.said("operational status")
    mode = only([each for each in (rows.get("Adsl Mode"), told if told != _NOTHING else None) if each])
    values: dict[str, Any] = {}
    for key, row, label in (
        ("rate_down_kbps", "Down Stream", "downstream speed"),
        ("rate_up_kbps", "Up Stream", "upstream speed"),
    ):
        raw = only([each for each in (rows.get(row), labels.said(label)) if each and each != _NOTHING])
        value = with_unit(("kbps",), whole)(raw) if raw else None
        values[key] = gate.rate_kbps(key, value, f"{row} {raw}", sync=sync)
    for side, name in (("down", "Down Stream"), ("up", "Up Stream")):
        margin, attenuation = f"SNR Margin {name}", f"Attenuation {name}"
        if sync is not False:
            key = f"margin_{side}_db"
            values[key] = gate.margin_db(key, _level(rows, margin, gate), f"{margin} {rows.get(margin)}")
            key = f"attenuation_{side}_db"
            shown = f"{attenuation} {rows.get(attenuation)}"
            values[key] = gate.attenuation_db(key, _level(rows, attenuation, gate), shown)
    crc = (whole(rows.get("CRC downstream", "")), whole(rows.get("CRC upstream", "")))
    values |= gate.pair("crc", crc, f"CRC downstream {crc[0]}, upstream {crc[1]}", counted_at="near")
    for name in ("ES", "SES"):
        value = whole(rows.get(name, ""))
        values |= gate.pair(name.lower(), (value, None), f"{name} {value}", counted_at="near")
    return DslLine(
        sync=sync,
        status=None if status is None else printable(status),
        mode=None if not mode else printable(_MODES.get(mode, mode)),
        **values,
        remarks=tuple(gate.remarks),
    )


def _level(rows: dict[str, str], name: str, gate: Gate) -> float | None:
    raw = rows.get(name)
    value = None if raw is None else decimal(raw)
    if raw is not None and value is None:
        gate.left_out(name, printable(raw), "not a number of the known form")
    return value


def _box(labels: Labels) -> DeviceState:
    model, firmware, clock = (labels.said(each) for each in ("alias name", "firmware version", "uptime"))
    found = _UPTIME.fullmatch(clock or "")
    uptime_s = None
    if found is not None:
        days, hours, minutes, seconds = (int(each or 0) for each in found.groups())
        if hours < 24 and minutes < 60 and seconds < 60:
            uptime_s = days * 86_400 + hours * 3_600 + minutes * 60 + seconds
    return DeviceState(
        model=None if model is None else printable(model),
        firmware=None if firmware is None else printable(firmware),
        uptime_s=uptime_s,
    )


def _session(lines: Sequence[str]) -> list[WanSession]:
    """Return the only PPP session; of several none, because which one carries the office is not told."""
    found = [match for line in lines if (match := _PPP.fullmatch(" ".join(line.split())))]
    if len({each.groups() for each in found}) != 1:
        return []
    up = found[0][2].lower() == "up"
    return [
        WanSession(
            status=SessionStatus.UP if up else SessionStatus.DOWN,
            session="ppp",
            external_address=found[0][1] if up else None,
        )
    ]


DRIVER = Driver(
    id="realtek",
    title="Realtek RTL867x text (show adsl)",
    recognises=recognises,
    collect=collect,
    read=read,
    transport="telnet",
    hints=("RTL867x", "DSL_2500E"),
    proof=Proof.DOCUMENTATION,
)
