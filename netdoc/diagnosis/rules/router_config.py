"""ROUTER03: the router's own settings keep the session down.

Objective: keep a wrong user name or tag in the client's router apart from the provider's account.
Needs:     WanSession before and during the incident; Step where a setting was changed.
Blames:    router.config, when a setting of the router was changed in the hour before the onset (recorded as a
           step), the session had worked before that change, and no session began between change and onset.
Clears:    router.config, when the session was up before the incident and no change was recorded since.
Silent:    no session was seen up before the change or the incident: whether the settings ever worked is not known.
Limits:    a change that nobody recorded is not seen.
Source:    rows «laptop logs in at the modem, router does not» and C2 of the project's scenarios.
"""

from __future__ import annotations

from netdoc.diagnosis.rules._modem import concerns_the_way
from netdoc.diagnosis.rules._router import changed_before, session_worked_before
from netdoc.diagnosis.rules._says import Says
from netdoc.model.evidence import Evidence
from netdoc.model.facts.step import Step
from netdoc.model.facts.wan_session import WanSession
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident
from netdoc.model.plane import Plane
from netdoc.plugin import Rule

SAY = Says("ROUTER03", Fault.ROUTER_CONFIG)


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by whether these settings worked before."""
    if incident is None or not concerns_the_way(evidence, incident):
        return SAY.silent(incident, "no session at stake")
    change = changed_before(evidence, incident.start, "router")
    worked = session_worked_before(evidence, incident.start, begun_after=change.at if change else None)
    if change is not None and worked is None:
        worked_before_it = session_worked_before(evidence, change.at)
        if worked_before_it is None:
            return SAY.silent(incident, "the session was not seen working before the change", ("WanSession",))
        return SAY.blames(
            incident,
            f"a setting of the router was changed at {change.at:%H:%M} UTC ({change.fact.did}), just before the onset",
            {Plane.OPERATOR, Plane.ROUTER_BOX},
            [worked_before_it, change],
        )
    if worked is not None:
        return SAY.clears(
            incident, "the router carried the session before with the same settings", {Plane.ROUTER_BOX}, [worked]
        )
    return SAY.silent(incident, "the session was not seen working before", ("WanSession",))


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(WanSession, Step), judge=judge)
