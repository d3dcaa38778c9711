"""The line of a Speedport Hybrid (`dsl` of its engineer data): names that begin with u or d tell the direction.

Rates are kbit/s, SNR and line attenuation tenths of a dB. Clients print the same names with other quotes.

Source: answers of Speedport Hybrid boxes in the description of a public client.
"""

from __future__ import annotations

import re
from typing import Any

from netdoc.model.facts.dsl_line import DslLine
from probes.modems._numbers import whole
from probes.modems._plausible import Gate
from probes.modems._text import only, printable

_MARK = re.compile(rb"[\"']?dsl_operaing_mode[\"']?\s*:")
"""Spelt so by the box."""
_BESIDE = re.compile(rb"[\"']?[ud]actual[\"']?\s*:")
_VALUE = re.compile(r"(?<![\w-])[\"']?([a-zA-Z_]{3,20})[\"']?[ \t]*:[ \t]*([\"'])([^\"'\n]{0,60})\2[ \t]*(?=[,}\r\n])")
_IN_SYNC = {
    ("up", "showtime"): True,
    ("down", "idle"): False,
    ("down", "training"): False,
    ("down", "handshake"): False,
    ("nosignal", "idle"): False,
    ("initializing", "training"): False,
    ("initializing", "handshake"): False,
}
_SIDES = (("down", "d"), ("up", "u"))


def is_hybrid(body: bytes) -> bool:
    """Tell whether this is the line of a Speedport Hybrid."""
    return _MARK.search(body) is not None and _BESIDE.search(body) is not None


def read_line(body: bytes) -> DslLine:
    """Return the line; of a name told in two ways, nothing."""
    held: dict[str, list[str]] = {}
    for name, _, value in _VALUE.findall(body.decode("utf-8", "replace")):
        held.setdefault(name, []).append(value.strip())
    told = {name: value for name, values in held.items() if (value := only(values))}
    gate = Gate()
    state, training = told.get("state"), told.get("training_results")
    sync = _IN_SYNC.get(((state or "").lower(), (training or "").lower()))
    if sync is None and (state or training):
        gate.left_out("sync", printable(f"state {state}, training {training}"), "not states this reader knows together")
    found: dict[str, Any] = {}
    for side, letter in _SIDES if sync is not None else ():
        for key, name in ((f"rate_{side}_kbps", "actual"), (f"attainable_{side}_kbps", "attainable")):
            raw = told.get(letter + name, "")
            found[key] = gate.rate_kbps(key, whole(raw), raw, sync=sync)
        if sync:
            margin, loss = told.get(f"{letter}SNR", ""), told.get(f"{letter}Line", "")
            found[f"margin_{side}_db"] = gate.margin_db(f"margin_{side}_db", _tenths(margin), margin)
            key = f"attenuation_{side}_db"
            found[key] = gate.attenuation_db(key, _tenths(loss), loss, zero_is_nothing=True)
    for name in ("CRC", "FEC", "HEC"):
        raws = [told.get(letter + name, "") for _, letter in _SIDES]
        values = (whole(raws[0]), whole(raws[1]))
        if values != (None, None):
            found |= gate.pair(name.lower(), values, " ".join(raws), counted_at="near")
    if any(name in told for name in ("uCRC", "dCRC")):
        gate.remarks.append("counters: the box does not say since when it counts")
    mode = told.get("dsl_operaing_mode")
    return DslLine(
        sync=sync,
        status=printable(f"{state}, {training}") if state and training else None,
        mode=printable(mode) if mode and sync is not False else None,
        **found,
        remarks=tuple(gate.remarks),
    )


def _tenths(raw: str) -> float | None:
    value = whole(raw)
    return None if value is None else value / 10
