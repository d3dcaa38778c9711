"""DrayTek Vigor's texts of the DSL line as one `DslLine`.

Forms: the head of `vdsl status`, `adsl status` or `show adsl` (two `label : value` pairs to a line), the table of
`... more` (near and far end), the short block in `show status`, and the syslog line `ADSL_Status:[...]`.

Rates are bit/s; margin and attenuation whole dB. Near end (NE, Cur, Loop) is what the modem receives: downstream.
Left out on purpose: FECS (seconds with repaired blocks, not blocks), RsCorrection (0 beside thousands of FECS: not
kept), and `actual PSD` (a transmit power under a wrong name, up and down exchanged on VDSL2).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from netdoc.model.facts.dsl_line import DslLine
from probes.modems._labels import only_match
from probes.modems._numbers import decimal, whole
from probes.modems._plausible import STATE_UNKNOWN, Gate
from probes.modems._text import only, printable

Values = dict[str, Any]

STATES = {
    "SHOWTIME": True,
    "READY": False,
    "TRAINING": False,
    "ERROR": False,
    "IDLE": False,
    "HANDSHAKE": False,
    "DOWN": False,
}
_PAIRS = (
    ("Running Mode", "State"),
    ("DS Actual Rate", "US Actual Rate"),
    ("DS Attainable Rate", "US Attainable Rate"),
    ("NE Current Attenuation", "Cur SNR Margin"),
    ("Far Current Attenuation", "Far SNR Margin"),
    ("DS actual PSD", "US actual PSD"),
    ("NE CRC Count", "FE CRC Count"),
    ("NE ES Count", "FE ES Count"),
    ("Xdsl Reset Times", "Xdsl Link Times"),
)
_TWO = tuple((pair, re.compile(rf"{pair[0]} :(?: (.*?))? {pair[1]} :(?: (.*))?")) for pair in _PAIRS)
_ONE = re.compile(rf"({'|'.join(label for pair in _PAIRS for label in pair)}) : ([^:]*)")
_SHORT = re.compile(r"UP Speed:([0-9]+) Down Speed:([0-9]+) SNR Margin:(\S+)(?: Loop(?: Att\.:(\S+))?)?")
_SHORT_MODE = re.compile(r"Mode:(.+?) State:(\S+) TX Block:\S+ RX Block:\S+")
_SHORT_BLOCKS = re.compile(r"Corrected Blocks:(\S+) Uncorrected Blocks:(\S+)")
SYSLOG = re.compile(
    r".*\bADSL_Status:\[Mode=(.+?) States=(\S+) UpSpeed=([0-9]+) DownSpeed=([0-9]+) SNR=(\S+) Atten=(\S+) ?\]"
)
_COLUMNS = re.compile(r"Near End Far End\b.*")
_ROW = re.compile(r"([A-Za-z]+) : (\S+) (\S+)( \(seconds\))?")
_PROFILE = re.compile(r"(8[A-D]|12[AB]|17A|30A|35B)", re.IGNORECASE)
_COUNTS = (("LOS", "los"), ("LOF", "lof"), ("HECError", "hec"), ("CRC", "crc"))
_SECONDS = (("ES", "es"), ("SES", "ses"), ("UAS", "uas"))


def read_line(lines: Sequence[str], gate: Gate) -> DslLine:
    """Return the line from all texts together; counts have no printed age."""
    head = _head(lines)
    short = only_match(lines, _SHORT)
    syslog = only_match(lines, SYSLOG)
    if syslog is None and any(SYSLOG.fullmatch(" ".join(each.split())) for each in lines):
        gate.remarks.append("the log holds several different states; save the newest line alone to have it read")
    mode, status = _mode_and_state(lines, head, syslog)
    sync = None if status is None else STATES.get(status.upper())
    if status is not None and sync is None:
        gate.left_out("sync", printable(status), "not a state this reader knows")
    rates = {
        "rate_down_kbps": (head.get("DS Actual Rate"), short and short[2], syslog and syslog[4]),
        "rate_up_kbps": (head.get("US Actual Rate"), short and short[1], syslog and syslog[3]),
        "attainable_down_kbps": (head.get("DS Attainable Rate"),),
        "attainable_up_kbps": (head.get("US Attainable Rate"),),
    }
    levels = {
        "margin_down_db": (head.get("Cur SNR Margin"), short and short[3], syslog and syslog[5]),
        "margin_up_db": (head.get("Far SNR Margin"),),
        "attenuation_down_db": (head.get("NE Current Attenuation"), short and short[4], syslog and syslog[6]),
        "attenuation_up_db": (head.get("Far Current Attenuation"),),
    }
    values: Values = {}
    if sync is None and (head or short or syslog):
        gate.remarks.append(STATE_UNKNOWN)
    for key, texts in rates.items() if sync is not None else ():
        values[key] = _rate_kbps(key, texts, gate, sync)
    for key, texts in levels.items() if sync else ():
        values[key] = _level_db(key, texts, gate, vdsl2=mode is None or mode[0] == "VDSL2")
    if head:
        gate.remarks.append("the head of `vdsl status` is read after tools that do; no capture of a box has proven it")
    if "DS actual PSD" in head:
        gate.remarks.append("power: «actual PSD» is not read, its unit and direction are not certain")
    return DslLine(
        sync=sync,
        status=None if status is None else printable(status),
        mode=mode[0] if mode else None,
        profile=mode[1] if mode else None,
        **values,
        **_counters(lines, head, sync, gate),
        remarks=tuple(gate.remarks),
    )


def _head(lines: Sequence[str]) -> dict[str, str]:
    """Return the pairs of the head; a label whose occurrences differ is left out."""
    held: dict[str, list[str]] = {}
    for line in lines:
        text = re.sub(r"\s*:\s*", " : ", " ".join(line.split()), count=4).strip()
        for labels, pattern in _TWO:
            if found := pattern.fullmatch(text):
                for label, value in zip(labels, found.groups(""), strict=True):
                    held.setdefault(label, []).append(value)
                break
        else:
            if one := _ONE.fullmatch(text):
                held.setdefault(one[1], []).append(one[2])
    return {label: values[0] for label, values in held.items() if only(values) is not None}


def _mode_and_state(
    lines: Sequence[str], head: dict[str, str], syslog: re.Match[str] | None
) -> tuple[tuple[str, str | None] | None, str | None]:
    short = only_match(lines, _SHORT_MODE)
    modes = [each for each in (head.get("Running Mode"), short and short[1], syslog and syslog[1]) if each]
    states = [each for each in (head.get("State"), short and short[2], syslog and syslog[2]) if each]
    mode = only(modes)
    if not mode:
        return None, only(states)
    if _PROFILE.fullmatch(mode):
        return ("VDSL2", mode.lower()), only(states)
    return (printable(mode), None), only(states)


def _rate_kbps(key: str, texts: Sequence[str | None], gate: Gate, sync: bool | None) -> int | None:
    said = only([each.removesuffix(" bps") for each in texts if each])
    value = None if not said else whole(said)
    if said and value is None:
        gate.left_out(key, printable(said), "not a rate in bit/s")
    shown = f"{said} bit/s"
    return gate.rate_kbps(key, None if value is None else round(value / 1000), shown, sync=sync)


def _level_db(key: str, texts: Sequence[str | None], gate: Gate, *, vdsl2: bool) -> float | None:
    said = only([each.removesuffix("dB").strip() for each in texts if each])
    value = None if not said else decimal(said)
    if said and value is None:
        gate.left_out(key, printable(said), "not a number of the known form")
    if key.startswith("margin"):
        return gate.margin_db(key, value, f"{said} dB")
    nothing = key.endswith("up_db") and vdsl2
    return gate.attenuation_db(key, value, f"{said} dB", zero_is_nothing=nothing)


def _counters(lines: Sequence[str], head: dict[str, str], sync: bool | None, gate: Gate) -> Values:
    """Return the counters; zeros throughout on a line that is not known to be up are no counters."""
    found = _counts(lines, head, gate)
    told = {key: value for key, value in found.items() if key != "retrains" and not key.endswith("_at")}
    if sync is not True and not any(told.values()):
        if told:
            gate.remarks.append("counters: all are 0 on a line that is not up; they may not have been counted")
        return {"retrains": found["retrains"]} if "retrains" in found else {}
    return found


def _counts(lines: Sequence[str], head: dict[str, str], gate: Gate) -> Values:
    found: Values = {}
    table, has_table = _table(lines)
    for label, name in _COUNTS:
        if (pair := table.get(label)) is not None:
            found |= gate.pair(name, pair, f"{label}: {pair[0]} {pair[1]}", counted_at="near")
    for label, name in _SECONDS:
        if (pair := table.get(f"{label} (seconds)")) is not None:
            found |= gate.pair(name, pair, f"{label}: {pair[0]} {pair[1]}", counted_at="near")
    if not has_table:
        for label, name in (("CRC Count", "crc"), ("ES Count", "es")):
            near, far = (whole(head.get(f"{end} {label}", "")) for end in ("NE", "FE"))
            if (near, far) == (None, None):
                continue
            found |= gate.pair(name, (near, far), f"{label}: {near} {far}", counted_at="near")
    if (blocks := only_match(lines, _SHORT_BLOCKS)) is not None:
        corrected = whole(blocks[1])
        found |= gate.pair("fec", (corrected, None), f"Corrected Blocks: {blocks[1]}", counted_at="near")
    if (links := whole(head.get("Xdsl Link Times", ""))) is not None:
        found["retrains"] = gate.count("retrains", links, f"Xdsl Link Times: {links}")
    return found


def _table(lines: Sequence[str]) -> tuple[dict[str, tuple[int, int]], bool]:
    """Return the near and far cells of `more` by label, and whether any trace of the table is there."""
    cells: dict[str, list[tuple[int, int] | None]] = {}
    headed = False
    for line in lines:
        text = re.sub(r"\s*:\s*", " : ", " ".join(line.split()), count=4).strip()
        headed = headed or _COLUMNS.fullmatch(text) is not None
        if found := _ROW.fullmatch(text):
            near, far = whole(found[2]), whole(found[3])
            pair = None if near is None or far is None else (near, far)
            cells.setdefault(found[1] + (found[4] or ""), []).append(pair)
    agreed = {label: pairs[0] for label, pairs in cells.items() if all(each == pairs[0] for each in pairs)}
    trace = headed or bool(cells)
    return ({label: pair for label, pair in agreed.items() if pair is not None} if headed else {}), trace
