"""From evidence to the verdict: find incidents, let every rule speak, weigh, sum up, plan the next test."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from netdoc.diagnosis.arms import arms, silence_tests
from netdoc.diagnosis.confirming import confirm
from netdoc.diagnosis.forecast import watch_needed_s
from netdoc.diagnosis.gate import quorum
from netdoc.diagnosis.incidents import find_incidents
from netdoc.diagnosis.login_page import behind_page
from netdoc.diagnosis.logs import undated
from netdoc.diagnosis.parties import party_standings
from netdoc.diagnosis.planner import pending, plan
from netdoc.diagnosis.refusal import refusal
from netdoc.diagnosis.remarks import doubtful_clock, remarks
from netdoc.diagnosis.situation import situation
from netdoc.diagnosis.statistics import in_words
from netdoc.diagnosis.tables import CONTRASTS
from netdoc.diagnosis.unquestioned import unquestioned
from netdoc.diagnosis.watched import gap_spans, never_was_s, watched_s
from netdoc.diagnosis.watching import CLOCK_WRONG, SET_CLOCK, own_computer, watch_on, wrong_clock
from netdoc.diagnosis.weigh import judge_incidents
from netdoc.diagnosis.wording import contradicted_headline, counted, fault_headline, remaining_headline, span
from netdoc.model.arm import Arm, SilenceTest
from netdoc.model.case import Complaint
from netdoc.model.evidence import Evidence
from netdoc.model.fault import Fault
from netdoc.model.finding import Bearing, Finding
from netdoc.model.incident import IncidentKind
from netdoc.model.observation import all_captured
from netdoc.model.segment import Party
from netdoc.model.verdict import Conclusion, Judged, NextTest, Standing, Verdict
from netdoc.plugin import Rule

RULES_VERSION = "2026.11.7"
"""Raised with every change of a rule, a table or a threshold: a verdict is recomputed by its own version."""

LEAST_WATCHED_S = 10.0
"""Less than this, and even «nothing failed» cannot be said."""


@dataclass(frozen=True, slots=True)
class _Sum:
    conclusion: Conclusion
    party: Party | None
    fault: Fault | None
    standing: Standing
    remaining: tuple[Party, ...]
    headline: str
    reason: str


def diagnose(evidence: Evidence, rules: Mapping[str, Rule]) -> Verdict:
    """Return the verdict on a window of evidence. Pure: the same evidence and rules give the same verdict."""
    incidents, discarded = find_incidents(evidence)
    findings = {each.id: tuple(rule.judge(evidence, each) for rule in rules.values()) for each in incidents}
    window = tuple(rule.judge(evidence, None) for rule in rules.values())
    judged = judge_incidents(evidence, incidents, findings)
    watched = watched_s(evidence)
    refused = _refused(evidence)
    if refused is not None:
        judged = tuple(_unjudged(each) for each in judged)
    behind = behind_page(evidence)
    judged = tuple(_unjudged(each) if behind.holds(each.incident) else each for each in judged)
    concluded = tuple(each for each in judged if not behind.holds(each.incident))
    total = refused or _found(evidence, concluded) or _quiet(evidence, watched, window)
    arms_seen, tests_seen = ((), ()) if refused else (arms(evidence), silence_tests(evidence))
    return Verdict(
        site=evidence.site.id,
        window_start=evidence.start,
        window_end=evidence.end,
        complaint=evidence.case.complaint.value if evidence.case.complaint else None,
        conclusion=total.conclusion,
        party=total.party,
        fault=total.fault,
        standing=total.standing,
        remaining=total.remaining,
        headline=total.headline,
        reason=total.reason,
        parties=party_standings(evidence, () if refused else judged, total.conclusion),
        incidents=judged,
        window_findings=tuple(each for each in window if each.bearing != "silent"),
        discarded=discarded,
        gaps=gap_spans(evidence),
        coverage=_coverage(evidence, watched),
        clock_bound_s=evidence.clock_bound_s,
        next_tests=_tests(evidence, total, judged, watched, arms_seen, tests_seen),
        arms=arms_seen,
        silence_tests=tests_seen,
        limitations=_limitations(evidence, judged),
        rules_version=RULES_VERSION,
    )


def _coverage(evidence: Evidence, watched: float) -> float:
    length = (evidence.end - evidence.start).total_seconds() - never_was_s(evidence)
    return min(1.0, watched / length) if length > 0 else 0.0


def _refused(evidence: Evidence) -> _Sum | None:
    """Refuse to judge what was measured through something that is not this office's network."""
    said = refusal(evidence)
    if said is None:
        return None
    headline, reason = said
    return _Sum(Conclusion.INSUFFICIENT, None, None, Standing.INSUFFICIENT, (), headline, reason)


