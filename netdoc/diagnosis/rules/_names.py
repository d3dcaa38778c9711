"""Who answers name questions: the office's own server, and whether somebody on the way answers for all."""

from __future__ import annotations

from datetime import timedelta

from netdoc.model.evidence import Evidence
from netdoc.model.facts.dns_interception import DnsInterception
from netdoc.model.facts.dns_lookup import DnsLookup, ResolverRole
from netdoc.model.incident import Incident

HOLDS = timedelta(seconds=660)
"""The question is asked each 300 s: what was seen holds until it was asked twice more."""
INTERCEPTED = "somebody on the way answers in place of any name server, so which one failed is not known"


def intercepted(evidence: Evidence, incident: Incident) -> bool:
    """Return whether questions were seen to be answered on the way, around an incident."""
    near = evidence.readings(DnsInterception, start=incident.start - HOLDS, end=incident.end + HOLDS)
    return any(each.fact.answered for each in near)


def of_the_office(evidence: Evidence, incident: Incident) -> bool:
    """Return whether it is a failure of the office's own name server."""
    asked = evidence.readings(DnsLookup, incident.rung, start=incident.start, end=incident.end)
    return any(each.fact.role is ResolverRole.OFFICE for each in asked)
