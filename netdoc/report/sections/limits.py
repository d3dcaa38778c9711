"""Limits: what was not tested, what was set aside, what else could explain it, and the next tests."""

from __future__ import annotations

from collections.abc import Sequence

from netdoc.model.plane import Plane
from netdoc.model.segment import Party
from netdoc.model.verdict import Conclusion, Discarded, GapSpan, NextTest, Standing
from netdoc.plugin import Section
from netdoc.report.agreed_test import unmarked
from netdoc.report.clocks import clock_blocks
from netdoc.report.document import Align, Block, Bullets, Column, Heading, Paragraph, Table
from netdoc.report.exhibits import findings_of
from netdoc.report.headline import watched
from netdoc.report.silence_words import kept_together
from netdoc.report.standing_order import ordered_parties
from netdoc.report.texts import shorten
from netdoc.report.variants import accused
from netdoc.report.view import View
from netdoc.report.words import (
    FACT_WORDS,
    PARTY_NOUN,
    PARTY_SHORT,
    PLANE_WORDS,
    capital,
    count,
    duration,
    joined,
    lacks,
    percent,
    rung_words,
)

_MOST_ROWS = 60
_TEST = 120
_VENDORS = frozenset({Party.LINE, Party.EQUIPMENT, Party.PROVIDER, Party.FAR_END})


def write(view: View) -> Sequence[Block]:
    """Return what weakens this report, said by the report itself."""
    blocks: list[Block] = [Heading(text="Limits of this report")]
    blocks += [Heading(text="What was not tested", level=2), Bullets(items=_not_tested(view))]
    blocks += [Heading(text="Other explanations", level=2), Bullets(items=_alternatives(view))]
    blocks += _next_tests(view)
    blocks += clock_blocks(view)
    blocks += _gaps(view)
    blocks += _discarded(view)
    return blocks


def _not_tested(view: View) -> tuple[str, ...]:
    heard = {plane for each in findings_of(view.verdict) for plane in each.planes}
    silent = [PLANE_WORDS[each] for each in Plane if each not in heard]
    items = []
    if silent:
        items.append(f"No finding rests on these witnesses: {joined(silent, 'and')}.")
    if view.verdict.coverage < 0.9995:
        items.append(
            f"{percent(view.verdict.coverage)} of the period was watched ({watched(view)}); the rest is unknown."
        )
    told = [f"{capital(each.rstrip('.'))}." for each in (*view.verdict.limitations, *view.site.limitations)]
    if view.verdict.clock_bound_s is None and not any("clock" in each for each in told):
        items.append("How far the clock was off is not known for all of the period: see «How right the times are».")
    if not view.times.known:
        items.append(f"The time zone «{view.site.time_zone}» is not known to this computer; all times are in UTC.")
    if view.variant.redacted:
        items.append("The client's MAC and LAN addresses, host names and SSIDs are withheld in this copy.")
    items += told
    return tuple(dict.fromkeys(items)) or ("Nothing that is known of.",)


def _alternatives(view: View) -> tuple[str, ...]:
    verdict = view.verdict
    named = accused(verdict)
    items = []
    for held in ordered_parties(view):
        if held.party is named or held.standing is Standing.CLEARED:
            continue
        words = {
            Standing.CONTRADICTED: "the evidence about it contradicts itself",
            Standing.INSUFFICIENT: "not excluded",
        }.get(held.standing, "something speaks for it")
        if held.party in verdict.remaining:
            words = "one of those that the data cannot tell apart"
        missing = f"; missing: {joined(lacks(held.missing), 'and')}" if held.missing else ""
        items.append(f"{capital(PARTY_NOUN[held.party])}: {words}{missing}.{_told_by(view, held.party)}")
    judged = {held.party for held in verdict.parties}
    unjudged = [PARTY_SHORT[each].lower() for each in Party if each not in judged]
    if unjudged:
        items.append(f"Not judged, since no rule found anything about them: {joined(unjudged, 'and')}.")
    cleared = [held for held in verdict.parties if held.standing is Standing.CLEARED]
    tested = [PARTY_SHORT[held.party].lower() for held in cleared if held.speaks_against]
    unseen = [PARTY_SHORT[held.party].lower() for held in cleared if not held.speaks_against]
    if tested:
        items.append(f"Tested and in order: {joined(tested, 'and')}.")
    if unseen:
        items.append(f"Nothing measured points there, and no test of its own was made: {joined(unseen, 'and')}.")
    if verdict.conclusion is Conclusion.NO_FAULT:
        items.append("A fault that comes and goes may not have shown itself while this was measured.")
    items.append("Loss and delay are measured as round trips: the way back may differ from the way out.")
    return tuple(items)


