"""An explanation for a person at a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from netdoc.app.explain import Explained, RuleExplained
from netdoc.cli._text import paragraph
from netdoc.cli._verdict_text import span
from netdoc.diagnosis.explaining import IncidentExplained, Stand, State
from netdoc.diagnosis.inputs import DIGEST_LENGTH
from netdoc.diagnosis.wording import listed
from netdoc.model.finding import Bearing, Finding
from netdoc.model.incident import Incident
from netdoc.model.plane import Plane

LONGEST = 200
"""Characters of a silent rule's sentence."""
MOST_INPUTS = 40


def explain_text(explained: Explained) -> str:
    """Return the explanation as text of at most 80 columns."""
    return "\n".join(_lines(explained)) + "\n"


def _lines(explained: Explained) -> Iterator[str]:
    yield paragraph(explained.verdict.headline, indent="  ", first="")
    for each in explained.incidents:
        yield ""
        yield from _incident(each)
        if not each.findings:
            yield paragraph(explained.verdict.reason, indent="    ", first="  ")
    for rule in explained.rules:
        yield ""
        yield from _rule(rule)


def _incident(explained: IncidentExplained) -> Iterator[str]:
    judged, incident = explained.judged, explained.judged.incident
    yield _bounds(incident)
    yield paragraph(f"Known from: {incident.origin.value.replace('_', ' ')}, nearest failing: {incident.rung}"
                    + (f"; {incident.detail}" if incident.detail else ""), indent="    ", first="  ")  # fmt: skip
    about = judged.fault.value if judged.fault else "no fault"
    who = listed([judged.party] if judged.party else judged.remaining) or "nobody"
    yield paragraph(f"Standing: {judged.standing.value}; {about}; {who}", indent="    ", first="  ")
    yield ""
    yield "Why it stands so:"
    for each in explained.why:
        yield paragraph(each, indent="    ", first="  ")
    yield from _findings(explained.findings)
    yield from _stands(explained.stands)
    yield from _inputs(explained)
    yield ""
    yield "What would flip it:"
    for flip in explained.flips:
        yield paragraph(f"{flip.about} is {flip.now}: {flip.then}", indent="    ", first="  - ")
    if not explained.flips:
        yield "  Nothing that a rule could find."


def _bounds(incident: Incident) -> str:
    start, end = _moment(incident.start), "still going on" if incident.ongoing else _moment(incident.end)
    return paragraph(
        f"{incident.id}: {incident.kind.value} from {start} UTC (-{span(incident.start_uncertainty_s)}) to {end} "
        f"(-{span(incident.end_uncertainty_s)}), {span(incident.duration.total_seconds())}"
        + (f", {incident.flaps} flaps" if incident.flaps > 1 else ""),
        indent="  ",
        first="",
    )


def _findings(findings: Sequence[Finding]) -> Iterator[str]:
    yield ""
    yield "What the rules found:"
    for each in findings:
        silent = each.bearing is Bearing.SILENT
        sentence = each.sentence if not silent or len(each.sentence) <= LONGEST else each.sentence[:LONGEST] + "..."
        cites = ", ".join(digest[:DIGEST_LENGTH] for digest in each.cites)
        lacks = f" (lacked {', '.join(each.missing)})" if each.missing else ""
        yield paragraph(
            f"{each.fault.value}: {sentence}{lacks}" + (f" [{cites}]" if cites else ""),
            indent=" " * 20,
            first=f"  {each.rule:<10}{each.bearing.value:<8}",
        )


def _stands(stands: Sequence[Stand]) -> Iterator[str]:
    yield ""
    yield "The faults that could be it (planes heard / needed):"
    for each in stands:
        needs = _planes(each.needed) + (f" + one of {_planes(each.one_of)}" if each.one_of else "")
        repeats = f"; in {each.repeats_seen} of {each.repeats_needed} incidents" if each.repeats_needed > 1 else ""
        rivals = (
            f"; rivals open: {', '.join(each.rivals_open)}" if each.state is State.BLAMED and each.rivals_open else ""
        )
        yield paragraph(
            f"{each.fault.value} ({listed(each.parties)}): {_planes(each.heard)} / {needs}{repeats}{rivals}",
            indent=" " * 16,
            first=f"  {each.state.value:<14}",
        )


def _planes(planes: frozenset[Plane]) -> str:
    return ", ".join(sorted(planes)) or "none"


def _inputs(explained: IncidentExplained) -> Iterator[str]:
    yield ""
    yield "What was looked at (UTC):"
    for each in explained.inputs[:MOST_INPUTS]:
        digest = f" [{each.digest}]" if each.digest else ""
        yield paragraph(
            f"{each.kind} of {each.subject}: {each.words}{digest}",
            indent="      ",
            first=f"  {_moment(each.at)} {each.place.value:<6} ",
        )
    if len(explained.inputs) > MOST_INPUTS:
        yield f"  ... and {len(explained.inputs) - MOST_INPUTS} more: netdoc diagnose --explain ... --json"
    if not explained.inputs:
        yield "  Nothing of what the rules need."


def _rule(explained: RuleExplained) -> Iterator[str]:
    yield paragraph(f"{explained.rule.id}: {explained.specification.title}", indent="  ", first="")
    yield f"  Fault:     {explained.rule.fault.value}"
    for name, text in explained.specification.parts.items():
        yield paragraph(text, indent=" " * 13, first=f"  {name + ':':<11}")
    proof = explained.proof
    needs = _planes(proof.planes) + (f" + one of {_planes(proof.any_of)}" if proof.any_of else "")
    more = f"; in {proof.repeats} incidents" if proof.repeats > 1 else ""
    rivals = ", ".join(proof.rivals) or "none"
    yield paragraph(f"rivals {rivals}; planes {needs}{more}", indent=" " * 13, first="  Proof:     ")
    yield ""
    yield "  What it found:"
    for judged, finding in explained.findings:
        yield paragraph(
            f"{finding.bearing.value}: {finding.sentence}", indent="      ", first=f"    {judged.incident.id} "
        )
    yield paragraph(f"{explained.window.bearing.value}: {explained.window.sentence}", indent="      ",
                    first="    whole window ")  # fmt: skip


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"
