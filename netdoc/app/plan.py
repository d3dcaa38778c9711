"""How long a check watches, and when it asks what. A quick check asks the same questions, fewer times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from netdoc.errors import BadInput
from netdoc.model.site import RungKind, Site
from netdoc.plugin import Probe

FULL, QUICK = "full", "quick"
FULL_S, QUICK_S = 40.0, 16.0
SHORTEST_S, LONGEST_S = 5.0, 24 * 3600.0
BEFORE_END_S = 6.0
"""The last readings begin this long before the ladder stops, so that they lie within its window."""
GRACE_S = 6.0
"""How much longer than the ladder a question may take."""
EXCLUSIVE_S = 60.0

READING_S = 60.0
"""How often a box is read in a long check: the usual least interval of the drivers."""
NAMES_S = 10.0
STRANGERS_EVERY = 3
"""Pace of name questions: 1/10 s for router and provider, 1/30 s for public resolvers (architecture, section 6)."""

ONCE = (0.0,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One check."""

    profile: str
    ladder_s: float

    @property
    def loads_the_line(self) -> bool:
        """Whether the throughput test may run."""
        return self.profile == FULL

    @property
    def readings(self) -> tuple[float, ...]:
        """When to read the boxes: at the start, each minute, and towards the end; once in a check too short for two."""
        if self._last_s < BEFORE_END_S:
            return ONCE
        between = range(1, int((self._last_s - READING_S / 2) // READING_S) + 1)
        return (0.0, *(READING_S * each for each in between), self._last_s)

    def instants(self, probe: Probe) -> tuple[float, ...]:
        """Return when to ask a light probe, in seconds from the ladder's start; sorted, at least one."""
        period = self._periods().get(probe.id)
        if period is None:
            return self.readings if probe.id == "router_igd" else ONCE
        rounds = int(self._last_s // period)
        return tuple(period * each for each in range(rounds + 1))

    @property
    def _last_s(self) -> float:
        return max(0.0, self.ladder_s - BEFORE_END_S)

    def _periods(self) -> Mapping[str, float]:
        """Return the probes that are asked over and over: names and the own link."""
        return {"dns": NAMES_S, "link": 5.0 if self.profile == QUICK else 10.0}


def asked_in(site: Site, probe: Probe, number: int) -> Site:
    """Return the site as one round of a probe shall see it: strangers' name servers only in every third round."""
    if probe.id != "dns" or number % STRANGERS_EVERY == 0:
        return site
    kept = tuple(each for each in site.rungs if each.kind is not RungKind.RESOLVER or each.role in _NEAR_RESOLVERS)
    if not any(each.kind is RungKind.RESOLVER for each in kept):
        return site
    return replace(site, rungs=kept)


_NEAR_RESOLVERS = ("router", "isp", "office")


def plan_for(profile: str, length: timedelta | None) -> Plan:
    """Return the plan of a profile, with another length where one was given.

    Raises:
        BadInput: shorter than 5 s or longer than a day.
    """
    seconds = length.total_seconds() if length is not None else (QUICK_S if profile == QUICK else FULL_S)
    if not SHORTEST_S <= seconds <= LONGEST_S:
        raise BadInput(
            f"a check of {seconds:.0f} s is not possible", hint="give --for between 5s and 24h; 40s is the default"
        )
    return Plan(profile=profile, ladder_s=seconds)
