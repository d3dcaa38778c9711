"""TP-Link's own command line (TD-W89xx, Archer VR, VX): `adsl show info`, or the same keys from the web page's `cgi`.

Rates are kbit/s; margin, attenuation and power tenths; `X_TP_UpTime` (older: `X_TP_DSLUpTime`) is the line's clock.
The firmware keeps no counters of errors. `wan show connection info` is never asked: it prints the PPP password.

Source: known from documentation only (tplink-dsl-exporter and other tools for Archer VR300, VX231v, TD-W8970); no
capture of a box.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts import Fact
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.site import Device
from netdoc.plugin import Driver, Proof, Score
from netdoc.ports import Ports
from probes.modems._numbers import signed, whole
from probes.modems._plausible import STATE_UNKNOWN, Gate
from probes.modems._text import lines_of, only, printable

COMMAND = "adsl show info"
TIMEOUT_S = 45.0
"""For one answer, which may take 20 s on a slow box, with the login."""
_KEY = re.compile(
    r"^[ \t]*((?:up|down)stream(?:CurrRate|NoiseMargin|Attenuation|Power))=-?[0-9]+[ \t\r]*$", re.MULTILINE
)
_LINE = re.compile(r"\s*([A-Za-z][A-Za-z0-9_]{0,40})=(.*?)\s*")
_ENOUGH = 3
_STATES = {
    "up": True,
    "down": False,
    "nosignal": False,
    "initializing": False,
    "establishinglink": False,
    "disabled": False,
    "error": False,
}
_MODES = {
    "ADSL_G.dmt": "G.DMT",
    "ADSL_G.lite": "G.Lite",
    "ADSL_ANSI_T1.413": "T1.413",
    "ADSL_2": "ADSL2",
    "ADSL_2plus": "ADSL2+",
    "ADSL_re-adsl": "ADSL2",
    "VDSL2": "VDSL2",
}


def recognises(body: bytes) -> Score:
    """Return how sure it is that this is the answer."""
    text = body[:200_000].decode("latin-1")
    keys = {found[1] for found in _KEY.finditer(text)}
    if len(keys) < _ENOUGH:
        return Score.NO
    return Score.CERTAIN if "cmd:SUCC" in text or "X_TP_" in text else Score.LIKELY


async def collect(device: Device, ports: Ports) -> Sequence[Capture]:
    """Ask for the line; one read-only command, one session."""
    return await ports.shell.run(device, (COMMAND,), timeout_s=TIMEOUT_S)


def read(captures: Sequence[Capture]) -> Sequence[Fact]:
    """Return the line of each answer.

    Raises:
        UnreadableCapture: no answer is of this family.
    """
    facts = [_line(lines_of(each.body)) for each in captures if recognises(each.body)]
    if not facts:
        raise UnreadableCapture(
            "tp_link: the answer holds no `adsl show info`",
            hint="log in to the modem by telnet and try `adsl show info`; save what it prints",
        )
    return facts


def _line(lines: Sequence[str]) -> DslLine:
    gate = Gate()
    held: dict[str, list[str]] = {}
    for line in lines:
        if found := _LINE.fullmatch(line):
            held.setdefault(found[1], []).append(found[2])
    told = {key: value for key, values in held.items() if (value := only(values))}
    status = told.get("status")
    sync = None if status is None else _STATES.get(status.lower())
    if status is not None and sync is None:
        gate.left_out("sync", printable(status), "not a state this reader knows")
    mode, annex = told.get("modulationType"), re.fullmatch(r"(?:Annex_?)?([A-M])", told.get("X_TP_AnnexType", ""))
    known = None if mode is None else _MODES.get(mode, mode)
    if known is not None and annex is not None:
        known = f"{known} Annex {annex[1]}"
    values: dict[str, Any] = {}
    if sync is None:
        gate.remarks.append(STATE_UNKNOWN)
    for side in ("down", "up") if sync is not None else ():
        for name, keys in (("rate", ("CurrRate",)), ("attainable", ("MaxRate", "MaxBitRate"))):
            raw = only([value for each in keys if (value := told.get(f"{side}stream{each}")) is not None])
            key = f"{name}_{side}_kbps"
            values[key] = gate.rate_kbps(key, _number(key, raw, gate, whole), f"{raw} kbit/s", sync=sync)
        values |= _levels(told, side, gate, sync, vdsl=mode not in _MODES or mode == "VDSL2")
    clock = only([value for each in ("X_TP_UpTime", "X_TP_DSLUpTime") if (value := told.get(each)) is not None])
    return DslLine(
        sync=sync,
        status=None if status is None else printable(status),
        mode=None if known is None else printable(known),
        profile=_profile(told.get("currentProfile")),
        **values,
        showtime_s=_number("showtime_s", clock, gate, whole) if sync is True else None,
        remarks=tuple(gate.remarks),
    )


def _levels(told: dict[str, str], side: str, gate: Gate, sync: bool | None, *, vdsl: bool) -> dict[str, Any]:
    """Return margin, attenuation and power of one direction, which are printed in tenths."""
    if sync is False:
        return {}
    tenths: dict[str, float | None] = {}
    for name in ("NoiseMargin", "Attenuation", "Power"):
        value = _number(f"{side}stream{name}", told.get(f"{side}stream{name}"), gate, signed)
        tenths[name] = None if value is None else value / 10
    shown = {name: f"{side}stream{name}={told.get(f'{side}stream{name}')}" for name in tenths}
    margin, attenuation, power = f"margin_{side}_db", f"attenuation_{side}_db", f"power_{side}_dbm"
    nothing = side == "up" and vdsl
    return {
        margin: gate.margin_db(margin, tenths["NoiseMargin"], shown["NoiseMargin"]),
        attenuation: gate.attenuation_db(
            attenuation, tenths["Attenuation"], shown["Attenuation"], zero_is_nothing=nothing
        ),
        power: gate.power_dbm(power, tenths["Power"], shown["Power"]),
    }


def _number(key: str, raw: str | None, gate: Gate, reader: Any) -> int | None:
    value: int | None = None if raw is None else reader(raw)
    if raw is not None and value is None:
        gate.left_out(key, printable(raw), "not a whole number")
    return value


def _profile(raw: str | None) -> str | None:
    return raw.lower() if raw is not None and re.fullmatch(r"[0-9]{1,2}[a-d]", raw, re.IGNORECASE) else None


DRIVER = Driver(
    id="tp_link",
    title="TP-Link command line (adsl show info)",
    recognises=recognises,
    collect=collect,
    read=read,
    transport="telnet",
    hints=("TP-Link",),
    proof=Proof.DOCUMENTATION,
)
