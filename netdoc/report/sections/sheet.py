"""Page 1: the vendor sheet. An agent reads it in twenty seconds and can copy it to the ticket."""

from __future__ import annotations

from collections.abc import Sequence

from netdoc.model.finding import Finding
from netdoc.model.segment import Party
from netdoc.plugin import Section
from netdoc.report.already_done import ticks
from netdoc.report.asks import ask
from netdoc.report.document import (
    Blanks,
    Block,
    Box,
    BoxKind,
    ForAgainst,
    ForAgainstRow,
    KeyValues,
    Number,
    OnePage,
    PageBreak,
    Paragraph,
    ThreeNumbers,
    TickList,
)
from netdoc.report.findings import grouped
from netdoc.report.headline import complaint_words, headline, standing_line, watched
from netdoc.report.standing_order import ordered_parties, says_something
from netdoc.report.strip import heat_strip
from netdoc.report.texts import shorten
from netdoc.report.variants import title, vendor_fields
from netdoc.report.view import View
from netdoc.report.words import (
    PARTY_SHORT,
    STANDING_WORDS,
    capital,
    count,
    minutes_range,
    percent,
)

_VENDORS = frozenset({Party.LINE, Party.EQUIPMENT, Party.PROVIDER})
_MOST_PARTIES = 5
_SENTENCE, _REASON, _NAME = 150, 330, 90


def write(view: View) -> Sequence[Block]:
    """Return the sheet, as one block that fits one page."""
    blocks: list[Block] = [
        Paragraph(text=title(view.variant, view.site), strong=True),
        KeyValues(pairs=_identity(view)),
        Box(
            kind=BoxKind.HEADLINE,
            title="Finding",
            text=headline(view),
            lines=tuple(each for each in (standing_line(view), _reason(view)) if each),
        ),
        Box(kind=BoxKind.ASK, title="What we ask", lines=tuple(shorten(each, _REASON) for each in ask(view))),
        ThreeNumbers(numbers=_numbers(view)),
    ]
    strip = heat_strip(view)
    if strip is not None:
        blocks.append(strip)
    else:
        blocks.append(Paragraph(text="No sample of the path was taken, so there is no loss to draw.", small=True))
    blocks.append(_for_against(view))
    blocks.append(TickList(title="Already done", ticks=ticks(view.evidence, view.exhibits, view.times)))
    blocks.append(_ticket(view))
    return (OnePage(blocks=tuple(blocks)), PageBreak())


def _reason(view: View) -> str:
    return capital(shorten(view.verdict.reason, _REASON))


def _identity(view: View) -> tuple[tuple[str, str], ...]:
    site, verdict = view.site, view.verdict
    given = [(label, shorten(value, _NAME)) for label, value in vendor_fields(view.variant, site) if value]
    period = view.times.span(verdict.window_start, verdict.window_end)
    offsets = view.times.offsets(verdict.window_start, verdict.window_end)
    began = min((each.incident.start for each in verdict.incidents), default=verdict.window_start)
    memory = f"; incidents from the boxes' own memory since {view.times.minute(began)}" if began < view.start else ""
    return (
        ("Site", shorten(site.name or site.id, _NAME)),
        *given,
        ("Period", f"{period} ({offsets}){memory}"),
        ("Complaint", shorten(complaint_words(view).removeprefix("the complaint was: ").rstrip("."), _NAME)),
    )


def _numbers(view: View) -> tuple[Number, ...]:
    verdict = view.verdict
    bounds = [each.incident.minutes_bounds for each in verdict.incidents]
    least, most = sum(low for low, _ in bounds), sum(high for _, high in bounds)
    number = len(verdict.incidents)
    unseen = "none" if verdict.coverage > 0 else "not known"  # a clean minute needs a minute that was watched
    return (
        Number(value=count(number), label="incident" if number == 1 else "incidents"),
        Number(
            value=minutes_range(least, most) if bounds else unseen,
            label="of trouble in all" if bounds else "time lost in what was watched",
        ),
        Number(
            value=percent(verdict.coverage),
            label=f"of the period watched ({watched(view)})" if verdict.coverage > 0 else "of the period watched",
        ),
    )


def _for_against(view: View) -> ForAgainst:
    held = [each for each in ordered_parties(view) if says_something(view, each)]
    shown = held[:_MOST_PARTIES]
    left = [PARTY_SHORT[each.party] for each in held[_MOST_PARTIES:]]
    unjudged = f"Not shown for want of room: {', '.join(left)}. " if left else ""
    rows = tuple(
        ForAgainstRow(
            party=PARTY_SHORT[each.party],
            standing=STANDING_WORDS[each.standing],
            speaks_for=_sentences(each.speaks_for),
            speaks_against=_sentences(each.speaks_against),
        )
        for each in shown
    )
    note = "Times within findings are UTC. Every finding, with its exhibit, is on the next page."
    return ForAgainst(rows=rows, note=f"{unjudged}{note}" if rows else "No rule found anything for or against a party.")


def _sentences(findings: Sequence[Finding]) -> tuple[str, ...]:
    groups = grouped(findings)
    return tuple(shorten(each.line(), _SENTENCE) for each in groups[:1]) + (
        (f"and {len(groups) - 1} more, next page",) if len(groups) > 1 else ()
    )


def _ticket(view: View) -> Blanks:
    asked = view.variant.redacted or bool(_VENDORS & {view.verdict.party, *view.verdict.remaining})
    missing = [label for label, value in vendor_fields(view.variant, view.site) if asked and not value]
    warning = (
        (f"▲ Not given in the site file, and the vendor will ask for it: {', '.join(missing)}.",) if missing else ()
    )
    return Blanks(
        title="For the ticket",
        labels=("Ticket number", "Spoken to, when", "Promised, by when", *missing),
        lines=warning,
    )


SECTION = Section(id="sheet", place=10, write=write)
