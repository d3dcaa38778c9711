"""The PDF: the document handed to typst as data, set by the templates beside this file.

typst is imported here at first use and nowhere else. No font of the computer, no package, no network and
no clock has a part in it, so the same document gives the same bytes. No text is ever read as markup.
"""

from __future__ import annotations

import dataclasses
import json
from datetime import datetime
from pathlib import Path
from types import ModuleType

from netdoc.errors import ReportError
from netdoc.model.codec import Plain
from netdoc.report.document import Block, Document, HeatStrip, OnePage, TimeAxis
from netdoc.report.draw import Drawing, draw_axis, draw_strip
from netdoc.report.glyphs import FONTS, shown
from netdoc.report.plain import to_plain
from netdoc.report.texts import map_texts

TEMPLATE = Path(__file__).parent / "template"
STANDARD = "a-3a"
"""PDF/A-3 with tags: archivable, readable aloud, and attachments are allowed in it."""


def to_pdf(document: Document) -> bytes:
    """Return the document as a tagged PDF/A-3a with its attachments inside.

    Raises:
        ReportError: typst is not installed here, or could not set the document.
    """
    typst = _typst()
    data = map_texts(_data(document), shown)
    inputs = {"document": json.dumps(data, ensure_ascii=False)}
    # an attachment is handed over as it is: its bytes are not text to be shown
    inputs |= {f"attachment-{index}": _handed(each.body) for index, each in enumerate(document.attachments)}
    try:
        pdf: bytes = typst.compile(
            TEMPLATE / "report.typ",
            root=TEMPLATE,
            font_paths=[FONTS],
            ignore_system_fonts=True,
            package_path=TEMPLATE,
            package_cache_path=TEMPLATE,
            sys_inputs=inputs,
            pdf_standards=[STANDARD],
            timestamp=datetime.fromisoformat(document.made_at),
        )
    except typst.TypstError as broken:
        raise ReportError(
            f"the PDF could not be set: {broken}", hint="write the report with --html and report this message"
        ) from broken
    return pdf


def _handed(body: str | bytes) -> str:
    """Return an attachment as typst takes it: texts only, so that bytes become a list of numbers."""
    return body if isinstance(body, str) else json.dumps(list(body))


def _typst() -> ModuleType:
    try:
        import typst
    except ImportError as missing:
        raise ReportError(
            "the PDF engine typst is not installed here", hint="write the same report with --html instead"
        ) from missing
    return typst


def _data(document: Document) -> Plain:
    return {
        "title": document.title,
        "language": document.language,
        "running": list(document.running),
        "blocks": [_block(each) for each in document.blocks],
        "attachments": [
            {
                "name": each.name,
                "media_type": each.media_type,
                "description": each.description,
                "is_text": isinstance(each.body, str),
            }
            for each in document.attachments
        ],
    }


def _block(block: Block) -> Plain:
    if isinstance(block, OnePage):
        return {"block": "OnePage", "blocks": [_block(each) for each in block.blocks]}
    if isinstance(block, HeatStrip):
        return _picture(block, draw_strip(block))
    if isinstance(block, TimeAxis):
        return _picture(block, draw_axis(block))
    return to_plain(block)


def _picture(block: HeatStrip | TimeAxis, drawing: Drawing) -> Plain:
    return {
        "block": "Picture",
        "title": block.title,
        "axis": block.axis,
        "alt": block.alt,
        "note": block.note,
        "width": drawing.width,
        "height": drawing.height,
        "shapes": [{"shape": type(each).__name__, **dataclasses.asdict(each)} for each in drawing.shapes],
    }
