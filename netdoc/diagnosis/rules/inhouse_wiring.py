"""WIRE01: the wiring between the test socket and the modem is disturbed.

Objective: a telco visit that finds a bad extension lead is billed to the client: keep it apart from the pair.
Needs:     DslLine around the incident; Testimony of the telco; Step of the test socket.
Blames:    nothing yet: needs the same modem dropping at the desk socket and silent at the test socket for the
           computed time.
Clears:    inhouse_wiring.fault, when the line stayed in sync through the incident, or the incident happened
           with the modem at the test socket, or the telco states that its line is at fault.
Silent:    the line lost sync with the modem at a desk socket, or nobody recorded which socket.
Limits:    the lead from the socket to the modem goes with the modem.
Source:    table of planes, `loop.*` and `inhouse_wiring.*`, architecture section 3.
"""

from __future__ import annotations

from netdoc.diagnosis.rules._lost_sync import cleared_alike
from netdoc.diagnosis.rules._modem import concerns_the_way
from netdoc.diagnosis.rules._says import Says
from netdoc.diagnosis.rules._steps import arrangements
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.step import Socket, Step
from netdoc.model.facts.testimony import Testimony
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident
from netdoc.model.plane import Plane
from netdoc.plugin import Rule

SAY = Says("WIRE01", Fault.INHOUSE_WIRING_FAULT)


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by sync, and by the socket in use."""
    if incident is None or not concerns_the_way(evidence, incident):
        return SAY.silent(incident, "no incident that wiring could explain")
    alike = cleared_alike(SAY, evidence, incident)
    if alike is not None:
        return alike
    arm = next((each for each in arrangements(evidence, incident) if each.socket is Socket.TEST and each.told), None)
    if arm is not None:
        return SAY.clears(incident, "it happened at the test socket too", {Plane.OPERATOR}, [arm.told])
    return SAY.silent(incident, "the modem was not at the test socket", ("Step: plug the modem into the test socket",))


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(DslLine, Step, Testimony), judge=judge)
