"""A declaration for the person who measured: blank lines, which the tool never fills."""

from __future__ import annotations

from collections.abc import Sequence

from netdoc.plugin import Section
from netdoc.report.document import Blanks, Block, Heading, Paragraph
from netdoc.report.view import View

_LABELS = (
    "Name",
    "Company, function",
    "Experience with such lines",
    "Instructed by",
    "Instructed to do what",
    "On site from, to",
    "What I connected myself",
    "What I saw myself",
    "What others did or told me",
    "What speaks against the finding",
    "Place and date",
    "Signature",
)


def write(view: View) -> Sequence[Block]:
    """Return the lines to fill in; nothing is known of them, and nothing is filled in."""
    del view
    return (
        Heading(text="Declaration of the person who measured"),
        Paragraph(
            text="Optional, and for a person to fill in: netdoc writes nothing on these lines. Signing says that what "
            "is noted here as one's own doing and seeing is true to the best of one's knowledge. It says "
            "nothing of the findings, which anyone can recompute."
        ),
        Blanks(title="To be filled in by hand", labels=_LABELS),
    )


SECTION = Section(id="declaration", place=65, write=write)
