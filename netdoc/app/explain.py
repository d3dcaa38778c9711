"""What lies behind a verdict: incidents and rules asked for by their ids, explained, and as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from netdoc import discover
from netdoc.diagnosis.explaining import IncidentExplained, explain_incident
from netdoc.diagnosis.specification import Specification, specification
from netdoc.diagnosis.tables import PROOFS, Proof
from netdoc.errors import BadInput
from netdoc.model.codec import format_time
from netdoc.model.evidence import Evidence
from netdoc.model.finding import Finding
from netdoc.model.verdict import Judged, Verdict, finding_to_plain, incident_to_plain
from netdoc.plugin import Rule

MOST_NAMED = 8
"""Incidents listed one by one in an error; of more, the first and the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleExplained:
    """One rule: its specification, what its fault needs, and its finding for each incident."""

    rule: Rule
    specification: Specification
    proof: Proof
    findings: tuple[tuple[Judged, Finding], ...]
    window: Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """What was asked for, each in the order asked."""

    verdict: Verdict
    incidents: tuple[IncidentExplained, ...]
    rules: tuple[RuleExplained, ...]


def explain(
    verdict: Verdict, evidence: Evidence, names: Sequence[str], rules: Mapping[str, Rule] | None = None
) -> Explained:
    """Return the incidents and rules of some ids, in whatever case they are written.

    Raises:
        BadInput: an id that is neither; the hint lists those there are.
    """
    rules = discover.rules() if rules is None else rules
    by_id = {each.incident.id.lower(): each for each in verdict.incidents}
    by_rule = {each.id.lower(): each for each in rules.values()}
    wanted = list(dict.fromkeys(each.strip().lower() for each in names))
    for each in wanted:
        if each not in by_id and each not in by_rule:
            raise BadInput(
                f"{each[:40]!r} is no incident of this window and no rule",
                where="--explain",
                hint=f"incidents: {_ids(list(verdict.incidents))}; rules: {', '.join(rules)}",
            )
    return Explained(
        verdict=verdict,
        incidents=tuple(
            explain_incident(evidence, by_id[each], verdict.incidents, rules) for each in wanted if each in by_id
        ),
        rules=tuple(_rule(verdict, evidence, by_rule[each]) for each in wanted if each in by_rule),
    )


def _ids(incidents: Sequence[Judged]) -> str:
    named = [each.incident.id for each in incidents]
    if not named:
        return "none"
    return ", ".join(named) if len(named) <= MOST_NAMED else f"{named[0]} to {named[-1]}"


def _rule(verdict: Verdict, evidence: Evidence, rule: Rule) -> RuleExplained:
    found = [
        (judged, finding) for judged in verdict.incidents for finding in judged.findings if finding.rule == rule.id
    ]
    return RuleExplained(
        rule=rule, specification=specification(rule), proof=PROOFS[rule.fault], findings=tuple(found),
        window=rule.judge(evidence, None),
    )  # fmt: skip


def explained_to_plain(explained: Explained) -> dict[str, Any]:
    """Return the document `netdoc.explain/1`."""
    return {
        "schema": "netdoc.explain/1",
        "site": explained.verdict.site,
        "rules_version": explained.verdict.rules_version,
        "incidents": [_incident_to_plain(each) for each in explained.incidents],
        "rules": [_rule_to_plain(each) for each in explained.rules],
    }


def _incident_to_plain(explained: IncidentExplained) -> dict[str, Any]:
    return {
        "incident": incident_to_plain(explained.judged),
        "why": list(explained.why),
        "findings": [_finding(each) for each in explained.findings],
        "faults": [
            {
                "fault": each.fault.value,
                "state": each.state.value,
                "parties": [party.value for party in each.parties],
                "rivals_open": [rival.value for rival in each.rivals_open],
                "planes_needed": sorted(plane.value for plane in each.needed),
                "planes_one_of": sorted(plane.value for plane in each.one_of),
                "planes_heard": sorted(plane.value for plane in each.heard),
                "incidents_needed": each.repeats_needed,
                "incidents_seen": each.repeats_seen,
                "missing": list(each.missing),
            }
            for each in explained.stands
        ],
        "inputs": [
            {
                "kind": each.kind,
                "subject": each.subject,
                "at": format_time(each.at),
                "place": each.place.value,
                "words": each.words,
                "plane": each.plane or None,
                "capture": each.digest or None,
            }
            for each in explained.inputs
        ],
        "flips": [{"about": str(each.about), "now": each.now, "then": each.then} for each in explained.flips],
    }


def _rule_to_plain(explained: RuleExplained) -> dict[str, Any]:
    proof = explained.proof
    return {
        "rule": explained.rule.id,
        "fault": explained.rule.fault.value,
        "title": explained.specification.title,
        "specification": dict(explained.specification.parts),
        "rivals": [each.value for each in proof.rivals],
        "planes_needed": sorted(each.value for each in proof.planes),
        "planes_one_of": sorted(each.value for each in proof.any_of),
        "incidents_needed": proof.repeats,
        "findings": [_finding(finding) for _, finding in explained.findings],
        "window": _finding(explained.window),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {**finding_to_plain(finding), "missing": list(finding.missing)}
