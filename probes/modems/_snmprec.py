"""SNMP answers as text: `OID|type|value` (snmprec), `snmpwalk -On` output, and the same with MIB names.

A line is read alone and wholly or not at all. An object given twice with different values is dropped, and so
is a line that stands out of order in an otherwise ordered walk: its object name was damaged.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from netdoc.model.capture import Capture
from probes.modems._dsl_mib import COLUMNS
from probes.modems._numbers import signed
from probes.modems._text import lines_of, printable

Oid = tuple[int, ...]

_REC = re.compile(r"([0-2](?:\.[0-9]{1,10}){2,})\|(4x|2|4|5|6|64|65|66|67|68|70)\|(.*)")
_NUMERIC = re.compile(r"(?:\.?1|iso)((?:\.[0-9]{1,10}){2,}) = (?:([A-Za-z][\w-]*): ?)?(.*)")
_BELOW = re.compile(r"(?:SNMPv2-SMI::)?(mib-2|transmission|enterprises)((?:\.[0-9]{1,10}){2,})( = .*)")
"""As net-snmp prints what it has no MIB for."""
_NUMBERED = frozenset((*".0123456789i", ""))
_ROOTS = {"mib-2": "1.3.6.1.2.1", "transmission": "1.3.6.1.2.1.10", "enterprises": "1.3.6.1.4.1"}
_INSTANCE = re.compile(r"(?:DISMAN-EVENT-MIB::)?sysUpTimeInstance( = .*)")
_OBJECT = re.compile(r"(?:SNMPv2-SMI::)?(mib-2|transmission|enterprises)((?:\.[0-9]{1,10})+)")
_NAMED = re.compile(r"(?:[\w-]+::)?([a-z]\w+)((?:\.[0-9]{1,10})+) = (?:([A-Za-z][\w-]*): ?)?(.*)")
_ENUM = re.compile(r"[A-Za-z][\w-]*\(([0-9]+)\)")
_TICKS = re.compile(r"\(([0-9]+)\) .*")
_WITH_UNIT = re.compile(r"(-?[0-9]+) [A-Za-z][\w ./%]*")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}[ ]?)+")
_TYPES = {"INTEGER": "2", "Integer32": "2", "Gauge32": "66", "Unsigned32": "66", "Counter32": "65", "Counter64": "70"}
_TYPES |= {"Timeticks": "67", "STRING": "4", "Hex-STRING": "4x", "BITS": "4x", "OID": "6", "IpAddress": "64"}
_KNOWN = frozenset(COLUMNS.values())
_LENGTHS = sorted({len(each) for each in _KNOWN})


@dataclass(frozen=True, slots=True)
class Value:
    """One object's value: snmprec type (`4x` is hex; empty when the form does not say) and raw text."""

    kind: str
    raw: str

    @property
    def number(self) -> int | None:
        """The number, or None where the text is not wholly one."""
        if self.kind in ("4x", "6", "64"):
            return None
        if self.kind and self.kind != "4" and (plain := signed(self.raw)) is not None:
            return plain
        for pattern in (_ENUM, _TICKS, _WITH_UNIT):
            if found := pattern.fullmatch(self.raw.strip()):
                return signed(found[1])
        return signed(self.raw)

    @property
    def number_or_text(self) -> int | None:
        """The number, also where the agent sends it as a string; None where the text is not wholly one."""
        return signed(self.text) if self.kind in ("4", "4x") else self.number

    @property
    def octets(self) -> bytes | None:
        """The octets of a string given in hex (`80 00` or `8000`), or None."""
        raw = re.split(r"\s+[a-z]\w*\([0-9]+\)", self.raw.strip())[0]
        return bytes.fromhex(raw) if _HEX.fullmatch(raw) else None

    @property
    def text(self) -> str:
        """The string, safe to print; hex is decoded, NULs behind it are dropped."""
        octets = self.octets if self.kind == "4x" else None
        raw = octets.decode("latin-1") if octets is not None else self.raw.strip().strip('"')
        return printable(raw.rstrip("\x00"), most=250)


