"""Frozen dataclasses to and from plain JSON values: facts, the site, the case.

One rule for all: an absent key means None (or the field's default), never zero; an unknown key, a
missing one or a wrong type is an error that names the field. Times are RFC 3339 UTC.
"""

from __future__ import annotations

import dataclasses
import math
import types
from array import array
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from typing import Annotated, Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

from netdoc.errors import BadInput
from netdoc.model.facts import Fact, fact_types

T = TypeVar("T")
Plain = Any
"""What the json module reads and writes."""


def format_time(moment: datetime) -> str:
    """Return an aware time as RFC 3339 UTC; fractions only where there are any."""
    if moment.tzinfo is None:
        raise BadInput("a time without a zone", hint="store aware UTC times only")
    text = moment.astimezone(UTC).isoformat(timespec="microseconds" if moment.microsecond else "seconds")
    return text.replace("+00:00", "Z")


def parse_time(text: object, where: str = "") -> datetime:
    """Return an RFC 3339 time as aware UTC.

    Raises:
        BadInput: not a text, not a time, or a time without a zone.
    """
    if not isinstance(text, str):
        raise BadInput(f"expected a time as text, got {_name(text)}", where=where)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadInput(f"{text[:60]!r} is not a time", where=where, hint="write 2026-03-01T08:15:00Z") from None
    if moment.tzinfo is None:
        raise BadInput(f"{text[:60]!r} has no time zone", where=where, hint="end it with Z for UTC") from None
    return moment.astimezone(UTC)


