"""TARGET01: one destination does not answer while others do.

Objective: a dead anchor is the anchor's fault.
Needs:     EchoBlock of at least three anchors.
Blames:    beyond.target, when one anchor was silent while at least two others answered in the same seconds.
Clears:    beyond.target, when that anchor itself answered.
Silent:    fewer than two other anchors were watched.
Limits:    the provider's route to that one destination is not excluded without a second path.
Source:    guard rail X10 of the project's scenarios; quorum of three unrelated targets.
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

SAY = Says("TARGET01", Fault.BEYOND_TARGET)
LEAST_OTHERS = 2


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by the other anchors in the same seconds."""
    if incident is None or incident.kind is not IncidentKind.TARGET:
        return SAY.silent(incident, "no single target failed")
    rung = evidence.site.rung(incident.rung)
    if rung is None or rung.kind is not RungKind.ANCHOR:
        return SAY.silent(incident, "the silent target is not an anchor")
    sent, came_back = evidence.ladder.counted(rung.id, incident.start, incident.end)
    if answered(evidence, rung.id, incident):
        return SAY.clears(incident, f"{rung.address} answered {came_back} of {sent}", {Plane.PATH})
    clean = anchors_answering(evidence, incident)
    if clean >= LEAST_OTHERS:
        return SAY.blames(
            incident,
            f"{rung.address} did not answer {sent - came_back} of {sent} probes while {clean} other anchors answered",
            {Plane.PATH},
        )
    return SAY.silent(incident, f"only {clean} other anchors answered meanwhile", ("EchoBlock of two more anchors",))


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(EchoBlock,), judge=judge)
