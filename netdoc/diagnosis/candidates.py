"""Which faults are still open in an incident: the set behind the parties that remain."""

from __future__ import annotations

from collections.abc import Iterable

from netdoc.diagnosis.tables import PROOFS, explains
from netdoc.diagnosis.weigh import VOID_LIMIT
from netdoc.model.evidence import Evidence
from netdoc.model.fault import Fault
from netdoc.model.finding import Bearing
from netdoc.model.segment import Party
from netdoc.model.verdict import Judged


def blamed_and_cleared(judged: Judged) -> tuple[frozenset[Fault], frozenset[Fault]]:
    """Return the faults that some rule blames in an incident, and those that some rule clears."""
    return (
        frozenset(each.fault for each in judged.findings if each.bearing is Bearing.BLAMES),
        frozenset(each.fault for each in judged.findings if each.bearing is Bearing.CLEARS),
    )


def candidates(evidence: Evidence, judged: Judged) -> tuple[Fault, ...]:
    """Return the faults that nothing has excluded, in the order of the list: the same as the weighing keeps.

    With a blamed fault, it and its rivals that nothing clears; without, all that could explain the incident and is
    not cleared. Where that would leave one party by elimination alone, all that could explain it stay. What could be
    laid to somebody whom the weighing did not leave is none: the weighing has the last word.
    """
    possible = explains(evidence, judged.incident)
    blamed, cleared = blamed_and_cleared(judged)
    standing = blamed - cleared
    if judged.incident.void > VOID_LIMIT:
        kept = set(possible)
    elif standing:
        rivals = {rival for fault in standing for rival in PROOFS[fault].rivals}
        kept = set(standing) | (rivals - cleared)
    else:
        kept = (set(possible) - cleared) | (blamed & cleared)
        if len(parties_of(evidence, kept)) < 2:
            kept = set(possible)
    wanted = frozenset(judged.remaining or ([judged.party] if judged.party is not None else ()))
    return tuple(
        fault
        for fault in Fault
        if fault in kept and (not wanted or wanted >= set(evidence.site.parties(fault.segment)))
    )


def parties_of(evidence: Evidence, faults: Iterable[Fault]) -> frozenset[Party]:
    """Return whom some faults could be laid to."""
    return frozenset(party for fault in faults for party in evidence.site.parties(fault.segment))
