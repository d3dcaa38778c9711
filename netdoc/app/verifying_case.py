"""Verify a case file: its records, their seal, and that the verdict follows from them by the installed rules."""

from __future__ import annotations

import base64
import binascii
import io
import json
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO

from netdoc.app.case_files import differences, judged_again, open_case
from netdoc.app.raw_captures import check_raw, raw_names
from netdoc.errors import NetdocError
from netdoc.evidence import held_stamps, merkle
from netdoc.evidence.case_file import MAGIC, Broken, CaseFile
from netdoc.evidence.checks import Check, Outcome
from netdoc.evidence.held_stamps import HeldStamp
from netdoc.evidence.manifest import Manifest
from netdoc.evidence.words import words_of
from netdoc.model.codec import parse_time
from netdoc.model.evidence import Evidence
from netdoc.model.verdict import Verdict, verdict_to_plain
from netdoc.report.clocks import foot
from netdoc.store.seals import Seal

Anchor = bytes | Sequence[str]
"""A whole root, or its six words, as somebody else kept it."""

LONGEST_TEXT = 90_000_000
"""Octets of a case file in base64."""
_IN_BASE64 = base64.b64encode(MAGIC[: len(MAGIC) // 3 * 3])


def is_case_file(start: bytes) -> bool:
    """Return whether a file that begins so is a case file, as it is or in base64."""
    return start.startswith((MAGIC, _IN_BASE64))


@dataclass(frozen=True, slots=True, kw_only=True)
class Belonging:
    """What a report says of the case file that belongs to it."""

    manifest: Manifest
    printed: bytes | None
    """Its `verdict.json`."""
    stamp: HeldStamp | None
    is_dated: bool
    """The report as a whole was dated by somebody who is believed."""
    files: Mapping[str, bytes] = field(default_factory=dict)
    """Its attachments by name, with what boxes answered."""


def check_case(
    file: BinaryIO, anchors: Sequence[Anchor], report: Belonging | None = None, roots: Sequence[bytes] = ()
) -> Iterator[Check]:
    """Yield what was checked of a case file.

    Args:
        file: opened for reading bytes, at its beginning.
        anchors: of its seal or an earlier one, as others kept them.
        report: the one that the file belongs to.
        roots: certificates in DER of time-stamp authorities that are believed.
    """
    try:
        plain = _plain(file)
        start = plain.tell()
        deque(open_case(plain).parts(), maxlen=0)  # nothing is looked into before all of it was found whole
        plain.seek(start)
        opened = open_case(plain)
        told = _told(opened, None if report is None else report.manifest)
        stamp = _stamp(opened, report)
        files: Mapping[str, bytes] = {} if report is None else report.files
        yield from _judged(opened, None if report is None else report.printed, files)
    except Broken as broken:
        yield Check("records", Outcome.BROKEN, str(broken))
        return
    yield Check("seal", Outcome.HOLDS, told)
    seals = [Seal(opened.seal.size + 1, opened.seal.size, opened.seal.root, _sealed_at(opened))]
    stamped = [] if stamp is None else [stamp_check(stamp, opened.hashes, roots)]
    yield from stamped
    is_dated = held_stamps.is_dated(stamped) or (report is not None and report.is_dated)
    yield from [anchored(opened.hashes, seals, each) for each in anchors] or ([] if is_dated else [unanchored()])


def _stamp(opened: CaseFile, report: Belonging | None) -> HeldStamp | None:
    """Return the time stamp in the head.

    Raises:
        Broken: it cannot be read, or is another one than the report's.
    """
    plain = opened.head.get("timestamp")
    try:
        held = None if plain is None else held_stamps.from_plain(plain)
    except held_stamps.Unreadable as damaged:
        raise Broken(str(damaged)) from None
    if report is not None and report.stamp != held:
        raise Broken("the time stamp in the case file is not the one in the report")
    return held


def stamp_check(stamp: HeldStamp, hashes: Sequence[bytes], roots: Sequence[bytes]) -> Check:
    """Return what a time stamp shows of records by their hashes."""

    def root_of(size: int) -> bytes:
        return merkle.root(merkle.leaf(each) for each in hashes[:size])

    return held_stamps.check(stamp, len(hashes), root_of(len(hashes)), root_of, roots)


def _plain(file: BinaryIO) -> BinaryIO:
    """Return the file itself, or what it holds in base64."""
    start = file.read(len(_IN_BASE64))
    file.seek(0)
    if start != _IN_BASE64:
        return file
    text = file.read(LONGEST_TEXT + 1)
    if len(text) > LONGEST_TEXT:
        raise Broken("it is longer than any report's attachment")
    try:
        return io.BytesIO(base64.b64decode(text, validate=True))
    except binascii.Error:
        raise Broken("it is not whole: its base64 is damaged") from None


def _told(opened: CaseFile, manifest: Manifest | None) -> str:
    """Return what is said of the seal.

    Raises:
        Broken: the report says another one.
    """
    words = words_of(opened.seal.root)
    if manifest is not None:
        same = (manifest.size, manifest.root, tuple(manifest.words)) == (
            opened.seal.size,
            opened.seal.root.hex(),
            words,
        )
        if not same:
            raise Broken("the seal is not the one that the report's manifest names")
    return f"the records add up to the root {opened.seal.root.hex()}, in six words: {' '.join(words)}"


def _judged(opened: CaseFile, printed: bytes | None, files: Mapping[str, bytes]) -> Iterator[Check]:
    from netdoc.diagnosis.diagnose import RULES_VERSION

    stated = opened.head.get("verdict")
    if not isinstance(stated, dict):
        raise Broken("the head holds no verdict")
    if stated.get("rules_version") != RULES_VERSION:
        deque(opened.parts(), maxlen=0)
        yield _records(opened)
        judged_by, made_by = str(stated.get("rules_version"))[:40], str(opened.head.get("netdoc"))[:40]
        text = (
            f"not judged again: rules {judged_by} judged it, {RULES_VERSION} are here; install netdoc-toolkit {made_by}"
        )
        if raw_names(files):
            yield Check("answers", Outcome.REMARK, "not compared: whether the records hold what boxes answered")
        yield Check("verdict", Outcome.REMARK, text)
        return
    try:
        answers: list[Check | None] = []
        verdict, evidence = judged_again(opened, lambda store: answers.append(check_raw(files, store.has_capture)))
    except Broken:
        raise
    except NetdocError as wrong:
        yield Check("verdict", Outcome.BROKEN, f"cannot be judged again: {wrong.message}")
        return
    except Exception as wrong:  # whatever hostile records make a reader or a rule raise
        yield Check("verdict", Outcome.BROKEN, f"cannot be judged again: {type(wrong).__name__}")
        return
    yield _records(opened)
    yield from filter(None, answers)
    yield _compared(verdict, stated, printed)
    yield clock_by(evidence)


def _records(opened: CaseFile) -> Check:
    if opened.withheld:
        text = (
            f"{opened.seal.size - opened.withheld} of {opened.seal.size} records are shown and chained to those before "
            f"them; {opened.withheld} are withheld: what stands in their place is not proven"
        )
        return Check("records", Outcome.REMARK, text)
    return Check(
        "records", Outcome.HOLDS, f"{opened.seal.size} records, each chained to the one before it, none withheld"
    )


def _compared(verdict: Verdict, stated: dict[str, Any], printed: bytes | None) -> Check:
    again = json.loads(json.dumps(verdict_to_plain(verdict)))
    rows = [("the case file's", stated)]
    if printed is not None:
        try:
            rows.append(("the printed", json.loads(printed)))
        except (ValueError, RecursionError):
            return Check("verdict", Outcome.BROKEN, "the report's verdict cannot be read")
    for whose, held in rows:
        differing = differences(held, again) if isinstance(held, dict) else ["form"]
        if differing:
            text = f"{whose} verdict does not follow from the records: they give another {', '.join(differing)}"
            return Check("verdict", Outcome.BROKEN, text)
    text = f"follows from the records: rules {verdict.rules_version} judged them again and concluded the same"
    return Check("verdict", Outcome.HOLDS, text)


def clock_by(evidence: Evidence) -> Check:
    """Return how far the measuring computer's clock was off, by the records themselves."""
    told = foot(evidence, evidence.clock_bound_s).replace("\u00a0", " ")
    if evidence.clock_bound_s is None:
        return Check("clock", Outcome.REMARK, f"not shown for all of the period: {told}")
    return Check("clock", Outcome.HOLDS, f"by the records: {told}")


def _sealed_at(opened: CaseFile) -> datetime | None:
    told = opened.head.get("sealed_at")
    try:
        return None if told is None else parse_time(told, "sealed_at")
    except NetdocError:
        return None


def anchored(hashes: Sequence[bytes], seals: Sequence[Seal], anchor: Anchor) -> Check:
    """Return what somebody else's anchor shows of records by their hashes."""
    told = anchor.hex() if isinstance(anchor, bytes) else " ".join(anchor)
    for size, root in enumerate(merkle.roots(merkle.leaf(each) for each in hashes), start=1):
        if root == anchor or (not isinstance(anchor, bytes) and words_of(root) == tuple(anchor)):
            at = next(
                (f", sealed at {each.at:%Y-%m-%d %H:%M} UTC" for each in seals if each.size == size and each.at), ""
            )
            text = f"{told}: the first {size} records are those it was made of, unchanged and complete{at}"
            return Check("anchor", Outcome.HOLDS, text)
    return Check(
        "anchor",
        Outcome.BROKEN,
        f"{told}: no state of these records has it: some were cut off or written anew since, or it is of another store",
    )


def unanchored() -> Check:
    """Return what is not shown without any anchor."""
    return Check(
        "anchor",
        Outcome.REMARK,
        "not shown: that no record was cut off at the end, and that the whole was not written anew, for there is no "
        "trusted time; the six words of a seal in a vendor's ticket would show it (--anchor), or a time stamp on it by "
        "somebody whom you believe (--tsa-root)",
    )
