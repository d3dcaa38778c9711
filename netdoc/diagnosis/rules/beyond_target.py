"""TARGET01: one destination does not answer while others do.

Objective: a dead anchor is the anchor's fault.
Needs:     EchoBlock of at least three anchors; SecondPath where there is one; of a service that fails in part,
           ConnectRun.
Blames:    beyond.target, when one anchor was silent while at least two others answered in the same seconds; with the
           second path as witness, when it answered nothing there either and others did.
Clears:    beyond.target, when that anchor itself answered; of a service that fails in part, when every server behind
           it was reached clean in the same seconds and what failed was spoken by the other side, or a server in the
           same network (/24) was among them.
Silent:    fewer than two other anchors were watched; or it answered over the second path meanwhile.
Limits:    the provider's route to that one destination is not excluded without a second path.
Source:    guard rail X10 of the project's scenarios; quorum of three unrelated targets.
"""

from __future__ import annotations

from netdoc.diagnosis.rules._says import Says
from netdoc.diagnosis.rules._services import backend_words, way_shown
from netdoc.diagnosis.rules._targets import anchors_answering, answered
from netdoc.diagnosis.second import fails_there, over_there
from netdoc.diagnosis.services import contrast, run_of
from netdoc.model.evidence import Evidence
from netdoc.model.facts.connect_run import ConnectRun
from netdoc.model.facts.echo_block import EchoBlock
from netdoc.model.facts.second_path import SecondPath
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
    if incident is not None and incident.kind is IncidentKind.SERVICE:
        return _service(evidence, incident)
    if incident is None or incident.kind is not IncidentKind.TARGET:
        return SAY.silent(incident, "no single target failed")
    rung = evidence.site.rung(incident.rung)
    if rung is None or rung.kind is not RungKind.ANCHOR:
        return SAY.silent(incident, "the silent target is not an anchor")
    sent, came_back = evidence.ladder.counted(rung.id, incident.start, incident.end)
    if answered(evidence, rung.id, incident):
        return SAY.clears(incident, f"{rung.address} answered {came_back} of {sent}", {Plane.PATH})
    clean = anchors_answering(evidence, incident)
    there = over_there(evidence, incident, rung.id)
    if there.worked:
        return SAY.silent(
            incident, f"it answered over the second path ({there.answered} of {there.sent}) meanwhile: the provider's "
            "way to it, or a far end that turns this office away",
        )  # fmt: skip
    if clean >= LEAST_OTHERS:
        both = fails_there(evidence, incident, rung.id)
        also = f"; over the second path it answered none of {there.sent}, others did" if both else ""
        return SAY.blames(
            incident,
            f"{rung.address} did not answer {sent - came_back} of {sent} probes while {clean} other anchors answered"
            f"{also}",
            {Plane.PATH, *((Plane.SECOND_PATH,) if both else ())},
            there.rounds[:2] if both else (),
        )
    return SAY.silent(incident, f"only {clean} other anchors answered meanwhile", ("EchoBlock of two more anchors",))


def _service(evidence: Evidence, incident: Incident) -> Finding:
    """Say whether the way to a virtual address is excluded by the servers beside it."""
    run = run_of(evidence, incident)
    held = contrast(run.fact) if run is not None else None
    if held is not None and way_shown(held):
        return SAY.clears(
            incident, f"the way there carries: {backend_words(held.clean)}, same seconds", {Plane.PATH}, (run,)
        )
    return SAY.silent(incident, "nothing excludes the way to this one address", ("a server beside it, asked straight",))


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(EchoBlock, ConnectRun, SecondPath), judge=judge)
