"""Write docs/modems.md from the drivers and the captures that prove them: `python -m netdoc.app.modems_page`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from netdoc import discover
from netdoc.app.capture_folders import Folder, Origin, folders, proven_fields
from netdoc.app.real_captures import CAPTURES, held_table
from netdoc.model.facts import Fact
from netdoc.plugin import Driver, Proof, Score

PAGE = Path("docs/modems.md")
_INTRODUCTION = """\
# Modems and other boxes

Generated from the drivers and the captures that prove them. Do not edit: run `python -m netdoc.app.modems_page`.

Support is claimed only where a capture proves it. *Real device*: answers of real boxes are read, and their values are
asserted by the tests. *Documentation*: the form is known from a manual or specification; a driver that rests on it
alone says so in each fact and establishes nothing. *Made up*: captures written for the tests in the form of the family;
what only they show is listed apart and is no promise.

`netdoc modem find` looks for a box, `netdoc modem ask` tries one, `netdoc modem read FILE` reads a page saved from one,
`netdoc modem record` makes a capture for this list. A field that is not listed for a driver is *not read* from its
boxes: it is None, never 0.
"""
_WORDS = {Origin.DEVICE: "real device", Origin.DOCUMENTATION: "documentation", Origin.EMULATED: "made up"}
_NOTHING = "none"
Reads = dict[str, dict[str, set[Origin]]]
"""By kind of fact and field: what shows it."""


def render() -> str:
    """Return the page."""
    drivers = dict(sorted(discover.drivers().items()))
    own, real = folders(CAPTURES, drivers), held_table()
    parts = [_INTRODUCTION, "\n".join(_summary(drivers, own, real)), "## Who takes what"]
    parts += ["\n".join(_matrix(drivers, real)), "\n".join(_own_matrix(drivers, own))]
    parts += ["\n".join(_section(each, own, real)) for each in drivers.values()]
    return "\n\n".join(each.strip("\n") for each in parts) + "\n"


def proofs_of(driver: Driver, own: Sequence[Folder], real: Mapping[str, Any]) -> dict[Origin, int]:
    """Return how many captures of each origin a driver reads something of."""
    counts = dict.fromkeys(Origin, 0)
    for files in real.values():
        counts[Origin.DEVICE] += sum(bool(held.get(driver.id, {}).get("reads")) for held in files.values())
    for folder in own:
        counts[folder.origin] += folder.driver == driver.id and bool(folder.expected())
    return counts


def _summary(drivers: Mapping[str, Driver], own: Sequence[Folder], real: Mapping[str, Any]) -> Iterator[str]:
    yield "| driver | family | way | asked at most every | proven by |"
    yield "|---|---|---|---|---|"
    for driver in drivers.values():
        counts = proofs_of(driver, own, real)
        shown = ", ".join(f"{_WORDS[origin]} ({number})" for origin, number in counts.items() if number)
        cells = (f"[`{driver.id}`](#{driver.id})", driver.title, driver.transport, f"{driver.min_interval_s:g} s")
        yield f"| {' | '.join(each.replace('|', '/') for each in cells)} | {shown or _NOTHING} |"


def _matrix(drivers: Mapping[str, Driver], real: Mapping[str, Any]) -> Iterator[str]:
    yield "Each driver is shown every file of every family of real answers. A number: so many of the family's files it"
    yield "takes for its own; `·`: it refuses them all; `?`: it is unsure of some and reads them only when it is named."
    yield ""
    yield f"| driver | {' | '.join(f'{family} ({len(files)})' for family, files in real.items())} |"
    yield f"|---|{'---|' * len(real)}"
    for driver in drivers.values():
        yield f"| `{driver.id}` | {' | '.join(_cell(driver.id, files) for files in real.values())} |"


def _cell(driver_id: str, files: Mapping[str, Any]) -> str:
    scores = [Score[held[driver_id]["score"].upper()] for held in files.values() if driver_id in held]
    taken = sum(each >= Score.LIKELY for each in scores)
    unsure = "?" if any(each is Score.MAYBE for each in scores) else ""
    return f"{taken or ''}{unsure}" or "·"


def _own_matrix(drivers: Mapping[str, Driver], own: Sequence[Folder]) -> Iterator[str]:
    yield "And every capture of `tests/captures`, which only its own driver may take:"
    yield ""
    yield "| captures of | folders | taken by |"
    yield "|---|---|---|"
    for identity in drivers:
        mine = [each for each in own if each.driver == identity]
        if mine:
            bodies = [file.read_bytes() for each in mine for file in each.files]
            takers = [each.id for each in drivers.values() if any(map(each.recognises, bodies))]
            yield f"| `{identity}` | {len(mine)} | {', '.join(f'`{each}`' for each in takers) or _NOTHING} |"


def _section(driver: Driver, own: Sequence[Folder], real: Mapping[str, Any]) -> Iterator[str]:
    counts = proofs_of(driver, own, real)
    yield f"## {driver.id}"
    yield ""
    yield f"{driver.title}. Asked by {driver.transport}, at most every {driver.min_interval_s:g} s."
    if driver.proof is Proof.DOCUMENTATION:
        yield "Read from documentation only: it establishes nothing."
    elif not counts[Origin.DEVICE]:
        yield "No capture of a real device is read by it yet: take what it says with care."
    yield ""
    yield "| fact | fields that a real device shows | fields from documentation | fields in made-up captures only |"
    yield "|---|---|---|---|"
    for kind, fields in sorted(_reads(driver, own, real).items()):
        columns = [
            [name for name, shown in sorted(fields.items()) if min(shown, key=list(Origin).index) is origin]
            for origin in Origin
        ]
        yield f"| `{kind}` | {' | '.join(', '.join(f'`{name}`' for name in each) or '–' for each in columns)} |"
    named = [each for each in own if each.driver == driver.id and each.device]
    if named:
        yield ""
        yield f"Captures kept here: {'; '.join(f'{each.name} ({each.device})' for each in named)}."


def _reads(driver: Driver, own: Sequence[Folder], real: Mapping[str, Any]) -> Reads:
    found: Reads = {}

    def add(reads: Mapping[str, Sequence[str]], origin: Origin) -> None:
        for kind, names in reads.items():
            for name in names:
                found.setdefault(kind, {}).setdefault(name, set()).add(origin)

    for files in real.values():
        for held in files.values():
            add(held.get(driver.id, {}).get("reads") or {}, Origin.DEVICE)
    for folder in own:
        if folder.driver == driver.id:
            facts: Sequence[Fact] = folder.expected()
            add(proven_fields(facts), folder.origin)
    return found


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
