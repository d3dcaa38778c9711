"""The vocabulary that probes, rules and reports share: one file per kind of fact.

A fact is a frozen dataclass that inherits from `Fact`, names its permanent `KIND` and its `VERSION`,
and annotates each field with what it means: `docs/facts.md` is generated from those annotations.
Fields that were not read are None, never a default. Units end the field's name.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import Any, ClassVar


class Fact:
    """A typed statement. Subclasses are frozen, keyword-only dataclasses."""

    __slots__ = ()
    KIND: ClassVar[str]
    VERSION: ClassVar[int]

    @classmethod
    def raised(cls, plain: dict[str, Any], version: int) -> dict[str, Any]:
        """Return the fields of an older form as this form has them; called with `version` below VERSION only."""
        return plain


@cache
def fact_types() -> Mapping[str, type[Fact]]:
    """Return every kind of fact by its permanent name, found by scanning this package."""
    found: dict[str, type[Fact]] = {}
    for info in sorted(pkgutil.iter_modules(__path__), key=lambda each: each.name):
        module = importlib.import_module(f"{__name__}.{info.name}")
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, Fact) and value.__module__ == module.__name__:
                assert value.KIND not in found, f"two facts are named {value.KIND}"
                found[value.KIND] = value
    return found
