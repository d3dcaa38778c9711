"""Which socket and which modem were in use at an instant: each step holds until the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from netdoc.diagnosis.stretches import SETTLED, handled
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.step import Socket, Step
from netdoc.model.facts.testimony import Testimony, Witness
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