def _unjudged(judged: Judged) -> Judged:
    """Keep the episode and drop what was concluded of it: evidence that is refused accuses nobody."""
    return Judged(incident=judged.incident, party=None, fault=None, standing=Standing.INSUFFICIENT, remaining=())


_SEVERITY = {IncidentKind.TARGET: 0, IncidentKind.SERVICE: 0, IncidentKind.PORT: 0}
"""A single silent destination never outweighs what concerns the whole office."""


def _found(evidence: Evidence, judged: Sequence[Judged]) -> _Sum | None:
    """Tell the party, or the set that cannot be separated, to which a blamed fault attributes the most minutes.

    What no rule could place at all (silence) leads only where nothing was blamed.
    """
    if not judged:
        return None
    weightiest = max(_SEVERITY.get(each.incident.kind, 1) for each in judged)
    of_weight = [each for each in judged if _SEVERITY.get(each.incident.kind, 1) == weightiest]
    found = [each for each in of_weight if each.fault and each.standing in (Standing.ESTABLISHED, Standing.INDICATED)]
    pool = found or of_weight
    groups: dict[tuple[Party | None, tuple[Party, ...]], list[Judged]] = {}
    for each in pool:
        groups.setdefault((each.party, tuple(sorted(each.remaining))), []).append(each)
    (party, _), members = max(groups.items(), key=lambda item: (_minutes(item[1]), len(item[1])))
    lead = _leading(members)
    if party is None and (shown := _shown_by_contrast(evidence, pool, lead.remaining)):
        members, party = shown, shown[0].party
        lead = _leading(members)
    if lead.fault is not None and party is None:
        # the same fault seen in another arrangement may have fewer holders left: a step was taken to find that out
        alike = [each for each in pool if each.fault is lead.fault]
        fewest = min(alike, key=lambda each: (len(each.remaining), -_minutes([each])))
        members = [each for each in alike if set(each.remaining) == set(fewest.remaining)]
        lead, party = _leading(members), fewest.party
    reason = _reason(lead, members, judged)
    if lead.standing is Standing.CONTRADICTED:
        return _Sum(
            Conclusion.INSUFFICIENT, None, lead.fault, Standing.CONTRADICTED, lead.remaining,
            contradicted_headline(lead.remaining), reason,
        )  # fmt: skip
    if lead.fault is None:
        return _Sum(
            Conclusion.INSUFFICIENT, None, None, Standing.INSUFFICIENT, lead.remaining,
            remaining_headline(lead.remaining, lead.incident.zone), reason,
        )  # fmt: skip
    return _Sum(
        Conclusion.FAULT, party, lead.fault, lead.standing, lead.remaining,
        fault_headline(party, lead.fault, lead.standing, lead.remaining), reason,
    )  # fmt: skip


def _shown_by_contrast(evidence: Evidence, pool: Sequence[Judged], remaining: Sequence[Party]) -> list[Judged]:
    """Return the incidents in which a contrast named one of those that stay open in others.

    The steps were taken to find that out: what an earlier arrangement leaves open is answered by a later one. Nothing
    where contrasts name more than one of them.
    """
    answered = {one for test in silence_tests(evidence) if test.outcome == "passed" for one in test.speaks_for}
    shown = [
        each for each in pool if each.party in remaining and each.fault in CONTRASTS and each.incident.id in answered
    ]
    return shown if len({each.party for each in shown}) == 1 else []


def _minutes(members: Iterable[Judged]) -> float:
    return sum(sum(each.incident.minutes_bounds) / 2 for each in members)


def _leading(members: Sequence[Judged]) -> Judged:
    """Return the incident whose fault has the most minutes in the group, with the best standing of that fault."""
    by_fault: dict[Fault | None, list[Judged]] = {}
    for each in members:
        by_fault.setdefault(each.fault, []).append(each)
    most = max(by_fault.values(), key=lambda each: (_minutes(each), len(each)))
    return min(most, key=lambda each: (each.standing is not Standing.ESTABLISHED, each.incident.start))


def _reason(lead: Judged, members: Sequence[Judged], judged: Sequence[Judged]) -> str:
    spoken = next(
        (f.sentence for f in lead.findings if f.bearing == "blames" and f.fault is lead.fault),
        "no rule can say more from what was read",
    )
    share = "" if len(members) == len(judged) else f" ({len(members)} of {len(judged)} incidents)"
    return f"{counted(judged)}; {spoken}{share}"


