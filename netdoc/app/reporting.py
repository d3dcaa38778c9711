"""Write a report's files: PDF, HTML and JSON of one composed document, never over a file that is there."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import shutil
from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path

from netdoc.app.enclosing import Backing, enclose
from netdoc.errors import ReportError
from netdoc.evidence.keys import SigningKey
from netdoc.model.capture import Capture
from netdoc.model.evidence import Evidence
from netdoc.model.verdict import Verdict
from netdoc.report.compose import Report, compose
from netdoc.report.custody import Enclosed
from netdoc.report.document import Document
from netdoc.report.variants import Variant
from netdoc.report.view import Amendment

FORMATS = ("pdf", "html", "json")


def write_report(
    verdict: Verdict,
    evidence: Evidence,
    *,
    captures: Mapping[str, Capture],
    variant: Variant | None,
    out: Path,
    formats: Collection[str],
    made_at: datetime,
    key: SigningKey | None = None,
    incident: str | None = None,
    amends: Amendment | None = None,
    backing: Backing | None = None,
) -> list[Path]:
    """Write the report in each format and return the files, in the order of FORMATS.

    Args:
        captures: bytes by SHA-256; those that the verdict cites become exhibits.
        variant: the reader; chosen by the verdict when None.
        out: a folder, made when missing (the names hold site, time and reader), or the file itself when
            `out` ends in the suffix of the one format asked for.
        formats: any of `pdf`, `html`, `json`.
        made_at: aware time printed as the time of making; it decides the bytes together with the evidence.
        key: signs the PDF; unsigned without it.
        incident: id of the one incident to report on; the whole period when None.
        amends: the report that this one replaces.
        backing: the sealed records that the verdict follows from; they go into the PDF, or into a file beside it,
            which is then the last of those returned.

    Raises:
        BadInput: the verdict holds no incident of that id.
        ReportError: unknown format, typst missing, a file of that name is there, or it could not be written.
    """
    unknown = sorted(set(formats) - set(FORMATS))
    if unknown or not formats:
        raise ReportError(
            f"unknown report format {unknown[0]!r}" if unknown else "no report format was asked for",
            hint=f"choose one of: {', '.join(FORMATS)}",
        )
    custody = None if backing is None else backing.custody
    report = compose(
        verdict, evidence, captures=captures, made_at=made_at, variant=variant, incident=incident, amends=amends,
        custody=custody,
    )  # fmt: skip
    wanted = [each for each in FORMATS if each in formats]
    # everything is built before anything is written: a format that fails leaves no half set behind
    document = report.document
    if backing is not None and "pdf" in wanted:
        document = enclose(report, backing, evidence, captures)
    bodies = {each: _body(report, each, document) for each in wanted}
    if key is not None and "pdf" in bodies:
        from netdoc.evidence.signing import sign

        bodies["pdf"] = sign(bodies["pdf"], key, made_at, reason=f"Report {report.document.reference}")
    single = len(wanted) == 1 and out.suffix == f".{wanted[0]}" and not out.is_dir()
    targets = [out] if single else [out / f"{_stem(report)}.{each}" for each in wanted]
    case = None
    if backing is not None and "pdf" in wanted and backing.custody.enclosed is Enclosed.MINUTES:
        case = targets[wanted.index("pdf")].with_name(backing.custody.case_file)
    there = next((each for each in (*targets, *filter(None, [case])) if each.exists()), None)
    if there is not None:
        raise ReportError(f"{there} exists and is not overwritten", hint="give another name, or move that file away")
    for target, each in zip(targets, wanted, strict=True):
        _write(target, bodies[each])
    if case is not None and backing is not None and backing.case is not None:
        _write(case, backing.case)
        targets.append(case)
    return targets


def _body(report: Report, form: str, document: Document) -> bytes:
    if form == "pdf":
        from netdoc.report.typst import to_pdf

        return to_pdf(document)
    if form == "html":
        from netdoc.report.html import to_html

        return to_html(report.document).encode()
    text = json.dumps(report.plain, ensure_ascii=False, indent=1, allow_nan=False)
    return (text + "\n").encode()


def _stem(report: Report) -> str:
    return stem(report.document.reference)


def stem(reference: str) -> str:
    """Return a file name made of a report's number: letters, digits, dot, dash and underscore only."""
    return "netdoc-" + re.sub(r"[^A-Za-z0-9._-]+", "_", reference)[:120].lstrip(".")


def _write(target: Path, body: bytes | Path) -> None:
    """Write bytes, or what another file holds."""
    part = target.with_name(f".{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(body, Path):
            shutil.copyfile(body, part)
        else:
            part.write_bytes(body)
        _publish(part, target)
    except OSError as broken:
        full = broken.errno in (errno.ENOSPC, errno.EDQUOT)
        raise ReportError(
            f"the report could not be written to the folder {target.parent}: {broken.strerror or broken}",
            hint="make room, or name another folder with --out" if full else "name another folder with --out",
        ) from broken
    finally:
        with contextlib.suppress(OSError):
            part.unlink()


def _publish(part: Path, target: Path) -> None:
    """Give the finished file its name. A link, unlike a rename, fails when the name was taken meanwhile."""
    try:
        os.link(part, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without links, as on a USB stick
        part.replace(target)
