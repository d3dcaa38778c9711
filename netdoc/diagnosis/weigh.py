"""From findings to a standing: per incident and fault, by the tables; then over the window.

Per incident: a fault that is blamed and not cleared stands; blamed and cleared is contradicted; only silence is
insufficient. Naming is accusing: a party is named only when one candidate is left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from netdoc.diagnosis.stretches import SETTLED, handled
from netdoc.diagnosis.tables import CONTRASTS, PROOFS, explains
from netdoc.model.evidence import Evidence
from netdoc.model.fault import Fault
from netdoc.model.finding import Bearing, Finding
from netdoc.model.incident import Incident
from netdoc.model.plane import Plane
from netdoc.model.segment import Party
from netdoc.model.verdict import Judged, Standing

VOID_LIMIT = 0.2
"""More void samples than this share, and nothing is concluded from the incident."""


def judge_incidents(
    evidence: Evidence, incidents: Sequence[Incident], findings: Mapping[str, Sequence[Finding]]
) -> tuple[Judged, ...]:
    """Return each incident with its fault, standing, and party or remaining set."""
    blamed_in = Counter(
        fault for incident in incidents for fault in _blamed(findings[incident.id]) - _cleared(findings[incident.id])
    )
    return tuple(_judge(evidence, incident, findings[incident.id], blamed_in) for incident in incidents)


def _judge(
    evidence: Evidence, incident: Incident, findings: Sequence[Finding], blamed_in: Mapping[Fault, int]
) -> Judged:
    blamed, cleared = _blamed(findings), _cleared(findings)
    taken = _taken(blamed - cleared, findings)
    standing_faults = [fault for fault in Fault if fault in blamed - cleared - taken]
    kept = tuple(findings)
    if _made_by_a_step(evidence, incident):
        return Judged(
            incident=incident, party=None, fault=None, standing=Standing.INSUFFICIENT, remaining=(), findings=kept
        )
    if incident.void > VOID_LIMIT:
        parties, left = _open(evidence, incident, (), findings)
        return Judged(
            incident=incident, party=None, fault=None, standing=Standing.INSUFFICIENT, remaining=parties,
            findings=kept, candidates=left,
        )  # fmt: skip
    if not standing_faults:
        possible = [fault for fault in explains(evidence, incident) if fault not in cleared]
        contradicted = next((fault for fault in Fault if fault in blamed & cleared), None)
        if contradicted is not None and contradicted not in possible:
            possible.append(contradicted)
        parties, left = _open(evidence, incident, possible, findings)
        return Judged(
            incident=incident, party=None, fault=contradicted,
            standing=Standing.CONTRADICTED if contradicted else Standing.INSUFFICIENT,
            remaining=parties, findings=kept, candidates=left,
        )  # fmt: skip
    candidates = dict.fromkeys(
        candidate
        for fault in standing_faults
        for candidate in (fault, *PROOFS[fault].rivals)
        if candidate == fault or candidate not in cleared
    )
    fault = standing_faults[0]
    parties = _ranked(evidence, candidates, findings)
    # two mechanisms of one place (no sync, and the signal gone) are one holder's
    alone = {each.segment for each in standing_faults} == {fault.segment} and set(candidates) == set(standing_faults)
    proved = alone and _proved(fault, findings, blamed_in)
    return Judged(
        incident=incident,
        party=parties[0] if len(parties) == 1 else None,
        fault=fault,
        standing=Standing.ESTABLISHED if proved and len(parties) == 1 else Standing.INDICATED,
        remaining=parties if len(parties) > 1 else (),
        findings=kept,
        candidates=tuple(candidates),
    )


def _taken(standing: set[Fault], findings: Sequence[Finding]) -> frozenset[Fault]:
    """Return the faults from which a contrast takes the incident: what it kept cannot be what it cured."""
    return frozenset(
        fault
        for each in standing & set(CONTRASTS)
        if CONTRASTS[each].planes.issubset(planes_behind(each, findings))
        for fault in CONTRASTS[each].takes
    )


def _made_by_a_step(evidence: Evidence, incident: Incident) -> bool:
    """Return whether an outage began while somebody changed the arrangement, and was over soon after."""
    step = handled(evidence, incident)
    return step is not None and incident.end <= step.at + SETTLED


def _open(
    evidence: Evidence, incident: Incident, left: Sequence[Fault], findings: Sequence[Finding]
) -> tuple[tuple[Party, ...], tuple[Fault, ...]]:
    """Return the two or more parties among whom nothing decides, and the faults; no party where there is one place.

    A single party left over by elimination, with nothing that speaks for it, would be named in all but word: then
    all that could explain the incident stay in the set.
    """
    parties = _ranked(evidence, left, findings)
    if len(parties) > 1:
        return parties, tuple(left)
    every = explains(evidence, incident)
    parties = _ranked(evidence, every, findings)
    return (parties if len(parties) > 1 else ()), every


def _proved(fault: Fault, findings: Sequence[Finding], blamed_in: Mapping[Fault, int]) -> bool:
    proof = PROOFS[fault]
    planes = planes_behind(fault, findings)
    return (
        proof.planes <= planes
        and (not proof.any_of or bool(proof.any_of & planes))
        and blamed_in[fault] >= proof.repeats
    )


def planes_behind(fault: Fault, findings: Iterable[Finding]) -> frozenset[Plane]:
    """Return the planes of the blame and of its rivals' clearance: what excludes a rival supports the fault."""
    rivals = PROOFS[fault].rivals
    planes: set[Plane] = set()
    for each in findings:
        blames_it = each.fault is fault and each.bearing is Bearing.BLAMES
        clears_rival = each.fault in rivals and each.bearing is Bearing.CLEARS
        if blames_it or clears_rival:
            planes |= each.planes
    return frozenset(planes)


def _blamed(findings: Iterable[Finding]) -> set[Fault]:
    return {each.fault for each in findings if each.bearing is Bearing.BLAMES}


def _cleared(findings: Iterable[Finding]) -> set[Fault]:
    return {each.fault for each in findings if each.bearing is Bearing.CLEARS}


def _ranked(evidence: Evidence, faults: Iterable[Fault], findings: Sequence[Finding]) -> tuple[Party, ...]:
    """Return the parties of some faults, the one with most speaking for it first."""
    score = {party: 0 for fault in faults for party in evidence.site.parties(fault.segment)}
    weights = {Bearing.BLAMES: 100, Bearing.CLEARS: -1, Bearing.SILENT: 0}
    for each in findings:
        for party in evidence.site.parties(each.fault.segment):
            if party in score:
                score[party] += weights[each.bearing]
    return tuple(sorted(score, key=lambda party: (-score[party], _ORDER.index(party))))


_ORDER = (Party.LINE, Party.EQUIPMENT, Party.PROVIDER, Party.PREMISES, Party.POWER, Party.FAR_END)
"""For equal scores: a fixed order, so that the same evidence prints the same page."""