def _quiet(evidence: Evidence, watched: float, window: Sequence[Finding]) -> _Sum:
    """Say what it means that nothing failed: for this complaint, and this long.

    What a rule tells of the whole window names nobody; but a line that fell back answers to a complaint of slowness.
    """
    complaint, per_day = evidence.case.complaint, evidence.case.per_day
    if evidence.ladder.ever_answered and watched < LEAST_WATCHED_S:
        return _Sum(
            Conclusion.INSUFFICIENT, None, None, Standing.INSUFFICIENT, (),
            f"Insufficient evidence: only {watched:.0f} s were watched",
            "what was asked answered, but that is too short to say that nothing fails; check again for longer",
        )  # fmt: skip
    if not evidence.ladder.ever_answered:
        return _Sum(
            Conclusion.INSUFFICIENT, None, None, Standing.INSUFFICIENT, (),
            "Insufficient evidence: nothing could be measured",
            "the ladder of echo samples is missing or no target ever answered it; see the gaps",
        )  # fmt: skip
    clean = f"nothing failed in {span(timedelta(seconds=watched))} of watching"
    if complaint is Complaint.SERVICE and (clock := wrong_clock(window)):
        told = f"{clean}; {clock.sentence}"
        return _Sum(Conclusion.INSUFFICIENT, None, None, Standing.INSUFFICIENT, (), CLOCK_WRONG, told)
    needed = watch_needed_s(complaint, per_day)
    if complaint is not None and watched < needed:
        return _Sum(
            Conclusion.INSUFFICIENT, None, None, Standing.INSUFFICIENT, (),
            f"Insufficient evidence: {clean}; {needed / 3600:.0f} h needed for this complaint",
            f"{clean}; the complaint «{complaint.value}» is not refuted by that",
        )  # fmt: skip
    slower = next((each for each in window if each.fault is Fault.LOOP_RATE and each.bearing is Bearing.BLAMES), None)
    if complaint is Complaint.SLOW and slower is not None:
        return _Sum(
            Conclusion.INSUFFICIENT, None, None, Standing.INSUFFICIENT, (),
            "Insufficient evidence: nothing failed, and yet the line is slower than it was or was sold to be",
            f"{clean}; {slower.sentence}",
        )  # fmt: skip
    return _Sum(
        Conclusion.NO_FAULT, None, None, Standing.CLEARED, (), f"No fault found: {clean}",
        f"{clean}; {_tally(evidence)}",
    )  # fmt: skip


def _tally(evidence: Evidence) -> str:
    sent = answered = 0
    for rung in quorum(evidence):
        more_sent, more_answered = evidence.ladder.counted(rung.id, evidence.start, evidence.end)
        sent, answered = sent + more_sent, answered + more_answered
    return f"end to end, {in_words(sent - answered, sent)}"


def _tests(
    evidence: Evidence,
    total: _Sum,
    judged: tuple[Judged, ...],
    watched: float,
    arms_seen: Sequence[Arm],
    tests_seen: Sequence[SilenceTest],
) -> tuple[NextTest, ...]:
    """Return the next tests: what separates those that remain, else what would confirm or doubt what is told."""
    if total.conclusion is Conclusion.INSUFFICIENT and not total.remaining and (own := own_computer(evidence)):
        return (own,)
    concerned = total.remaining or ((total.party,) if total.party else ())
    if len(total.remaining) > 1:
        return plan(evidence, total.remaining, judged, arms=arms_seen, silence_tests=tests_seen)
    now = situation(evidence, concerned, judged, arms=arms_seen, silence_tests=tests_seen)
    if total.fault is not None and total.party is not None and total.standing is Standing.INDICATED:
        return confirm(total.fault, total.party, now)
    complaint = evidence.case.complaint
    first = tuple(pending(now))
    if total.headline == CLOCK_WRONG:
        return (*first, SET_CLOCK)
    if not judged and complaint is not None and watched < watch_needed_s(complaint, evidence.case.per_day):
        return (*first, watch_on(complaint, evidence.case.per_day, evidence, watched))
    return first


def _limitations(evidence: Evidence, judged: Sequence[Judged]) -> tuple[str, ...]:
    lacks = unquestioned(evidence)
    said: list[str] = [*([lacks.sentence] if lacks else ()), *evidence.site.limitations, *remarks(evidence)]
    if evidence.clock_bound_s is None:
        said.append(doubtful_clock(evidence))
    uncaptured = {
        kind.__name__
        for kind, readings in evidence.kinds().items()
        if kind.__name__ not in _SELF_CAPTURED and not all_captured(readings)
    }
    if uncaptured:
        said.append(f"entered without the device's own bytes: {', '.join(sorted(uncaptured))}")
    said += [
        f"the log of {subject} dates nothing, for its clock was not compared with ours: it tells of {told}"
        for subject, told in undated(evidence).items()
        if told
    ]
    unknown = [each.value for each in evidence.site.unknown_owners]
    if unknown and judged and not any("owner" in each for each in said):
        said.append(f"not recorded whose they are: {', '.join(unknown)}; no vendor is named for them")
    return tuple(dict.fromkeys(said))


_SELF_CAPTURED = {"Baseline", "EchoBlock", "Step", "Testimony", "SilencePlan"}
