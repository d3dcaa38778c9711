"""Pages saved from a modem by hand: which family they are, and the facts in them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from netdoc import discover
from netdoc.app.likely_drivers import named_in
from netdoc.app.saved_pages import body_of, parts_of
from netdoc.errors import BadInput, UnreadableCapture
from netdoc.model import codec
from netdoc.model.capture import Capture
from netdoc.model.facts import Fact
from netdoc.model.facts.dsl_history import DslHistory
from netdoc.plugin import Driver, Proof, Score

SCHEMA = "netdoc.modem/1"
MOST_FILES = 40
_LOOKED_FOR_NAMES = 20_000
_SUBJECT = "modem"


@dataclass(frozen=True, slots=True)
class ModemReading:
    """What saved pages say."""

    driver: str
    title: str
    confidence: str
    """`certain`, `likely`, `maybe`, or `given` when the driver was named and does not know the page."""
    facts: tuple[Fact, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Saved:
    """One file."""

    path: Path
    body: bytes


def read_file(path: Path, *, driver_id: str | None = None, drivers: Mapping[str, Driver] | None = None) -> ModemReading:
    """Return the facts in one file; as `read_files`."""
    return read_files([path], driver_id=driver_id, drivers=drivers)


def read_files(
    paths: Sequence[Path], *, driver_id: str | None = None, drivers: Mapping[str, Driver] | None = None
) -> ModemReading:
    """Return the facts in files that were saved together.

    Args:
        paths: saved pages, telnet answers, walks or logs of one look at one box.
        driver_id: the family, when it is known; otherwise it is recognised.
        drivers: by id; every installed one when left out.

    Raises:
        BadInput: a file is missing, empty, too long or no text; the family is unknown or ambiguous.
        UnreadableCapture: the family is known, and the page is not one this netdoc reads.
    """
    reading, _, _ = read_pages(paths, driver_id=driver_id, drivers=drivers)
    return reading


def read_pages(
    paths: Sequence[Path],
    *,
    driver_id: str | None = None,
    drivers: Mapping[str, Driver] | None = None,
    saved_at: datetime | None = None,
    source: str = _SUBJECT,
    clean: Callable[[bytes], bytes] = lambda body: body,
) -> tuple[ModemReading, tuple[Capture, ...], Driver]:
    """Return the facts in files, their bytes as captures, and the driver that read them; raises as `read_files`.

    Args:
        paths: saved pages, telnet answers, walks or logs of one look at one box.
        driver_id: the family, when it is known; otherwise it is recognised.
        drivers: by id; every installed one when left out.
        saved_at: when the pages were saved; the first file's own time when left out.
        source: the device they were saved from.
        clean: takes out of the bytes what must not be kept; what is left is what is read.
    """
    known = discover.drivers() if drivers is None else drivers
    if not 0 < len(paths) <= MOST_FILES:
        raise BadInput(
            f"{len(paths)} files are given", hint=f"give the pages of one look at one box, {MOST_FILES} at most"
        )
    saved = [_Saved(path, clean(body_of(path))) for path in paths]
    driver, score = _recognised(saved, known) if driver_id is None else _named(driver_id, known, saved)
    remarks = _remarks(driver, score)
    if saved_at is None:
        saved_at = file_time(paths[0])
        dated = f"{codec.format_time(saved_at)} (the file's time)"
    else:
        dated = codec.format_time(saved_at)
    captures = tuple(Capture(each.body, saved_at, source, "file") for each in saved)
    facts = facts_of(driver, captures)
    if any(isinstance(each, DslHistory) for each in facts):
        remarks.append(f"bins are dated as if the page had been saved at {dated}")
    reading = ModemReading(
        driver=driver.id,
        title=driver.title,
        confidence="given" if score is Score.NO else score.name.lower(),
        facts=facts,
        remarks=tuple(remarks),
    )
    return reading, captures, driver


def facts_of(driver: Driver, captures: Sequence[Capture]) -> tuple[Fact, ...]:
    """Return the facts in saved files, each of which may hold several answers.

    The files as they are come first. What stands apart in them (a second command's answer) only adds kinds of facts
    that were not there; it never changes a value.

    Raises:
        UnreadableCapture: neither the files nor their parts are read, or the parts are several looks at the box.
    """
    parts = _parts(captures)
    several = [each.body for each in parts] != [each.body for each in captures]
    try:
        facts = tuple(driver.read(captures))
    except UnreadableCapture:
        if not several:
            raise
        _refuse_several_looks(driver, parts)
        return tuple(driver.read(parts))
    if not several:
        return facts
    try:
        more = driver.read(parts)
    except UnreadableCapture:
        return facts
    kinds = {each.KIND for each in facts}
    return (*facts, *(each for each in more if each.KIND not in kinds))


def as_read(driver: Driver, captures: Sequence[Capture]) -> tuple[Capture, ...]:
    """Return the captures that `driver.read` takes: the files as they are, or where it takes only them their parts."""
    try:
        driver.read(captures)
    except UnreadableCapture:
        return _parts(captures)
    return tuple(captures)


def _parts(captures: Sequence[Capture]) -> tuple[Capture, ...]:
    return tuple(replace(each, body=part) for each in captures for part in parts_of(each.body))


def _refuse_several_looks(driver: Driver, parts: Sequence[Capture]) -> None:
    """Refuse answers that contradict each other: mixed into one they would be a line that never was."""
    told: dict[tuple[str, str], Any] = {}
    for part in parts:
        try:
            facts = driver.read([part])
        except UnreadableCapture:
            continue
        for fact in facts:
            for name, held in codec.to_plain(fact).items():
                if (
                    name != "remarks"
                    and not isinstance(held, list)
                    and told.setdefault((fact.KIND, name), held) != held
                ):
                    raise UnreadableCapture(
                        f"{driver.id}: the file holds several looks at the box that differ ({fact.KIND}.{name})",
                        hint="keep one look in the file: save each as a file of its own, and read one after the other",
                    )


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
        "facts": [{"kind": fact.KIND, "v": fact.VERSION, **_whole(fact)} for fact in reading.facts],
        "remarks": list(reading.remarks),
    }


def _whole(record: Any) -> Any:
    """Return a record with every one of its fields, null where it was not read; the records within it likewise."""
    if dataclasses.is_dataclass(record):
        return {each.name: _whole(getattr(record, each.name)) for each in dataclasses.fields(record)}
    if isinstance(record, tuple | list):
        return [_whole(each) for each in record]
    return codec.to_plain(record)


def _recognised(saved: Sequence[_Saved], known: Mapping[str, Driver]) -> tuple[Driver, Score]:
    """Return the one family of all files, and how sure it is of the one that it is surest of."""
    scores = [_scores(each.body, known) for each in saved]
    takers = [{name for name, score in each.items() if score is max(each.values())} for each in scores if _sure(each)]
    if not takers:
        raise _unknown(saved, scores, known)
    common = sorted(set.intersection(*takers))
    if not common:
        told = "; ".join(
            f"{one.path.name}: {', '.join(sorted(name for name in each if each[name] >= Score.LIKELY))}"
            for one, each in zip(saved, scores, strict=True)
            if _sure(each)
        )
        raise BadInput(f"the files are of several families ({told})", hint="read the files of one box at a time")
    if len(common) > 1:
        message = f"several modem families print this: {', '.join(common)}"
        raise BadInput(message, where=_where(saved), hint=f"choose one with --driver {common[0]}")
    return known[common[0]], max(each[common[0]] for each in scores)


def _scores(body: bytes, known: Mapping[str, Driver]) -> dict[str, Score]:
    """Return how sure each driver is of a file; its several answers are looked at only if nobody knows the whole."""
    whole = {each.id: each.recognises(body) for each in known.values()}
    parts = () if _sure(whole) else parts_of(body)
    if parts in ((), (body,)):
        return whole
    return {each.id: max([whole[each.id], *map(each.recognises, parts)]) for each in known.values()}


def _sure(scores: Mapping[str, Score]) -> bool:
    return max(scores.values(), default=Score.NO) >= Score.LIKELY


def _unknown(saved: Sequence[_Saved], scores: Sequence[Mapping[str, Score]], known: Mapping[str, Driver]) -> BadInput:
    unsure = sorted({name for each in scores for name, score in each.items() if score > Score.NO})
    words = "\n".join(each.body[:_LOOKED_FOR_NAMES].decode("latin-1") for each in saved)
    named = [each.driver for each in named_in(words, known) if each.driver not in unsure]
    near = [*unsure, *(f"{each} (its name stands in the file)" for each in named)]
    told = f"nearest: {', '.join(near)}" if near else "none comes near"
    one_of = f"one of {', '.join(sorted(known))}" if known else "none"
    return BadInput(
        f"no modem family that netdoc knows prints this ({told})",
        where=_where(saved),
        hint=f"if it is {one_of}, name it with --driver; else attach the file to an issue, with serial numbers and "
        "passwords masked, and the family can be added",
    )


def _where(saved: Sequence[_Saved]) -> str:
    return ", ".join(str(each.path) for each in saved[:3])


def _named(driver_id: str, known: Mapping[str, Driver], saved: Sequence[_Saved]) -> tuple[Driver, Score]:
    if driver_id not in known:
        message = f"there is no driver {driver_id[:60]!r}"
        raise BadInput(message, where="--driver", hint=f"name one of: {', '.join(sorted(known))}")
    driver = known[driver_id]
    return driver, max(max(map(driver.recognises, (each.body, *parts_of(each.body)))) for each in saved)


def _remarks(driver: Driver, score: Score) -> list[str]:
    remarks = []
    if score is Score.NO:
        remarks.append(f"the page does not look like the family {driver.id}, which was named with --driver")
    if driver.proof is Proof.DOCUMENTATION:
        remarks.append("this family is read from its documentation only; no real capture has proven it")
    return remarks
