"""The DSL line of a Livebox from `getMIBs` (state, rates, levels) and `getDSLStats` (counters).

Units: current rates are kbit/s. Maximum rates are kbit/s on some firmware and bit/s on other, told apart by size.
Margins, attenuations and powers are tenths. `LastChange` is how long the link has had its present state.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from netdoc.model.facts.dsl_line import DslLine
from probes.modems._json import Scalar, whole_number
from probes.modems._link_words import is_adsl, profile, state
from probes.modems._plausible import Gate
from probes.modems._text import printable

SIDES = (("down", "Downstream"), ("up", "Upstream"))
_PAIRS = (
    ("crc", "CRCErrors", "ATUCCRCErrors"),
    ("fec", "FECErrors", "ATUCFECErrors"),
    ("hec", "HECErrors", "ATUCHECErrors"),
    ("es", "ErroredSecs", None),
    ("ses", "SeverelyErroredSecs", None),
    ("lof", "LossOfFraming", None),
)
LEAST_SHARE, GREATEST_MULTIPLE = 0.5, 20
"""A maximum rate lies between half of the current rate and twenty times it; the two units are a thousand apart."""
_NO_AGE = "the box does not tell over which time its counters ran"
Fields = Mapping[str, Scalar]


def read_line(line: Fields, counters: Fields) -> DslLine:
    """Return the line; either part may be empty."""
    gate = Gate()
    word = _text(line, "LinkStatus")
    sync = state(gate, word) if line else None
    mode = _text(line, "ModulationType")
    used = _text(line, "StandardUsed")
    if used is not None and sync:
        gate.remarks.append(f"the standard in use is {used}")
    return DslLine(
        sync=sync,
        status=word,
        mode=mode,
        profile=profile(_text(line, "CurrentProfile") or ""),
        **({} if sync is None else _rates(line, gate, sync)),
        **(_levels(line, gate, adsl=is_adsl(mode)) if sync else {}),
        showtime_s=whole_number(line.get("LastChange")) if sync else None,
        **_counters(counters, gate),
        retrains=_count(counters, "LinkRetrain", "retrains", gate),
        remarks=tuple(gate.remarks),
    )


def _rates(line: Fields, gate: Gate, sync: bool) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for side, name in SIDES:
        current = whole_number(line.get(f"{name}CurrRate"))
        rate = gate.rate_kbps(f"rate_{side}_kbps", current, f"{name}CurrRate {current}", sync=sync)
        found[f"rate_{side}_kbps"] = rate
        found[f"attainable_{side}_kbps"] = _most(line, side, name, rate, gate)
    return found


def _most(line: Fields, side: str, name: str, rate: int | None, gate: Gate) -> int | None:
    told = whole_number(line.get(f"{name}MaxRate"))
    if not told or rate is None:  # without the current rate the unit is not known
        return None
    for value in (told, round(told / 1000)):
        if LEAST_SHARE * rate <= value < GREATEST_MULTIPLE * rate:
            return value
    raw = f"{name}MaxRate {told} beside {name}CurrRate {rate}"
    gate.left_out(f"attainable_{side}_kbps", raw, "neither kbit/s nor bit/s makes sense of it")
    return None


def _levels(line: Fields, gate: Gate, *, adsl: bool) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for side, name in SIDES:
        for kind, key, unit in (("margin", "NoiseMargin", "db"), ("power", "Power", "dbm")):
            value, raw = _tenths(line, f"{name}{key}")
            field = f"{kind}_{side}_{unit}"
            found[field] = (gate.margin_db if kind == "margin" else gate.power_dbm)(field, value, raw)
        value, raw = _tenths(line, f"{name}Attenuation")
        field = f"attenuation_{side}_db"
        found[field] = gate.attenuation_db(field, value, raw, zero_is_nothing=side == "up" and not adsl)
        beside, other = _tenths(line, f"{name}LineAttenuation")
        if value is not None and beside not in (None, 0, value):
            gate.remarks.append(f"{field} is the box's «{raw}» (tenths of a dB); it also tells «{other}»")
    return found


def _counters(counters: Fields, gate: Gate) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, near, far in _PAIRS:
        values = (whole_number(counters.get(near)), whole_number(counters.get(far)) if far else None)
        raw = ", ".join(f"{key} {counters[key]}" for key in (near, far) if key is not None and key in counters)
        found |= gate.pair(name, values, raw, counted_at="near")
    if any(value is not None for value in found.values()):
        gate.remarks.append(_NO_AGE)
    return found


def _count(fields: Fields, key: str, what: str, gate: Gate) -> int | None:
    return gate.count(what, whole_number(fields.get(key)), f"{key} {fields.get(key)}")


def _tenths(fields: Fields, key: str) -> tuple[float | None, str]:
    value = whole_number(fields.get(key))
    return None if value is None else value / 10, f"{key} {fields.get(key)}"


def _text(fields: Fields, key: str) -> str | None:
    value = fields.get(key)
    return printable(value, 60) if isinstance(value, str) and value.strip() else None
