"""Make a folder of captures out of a live box's answer or saved pages: redacted, and proven to be read as before.

The folder is a test as it stands: `tests/captures/<driver>/<firmware>_<what>` with the raw files and `expected.json`.
"""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from netdoc.app.capture_folders import ABOUT, EXPECTED, TAKEN_AT, Origin
from netdoc.app.devices import read_device
from netdoc.app.modem_ask import too_soon
from netdoc.errors import BadInput, CannotMeasure, NotAnswered, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.codec import fact_to_plain
from netdoc.model.facts import Fact
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.observation import Gap, Missed, Observation, Seen
from netdoc.model.redaction import Redaction
from netdoc.model.site import Device
from netdoc.plugin import Driver
from netdoc.ports import Ports

_SLUG = 40
_STATES = {True: "in_sync", False: "not_in_sync", None: "sync_unknown"}


@dataclass(frozen=True, slots=True)
class Removed:
    """So many details of one kind were taken out of one file; what they were is nowhere."""

    file: str
    kind: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What was written."""

    folder: Path
    driver: str
    files: tuple[str, ...]
    facts: tuple[str, ...]
    """Their kinds."""
    removed: tuple[Removed, ...]


async def asked(
    device: Device, ports: Ports, drivers: Mapping[str, Driver], store: Path
) -> tuple[Driver, tuple[Capture, ...]]:
    """Ask a live box once by its driver.

    Raises:
        CannotMeasure: it may not be asked yet, or could not be.
        NotAnswered: it did not answer, or refused.
        UnreadableCapture: it answered with what its driver does not read.
    """
    early = too_soon(device, ports, drivers, store)
    captures: list[Capture] = []
    observations: Sequence[Observation] = early.observations if early is not None else ()
    if early is None:
        captures, observations = await read_device(device, ports, drivers)
    for each in observations:
        if isinstance(each, Missed):
            raise NotAnswered(f"{device.id}: {each.detail}", failure=each.failure, hint="try `netdoc modem ask` first")
        if isinstance(each, Gap):
            kind = UnreadableCapture if captures else CannotMeasure
            raise kind(f"{device.id}: {each.why}", hint=each.hint or "try `netdoc modem ask` first")
    readers = [each.reader.partition("/")[0] for each in observations if isinstance(each, Seen)]
    if not readers or not captures:
        raise UnreadableCapture(f"{device.id}: it answered, and no fact is in what it said", hint="`netdoc modem ask`")
    return drivers[readers[0]], tuple(captures)


def record(
    driver: Driver,
    captures: Sequence[Capture],
    to: Path,
    *,
    secrets: Sequence[tuple[str, str]],
    told: str = "",
) -> Recorded:
    """Write captures as a redacted folder below `to`.

    Args:
        driver: reads them.
        captures: raw answers in the order in which they are read together.
        to: where the folder of the driver is, or is to be.
        secrets: known pairs (secret, user).
        told: maker, model and firmware, where a person says them.

    Raises:
        BadInput: the folder is there already or cannot be written, or the facts do not survive the redaction.
        UnreadableCapture: the driver does not read the answers as saved files.
    """
    names = _file_names(captures)
    before = _facts(driver, [each.body for each in captures])
    redaction = Redaction(secrets=secrets)
    bodies, removed = [], []
    for name, each in zip(names, captures, strict=True):
        earlier = Counter(redaction.removed)
        bodies.append(redaction(each.body))
        removed += [Removed(name, kind, count) for kind, count in (redaction.removed - earlier).items()]
    try:
        after = [fact_to_plain(each) for each in _facts(driver, bodies)]
    except UnreadableCapture as broken:
        raise _does_not_survive(driver, broken.message) from broken
    wanted = [redaction.plain(fact_to_plain(each)) for each in before]
    if after != wanted:
        raise _does_not_survive(driver, _difference(wanted, after))
    folder = to / driver.id / _name(before)
    about = {"origin": Origin.DEVICE.value, "device": redaction.text(told or _device(before) or driver.title)}
    _write(folder, dict(zip(names, bodies, strict=True)), after, about)
    return Recorded(
        folder=folder,
        driver=driver.id,
        files=tuple(names),
        facts=tuple(each.KIND for each in before),
        removed=tuple(removed),
    )


def _facts(driver: Driver, bodies: Sequence[bytes]) -> Sequence[Fact]:
    """Return the facts as the test of the folder reads them: from files, at its fixed time."""
    return driver.read([Capture(each, TAKEN_AT, "modem", "file") for each in bodies])


def _does_not_survive(driver: Driver, what: str) -> BadInput:
    return BadInput(
        f"without the personal details {driver.id} reads something else ({what}); nothing was written",
        hint="report the driver's id and the fields named here; `netdoc modem read` shows what is in a page",
    )


def _difference(wanted: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> str:
    """Name the fields that differ, never their values: they may hold what was to be taken out."""
    if len(wanted) != len(after):
        return f"{len(after)} facts instead of {len(wanted)}"
    fields = {
        f"{before['kind']}.{name}"
        for before, now in zip(wanted, after, strict=True)
        for name in {*before, *now}
        if before.get(name) != now.get(name)
    }
    return ", ".join(sorted(fields))


def _write(folder: Path, files: Mapping[str, bytes], facts: Sequence[Any], about: Mapping[str, str]) -> None:
    """Write the folder whole or not at all."""
    if folder.exists():
        raise BadInput("is there already; nothing was written", where=str(folder), hint="name another folder with --to")
    begun = folder.with_name(f".{folder.name}.begun")
    try:
        begun.mkdir(parents=True)
        for name, body in files.items():
            (begun / name).write_bytes(body)
        (begun / EXPECTED).write_text(json.dumps(facts, indent=1, ensure_ascii=True) + "\n", encoding="utf-8")
        (begun / ABOUT).write_text(json.dumps(about, indent=1, ensure_ascii=True) + "\n", encoding="utf-8")
        begun.rename(folder)
    except OSError as failed:
        shutil.rmtree(begun, ignore_errors=True)
        raise BadInput(
            f"cannot be written: {failed.strerror}", where=str(folder), hint="name another folder with --to"
        ) from failed


def _name(facts: Sequence[Fact]) -> str:
    """Return `<firmware>_<what>`."""
    firmware = next((each.firmware for each in facts if isinstance(each, DeviceState) and each.firmware), None)
    line = next((each for each in facts if isinstance(each, DslLine)), None)
    what = _STATES[line.sync] if line is not None else (facts[0].KIND if facts else "nothing")
    return f"{_slug(firmware or 'unknown')}_{_slug(what)}"


def _device(facts: Sequence[Fact]) -> str:
    box = next((each for each in facts if isinstance(each, DeviceState)), None)
    return " ".join(each for each in (box.vendor, box.model, box.firmware) if each) if box is not None else ""


def _file_names(captures: Sequence[Capture]) -> list[str]:
    """Return file names that sort in the order of reading and tell the question."""
    return [
        f"{number:02d}-{_slug(each.method.partition(': ')[2] or each.method) or 'answer'}{_suffix(each.body)}"
        for number, each in enumerate(captures, start=1)
    ]


def _suffix(body: bytes) -> str:
    head = body[:2_000].lstrip()
    if re.match(rb"[0-9.]+\|[0-9a-z]+\|", head):
        return ".snmprec"
    if head[:1] in (b"{", b"["):
        return ".json"
    if head[:1] == b"<":
        return ".html" if re.search(rb"<(?:!doctype )?html", head, re.IGNORECASE) else ".xml"
    return ".txt"


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9._]+", "-", text.lower()).strip("-._")[:_SLUG].strip("-._")
