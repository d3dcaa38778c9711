"""Which step ended an incident: a plug pushed home, a box switched off and on."""

from __future__ import annotations

from datetime import timedelta

from netdoc.model.evidence import Evidence
from netdoc.model.facts.step import Action, Step
from netdoc.model.incident import Incident
from netdoc.model.observation import Seen

CURED = timedelta(minutes=3)
"""A plug pushed home works at once, a router that starts anew within minutes (own)."""


def cured_by(evidence: Evidence, incident: Incident) -> Seen[Step] | None:
    """Return the last step noted within an incident, when the incident was over within three minutes of it.

    Only a step that moved or restarted something can have cured it: listening to the line or a test that showed
    something cures nothing. A step told in words alone (`cable reseated`) counts.
    """
    if incident.ongoing:
        return None
    steps = evidence.readings(Step, start=incident.start, end=incident.end)
    doing = [each for each in steps if each.fact.action is not Action.QUIET_LINE and each.fact.outcome is None]
    return doing[-1] if doing and incident.end - doing[-1].at <= CURED else None
