"""All incidents of a window: from the ladder, from lookups, from the boxes' own memory. Ids follow time."""

from __future__ import annotations

from dataclasses import replace

from netdoc.diagnosis.memory import find_memories
from netdoc.diagnosis.naming import find_link_failures, find_name_failures
from netdoc.diagnosis.outages import find_outages
from netdoc.diagnosis.softer import find_brownouts, find_slowness, find_targets
from netdoc.model.evidence import Evidence
from netdoc.model.incident import Incident
from netdoc.model.verdict import Discarded


def find_incidents(evidence: Evidence) -> tuple[tuple[Incident, ...], tuple[Discarded, ...]]:
    """Return every incident, numbered in time order, and the samples that were set aside."""
    outages, aside = find_outages(evidence)
    outages += find_link_failures(evidence, outages)
    remembered = find_memories(evidence, outages)
    hard = [*outages, *remembered]
    targets = find_targets(evidence, outages)
    soft = [
        *find_name_failures(evidence, outages),
        *targets,
        *find_brownouts(evidence, [*outages, *targets]),
        *find_slowness(evidence, outages),
    ]
    found = sorted([*hard, *soft], key=lambda each: (each.start, each.kind, each.rung))
    return tuple(replace(each, id=f"I-{index:03d}") for index, each in enumerate(found, 1)), tuple(aside)
