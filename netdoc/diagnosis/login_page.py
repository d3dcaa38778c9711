"""When a login page stood between the measuring computer and the internet: what failed then says nothing of a line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from netdoc.model.evidence import Evidence
from netdoc.model.facts.portal_check import Page, PortalCheck
from netdoc.model.incident import Incident


@dataclass(frozen=True, slots=True)
class Spans:
    """Stretches of time, each from the last look at which the way was free to the next one."""

    held: tuple[tuple[datetime, datetime], ...]

    def holds(self, incident: Incident) -> bool:
        """Return whether an incident lies in one of them, in whole or in part."""
        return any(incident.start <= end and incident.end >= start for start, end in self.held)


def page_in_the_way(evidence: Evidence) -> str | None:
    """Return, in words, what came in place of a known page at the last look that told; None where it came as known."""
    looks = [each for each in evidence.readings(PortalCheck) if each.fact.page is not Page.ERROR]
    if not looks or not looks[-1].fact.in_the_way:
        return None
    fact = looks[-1].fact
    if fact.leads_to is not None:
        return f"asked for {fact.url}, the network sent the browser to {fact.leads_to} instead"
    return f"asked for {fact.url}, another page came in its place (status {fact.status})"


def behind_page(evidence: Evidence) -> Spans:
    """Return the stretches in which a login page stood in the way."""
    return evidence.once(behind_page, lambda: _behind(evidence))


def _behind(evidence: Evidence) -> Spans:
    spans: list[tuple[datetime, datetime]] = []
    free, since = evidence.start, None
    for each in evidence.readings(PortalCheck):
        if each.fact.in_the_way:
            since = free if since is None else since
        elif each.fact.page is Page.AS_KNOWN:
            if since is not None:
                spans.append((since, each.at))
            free, since = each.at, None
    if since is not None:
        spans.append((since, evidence.end))
    return Spans(tuple(spans))
