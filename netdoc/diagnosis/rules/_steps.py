"""Which socket and which modem were in use at an instant: each step holds until the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from netdoc.model.evidence import Evidence
from netdoc.model.facts.step import Socket, Step
from netdoc.model.facts.testimony import Testimony, Witness
from netdoc.model.fault import Fault
from netdoc.model.observation import Seen


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The arm of the timeline an instant lies in."""

    socket: Socket | None = None
    modem: str | None = None
    modem_proven: bool = False
    told: Seen[Step] | None = None


def arrangement(evidence: Evidence, moment: datetime) -> Arrangement:
    """Return the arrangement that held at an instant, from the steps before it."""
    socket: Socket | None = None
    modem: str | None = None
    proven = False
    told: Seen[Step] | None = None
    for step in evidence.readings(Step, end=moment):
        fact = step.fact
        socket = fact.socket or socket
        if fact.modem is not None and fact.modem != modem:
            modem, proven = fact.modem, False
        proven = proven if fact.modem_proven is None else fact.modem_proven
        if fact.socket or fact.modem or fact.modem_proven is not None:
            told = step
    return Arrangement(socket, modem, proven, told)


def telco_admits(evidence: Evidence, *faults: Fault) -> Seen[Testimony] | None:
    """Return the telco's own statement, with a ticket, that the fault is in its line."""
    for statement in evidence.readings(Testimony):
        fact = statement.fact
        if fact.witness is Witness.TELCO and fact.ticket and fact.admits in {each.value for each in faults}:
            return statement
    return None
