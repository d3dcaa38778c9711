"""What tells a session's place: a laptop in the router's place at the modem, a second modem."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from netdoc.diagnosis.rules._steps import Arrangement, arrangement
from netdoc.diagnosis.stretches import SETTLED
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.step import Outcome, Step
from netdoc.model.facts.wan_session import SessionStatus, WanSession
from netdoc.model.incident import Incident
from netdoc.model.observation import Seen

NOT_UP = frozenset({SessionStatus.DOWN, SessionStatus.CONNECTING})
AT_MODEM = timedelta(hours=2)
"""A laptop stands in for the router for minutes; what is told so long before or after is another story (own)."""


def session_down_behind(evidence: Evidence, incident: Incident) -> Arrangement | None:
    """Return the arrangement with a proven second modem in which a session stayed down while the line was in sync."""
    for step in evidence.readings(Step, start=incident.start, end=incident.end):
        arm = arrangement(evidence, step.at)
        downs = evidence.readings(WanSession, start=step.at + SETTLED, end=incident.end)
        down = next((each for each in downs if each.fact.status in NOT_UP), None)
        line = evidence.last_before(down.at, DslLine) if down is not None else None
        synced = line is not None and line.fact.sync and line.at >= step.at + SETTLED
        if arm.modem_proven and arm.told and not arm.adapter_kept and synced:
            return arm
    return None


@dataclass(frozen=True, slots=True)
class AtModem:
    """A laptop in the router's place: the session works with it, and not with the router before and after."""

    works: Seen[Step]
    before: Seen[WanSession]
    after: Seen[WanSession]


def works_without_the_router(evidence: Evidence, incident: Incident) -> AtModem | None:
    """Return the contrast that a laptop at the modem makes with the router, where all three parts of it were seen.

    The session is down behind the router, works on the laptop at the modem, and is down behind the router again five
    minutes after it was put back and at no look between: a fault that was put right meanwhile looks otherwise.
    """
    for works in _at_modem(evidence, incident, Outcome.WORKS):
        later = evidence.readings(Step, start=works.at, end=works.at + AT_MODEM)
        back = next((each for each in later if each.fact.at_modem is False), None)
        before = evidence.last_before(works.at, WanSession)
        if back is None or before is None or before.fact.status not in NOT_UP or before.at < works.at - AT_MODEM:
            continue
        told = evidence.readings(WanSession, before.subject, start=back.at, end=back.at + AT_MODEM)
        after = next((each for each in told if each.at >= back.at + SETTLED), None)
        if after is not None and all(each.fact.status in NOT_UP for each in told if each.at <= after.at):
            return AtModem(works, before, after)
    return None


def fails_without_the_router(evidence: Evidence, incident: Incident) -> Seen[Step] | None:
    """Return the step that shows that it fails on a laptop at the modem too, within the incident."""
    tried = _at_modem(evidence, incident, Outcome.FAILS)
    return next((each for each in tried if incident.start <= each.at <= incident.end), None)


def _at_modem(evidence: Evidence, incident: Incident, outcome: Outcome) -> list[Seen[Step]]:
    tried = evidence.readings(Step, start=incident.start - AT_MODEM, end=incident.end + SETTLED)
    return [each for each in tried if each.fact.at_modem and each.fact.outcome is outcome]
