"""Freebox (Free, France): the answers of its REST interface below `/api/v4/`.

`connection/xdsl/` tells the line, `connection/` the session and its octets, `system/` the box. Rates are kbit/s;
margins and attenuations whole dB, and tenths of a dB under names that end in `_10`. An attenuation of 0 is «not
measured»: the maker's own example shows it beside a line in sync.

Source: dev.freebox.fr, Freebox OS API, Connection and System; no real capture has proven it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts import Fact
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.interface_counters import InterfaceCounters
from netdoc.model.facts.wan_session import SessionStatus, WanSession
from netdoc.model.site import Device
from netdoc.plugin import Driver, Proof, Score
from netdoc.ports import Ports, WebManner
from probes.modems._json import Scalar, Tree, documents, whole_number
from probes.modems._link_words import state
from probes.modems._plausible import Gate
from probes.modems._text import printable

TIMEOUT_S = 25.0
QUESTIONS = ("/api/v4/connection/xdsl/", "/api/v4/connection/", "/api/v4/system/")
_LINE = frozenset({"rate", "maxrate", "snr", "attn", "fec", "crc", "hec", "es", "ses"})
_SESSION = frozenset({"state", "type", "media", "bandwidth_down", "bandwidth_up", "bytes_down", "bytes_up"})
_SYSTEM = frozenset({"firmware_version", "uptime_val", "uptime", "board_name", "disk_status", "box_authenticated"})
_ENOUGH = 4
_MODES: Mapping[str, str] = {
    "t1413": "T1.413",
    "adsl1_a": "ADSL Annex A",
    "adsl2_a": "ADSL2 Annex A",
    "adsl2_m": "ADSL2 Annex M",
    "adsl2plus_a": "ADSL2+ Annex A",
    "adsl2plus_m": "ADSL2+ Annex M",
    "readsl2": "ADSL2 Annex L",
}
_STATES: Mapping[str, SessionStatus] = {
    "up": SessionStatus.UP,
    "going_up": SessionStatus.CONNECTING,
    "going_down": SessionStatus.DOWN,
    "down": SessionStatus.DOWN,
}
_PPP: Mapping[str, str] = {"pppoatm": "ppp", "rfc2684": "ip", "ethernet": "ip"}
_COUNTED = ("crc", "fec", "hec", "es", "ses")
_ORDER: tuple[type[Fact], ...] = (DslLine, WanSession, InterfaceCounters, DeviceState)
Fields = dict[str, Scalar]


def recognises(body: bytes) -> Score:
    """Return how sure it is that this is an answer of a Freebox."""
    if not any(mark in body for mark in (b'"maxrate"', b'"bandwidth_down"', b'"uptime_val"')):
        return Score.NO
    trees = documents(body[:400_000].decode("utf-8", "replace"))
    if any(_line_of(tree) is not None for tree in trees):
        return Score.CERTAIN
    return Score.LIKELY if any(_fields(tree, _SESSION) or _fields(tree, _SYSTEM) for tree in trees) else Score.NO


async def collect(device: Device, ports: Ports) -> Sequence[Capture]:
    """Ask in one session for the line, the connection and the box."""
    return await ports.http.session(device, WebManner.FREEBOX, QUESTIONS, timeout_s=TIMEOUT_S)


def read(captures: Sequence[Capture]) -> Sequence[Fact]:
    """Return the line, the session with its octets, and the box, as far as the answers tell them.

    Raises:
        UnreadableCapture: none of the answers holds one of these, or the line's is cut.
    """
    facts: list[Fact] = []
    for tree in (tree for each in captures for tree in documents(each.body.decode("utf-8", "replace"))):
        if not tree.whole:  # down and up have the same names: a cut answer could lend one the values of the other
            continue
        line = _line_of(tree)
        if line is not None:
            facts.append(_read_line(*line))
        if session := _fields(tree, _SESSION):
            facts += [_read_session(session), _read_octets(session)]
        if system := _fields(tree, _SYSTEM):
            facts.append(_read_system(system))
    if not facts:
        raise UnreadableCapture(
            "freebox: the answer holds no whole line, connection or system of a Freebox",
            hint=f"save the answer to {QUESTIONS[0]} again",
        )
    told = [each for number, each in enumerate(facts) if each not in facts[:number]]
    return sorted(told, key=lambda each: _ORDER.index(type(each)))


def _line_of(tree: Tree) -> tuple[Fields, Fields, Fields] | None:
    """Return the state and both directions; None unless all three are there."""
    parts = [
        {str(path[-1]): value for path, value in tree.values.items() if path[:-1] in ((part,), ("result", part))}
        for part in ("status", "down", "up")
    ]
    known = "status" in parts[0] and all(len(_LINE & each.keys()) >= _ENOUGH for each in parts[1:])
    return (parts[0], parts[1], parts[2]) if known else None


def _fields(tree: Tree, wanted: frozenset[str]) -> Fields:
    flat = {str(path[-1]): value for path, value in tree.values.items() if path and path[:-1] in ((), ("result",))}
    return flat if len(wanted & flat.keys()) >= _ENOUGH else {}


def _read_line(told: Fields, down: Fields, up: Fields) -> DslLine:
    gate = Gate()
    word = _text(told, "status")
    sync = state(gate, word)
    protocol = _text(told, "protocol")
    mode = _MODES.get(protocol or "") or _text(told, "modulation")
    fine = any(key.endswith("_10") for key in (*down, *up))
    found: dict[str, Any] = {}
    for side, fields in (("down", down), ("up", up)):
        for name, key in ((f"rate_{side}_kbps", "rate"), (f"attainable_{side}_kbps", "maxrate")):
            value = whole_number(fields.get(key)) if sync is not None else None
            found[name] = gate.rate_kbps(name, value, f"{side} {key} {value}", sync=sync)
        if sync:
            margin, attenuation = _level(fields, "snr", fine), _level(fields, "attn", fine)
            found[f"margin_{side}_db"] = gate.margin_db(f"margin_{side}_db", *margin)
            found[f"attenuation_{side}_db"] = gate.attenuation_db(
                f"attenuation_{side}_db", *attenuation, zero_is_nothing=True
            )
    for name in _COUNTED:
        values = (whole_number(down.get(name)), whole_number(up.get(name)))
        found |= gate.pair(name, values, f"{name} {values[0]}, {values[1]}", counted_at="near")
    retransmitted = whole_number(down.get("rtx_uc")) if down.get("ginp") is True else None
    return DslLine(
        sync=sync,
        status=word,
        mode=mode,
        **found,
        rtx_uncorrected_down=gate.count("rtx_uncorrected_down", retransmitted, f"rtx_uc {retransmitted}"),
        showtime_s=whole_number(told.get("uptime")) if sync else None,
        remarks=tuple(gate.remarks),
    )


def _level(fields: Fields, key: str, fine: bool) -> tuple[float | None, str]:
    """Return a level in dB: from tenths where the box gives any, else whole; never one in place of the other."""
    name = f"{key}_10" if fine else key
    value = whole_number(fields.get(name))
    return None if value is None else value / 10 if fine else float(value), f"{name} {fields.get(name)}"


def _read_session(fields: Fields) -> WanSession:
    word = _text(fields, "state") or ""
    return WanSession(
        status=_STATES.get(word, SessionStatus.UNKNOWN),
        session=_PPP.get(_text(fields, "type") or ""),
        external_address=_text(fields, "ipv4"),
        remarks=() if word in _STATES else (f"the box's word for the state is {word}",),
    )


def _read_octets(fields: Fields) -> InterfaceCounters:
    return InterfaceCounters(
        interface="connection",
        role="wan",
        rx_bytes=whole_number(fields.get("bytes_down")),
        tx_bytes=whole_number(fields.get("bytes_up")),
        up=None if fields.get("state") not in _STATES else fields["state"] == "up",
    )


def _read_system(fields: Fields) -> DeviceState:
    return DeviceState(firmware=_text(fields, "firmware_version"), uptime_s=whole_number(fields.get("uptime_val")))


def _text(fields: Fields, key: str) -> str | None:
    value = fields.get(key)
    return printable(value, 80) if isinstance(value, str) and value.strip() else None


EVENTS_S = 20.0
"""Read once a minute; so soon again only when something was lost or is back."""

DRIVER = Driver(
    id="freebox",
    title="Freebox (REST JSON)",
    recognises=recognises,
    collect=collect,
    read=read,
    transport="http",
    min_interval_s=EVENTS_S,
    proof=Proof.DOCUMENTATION,
)
