"""A verdict for a person at a terminal: what, on whose account, why, how sure, what is missing, what next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from netdoc.cli._text import paragraph
from netdoc.diagnosis.unquestioned import Unquestioned, unquestioned
from netdoc.model.arm import SilenceOutcome
from netdoc.model.evidence import Evidence
from netdoc.model.fault import FAULT_WORDS
from netdoc.model.finding import Bearing, Finding
from netdoc.model.observation import Seen
from netdoc.model.segment import PARTY_WORDS, Party
from netdoc.model.verdict import PartyStanding, Verdict
from netdoc.report.words import FACT_WORDS

MOST_SENTENCES, MOST_GAPS, MOST_INCIDENTS, MOST_LIMITS = 3, 4, 5, 6


def verdict_text(verdict: Verdict, files: Sequence[Path] = (), evidence: Evidence | None = None) -> str:
    """Return the verdict as text of at most 80 columns, file names excepted.

    With the evidence, boxes that were asked and never answered are named too: a wrong password or address
    must not pass for a modem that was read and found in order.
    """
    return "\n".join(_lines(verdict, files, evidence)) + "\n"


def _lines(verdict: Verdict, files: Sequence[Path], evidence: Evidence | None) -> Iterator[str]:
    yield paragraph(verdict.headline, indent="  ", first="")
    yield ""
    yield from _who(verdict)
    yield _field("Standing", verdict.standing.value)
    yield _field("Watched", _watched(verdict))
    yield ""
    yield paragraph(verdict.reason)
    yield from _why(verdict)
    yield from _over_the_window(verdict)
    yield from _incidents(verdict)
    yield from _silence_tests(verdict)
    yield from _silent_boxes(evidence)
    lacks = unquestioned(evidence) if evidence is not None else None
    yield from _not_questioned(lacks)
    yield from _gaps(verdict)
    yield from _limits([each for each in verdict.limitations if lacks is None or each != lacks.sentence])
    yield from _next(verdict)
    if files:
        yield ""
    for each in files:
        yield f"Report: {each}"


def _field(name: str, text: str) -> str:
    return paragraph(text, indent=" " * 11, first=f"{name}: ".ljust(11) if name else None)


def _who(verdict: Verdict) -> Iterator[str]:
    if verdict.party is not None:
        yield _field("Party", PARTY_WORDS[verdict.party])
    if verdict.fault is not None:
        yield _field("Fault", f"{FAULT_WORDS[verdict.fault]} ({verdict.fault.value})")
    if verdict.remaining:
        words = "; or ".join(PARTY_WORDS[each] for each in verdict.remaining)
        yield _field("One of", f"{words}. The data cannot tell them apart.")


def _watched(verdict: Verdict) -> str:
    length = (verdict.window_end - verdict.window_start).total_seconds()
    start, end = _moment(verdict.window_start), _moment(verdict.window_end)
    return f"{start} to {end} UTC ({span(length)}), {verdict.coverage:.0%} of it sampled"


def _why(verdict: Verdict) -> Iterator[str]:
    concerned = [verdict.party] if verdict.party is not None else list(verdict.remaining)
    held = [each for each in verdict.parties if each.party in concerned]
    for each in held:
        if each.speaks_for or each.speaks_against:
            yield ""
            yield paragraph(f"{_name(each.party)}:")
        yield from _sentences("  for:     ", each.speaks_for)
        yield from _sentences("  against: ", each.speaks_against)
        for stated in each.stated[:MOST_SENTENCES]:
            yield paragraph(stated, indent=" " * 11, first="  stated:  ")
    if not held:
        cleared = [each for each in verdict.parties if each.speaks_against]
        yield from _cleared(cleared)


def _over_the_window(verdict: Verdict) -> Iterator[str]:
    """Tell what stands out over the whole time; it names nobody."""
    found = [each for each in verdict.window_findings if each.bearing is Bearing.BLAMES]
    if found:
        yield ""
        yield "Over the whole time, naming nobody:"
        yield from _sentences("  seen:    ", found)


def _cleared(parties: Sequence[PartyStanding]) -> Iterator[str]:
    if not parties:
        return
    yield ""
    yield "What speaks against a fault:"
    for each in parties:
        yield from _sentences(f"  {each.party.value + ':':<11}", each.speaks_against[:1])


def _sentences(lead: str, findings: Sequence[Finding]) -> Iterator[str]:
    seen: set[str] = set()
    for each in findings:
        if each.sentence in seen:
            continue
        if len(seen) == MOST_SENTENCES:
            yield f"{' ' * len(lead)}... and {len(findings) - MOST_SENTENCES} more: netdoc diagnose --json"
            return
        seen.add(each.sentence)
        yield paragraph(f"{each.sentence} [{each.rule}]", indent=" " * len(lead), first=lead)


def _incidents(verdict: Verdict) -> Iterator[str]:
    if not verdict.incidents:
        return
    yield ""
    yield f"Incidents ({len(verdict.incidents)}):"
    for each in verdict.incidents[:MOST_INCIDENTS]:
        who = _name(each.party) if each.party else ("one of " + ", ".join(_name(one) for one in each.remaining))
        about = who if each.party or each.remaining else "nobody named"
        length = span(each.incident.duration.total_seconds())
        yield paragraph(
            f"{_moment(each.incident.start)} {each.incident.kind.value}, {length}, at {each.incident.rung}: "
            f"{about} ({each.standing.value})",
            indent="    ",
            first="  ",
        )
    if len(verdict.incidents) > MOST_INCIDENTS:
        yield f"  ... and {len(verdict.incidents) - MOST_INCIDENTS} more: netdoc diagnose --json"


def _silence_tests(verdict: Verdict) -> Iterator[str]:
    """Tell the silence tests that run or have ended; one that can show nothing is in the report alone."""
    told = [each for each in verdict.silence_tests if each.outcome is not SilenceOutcome.VOID]
    if told:
        yield ""
        yield "Silence tests:"
    for each in told:
        yield paragraph(f"{each.outcome.value}: {each.sentence}", indent="    ", first="  ")


def _silent_boxes(evidence: Evidence | None) -> Iterator[str]:
    if evidence is None:
        return
    boxes = {each.id for each in evidence.site.devices}
    answered = {(each.subject, each.fact.KIND) for each in evidence.observations if isinstance(each, Seen)}
    silent = {
        (each.subject, each.what): each.detail or each.failure
        for each in evidence.missed
        if each.subject in boxes and (each.subject, each.what) not in answered
    }
    if silent:
        yield ""
        yield "Asked, and not answered:"
    for (subject, what), why in silent.items():
        about = f"{subject}, {FACT_WORDS.get(what, what)}"
        yield paragraph(f"{about}: {why.removeprefix(f'{subject}: ')}", indent="    ", first="  ")


def _not_questioned(lacks: Unquestioned | None) -> Iterator[str]:
    """Tell who may still be at fault because this user lacks a right, and the one command that asks them."""
    if lacks is None:
        return
    yield ""
    yield "Not questioned (this user lacks the right):"
    for each in lacks.suspects:
        yield paragraph(each, indent="    ", first="  - ")
    yield f"  one command asks them: {lacks.command}"


def _gaps(verdict: Verdict) -> Iterator[str]:
    told: dict[tuple[str, str], str] = {}
    for each in verdict.gaps:
        told.setdefault((each.what, each.why), each.hint)
    if told:
        yield ""
        yield "Not measured (blames nobody):"
    hinted: set[str] = set()
    for (what, why), hint in list(told.items())[:MOST_GAPS]:
        help_with_it = f" - try: {hint}" if hint and hint not in hinted else ""
        hinted.add(hint)
        yield paragraph(f"{FACT_WORDS.get(what, what)}: {why}{help_with_it}", indent="    ", first="  ")
    if len(told) > MOST_GAPS:
        yield f"  ... and {len(told) - MOST_GAPS} more: netdoc diagnose --json"


def _limits(limits: Sequence[str]) -> Iterator[str]:
    if not limits:
        return
    yield ""
    yield "Not known about this office:"
    for each in limits[:MOST_LIMITS]:
        yield paragraph(each, indent="    ", first="  - ")
    if len(limits) > MOST_LIMITS:
        yield f"  ... and {len(limits) - MOST_LIMITS} more, all in the report"


def _next(verdict: Verdict) -> Iterator[str]:
    if not verdict.next_tests:
        return
    best, others = verdict.next_tests[0], verdict.next_tests[1:]
    yield ""
    cost = f" ({span(best.duration_s)})" if best.duration_s else ""
    yield _field("Next test", f"{best.what}{cost}")
    for each in best.shows:
        yield _field("", f"- {each}")
    if best.pass_mark:
        yield _field("", f"pass mark: {best.pass_mark}")
    if best.who_agrees:
        yield _field("", f"to be agreed with: {best.who_agrees}")
    if best.disturbs:
        yield _field("", f"it disturbs: {best.disturbs}")
    if best.command:
        yield _field("", f"recorded by: {best.command}")
    if others:
        yield _field("", f"... and {len(others)} more: netdoc next")


def _name(party: Party | None) -> str:
    return PARTY_WORDS[party].partition(" (")[0] if party is not None else ""


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def span(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    if seconds < 2 * 3600:
        return f"{seconds / 60:.0f} min"
    if seconds < 2 * 86400:
        return f"{seconds / 3600:.1f} h"
    return f"{seconds / 86400:.1f} days"
