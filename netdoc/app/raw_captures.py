"""What modem, router and UPS answered, attached to a report as they answered it: text that an engineer reads at once.

Only to copies that hold nothing back: an answer tells addresses and names that a copy for a vendor withholds, and a
redacted answer would be proven by nothing. Each is bound twice: the manifest names its SHA-256, and under that digest
it is a capture of the sealed records.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Collection, Mapping
from datetime import UTC

from netdoc.evidence.checks import Check, Outcome
from netdoc.evidence.manifest import digest
from netdoc.model.capture import Capture
from netdoc.model.evidence import Evidence
from netdoc.model.observation import Missed, Seen, told_capture
from netdoc.model.plane import Plane
from netdoc.report.document import Attachment

MOST, MOST_BYTES = 200, 1_000_000
"""Attachments, and bytes of all of them; the others are in the case file like these."""
_LARGEST = 200_000
_BOXES = {Plane.MODEM_BOX: "modem", Plane.ROUTER_BOX: "router", Plane.SESSION_LOG: "session", Plane.POWER: "ups"}
_NAME = re.compile(r"(?:modem|router|session|ups)-raw_[0-9TZ-]{18}_([0-9a-f]{8})\.(txt|base64)")
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def raw_attachments(evidence: Evidence, captures: Mapping[str, Capture]) -> list[Attachment]:
    """Return an attachment of each device's answer among the captures of a report, the oldest first.

    Args:
        evidence: tells which box a capture is of.
        captures: by their digests, those that the report prints something of.
    """
    boxes = _boxes(evidence, captures)
    found: list[Attachment] = []
    left = MOST_BYTES
    for told in sorted(boxes, key=lambda each: (captures[each].taken_at, each)):
        capture = captures[told]
        text, suffix = _as_text(capture.body)
        if len(found) >= MOST or len(capture.body) > _LARGEST or len(text) > left or not capture.body:
            continue
        left -= len(text)
        at = capture.taken_at.astimezone(UTC)
        name = f"{boxes[told]}-raw_{at:%Y-%m-%dT%H%M%SZ}_{told[:8]}.{suffix}"
        if _NAME.fullmatch(name) and all(each.name != name for each in found):
            what = f"What the {boxes[told]} answered at {at:%Y-%m-%d %H:%M:%S} UTC, as it answered"
            found.append(Attachment(name=name, media_type="text/plain", description=what, body=text))
    return found


def check_raw(files: Mapping[str, bytes], is_held: Callable[[str], bool]) -> Check | None:
    """Return whether the answers attached to a report are captures of its records; None where none is attached.

    Args:
        files: all attachments by name.
        is_held: tells whether the records hold a capture of that SHA-256.
    """
    answers = raw_names(files)
    for name in answers:
        body = _body(name, files[name])
        if body is None or digest(body)[:8] != name.rpartition("_")[2][:8] or not is_held(digest(body)):
            return Check(
                "answers", Outcome.BROKEN, f"attachment {name} is no capture of the records: no box answered so"
            )
    if not answers:
        return None
    count = f"{len(answers)} answers of boxes are" if len(answers) > 1 else "the answer of a box is"
    return Check("answers", Outcome.HOLDS, f"{count} attached as the records hold them")


def raw_names(files: Collection[str]) -> list[str]:
    """Return the names of those attachments that are answers of boxes."""
    return sorted(each for each in files if _NAME.fullmatch(each))


def _boxes(evidence: Evidence, captures: Mapping[str, Capture]) -> dict[str, str]:
    """Return which kind of box each capture is of; one that two read is of the first."""
    found: dict[str, str] = {}
    for each in evidence.observations:
        if isinstance(each, Seen | Missed) and each.plane in _BOXES:
            told = told_capture(each) if isinstance(each, Seen) else each.capture
            if told in captures and told is not None:
                found.setdefault(told, _BOXES[each.plane])
    return found


def _as_text(body: bytes) -> tuple[str, str]:
    """Return bytes as an attachment holds them, and the name's suffix: the bytes themselves where they are text."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        text = "\0"
    if _NO_TEXT.search(text):
        return base64.b64encode(body).decode("ascii"), "base64"
    return text, "txt"


def _body(name: str, held: bytes) -> bytes | None:
    if name.endswith(".txt"):
        return held
    try:
        return base64.b64decode(held, validate=True)
    except binascii.Error:
        return None
