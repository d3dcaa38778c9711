"""WIRE02: a filter, splitter, extension or phone on the line disturbs it.

Objective: the cheapest cure of all is to unplug what else hangs on the line: show it before anybody is sent.
Needs:     Step that takes the filters and phones off; EchoBlock of the time before and after; DslLine around the
           incident; Testimony of the telco and of the office.
Blames:    inhouse_wiring.filter, when the incident came with filters, extensions or phones on the line and the same
           modem at the same socket was then silent without them for the computed time.
Clears:    inhouse_wiring.filter, when the line stayed in sync through the incident, or the incident happened with
           nothing else on the line or at the test socket, or the telco states that its line is at fault, or the drops
           went on without them at a rate whose interval includes the old one.
Silent:    nobody took them off, or not for the computed time.
Limits:    that it drops when the phone rings, or at one socket, is told beside a finding and proves nothing alone.
Source:    table of planes, `inhouse_wiring.*`, architecture section 3; docs/adr/0011-arms-and-silence.md
"""

from __future__ import annotations

import re

from netdoc.diagnosis.arms import arm_of
from netdoc.diagnosis.rules._contrast import lacking, passed, tests_of, went_on
from netdoc.diagnosis.rules._lost_sync import cleared_alike
from netdoc.diagnosis.rules._modem import concerns_the_way
from netdoc.diagnosis.rules._says import Says
from netdoc.diagnosis.rules._steps import arrangements, step_at
from netdoc.diagnosis.rules.inhouse_wiring import line_contrast
from netdoc.model.arm import Changed
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.echo_block import EchoBlock
from netdoc.model.facts.step import Socket, Step
from netdoc.model.facts.testimony import Testimony, Witness
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident
from netdoc.model.plane import Plane
from netdoc.plugin import Rule

SAY = Says("WIRE02", Fault.INHOUSE_WIRING_FILTER)
PHONE = re.compile(r"\b(phone|telephone|ring(s|ing)?|call(s|ed)?|one socket)\b", re.IGNORECASE)
"""What people say of a line that a phone disturbs."""


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by sync, by what else was on the line, and by what changed without it."""
    if incident is None or not concerns_the_way(evidence, incident):
        return SAY.silent(incident, "no incident that a filter or a phone could explain")
    alike = cleared_alike(SAY, evidence, incident)
    if alike is not None:
        return alike
    for arm in arrangements(evidence, incident):
        if arm.filters_off or arm.socket is Socket.TEST:
            return SAY.clears(incident, "it happened with nothing else on the line too", {Plane.OPERATOR}, [arm.told])
    tests = tests_of(evidence, incident, Changed.FILTERS)
    heard = _heard(evidence)
    shown = passed(tests)
    if shown is not None:
        before, after = arm_of(evidence, shown.against), arm_of(evidence, shown.arm)
        words = f"{shown.sentence}{line_contrast(before, after)}{heard}"
        return SAY.blames(incident, words, {Plane.PATH, Plane.OPERATOR}, [step_at(evidence, after.start)])
    again = went_on(evidence, tests)
    if again is not None:
        step = step_at(evidence, arm_of(evidence, again.arm).start)
        return SAY.clears(incident, again.sentence, {Plane.OPERATOR}, [step])
    return SAY.silent(
        incident, f"{lacking(tests, 'filters and phones were not taken off the line')}{heard}",
        ("Step: take everything but the modem off the line",),
    )  # fmt: skip


def _heard(evidence: Evidence) -> str:
    """Return what the office says of phones on the line: it supports, and no more."""
    for each in evidence.readings(Testimony):
        if each.fact.witness is Witness.OPERATOR and PHONE.search(each.fact.says):
            return f"; the office says: «{each.fact.says}»"
    return ""


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(Step, EchoBlock, DslLine, Testimony), judge=judge)
