"""Find plug-ins strictly: exactly one record per module, ids unique, no swallowed error, lazy by kind."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points
from types import ModuleType
from typing import Any, TypeVar

from netdoc.errors import PluginError
from netdoc.plugin import API, Driver, Finder, Probe, Rule, Section

R = TypeVar("R", Probe, Driver, Finder, Rule, Section)

ENTRY_POINT_GROUP = "netdoc.plugins"
RULES, SECTIONS = "netdoc.diagnosis.rules", "netdoc.report.sections"


def scan(package_name: str, kind: type[R]) -> Mapping[str, R]:
    """Return the one record of `kind` that each module of a package exports, by its id.

    Modules and folders whose name begins with an underscore are helpers and are passed over.

    Raises:
        PluginError: a module fails to import, exports none or several, or two share an id.
    """
    constant = kind.__name__.upper()
    package = _import(package_name)
    found: dict[str, R] = {}
    owners: dict[str, str] = {}
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda each: each.name):
        if info.name.startswith("_") or info.ispkg:
            continue
        module = _import(f"{package_name}.{info.name}")
        records = [value for value in vars(module).values() if isinstance(value, kind)]
        if len(records) != 1 or getattr(module, constant, None) is not records[0]:
            raise PluginError(
                f"{module.__file__}: expected exactly one {kind.__name__} named {constant}, found {len(records)}",
                hint="each plug-in file exports one record; helpers go into a file whose name begins with _",
            )
        record = records[0]
        if record.id in found:
            raise PluginError(f"{module.__file__}: the id {record.id} is already taken by {owners[record.id]}")
        found[record.id] = record
        owners[record.id] = str(module.__file__)
    return found


@cache
def plugin_packages() -> tuple[ModuleType, ...]:
    """Return the plug-in packages that are installed.

    Raises:
        PluginError: none is installed (a bare source tree), or one was written for another contract.
    """
    found = []
    for entry in sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda each: each.name):
        package = _import(entry.value)
        if getattr(package, "PLUGIN_API", None) != API:
            raise PluginError(f"{entry.value}: written for another netdoc (PLUGIN_API must be {API})")
        found.append(package)
    if not found:
        raise PluginError(
            "netdoc's probes are not installed: this is a bare source tree",
            hint="in the source folder: python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/netdoc check",
        )
    return tuple(found)


@cache
def probes() -> Mapping[str, Probe]:
    """Return every probe of every installed plug-in package."""
    return _merged("PROBES", Probe)


@cache
def drivers() -> Mapping[str, Driver]:
    """Return every modem driver."""
    return _merged("DRIVERS", Driver)


@cache
def finders() -> Mapping[str, Finder]:
    """Return every way to tell a box by one of its doors; a plug-in package need not have any."""
    return _merged("FINDERS", Finder)


@cache
def rules() -> Mapping[str, Rule]:
    """Return every rule, in the order of ids."""
    return dict(sorted(scan(RULES, Rule).items()))


@cache
def sections() -> tuple[Section, ...]:
    """Return every report section, in the order of places."""
    return tuple(sorted(scan(SECTIONS, Section).values(), key=lambda each: (each.place, each.id)))


def _merged(attribute: str, kind: type[R]) -> Mapping[str, R]:
    found: dict[str, R] = {}
    for package in plugin_packages():
        if kind is Finder and not hasattr(package, attribute):
            continue
        for identity, record in scan(getattr(package, attribute), kind).items():
            if identity in found:
                raise PluginError(f"{package.__name__}: the id {identity} is already taken")
            found[identity] = record
    return found


def _import(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except PluginError:
        raise
    except Exception as broken:
        raise PluginError(f"{name}: cannot be loaded: {type(broken).__name__}: {broken}") from broken
