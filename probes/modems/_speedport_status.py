"""`Status.json` of a Speedport (no login): link, rates and, on the Plus (Sercomm), levels as `varid`/`varvalue` pairs.

Rates are kbit/s on every box in hand; other firmware may print bit/s, so a pair that no DSL line reaches is not read.
`dsl_snr` and `dsl_atnu` print downstream first. CRC and FEC are told without a direction, and the time of the last sync
in the box's local time, which a change of summer time falsifies: neither is read.

A value is trusted where its pair stands on one line, or where the pair that must follow it does: lines lost between two
pairs join the name of one with the value of another.

Source: answers of Speedport Plus boxes and public clients of it; rates of a Smart 4 in a public client's description.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from probes.modems import _json
from probes.modems._numbers import tenth_pair, whole
from probes.modems._plausible import Gate
from probes.modems._text import printable

_MARK = re.compile(rb'"varid"\s*:\s*"dsl_downstream"')
_ONE_LINE = re.compile(r'\{[^{}\n]{0,80}"varid"[ \t]*:[ \t]*"([\w-]{1,40})"[^{}\n]{0,400}\}')
_ORDER: tuple[str, ...] = ("datetime", "uptime", "firmware_version", "serial_number", "dsl_link_status")
_ORDER += ("dsl_sync_time", "dsl_online_time", "dsl_status", "dsl_downstream", "dsl_upstream")
_ORDER += ("dsl_max_downstream", "dsl_max_upstream", "dsl_transmission_mode", "dsl_crc_errors", "dsl_fec_errors")
_ORDER += ("dsl_snr", "dsl_atnu", "vdsl_atnu", "vdsl_atnd")
"""The pairs of a Speedport Plus, one after the other."""
_IN_SYNC = {"online": True, "offline": False}
_GREATEST_KBPS = (400_000, 120_000)
"""Down and up, of profile 35b; the least ADSL line in bit/s is above that of the upstream."""
_UPTIME = re.compile(r"(?:([0-9]{1,5}) days?, )?([0-9]{1,2}) hours?, ([0-9]{1,2}) minutes?, ([0-9]{1,2}) seconds?")
_PROFILE = re.compile(r"(?:VDSL2[ -])([0-9]{1,2}[A-Da-d])\b")
Told = Mapping[str, str]


def is_status(body: bytes) -> bool:
    """Tell whether this is `Status.json` of a box with DSL."""
    return _MARK.search(body) is not None


def read(body: bytes) -> tuple[DslLine | None, DeviceState | None]:
    """Return the line, where its link or its rates are told, and the box."""
    told = _told(body.decode("utf-8", "replace"))
    gate = Gate()
    word = told.get("dsl_link_status")
    sync = None if word is None else _IN_SYNC.get(word.lower())
    if word is not None and sync is None:
        gate.left_out("sync", printable(word), "not a state this reader knows")
    found: dict[str, Any] = {}
    for key, prefix in (("rate", "dsl_"), ("attainable", "dsl_max_")):
        found |= _rates(told, gate, sync, key, prefix)
    if sync:
        found |= _levels(told, gate)
    if any(name in told for name in ("dsl_crc_errors", "dsl_fec_errors")):
        gate.remarks.append("counters: CRC and FEC are told without a direction, so not read")
    mode = told.get("dsl_transmission_mode") if sync is not False else None
    profile = _PROFILE.search(mode or "")
    line = DslLine(
        sync=sync,
        status=None if word is None else printable(word),
        mode=printable(" ".join(mode.split())) if mode else None,
        profile=profile[1].lower() if profile is not None else None,
        **found,
        remarks=tuple(gate.remarks),
    )
    return (None if word is None and not found else line), _box(told)


def _told(text: str) -> dict[str, str]:
    """Return the trusted values by name; a name told in two ways is none."""
    start = text.find("[")
    tree = _json.parse(text[start:] if start >= 0 else text)
    pairs = [
        (str(value), tree.values.get((*path[:-1], "varvalue")))
        for path, value in tree.values.items()
        if len(path) == 2 and path[-1] == "varid"
    ]
    on_one_line = {found[1] for found in _ONE_LINE.finditer(text)}
    held: dict[str, set[str | None]] = {}
    for place, (name, value) in enumerate(pairs):
        follower = pairs[place + 1][0] if place + 1 < len(pairs) else None
        sure = isinstance(value, str) and (name in on_one_line or _follows(name, follower))
        held.setdefault(name, set()).add(str(value).strip() if sure else None)
    return {name: value for name, (value, *others) in held.items() if value is not None and not others}


def _follows(name: str, follower: str | None) -> bool:
    place = _ORDER.index(name) if name in _ORDER else len(_ORDER)
    return follower is not None and _ORDER[place + 1 : place + 2] == (follower,)


def _rates(told: Told, gate: Gate, sync: bool | None, key: str, prefix: str) -> dict[str, Any]:
    raws = (told.get(f"{prefix}downstream", ""), told.get(f"{prefix}upstream", ""))
    values = tuple(map(whole, raws))
    if sync is None or values == (None, None):
        return {}
    if any(value is not None and value > most for value, most in zip(values, _GREATEST_KBPS, strict=True)):
        gate.left_out(key, printable(" / ".join(raws)), "more than a DSL line carries in kbit/s; it may be bit/s")
        return {}
    return {
        (name := f"{key}_{side}_kbps"): gate.rate_kbps(name, value, raw, sync=sync)
        for side, value, raw in zip(("down", "up"), values, raws, strict=True)
    }


def _levels(told: Told, gate: Gate) -> dict[str, Any]:
    found: dict[str, Any] = {}
    margins = tenth_pair(told.get("dsl_snr", "").replace(" / ", " ", 1))
    losses = tenth_pair(told.get("dsl_atnu", "").replace(" / ", " ", 1))
    for place, side in enumerate(("down", "up")):
        key = f"margin_{side}_db"
        found[key] = gate.margin_db(key, margins and margins[place], told.get("dsl_snr", ""))
        key = f"attenuation_{side}_db"
        found[key] = gate.attenuation_db(key, losses and losses[place], told.get("dsl_atnu", ""), zero_is_nothing=True)
    return found


def _box(told: Told) -> DeviceState | None:
    model, firmware = told.get("device_name"), told.get("firmware_version")
    uptime = _UPTIME.fullmatch(told.get("uptime", ""))
    if not model and not firmware and uptime is None:
        return None
    uptime_s = None
    if uptime is not None and int(uptime[2]) < 24 and int(uptime[3]) < 60 and int(uptime[4]) < 60:
        days, hours, minutes, seconds = (int(each or 0) for each in uptime.groups())
        uptime_s = days * 86_400 + hours * 3_600 + minutes * 60 + seconds
    return DeviceState(
        model=printable(model) if model else None, firmware=printable(firmware) if firmware else None, uptime_s=uptime_s
    )
