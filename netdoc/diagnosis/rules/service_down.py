"""SERVICE01: a service the office uses does not answer while the internet works.

Objective: name the hosting end, not the line, when only one service is gone.
Needs:     EchoBlock of the service and of at least two anchors; of a port, PortAnswer; SecondPath where there is one.
Blames:    service.down, when the service was silent while at least two anchors answered in the same seconds; or a
           port that answered over both lines before does so over neither, while the second one reached others.
Clears:    service.down, when the service itself answered; of a port, when the same port of an unrelated far end is
           closed on this line alone as well.
Silent:    fewer than two anchors were watched; or the service answered over the second path meanwhile.
Limits:    the way to that one service is not excluded without a second path; what fails behind a balancer is
           another rule's question.
Source:    observation table, «LTE control path fails to the same target».
"""

from __future__ import annotations

from netdoc.diagnosis.closed_ports import REACH, ever_answered_there, looks_within, shut
from netdoc.diagnosis.rules._says import Says
from netdoc.diagnosis.rules._targets import anchors_answering, answered
from netdoc.diagnosis.second import another_provider, fails_there, over_there
from netdoc.model.evidence import Evidence
from netdoc.model.facts.echo_block import EchoBlock
from netdoc.model.facts.port_answer import PortAnswer
from netdoc.model.facts.second_path import SecondPath
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident, IncidentKind
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane
from netdoc.model.site import RungKind
from netdoc.plugin import Rule

SAY = Says("SERVICE01", Fault.SERVICE_DOWN)
LEAST_ANCHORS = 2


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by the anchors in the same seconds."""
    if incident is not None and incident.kind is IncidentKind.PORT:
        return _port(evidence, incident)
    if incident is None or incident.kind is not IncidentKind.TARGET:
        return SAY.silent(incident, "no single target failed")
    rung = evidence.site.rung(incident.rung)
    if rung is None or rung.kind is not RungKind.SERVICE:
        return SAY.silent(incident, "the silent target is not a service of the office")
    sent, came_back = evidence.ladder.counted(rung.id, incident.start, incident.end)
    if answered(evidence, rung.id, incident):
        return SAY.clears(incident, f"{rung.label or rung.address} answered {came_back} of {sent}", {Plane.PATH})
    clean = anchors_answering(evidence, incident)
    there = over_there(evidence, incident, rung.id)
    if there.worked:
        return SAY.silent(incident, f"it answered over the second path ({there.answered} of {there.sent}) meanwhile")
    if clean >= LEAST_ANCHORS:
        both = fails_there(evidence, incident, rung.id)
        return SAY.blames(
            incident,
            f"{rung.label or rung.address} ({rung.method}) failed {sent - came_back} of {sent} tries while {clean} "
            f"anchors answered{f'; over the second path it failed {there.sent} of {there.sent}' if both else ''}",
            {Plane.PATH, *((Plane.SECOND_PATH,) if both else ())},
            there.rounds[:2] if both else (),
        )
    return SAY.silent(incident, f"only {clean} anchors answered meanwhile", ("EchoBlock of two anchors",))


def _port(evidence: Evidence, incident: Incident) -> Finding:
    """Say whether a port that is closed for this office is closed for everybody, or for another far end as well."""
    own, there = looks_within(evidence, incident)
    beside = _closed_beside(evidence, incident)
    if beside is not None:
        return SAY.clears(
            incident, f"the same port of another far end ({beside.fact.target}) is closed too, and answers over the "
            "other line", {Plane.PATH, Plane.SECOND_PATH}, [beside],
        )  # fmt: skip
    stood = any(each.fact.worked for each in over_there(evidence, incident).rounds)
    stood = stood and ever_answered_there(evidence, incident.rung)
    if there and stood and not any(each.fact.answered for each in there):
        return SAY.blames(
            incident,
            f"{incident.detail} by this line, and none over another line either, which reached other destinations",
            {Plane.PATH, Plane.SECOND_PATH},
            [*own[:2], *there[:2]],
        )
    return SAY.silent(incident, "what the far end does with the question is not shown")


def _closed_beside(evidence: Evidence, incident: Incident) -> Seen[PortAnswer] | None:
    """Return a look at the same port of another address that was closed on this line alone in the same minutes."""
    own, _ = looks_within(evidence, incident)
    address = {each.fact.address for each in own}
    ports = {_port_of(each.fact) for each in own}
    near = evidence.readings(PortAnswer, start=incident.start - REACH, end=incident.end + REACH)
    if not another_provider(evidence.site):
        return None
    others = [each for each in near if each.fact.address not in address and _port_of(each.fact) in ports]
    answers = {each.subject for each in others if each.plane is Plane.SECOND_PATH and each.fact.answered}
    closed = [each for each in others if each.plane is not Plane.SECOND_PATH and each.subject in answers]
    if any(each.fact.answered for each in closed):
        return None
    return next((each for each in closed if shut(each.fact)), None)


def _port_of(fact: PortAnswer) -> str:
    return fact.target.rpartition(":")[2]


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(EchoBlock, PortAnswer, SecondPath), judge=judge)
