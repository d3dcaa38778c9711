"""SERVICE01: a service the office uses does not answer while the internet works.

Objective: name the hosting end, not the line, when only one service is gone.
Needs:     EchoBlock of the service and of at least two anchors.
Blames:    service.down, when the service was silent while at least two anchors answered in the same seconds.
Clears:    service.down, when the service itself answered.
Silent:    fewer than two anchors were watched.
Limits:    the way to that one service is not excluded without a second path; what fails behind a balancer is
           another rule's question.
Source:    observation table, «LTE control path fails to the same target».
"""

from __future__ import annotations

from netdoc.diagnosis.rules._says import Says
from netdoc.diagnosis.rules._targets import anchors_answering, answered
from netdoc.model.evidence import Evidence
from netdoc.model.facts.echo_block import EchoBlock
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident, IncidentKind
from netdoc.model.plane import Plane
from netdoc.model.site import RungKind
from netdoc.plugin import Rule

SAY = Says("SERVICE01", Fault.SERVICE_DOWN)
LEAST_ANCHORS = 2


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by the anchors in the same seconds."""
    if incident is None or incident.kind is not IncidentKind.TARGET:
        return SAY.silent(incident, "no single target failed")
    rung = evidence.site.rung(incident.rung)
    if rung is None or rung.kind is not RungKind.SERVICE:
        return SAY.silent(incident, "the silent target is not a service of the office")
    sent, came_back = evidence.ladder.counted(rung.id, incident.start, incident.end)
    if answered(evidence, rung.id, incident):
        return SAY.clears(incident, f"{rung.label or rung.address} answered {came_back} of {sent}", {Plane.PATH})
    clean = anchors_answering(evidence, incident)
    if clean >= LEAST_ANCHORS:
        return SAY.blames(
            incident,
            f"{rung.label or rung.address} ({rung.method}) failed {sent - came_back} of {sent} tries while {clean} "
            "anchors answered",
            {Plane.PATH},
        )
    return SAY.silent(incident, f"only {clean} anchors answered meanwhile", ("EchoBlock of two anchors",))


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(EchoBlock,), judge=judge)
