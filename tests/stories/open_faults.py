"""What is open in an incident whose judgement a test wrote by hand: as the weighing would leave it."""

from __future__ import annotations

from dataclasses import replace

from netdoc.diagnosis.candidates import blamed_and_cleared, parties_of
from netdoc.diagnosis.tables import PROOFS, explains
from netdoc.model.evidence import Evidence
from netdoc.model.fault import Fault
from netdoc.model.verdict import Judged
from tests.stories.office import Office


def opened(judged: Judged, evidence: Evidence | None = None) -> Judged:
    """Return the judgement with the faults that its findings leave open and its parties could hold."""
    evidence = evidence or Office(minutes=0).evidence()
    possible = explains(evidence, judged.incident)
    blamed, cleared = blamed_and_cleared(judged)
    if standing := blamed - cleared:
        kept = set(standing) | {rival for fault in standing for rival in PROOFS[fault].rivals} - cleared
    else:
        kept = (set(possible) - cleared) | (blamed & cleared)
        kept = set(possible) if len(parties_of(evidence, kept)) < 2 else kept
    named = frozenset(judged.remaining or ([judged.party] if judged.party is not None else ()))
    left = [each for each in Fault if each in kept and (not named or named >= set(evidence.site.parties(each.segment)))]
    return replace(judged, candidates=tuple(left))
