"""A page saved from a modem by hand: which family it is, and the facts in it."""

from __future__ import annotations

import codecs
import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from netdoc import discover
from netdoc.errors import BadInput
from netdoc.model import codec
from netdoc.model.capture import Capture
from netdoc.model.facts import Fact
from netdoc.model.facts.dsl_history import DslHistory
from netdoc.plugin import Driver, Proof, Score

SCHEMA = "netdoc.modem/1"
GREATEST_FILE = 4_000_000
_LOOKED_AT = 65_536
_GREATEST_SHARE_OF_CONTROLS = 0.02
_TEXT_CONTROLS = frozenset(b"\t\n\r\x0b\x0c\x08\x1b")
_SUBJECT = "modem"


@dataclass(frozen=True, slots=True)
class ModemReading:
    """What a saved page says."""

    driver: str
    title: str
    confidence: str
    """`certain`, `likely`, `maybe`, or `given` when the driver was named and does not know the page."""
    facts: tuple[Fact, ...]
    remarks: tuple[str, ...]


def read_file(path: Path, *, driver_id: str | None = None, drivers: Mapping[str, Driver] | None = None) -> ModemReading:
    """Return the facts in a file.

    Args:
        path: a saved page, telnet answer, walk or log.
        driver_id: the family, when it is known; otherwise it is recognised.
        drivers: by id; every installed one when left out.

    Raises:
        BadInput: the file is missing, empty, too long or no text; its family is unknown or ambiguous.
        UnreadableCapture: the family is known, and the page is not one this netdoc reads.
    """
    reading, _, _ = read_page(path, driver_id=driver_id, drivers=drivers)
    return reading


def read_page(
    path: Path,
    *,
    driver_id: str | None = None,
    drivers: Mapping[str, Driver] | None = None,
    saved_at: datetime | None = None,
    source: str = _SUBJECT,
    clean: Callable[[bytes], bytes] = lambda body: body,
) -> tuple[ModemReading, Capture, Driver]:
    """Return the facts in a file, its bytes as a capture, and the driver that read them; raises as `read_file`.

    Args:
        path: a saved page, telnet answer, walk or log.
        driver_id: the family, when it is known; otherwise it is recognised.
        drivers: by id; every installed one when left out.
        saved_at: when the page was saved; the file's own time when left out.
        source: the device it was saved from.
        clean: takes out of the bytes what must not be kept; what is left is what is read.
    """
    known = discover.drivers() if drivers is None else drivers
    body = clean(_text_of(path))
    if driver_id is None:
        driver, score = _recognised(body, known, str(path))
    else:
        driver, score = _named(driver_id, known), known[driver_id].recognises(body)
    remarks = _remarks(driver, score)
    if saved_at is None:
        saved_at = file_time(path)
        dated = f"{codec.format_time(saved_at)} (the file's time)"
    else:
        dated = codec.format_time(saved_at)
    capture = Capture(body, saved_at, source, "file")
    facts = tuple(driver.read([capture]))
    if any(isinstance(each, DslHistory) for each in facts):
        remarks.append(f"bins are dated as if the page had been saved at {dated}")
    reading = ModemReading(
        driver=driver.id,
        title=driver.title,
        confidence="given" if score is Score.NO else score.name.lower(),
        facts=facts,
        remarks=tuple(remarks),
    )
    return reading, capture, driver


def file_time(path: Path) -> datetime:
    """Return when a file was last written, in whole seconds.

    Raises:
        BadInput: it cannot be looked at.
    """
    try:
        return datetime.fromtimestamp(int(path.stat().st_mtime), UTC)
    except OSError as failed:
        reason = failed.strerror or str(failed)
        raise BadInput(f"cannot be read: {reason}", where=str(path), hint="check the path") from failed


def document(reading: ModemReading) -> dict[str, Any]:
    """Return the reading as the JSON document `netdoc.modem/1`; what was not read is null."""
    return {
        "schema": SCHEMA,
        "driver": reading.driver,
        "confidence": reading.confidence,
        "facts": [_whole(fact) for fact in reading.facts],
        "remarks": list(reading.remarks),
    }


def _whole(fact: Fact) -> dict[str, Any]:
    """Return a fact with every one of its fields, null where it was not read."""
    fields = {each.name: codec.to_plain(getattr(fact, each.name)) for each in dataclasses.fields(fact)}  # type: ignore[arg-type]
    return {"kind": fact.KIND, "v": fact.VERSION, **fields}


def _text_of(path: Path) -> bytes:
    where = str(path)
    try:
        if path.is_file() and path.stat().st_size > GREATEST_FILE:
            size_mb = path.stat().st_size / 1_000_000
            message = f"{size_mb:.0f} MB is more than any modem's page"
            raise BadInput(message, where=where, hint=f"give one answer, at most {GREATEST_FILE // 1_000_000} MB")
        body = path.read_bytes()
    except OSError as failed:
        reason = failed.strerror or str(failed)
        raise BadInput(f"cannot be read: {reason}", where=where, hint="check the path") from failed
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        body = body.decode("utf-16", "replace").encode()
    body = body.removeprefix(codecs.BOM_UTF8)
    if not body.strip():
        raise BadInput("the file is empty", where=where, hint="save the modem's page or telnet answer again")
    head = body[:_LOOKED_AT]
    controls = sum(octet < 32 and octet not in _TEXT_CONTROLS for octet in head)
    if controls > _GREATEST_SHARE_OF_CONTROLS * len(head):
        message = "the file is not text"
        raise BadInput(message, where=where, hint="save the modem's page as text or HTML, not as a picture or archive")
    return body


def _recognised(body: bytes, known: Mapping[str, Driver], where: str) -> tuple[Driver, Score]:
    scores = {each.id: each.recognises(body) for each in known.values()}
    best = max(scores.values(), default=Score.NO)
    candidates = sorted(identity for identity, score in scores.items() if score is best and best > Score.NO)
    if best < Score.LIKELY:
        near = f"nearest: {', '.join(candidates)}" if candidates else "none comes near"
        raise BadInput(
            f"no modem family that netdoc knows prints this ({near})",
            where=where,
            hint=f"if it is one of {', '.join(sorted(known)) or 'none'}, name it with --driver; else attach the file "
            "to an issue, with serial numbers and passwords masked, and the family can be added",
        )
    if len(candidates) > 1:
        message = f"several modem families print this: {', '.join(candidates)}"
        raise BadInput(message, where=where, hint=f"choose one with --driver {candidates[0]}")
    return known[candidates[0]], best


def _named(driver_id: str, known: Mapping[str, Driver]) -> Driver:
    if driver_id not in known:
        message = f"there is no driver {driver_id[:60]!r}"
        raise BadInput(message, where="--driver", hint=f"name one of: {', '.join(sorted(known))}")
    return known[driver_id]


def _remarks(driver: Driver, score: Score) -> list[str]:
    remarks = []
    if score is Score.NO:
        remarks.append(f"the page does not look like the family {driver.id}, which was named with --driver")
    if driver.proof is Proof.DOCUMENTATION:
        remarks.append("this family is read from its documentation only; no real capture has proven it")
    return remarks
