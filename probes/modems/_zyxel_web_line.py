"""Zyxel's web text of «xDSL statistics» as one `DslLine`: two columns whose order the head of the table tells.

The rate is «Actual Net Data Rate», which is what `xdslctl` of the same box calls its rate and what «Attainable Net
Data Rate» compares with; «Line Rate» (with overhead) is given in a remark.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from netdoc.model.facts.dsl_line import DslLine
from probes.modems import _broadcom_counters as counters
from probes.modems._labels import Labels, only_match
from probes.modems._numbers import decimal
from probes.modems._plausible import STATE_UNKNOWN, Gate
from probes.modems._text import only, printable

Values = dict[str, Any]
T = TypeVar("T")

HEAD = re.compile(r"(?:[AV]|x)?DSL Port Details (Upstream Downstream|Downstream Upstream)", re.IGNORECASE)
_COUNTER_HEAD = re.compile(r"(Upstream Downstream|Downstream Upstream)")
_UPTIME = re.compile(
    r"(?:([0-9]{1,5}) days?: )?(?:([0-9]{1,2}) hours?: )?([0-9]{1,2}) minutes?(?:: ([0-9]{1,2}) seconds?)?"
)
_PADDED = re.compile(r"- (?=[0-9]\.)")
_STATES = re.compile(
    r"(?P<up>Showtime)|(?P<down>Idle|Initiali[sz](?:ing|ation).*|Handshake|.*Training|.*Started|.*Channel Analysis"
    r"|.*Message Exchange|Down|Link ?Down|No ?Signal|Disabled|Unavailable|Inactive)",
    re.IGNORECASE,
)


def read_line(lines: Sequence[str], gate: Gate) -> DslLine:
    """Return the line.

    Units: Mbit/s with decimals become kbit/s; dB and dBm as printed; the uptime is printed in whole minutes.
    """
    labels = Labels(lines, gate)
    status = labels.said("vdsl training status", "adsl training status", "xdsl training status", "dsl training status")
    sync = _sync(status, gate)
    mode, profile = labels.said("mode"), labels.said("vdsl profile")
    head = only_match(lines, HEAD)
    values: Values = {}
    if head is None:
        gate.remarks.append("rates and levels: the head of the table, which tells the order of the columns, is missing")
    elif sync is None:
        gate.remarks.append(STATE_UNKNOWN)
    else:
        values = _columns(labels, gate, sync, mode, up_first=head[1].lower().startswith("up"))
    showtime_s = _showtime_s(labels, sync, gate)
    return DslLine(
        sync=sync,
        status=None if status is None else printable(status),
        mode=None if mode is None else printable(mode),
        profile=None if profile is None else printable(profile.removeprefix("Profile ")),
        **values,
        showtime_s=showtime_s,
        **_counters(lines, showtime_s, gate),
        remarks=tuple(gate.remarks),
    )


def ordered_sections(lines: Sequence[str]) -> dict[str, counters.Section]:
    """Return the counters of the Broadcom driver behind the page, down first; none where no head tells the order."""
    said = only([" ".join(each.split()) for each in lines if _COUNTER_HEAD.fullmatch(" ".join(each.split()))])
    if not said:
        return {}
    found = counters.sections(lines)
    if said.startswith("Down"):
        return found
    return {
        name: replace(each, counters={key: (pair[1], pair[0]) for key, pair in each.counters.items()})
        for name, each in found.items()
    }


def _sync(status: str | None, gate: Gate) -> bool | None:
    found = None if status is None else _STATES.fullmatch(status)
    if status is not None and found is None:
        gate.left_out("sync", printable(status), "not a state this reader knows")
    return None if found is None else found["up"] is not None


def _columns(labels: Labels, gate: Gate, sync: bool | None, mode: str | None, *, up_first: bool) -> Values:
    sides = ("up", "down") if up_first else ("down", "up")
    found: Values = {}
    for name, label in (("rate", "actual net data rate"), ("attainable", "attainable net data rate")):
        values, shown = _pair(labels, gate, name, label, "Mbps", _kbps)
        for side, value in zip(sides, values, strict=True):
            key = f"{name}_{side}_kbps"
            found[key] = gate.rate_kbps(key, value, shown, sync=sync)
    if sync is not False and (line_rate := labels.said("line rate")) is not None:
        gate.remarks.append(f"line rate with overhead: {printable(line_rate)} (columns: {sides[0]}, {sides[1]})")
    if sync is False:
        return found
    adsl = mode is not None and mode.upper().startswith(("ADSL", "G.DMT", "T1.413"))
    for name, label, unit in (
        ("margin", "snr margin", "dB"),
        ("attenuation", "total attenuation", "dB"),
        ("power", "transmit power", "dBm"),
    ):
        levels, shown = _pair(labels, gate, name, label, unit, decimal)
        for side, level in zip(sides, levels, strict=True):
            key = f"{name}_{side}_{unit.lower()}"
            if name == "margin":
                found[key] = gate.margin_db(key, level, shown)
            elif name == "power":
                found[key] = gate.power_dbm(key, level, shown)
            else:
                found[key] = gate.attenuation_db(key, level, shown, zero_is_nothing=side == "up" and not adsl)
    return found


def _pair(
    labels: Labels, gate: Gate, name: str, label: str, unit: str, reader: Callable[[str], T | None]
) -> tuple[tuple[T | None, T | None], str]:
    """Return two values in the order of the columns, each with its unit behind it; `N/A` is none."""
    raw = labels.said(label)
    if raw is None:
        return (None, None), ""
    shown = printable(f"{label}: {raw}")
    cells = re.fullmatch(rf"(.+?) {unit} (.+?) {unit}|(N/A|NA|--?)(?: {unit})? (N/A|NA|--?)(?: {unit})?", raw)
    if cells is None:
        gate.left_out(name, shown, "not two values with their unit")
        return (None, None), shown
    if cells[3] is not None:
        return (None, None), shown
    first, second = (reader(_PADDED.sub("-", each)) for each in (cells[1], cells[2]))
    if first is None or second is None:
        gate.left_out(name, shown, "not numbers of the known form")
    return (first, second), shown


def _kbps(text: str) -> int | None:
    found = re.fullmatch(r"(0|[1-9][0-9]{0,3})\.([0-9]{1,3})", text.strip())
    return None if found is None else int(found[1]) * 1_000 + int(found[2].ljust(3, "0"))


def _showtime_s(labels: Labels, sync: bool | None, gate: Gate) -> int | None:
    raw = labels.said("link uptime")
    if raw is None or sync is not True:
        return None
    found = _UPTIME.fullmatch(raw)
    if found is None:
        gate.left_out("showtime_s", printable(raw), "not a time of the known form")
        return None
    days, hours, minutes, seconds = (int(each or 0) for each in found.groups())
    if found[4] is None:
        gate.remarks.append("showtime: printed in whole minutes")
    return days * 86_400 + hours * 3_600 + minutes * 60 + seconds


def _counters(lines: Sequence[str], showtime_s: int | None, gate: Gate) -> Values:
    if not counters.has_sections(lines):
        return {}
    found = ordered_sections(lines)
    chosen = counters.counted_over(found, showtime_s)
    if chosen is None:
        gate.remarks.append("counters: the order of their columns or their period is not certain, so none is read")
        return {}
    gate.remarks.append("counters: no capture of this page's counters has proven their form")
    wrong = counters.contradictions(found, chosen)
    values: Values = {"counter_age_s": chosen.age_s}
    for key, pair in chosen.counters.items():
        if key in wrong:
            gate.left_out(key, str(pair), wrong[key])
        elif key != "LOM":
            shown = f"{key}: {pair[0]} {pair[1]}"
            values |= gate.pair(key.lower(), pair, shown, counted_at="near", age_s=chosen.age_s)
    return values
