"""All incidents of a window: from the ladder, from lookups, from the boxes' own memory. Ids follow time."""

from __future__ import annotations

from dataclasses import replace

from netdoc.diagnosis.closed_ports import find_closed_ports
from netdoc.diagnosis.large import find_large_stalls
from netdoc.diagnosis.late_names import find_late_names
from netdoc.diagnosis.memory import find_memories
from netdoc.diagnosis.memory_logs import since_when
from netdoc.diagnosis.naming import find_link_failures, find_name_failures
from netdoc.diagnosis.outages import find_outages
from netdoc.diagnosis.services import find_service_failures
from netdoc.diagnosis.slowness import find_slowness
from netdoc.diagnosis.softer import find_brownouts, find_targets
from netdoc.diagnosis.stretches import handled
from netdoc.diagnosis.watched import covered_share
from netdoc.model.evidence import Evidence
from netdoc.model.incident import Incident
from netdoc.model.verdict import Discarded


def find_incidents(evidence: Evidence) -> tuple[tuple[Incident, ...], tuple[Discarded, ...]]:
    """Return every incident, numbered in time order, and the samples that were set aside; found once per evidence."""
    return evidence.once(find_incidents, lambda: _find(evidence))


def _find(evidence: Evidence) -> tuple[tuple[Incident, ...], tuple[Discarded, ...]]:
    outages, aside = find_outages(evidence)
    outages += find_link_failures(evidence, outages)
    outages = [since_when(evidence, each) for each in outages]
    remembered = find_memories(evidence, outages)
    hard = [*outages, *remembered]
    targets = find_targets(evidence, outages)
    names = find_name_failures(evidence, outages)
    soft = [
        *names,
        *find_late_names(evidence, [*outages, *names]),
        *find_large_stalls(evidence, outages),
        *find_closed_ports(evidence, outages),
        *targets,
        *find_brownouts(evidence, [*outages, *targets]),
        *find_slowness(evidence, outages),
        *find_service_failures(evidence, outages),
    ]
    found = sorted([*hard, *soft], key=lambda each: (each.start, each.kind, each.rung))
    return tuple(_finished(evidence, each, number) for number, each in enumerate(found, 1)), tuple(aside)


def _finished(evidence: Evidence, incident: Incident, number: int) -> Incident:
    """Give an incident its number and the share of it that was really sampled: none of what only a box remembers."""
    share = covered_share(evidence, incident.start, incident.end) * (1 - incident.void)
    step = handled(evidence, incident)
    detail = incident.detail or ("" if step is None else f"while somebody changed the arrangement: {step.fact.did}")
    return replace(incident, id=f"I-{number:03d}", coverage=share, detail=detail)
