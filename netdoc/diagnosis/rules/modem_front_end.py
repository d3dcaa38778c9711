"""MODEM03: the modem's DSL side loses a line that another modem holds.

Objective: name the second holder of the symptom «the line loses sync» and let a swap settle it.
Needs:     DslLine around the incident and with the second modem; Step of a swap; EchoBlock of the time before and
           after; Testimony of the telco; SilencePlan where one was fixed.
Blames:    modem.front_end, when the modem's own clocks show that the incident took the line out of sync, and another
           modem, proven on another line, was silent at the same socket for the computed time; or when the line had no
           sync at all with the first modem for ten minutes, came up and held as long with the second, with its own
           adapter at the same socket, and had none again with the first one back (A-B-A of states).
Clears:    modem.front_end, when the line stayed in sync through the incident, or the incident happened with a
           second modem in use that was proven on another line, or the telco states that its line is at fault, or the
           drops went on with the proven modem at a rate whose interval includes the old one. An adapter that is
           recorded as kept from the first modem takes the proof away: it may be the adapter.
Silent:    the line lost sync with the supplied modem in use, and no swap was passed; the incident's sync is not known
           (MODEM02 judges the swap then).
Limits:    a sturdier modem can hold a bad line: without the second modem's own counters the pair stays a candidate,
           and with a line as disturbed as before the silence shows nothing. Swapped back and dropped again (A-B-A),
           the adapter swapped too: needed to establish it.
Source:    measurement notes, swap test; table of planes; docs/adr/0011-arms-and-silence.md
"""

from __future__ import annotations

from netdoc.diagnosis.arms import arm_of
from netdoc.diagnosis.drops import symptom
from netdoc.diagnosis.rules._contrast import lacking, passed, swap_lacks, tests_of, went_on
from netdoc.diagnosis.rules._lost_sync import cleared_alike
from netdoc.diagnosis.rules._modem import concerns_the_way
from netdoc.diagnosis.rules._says import Says
from netdoc.diagnosis.rules._states import no_sync_only_with
from netdoc.diagnosis.rules._steps import proven_arrangement, step_at
from netdoc.model.arm import Changed, Symptom
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.echo_block import EchoBlock
from netdoc.model.facts.silence_plan import SilencePlan
from netdoc.model.facts.step import Step
from netdoc.model.facts.testimony import Testimony
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident
from netdoc.model.plane import Plane
from netdoc.plugin import Rule

SAY = Says("MODEM03", Fault.MODEM_FRONT_END)


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by sync, by which modem was in use, and by what changed with another."""
    if incident is None or not concerns_the_way(evidence, incident):
        return SAY.silent(incident, "no incident that the modem's DSL side could explain")
    alike = cleared_alike(SAY, evidence, incident)
    if alike is not None:
        return alike
    only = no_sync_only_with(evidence, incident)
    if only is not None:
        lacks = "" if only.own_adapter else "; which adapter fed the second one is not recorded"
        return SAY.blames(
            incident,
            f"with {only.first} the line does not come into sync, with {only.second} (proven on another line) it does "
            f"and holds, and with {only.first} back again it does not{lacks}",
            {Plane.MODEM_BOX, *(() if lacks else (Plane.OPERATOR,))},
            [*only.steps, *only.looks],
        )
    arm = proven_arrangement(evidence, incident)
    if arm is not None:
        return SAY.clears(
            incident, f"it happened with the proven second modem {arm.modem or ''} in use too".replace("  ", " "),
            {Plane.OPERATOR}, [arm.told],
        )  # fmt: skip
    tests = [each for each in tests_of(evidence, incident, Changed.MODEM) if each.of is not Symptom.HELD_SYNC]
    shown, again = passed(tests), went_on(evidence, tests)
    if shown is not None and symptom(evidence, incident) is Symptom.LOST_SYNC:
        lacks = swap_lacks(shown)
        planes = {Plane.PATH} | (set() if lacks else {Plane.OPERATOR})
        planes |= {Plane.MODEM_BOX} if shown.line_fine else set()
        unread = "" if shown.line_fine else "; the second modem's own counters were not read: it may hold a bad line"
        step = step_at(evidence, arm_of(evidence, shown.arm).start)
        return SAY.blames(incident, f"{shown.sentence}{lacks}{unread}", planes, [step])
    if again is not None:
        step = step_at(evidence, arm_of(evidence, again.arm).start)
        return SAY.clears(incident, again.sentence, {Plane.OPERATOR}, [step])
    return SAY.silent(incident, lacking(tests, "no proven second modem was in use"), ("Step: swap the modem",))


RULE = Rule(
    id=SAY.rule, fault=SAY.fault, needs=(DslLine, Step, EchoBlock, Testimony, SilencePlan), judge=judge
)  # fmt: skip
