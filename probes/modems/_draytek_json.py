"""The DSL page of DrayTek's newer system (Vigor 166, 167): JSON on its command line and behind its web page.

Rates are kbit/s, levels dB, seconds end in `s`; near end is what the modem receives. A row of a table is read only
where it stands on one line, as the box prints it: over several lines, a lost line joins one row's name with another's
values.

Source: a public client of these boxes; no capture of a box has proven it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from netdoc.model.facts.dsl_line import DslLine
from probes.modems._draytek_line import STATES
from probes.modems._json import number
from probes.modems._numbers import whole
from probes.modems._plausible import STATE_UNKNOWN, Gate
from probes.modems._text import only, printable

_MARK = re.compile(rb'"[0-9]{0,2}MONITORING_DSL_GENERAL"\s*:')
_ROW = re.compile(r'\{[^{}\n]{0,40}"Name"[ \t]*:[^{}\n]{1,300}\}')
_WORD = re.compile(r'"(Status|Mode|Profile|Annex|DSL_Version)"[ \t]*:[ \t]*"([^"\\\n]{0,60})"')
_STREAM, _END = ("Downstream", "Upstream"), ("Near_End", "Far_End")
Pair = tuple[str, str]


def is_json(body: bytes) -> bool:
    """Tell whether this is the page."""
    return _MARK.search(body) is not None


def read_line(body: bytes) -> DslLine:
    """Return the line; of what is told in two ways, nothing."""
    text = body.decode("utf-8", "replace")
    words = {name: only([value for key, value in _WORD.findall(text) if key == name]) for name in _words_of(text)}
    stream, end = _table(text, _STREAM), _table(text, _END)
    gate = Gate()
    gate.remarks.append("this page is read after a public client; no capture of a box has proven it")
    word = (words.get("Status") or "").strip()
    sync = STATES.get(word.upper())
    if word and sync is None:
        gate.left_out("sync", printable(word), "not a state this reader knows")
    elif not word:
        gate.remarks.append(STATE_UNKNOWN)
    found: dict[str, Any] = {}
    if sync is not None:
        found |= _each("rate_{}_kbps", stream.get("actualrate"), _kbps, lambda *told: gate.rate_kbps(*told, sync=sync))
        found |= _each(
            "attainable_{}_kbps", stream.get("attainablerate"), _kbps, lambda *told: gate.rate_kbps(*told, sync=sync)
        )
    if sync:
        found |= _each("margin_{}_db", stream.get("snrmargin"), _db, gate.margin_db)
        found |= _each(
            "attenuation_{}_db",
            end.get("attenuation"),
            _db,
            lambda *told: gate.attenuation_db(*told, zero_is_nothing=True),
        )
    for name in ("crc", "es", "ses", "uas"):
        raws = end.get(name)
        values = (_count(raws[0]), _count(raws[1])) if raws is not None else (None, None)
        if raws is not None and values != (None, None):
            found |= gate.pair(name, values, " ".join(raws), counted_at="near")
    mode = " ".join(each for name in ("Mode", "Annex") if (each := words.get(name)))
    profile = re.fullmatch(r"([0-9]{1,2}[A-D])", words.get("Profile") or "", re.IGNORECASE)
    return DslLine(
        sync=sync,
        status=printable(word) if word else None,
        mode=printable(mode) if mode and sync is not False else None,
        profile=profile[1].lower() if profile is not None and sync is not False else None,
        **found,
        remarks=tuple(gate.remarks),
    )


def _words_of(text: str) -> set[str]:
    return {key for key, _ in _WORD.findall(text)}


def _table(text: str, columns: Pair) -> dict[str, Pair]:
    """Return the rows of one of the two tables by their name in small letters."""
    held: dict[str, set[Pair]] = {}
    for found in _ROW.finditer(text):
        try:
            row = json.loads(found[0])
        except ValueError:
            continue
        cells = (row.get(columns[0]), row.get(columns[1]))
        name = re.sub(r"[^a-z0-9]", "", str(row.get("Name", "")).lower())
        if all(isinstance(each, str) for each in cells) and len(row) == 3:
            held.setdefault(name, set()).add((str(cells[0]).strip(), str(cells[1]).strip()))
    return {name: cells for name, (cells, *others) in held.items() if not others}


def _each(
    key: str, raws: Pair | None, reader: Callable[[str], Any], gated: Callable[[str, Any, str], Any]
) -> dict[str, Any]:
    if raws is None:
        return {}
    sides = zip(("down", "up"), raws, strict=True)
    return {(name := key.format(side)): gated(name, reader(raw), raw) for side, raw in sides}


def _kbps(raw: str) -> int | None:
    found = re.fullmatch(r"([0-9]+) kbps", raw, re.IGNORECASE)
    return None if found is None else whole(found[1])


def _db(raw: str) -> float | None:
    found = re.fullmatch(r"(\S+) db", raw, re.IGNORECASE)
    return None if found is None else number(found[1])


def _count(raw: str) -> int | None:
    return whole(raw.removesuffix(" s"))
