"""What the rules on the measuring computer ask of the looks at its link."""

from __future__ import annotations

from netdoc.model.evidence import Evidence
from netdoc.model.facts.link_state import LinkState
from netdoc.model.incident import Incident
from netdoc.model.observation import Seen


def looks_at_link(evidence: Evidence, incident: Incident) -> tuple[list[Seen[LinkState]], bool]:
    """Return the looks within the incident and True; where nobody looked, those on both sides of it and False.

    A look on one side only tells nothing of the incident: the list is then empty.
    """
    within = evidence.readings(LinkState, start=incident.start, end=incident.end)
    if within:
        return within, True
    before = evidence.last_before(incident.start, LinkState)
    after = evidence.first_after(incident.end, LinkState)
    return ([before, after] if before is not None and after is not None else []), False
