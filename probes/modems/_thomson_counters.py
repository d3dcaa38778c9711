"""The counters that Thomson and Technicolor boxes print below the line's levels, where their period is certain."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from probes.modems._numbers import whole
from probes.modems._plausible import Gate
from probes.modems._text import labelled, only, the_labelled

Values = dict[str, Any]

_DIRECTIONS = (("FEC", "fec"), ("CRC", "crc"), ("HEC", "hec"))
_SINCE_RESET = "Near end failures since reset"
_THEN = "Near end failures last 15 minutes"
_FAILURES: tuple[str, ...] = (r"Loss of frame: ([0-9]+) failures", r"Loss of signal: ([0-9]+) failures")
_FAILURES += (r"Loss of power: ([0-9]+) failures", r"Errored seconds: ([0-9]+) seconds")
_STATISTICS = re.compile(r"G\.997\.1 Statistics \((.+)\):")
_BLOCK: tuple[tuple[str, str | None], ...] = (
    (r"Failures:", None),
    (r"Line failures:? Near end(?: Far end)?", None),
    (r"Loss of signal \(LOS\): ([0-9]+)(?: ([0-9]+|N/A))?", "los"),
    (r"Loss of frame \(LOF\): ([0-9]+)(?: ([0-9]+|N/A))?", "lof"),
    (r"Loss of power \(LPR\): ([0-9]+)(?: ([0-9]+|N/A))?", None),
    (r"Performance monitoring:", None),
    (r"Line PM: Near end(?: Far end)?", None),
    (r"Error(?:ed)? second (?:\(ES\)): ([0-9]+)(?: ([0-9]+|N/A))?", "es"),
    (r"Channel PM: Near end Far end", None),
    (r"Bearer 0:", None),
    (r"Code Violation \(CV\): ([0-9]+)(?: ([0-9]+|N/A))?", "crc"),
    (r"FEC: ([0-9]+)(?: ([0-9]+|N/A))?", "fec"),
)


def counters(lines: Sequence[str], gate: Gate) -> Values:
    """Return the pairs of counters of a `DslLine` from lines with single blanks and none before a colon."""
    texts = [line for line in lines if line]
    found: Values = {}
    for label, name in _DIRECTIONS:
        sent = only([*labelled(lines, f"Transmitted {label}"), *labelled(lines, f"Tranmsitted {label}")])  # as printed
        pair = (whole(the_labelled(lines, f"Received {label}") or ""), whole(sent or ""))
        if pair != (None, None):
            found |= gate.pair(name, pair, f"Received {label}: {pair[0]}, transmitted: {pair[1]}", counted_at="near")
    found |= _since_reset(texts, gate) | _statistics(texts, gate)
    if found:
        gate.remarks.append("the box does not say since when it counts")
    return found


def _since_reset(texts: Sequence[str], gate: Gate) -> Values:
    """Return what stands below «since reset», where the heading that must follow it does follow."""
    if texts.count(_SINCE_RESET) != 1:
        return {}
    at = texts.index(_SINCE_RESET) + 1
    rows = [re.fullmatch(form, text) for form, text in zip(_FAILURES, texts[at : at + 4], strict=False)]
    if len(rows) != 4 or not all(rows) or texts[at + 4 : at + 5] != [_THEN]:
        return {}
    told = [whole(each[1]) for each in rows if each is not None]
    found: Values = {}
    for name, value in (("lof", told[0]), ("los", told[1]), ("es", told[3])):
        found |= gate.pair(name, (value, None), f"{_SINCE_RESET}: {value}", counted_at="near")
    return found


def _statistics(texts: Sequence[str], gate: Gate) -> Values:
    """Return the one block of G.997.1 statistics; several cannot be told apart with certainty."""
    headings = [index for index, text in enumerate(texts) if _STATISTICS.fullmatch(text)]
    if len(headings) != 1:
        return {}
    at = headings[0] + 1
    found: Values = {}
    for (form, name), text in zip(_BLOCK, texts[at : at + len(_BLOCK)], strict=False):
        row = re.fullmatch(form, text)
        if row is None:
            return {}
        if name is not None:
            pair = (whole(row[1]), None if row[2] is None else whole(row[2]))
            found |= gate.pair(name, pair, text, counted_at="near")
    return found if len(texts) >= at + len(_BLOCK) else {}
