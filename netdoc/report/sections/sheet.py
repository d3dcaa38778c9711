"""The vendor sheet, page 1 of a vendor's copy. An agent reads it in twenty seconds and copies it to the ticket."""

from __future__ import annotations

from collections.abc import Sequence

from netdoc.model.finding import Finding
from netdoc.model.verdict import PartyStanding, Standing
from netdoc.plugin import Section
from netdoc.report.agreed_test import deadlock
from netdoc.report.already_done import ticks
from netdoc.report.asks import ask
from netdoc.report.document import (
    Blanks,
    Block,
    Box,
    BoxKind,
    ForAgainst,
    ForAgainstRow,
    Heading,
    KeyValues,
    Number,
    OnePage,
    PageBreak,
    Paragraph,
    ThreeNumbers,
    TickList,
)
from netdoc.report.findings import grouped
from netdoc.report.headline import headline, standing_line, watched
from netdoc.report.identity import matter, office
from netdoc.report.service_numbers import service_numbers, service_ticks
from netdoc.report.standing_order import ordered_parties, says_something
from netdoc.report.statements import latest
from netdoc.report.strip import heat_strip
from netdoc.report.texts import shorten
from netdoc.report.variants import Variant, accused, title, unfilled, vendor_fields
from netdoc.report.view import View
from netdoc.report.words import (
    PARTY_SHORT,
    STANDING_WORDS,
    capital,
    count,
    lacks,
    minutes_range,
    percent,
    plural,
)

_MOST_PARTIES = 5
_MOST_STATEMENTS = 2
_REASON, _NAME, _QUOTE = 240, 90, 90
_ROOM = ((150, 80), (150, 80), (150, 80), (120, 60), (72, 34), (50, 24), (36, 20))
"""Characters of a finding, and of what is missing, by how many parties are shown: five have to fit one page too,
and a line more above or below leaves less for them."""


def write(view: View) -> Sequence[Block]:
    """Return the sheet, as one block that fits one page."""
    hosting = view.variant is Variant.HOSTING
    blocks: list[Block] = [
        _title(view),
        KeyValues(pairs=_identity(view)),
        Box(
            kind=BoxKind.HEADLINE,
            title="Finding",
            text=headline(view),
            lines=tuple(each for each in (standing_line(view), _reason(view)) if each),
        ),
        Box(kind=BoxKind.ASK, title="What we ask", lines=tuple(shorten(each, _REASON) for each in ask(view))),
        ThreeNumbers(numbers=(service_numbers(view) if hosting else ()) or _numbers(view)),
    ]
    strip = heat_strip(view)
    if strip is not None:
        blocks.append(strip)
    else:
        blocks.append(Paragraph(text="No sample of the path was taken, so there is no loss to draw.", small=True))
    blocks.append(_for_against(view))
    blocks += _said(view)
    began = [each.incident.start for each in view.verdict.incidents]
    done = service_ticks(view) if hosting else ()
    done += tuple(each for each in ticks(view.evidence, view.exhibits, view.times, began) if each.done or not done)
    blocks.append(TickList(title=f"Already done (times: {view.times.name})", ticks=done))
    blocks.append(_ticket(view))
    return (OnePage(blocks=tuple(blocks)), PageBreak())


def _title(view: View) -> Block:
    if view.variant is Variant.PLAIN:  # the office's own page stands before this one, and has the title
        return Heading(text="In a vendor's words")
    return Paragraph(text=title(view.variant, view.site), strong=True)


def _crowding(view: View) -> int:
    """Return how many lines this page has that an ordinary one has not."""
    return (view.amends is not None) + (view.custody is not None)


