"""How full the line was during an incident, by the WAN octets of a box."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from netdoc.model.counters import growth
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.interface_counters import InterfaceCounters
from netdoc.model.incident import Incident
from netdoc.model.observation import Seen

FULL, IDLE = 0.8, 0.5
"""Share of the line's rate above which it is full, below which it is idle (own; docs/adr/0005)."""


@dataclass(frozen=True, slots=True)
class Load:
    """The greatest share of the line's rate that any interval of the incident carried."""

    share: float
    direction: str
    reading: Seen[InterfaceCounters]


def rate_known(evidence: Evidence) -> bool:
    """Return whether the rate of the line is known in either direction."""
    return any(rate is not None for rate in _rates(evidence))


def greatest_load(evidence: Evidence, incident: Incident) -> Load | None:
    """Return the greatest load between two readings that touch the incident, or None where counters say nothing."""
    rate_down, rate_up = _rates(evidence)
    loads: list[Load] = []
    readings = [each for each in evidence.readings(InterfaceCounters) if each.fact.role == "wan"]
    for earlier, later in pairwise(readings):
        if later.at < incident.start or earlier.at > incident.end or earlier.subject != later.subject:
            continue
        for word, before, after, rate in (
            ("upload", earlier.fact.tx_bytes, later.fact.tx_bytes, rate_up),
            ("download", earlier.fact.rx_bytes, later.fact.rx_bytes, rate_down),
        ):
            share = _share(before, after, (later.at - earlier.at).total_seconds(), rate, later.fact.bits)
            if share is not None:
                loads.append(Load(share, word, later))
    return max(loads, key=lambda each: each.share, default=None)


def _rates(evidence: Evidence) -> tuple[int | None, int | None]:
    """Return the line's rate in kbit/s: what the modem says, else what the contract says."""
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
