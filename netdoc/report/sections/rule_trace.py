"""For engineers: every finding of every rule, every question without an answer, and the office as it was described."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from netdoc.model.finding import Bearing, Finding
from netdoc.model.segment import Segment
from netdoc.plugin import Section
from netdoc.report.document import Align, Block, Column, Heading, Paragraph, Table
from netdoc.report.exhibits import findings_of
from netdoc.report.statements import SEGMENT_WORDS
from netdoc.report.variants import Variant
from netdoc.report.view import View
from netdoc.report.words import FACT_WORDS, NBSP, capital, count, joined, lacks, rung_words

_BEARINGS = {Bearing.BLAMES: "speaks for", Bearing.CLEARS: "speaks against", Bearing.SILENT: "silent"}
_FINDINGS = (
    Column(title="Incident", width=1.0),
    Column(title="Rule", width=1.2),
    Column(title="Fault", width=1.9),
    Column(title="It", width=1.3),
    Column(title="Finding", width=5.0),
    Column(title="Exhibit", width=1.3),
)
_SILENT = (
    Column(title="Rule", width=1.2),
    Column(title="Fault", width=1.9),
    Column(title="Why it is silent, and what it lacked", width=6.6),
    Column(title="Times", width=0.8, align=Align.RIGHT),
)
_MISSED = (
    Column(title="Asked", width=2.4),
    Column(title="For", width=2.4),
    Column(title="What came instead", width=2.6),
    Column(title="Times", width=0.9, align=Align.RIGHT),
    Column(title="First and last, local", width=3.4),
)
_MOST = 3000
"""Rows of one table; a month of trouble may hold more, and the attached verdict.json holds all."""


def write(view: View) -> Sequence[Block]:
    """Return the trace, for the technical copy alone."""
    if view.variant is not Variant.TECHNICAL:
        return ()
    return (Heading(text="Rules, questions and the office, in full"), *_trace(view), *_missed(view), *_office(view))


def _trace(view: View) -> list[Block]:
    held = list(dict.fromkeys(findings_of(view.verdict)))
    spoken = [each for each in held if each.bearing is not Bearing.SILENT]
    blocks: list[Block] = [Heading(text="What each rule found", level=2)]
    if spoken:
        rows = tuple(_finding(view, each) for each in spoken[:_MOST])
        blocks.append(Table(caption="Findings for and against", columns=_FINDINGS, rows=rows))
    else:
        blocks.append(Paragraph(text="No rule spoke for or against anybody."))
    if len(spoken) > _MOST:
        left = f"{count(len(spoken) - _MOST)} more findings stand in the attached verdict.json."
        blocks.append(Paragraph(text=left, small=True))
    silent: dict[tuple[str, str, str], int] = {}
    for each in held:
        if each.bearing is Bearing.SILENT:
            lacked = f"; lacked: {joined(lacks(each.missing), 'and')}" if each.missing else ""
            key = (each.rule, each.fault.value, f"{each.sentence or 'no reason recorded'}{lacked}")
            silent[key] = silent.get(key, 0) + 1
    if silent:
        rows = tuple((*key, count(times)) for key, times in sorted(silent.items())[:_MOST])
        blocks.append(Table(caption="Rules that were silent", columns=_SILENT, rows=rows))
    return blocks


def _finding(view: View, finding: Finding) -> tuple[str, ...]:
    return (
        finding.incident or "period",
        finding.rule,
        finding.fault.value,
        _BEARINGS[finding.bearing],
        finding.sentence or "no sentence recorded",
        view.exhibits.words(finding.cites),
    )


def _missed(view: View) -> list[Block]:
    held: dict[tuple[str, str, str], list[datetime]] = {}
    for each in view.evidence.missed:
        held.setdefault((each.subject, each.what, each.failure), []).append(each.at)
    heading = Heading(text="Questions without an answer", level=2)
    if not held:
        return [heading, Paragraph(text="Every question that was asked was answered, path samples aside.")]
    rows = tuple(
        (
            rung_words(view.site.rung(subject), subject),
            FACT_WORDS.get(what, what),
            failure or "nothing",
            count(len(times)),
            view.times.span(min(times), max(times)),
        )
        for (subject, what, failure), times in sorted(held.items())[:_MOST]
    )
    return [heading, Table(caption="Asked and not answered", columns=_MISSED, rows=rows)]


def _office(view: View) -> list[Block]:
    site = view.site
    blocks: list[Block] = [Heading(text="The office as described", level=2)]
    if site.rungs:
        columns = tuple(Column(title=each) for each in ("Step", "Kind", "Address", "Method", "Every", "Whose"))
        rungs = tuple(
            (
                each.id,
                each.kind.value,
                each.address,
                each.method,
                f"{each.period_s:g}{NBSP}s",
                each.role or "not stated",
            )
            for each in site.rungs
        )
        blocks.append(Table(caption="Steps sampled", columns=columns, rows=rungs))
    if site.devices:
        columns = tuple(Column(title=each) for each in ("Box", "Kind", "Address", "Driver", "Login"))
        devices = tuple(
            (each.id, each.kind, each.address, each.driver or "recognised by its answer", _login(each.credentials))
            for each in site.devices
        )
        blocks.append(Table(caption="Boxes read", columns=columns, rows=devices))
    columns = tuple(Column(title=each) for each in ("Segment", "Whose", "Stated or assumed"))
    owners = tuple(
        (capital(SEGMENT_WORDS[each]), site.owner(each), "stated" if each in site.owners else "assumed")
        for each in Segment
    )
    blocks.append(Table(caption="Who answers for what", columns=columns, rows=owners))
    return blocks


def _login(credentials: str | None) -> str:
    return "with a login" if credentials else "without a login"


SECTION = Section(id="rule_trace", place=66, write=write)
