"""What was blamed and cleared in an incident, and whom the faults that are open could be laid to."""

from __future__ import annotations

from collections.abc import Iterable

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


def parties_of(evidence: Evidence, faults: Iterable[Fault]) -> frozenset[Party]:
    """Return whom some faults could be laid to."""
    return frozenset(party for fault in faults for party in evidence.site.parties(fault.segment))
