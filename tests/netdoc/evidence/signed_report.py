"""A small PDF/A-3a and a key, made once for all tests."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from netdoc.evidence.keys import SigningKey, make_key
from netdoc.evidence.signing import sign
from netdoc.report.document import Attachment, Document, Heading, Paragraph
from netdoc.report.typst import to_pdf

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


@cache
def key(name: str = "Jane Doe") -> SigningKey:
    return make_key(name, AT)


@cache
def unsigned() -> bytes:
    return to_pdf(
        Document(
            title="Evidence",
            reference="office-1",
            variant="plain",
            made_at="2026-03-01T12:00:00Z",
            running=("office",),
            blocks=(Heading(text="Evidence"), Paragraph(text="The line lost its showtime 7 times.")),
            attachments=(
                Attachment(name="verdict.json", media_type="application/json", description="it", body='{"a": 1}\n'),
            ),
        )
    )


@cache
def signed() -> bytes:
    return sign(unsigned(), key(), AT, reason="what was found")
