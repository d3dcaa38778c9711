"""CORE01: the provider's network does not carry packets to the internet.

Objective: name the provider's network only when everything nearer has an alibi.
Needs:     EchoBlock of the first hop and the anchors; WanSession or DslLine around the incident.
Blames:    core.unreachable, when the provider's first hop kept answering while at least two unrelated anchors
           were silent for at least 15 s, and the session or the line is known to have stood.
Clears:    core.unreachable, when the line was out of sync and not back for ten minutes of it, or the session down:
           then nothing is known to be wrong behind them.
Silent:    the first hop was not watched, or neither line nor session was read; or most anchors were silent over the
           second path too.
Limits:    the return path may be the culprit; needs recurrence and a second path to be established.
Source:    measurement notes, «reading a trace».
"""

from __future__ import annotations

from netdoc.diagnosis.rules._modem import (
    concerns_the_way,
    in_sync_throughout,
    lost_sync_by_itself,
    sync_held_again,
)
from netdoc.diagnosis.rules._router import session_down_within, session_up_throughout
from netdoc.diagnosis.rules._says import Says
from netdoc.diagnosis.second import carried, fails_there
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.echo_block import EchoBlock
from netdoc.model.facts.wan_session import WanSession
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident, IncidentKind, Zone
from netdoc.model.plane import Plane
from netdoc.model.site import RungKind
from netdoc.plugin import Rule

SAY = Says("CORE01", Fault.CORE_UNREACHABLE)
LEAST_ANCHORS = 2
LEAST_S = 15


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by the first hop against the anchors, with line and session as alibi of what is nearer."""
    if incident is None or not concerns_the_way(evidence, incident) or incident.kind is not IncidentKind.OUTAGE:
        return SAY.silent(incident, "no outage behind the router")
    lost = lost_sync_by_itself(evidence, incident) if sync_held_again(evidence, incident) is None else None
    if lost is not None:
        return SAY.clears(incident, "the line itself was out of sync", {Plane.MODEM_BOX}, [lost])
    down = session_down_within(evidence, incident)
    if down is not None:
        return SAY.clears(incident, "the session itself was down", {Plane.ROUTER_BOX}, [down])
    if incident.duration.total_seconds() < LEAST_S:
        return SAY.silent(incident, f"shorter than {LEAST_S} s: too few samples to lay it to a network")
    if incident.zone is not Zone.FAR:
        return SAY.silent(incident, "the provider's first hop did not answer, or was not watched")
    anchors = [each for each in evidence.site.rungs if each.kind is RungKind.ANCHOR]
    quiet = [each for each in anchors if evidence.ladder.counted(each.id, incident.start, incident.end)[0] > 0]
    dead = [each for each in anchors if fails_there(evidence, incident, each.id)]
    if len(dead) >= len(anchors) - 1 and dead:
        return SAY.silent(incident, f"{len(dead)} of {len(anchors)} anchors were silent over the second path too")
    clean = carried(evidence, incident, [each.id for each in anchors])
    alibi = session_up_throughout(evidence, incident) or in_sync_throughout(evidence, incident)
    if len(quiet) >= LEAST_ANCHORS and alibi is not None:
        return SAY.blames(
            incident,
            f"the provider's first hop answered while {len(quiet)} unrelated anchors were silent"
            + (f"; over the second path they answered {clean.answered} of {clean.sent}" if clean else ""),
            {Plane.PATH, alibi.plane, *((Plane.SECOND_PATH,) if clean else ())},
            [alibi, *(clean.rounds[:2] if clean else ())],
        )
    return SAY.silent(incident, "neither line nor session was read", ("DslLine", "WanSession"))


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(EchoBlock, WanSession, DslLine), judge=judge)
