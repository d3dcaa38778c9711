"""LAN02: packets are lost, or held up by the radio, before they reach the router.

Objective: a lossy switch, cable or radio must never convict the provider.
Needs:     EchoBlock of the router and of the anchors; LinkState.
Blames:    lan.loss, when in a brownout the router's own loss is as high as the end's (two-proportion test); or
           when a delay stands at the router already and the computer measured by Wi-Fi.
Clears:    lan.loss, when the router lost significantly less than the end did, or shows less than a quarter of the
           end's delay.
Silent:    fewer than 20 samples of the router; or the router limits its answers (loses more than the end); or a
           delay stands at the router and the computer measured by cable: a busy router answers late too.
Limits:    cannot tell switch, cable and Wi-Fi apart: all are the premises.
Source:    RFC 2330 / RFC 7680 loss with intervals; docs/adr/0005-incident-thresholds.md.
"""

from __future__ import annotations

from netdoc.diagnosis.gate import quorum
from netdoc.diagnosis.rules._says import Says
from netdoc.diagnosis.statistics import higher, in_words
from netdoc.model.evidence import Evidence
from netdoc.model.facts.echo_block import EchoBlock
from netdoc.model.facts.link_state import LinkKind, LinkState
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident, IncidentKind, Zone
from netdoc.model.plane import Plane
from netdoc.model.site import RungKind
from netdoc.plugin import Rule

SAY = Says("LAN02", Fault.LAN_LOSS)
LEAST_SAMPLES = 20


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by where the loss, or the delay, begins."""
    if incident is None or incident.kind not in (IncidentKind.BROWNOUT, IncidentKind.SLOW):
        return SAY.silent(incident, "no scattered loss and no delay to place")
    router = next((each for each in evidence.site.rungs if each.kind is RungKind.ROUTER), None)
    if router is None:
        return SAY.silent(incident, "the router is not on the ladder", ("EchoBlock of the router",))
    sent, answered = evidence.ladder.counted(router.id, incident.start, incident.end)
    if sent < LEAST_SAMPLES or answered == 0:
        return SAY.silent(incident, "the router answered too few pings to compare", ("EchoBlock of the router",))
    if incident.kind is IncidentKind.SLOW:
        return _delay(evidence, incident)
    words = in_words(sent - answered, sent)
    if incident.nearest_good is not None and _limits(evidence, incident, sent - answered, sent):
        return SAY.silent(incident, f"the router limits its answers: it lost more than the end: {words}")
    if incident.zone is Zone.NEAR:
        return SAY.blames(incident, f"the loss is there already at the router: {words}", {Plane.PATH})
    if incident.nearest_good is not None:
        return SAY.clears(incident, f"the router lost significantly less than the end: {words}", {Plane.PATH})
    return SAY.silent(incident, f"the router's loss does not tell where the end's begins: {words}")


def _delay(evidence: Evidence, incident: Incident) -> Finding:
    if incident.nearest_good is not None:
        return SAY.clears(incident, f"{incident.nearest_good} was quick while the end was slow", {Plane.PATH})
    if incident.zone is not Zone.NEAR:
        return SAY.silent(incident, "where the delay begins is not known")
    looks = evidence.readings(LinkState, end=incident.end)
    if not looks or looks[-1].fact.link is not LinkKind.WIFI:
        return SAY.silent(
            incident, "the delay is there already at the router, and the computer measured by cable: a busy router "
            "answers late too", ("DeviceState of the router with its load",),
        )  # fmt: skip
    return SAY.blames(
        incident, f"the delay is there already at the router, over Wi-Fi: {incident.detail}", {Plane.PATH}, looks[-1:]
    )


def _limits(evidence: Evidence, incident: Incident, lost: int, sent: int) -> bool:
    end_sent = end_answered = 0
    for rung in quorum(evidence):
        more_sent, more_answered = evidence.ladder.counted(rung.id, incident.start, incident.end)
        end_sent, end_answered = end_sent + more_sent, end_answered + more_answered
    return higher(lost, sent, end_sent - end_answered, end_sent)


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(EchoBlock, LinkState), judge=judge)
