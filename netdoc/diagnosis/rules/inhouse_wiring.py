"""WIRE01: the wiring between the test socket and the modem is disturbed.

Objective: a telco visit that finds a bad extension lead is billed to the client: keep it apart from the pair.
Needs:     Step of the test socket; EchoBlock of the time before and after; DslLine around the incident; Testimony of
           the telco; SilencePlan where one was fixed.
Blames:    inhouse_wiring.fault, when the incident came at a desk socket and the same modem was then silent at the test
           socket for the computed time (needed silence of the exact rule, same hours of the day, line no less clean).
Clears:    inhouse_wiring.fault, when the line stayed in sync through the incident, or the incident happened
           with the modem at the test socket, or the telco states that its line is at fault, or the drops went on at
           the test socket at a rate whose interval includes the old one.
Silent:    the line lost sync with the modem at a desk socket and no test was passed, or nobody recorded which socket.
Limits:    the lead from the socket to the modem goes with the modem. Where nobody recorded that the modem had been at
           another socket before, the contrast only indicates. With the filters taken off in the same step, wiring and
           what hangs on it are not told apart: both are the client's.
Source:    table of planes, `loop.*` and `inhouse_wiring.*`, architecture section 3; docs/adr/0011-arms-and-silence.md
"""

from __future__ import annotations

from netdoc.diagnosis.arms import arm_of
from netdoc.diagnosis.rules._contrast import lacking, passed, tests_of, went_on
from netdoc.diagnosis.rules._lost_sync import cleared_alike
from netdoc.diagnosis.rules._modem import concerns_the_way
from netdoc.diagnosis.rules._says import Says
from netdoc.diagnosis.rules._steps import arrangements, step_at
from netdoc.model.arm import Arm, Changed
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.echo_block import EchoBlock
from netdoc.model.facts.silence_plan import SilencePlan
from netdoc.model.facts.step import Socket, Step
from netdoc.model.facts.testimony import Testimony
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident
from netdoc.model.plane import Plane
from netdoc.plugin import Rule

SAY = Says("WIRE01", Fault.INHOUSE_WIRING_FAULT)


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by sync, by the socket in use, and by what changed at the test socket."""
    if incident is None or not concerns_the_way(evidence, incident):
        return SAY.silent(incident, "no incident that wiring could explain")
    alike = cleared_alike(SAY, evidence, incident)
    if alike is not None:
        return alike
    arm = next((each for each in arrangements(evidence, incident) if each.socket is Socket.TEST and each.told), None)
    if arm is not None:
        return SAY.clears(incident, "it happened at the test socket too", {Plane.OPERATOR}, [arm.told])
    tests = tests_of(evidence, incident, Changed.SOCKET)
    shown = passed(tests)
    if shown is not None:
        before, after = arm_of(evidence, shown.against), arm_of(evidence, shown.arm)
        told = before.socket_recorded or shown.returned
        planes = {Plane.PATH, Plane.OPERATOR} if told else {Plane.PATH}
        words = f"{shown.sentence}{line_contrast(before, after)}"
        return SAY.blames(incident, words, planes, [step_at(evidence, after.start)])
    again = went_on(evidence, tests)
    if again is not None:
        step = step_at(evidence, arm_of(evidence, again.arm).start)
        return SAY.clears(incident, again.sentence, {Plane.OPERATOR}, [step])
    return SAY.silent(
        incident, lacking(tests, "the modem was not at the test socket"),
        ("Step: plug the modem into the test socket",),
    )  # fmt: skip


def line_contrast(before: Arm, after: Arm) -> str:
    """Return how the line looked to the same modem before and after, where it was read; it supports, and no more."""
    figures = [
        f"{word} {old:g} {unit} before and {new:g} {unit} after"
        for word, unit, old, new in (
            ("margin", "dB", before.margin_down_db, after.margin_down_db),
            ("attenuation", "dB", before.attenuation_down_db, after.attenuation_down_db),
            ("attainable rate", "kbit/s", before.attainable_down_kbps, after.attainable_down_kbps),
            ("CRC errors", "an hour", _round(before.crc_per_hour), _round(after.crc_per_hour)),
            ("errored seconds", "an hour", _round(before.es_per_hour), _round(after.es_per_hour)),
        )
        if old is not None and new is not None
    ]
    return f"; {', '.join(figures)}" if figures else ""


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


RULE = Rule(
    id=SAY.rule, fault=SAY.fault, needs=(Step, EchoBlock, DslLine, Testimony, SilencePlan), judge=judge
)  # fmt: skip
