"""Tables for docs/facts.md, made from the types: fields, units, defaults, and what each word means."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import sys
import types
from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import Enum
from itertools import pairwise
from typing import Annotated, Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

_UNITS = {
    "_us": "µs",
    "_ms": "ms",
    "_s": "s",
    "_db": "dB",
    "_dbm": "dBm",
    "_kbps": "kbit/s",
    "_mbps": "Mbit/s",
    "_pct": "%",
    "bytes": "bytes",
}
_SIMPLE = {bool: "true or false", int: "whole number", float: "number", str: "text", datetime: "time"}


T = TypeVar("T")


class _Numbers(Generic[T]):
    """Stands for `array` while annotations are evaluated: `array[int]` is an error before Python 3.12."""


def hints_of(kind: type[Any]) -> Mapping[str, Any]:
    """Return a dataclass's annotations with their texts."""
    return get_type_hints(kind, localns={"array": _Numbers}, include_extras=True)


def record_table(kind: type[Any]) -> list[str]:
    """Return a Markdown table of a dataclass's fields."""
    hints = hints_of(kind)
    lines = ["| field | type | unit | needed | meaning |", "|---|---|---|---|---|"]
    for each in dataclasses.fields(kind):
        meaning = next((str(text) for text in getattr(hints[each.name], "__metadata__", ())), "")
        default = _default(each)
        needed = "yes" if default is None else "no"
        kind_words = type_words(hints[each.name])
        if default is None and type(None) in _parts(hints[each.name]):
            kind_words += ", or null"
        words = f"{meaning}; default {default}" if default else meaning
        lines.append(f"| `{each.name}` | {kind_words} | {unit(each.name)} | {needed} | {words} |")
    return lines


def nested_records(kind: type[Any]) -> Iterator[type[Any]]:
    """Yield the dataclasses that a dataclass holds, outermost first."""
    for hint in hints_of(kind).values():
        for part in _parts(hint):
            if dataclasses.is_dataclass(part) and isinstance(part, type):
                yield part
                yield from nested_records(part)


def words_used(kind: type[Any]) -> Iterator[type[Enum]]:
    """Yield the enumerations among a dataclass's own fields, each once."""
    found = []
    for hint in hints_of(kind).values():
        for part in _parts(hint):
            if isinstance(part, type) and issubclass(part, Enum) and part not in found:
                found.append(part)
                yield part


def word_list(kind: type[Enum]) -> list[str]:
    """Return a Markdown list of an enumeration's words with what its source says of each."""
    said = member_texts(kind)
    return [f"- `{each.value}`" + (f": {said[each.name]}" if each.name in said else "") for each in kind]


def member_texts(kind: type[Enum]) -> Mapping[str, str]:
    """Return the text that follows each member in the source: Python itself does not keep it."""
    (body,) = (each.body for each in ast.parse(inspect.getsource(kind)).body if isinstance(each, ast.ClassDef))
    return dict(_texts_after_names(body))


def constant_texts(module: str) -> Mapping[str, str]:
    """Return the text that follows each constant of a module in its source."""
    return dict(_texts_after_names(ast.parse(inspect.getsource(sys.modules[module])).body))


def docstring(kind: type[Any]) -> str:
    """Return a type's docstring as one paragraph per blank-line-separated part."""
    return inspect.cleandoc(kind.__doc__ or "")


def unit(name: str) -> str:
    """Return the unit that a field's name ends in."""
    return next((words for suffix, words in _UNITS.items() if name.endswith(suffix)), "")


def type_words(hint: Any) -> str:
    """Return a field's type for people who write JSON."""
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return type_words(args[0])
    if origin in (Union, types.UnionType):
        return " or ".join(type_words(each) for each in args if each is not type(None))
    if origin is tuple and len(args) == 2 and args[1] is Ellipsis:
        return f"list of {_plural(type_words(args[0]))}"
    if origin is tuple:
        return "[" + ", ".join(type_words(each) for each in args) + "]"
    if origin is _Numbers:
        return "list of whole numbers"
    if origin is not None and issubclass(origin, Mapping):
        return f"object: {type_words(args[0])} to {type_words(args[1])}"
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return f"{hint.__name__}"
    if isinstance(hint, type) and issubclass(hint, Enum):
        return f"{hint.__name__} (word)"
    return _SIMPLE[hint]


def _plural(words: str) -> str:
    return words if words.startswith("[") or words.endswith((")", "s")) else f"{words}s"


def _default(field: dataclasses.Field[Any]) -> str | None:
    """Return the default in words, `""` where it says nothing, None where the field has to be given."""
    if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
        return None
    value = field.default
    if value is dataclasses.MISSING or value is None or value in ("", ()):
        return ""
    if isinstance(value, bool):
        return "`true`" if value else "`false`"
    return f"`{value.value if isinstance(value, Enum) else value}`"


def _parts(hint: Any) -> Iterator[Any]:
    yield hint
    for each in get_args(hint):
        yield from _parts(each)


def _texts_after_names(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    for named, said in pairwise(body):
        if isinstance(named, ast.Assign) and isinstance(said, ast.Expr) and isinstance(said.value, ast.Constant):
            text = inspect.cleandoc(str(said.value.value)).replace("\n", " ")
            for target in named.targets:
                if isinstance(target, ast.Name):
                    yield target.id, text
