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
    sent, answered = evidence.ladder.counted(rung.id, incident.start, incident.end)
    if sent and answered >= 0.8 * sent:
        return SAY.clears(incident, f"{rung.label or rung.address} answered {answered} of {sent}", {Plane.PATH})
    clean = 0
    for anchor in evidence.site.rungs:
        if anchor.kind is RungKind.ANCHOR:
            anchor_sent, anchor_answered = evidence.ladder.counted(anchor.id, incident.start, incident.end)
            clean += anchor_sent > 0 and anchor_answered >= 0.8 * anchor_sent
    if clean >= LEAST_ANCHORS:
        return SAY.blames(
            incident,
            f"{rung.label or rung.address} ({rung.method}) failed {sent - answered} of {sent} tries while {clean} "
            "anchors answered",
            {Plane.PATH},
        )
    return SAY.silent(incident, f"only {clean} anchors answered meanwhile", ("EchoBlock of two anchors",))


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(EchoBlock,), judge=judge)
