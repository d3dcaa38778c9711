"""Values behind labels, one `label: value` or `label = value` to a line; all occurrences of a label must agree."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from probes.modems._plausible import Gate
from probes.modems._text import only, printable

T = TypeVar("T")

_LINE = re.compile(r"([^:=]{1,60}?) ?[:=] ?(.*)")


class Labels:
    """The labelled values of one answer. Labels are compared without case, blanks count once."""

    def __init__(self, lines: Iterable[str], gate: Gate) -> None:
        self._gate = gate
        self._held: dict[str, list[str]] = {}
        for line in lines:
            found = _LINE.fullmatch(" ".join(line.split()))
            if found is not None:
                self._held.setdefault(found[1].lower(), []).append(found[2])

    def __contains__(self, label: str) -> bool:
        return label in self._held

    def said(self, *labels: str) -> str | None:
        """Return the value that all occurrences of these labels share, or None."""
        values = [value for label in labels for value in self._held.get(label, ())]
        if len(set(values)) > 1:
            self._gate.left_out(labels[0], printable(" / ".join(dict.fromkeys(values))), "several different values")
        return only(values) or None

    def read(self, name: str, label: str, reader: Callable[[str], T | None]) -> tuple[T | None, str]:
        """Return what `reader` makes of a value, and its raw text; a value it cannot read is noted under `name`."""
        raw = self.said(label)
        if raw is None:
            return None, ""
        value, shown = reader(raw), printable(f"{label}: {raw}")
        if value is None:
            self._gate.left_out(name, shown, "not a number of the known form")
        return value, shown


def with_unit(units: Sequence[str], reader: Callable[[str], T | None]) -> Callable[[str], T | None]:
    """Return a reader of `VALUE UNIT`; a unit (given in lower case) in any case, anything else is None."""

    def read(text: str) -> T | None:
        value, _, found = text.strip().rpartition(" ")
        return reader(value) if found.lower() in units else None

    return read


def only_match(lines: Sequence[str], pattern: re.Pattern[str]) -> re.Match[str] | None:
    """Return the match of the lines that wholly match, or None where there is none or they differ."""
    found = [match for line in lines if (match := pattern.fullmatch(" ".join(line.split())))]
    return found[0] if found and all(each.groups() == found[0].groups() for each in found) else None
