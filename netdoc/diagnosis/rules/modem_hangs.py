"""MODEM02: the modem cannot be reached, or passes nothing while it is up.

Objective: an unreachable modem is a question, not an accusation.
Needs:     DslLine around the incident; WanSession; Step of a swap.
Blames:    nothing yet: only a swap back and forth at the same socket can show a hanging modem.
Clears:    modem.hangs, when the internet session stood through the incident, so the modem passed packets;
           or when the line itself was out of sync, which a hanging box does not bring about.
Silent:    the modem was not reached, or is in sync and says nothing of what it passes.
Limits:    a management page that answers does not prove that packets pass.
Source:    table of planes, «modem.hangs and other modem faults», architecture section 3.
"""

from __future__ import annotations

from netdoc.diagnosis.rules._modem import concerns_the_way, line_restart_within, out_of_sync_within
from netdoc.diagnosis.rules._router import session_up_throughout
from netdoc.diagnosis.rules._says import Says
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.wan_session import WanSession
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident
from netdoc.model.plane import Plane
from netdoc.plugin import Rule

SAY = Says("MODEM02", Fault.MODEM_HANGS)


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by what demonstrably passed the modem."""
    if incident is None or not concerns_the_way(evidence, incident):
        return SAY.silent(incident, "no incident that a hanging modem could explain")
    session = session_up_throughout(evidence, incident)
    if session is not None:
        return SAY.clears(
            incident, "the session stood through the incident, so the modem passed packets", {Plane.ROUTER_BOX},
            [session],
        )  # fmt: skip
    lost = out_of_sync_within(evidence, incident) or line_restart_within(evidence, incident)
    if lost is not None:
        return SAY.clears(
            incident, "the line lost sync, which a hanging box does not bring about", {Plane.MODEM_BOX}, [lost]
        )
    unreached = [
        each for each in evidence.missed if each.what == "DslLine" and incident.start <= each.at <= incident.end
    ]
    if unreached:
        return SAY.silent(
            incident,
            f"the modem did not answer meanwhile ({unreached[0].failure}): what it did is not known",
            ("DslLine",),
        )
    return SAY.silent(incident, "nothing shows whether the modem passed packets", ("DslLine", "a swap of the modem"))


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(DslLine, WanSession), judge=judge)
