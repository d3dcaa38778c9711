"""Where a key stands in a TOML text: the parser does not say, and an error without a line is half an error."""

from __future__ import annotations

import re
from collections.abc import Sequence

_TABLE = re.compile(r"^\s*\[(?P<array>\[)?\s*(?P<name>[^\[\]#]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(
    r"""^\s*(?P<key>(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*="""
)

Path = Sequence[str | int]
"""As pydantic gives it: `("resolver", 1, "address")`."""


def line_of(text: str, path: Path) -> int:
    """Return the line, counted from 1, on which the key at `path` stands.

    Falls back to the nearest enclosing table that stands in the text, and to line 1.
    """
    best_line, best_depth = 1, 0
    wanted = list(path)
    for number, place in _places(text):
        depth = _shared(place, wanted)
        if depth == len(place) and depth > best_depth:
            best_line, best_depth = number, depth
    return best_line


def _places(text: str) -> list[tuple[int, list[str | int]]]:
    places: list[tuple[int, list[str | int]]] = []
    table: list[str | int] = []
    counts: dict[tuple[str | int, ...], int] = {}
    closing: str | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if closing is not None:
            closing = None if closing in line else closing
            continue
        if header := _TABLE.match(line):
            *above, last = _split(header["name"])
            table = []
            for part in above:  # [[service.backend]] belongs to the last [[service]]
                table.append(part)
                table += [counts[tuple(table)]] if tuple(table) in counts else []
            table.append(last)
            if header["array"]:
                key = tuple(table)
                counts[key] = counts.get(key, -1) + 1
                table.append(counts[key])
            places.append((number, list(table)))
        elif found := _KEY.match(line):
            places.append((number, [*table, *_split(found["key"])]))
            for quotes in ('"""', "'''"):
                if line.count(quotes) == 1:
                    closing = quotes
    return places


def _split(name: str) -> list[str]:
    return [part.strip().strip("\"'") for part in name.split(".")]


def _shared(place: Sequence[str | int], wanted: Sequence[str | int]) -> int:
    depth = 0
    for one, other in zip(place, wanted, strict=False):
        if one != other:
            break
        depth += 1
    return depth
