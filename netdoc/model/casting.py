"""Frozen records by the hundred thousand: a frozen class's own `__init__` takes five times as long.

A record is filled while it is of a class that is not frozen, with the same slots, and becomes one of its own class
then. It differs in nothing from one that was made the usual way; what the values are, the caller answers for.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from functools import cache
from itertools import repeat
from typing import Any


@cache
def caster(kind: Any) -> Callable[..., Any]:
    """Return what makes a record of a frozen dataclass with slots from the values of its fields, in their order.

    Raises:
        TypeError: it has no slots, or something is to be done when one is made.
    """
    names = [each.name for each in fields(kind)]
    if tuple(names) != kind.__dict__.get("__slots__") or hasattr(kind, "__post_init__"):
        raise TypeError(f"{kind.__name__} is no plain record with slots")
    soft = types.new_class(kind.__name__, _bases(kind), {}, lambda space: space.update(__slots__=tuple(names)))
    filled = "".join(f" made.{name} = {name}\n" for name in names)
    # as the standard library's `dataclass` does: only the names of the fields go into the text
    source = f"def cast({', '.join(names)}):\n made = new(soft)\n{filled} made.__class__ = kind\n return made\n"
    space: dict[str, Any] = {"new": object.__new__, "soft": soft, "kind": kind}
    exec(source, space)  # noqa: S102
    made: Callable[..., Any] = space["cast"]
    return made


def _bases(kind: type[Any]) -> tuple[Any, ...]:
    bases: tuple[Any, ...] = kind.__dict__.get("__orig_bases__", kind.__bases__)
    return bases


class Mould:
    """Makes records like one, but for some fields, many at a time."""

    def __init__(self, like: Any) -> None:
        names = [each.name for each in fields(like)]
        self.like = like
        self.place: Mapping[str, int] = {name: place for place, name in enumerate(names)}
        self._cast: Callable[..., Any] = caster(type(like))  # type: ignore[arg-type]
        self._usual: list[Any] = [repeat(getattr(like, name)) for name in names]

    def cast(self, count: int, changed: Sequence[tuple[int, Sequence[Any]]]) -> list[Any]:
        """Return so many records; `changed` are places of fields and their values, at least one field's.

        Raises:
            ValueError: a field has another number of values.
        """
        values = self._usual.copy()
        for place, news in changed:
            if len(news) != count:
                raise ValueError("its counts do not add up")
            values[place] = news
        return list(map(self._cast, *values))
