"""What netdoc says in the end, and its one JSON form (`netdoc.verdict/1`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from netdoc.model.arm import Arm, SilenceTest
from netdoc.model.codec import Plain, format_time, to_plain
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident
from netdoc.model.segment import Party


class Conclusion(StrEnum):
    """The answer in one word."""

    FAULT = "fault"
    NO_FAULT = "no_fault"
    INSUFFICIENT = "insufficient"


class Standing(StrEnum):
    """The only scale of certainty, in code, command line and reports."""

    ESTABLISHED = "established"
    INDICATED = "indicated"
    CONTRADICTED = "contradicted"
    INSUFFICIENT = "insufficient"
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An incident with what was concluded about it.

    `remaining` holds two or more parties, or is empty; `candidates` are the faults that nothing has excluded.
    """

    incident: Incident
    party: Party | None
    fault: Fault | None
    standing: Standing
    remaining: tuple[Party, ...]
    findings: tuple[Finding, ...] = ()
    candidates: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyStanding:
    """One party over the whole window, with what speaks for and against it being the cause.

    Attributes:
        stated: what vendors said that denies the place the party answers for; quoted, and not weighed.
    """

    party: Party
    standing: Standing
    minutes_min: float
    minutes_max: float
    speaks_for: tuple[Finding, ...] = ()
    speaks_against: tuple[Finding, ...] = ()
    missing: tuple[str, ...] = ()
    stated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Discarded:
    """Samples set aside and why."""

    rung: str
    start: datetime
    end: datetime
    samples: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GapSpan:
    """Time that was not watched, or a question that could not be asked."""

    subject: str
    start: datetime
    end: datetime
    what: str
    why: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NextTest:
    """A test that would separate what remains.

    Attributes:
        what: what to do, in words a technician can follow.
        separates: parties that it would tell apart; of a test that confirms, the one concerned.
        duration_s: how long it takes, the silence to be watched included.
        who_agrees: who must agree; empty for nobody.
        disturbs: what it disturbs in the office; empty for nothing.
        command: the netdoc command that records it.
        pass_mark: of a silence test, the number fixed in advance.
        shows: what each outcome would show, one sentence each.
    """

    id: str
    what: str
    separates: tuple[Party, ...]
    duration_s: int
    who_agrees: str = ""
    disturbs: str = ""
    command: str = ""
    pass_mark: str = ""
    shows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Conclusion, party, fault and standing, or the set that the data cannot separate."""

    site: str
    window_start: datetime
    window_end: datetime
    complaint: str | None
    conclusion: Conclusion
    party: Party | None
    fault: Fault | None
    standing: Standing
    remaining: tuple[Party, ...]
    headline: str
    reason: str
    parties: tuple[PartyStanding, ...] = ()
    incidents: tuple[Judged, ...] = ()
    window_findings: tuple[Finding, ...] = ()
    discarded: tuple[Discarded, ...] = ()
    gaps: tuple[GapSpan, ...] = ()
    coverage: float = 0.0
    clock_bound_s: float | None = None
    next_tests: tuple[NextTest, ...] = ()
    arms: tuple[Arm, ...] = ()
    silence_tests: tuple[SilenceTest, ...] = ()
    limitations: tuple[str, ...] = ()
    rules_version: str = ""
    schema: str = "netdoc.verdict/1"


EXIT_CODES = {
    (Conclusion.NO_FAULT, None): 0,
    (Conclusion.FAULT, Standing.INDICATED): 1,
    (Conclusion.FAULT, Standing.ESTABLISHED): 2,
}


def exit_code(verdict: Verdict) -> int:
    """Return 0 no fault, 1 indicated, 2 established, 3 anything that does not settle it."""
    if verdict.conclusion is Conclusion.NO_FAULT:
        return 0
    return EXIT_CODES.get((verdict.conclusion, verdict.standing), 3)


def verdict_to_plain(verdict: Verdict) -> dict[str, Plain]:
    """Return the document `netdoc.verdict/1`; all times RFC 3339 UTC, keys in a fixed order."""
    return {
        "schema": verdict.schema,
        "site": verdict.site,
        "window": {"start": format_time(verdict.window_start), "end": format_time(verdict.window_end)},
        "complaint": verdict.complaint,
        "conclusion": verdict.conclusion.value,
        "party": verdict.party.value if verdict.party else None,
        "fault": verdict.fault.value if verdict.fault else None,
        "standing": verdict.standing.value,
        "remaining": [each.value for each in verdict.remaining],
        "headline": verdict.headline,
        "reason": verdict.reason,
        "parties": [_party(each) for each in verdict.parties],
        "incidents": [incident_to_plain(each) for each in verdict.incidents],
        "findings": [finding_to_plain(each) for each in verdict.window_findings],
        "discarded": [
            {
                "rung": each.rung,
                "start": format_time(each.start),
                "end": format_time(each.end),
                "samples": each.samples,
                "why": each.why,
            }
            for each in verdict.discarded
        ],
        "gaps": [
            {
                "subject": each.subject,
                "start": format_time(each.start),
                "end": format_time(each.end),
                "what": each.what,
                "why": each.why,
                "hint": each.hint,
            }
            for each in verdict.gaps
        ],
        "coverage": round(verdict.coverage, 4),
        "clock_bound_s": verdict.clock_bound_s,
        "next_tests": [next_test_to_plain(each) for each in verdict.next_tests],
        "arms": [to_plain(each) for each in verdict.arms],
        "silence_tests": [to_plain(each) for each in verdict.silence_tests],
        "limitations": list(verdict.limitations),
        "rules_version": verdict.rules_version,
    }


def next_test_to_plain(test: NextTest) -> dict[str, Plain]:
    """Return a test as JSON values."""
    return {
        "id": test.id,
        "what": test.what,
        "separates": [party.value for party in test.separates],
        "duration_s": test.duration_s,
        "who_agrees": test.who_agrees,
        "disturbs": test.disturbs,
        "command": test.command,
        "pass_mark": test.pass_mark,
        "shows": list(test.shows),
    }


def _party(held: PartyStanding) -> dict[str, Plain]:
    return {
        "party": held.party.value,
        "standing": held.standing.value,
        "minutes_min": round(held.minutes_min, 2),
        "minutes_max": round(held.minutes_max, 2),
        "for": [finding_to_plain(each) for each in held.speaks_for],
        "against": [finding_to_plain(each) for each in held.speaks_against],
        "missing": list(held.missing),
        "stated": list(held.stated),
    }


def finding_to_plain(finding: Finding) -> dict[str, Plain]:
    """Return a finding as JSON values; captures are whole digests."""
    return {
        "rule": finding.rule,
        "fault": finding.fault.value,
        "bearing": finding.bearing.value,
        "incident": finding.incident,
        "sentence": finding.sentence,
        "planes": sorted(each.value for each in finding.planes),
        "captures": list(finding.cites),
    }


def incident_to_plain(judged: Judged) -> dict[str, Plain]:
    """Return an incident as JSON values, with what was concluded about it."""
    incident = judged.incident
    return {
        "id": incident.id,
        "kind": incident.kind.value,
        "start": format_time(incident.start),
        "end": format_time(incident.end),
        "start_uncertainty_s": round(incident.start_uncertainty_s, 3),
        "end_uncertainty_s": round(incident.end_uncertainty_s, 3),
        "rung": incident.rung,
        "origin": incident.origin.value,
        "party": judged.party.value if judged.party else None,
        "fault": judged.fault.value if judged.fault else None,
        "standing": judged.standing.value,
        "remaining": [each.value for each in judged.remaining],
        "coverage": round(incident.coverage, 4),
        "ongoing": incident.ongoing,
        "began_before": incident.began_before,
        "flaps": incident.flaps,
        "detail": incident.detail,
    }
