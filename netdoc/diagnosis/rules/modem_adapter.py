"""MODEM05: the modem's power adapter lets it restart.

Objective: an adapter costs a tenth of a modem and is blamed last: let the swap of it alone settle it.
Needs:     DeviceState of the modem around the incident; Step of another adapter; EchoBlock before and
           after.
Blames:    modem.adapter, when restarts of the modem stopped for the computed time after only its adapter was changed.
Clears:    modem.adapter, when the modem has been running since before the onset, or the drops went on with another
           adapter at a rate whose interval includes the old one.
Silent:    nobody changed the adapter alone, or not for the computed time.
Limits:    where the modem does not tell when it started, drops that stop point to the adapter and establish nothing;
           so does a change that was not undone: only restarts that came back with the old adapter (A-B-A) do.
Source:    measurement notes, swap test («swap the power adapter too»); table of planes;
           docs/adr/0011-arms-and-silence.md
"""

from __future__ import annotations

from netdoc.diagnosis.arms import arm_of
from netdoc.diagnosis.drops import symptom
from netdoc.diagnosis.rules._contrast import lacking, passed, tests_of, went_on
from netdoc.diagnosis.rules._modem import box_stayed_up, concerns_the_way
from netdoc.diagnosis.rules._says import Says
from netdoc.diagnosis.rules._steps import step_at
from netdoc.model.arm import Changed, Symptom
from netdoc.model.evidence import Evidence
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.echo_block import EchoBlock
from netdoc.model.facts.step import Step
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident
from netdoc.model.plane import Plane
from netdoc.plugin import Rule

SAY = Says("MODEM05", Fault.MODEM_ADAPTER)


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by the modem's own clock, and by what changed with another adapter."""
    if incident is None or not concerns_the_way(evidence, incident):
        return SAY.silent(incident, "no incident that the modem's adapter could explain")
    running = box_stayed_up(evidence, incident)
    if running is not None:
        return SAY.clears(incident, "the modem has been running since before the onset", {Plane.MODEM_BOX}, [running])
    tests = tests_of(evidence, incident, Changed.ADAPTER)
    shown, again = passed(tests), went_on(evidence, tests)
    if shown is not None:
        known = symptom(evidence, incident) is Symptom.RESTARTED
        planes = {Plane.PATH, Plane.OPERATOR} if known and shown.returned else {Plane.PATH}
        unknown = "" if known else "; that the modem restarted is not known"
        back = "" if shown.returned else "; the first adapter was not put back"
        step = step_at(evidence, arm_of(evidence, shown.arm).start)
        return SAY.blames(incident, f"{shown.sentence}{unknown}{back}", planes, [step])
    if again is not None:
        step = step_at(evidence, arm_of(evidence, again.arm).start)
        return SAY.clears(incident, again.sentence, {Plane.OPERATOR}, [step])
    return SAY.silent(
        incident, lacking(tests, "the adapter was not changed"), ("Step: another adapter for the same modem",)
    )


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(DeviceState, Step, EchoBlock), judge=judge)
