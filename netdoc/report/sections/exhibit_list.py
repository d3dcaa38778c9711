"""Exhibits with their hashes, how to recompute the verdict, and what all this does not show."""

from __future__ import annotations

from collections.abc import Sequence

from netdoc.model.codec import format_time
from netdoc.plugin import Section
from netdoc.report.custody import Enclosed
from netdoc.report.document import Align, Block, Bullets, Column, EndMark, Heading, Paragraph, Table
from netdoc.report.exhibits import Exhibit
from netdoc.report.view import View
from netdoc.report.words import count

_COLUMNS = (
    Column(title="Exhibit", width=1.0),
    Column(title="What, and from whom", width=4.0),
    Column(title="Taken, local", width=2.4),
    Column(title="Bytes", width=1.25, align=Align.RIGHT),
    Column(title="SHA-256", width=4.0),
)


def write(view: View) -> Sequence[Block]:
    """Return the list, the recipe and the honest claim."""
    return (
        Heading(text="Exhibits, and how to check this report"),
        *_list(view),
        Heading(text="How to recompute the verdict", level=2),
        Bullets(items=_recipe(view)),
        Heading(text="What this report does not show", level=2),
        Paragraph(
            text="The SHA-256 values tie each exhibit to the bytes that were stored. They do not show who stored them, "
            f"nor that the technician connected the right cable. {_signed(view)}Compare it with your own "
            "records at the times listed."
        ),
        EndMark(text="End of the report"),
    )


def _signed(view: View) -> str:
    return "" if view.custody is not None and view.custody.fingerprint else "This report is not signed. "


def _list(view: View) -> list[Block]:
    listed = view.exhibits.listed
    if not listed:
        return [Paragraph(text="No capture is cited by any finding.")]
    blocks: list[Block] = [
        Table(caption="Captures cited", columns=_COLUMNS, rows=tuple(_row(view, each) for each in listed))
    ]
    if any(len(each.digests) > 1 for each in listed):
        blocks.append(
            Paragraph(
                text="Where an exhibit is several captures, the value is the SHA-256 of their own SHA-256 values in "
                "lower-case hex, sorted, one a line. All of them stand in the attached exhibits.json.",
                small=True,
            )
        )
    return blocks


def _row(view: View, exhibit: Exhibit) -> tuple[str, ...]:
    reader = f"; read by {exhibit.reader}" if exhibit.reader else ""
    if exhibit.first is None or exhibit.last is None:
        taken = "time not held"
    elif exhibit.first == exhibit.last:
        taken = view.times.stamp(exhibit.first)
    else:
        taken = view.times.span(exhibit.first, exhibit.last)
    size = count(exhibit.size) if exhibit.size is not None else "not given"
    return (exhibit.id, f"{exhibit.what}; from: {exhibit.source}{reader}", taken, size, exhibit.hash)


def _recipe(view: View) -> tuple[str, ...]:
    until = format_time(view.verdict.window_end)
    rules = view.verdict.rules_version or "not stated"
    aside = ", the withheld words aside" if view.variant.redacted else ""
    if view.custody is not None and view.custody.enclosed is not Enclosed.WITHHELD:
        return (
            f"Install netdoc-toolkit with rule set {rules}; another rule set may judge otherwise.",
            "«netdoc verify» with this file's name judges the records again and compares; see «Custody» above.",
        )
    return (
        f"Install netdoc-toolkit with rule set {rules}; another rule set may judge otherwise.",
        "Ask for the records: «netdoc export» writes every capture and observation as JSON lines; "
        "«netdoc import observations FILE» reads them back.",
        f"«netdoc diagnose {view.verdict.site} --until {until} --json» then prints the attached verdict.json{aside}.",
    )


SECTION = Section(id="exhibit_list", place=70, write=write)
