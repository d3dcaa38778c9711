"""JSON as boxes print it, read as (path, value) pairs; what a cut text still holds for certain is kept.

An object that names a key twice holds neither. A number that ends the text may have been cut and is not read.
Several answers may stand one after the other in one file, and an answer may be wrapped as
`while(1); /*...*/`, which keeps scripts of other sites from running it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Path = tuple[str | int, ...]
Scalar = str | int | float | bool | None

_BLANK = re.compile(r"[ \t\r\n]*")
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\.)*"')
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?=[\s,}\]])")
_WORDS: Mapping[str, Scalar] = {"true": True, "false": False, "null": None}
_NEXT = re.compile(r"\n[{\[]")
_ENVELOPE = re.compile(r"\s*while\s*\(1\);\s*/\*")
_DEEPEST = 40
_MOST = 50_000
_MOST_TEXTS = 500


class _Broken(Exception):
    """The text ends here, or is no JSON from here on."""


@dataclass(slots=True)
class Tree:
    """What a JSON text holds."""

    values: dict[Path, Scalar] = field(default_factory=dict)
    """Every scalar by its path; list places are numbers."""
    whole: bool = False
    """The text was JSON to its end."""

    def under(self, *keys: str) -> dict[Path, Scalar]:
        """Return the values whose path holds these keys, one after the other, by what follows them."""
        size = len(keys)
        found: dict[Path, Scalar] = {}
        for path, value in self.values.items():
            for start in range(len(path) - size):
                if path[start : start + size] == keys:
                    found[path[start + size :]] = value
                    break
        return found

    def named(self, key: str) -> list[Scalar]:
        """Return the values of a key, wherever it stands."""
        return [value for path, value in self.values.items() if path[-1:] == (key,)]


def parse(text: str) -> Tree:
    """Return what a text holds; one that is no JSON from its first letter holds nothing."""
    return _parsed(text, _skip(text, 0))[0]


def _parsed(text: str, at: int) -> tuple[Tree, int | None]:
    """Return what the text that begins here holds, and where it ends; None when it breaks off."""
    tree, end = Tree(), None
    doubtful: set[Path] = set()
    try:
        end = _value(text, at, (), tree, doubtful)
        tree.whole = True
    except _Broken:
        pass
    for twice in doubtful:
        for path in [each for each in tree.values if each[: len(twice)] == twice]:
            del tree.values[path]
    return tree, end


def documents(text: str) -> list[Tree]:
    """Return what each of several JSON texts holds that stand one after the other; one text is a list of one."""
    found: list[Tree] = []
    text = unwrapped(text)
    at = _skip(text, 0)
    for _ in range(_MOST_TEXTS):
        if at >= len(text):
            break
        tree, end = _parsed(text, at)
        if tree.values or tree.whole:
            found.append(tree)
        if end is None:  # the next text that begins a line may be sound again
            following = _NEXT.search(text, at + 1)
            end = following.end() - 1 if following is not None else len(text)
        at = _skip(text, end)
    return found


def unwrapped(text: str) -> str:
    """Return a text without a byte order mark and without the envelope `while(1); /*...*/`, closed or cut."""
    text = text.removeprefix("\ufeff")
    found = _ENVELOPE.match(text)
    return text if found is None else text[found.end() :].rstrip().removesuffix("*/")


def whole_number(value: Scalar) -> int | None:
    """Return a whole number given as one, or as text that is wholly one; None for all else."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return None
    return int(value) if re.fullmatch(r"-?(?:0|[1-9][0-9]{0,19})", value.strip()) else None


def number(value: Scalar) -> float | None:
    """Return a number given as one, or as text that is wholly one; None for all else."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return float(value)
    return float(value) if re.fullmatch(r"-?(?:0|[1-9][0-9]{0,9})(?:\.[0-9]{1,4})?", value.strip()) else None


def _skip(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    assert found is not None
    return found.end()


def _value(text: str, at: int, path: Path, tree: Tree, doubtful: set[Path]) -> int:
    if at >= len(text) or len(path) > _DEEPEST or len(tree.values) > _MOST:
        raise _Broken
    if text[at] == "{":
        return _members(text, at, path, tree, doubtful, "}", _key)
    if text[at] == "[":
        return _members(text, at, path, tree, doubtful, "]", _no_key)
    scalar, end = _scalar(text, at)
    tree.values[path] = scalar
    return end


def _scalar(text: str, at: int) -> tuple[Scalar, int]:
    if found := _STRING.match(text, at):
        try:
            return str(json.loads(found[0])), found.end()
        except ValueError:
            raise _Broken from None
    if found := _NUMBER.match(text, at):
        if len(found[0]) > 40:
            raise _Broken
        plain = json.loads(found[0])
        return plain, found.end()
    for word, meaning in _WORDS.items():
        if text.startswith(word, at):
            return meaning, at + len(word)
    raise _Broken


def _key(text: str, at: int, number: int) -> tuple[str | int, int]:
    found = _STRING.match(text, at)
    if found is None:
        raise _Broken
    try:
        name = str(json.loads(found[0]))
    except ValueError:
        raise _Broken from None
    at = _skip(text, found.end())
    if text[at : at + 1] != ":":
        raise _Broken
    return name, _skip(text, at + 1)


def _no_key(text: str, at: int, number: int) -> tuple[str | int, int]:
    return number, at


def _members(
    text: str,
    at: int,
    path: Path,
    tree: Tree,
    doubtful: set[Path],
    last: str,
    key: Callable[[str, int, int], tuple[str | int, int]],
) -> int:
    at, seen = _skip(text, at + 1), set[str | int]()
    if text[at : at + 1] == last:
        return at + 1
    while True:
        name, at = key(text, at, len(seen))
        if name in seen:
            doubtful.add((*path, name))
        seen.add(name)
        at = _skip(text, _value(text, at, (*path, name), tree, doubtful))
        if text[at : at + 1] == last:
            return at + 1
        if text[at : at + 1] != ",":
            raise _Broken
        at = _skip(text, at + 1)
