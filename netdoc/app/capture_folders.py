"""The captures that prove a driver: folders below tests/captures, and a table of what real devices' answers show.

A folder `tests/captures/<driver>/<firmware>_<what>` holds the raw files of one look at a box, `expected.json` with the
facts in them, and `about.json`, which says where they come from; without it they count as made up.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from netdoc.errors import BadInput, UnreadableCapture
from netdoc.model import codec
from netdoc.model.capture import Capture
from netdoc.model.facts import Fact
from netdoc.plugin import Driver

EXPECTED, ABOUT = "expected.json", "about.json"
NO_CAPTURES = frozenset({EXPECTED, ABOUT})
TAKEN_AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
"""When the captures of every folder count as taken: bins in them are dated by it."""
_NEVER_PROVEN = frozenset({"remarks"})


class Origin(StrEnum):
    """Where captures come from."""

    DEVICE = "device"
    """A real device answered so."""
    DOCUMENTATION = "documentation"
    """A manual or a specification prints it so."""
    EMULATED = "emulated"
    """Made up in the form of the family, for the tests."""


@dataclass(frozen=True, slots=True)
class Folder:
    """One folder of captures."""

    driver: str
    name: str
    path: Path
    origin: Origin = Origin.EMULATED
    device: str = ""

    @property
    def files(self) -> tuple[Path, ...]:
        """Its raw files, in the order in which they are read together."""
        return tuple(each for each in sorted(self.path.iterdir()) if each.name not in NO_CAPTURES)

    def captures(self) -> list[Capture]:
        """Return its raw files as they are read together."""
        return [Capture(each.read_bytes(), TAKEN_AT, "modem", "file") for each in self.files]

    def expected(self) -> tuple[Fact, ...]:
        """Return the facts that stand in `expected.json`."""
        plain = json.loads((self.path / EXPECTED).read_text(encoding="utf-8"))
        return tuple(codec.fact_from_plain(each) for each in plain)


def folders(root: Path, drivers: Mapping[str, Driver]) -> tuple[Folder, ...]:
    """Return the folders of the drivers that are known, sorted.

    Raises:
        BadInput: an `about.json` is wrong.
    """
    found = [each for each in sorted(root.glob("*/*")) if each.is_dir() and each.parent.name in drivers]
    return tuple(_folder(each) for each in found)


def _folder(path: Path) -> Folder:
    about = path / ABOUT
    if not about.is_file():
        return Folder(path.parent.name, path.name, path)
    where = f"{path.parent.name}/{path.name}/{ABOUT}"
    try:
        plain = json.loads(about.read_text(encoding="utf-8"))
        origin, device = Origin(plain["origin"]), plain.get("device", "")
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        allowed = ", ".join(Origin)
        raise BadInput(f"says no origin: {wrong}", where=where, hint=f'{{"origin": one of {allowed}}}') from None
    if set(plain) - {"origin", "device"} or not isinstance(device, str):
        raise BadInput("holds more than origin and device, both texts", where=where)
    if origin is Origin.DEVICE and not device:
        raise BadInput("names no device", where=where, hint='add "device": maker, model and firmware')
    return Folder(path.parent.name, path.name, path, origin, device)


def proven_fields(facts: Sequence[Fact]) -> dict[str, list[str]]:
    """Return the names of the fields that hold something, by kind of fact."""
    found: dict[str, set[str]] = {}
    for fact in facts:
        plain = {name: held for name, held in codec.to_plain(fact).items() if held not in (None, [], {})}
        names = found.setdefault(fact.KIND, set())
        names |= plain.keys() - _NEVER_PROVEN
        for name, held in plain.items():
            rows = [row for row in held if isinstance(row, dict)] if isinstance(held, list) else []
            names |= {f"{name}.{key}" for row in rows for key in row}
    return {kind: sorted(names) for kind, names in sorted(found.items())}


def table_of(captures: Path, drivers: Mapping[str, Driver]) -> dict[str, Any]:
    """Return, for each file of each family of a folder of real answers, which drivers take it and what they read.

    Names only: no byte and no value of an answer is in it.
    """
    return {
        family.name: {each.name: _takers(each.read_bytes(), drivers) for each in sorted(family.iterdir())}
        for family in sorted(captures.iterdir())
        if family.is_dir()
    }


def _takers(body: bytes, drivers: Mapping[str, Driver]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for driver in sorted(drivers.values(), key=lambda each: each.id):
        score = driver.recognises(body)
        if score:
            found[driver.id] = {"score": score.name.lower(), "reads": _read(driver, body)}
    return found


def _read(driver: Driver, body: bytes) -> dict[str, list[str]] | None:
    try:
        return proven_fields(driver.read([Capture(body, TAKEN_AT, "modem", "file")]))
    except UnreadableCapture:
        return None
