"""A document as JSON values: `netdoc.report/1`, and what the PDF template reads."""

from __future__ import annotations

import dataclasses
from enum import Enum
from typing import Any

from netdoc.model.codec import Plain
from netdoc.report.document import Block, Document


def to_plain(value: Any) -> Plain:
    """Return blocks as JSON values with every field present; each block says its kind under `block`."""
    if isinstance(value, Enum):
        return value.value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {each.name: to_plain(getattr(value, each.name)) for each in dataclasses.fields(value)}
        return {"block": type(value).__name__, **fields} if isinstance(value, Block) else fields
    if isinstance(value, tuple | list):
        return [to_plain(each) for each in value]
    return value


def document_to_plain(document: Document, verdict: Plain, exhibits: Plain) -> dict[str, Plain]:
    """Return the report's own JSON form: what the pages say, the verdict and every exhibit's digests."""
    return {
        "schema": "netdoc.report/1",
        "title": document.title,
        "reference": document.reference,
        "variant": document.variant,
        "made_at": document.made_at,
        "language": document.language,
        "running": list(document.running),
        "blocks": [to_plain(each) for each in document.blocks],
        "verdict": verdict,
        "exhibits": exhibits,
    }
