"""MODEM03: the modem's DSL side loses a line that another modem holds.

Objective: name the second holder of the symptom «the line loses sync» and let a swap settle it.
Needs:     DslLine around the incident; Testimony of the telco; Step of a swap.
Blames:    nothing yet: needs a swap back and forth with the silence computed beforehand.
Clears:    modem.front_end, when the line stayed in sync through the incident, or the incident happened with a
           second modem in use that was proven on another line, or the telco states that its line is at fault.
Silent:    the line lost sync with the supplied modem in use.
Limits:    a sturdier modem can hold a bad line, so silence with another modem is judged by its own rule.
Source:    measurement notes, swap test; table of planes.
"""

from __future__ import annotations

from netdoc.diagnosis.rules._lost_sync import cleared_alike
from netdoc.diagnosis.rules._modem import concerns_the_way
from netdoc.diagnosis.rules._says import Says
from netdoc.diagnosis.rules._steps import arrangements
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.step import Step
from netdoc.model.facts.testimony import Testimony
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident
from netdoc.model.plane import Plane
from netdoc.plugin import Rule

SAY = Says("MODEM03", Fault.MODEM_FRONT_END)


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by sync, and by which modem was in use."""
    if incident is None or not concerns_the_way(evidence, incident):
        return SAY.silent(incident, "no incident that the modem's DSL side could explain")
    alike = cleared_alike(SAY, evidence, incident)
    if alike is not None:
        return alike
    arm = next((each for each in arrangements(evidence, incident) if each.modem_proven and each.told), None)
    if arm is not None:
        return SAY.clears(
            incident, f"it happened with the proven second modem {arm.modem or ''} in use too".replace("  ", " "),
            {Plane.OPERATOR}, [arm.told],
        )  # fmt: skip
    return SAY.silent(incident, "no proven second modem was in use", ("Step: swap the modem",))


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(DslLine, Step, Testimony), judge=judge)
