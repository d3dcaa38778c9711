"""Texts from devices and people, made safe to print: nothing hides, nothing acts, nothing runs on for ever.

A report holds names that a device chose. A character that would reorder, overprint or vanish is shown
as its code point, `[U+202E]`; markup needs no care here, since no renderer reads a text as markup.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Callable
from enum import Enum
from itertools import groupby
from typing import Any, TypeVar, cast

T = TypeVar("T")

LONGEST = 900
"""Characters of one text; longer ones are cut, and say so."""
_ACTING = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_BLANKS = re.compile(r"[^\S\u00a0]+")
"""Everything that separates words, but the no-break space that the report itself sets."""
_MOST_MARKS = 2
"""Combining marks kept on one letter; more overprint the lines beside."""


def printable(text: str) -> str:
    """Return a text on one line without control, direction or invisible characters, at most LONGEST long."""
    kept = _BLANKS.sub(" ", unicodedata.normalize("NFC", text[: LONGEST * 4])).strip(" ")
    if len(kept) > LONGEST or len(text) > LONGEST * 4:
        kept = f"{kept[:LONGEST]}… (cut: {len(text)} characters)"
    return code_points(kept, _hidden(kept))


def storable(text: str) -> str:
    """Return a text that UTF-8 can hold: a lone surrogate becomes its escape; all else stays as it is."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def code_points(text: str, odd: list[bool]) -> str:
    """Return the text with each run of odd characters as `[U+05D0 U+05D1]`."""
    parts = []
    for is_odd, run in groupby(zip(text, odd, strict=True), key=lambda each: each[1]):
        letters = [letter for letter, _ in run]
        parts.append(f"[{' '.join(f'U+{ord(each):04X}' for each in letters)}]" if is_odd else "".join(letters))
    return "".join(parts)


def shorten(text: str, most: int) -> str:
    """Return a text of at most `most` characters, cut at a word where there is one near, ending in …."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    at = cut.rfind(" ")
    return (cut[:at] if at > most * 2 // 3 else cut).rstrip(" ,;:.(") + "…"


def map_texts(value: T, change: Callable[[str], str]) -> T:
    """Return a dataclass, mapping, list or tuple with every text in it changed; enumerations stay."""
    return cast("T", _mapped(value, change))


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple | list):
        return type(value)(_mapped(each, change) for each in value)
    if isinstance(value, dict):
        return {key: _mapped(each, change) for key, each in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {each.name: _mapped(getattr(value, each.name), change) for each in dataclasses.fields(value)}
        return dataclasses.replace(value, **fields)
    return value


def _hidden(text: str) -> list[bool]:
    odd, marks = [], 0
    for letter in text:
        category = unicodedata.category(letter)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        odd.append(category in _ACTING or marks > _MOST_MARKS)
    return odd
