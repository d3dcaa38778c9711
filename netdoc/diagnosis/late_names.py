"""Incidents of names that come late: a resolver needs long for what it has in memory, while another one does not.

Only like is compared with like: names that were asked for a moment before. The way must be quick meanwhile, or else it
is the way that is slow. Thresholds are netdoc's own (docs/adr/0025-name-servers-compared.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from statistics import median

from netdoc.diagnosis.gate import quorum
from netdoc.diagnosis.naming import of_lookups
from netdoc.diagnosis.rules._names import LATE_US, late
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dns_lookup import DnsLookup, Question, ResolverRole
from netdoc.model.incident import Incident
from netdoc.model.observation import Seen

LEAST = 3
"""Names in a row that came late."""
STRANGERS_PACE = timedelta(seconds=35)
"""Public resolvers are asked only once in 30 s."""
ROLES = (ResolverRole.ISP, ResolverRole.OFFICE, ResolverRole.ROUTER)
"""A router's proxy is late together with the resolver it asks: told once, by the resolver."""

_Run = tuple[list[Seen[DnsLookup]], Seen[DnsLookup] | None, Seen[DnsLookup] | None]


def find_late_names(evidence: Evidence, known: Sequence[Incident]) -> list[Incident]:
    """Return the times in which a resolver that the office uses answered late, outside the incidents known already."""
    found: list[Incident] = []
    subjects = sorted(
        {
            (ROLES.index(each.fact.role), each.subject)
            for each in evidence.readings(DnsLookup)
            if each.fact.role in ROLES
        }
    )
    for place, subject in subjects:
        for run, before, after in _late_runs(evidence.readings(DnsLookup, subject)):
            start, end = run[0].at, after.at if after else run[-1].at
            if len(run) < LEAST or not _another_is_quick(evidence, ROLES[place], start, end):
                continue
            if not way_is_quick(evidence, subject, start, end):
                continue
            if any(each.start <= end and start <= each.end for each in (*known, *found)):
                continue
            took_ms = median(each.fact.duration_us or 0 for each in run) / 1000
            words = f"{len(run)} names in its memory came late (median {took_ms:.0f} ms)"
            found.append(of_lookups(evidence, subject, run, before, after, words))
    return found


def way_is_quick(evidence: Evidence, rung: str, start: datetime, end: datetime) -> bool:
    """Return whether echoes to a resolver's address and to the quorum came in less than half of what is late."""
    for each in {rung, *(one.id for one in quorum(evidence))}:
        samples = [value for _, value in evidence.ladder.points(each, start, end) if value >= 0]
        if samples and median(samples) >= LATE_US / 2:
            return False
    return True


def _late_runs(lookups: Sequence[Seen[DnsLookup]]) -> Iterator[_Run]:
    """Yield runs of names that came late, each with the question before it and the first after it."""
    run: list[Seen[DnsLookup]] = []
    before: Seen[DnsLookup] | None = None
    after: Seen[DnsLookup] | None = None
    for each in lookups:
        if each.fact.question is not Question.CACHED:
            continue
        if late(each.fact):
            run.append(each)
            after = None
            continue
        if run:
            after = after or each
            if not each.fact.worked:
                continue  # a failure between late ones is no sign of health
            yield run, before, after
            run, after = [], None
        before = each
    if run:
        yield run, before, after


def _another_is_quick(evidence: Evidence, role: ResolverRole, start: datetime, end: datetime) -> bool:
    """Return whether another resolver gave names from its memory at once, and hardly ever late."""
    others = {ResolverRole.PUBLIC} if role is ResolverRole.ISP else {ResolverRole.PUBLIC, ResolverRole.ISP}
    near = evidence.readings(DnsLookup, start=start - STRANGERS_PACE, end=end + STRANGERS_PACE)
    asked = [each.fact for each in near if each.fact.role in others and each.fact.question is Question.CACHED]
    quick = [each for each in asked if each.worked and (each.duration_us or LATE_US) < LATE_US / 2]
    return bool(quick) and len(quick) > len(asked) / 2
