"""Which socket and which modem were in use at an instant: each step holds until the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from netdoc.diagnosis.stretches import SETTLED, handled
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.step import Outcome, Socket, Step
from netdoc.model.facts.testimony import Testimony, Witness
from netdoc.model.facts.wan_session import SessionStatus, WanSession
from netdoc.model.fault import Fault
from netdoc.model.incident import Incident
from netdoc.model.observation import Seen


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The arm of the timeline an instant lies in."""

    socket: Socket | None = None
    modem: str | None = None
    modem_proven: bool = False
    filters_off: bool = False
    adapter_kept: bool = False
    """The adapter in use is recorded as that of another modem before."""
    told: Seen[Step] | None = None


def arrangement(evidence: Evidence, moment: datetime) -> Arrangement:
    """Return the arrangement that held at an instant, from the steps before it."""
    socket: Socket | None = None
    modem: str | None = None
    proven = filters_off = kept = False
    adapter: str | None = None
    told: Seen[Step] | None = None
    for step in evidence.readings(Step, end=moment):
        fact = step.fact
        socket = fact.socket or socket
        if fact.modem is not None and fact.modem != modem:
            modem, proven, kept = fact.modem, False, adapter is not None
        if fact.adapter is not None:
            kept, adapter = kept and fact.adapter == adapter, fact.adapter
        filters_off = filters_off if fact.filters_off is None else fact.filters_off
        proven = proven if fact.modem_proven is None else fact.modem_proven
        if fact.socket or fact.modem or fact.modem_proven is not None or fact.filters_off is not None:
            told = step
    return Arrangement(socket, modem, proven, filters_off, kept, told)


def arrangements(evidence: Evidence, incident: Incident) -> tuple[Arrangement, ...]:
    """Return every arrangement in which the incident was seen: at its onset, and after steps taken within it.

    A step within counts when the line was read out of sync at least five minutes after it. An outage that began while
    somebody changed the arrangement is that change's own, and was not seen in either.
    """
    seen = [] if handled(evidence, incident) else [arrangement(evidence, incident.start)]
    steps = evidence.readings(Step, start=incident.start, end=incident.end)
    for index, step in enumerate(steps):
        until = steps[index + 1].at if index + 1 < len(steps) else incident.end
        later = evidence.readings(DslLine, start=step.at + SETTLED, end=until)
        if any(each.fact.sync is False for each in later):
            seen.append(arrangement(evidence, step.at))
    return tuple(seen)


def proven_arrangement(evidence: Evidence, incident: Incident) -> Arrangement | None:
    """Return the arrangement with a second modem, proven on another line, in which the incident was seen.

    Not where the first modem's adapter is recorded to have fed it: then it may be the adapter.
    """
    seen = arrangements(evidence, incident)
    return next((each for each in seen if each.modem_proven and each.told and not each.adapter_kept), None)


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


NOT_UP = frozenset({SessionStatus.DOWN, SessionStatus.CONNECTING})
AT_MODEM = timedelta(hours=2)
"""A laptop stands in for the router for minutes; what is told so long before or after is another story (own)."""


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


def step_at(evidence: Evidence, moment: datetime) -> Seen[Step] | None:
    """Return the step taken at an instant: the one that began an arm."""
    return next(iter(evidence.readings(Step, start=moment, end=moment)), None)


ABOUT_THE_PAST = timedelta(days=7)


def telco_admits(evidence: Evidence, incident: Incident, *faults: Fault) -> Seen[Testimony] | None:
    """Return the telco's own statement, with a ticket, that the fault of this incident is in its line.

    A statement speaks for what had begun when it was made, and for no more than the week before.
    """
    for statement in evidence.readings(Testimony):
        fact = statement.fact
        about_it = incident.start <= statement.at <= incident.end + ABOUT_THE_PAST
        if about_it and fact.witness is Witness.TELCO and fact.ticket and fact.admits in {f.value for f in faults}:
            return statement
    return None
