"""Times in which a port that calls or tunnels need did not answer by the usual way, although it is known to answer.

A port that never answered, by any way, is not missed: a server may answer strangers nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from netdoc.diagnosis.second import another_provider
from netdoc.model.evidence import Evidence
from netdoc.model.facts.port_answer import PortAnswer
from netdoc.model.incident import Incident, IncidentKind, Origin, Zone
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane

LEAST_LOOKS = 2
"""Datagrams are lost now and then: one look, of two tries and more, is not enough."""
REACH = timedelta(seconds=40)
"""What was asked over the second path this near belongs to the same look."""


def find_closed_ports(evidence: Evidence, outages: Sequence[Incident]) -> list[Incident]:
    """Return the stretches of at least two looks at which a port did not answer, outside outages."""
    found: list[Incident] = []
    for subject in dict.fromkeys(each.subject for each in evidence.readings(PortAnswer)):
        if ever_answered(evidence, subject):
            found += _of_one(evidence, subject, outages)
    return found


def ever_answered(evidence: Evidence, subject: str) -> bool:
    """Return whether a port answered its question at all, by any way."""
    return any(each.fact.answered for each in evidence.readings(PortAnswer, subject))


def ever_answered_there(evidence: Evidence, subject: str) -> bool:
    """Return whether a port answered over the second path at all: mobile networks close some ports themselves."""
    looks = evidence.readings(PortAnswer, subject)
    return any(each.fact.answered for each in looks if each.plane is Plane.SECOND_PATH)


def own_looks(evidence: Evidence, subject: str) -> list[Seen[PortAnswer]]:
    """Return the looks by the usual way."""
    return [each for each in evidence.readings(PortAnswer, subject) if each.plane is not Plane.SECOND_PATH]


def looks_within(evidence: Evidence, incident: Incident) -> tuple[list[Seen[PortAnswer]], list[Seen[PortAnswer]]]:
    """Return the looks at an incident's port within it, by the usual way and over the second path."""
    own = evidence.readings(PortAnswer, incident.rung, start=incident.start, end=incident.end)
    near = evidence.readings(PortAnswer, incident.rung, start=incident.start - REACH, end=incident.end + REACH)
    return (
        [each for each in own if each.plane is not Plane.SECOND_PATH and shut(each.fact)],
        [each for each in near if each.plane is Plane.SECOND_PATH and another_provider(evidence.site)],
    )


def shut(fact: PortAnswer) -> bool:
    """Return whether a look found the port closed: turned away, or without any answer to two tries."""
    return fact.answered == 0 and (fact.refused > 0 or fact.silent)


def _of_one(evidence: Evidence, subject: str, outages: Sequence[Incident]) -> list[Incident]:
    found: list[Incident] = []
    run: list[Seen[PortAnswer]] = []
    good: Seen[PortAnswer] | None = None
    for each in own_looks(evidence, subject):
        if any(one.start - REACH <= each.at <= one.end + REACH for one in outages):
            continue
        if shut(each.fact):
            run.append(each)
        elif each.fact.answered:
            found += _incident(evidence, run, good, each)
            run, good = [], each
    return found + _incident(evidence, run, good, None)


def _incident(
    evidence: Evidence, run: Sequence[Seen[PortAnswer]], before: Seen[PortAnswer] | None, after: Seen[PortAnswer] | None
) -> list[Incident]:
    tried = sum(each.fact.tried for each in run)
    refused = sum(each.fact.refused for each in run)
    if len(run) < LEAST_LOOKS:
        return []
    first, last = run[0], run[-1]
    fact = last.fact
    return [
        Incident(
            id="",
            kind=IncidentKind.PORT,
            start=first.at,
            end=evidence.end if after is None else after.at,
            start_uncertainty_s=(first.at - before.at).total_seconds() if before else 0.0,
            end_uncertainty_s=(after.at - last.at).total_seconds() if after else 0.0,
            rung=first.subject,
            origin=Origin.PORTS,
            zone=Zone.FAR,
            ongoing=after is None,
            began_before=before is None,
            detail=f"{fact.target} ({fact.asks}) answered none of {tried} questions"
            + (f", {refused} were refused" if refused else ""),
        )
    ]
