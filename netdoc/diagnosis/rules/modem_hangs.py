"""MODEM02: the modem cannot be reached, or passes nothing while it is up.

Objective: an unreachable modem is a question, not an accusation; a swap answers it, on the usual site whose modem
           cannot be read too.
Needs:     DslLine around the incident; WanSession; Step of a swap or of a restart by hand; EchoBlock of the time before
           and after; InterfaceCounters of the router's WAN port; SilencePlan where one was fixed.
Blames:    modem.hangs, when another modem, proven on another line, was silent at the same socket for the computed time
           and the line in the incident was not read, or stayed in sync; or when the router's port to the modem had a
           carrier, the modem that had answered before answered nothing, and only a restart by hand, after five
           minutes or more, brought the office back.
Clears:    modem.hangs, when the internet session stood through the incident, so the modem passed packets;
           or when the line itself was out of sync, which a hanging box does not bring about, and did not stay in sync
           for ten minutes afterwards while nothing passed; or when it happened with
           a proven second modem in use; or the drops went on with it at a rate whose interval includes the old one.
Silent:    the modem was not reached, or is in sync and says nothing of what it passes, and no swap was passed.
Limits:    a management page that answers does not prove that packets pass. Where the line was not read, a modem that
           hangs, restarts or loses the line looks the same: the modem is meant. Swapped back and dropped again
           (A-B-A), the adapter swapped too: needed to establish it.
Source:    table of planes, «modem.hangs and other modem faults», architecture section 3;
           docs/adr/0011-arms-and-silence.md
"""

from __future__ import annotations

from netdoc.diagnosis.arms import arm_of
from netdoc.diagnosis.rules._at_modem import session_down_behind
from netdoc.diagnosis.rules._contrast import lacking, passed, swap_lacks, tests_of, went_on
from netdoc.diagnosis.rules._hang import hung_with_its_port_up
from netdoc.diagnosis.rules._modem import concerns_the_way, lost_sync_by_itself, sync_held_again
from netdoc.diagnosis.rules._router import session_up_throughout
from netdoc.diagnosis.rules._says import Says
from netdoc.diagnosis.rules._steps import proven_arrangement, step_at
from netdoc.model.arm import Changed
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.echo_block import EchoBlock
from netdoc.model.facts.interface_counters import InterfaceCounters
from netdoc.model.facts.silence_plan import SilencePlan
from netdoc.model.facts.step import Step
from netdoc.model.facts.wan_session import WanSession
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident
from netdoc.model.plane import Plane
from netdoc.plugin import Rule

SAY = Says("MODEM02", Fault.MODEM_HANGS)


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by what demonstrably passed the modem, and by what changed with another."""
    if incident is None or not concerns_the_way(evidence, incident):
        return SAY.silent(incident, "no incident that a hanging modem could explain")
    session = session_up_throughout(evidence, incident)
    if session is not None:
        return SAY.clears(
            incident, "the session stood through the incident, so the modem passed packets", {Plane.ROUTER_BOX},
            [session],
        )  # fmt: skip
    hung = hung_with_its_port_up(evidence, incident)
    if hung:
        return SAY.blames(
            incident,
            "the router's port to the modem had a carrier, the modem that had answered before answered nothing, and a "
            f"restart by hand at {hung[-1].at:%H:%M:%S} UTC brought the office back",
            {Plane.PATH, Plane.ROUTER_BOX},
            hung,
        )
    again = sync_held_again(evidence, incident)
    lost = lost_sync_by_itself(evidence, incident) if again is None else None
    if lost is not None:
        return SAY.clears(
            incident, "the line lost sync, which a hanging box does not bring about", {Plane.MODEM_BOX}, [lost]
        )
    arm = proven_arrangement(evidence, incident) or session_down_behind(evidence, incident)
    if arm is not None:
        return SAY.clears(incident, "it happened with a proven second modem too", {Plane.OPERATOR}, [arm.told])
    return _by_swap(evidence, incident)


def _by_swap(evidence: Evidence, incident: Incident) -> Finding:
    tests = tests_of(evidence, incident, Changed.MODEM)
    shown, again = passed(tests), went_on(evidence, tests)
    if shown is not None:
        lacks = swap_lacks(shown)
        planes = {Plane.PATH} if lacks else {Plane.PATH, Plane.OPERATOR}
        return SAY.blames(
            incident, f"{shown.sentence}{lacks}", planes, [step_at(evidence, arm_of(evidence, shown.arm).start)]
        )
    if again is not None:
        step = step_at(evidence, arm_of(evidence, again.arm).start)
        return SAY.clears(incident, again.sentence, {Plane.OPERATOR}, [step])
    unreached = [
        each for each in evidence.missed if each.what == "DslLine" and incident.start <= each.at <= incident.end
    ]
    if unreached and not tests:
        return SAY.silent(
            incident,
            f"the modem did not answer meanwhile ({unreached[0].failure}): what it did is not known",
            ("DslLine",),
        )
    words = lacking(tests, "nothing shows whether the modem passed packets")
    return SAY.silent(incident, words, ("DslLine", "a swap of the modem"))


RULE = Rule(
    id=SAY.rule, fault=SAY.fault, needs=(DslLine, WanSession, Step, EchoBlock, InterfaceCounters, SilencePlan),
    judge=judge,
)  # fmt: skip
