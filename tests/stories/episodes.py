"""Incidents made by hand, for rules judged alone; times are seconds from the story's T0."""

from __future__ import annotations

from netdoc.model.incident import Incident, IncidentKind, Origin, Zone
from tests.stories.office import at


def an_incident(
    start: float = 300,
    end: float = 360,
    kind: IncidentKind = IncidentKind.OUTAGE,
    zone: Zone = Zone.MIDDLE,
    *,
    rung: str = "first_hop",
    spread_s: float = 1.0,
    **fields: object,
) -> Incident:
    """Return an incident whose onset lies within `spread_s` before `start`, and whose end was seen as exactly."""
    return Incident(
        id="I-001", kind=kind, start=at(start), end=at(end), start_uncertainty_s=spread_s,
        end_uncertainty_s=spread_s, rung=rung, origin=Origin.LADDER, zone=zone, **fields,  # type: ignore[arg-type]
    )  # fmt: skip


def a_brownout(start: float = 300, end: float = 600, zone: Zone = Zone.FAR, **fields: object) -> Incident:
    """Return a stretch of loss."""
    return an_incident(start, end, IncidentKind.BROWNOUT, zone, **fields)  # type: ignore[arg-type]


def a_name_failure(start: float = 300, end: float = 360) -> Incident:
    """Return a failure of names."""
    return an_incident(start, end, IncidentKind.NAMES, Zone.FAR, rung="resolver")


def a_silent_target(start: float = 300, end: float = 360, rung: str = "anchor_1") -> Incident:
    """Return one destination's silence."""
    return an_incident(start, end, IncidentKind.TARGET, Zone.FAR, rung=rung)
