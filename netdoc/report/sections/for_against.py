"""For and against each party, with exhibits: also what speaks against our own finding."""

from __future__ import annotations

from collections.abc import Sequence

from netdoc.model.finding import Finding
from netdoc.model.verdict import PartyStanding, Standing
from netdoc.plugin import Section
from netdoc.report.document import Block, Bullets, Column, Heading, Paragraph, Table
from netdoc.report.findings import grouped, sentences
from netdoc.report.standing_order import ordered_parties
from netdoc.report.view import View
from netdoc.report.words import (
    NOTHING_SHOWN,
    PARTY_TITLE,
    STANDING_MEANING,
    STANDING_WORDS,
    capital,
    joined,
    lacks,
    minutes_range,
    plural,
)

_COLUMNS = (
    Column(title="Finding", width=5.2),
    Column(title="Found in", width=1.7),
    Column(title="Witness", width=1.9),
    Column(title="Rule", width=1.1),
    Column(title="Exhibit", width=1.6),
)


def write(view: View) -> Sequence[Block]:
    """Return one part for each party that was judged."""
    blocks: list[Block] = [Heading(text="For and against each party")]
    if not view.verdict.parties:
        blocks.append(Paragraph(text="No party was judged: no rule found enough to speak for or against one."))
        return blocks
    blocks.append(
        Paragraph(
            text="«For» means: for this party being the cause. One rule stands in each line; its times are in UTC. "
            "The exhibits are listed at the end.",
            small=True,
        )
    )
    for held in ordered_parties(view):
        blocks += _party(view, held)
    return blocks


def _party(view: View, held: PartyStanding) -> list[Block]:
    laid = f" Time that may be laid to it: {minutes_range(held.minutes_min, held.minutes_max)}."
    minutes = laid if held.minutes_max > 0 else ""
    tested = held.standing is not Standing.CLEARED or held.speaks_against
    meaning = STANDING_MEANING[held.standing] if tested else NOTHING_SHOWN
    blocks: list[Block] = [
        Heading(text=PARTY_TITLE[held.party], level=2),
        Paragraph(text=f"{capital(STANDING_WORDS[held.standing])}: {meaning}.{minutes}"),
    ]
    blocks += _side(view, "Speaks for", held.speaks_for)
    blocks += _side(view, "Speaks against", held.speaks_against)
    if held.standing is Standing.CLEARED and not held.speaks_for:
        pass
    elif not held.speaks_for and not held.speaks_against:
        blocks.append(Paragraph(text="Nothing that was measured speaks for it or against it."))
    elif not held.speaks_for:
        blocks.append(Paragraph(text="Nothing that was measured speaks for it.", small=True))
    elif not held.speaks_against:
        blocks.append(Paragraph(text="Nothing that was measured speaks against it.", small=True))
    if held.missing:
        blocks.append(Paragraph(text="Missing, and would settle more:"))
        blocks.append(Bullets(items=lacks(held.missing)))
    return blocks


def _side(view: View, caption: str, findings: Sequence[Finding]) -> list[Block]:
    if not findings:
        return []
    rows = [
        (
            sentences(each),
            _found_in(each.incidents, each.window),
            each.witnesses(),
            each.rule,
            view.exhibits.words(each.cites),
        )
        for each in grouped(findings)
    ]
    return [Table(caption=caption, columns=_COLUMNS, rows=tuple(rows))]


def _found_in(incidents: Sequence[str], window: bool) -> str:
    parts = ["the whole period"] if window else []
    if len(incidents) > 3:
        parts.append(f"{plural(len(incidents), 'incident')} ({incidents[0]} to {incidents[-1]})")
    elif incidents:
        parts.append(", ".join(incidents))
    return joined(parts, "and")


SECTION = Section(id="for_against", place=20, write=write)
