"""The engineer pages of a Speedport: JavaScript variables, in which an array of titles names what the others hold."""

from __future__ import annotations

import re
from collections.abc import Mapping

from netdoc.model.facts.dsl_line import DslLine
from probes.modems._numbers import whole
from probes.modems._plausible import Gate
from probes.modems._text import only, printable

_VALUE = re.compile(r'^[ \t]*(?:var[ \t]+)?(\w{1,40})[ \t]*=[ \t]*"([^"\r\n]{0,200})"[ \t]*;[ \t\r]*$', re.MULTILINE)
_ENTRY = re.compile(
    r'^[ \t]*(up|down)stream_status\[([0-9]{1,2})\][ \t]*=[ \t]*"([^"\r\n]{0,80})"[ \t]*;[ \t\r]*$', re.MULTILINE
)
_TITLES = re.compile(
    r"^[ \t]*var[ \t]+dsl_title[ \t]*=[ \t]*new Array\(('[^',\r\n]{1,60}'(?:,[ \t]*'[^',\r\n]{1,60}')*)\);[ \t\r]*$",
    re.MULTILINE,
)
_STATE = re.compile(r"0x([0-9A-Fa-f]{1,4}) \(([\w ./-]{1,60})\)")
_SHOWTIME, _SHOWTIME_NO_DATA = 0x801, 0x800
_RATE = re.compile(r"(0|[1-9][0-9]{0,9}) [Kk]bps")
_LEVEL = re.compile(r"(-?(?:0|[1-9][0-9]?)\.[0-9]) dB")
_SIDES = ("down", "up")


def is_line(body: bytes) -> bool:
    """Tell whether this is the page of the line."""
    return b"stream_status[" in body and b"dsl_state" in body


def is_versions(body: bytes) -> bool:
    """Tell whether this is the page of the module versions."""
    return b"xdsl_ver" in body and b"tr69_ver" in body and b"sw_ver" in body


def versions(body: bytes) -> tuple[str | None, str | None]:
    """Return the firmware and the software of the DSL chip; the last value given to each holds."""
    told = {name: value.strip() for name, value in _VALUE.findall(body.decode("utf-8", "replace")) if value.strip()}
    return told.get("sw_ver"), told.get("xdsl_ver")


def read_line(body: bytes) -> DslLine | None:
    """Return the line, or None when the page does not say in what state it is."""
    text = body.decode("utf-8", "replace")
    gate = Gate()
    sync, word = _state(text, gate)
    if word is None:
        return None
    told = _entries(text, gate)
    found: dict[str, object] = {}
    for title, name in (("Actual Data Rate", "rate_{}_kbps"), ("Attainable Data Rate", "attainable_{}_kbps")):
        for side in _SIDES if sync is not None else ():
            key, raw = name.format(side), told.get((title, side), "")
            match = _RATE.fullmatch(raw)
            found[key] = gate.rate_kbps(key, int(match[1]) if match else None, raw, sync=sync)
    if sync:
        found |= _levels(told, gate)
    for title, name in (("CRC", "crc"), ("HEC", "hec"), ("FEC", "fec")):
        raws = [told.get((f"{title} Error Count", side), "") for side in _SIDES]
        values = (whole(raws[0]), whole(raws[1]))
        if values != (None, None):
            found |= gate.pair(name, values, " ".join(raws), counted_at="near")
    signal = [told.get(("Signal-level", side), "") for side in _SIDES]
    if sync and all(signal):
        gate.left_out("power", printable(" / ".join(signal)), "a signal level in dB, which may not be a power")
    mode = only([value.strip() for name, value in _VALUE.findall(text) if name == "dsl_opmode"])
    return DslLine(
        sync=sync,
        status=word,
        mode=printable(mode) if mode and sync is not False else None,
        **found,  # type: ignore[arg-type]
        remarks=tuple(gate.remarks),
    )


def _state(text: str, gate: Gate) -> tuple[bool | None, str | None]:
    told = only([value.strip() for name, value in _VALUE.findall(text) if name == "dsl_state"])
    if not told:
        return None, None
    found = _STATE.fullmatch(told)
    code = int(found[1], 16) if found else None
    if found is None or code is None or not 0 < code <= 0xFFF:
        gate.left_out("sync", printable(told), "not a state this reader knows")
        return None, printable(told)
    says_showtime = found[2].strip().lower().startswith("showtime")
    if code == _SHOWTIME and says_showtime:
        return True, printable(told)
    if code >= _SHOWTIME_NO_DATA or says_showtime:
        gate.left_out("sync", printable(told), "trained, but whether data flows is not certain")
        return None, printable(told)
    return False, printable(told)


def _entries(text: str, gate: Gate) -> Mapping[tuple[str, str], str]:
    """Return what stands in the arrays by title and side; without a list of titles nothing is certain."""
    lists = _TITLES.findall(text)
    if not lists or any(each != lists[0] for each in lists):
        gate.remarks.append("the page's list of titles is not whole: which number is which is not certain")
        return {}
    titles = re.findall(r"'([^']*)'", lists[0])
    told: dict[tuple[str, str], set[str]] = {}
    for side, number, value in _ENTRY.findall(text):
        if int(number) < len(titles):
            told.setdefault((titles[int(number)], side), set()).add(value.strip())
    return {where: value for where, (value, *others) in told.items() if not others}


def _levels(told: Mapping[tuple[str, str], str], gate: Gate) -> dict[str, object]:
    found: dict[str, object] = {}
    for side in _SIDES:
        key, raw = f"margin_{side}_db", told.get(("SNR Margin", side), "")
        match = _LEVEL.fullmatch(raw)
        found[key] = gate.margin_db(key, float(match[1]) if match else None, raw)
        key, raw = f"attenuation_{side}_db", told.get(("Line Attenuation", side), "")
        match = _LEVEL.fullmatch(raw)
        found[key] = gate.attenuation_db(key, float(match[1]) if match else None, raw, zero_is_nothing=True)
    return found
