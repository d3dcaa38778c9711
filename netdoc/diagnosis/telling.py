"""How an episode that a box remembers is written down as an incident, and when two tellings are of one episode."""

from __future__ import annotations

from datetime import datetime, timedelta

from netdoc.model.incident import Incident, IncidentKind, Origin, Zone

RETRAIN_S = 90.0
RETRAIN_SPREAD_S = 70.0
"""A retrain takes 30-160 s (captures of several families): used where no unavailable seconds were counted."""
DAY = timedelta(hours=24)
"""How far back a box's memory is told: a first visit starts with the last day."""
UNREAD = timedelta(minutes=30)
"""Between two readings farther apart than this nothing is known."""
NEAR = timedelta(seconds=60)


def same(one: Incident, other: Incident) -> bool:
    """Return whether two tellings can be of one episode: their intervals, with their bounds, touch within a minute."""
    first, second = widest(one), widest(other)
    return first[0] - NEAR <= second[1] and second[0] - NEAR <= first[1]


def widest(incident: Incident) -> tuple[datetime, datetime]:
    """Return the earliest start and the latest end that the bounds allow."""
    return (
        incident.start - timedelta(seconds=incident.start_uncertainty_s),
        incident.end + timedelta(seconds=incident.end_uncertainty_s),
    )


def away(
    rung: str,
    start: datetime,
    end: datetime,
    start_spread_s: float,
    end_spread_s: float,
    detail: str,
    down_s: float | None = None,
    down_spread_s: float | None = None,
    *,
    flaps: int = 1,
    ongoing: bool = False,
    before: bool = False,
) -> Incident:
    """Return an outage that the box `rung` remembers."""
    return Incident(
        id="", kind=IncidentKind.OUTAGE, start=start, end=max(start, end), start_uncertainty_s=start_spread_s,
        end_uncertainty_s=end_spread_s, rung=rung, origin=Origin.MODEM_MEMORY, zone=Zone.MIDDLE, detail=detail,
        down_s=down_s, down_spread_s=down_spread_s, flaps=flaps, ongoing=ongoing, began_before=before,
    )  # fmt: skip


def session_away(
    start: datetime, end: datetime, start_spread_s: float, end_spread_s: float, detail: str, *, ongoing: bool = False
) -> Incident:
    """Return an absence of the session that the router remembers."""
    return Incident(
        id="", kind=IncidentKind.SESSION, start=start, end=max(start, end), start_uncertainty_s=start_spread_s,
        end_uncertainty_s=end_spread_s, rung="session", origin=Origin.ROUTER_MEMORY, zone=Zone.MIDDLE, detail=detail,
        ongoing=ongoing,
    )  # fmt: skip


def clock(moment: datetime) -> str:
    """Return an instant as the details print it."""
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"
