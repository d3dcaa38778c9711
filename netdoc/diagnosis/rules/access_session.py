"""ACCESS01: the internet session is down while the line is in sync.

Objective: separate the provider's session and account from the pair of copper.
Needs:     DslLine around the incident; WanSession within it.
Blames:    access.session_down, when the line was in sync through the incident and the router reported the
           session down in it, or begun anew at its end.
Clears:    access.session_down, when the session stood through the incident; or when the line was out of sync,
           for no session outlives its line.
Silent:    neither the line nor the session was read; or the router says that its own port had no link
           (`ERROR_NO_CARRIER`) while the line was in sync.
Limits:    a cable that slips between router and modem ends the session too: it stays a candidate. All that is
           behind one modem shares its VLAN and VPI/VCI: modem (and a router that never worked) stay candidates
           until a second modem or the right tag shows otherwise.
Source:    layer order sync - PADI - PADO - LCP - authentication - IPCP (RFC 2516, RFC 1661).
"""

from __future__ import annotations

from netdoc.diagnosis.rules._modem import (
    concerns_the_way,
    in_sync_throughout,
    line_restart_within,
    out_of_sync_within,
)
from netdoc.diagnosis.rules._router import session_down_within, session_up_throughout
from netdoc.diagnosis.rules._says import Says
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.wan_session import WanSession
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident
from netdoc.model.plane import Plane
from netdoc.plugin import Rule

SAY = Says("ACCESS01", Fault.ACCESS_SESSION_DOWN)
NO_LINK = "ERROR_NO_CARRIER"
"""UPnP IGD, WANPPPConnection: LastConnectionError."""


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by the session against the line."""
    if incident is None or not concerns_the_way(evidence, incident):
        return SAY.silent(incident, "no session at stake")
    lost = out_of_sync_within(evidence, incident) or line_restart_within(evidence, incident)
    if lost is not None:
        return SAY.clears(incident, "the line was out of sync: no session outlives its line", {Plane.MODEM_BOX}, [lost])
    standing = session_up_throughout(evidence, incident)
    if standing is not None:
        return SAY.clears(incident, "one session stood through the incident", {Plane.ROUTER_BOX}, [standing])
    down = session_down_within(evidence, incident)
    synced = in_sync_throughout(evidence, incident)
    if down is not None and synced is not None and down.fact.last_error == NO_LINK:
        return SAY.silent(
            incident, f"the router gives {NO_LINK} as the reason: its port had no link, the line had sync"
        )
    if down is not None and synced is not None:
        error = f" ({down.fact.last_error})" if down.fact.last_error else ""
        planes = {Plane.MODEM_BOX, down.plane}
        if down.subject != synced.subject:
            planes.add(Plane.SESSION_LOG)
        return SAY.blames(
            incident,
            f"the session was down or began anew{error} while the line stayed in sync",
            planes,
            [down, synced],
        )
    missing = [name for name, seen in (("DslLine", synced), ("WanSession", down)) if seen is None]
    return SAY.silent(incident, "line and session were not both read", missing)


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(DslLine, WanSession), judge=judge)
