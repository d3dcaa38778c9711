"""Answers of the Lantiq DSL control program, one per line: `nReturn=0 nDirection=1 LATN=113 SATN=110 SNR=85 ...`.

An answer is known by its keys and tells its own direction: 0 is upstream for states (`g997lsg`, `g997csg`) and near for
counters (`pmccsg`, `pmlscsg`, `rtsg`). One with `nReturn` other than 0 is an error and holds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from probes.modems._numbers import signed
from probes.modems._text import only

START = re.compile(r"(?:.*[#>$] ?)?(nReturn=-?[0-9]+(?: .*)?)")
_PAIR = re.compile(r"(\w+(?:\[[0-9]\])?)=(\([^()]{0,200}\)|\"[^\"]{0,200}\"|[^\s=\"()]*)")
_DIRECTION = "nDirection"


@dataclass(frozen=True, slots=True)
class Answers:
    """Every answer of a text, each as its values by key."""

    all: tuple[Mapping[str, str], ...]

    def text(self, key: str, direction: int | None = None) -> str | None:
        """Return the value of a key; None where no answer has it, or answers disagree.

        Args:
            key: with or without the leading `n` that newer versions print.
            direction: only from answers of that direction.
        """
        names = (key, f"n{key}")
        told = [
            each[name]
            for each in self.all
            for name in names
            if name in each and (direction is None or each.get(_DIRECTION) == str(direction))
        ]
        return only(told)

    def number(self, key: str, direction: int | None = None) -> int | None:
        """Return the same as a whole number."""
        value = self.text(key, direction)
        return None if value is None else signed(value)

    def having(self, *keys: str) -> Answers:
        """Return the answers that have all of these keys."""
        return Answers(tuple(each for each in self.all if all(key in each for key in keys)))

    def where(self, key: str, value: str) -> Answers:
        """Return the answers that give a key this value."""
        return Answers(tuple(each for each in self.all if each.get(key) == value))


def parse(lines: Sequence[str]) -> tuple[Answers, int]:
    """Return the answers and how many errors stood among them."""
    found, errors = [], 0
    for line in lines:
        start = START.fullmatch(line.strip())
        if start is None:
            continue
        values = _values(start[1])
        if values is None:
            continue
        if values["nReturn"] != "0":
            errors += 1
        else:
            found.append(values)
    return Answers(tuple(found)), errors


def _values(text: str) -> dict[str, str] | None:
    """Return key and value of a whole answer; None where anything else stands in it, or a key stands twice."""
    found: dict[str, str] = {}
    rest = text.strip()
    while rest:
        pair = _PAIR.match(rest)
        if pair is None or pair[1] in found:
            return None
        found[pair[1]] = pair[2].strip('"')
        after = rest[pair.end() :]
        if after and not after[0].isspace():
            return None
        rest = after.strip()
    return found
