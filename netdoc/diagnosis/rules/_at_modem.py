"""What tells a session's place: a laptop in the router's place at the modem, a second modem."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from netdoc.diagnosis.gate import quorum
from netdoc.diagnosis.rules._steps import Arrangement, arrangement
from netdoc.diagnosis.stretches import SETTLED
from netdoc.model.evidence import Evidence
from netdoc.model.facts import Fact
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.pppoe_session import PppoeSession, PppoeStage
from netdoc.model.facts.step import Outcome, Step
from netdoc.model.facts.wan_session import SessionStatus, WanSession
from netdoc.model.incident import Incident
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane

NOT_UP = frozenset({SessionStatus.DOWN, SessionStatus.CONNECTING})
MOVED = timedelta(minutes=30)
"""A computer is at the modem, and netdoc has asked, within so long (own)."""
T = TypeVar("T", bound=Fact)
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


def looks_at_modem(evidence: Evidence, incident: Incident, kind: type[T]) -> list[Seen[T]]:
    """Return what this computer asked at the modem within an incident, or soon after it before anything answered again.

    A computer that is moved to the modem has no way to the anchors: what the ladder calls the end may be the move.
    """
    near = evidence.readings(kind, start=incident.start, end=incident.end + MOVED)
    return [each for each in near if each.at <= incident.end or _still_down(evidence, incident, each.at)]


def _still_down(evidence: Evidence, incident: Incident, until: datetime) -> bool:
    answered = sum(evidence.ladder.counted(each.id, incident.end, until)[1] for each in quorum(evidence))
    lines = evidence.readings(DslLine, start=incident.end, end=until)
    return not answered and all(each.fact.sync is not False for each in lines)


@dataclass(frozen=True, slots=True)
class AtModem:
    """A laptop in the router's place: the session works with it, and not with the router before and after."""

    works: Seen[Step] | Seen[PppoeSession]
    before: Seen[WanSession]
    after: Seen[WanSession]

    @property
    def planes(self) -> frozenset[Plane]:
        """Who saw that it works there: a person, or this computer."""
        return frozenset({Plane.OPERATOR if isinstance(self.works.fact, Step) else Plane.PATH})


def works_without_the_router(evidence: Evidence, incident: Incident) -> AtModem | None:
    """Return the contrast that a laptop at the modem makes with the router, where all three parts of it were seen.

    The session is down behind the router, works on the laptop at the modem, and is down behind the router again five
    minutes after it was put back and at no look between: a fault that was put right meanwhile looks otherwise. That it
    works is a person's word, or a login of this computer's own that came to an address.
    """
    logins = evidence.readings(PppoeSession, start=incident.start - AT_MODEM, end=incident.end + SETTLED)
    came = [each for each in logins if each.fact.stage is PppoeStage.ADDRESS]
    tried: list[Seen[Step] | Seen[PppoeSession]] = [*_at_modem(evidence, incident, Outcome.WORKS), *came]
    for works in sorted(tried, key=lambda each: each.at):
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