def to_plain(value: object) -> Plain:
    """Return a dataclass (or anything it holds) as JSON values; fields that are None or default are left out."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        plain: dict[str, Plain] = {}
        for each in dataclasses.fields(value):
            held = getattr(value, each.name)
            if each.default is not dataclasses.MISSING and held == each.default:
                continue
            plain[each.name] = to_plain(held)
        return plain
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return format_time(value)
    if isinstance(value, array):
        return value.tolist()
    if isinstance(value, Mapping):
        return {str(to_plain(key)): to_plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list | frozenset):
        return [to_plain(each) for each in value]
    assert value is None or isinstance(value, bool | int | float | str), value
    return value


def from_plain(kind: type[T], plain: object, where: str = "") -> T:
    """Return the dataclass that `plain` describes.

    Raises:
        BadInput: unknown or missing field, wrong type or value; `where` names the place.
    """
    if not isinstance(plain, dict):
        raise BadInput(f"expected an object with fields, got {_name(plain)}", where=where)
    readers = _readers(kind)  # type: ignore[arg-type]
    unknown = [key for key in plain if key not in readers]
    if unknown:
        raise BadInput(
            f"{kind.__name__} has no field {str(unknown[0])[:60]!r}",
            where=where,
            hint=f"known fields: {', '.join(readers)}",
        )
    values: dict[str, Any] | None
    try:
        values = {key: readers[key](held, "") for key, held in plain.items()}
    except BadInput:
        values = None
    if values is None:  # where in the input each value stands is worked out only when it is to be told
        values = {key: readers[key](held, f"{where}.{key}" if where else key) for key, held in plain.items()}
    try:
        return kind(**values)
    except TypeError:
        missing = [
            each.name
            for each in dataclasses.fields(kind)  # type: ignore[arg-type]
            if each.name not in values
            and each.default is dataclasses.MISSING
            and each.default_factory is dataclasses.MISSING
        ]
        raise BadInput(f"{kind.__name__} needs {', '.join(missing)}", where=where) from None


def fact_to_plain(fact: Fact) -> dict[str, Plain]:
    """Return a fact as JSON values, with its kind and version."""
    return {"kind": fact.KIND, "v": fact.VERSION, **to_plain(fact)}


def fact_from_plain(plain: object, where: str = "fact") -> Fact:
    """Return the fact that JSON values describe.

    Raises:
        BadInput: unknown kind, a version newer than this netdoc, or a wrong field.
    """
    if not isinstance(plain, dict):
        raise BadInput(f"expected an object with a kind, got {_name(plain)}", where=where)
    fields = dict(plain)
    name, version = fields.pop("kind", None), fields.pop("v", 1)
    kind = fact_types().get(name) if isinstance(name, str) else None
    if kind is None:
        raise BadInput(
            f"unknown kind of fact {str(name)[:60]!r}", where=where, hint=f"known kinds: {', '.join(fact_types())}"
        )
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise BadInput(f"{name}: v must be a whole number from 1", where=where)
    if version > kind.VERSION:
        raise BadInput(
            f"{name} is written in form {version}; this netdoc reads up to {kind.VERSION}",
            where=where,
            hint="install a newer netdoc-toolkit",
        )
    return from_plain(kind, fields if version == kind.VERSION else kind.raised(fields, version), where)


Reader = Callable[[object, str], Any]


class _Ints(Generic[T]):
    """Stands for `array` while annotations are evaluated: `array[int]` is an error before Python 3.12."""


@cache
def _hints(kind: Any) -> Mapping[str, Any]:
    return get_type_hints(kind, localns={"array": _Ints})


@cache
def _readers(kind: Any) -> Mapping[str, Reader]:
    return {each.name: _reader(_hints(kind)[each.name]) for each in dataclasses.fields(kind) if each.init}


def field_reader(kind: type[Fact], name: str) -> Reader:
    """Return what reads one field of a fact from JSON values; called with the value and the words for where it is.

    Raises:
        KeyError: there is no such field.
    """
    return _readers(kind)[name]  # type: ignore[arg-type]


def is_whole_number(kind: type[Fact], name: str) -> bool:
    """Return whether a field of a fact holds a whole number, or that or None."""
    return _hints(kind)[name] in (int, int | None)  # type: ignore[arg-type]


def _reader(hint: Any) -> Reader:
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _reader(args[0])
    if origin in (Union, types.UnionType):
        inner = [_reader(each) for each in args if each is not type(None)]
        assert len(inner) == 1, f"codec: only T | None is supported, not {hint}"
        read = inner[0]
        return lambda value, where: None if value is None else read(value, where)
    if origin is tuple:
        if len(args) == 2 and args[1] is Ellipsis:
            item = _reader(args[0])
            return lambda value, where: tuple(item(each, f"{where}[{i}]") for i, each in enumerate(_list(value, where)))
        items = [_reader(each) for each in args]
        return lambda value, where: _fixed(items, _list(value, where), where)
    if origin is _Ints:
        return _int_array
    if origin is not None and issubclass(origin, Mapping):
        key, held = _reader(args[0]), _reader(args[1])
        return lambda value, where: {key(k, where): held(v, f"{where}.{k}") for k, v in _dict(value, where).items()}
    if dataclasses.is_dataclass(hint):
        return lambda value, where: from_plain(hint, value, where)  # type: ignore[arg-type]
    if hint is datetime:
        return parse_time
    if isinstance(hint, type) and issubclass(hint, Enum):
        return lambda value, where: _enum(hint, value, where)
    assert hint in (bool, int, float, str), f"codec: unsupported type {hint}"
    if hint is float:
        return lambda value, where: _scalar(float, value, where)
    return lambda value, where: value if type(value) is hint else _scalar(hint, value, where)


def _scalar(hint: type, value: object, where: str) -> object:
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, hint) or (hint is int and isinstance(value, bool)):
        raise BadInput(f"expected {_words(hint)}, got {_name(value)}", where=where)
    if isinstance(value, float) and not math.isfinite(value):
        raise BadInput("not a finite number", where=where, hint="leave the field out when it was not measured")
    return value


def _enum(hint: type[Enum], value: object, where: str) -> Enum:
    try:
        return hint(value)
    except ValueError:
        allowed = ", ".join(str(each.value) for each in hint)
        raise BadInput(f"{str(value)[:60]!r} is not one of: {allowed}", where=where) from None


def _int_array(value: object, where: str) -> array[int]:
    try:
        return array("i", _list(value, where))  # type: ignore[arg-type]
    except (TypeError, OverflowError):
        raise BadInput("expected a list of whole numbers", where=where) from None


def _fixed(items: list[Reader], value: list[object], where: str) -> tuple[object, ...]:
    if len(items) != len(value):
        raise BadInput(f"expected {len(items)} values, got {len(value)}", where=where)
    return tuple(read(each, f"{where}[{i}]") for i, (read, each) in enumerate(zip(items, value, strict=True)))


def _list(value: object, where: str) -> list[object]:
    if not isinstance(value, list):
        raise BadInput(f"expected a list, got {_name(value)}", where=where)
    return value


def _dict(value: object, where: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise BadInput(f"expected an object, got {_name(value)}", where=where)
    return value


def _words(hint: type) -> str:
    return {int: "a whole number", float: "a number", str: "a text", bool: "true or false"}[hint]


def _name(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return {int: "a whole number", float: "a fraction", str: "a text", list: "a list", dict: "an object"}.get(
        type(value), type(value).__name__
    )
