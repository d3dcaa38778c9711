"""Put the sections together: one document, its texts made safe, private details held back where they must be."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from netdoc.discover import sections
from netdoc.model.capture import Capture
from netdoc.model.codec import Plain, format_time
from netdoc.model.evidence import Evidence
from netdoc.model.verdict import Verdict, verdict_to_plain
from netdoc.report.already_done import cited
from netdoc.report.clocks import foot
from netdoc.report.custody import Custody
from netdoc.report.document import Attachment, Block, Document
from netdoc.report.exhibits import assign
from netdoc.report.glossary import explained
from netdoc.report.plain import document_to_plain
from netdoc.report.redact import account_redactor, redactor
from netdoc.report.scope import scoped
from netdoc.report.texts import map_texts, printable, shorten, storable
from netdoc.report.times import local_times
from netdoc.report.variants import Variant, default_variant, title
from netdoc.report.view import Amendment, View

_RUNNING_NAME = 48
_SEAL_DIGITS = 12
"""Of the root on each page: they tie the pages together; the whole stands under custody."""


@dataclass(frozen=True, slots=True)
class Report:
    """A composed report: the document, and the machine-readable form of the same."""

    document: Document
    plain: Mapping[str, Plain]


def compose(
    verdict: Verdict,
    evidence: Evidence,
    *,
    captures: Mapping[str, Capture],
    made_at: datetime,
    variant: Variant | None = None,
    incident: str | None = None,
    amends: Amendment | None = None,
    custody: Custody | None = None,
) -> Report:
    """Return the report for one reader; the same input gives the same report.

    Args:
        captures: bytes by digest; those the verdict cites are listed as exhibits.
        made_at: aware time printed as the time of making.
        variant: the reader; by the verdict when left out.
        incident: id of the one incident to report on; the whole period when left out.
        amends: the report that this one replaces.
        custody: the seal that the records are under; nothing is said of any when left out.

    Raises:
        BadInput: the verdict holds no incident of that id.
    """
    shown = verdict if incident is None else scoped(verdict, incident)
    view = View(
        evidence=evidence,
        verdict=shown,
        variant=variant or default_variant(shown, evidence.site),
        captures=captures,
        exhibits=assign(shown, evidence, captures, cited(evidence)),
        times=local_times(evidence.site.time_zone),
        made_at=made_at,
        incident=incident,
        incidents_in_all=len(verdict.incidents),
        amends=amends,
        custody=custody,
    )
    hold_back: Callable[[str], str] = redactor(view.site, evidence) if view.variant.redacted else str
    if not view.variant.knows_account:
        hold_back = account_redactor(view.site)
    blocks = explained(tuple(cast("Block", block) for section in sections() for block in section.write(view)))
    verdict_plain = map_texts(verdict_to_plain(verdict), lambda text: storable(hold_back(text)))
    exhibits_plain = map_texts(view.exhibits.plain(), lambda text: storable(hold_back(text)))
    bare = Document(
        title=f"{title(view.variant, view.site)}: {view.site.name or view.site.id}",
        reference=_reference(view),
        variant=view.variant.value,
        made_at=format_time(made_at),
        running=_running(view),
        blocks=blocks,
    )
    # what is private goes first: making a text printable may cut it
    document = map_texts(bare, lambda text: printable(hold_back(text)))
    files = (
        Attachment(
            name="verdict.json",
            media_type="application/json",
            description="The verdict, as netdoc.verdict/1",
            body=_json(verdict_plain),
        ),
        Attachment(
            name="exhibits.json",
            media_type="application/json",
            description="Every exhibit with the SHA-256 of its captures",
            body=_json(exhibits_plain),
        ),
    )
    plain = document_to_plain(document, verdict_plain, exhibits_plain)
    return Report(
        document=Document(
            title=document.title,
            reference=document.reference,
            variant=document.variant,
            made_at=document.made_at,
            running=document.running,
            blocks=document.blocks,
            attachments=files,
        ),
        plain=plain,
    )


def reference(site: str, made_at: datetime, variant: Variant, incident: str | None = None) -> str:
    """Return a report's own number: site, time of making, reader, and the incident where it is about one."""
    about = f"-{incident}" if incident else ""
    return f"{site}-{made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{variant.value}{about}"


def _reference(view: View) -> str:
    return reference(view.site.id, view.made_at, view.variant, view.incident)


def _running(view: View) -> tuple[str, ...]:
    verdict = view.verdict
    return (
        shorten(view.site.name or view.site.id, _RUNNING_NAME),
        f"report {shorten(_reference(view), _RUNNING_NAME + 30)}",
        f"rules {shorten(verdict.rules_version or 'not stated', 30)}",
        *((f"seal {view.custody.root[:_SEAL_DIGITS]}",) if view.custody is not None else ()),
        foot(view.evidence, verdict.clock_bound_s),
    )


def _json(plain: Plain) -> str:
    return json.dumps(plain, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
