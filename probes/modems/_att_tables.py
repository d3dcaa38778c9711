"""The tables of an AT&T gateway's broadband page as the line, session and counters.

What a row means is told by its own label and the heads of its columns, wherever it stands: firmware differs in the
order. A row whose cells do not match the heads of its table is not read, nor one told twice in two ways.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.interface_counters import InterfaceCounters
from netdoc.model.facts.wan_session import SessionStatus, WanSession
from probes.modems._html import Table
from probes.modems._numbers import whole
from probes.modems._plausible import Gate
from probes.modems._text import printable

_UNIT = re.compile(r"\s*\((?:kbps|kb/s|db|dbm|.{0,8}bits?/s.{0,8})\)$|:$", re.IGNORECASE)
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]?)(?:\.[0-9])?")
_LINES = re.compile(r"line [12]", re.IGNORECASE)
_COLUMNS = {"downstream": "down", "down": "down", "receive": "down", "upstream": "up", "up": "up", "transmit": "up"}
_LEVELS = {
    "sn margin": "margin_{}_db",
    "snr margin": "margin_{}_db",
    "noise margin": "margin_{}_db",
    "line attenuation": "attenuation_{}_db",
    "attenuation": "attenuation_{}_db",
    "output power": "power_{}_dbm",
    "transmit power": "power_{}_dbm",
}
_RATES = {
    "sync rate": "rate_{}_kbps",
    "max sync rate": "attainable_{}_kbps",
    "max rate": "attainable_{}_kbps",
    "attainable rate": "attainable_{}_kbps",
    "max attainable rate": "attainable_{}_kbps",
    "attainable sync rate": "attainable_{}_kbps",
}
_COUNTS = {
    "crc errors": "crc",
    "crc": "crc",
    "fec errors": "fec",
    "fec": "fec",
    "hec errors": "hec",
    "errored seconds": "es",
    "es": "es",
    "severely errored seconds": "ses",
    "ses": "ses",
    "unavailable seconds": "uas",
    "uas": "uas",
    "loss of signal": "los",
    "los": "los",
    "loss of frame": "lof",
    "loss of framing": "lof",
    "lof": "lof",
}
_WORDS = {"modulation": "mode", "modulation type": "mode", "profile": "profile"}
_NO_AGE = "counters: the page does not say since when the box counts"
_PERIODS = re.compile(r"\b(?:15[ -]?min|day|showtime|total)", re.IGNORECASE)
_NO_PERIODS = "the table by periods is not read: neither its direction nor the age of its periods is told"
_BONDED = "two lines are bonded: which number is of which line is not certain, so rates, levels and counters are none"
Cells = dict[tuple[str, str], set[str]]


@dataclass(slots=True)
class Told:
    """What the tables say, by label; and by label and side."""

    single: dict[str, set[str]] = field(default_factory=dict)
    sided: Cells = field(default_factory=dict)
    bonded: bool = False

    def one(self, label: str) -> str | None:
        """Return the only value of a label."""
        held = self.single.get(label, set())
        return next(iter(held)) if len(held) == 1 else None

    def pair(self, label: str) -> tuple[str, str]:
        """Return (down, up) of a label, empty where it is not told or told in two ways."""
        sides = [self.sided.get((label, side), set()) for side in ("down", "up")]
        down, up = (next(iter(each)) if len(each) == 1 else "" for each in sides)
        return down, up


def is_dsl(tables: Sequence[Table]) -> bool:
    """Tell whether a page shows a DSL line."""
    return any("sync rate" in row[0].lower() or _label(row[0]) in _LEVELS for row in _rows(tables))


def read_line(tables: Sequence[Table]) -> DslLine | None:
    """Return the line, or None when the page shows none."""
    if not is_dsl(tables):
        return None
    told = _told([each for each in tables if is_dsl([each])])
    gate = Gate()
    word = told.one("line state")
    sync = {"up": True, "down": False}.get((word or "").lower())
    if word is not None and sync is None:
        gate.left_out("sync", printable(word), "not a state this reader knows")
    found: dict[str, Any] = {}
    if told.bonded:
        gate.remarks.append(_BONDED)
    elif sync is not None:
        found = _rates(told, sync, gate) | (_levels(told, gate) if sync else {})
    if not told.bonded:
        found |= _counters(told, gate)
    if any(_is_by_period(row) for row in _rows(tables)):
        gate.remarks.append(_NO_PERIODS)
    for label, name in _WORDS.items():
        if (value := told.one(label)) and sync is not False:
            found.setdefault(name, printable(value))
    return DslLine(
        sync=sync,
        status=printable(word) if word else None,
        **found,
        remarks=tuple(gate.remarks),
    )


def _rates(told: Told, sync: bool, gate: Gate) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for label, name in _RATES.items():
        pair = told.pair(label)
        for side, word, raw in (("down", "downstream", pair[0]), ("up", "upstream", pair[1])):
            key, value = name.format(side), told.one(f"{word} {label}") or raw
            if value and found.get(key) is None:
                found[key] = gate.rate_kbps(key, whole(value), value, sync=sync)
    return found


def _levels(told: Told, gate: Gate) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for label, name in _LEVELS.items():
        for side, raw in zip(("down", "up"), told.pair(label), strict=True):
            if not raw:
                continue
            key, value = name.format(side), float(raw) if _DECIMAL.fullmatch(raw) else None
            if value is None:
                gate.left_out(key, printable(raw), "not a number")
            elif name.startswith("margin"):
                found[key] = gate.margin_db(key, value, raw)
            elif name.startswith("attenuation"):
                found[key] = gate.attenuation_db(key, value, raw, zero_is_nothing=True)
            else:
                found[key] = gate.power_dbm(key, value, raw)
    return found


def _counters(told: Told, gate: Gate) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for label, name in _COUNTS.items():
        raws = told.pair(label)
        values = (whole(raws[0]), whole(raws[1]))
        if values != (None, None) and f"{name}_down" not in found:
            found |= gate.pair(name, values, " ".join(raws), counted_at="near")
    if found:
        gate.remarks.append(_NO_AGE)
    return found


def read_session(tables: Sequence[Table]) -> WanSession | None:
    """Return whether the gateway is connected, or None where the page does not say."""
    told = _told(tables)
    word = told.one("broadband connection")
    status = {"up": SessionStatus.UP, "down": SessionStatus.DOWN}.get((word or "").lower())
    if status is None:
        return None
    address = told.one("broadband ipv4 address")
    known = address is not None and re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}", address) and address != "0.0.0.0"  # noqa: S104
    return WanSession(status=status, external_address=address if known and status is SessionStatus.UP else None)


def read_counters(tables: Sequence[Table]) -> InterfaceCounters | None:
    """Return the octets of the table «IPv4», or None where there is not exactly one."""
    own = [each for each in tables if "ipv4" in each.heading.lower() and _told([each]).one("receive bytes") is not None]
    if len(own) != 1:
        return None
    told, gate = _told(own), Gate()
    counted = {name: told.one(f"{name} bytes") or "" for name in ("receive", "transmit")}
    rx_bytes, tx_bytes = (gate.count(f"{name} bytes", whole(raw), raw) for name, raw in counted.items())
    if rx_bytes is None or tx_bytes is None or rx_bytes == tx_bytes == 0:
        return None
    bits = 64 if max(rx_bytes, tx_bytes) >= 2**32 else 32
    return InterfaceCounters(
        interface="IPv4", role="wan", rx_bytes=rx_bytes, tx_bytes=tx_bytes, bits=bits, remarks=tuple(gate.remarks)
    )


def pairs(tables: Sequence[Table]) -> Mapping[str, str]:
    """Return the rows of two cells by their label in small letters; a label told in two ways is left out."""
    told = _told(tables)
    return {label: value for label in told.single if (value := told.one(label))}


def _told(tables: Sequence[Table]) -> Told:
    told = Told()
    for table in tables:
        heads: Sequence[str] | None = None
        for row in table.rows:
            words = [each.lower() for each in row]
            sides = [_COLUMNS.get(each) for each in words[1:]]
            if any(_LINES.fullmatch(each) for each in words):
                told.bonded = told.bonded or sum(bool(_LINES.fullmatch(each)) for each in words) > 1
            if any(sides) and None not in sides and not words[0].strip():
                heads = [str(each) for each in sides]
            elif _is_by_period(row):
                heads = []
            elif heads is not None and len(row) == len(heads) + 1 and len(set(heads)) == len(heads):
                for side, value in zip(heads, row[1:], strict=True):
                    told.sided.setdefault((_label(row[0]), side), set()).add(value)
            elif heads is None and len(row) == 2:
                told.single.setdefault(_label(row[0]), set()).add(row[1])
    return told


def _is_by_period(row: Sequence[str]) -> bool:
    return sum(_PERIODS.search(each) is not None for each in row[1:]) > 1


def _rows(tables: Sequence[Table]) -> Iterator[tuple[str, ...]]:
    for table in tables:
        yield from table.rows


def _label(text: str) -> str:
    return _UNIT.sub("", " ".join(text.split())).strip().lower()
