"""Put the evidence into a report: the case file or one-minute roll-ups, and the manifest over all that is attached."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from netdoc.app.raw_captures import raw_attachments
from netdoc.evidence import manifest
from netdoc.evidence.held_stamps import HeldStamp
from netdoc.evidence.held_stamps import to_plain as stamp_to_plain
from netdoc.evidence.timestamps import ATTACHED
from netdoc.model.capture import Capture
from netdoc.model.codec import Plain, to_plain
from netdoc.model.evidence import Evidence
from netdoc.model.facts.echo_block import NOT_SENT
from netdoc.model.ladder import Ladder
from netdoc.model.middles import middles
from netdoc.model.site import Contract
from netdoc.report.compose import Report
from netdoc.report.custody import Custody, Enclosed
from netdoc.report.document import Attachment, Document
from netdoc.report.redact import redactor
from netdoc.report.texts import map_texts, storable
from netdoc.report.variants import Variant

MOST_INSIDE = 7_000_000
"""Octets of a case file inside a PDF: with the pages it stays within 10 MB, which an e-mail takes."""
MINUTES = "minutes.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Backing:
    """The evidence behind a report."""

    custody: Custody
    case: Path | None
    """The case file; None where no record is shown."""
    about: Mapping[str, Any]
    """Versions and platform, for the manifest."""
    stamp: HeldStamp | None = None
    """A time stamp on the seal, or on an earlier one."""


def enclosed_as(case: Path | None) -> Enclosed:
    """Return how a case file goes with a report."""
    if case is None:
        return Enclosed.WITHHELD
    return Enclosed.RECORDS if case.stat().st_size <= MOST_INSIDE else Enclosed.MINUTES


def enclose(report: Report, backing: Backing, evidence: Evidence, captures: Mapping[str, Capture]) -> Document:
    """Return the report's document with its evidence and the manifest attached.

    Args:
        report: what was composed.
        backing: the records.
        evidence: what was read of them.
        captures: bytes by digest, of those that the report prints something of.
    """
    custody = backing.custody
    files = list(report.document.attachments)
    variant = Variant(report.document.variant)
    files.append(
        Attachment(
            name="case.json",
            media_type="application/json",
            description="What was told of the office, the contract and the complaint",
            body=_case(evidence, variant),
        )
    )
    told = ""
    if custody.enclosed is Enclosed.RECORDS and backing.case is not None:
        text = base64.b64encode(backing.case.read_bytes()).decode("ascii")
        told = manifest.digest(text.encode("ascii"))
        files.append(
            Attachment(
                name=manifest.CASE_FILE,
                media_type="text/plain",
                description="The records under the seal: a case file, in base64",
                body=text,
            )
        )
    elif custody.enclosed is Enclosed.MINUTES and backing.case is not None:
        with backing.case.open("rb") as file:
            told = hashlib.file_digest(file, "sha256").hexdigest()
        files.append(
            Attachment(
                name=MINUTES,
                media_type="text/csv",
                description="Each minute of each rung: samples lost, samples sent, median in µs",
                body=minutes(evidence),
            )
        )
    if backing.stamp is not None:
        files.append(
            Attachment(
                name=ATTACHED,
                media_type="application/timestamp-reply",
                description="A time-stamp authority's reply (RFC 3161) on the root of the seal",
                body=backing.stamp.reply,
            )
        )
    if told and not variant.redacted:
        files += raw_attachments(evidence, captures)
    held = manifest.Manifest(
        form=custody.enclosed.value,
        file=custody.case_file,
        sha256=told,
        size=custody.size,
        root=custody.root,
        words=custody.words,
        held_back=_held_back(custody, variant),
        stamped=None if backing.stamp is None else stamp_to_plain(backing.stamp),
    )
    document = report.document
    about = {"report": document.reference, "variant": document.variant, "made_at": document.made_at, **backing.about}
    text = manifest.to_text(held, {each.name: _bytes_of(each) for each in files}, about)
    files.append(
        Attachment(
            name=manifest.NAME,
            media_type="application/json",
            description="The SHA-256 of every other attachment, the seal, versions",
            body=text,
        )
    )
    return replace(document, attachments=tuple(files))


def _bytes_of(attachment: Attachment) -> bytes:
    body = attachment.body
    return body.encode() if isinstance(body, str) else body


_PRIVATE = ("hardware addresses", "names of Wi-Fi networks", "host names", "LAN addresses")


_ACCOUNT = ("account", "circuit", "account holder", "product")


def _held_back(custody: Custody, variant: Variant) -> Sequence[str]:
    private = _PRIVATE if variant.knows_account else _ACCOUNT
    if custody.enclosed is Enclosed.WITHHELD:
        return (*private, "all records")
    return (*private, f"{custody.withheld} of {custody.size} records") if variant.redacted else ()


def _case(evidence: Evidence, variant: Variant) -> str:
    """Return what was told of office, contract and complaint, as JSON."""
    site = evidence.site if variant.knows_account else replace(evidence.site, contract=Contract())
    plain: Plain = {"schema": "netdoc.case/1", "site": to_plain(site), "case": to_plain(evidence.case)}
    if variant.redacted:
        plain = map_texts(plain, redactor(evidence.site, evidence))
    return json.dumps(map_texts(plain, storable), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def minutes(evidence: Evidence) -> str:
    """Return the samples as a table: a line a block, and for each rung `lost/sent/median in µs`.

    What was sampled while netdoc itself loaded the line is left out: it is never judged, and no measure of the line.
    """
    ladder = evidence.ladder
    columns = [_column(ladder, rung) for rung in ladder.rungs]
    lines = [",".join(["start_utc", "seconds", *ladder.rungs])]
    for block, *cells in zip(ladder.blocks, *columns, strict=True):
        lines.append(f"{block.start:%Y-%m-%dT%H:%M:%S},{block.duration_s:g},{','.join(cells)}")
    return "\n".join(lines) + "\n"


def _column(ladder: Ladder, rung: str) -> list[str]:
    cells = [""] * len(ladder.blocks)
    runs, held = ladder.runs(rung), middles(ladder, rung)
    rows = zip(held.blocks, runs.lengths, held.answered, held.middle_us, strict=True)
    for number, (block, due, answered, middle) in enumerate(rows):
        if answered == due:
            cells[block] = f"0/{due}/{middle}"
        else:
            sent = due - runs.samples(number).count(NOT_SENT)
            cells[block] = f"{sent - answered}/{sent}/{middle if answered else ''}"
    return cells