def _told_by(view: View, party: Party) -> str:
    """Return which test would tell whether it is this party, with its place in the table of tests."""
    tests = [(number, each) for number, each in enumerate(view.verdict.next_tests, 1) if party in each.separates]
    if not tests:
        return " No test that is at hand here would tell; its own records would." if party in _VENDORS else ""
    number, test = tests[0]
    return f" What would tell: test {number}, {shorten(test.what.rstrip('. '), _TEST)}."


def _next_tests(view: View) -> list[Block]:
    heading = Heading(text="Next tests", level=2)
    tests = view.verdict.next_tests
    if not tests:
        return [heading, Paragraph(text="No further test is proposed.")]
    columns = (
        Column(title="Test", width=5.0),
        Column(title="Tells apart", width=2.4),
        Column(title="Takes", width=1.2, align=Align.RIGHT),
        Column(title="Must agree", width=1.7),
        Column(title="Disturbs", width=1.9),
    )
    rows = tuple(
        (
            f"{number}. {_with_command(view, each)}",
            joined([PARTY_SHORT[party].lower() for party in each.separates], "and") or "shows more incidents",
            duration(each.duration_s) if each.duration_s > 0 else "minutes",
            each.who_agrees or "nobody",
            each.disturbs or "nothing",
        )
        for number, each in enumerate(tests, 1)
    )
    return [heading, Table(caption="The cheapest first", columns=columns, rows=rows), *_marks(tests)]


def _with_command(view: View, test: NextTest) -> str:
    """Return what to do; the command is for whoever runs netdoc, and no vendor does."""
    return f"{test.what.rstrip()} (`{test.command}`)" if test.command and not view.variant.redacted else test.what


def _marks(tests: Sequence[NextTest]) -> list[Block]:
    rows = tuple(
        (
            shorten(each.what, _TEST),
            kept_together(each.pass_mark) or unmarked(each),
            " ".join(f"{one.rstrip('. ')}." for one in each.shows) or "not stated",
        )
        for each in tests
        if each.pass_mark or each.shows
    )
    columns = (
        Column(title="Test", width=3.2),
        Column(title="Pass mark", width=3.6),
        Column(title="What its results show", width=5.4),
    )
    return [Table(caption="Pass marks and results", columns=columns, rows=rows)] if rows else []


def _gaps(view: View) -> list[Block]:
    held: dict[tuple[str, str, str], list[GapSpan]] = {}
    for each in view.verdict.gaps:
        held.setdefault((each.subject, each.what, each.why), []).append(each)
    heading = Heading(text="Gaps: what could not be asked", level=2)
    if not held:
        return [heading, Paragraph(text="Every question that was planned could be asked.")]
    columns = (
        Column(title="About", width=1.6),
        Column(title="What", width=1.8),
        Column(title="Why, and what would help", width=5.0),
        Column(title="Times", width=0.8, align=Align.RIGHT),
        Column(title="In all", width=1.2, align=Align.RIGHT),
        Column(title="First, local", width=2.1),
    )
    rows = []
    for (subject, what, why), spans in list(held.items())[: view.most(_MOST_ROWS)]:
        length = sum((each.end - each.start).total_seconds() for each in spans)
        hint = next((each.hint for each in spans if each.hint), "")
        rows.append(
            (
                rung_words(view.site.rung(subject), subject),
                FACT_WORDS.get(what, what),
                f"{why}{f' (try: {hint})' if hint else ''}",
                count(len(spans)),
                duration(length) if length > 0 else "an instant",
                view.times.stamp(min(each.start for each in spans)),
            )
        )
    return [heading, Table(caption="Gaps blame nobody", columns=columns, rows=tuple(rows)), *_left(view, len(held))]


def _discarded(view: View) -> list[Block]:
    held: dict[tuple[str, str], list[Discarded]] = {}
    for each in view.verdict.discarded:
        held.setdefault((each.rung, each.why), []).append(each)
    heading = Heading(text="Samples set aside", level=2)
    if not held:
        return [heading, Paragraph(text="No sample was set aside.")]
    columns = (
        Column(title="Step", width=2.4),
        Column(title="Why", width=5.2),
        Column(title="Stretches", width=1.2, align=Align.RIGHT),
        Column(title="Samples", width=1.2, align=Align.RIGHT),
    )
    rows = tuple(
        (
            rung_words(view.site.rung(rung), rung),
            why,
            count(len(spans)),
            count(sum(each.samples for each in spans)),
        )
        for (rung, why), spans in list(held.items())[: view.most(_MOST_ROWS)]
    )
    return [heading, Table(caption="Taken, and not judged", columns=columns, rows=rows), *_left(view, len(held))]


def _left(view: View, groups: int) -> list[Block]:
    left = groups - view.most(_MOST_ROWS)
    return [Paragraph(text=f"{left} more kinds stand in the attached verdict.json.", small=True)] if left > 0 else []


SECTION = Section(id="limits", place=60, write=write)
