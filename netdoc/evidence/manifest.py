"""The manifest of a report: what is attached to it, by SHA-256, and which seal and which rules it rests on."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

NAME = "manifest.json"
SCHEMA = "netdoc.manifest/1"
CASE_FILE = "evidence.ndcase.base64"
"""The case file as an attachment; its bytes in base64, for an attachment of a report is text."""
RECORDS, MINUTES, WITHHELD = "records", "minutes", "withheld"
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}")


class Refused(Exception):
    """The manifest does not fit what is attached; the message names the first that does not."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest that fits the attachments beside it."""

    form: str
    """`records`: all records are in the report; `minutes`: roll-ups are, the records are in a file beside it;
    `withheld`: neither."""
    file: str
    """Name of the case file: of an attachment, or of the file beside the report."""
    sha256: str
    """Of the case file."""
    size: int
    root: str
    words: Sequence[str]
    held_back: Sequence[str]
    stamped: Mapping[str, Any] | None = None
    """Which seal the attached time stamp is of (`held_stamps.py`); None where none is attached."""


def digest(body: bytes) -> str:
    """Return SHA-256 in hexadecimal."""
    return hashlib.sha256(body).hexdigest()


def to_text(manifest: Manifest, attached: Mapping[str, bytes], about: Mapping[str, Any]) -> str:
    """Return a manifest as it is attached.

    Args:
        manifest: which evidence, and which seal.
        attached: every other attachment by its name.
        about: report, time, versions, platform.
    """
    plain: dict[str, Any] = {
        "schema": SCHEMA,
        **about,
        "seal": {"size": manifest.size, "root": manifest.root, "words": list(manifest.words)},
        "evidence": {"form": manifest.form, "file": manifest.file, "sha256": manifest.sha256},
        "held_back": list(manifest.held_back),
        "attachments": {name: {"sha256": digest(body), "size": len(body)} for name, body in sorted(attached.items())},
    }
    if manifest.stamped is not None:
        plain["timestamp"] = dict(manifest.stamped)
    return json.dumps(plain, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def fitting(files: Mapping[str, bytes]) -> Manifest | None:
    """Return the manifest among a report's attachments, checked against them; None where there is none.

    Raises:
        Refused: it is damaged, or an attachment is not the one that it names.
    """
    if NAME not in files:
        return None
    try:
        held = json.loads(files[NAME])
        if held["schema"] != SCHEMA:
            raise Refused("the manifest is not one that this netdoc knows: install a newer netdoc-toolkit")
        named = {str(name): str(each["sha256"]) for name, each in held["attachments"].items()}
        seal, evidence = held["seal"], held["evidence"]
        words = tuple(str(each) for each in seal["words"])
        form, file, told = str(evidence["form"]), str(evidence["file"]), str(evidence["sha256"])
        manifest = Manifest(
            form,
            file,
            told,
            int(seal["size"]),
            str(seal["root"]),
            words,
            tuple(str(each) for each in held["held_back"]),
            held.get("timestamp"),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Refused("the manifest is damaged") from None
    for name in sorted({*named, *files} - {NAME}):
        if name not in files:
            raise Refused(f"attachment {name} is missing")
        if name not in named:
            raise Refused(f"attachment {name} is not one that the manifest names")
        if digest(files[name]) != named[name]:
            raise Refused(f"attachment {name} was changed: its SHA-256 is not the one in the manifest")
    if (
        form not in (RECORDS, MINUTES, WITHHELD)
        or not _PLAIN_NAME.fullmatch(file)
        or (form == RECORDS and file not in named)
    ):
        raise Refused("the manifest names no evidence that could be looked for")
    return manifest
