"""The sentences at the top: nothing beyond the standing."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from datetime import timedelta

from netdoc.model.fault import FAULT_WORDS, Fault
from netdoc.model.incident import IncidentKind, Zone
from netdoc.model.segment import Party
from netdoc.model.verdict import Judged, Standing

SHORT: dict[Party, str] = {
    Party.PREMISES: "premises",
    Party.POWER: "power",
    Party.EQUIPMENT: "equipment",
    Party.LINE: "line",
    Party.PROVIDER: "provider",
    Party.FAR_END: "far end",
}


def fault_headline(party: Party | None, fault: Fault, standing: Standing, remaining: Sequence[Party]) -> str:
    """Return the headline of a found fault, with the remaining set where several could hold it."""
    words = FAULT_WORDS[fault]
    if party is not None:
        lead = "Established" if standing is Standing.ESTABLISHED else "Indicated"
        return f"{lead}, {SHORT[party]}: {words}"
    return f"Indicated: {words}; open who holds it: {listed(remaining)}"


def remaining_headline(remaining: Sequence[Party], zone: Zone) -> str:
    """Return the headline where the evidence cannot separate what remains."""
    if not remaining:
        where = "before or at the router" if zone in (Zone.LINK, Zone.NEAR) else "where one party alone could look"
        return f"Insufficient evidence: the failure lies {where}, and what caused it is not shown"
    if Party.PREMISES not in remaining:
        return f"Insufficient evidence: beyond the office network; remaining: {listed(remaining)}"
    if zone in (Zone.MIDDLE, Zone.FAR):
        return f"Insufficient evidence: from the router outwards; remaining: {listed(remaining)}"
    return f"Insufficient evidence; remaining: {listed(remaining)}"


def contradicted_headline(remaining: Sequence[Party]) -> str:
    """Return the headline where the evidence speaks for a fault and against it."""
    return f"Contradicted: the evidence speaks both ways; remaining: {listed(remaining) or 'nobody'}"


def listed(parties: Sequence[Party]) -> str:
    """Return `line, equipment or premises`."""
    names = [SHORT[each] for each in parties]
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} or {names[-1]}"


def counted(judged: Sequence[Judged]) -> str:
    """Return `3 outages and 1 names incident`, in a fixed order."""
    words = {
        IncidentKind.OUTAGE: ("outage", "outages"),
        IncidentKind.SESSION: ("session loss", "session losses"),
        IncidentKind.NAMES: ("failure of names", "failures of names"),
        IncidentKind.BROWNOUT: ("stretch of loss", "stretches of loss"),
        IncidentKind.SLOW: ("slow stretch", "slow stretches"),
        IncidentKind.TARGET: ("silent destination", "silent destinations"),
        IncidentKind.SERVICE: ("failing service", "failing services"),
        IncidentKind.PORT: ("closed port", "closed ports"),
        IncidentKind.LARGE: ("stall of large packets", "stalls of large packets"),
    }
    parts = []
    for kind, (one, many) in words.items():
        count = sum(each.incident.kind is kind for each in judged)
        if count:
            parts.append(f"{count} {one if count == 1 else many}")
    return " and ".join(parts) if len(parts) < 3 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def span(length: timedelta) -> str:
    """Return a length of time as people say it."""
    seconds = length.total_seconds()
    if seconds < 120:
        return f"{seconds:.0f} s"
    if seconds < 7200:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h" if seconds < 172800 else f"{seconds / 86400:.1f} days"


def hours_up(seconds: float) -> str:
    """Return `25.6 h`, rounded up: a mark printed shorter than it is would be passed too early."""
    return f"{math.ceil(round(seconds / 360, 6)) / 10:.1f} h"


def hours_of_day(hours: Collection[int]) -> str:
    """Return hours of the day, UTC, as stretches: 2, 3 and 4 are `02-05 h UTC`; empty for none."""
    held = set(hours)
    if len(held) == 24:
        return "all hours of the day"
    starts = sorted(each for each in held if (each - 1) % 24 not in held)
    spans = [f"{each:02d}-{_first_outside(each, held):02d}" for each in starts]
    return f"{' and '.join(spans)} h UTC" if spans else ""


def _first_outside(hour: int, held: Collection[int]) -> int:
    while hour % 24 in held:
        hour += 1
    return hour % 24 or 24


def pass_mark(needed_s: float, hours: Collection[int]) -> str:
    """Return what passes a silence test: `no drop in 25.6 h of watching, covering 02-05 h UTC`."""
    covering = hours_of_day(hours)
    return f"no drop in {hours_up(needed_s)} of watching" + (f", covering {covering}" if covering else "")
