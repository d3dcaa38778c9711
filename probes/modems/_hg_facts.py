"""Facts in the answers of a Huawei HG: `dslinfo`, `wan` and `deviceinfo`.

Units of `dslinfo`: rates kbit/s; margins and attenuations dB, powers dBm, whole or with decimals, as the chip gives
them; `ShowtimeStart` is how many seconds the line has been in showtime. There are no error counters in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.wan_session import SessionStatus, WanSession
from probes.modems._json import Scalar, number, whole_number
from probes.modems._link_words import is_adsl, state
from probes.modems._plausible import Gate
from probes.modems._text import printable

Fields = Mapping[str, Scalar]
_SIDES = (("down", "Down", "Downstream"), ("up", "Up", "Upstream"))
_MAKERS: Mapping[str, str] = {"00E0FC": "Huawei"}
"""By the registered prefix that the box prints as ManufacturerOUI."""
_STATES: Mapping[str, SessionStatus] = {
    "connected": SessionStatus.UP,
    "connecting": SessionStatus.CONNECTING,
    "authenticating": SessionStatus.CONNECTING,
    "pendingdisconnect": SessionStatus.CONNECTING,
    "disconnecting": SessionStatus.DOWN,
    "disconnected": SessionStatus.DOWN,
    "unconfigured": SessionStatus.DOWN,
}


def line_of(fields: Fields) -> DslLine:
    """Return the line."""
    gate = Gate()
    word = text(fields, "Status")
    sync = state(gate, word)
    mode = text(fields, "Modulation")
    found: dict[str, Any] = {}
    for side, short, long in _SIDES if sync is not None else ():
        for kind, key in (("rate", f"{short}CurrRate"), ("attainable", f"{long}MaxBitRate")):
            name = f"{kind}_{side}_kbps"
            found[name] = gate.rate_kbps(name, whole_number(fields.get(key)), f"{key} {fields.get(key)}", sync=sync)
        if sync:
            found |= _levels(fields, gate, side, short, adsl=is_adsl(mode))
    return DslLine(
        sync=sync,
        status=word,
        mode=mode,
        **found,
        showtime_s=whole_number(fields.get("ShowtimeStart")) if sync else None,
        remarks=tuple(gate.remarks),
    )


def _levels(fields: Fields, gate: Gate, side: str, short: str, *, adsl: bool) -> dict[str, Any]:
    def told(key: str) -> tuple[float | None, str]:
        return number(fields.get(f"{short}{key}")), f"{short}{key} {fields.get(f'{short}{key}')}"

    margin, attenuation, power = told("Margin"), told("Attenuation"), told("Power")
    names = (f"margin_{side}_db", f"attenuation_{side}_db", f"power_{side}_dbm")
    return {
        names[0]: gate.margin_db(names[0], *margin),
        names[1]: gate.attenuation_db(names[1], *attenuation, zero_is_nothing=side == "up" and not adsl),
        names[2]: gate.power_dbm(names[2], *power),
    }


def session_of(connections: Sequence[Fields]) -> WanSession | None:
    """Return the internet session among the connections, or None where none is switched on.

    It is the default one where the box marks one, else the only one that carries INTERNET.
    """
    on = [each for each in connections if each.get("Enable") is not False]
    chosen = [each for each in on if each.get("IsDefault") in (1, True)]
    if len(chosen) != 1:
        chosen = [each for each in on if "INTERNET" in str(each.get("ServiceList", "")).upper()]
    if len(chosen) != 1:
        chosen = on
    if not chosen:
        return None
    if len(chosen) > 1:
        words = ", ".join(f"{text(each, 'Name')} {text(each, 'ConnectionStatus')}" for each in chosen[:4])
        remark = f"the box tells of several connections, none of them as the default: {printable(words)}"
        return WanSession(status=SessionStatus.UNKNOWN, remarks=(remark,))
    (fields,) = chosen
    word, kind = text(fields, "ConnectionStatus"), text(fields, "ConnectionType") or ""
    status = _STATES.get((word or "").lower(), SessionStatus.UNKNOWN)
    remarks = () if status is not SessionStatus.UNKNOWN else (f"the box's word for the state is {word}",)
    return WanSession(
        status=status,
        session="ppp" if kind.startswith("PPP") else "ip" if kind.startswith("IP") else None,
        last_error=text(fields, "LastConnectionError"),
        external_address=text(fields, "IPv4Addr"),
        remarks=remarks,
    )


def device_of(fields: Fields) -> DeviceState:
    """Return the box about itself."""
    return DeviceState(
        vendor=_MAKERS.get((text(fields, "ManufacturerOUI") or "").upper()),
        model=text(fields, "DeviceName"),
        firmware=text(fields, "SoftwareVersion"),
        uptime_s=whole_number(fields.get("UpTime")),
    )


def text(fields: Fields, key: str) -> str | None:
    """Return a text made safe to print, or None where there is none."""
    value = fields.get(key)
    return printable(value, 80) if isinstance(value, str) and value.strip() else None
