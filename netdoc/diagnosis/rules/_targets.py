"""Which rungs answered in an incident."""

from __future__ import annotations

from netdoc.model.evidence import Evidence
from netdoc.model.incident import Incident
from netdoc.model.site import Rung, RungKind

ANSWERED = 0.8
"""Share of its samples that a target must answer to count as answering."""


def answered(evidence: Evidence, rung: str, incident: Incident) -> bool:
    """Return whether a rung answered in an incident."""
    sent, came_back = evidence.ladder.counted(rung, incident.start, incident.end)
    return sent > 0 and came_back >= ANSWERED * sent


def anchors_answering(evidence: Evidence, incident: Incident) -> int:
    """Return how many anchors, other than the incident's own rung, answered in it."""
    others = (each for each in evidence.site.rungs if each.kind is RungKind.ANCHOR and each.id != incident.rung)
    return sum(answered(evidence, each.id, incident) for each in others)


_BEHIND_THE_ROUTER = (RungKind.MODEM, RungKind.FIRST_HOP, RungKind.RESOLVER)


def answering_behind_router(evidence: Evidence, incident: Incident) -> Rung | None:
    """Return a rung between router and anchors that answered in an incident: the router carried its packets."""
    behind = (each for each in evidence.site.rungs if each.kind in _BEHIND_THE_ROUTER and each.role != "router")
    return next((each for each in behind if answered(evidence, each.id, incident)), None)
