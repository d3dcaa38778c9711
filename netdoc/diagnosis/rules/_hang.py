"""Whether a modem hung with its port up: it stopped answering, and only a person's restart brought it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from netdoc.diagnosis.gate import ever_answered
from netdoc.diagnosis.rules._modem import modem_subjects, onset_bounds
from netdoc.model.evidence import Evidence
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.interface_counters import InterfaceCounters
from netdoc.model.facts.step import Step
from netdoc.model.incident import Incident
from netdoc.model.observation import Missed, Seen
from netdoc.model.site import RungKind

LEFT_ALONE = timedelta(minutes=5)
"""So long it must have had to come back by itself (own): a watchdog or a training would have been done by then."""
BACK_BY = timedelta(minutes=10)
"""A restart that did it had the office back by then: a box boots and trains in a few minutes (own)."""
LEAST_MISSED = 2


def hung_with_its_port_up(
    evidence: Evidence, incident: Incident
) -> Sequence[Seen[InterfaceCounters] | Missed | Seen[Step]]:
    """Return what shows it (port, unanswered questions, restart by hand); nothing where any of them is not known.

    The modem had answered questions or pings before the incident and did not answer one until the restart.
    """
    restart = _restart_by_hand(evidence, incident)
    if restart is None:
        return ()
    subjects = modem_subjects(evidence)
    ports = [
        each
        for each in evidence.readings(InterfaceCounters, start=incident.start, end=restart.at)
        if each.fact.role == "wan" and each.fact.up is not None
    ]
    missed = [each for each in evidence.missed if each.subject in subjects and incident.start <= each.at <= restart.at]
    port_up = bool(ports) and all(each.fact.up for each in ports)
    if port_up and len(missed) >= LEAST_MISSED and _fell_silent(evidence, incident, subjects, restart):
        return (*ports[:1], *missed[:1], restart)
    return ()


def _restart_by_hand(evidence: Evidence, incident: Incident) -> Seen[Step] | None:
    """Return the only restart of the modem by a person, where the modem had been left alone and came back on it."""
    if incident.ongoing:
        return None
    steps = [
        each
        for each in evidence.readings(Step, start=incident.start, end=incident.end)
        if each.fact.power_cycled is not None
    ]
    if len(steps) != 1 or steps[0].fact.power_cycled not in {*modem_subjects(evidence), "modem"}:
        return None
    left_alone = steps[0].at - incident.start >= LEFT_ALONE
    return steps[0] if left_alone and incident.end - steps[0].at <= BACK_BY else None


def _fell_silent(evidence: Evidence, incident: Incident, subjects: frozenset[str], restart: Seen[Step]) -> bool:
    """Return whether the modem had answered before the incident, and neither a question nor a ping until then."""
    earliest, _ = onset_bounds(incident)
    answers = [each for kind in (DslLine, DeviceState) for one in subjects for each in evidence.readings(kind, one)]
    if not any(each.at < earliest for each in answers):
        return False
    if any(incident.start <= each.at <= restart.at for each in answers):
        return False
    modem = next((each for each in evidence.site.rungs if each.kind is RungKind.MODEM), None)
    if modem is None or not ever_answered(evidence, modem.id):
        return True
    return evidence.ladder.counted(modem.id, incident.start, restart.at)[1] == 0
