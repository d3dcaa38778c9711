"""How full the line was during an incident, by the WAN octets of a box."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from netdoc.model.counters import growth
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.interface_counters import InterfaceCounters
from netdoc.model.incident import Incident
from netdoc.model.observation import Seen

FULL, IDLE = 0.8, 0.5
"""Share of the line's rate above which it is full, below which it is idle (own; docs/adr/0005)."""


MOSTLY = 0.5
"""Share of an interval between two readings that must lie in the incident for it to speak of the incident."""
COVERED = 0.8
"""Share of the incident that readings in both directions must cover before the line is called idle."""


@dataclass(frozen=True, slots=True)
class Load:
    """The greatest share of the line's rate that any interval of the incident carried."""

    share: float
    direction: str
    reading: Seen[InterfaceCounters]


@dataclass(frozen=True, slots=True)
class _Interval:
    """Between two readings of one interface: the part that lies in the incident, the share carried per direction."""

    length_s: float
    inside_s: float
    shares: tuple[tuple[str, float | None], ...]
    reading: Seen[InterfaceCounters]


def rate_known(evidence: Evidence) -> bool:
    """Return whether the rate of the line is known in either direction."""
    return any(rate is not None for rate in _rates(evidence))


def greatest_load(evidence: Evidence, incident: Incident) -> Load | None:
    """Return the greatest load between two readings at least half of whose interval lies in the incident."""
    loads = [
        Load(share, word, each.reading)
        for each in _intervals(evidence, incident)
        if each.inside_s >= MOSTLY * each.length_s
        for word, share in each.shares
        if share is not None
    ]
    return max(loads, key=lambda each: each.share, default=None)


def full_share(evidence: Evidence, incident: Incident) -> float:
    """Return the share of the incident's time that lies in intervals in which the line was full."""
    full_s = sum(
        each.inside_s
        for each in _intervals(evidence, incident)
        if any(share is not None and share >= FULL for _, share in each.shares)
    )
    return full_s / max(1.0, incident.duration.total_seconds())


def load_bound(evidence: Evidence, incident: Incident) -> Load | None:
    """Return the load that the incident cannot have exceeded, or None where that is not known for most of it.

    What an interval carried may all have gone into the part of it that lies in the incident. Both directions
    must be known: a full upload alone disturbs everything.
    """
    known = [each for each in _intervals(evidence, incident) if all(share is not None for _, share in each.shares)]
    if sum(each.inside_s for each in known) < COVERED * incident.duration.total_seconds():
        return None
    loads = [
        Load(min(1.0, (share or 0.0) * each.length_s / each.inside_s), word, each.reading)
        for each in known
        for word, share in each.shares
    ]
    return max(loads, key=lambda each: each.share, default=None)


def _intervals(evidence: Evidence, incident: Incident) -> list[_Interval]:
    rate_down, rate_up = _rates(evidence)
    found: list[_Interval] = []
    for readings, instants in _wan_readings(evidence):
        # the pairs that reach into the incident: the later taken after its start, the earlier before its end
        first = max(0, bisect_right(instants, incident.start) - 1)
        for earlier, later in pairwise(readings[first : bisect_left(instants, incident.end) + 1]):
            length_s = (later.at - earlier.at).total_seconds()
            inside = min(later.at, incident.end) - max(earlier.at, incident.start)
            if inside.total_seconds() > 0:
                before, after = earlier.fact, later.fact
                up = _share(before.tx_bytes, after.tx_bytes, length_s, rate_up, after.bits)
                down = _share(before.rx_bytes, after.rx_bytes, length_s, rate_down, after.bits)
                shares = (("upload", up), ("download", down))
                found.append(_Interval(length_s, inside.total_seconds(), shares, later))
    return found


def _wan_readings(evidence: Evidence) -> Sequence[tuple[Sequence[Seen[InterfaceCounters]], Sequence[datetime]]]:
    """Return the readings of each box's WAN interfaces, and their instants, in the order of their names."""

    def listed() -> Sequence[tuple[Sequence[Seen[InterfaceCounters]], Sequence[datetime]]]:
        by_interface: dict[tuple[str, str], list[Seen[InterfaceCounters]]] = {}
        for each in evidence.readings(InterfaceCounters):
            if each.fact.role == "wan":
                by_interface.setdefault((each.subject, each.fact.interface), []).append(each)
        return [(readings, [each.at for each in readings]) for _, readings in sorted(by_interface.items())]

    return evidence.once(_wan_readings, listed)


def _rates(evidence: Evidence) -> tuple[int | None, int | None]:
    """Return the line's rate in kbit/s: what the modem says, else what the contract says."""
    return evidence.once(_rates, lambda: _told_rates(evidence))


def _told_rates(evidence: Evidence) -> tuple[int | None, int | None]:
    lines = [each.fact for each in evidence.readings(DslLine) if each.fact.sync]
    contract = evidence.site.contract
    down = next((each.rate_down_kbps for each in reversed(lines) if each.rate_down_kbps), contract.rate_down_kbps)
    up = next((each.rate_up_kbps for each in reversed(lines) if each.rate_up_kbps), contract.rate_up_kbps)
    return down, up


def _share(before: int | None, after: int | None, elapsed_s: float, rate_kbps: int | None, bits: int) -> float | None:
    if rate_kbps is None or rate_kbps <= 0 or elapsed_s <= 0:
        return None
    per_s = rate_kbps * 1000 / 8
    step = growth(before, after, bits=bits, elapsed_s=elapsed_s, greatest_per_s=per_s * 1.5)
    return None if step is None else step / (per_s * elapsed_s)