class Walk:
    """The objects of one answer."""

    def __init__(self, values: Mapping[Oid, Value]) -> None:
        self.values = values
        self._columns: dict[Oid, dict[Oid, Value]] = {}
        for oid, value in values.items():
            for length in _LENGTHS:
                if oid[:length] in _KNOWN:
                    self._columns.setdefault(oid[:length], {})[oid[length:]] = value

    def column(self, name: str) -> Mapping[Oid, Value]:
        """Return a column's values by index."""
        return self._columns.get(COLUMNS[name], {})

    def at(self, name: str, *index: int) -> Value | None:
        """Return one cell."""
        return self.values.get((*COLUMNS[name], *index))

    def number(self, name: str, *index: int) -> int | None:
        """Return one cell as a number."""
        value = self.at(name, *index)
        return None if value is None else value.number

    def told(self, name: str, *index: int) -> int | None:
        """Return one cell as a number, also where the agent sends it as a string."""
        value = self.at(name, *index)
        return None if value is None else value.number_or_text

    def text(self, name: str, *index: int) -> str | None:
        """Return one cell as text; None where it is missing or empty."""
        value = self.at(name, *index)
        return (value.text.strip() or None) if value is not None else None

    def has_below(self, prefix: Oid) -> bool:
        """Return whether any object lies below a point of the tree."""
        return any(oid[: len(prefix)] == prefix for oid in self.values)


def is_walk(lines: Sequence[str]) -> bool:
    """Return whether most of the lines are SNMP objects."""
    filled = [line for line in lines[:400] if line.strip()]
    return bool(filled) and 2 * sum(_one(line) is not None for line in filled) > len(filled)


def parse(lines: Sequence[str]) -> Walk:
    """Return the objects of a walk."""
    rows = _in_order([row for line in lines if (row := _one(line)) is not None])
    values: dict[Oid, Value] = {}
    doubtful: set[Oid] = set()
    for oid, value in rows:
        if oid in values and values[oid] != value:
            doubtful.add(oid)
        values[oid] = value
    return Walk({oid: value for oid, value in values.items() if oid not in doubtful})


def walk_of(captures: Sequence[Capture]) -> Walk:
    """Return the objects of answers that were taken together."""
    walks = [parse(lines_of(each.body)) for each in captures]
    return walks[0] if len(walks) == 1 else Walk({oid: value for each in walks for oid, value in each.values.items()})


def _one(line: str) -> tuple[Oid, Value] | None:
    line = numeric(line.strip())
    if found := _REC.fullmatch(line):
        return _oid(found[1]), Value(found[2], found[3])
    if found := _NUMERIC.fullmatch(line):
        return _oid("1" + found[1]), _value(found[2], found[3])
    if (found := _NAMED.fullmatch(line)) and found[1] in COLUMNS:
        return COLUMNS[found[1]] + _oid(found[2][1:]), _value(found[3], found[4])
    return None


def numeric(line: str) -> str:
    """Return a line by number that net-snmp printed by the name of a point above, or as it is."""
    if line[:1] in _NUMBERED:
        return line
    if found := _BELOW.fullmatch(line):
        return f".{_ROOTS[found[1]]}{found[2]}{found[3]}"
    found = _INSTANCE.fullmatch(line)
    return line if found is None else f".1.3.6.1.2.1.1.3.0{found[1]}"


def _value(kind: str | None, raw: str) -> Value:
    named = _OBJECT.fullmatch(raw.strip()) if kind == "OID" else None
    return Value(_TYPES.get(kind or "", ""), raw if named is None else f".{_ROOTS[named[1]]}{named[2]}")


def _oid(text: str) -> Oid:
    return tuple(map(int, text.split(".")))


def _in_order(rows: list[tuple[Oid, Value]]) -> list[tuple[Oid, Value]]:
    """Drop the odd line of an ordered walk; leave a text that is not ordered at all as it is."""
    oids = [oid for oid, _ in rows]
    falls = [index for index in range(1, len(oids)) if oids[index] < oids[index - 1]]
    if not falls or len(falls) > max(3, len(oids) // 50):
        return rows
    odd: set[int] = set()
    for index in falls:
        if index >= 2 and oids[index] > oids[index - 2]:
            odd.add(index - 1)
        elif index + 1 < len(oids) and oids[index + 1] > oids[index - 1]:
            odd.add(index)
    return [row for index, row in enumerate(rows) if index not in odd]
