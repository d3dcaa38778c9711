"""Times in which full-size packets are swallowed while small ones pass, at the same services in the same seconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from netdoc.model.evidence import Evidence
from netdoc.model.facts.large_packets import LargePackets
from netdoc.model.facts.size_sweep import SizeSweep
from netdoc.model.incident import Incident, IncidentKind, Origin, Zone
from netdoc.model.observation import Seen

ONE_LOOK = timedelta(seconds=40)
"""The greetings of one look and its sweep lie this near each other."""


@dataclass(frozen=True, slots=True)
class Look:
    """What was asked together."""

    greetings: tuple[Seen[LargePackets], ...]

    @property
    def start(self) -> datetime:
        """When the first ended."""
        return self.greetings[0].at

    @property
    def end(self) -> datetime:
        """When the last ended."""
        return self.greetings[-1].at

    @property
    def stalled(self) -> tuple[Seen[LargePackets], ...]:
        """The services at which full-size packets stalled and small ones passed."""
        return tuple(each for each in self.greetings if each.fact.stalls)

    @property
    def passes(self) -> bool:
        """Full-size packets came through to at least one service: the way carries them."""
        return any(each.fact.passes for each in self.greetings)

    @property
    def swallows(self) -> bool:
        """They came through to none, and stalled at one at least."""
        return bool(self.stalled) and not self.passes


def looks(evidence: Evidence) -> tuple[Look, ...]:
    """Return the looks in time order."""
    return evidence.once(looks, lambda: _looks(evidence))


def _looks(evidence: Evidence) -> tuple[Look, ...]:
    groups: list[list[Seen[LargePackets]]] = []
    for each in evidence.readings(LargePackets):
        known = {one.subject for one in groups[-1]} if groups else set()
        if groups and each.at - groups[-1][0].at <= ONE_LOOK and each.subject not in known:
            groups[-1].append(each)
        else:
            groups.append([each])
    return tuple(Look(tuple(each)) for each in groups)


def swept(evidence: Evidence, incident: Incident) -> list[Seen[SizeSweep]]:
    """Return the sweeps made in an incident's looks."""
    return evidence.readings(SizeSweep, start=incident.start - ONE_LOOK, end=incident.end + ONE_LOOK)


def stalled_within(evidence: Evidence, incident: Incident) -> list[Seen[LargePackets]]:
    """Return the greetings that stalled in an incident for their size."""
    held = evidence.readings(LargePackets, start=incident.start, end=incident.end)
    return [each for each in held if each.fact.stalls]


def find_large_stalls(evidence: Evidence, outages: Sequence[Incident]) -> list[Incident]:
    """Return the times in which no full-size packet came through to any service that was asked, and small ones did.

    A service at which they stall while another one takes them is that service's affair, and no incident.
    """
    found: list[Incident] = []
    run: list[Look] = []
    good: Look | None = None
    for each in looks(evidence):
        if each.swallows:
            run.append(each)
        elif each.passes:
            found += _incident(evidence, run, good, each)
            run, good = [], each
    found += _incident(evidence, run, good, None)
    return [each for each in found if not any(one.start <= each.end and each.start <= one.end for one in outages)]


def _incident(evidence: Evidence, run: Sequence[Look], before: Look | None, after: Look | None) -> list[Incident]:
    if not run:
        return []
    first, last = run[0], run[-1]
    services = sorted({each.subject for look in run for each in look.stalled})
    full = sum(each.fact.full_stalled for look in run for each in look.stalled)
    small = sum(each.fact.small_passed for look in run for each in look.stalled)
    return [
        Incident(
            id="",
            kind=IncidentKind.LARGE,
            start=first.start,
            end=evidence.end if after is None else after.start,
            start_uncertainty_s=(first.start - before.end).total_seconds() if before else 0.0,
            end_uncertainty_s=(after.start - last.end).total_seconds() if after else 0.0,
            rung=first.stalled[0].subject,
            origin=Origin.SIZES,
            zone=Zone.MIDDLE,
            ongoing=after is None,
            began_before=before is None,
            detail=f"{full} greetings in full-size packets stalled, {small} in small ones passed "
            f"({', '.join(services)})",
        )
    ]
