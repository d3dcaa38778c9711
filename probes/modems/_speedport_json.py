"""The engineer JSON of Speedport Smart and Hybrid: `varid`/`varvalue` pairs, or the same names as plain keys."""

from __future__ import annotations

import re
from collections.abc import Mapping

from netdoc.model.facts.dsl_line import DslLine
from probes.modems import _json
from probes.modems._plausible import Gate
from probes.modems._text import printable

_NAMES = rb'"(?:Actual|Attain)Data(?:Up|Down)"'
_PAIR = re.compile(rb'"varid"\s*:\s*' + _NAMES)
_PLAIN = re.compile(_NAMES + rb"\s*:")
_IN_SYNC = {
    "up": True,
    "showtime": True,
    "initializing": False,
    "establishinglink": False,
    "nosignal": False,
    "disabled": False,
    "error": False,
    "down": False,
}
_SIDES = (("down", "Down"), ("up", "Up"))
_COUNTS = (("crc", "CrcErrC"), ("fec", "FecErrC"), ("hec", "HecErrC"))
Values = Mapping[str, _json.Scalar]


def is_pairs(body: bytes) -> bool:
    """Tell whether this is the JSON in its usual form."""
    return _PAIR.search(body) is not None


def is_plain(body: bytes) -> bool:
    """Tell whether this is JSON with the same names as keys."""
    return b"<" not in body[:1] and _PLAIN.search(body) is not None and b'"SnrMargin' in body


def dsl_version(body: bytes) -> str | None:
    """Return the software of the DSL chip (`Version.json`, saved together with the line), where it is told."""
    value = _values(body).get("Xdsl")
    return value if isinstance(value, str) and value.strip() else None


def read_line(body: bytes) -> DslLine | None:
    """Return the line, or None when its state is not told."""
    told = _values(body)
    word = told.get("State")
    if not isinstance(word, str) or not word.strip():
        return None
    gate = Gate()
    sync = _IN_SYNC.get(word.strip().lower())
    if sync is None:
        gate.left_out("sync", printable(word), "not a state this reader knows")
    found: dict[str, object] = {}
    for side, name in _SIDES if sync is not None else ():
        for key, field in ((f"rate_{side}_kbps", "ActualData"), (f"attainable_{side}_kbps", "AttainData")):
            value = told.get(f"{field}{name}")
            found[key] = gate.rate_kbps(key, _json.whole_number(value), str(value), sync=sync)
        if sync:
            margin, loss = told.get(f"SnrMargin{name}"), told.get(f"LineAtten{name}")
            key = f"margin_{side}_db"
            found[key] = gate.margin_db(key, _tenths(margin), str(margin))
            key = f"attenuation_{side}_db"
            found[key] = gate.attenuation_db(key, _tenths(loss), str(loss), zero_is_nothing=True)
    for counter, name in _COUNTS:
        raws = [told.get(f"{name}{side}") for _, side in _SIDES]
        values = (_json.whole_number(raws[0]), _json.whole_number(raws[1]))
        if values != (None, None):
            found |= gate.pair(counter, values, f"{raws[0]} {raws[1]}", counted_at="near")
    mode = told.get("DslOperMode")
    return DslLine(
        sync=sync,
        status=printable(word),
        mode=printable(mode) if isinstance(mode, str) and mode and sync is not False else None,
        **found,  # type: ignore[arg-type]
        remarks=tuple(gate.remarks),
    )


def _tenths(value: _json.Scalar) -> float | None:
    number = _json.whole_number(value)
    return None if number is None else number / 10


def _values(body: bytes) -> Values:
    """Return the values by name; a name told in two ways is none."""
    text = body.decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    start = min((at for each in "[{" if (at := text.find(each)) >= 0), default=0)
    tree = _json.parse(text[start:])
    told: dict[str, set[_json.Scalar]] = {}
    for path, value in tree.values.items():
        if not path or not isinstance(path[-1], str):
            continue
        if path[-1] == "varid" and isinstance(value, str):
            told.setdefault(value, set()).add(tree.values.get((*path[:-1], "varvalue")))
        elif path[-1] not in ("varvalue", "vartype"):
            told.setdefault(path[-1], set()).add(value)
    return {name: value for name, (value, *others) in told.items() if not others}