def _reason(view: View) -> str:
    return capital(shorten(view.verdict.reason, _REASON // 2 if _crowding(view) > 1 else _REASON))


def _identity(view: View) -> tuple[tuple[str, str], ...]:
    given = [(label, shorten(value, _NAME)) for label, value in vendor_fields(view.variant, view.site) if value]
    return (*office(view), *given, *matter(view))


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


def _held(view: View) -> list[PartyStanding]:
    return [each for each in ordered_parties(view) if says_something(view, each)]


def _shown(view: View) -> list[PartyStanding]:
    return _held(view)[:_MOST_PARTIES]


def _for_against(view: View) -> ForAgainst:
    held, shown = _held(view), _shown(view)
    left = [PARTY_SHORT[each.party] for each in held[_MOST_PARTIES:]]
    unjudged = f"Not shown for want of room: {', '.join(left)}. " if left else ""
    most, lack = _ROOM[max(0, len(shown) - 1) + _crowding(view)]
    rows = tuple(
        ForAgainstRow(
            party=PARTY_SHORT[each.party],
            standing=STANDING_WORDS[each.standing],
            speaks_for=_sentences(each.speaks_for, most),
            speaks_against=_sentences(each.speaks_against, most),
            remaining=_remaining(view, each, lack),
        )
        for each in shown
    )
    note = "Times within findings are UTC. Every finding, with its exhibit, follows under «For and against each party»."
    return ForAgainst(rows=rows, note=f"{unjudged}{note}" if rows else "No rule found anything for or against a party.")


def _said(view: View) -> list[Block]:
    """Return the last word of each vendor; how far it reaches stands here, or on the joint sheet behind."""
    told = latest(view, _QUOTE)
    most = 1 if len(_shown(view)) >= _MOST_PARTIES else _MOST_STATEMENTS
    if not told:
        return []
    joint = view.variant is Variant.JOINT and deadlock(view)
    lines = tuple(each.quoted if joint else each.briefly() for each in told[:most])
    left = len(told) - most
    lines += (f"{plural(left, 'more vendor')} quoted under «Steps on site and statements».",) if left > 0 else ()
    return [Box(kind=BoxKind.NOTE, title="What vendors said", lines=lines)]


def _remaining(view: View, held: PartyStanding, most: int) -> str:
    """Return what is still open about a party, so that «against» is never read as «excluded»."""
    missing = lacks(held.missing)
    more = f", and {len(missing) - 1} more" if len(missing) > 1 else ""
    asked = f"{shorten(missing[0], most)}{more}" if missing else ""
    if held.party in view.verdict.remaining:
        return f"not excluded; missing: {asked}" if asked else "not excluded"
    if held.standing is Standing.CLEARED:
        return "nothing" if held.speaks_against else "no test of its own was made"
    if held.party is accused(view.verdict) and held.standing is Standing.ESTABLISHED:
        return "nothing"
    return f"missing: {asked}" if asked else "not every witness was heard"


def _sentences(findings: Sequence[Finding], most: int) -> tuple[str, ...]:
    groups = grouped(findings)
    more = f" And {len(groups) - 1} more." if len(groups) > 1 else ""
    return tuple(
        f"{_stopped(shorten(each.line(), most))}{more}" if more else shorten(each.line(), most) for each in groups[:1]
    )


def _stopped(text: str) -> str:
    return text if text[-1:] in "….)" else f"{text}."


def _ticket(view: View) -> Blanks:
    missing = unfilled(view.variant, view.site, view.verdict)
    warning = (
        (f"▲ Not given in the site file, and the vendor will ask for it: {', '.join(missing)}.",) if missing else ()
    )
    noted = ("Words noted by, when",) if view.custody else ()
    return Blanks(
        title="For the ticket",
        labels=("Ticket number", "Spoken to, when", "Promised, by when", *noted, *missing),
        lines=(*_seal(view), *warning),
    )


def _seal(view: View) -> tuple[str, ...]:
    """Return the words that the vendor's own ticket shall date."""
    if view.custody is None:
        return ()
    return (f"Please note in the ticket, as the seal of these records: {' '.join(view.custody.words)}",)


SECTION = Section(id="sheet", place=10, write=write)
