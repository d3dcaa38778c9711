"""ROUTER03: the router's own settings keep the session down.

Objective: keep a wrong user name or tag in the client's router apart from the provider's account.
Needs:     WanSession before and during the incident; Step where a setting was changed, or of a laptop at the modem;
           PppoeSession of this computer there; DslLine before and after.
Blames:    router.config, when a setting of the router was changed in the hour before the onset (recorded as a
           step), the session had worked before that change, and no session began between change and onset; or when a
           laptop in the router's place logged in at the modem, and the router did not, before and five minutes after.
Clears:    router.config, when the session was up before the incident and no change was recorded since; or when it
           failed on a laptop at the modem too, by a person's word or by the login that this computer tried there: one
           that is rejected as the router's is, or that worked before with the same password; of a closed port, when it
           is closed for a computer at the modem.
Silent:    no session was seen up before the change or the incident: whether the settings ever worked is not known; or
           the line runs in another mode or profile than before, as after a cut-over: a new product has settings of
           its own.
Limits:    a change that nobody recorded is not seen.
Source:    rows «laptop logs in at the modem, router does not» and C2 of the project's scenarios.
"""

from __future__ import annotations

from netdoc.diagnosis.rules._at_modem import fails_without_the_router, works_without_the_router
from netdoc.diagnosis.rules._login import login_rejected_without_the_router
from netdoc.diagnosis.rules._modem import concerns_the_way
from netdoc.diagnosis.rules._products import another_product
from netdoc.diagnosis.rules._router import changed_before, session_worked_before
from netdoc.diagnosis.rules._says import Says
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.pppoe_session import PppoeSession
from netdoc.model.facts.step import Step
from netdoc.model.facts.wan_session import WanSession
from netdoc.model.fault import Fault
from netdoc.model.finding import OUR_OWN, Finding
from netdoc.model.incident import Incident, IncidentKind
from netdoc.model.plane import Plane
from netdoc.plugin import Rule

SAY = Says("ROUTER03", Fault.ROUTER_CONFIG)


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by whether these settings worked before."""
    if incident is not None and incident.kind is IncidentKind.PORT:
        return _port(evidence, incident)
    if incident is None or not concerns_the_way(evidence, incident):
        return SAY.silent(incident, "no session at stake")
    contrast = works_without_the_router(evidence, incident)
    if contrast is not None:
        return SAY.blames(
            incident,
            f"a laptop in its place logged in at the modem at {contrast.works.at:%H:%M} UTC, the router did not before "
            f"and {contrast.after.at:%H:%M} UTC again not",
            {Plane.OPERATOR, Plane.ROUTER_BOX, *contrast.planes},
            [contrast.works, contrast.before, contrast.after],
        )
    failed = fails_without_the_router(evidence, incident)
    if failed is not None:
        return SAY.clears(incident, "it failed on a laptop at the modem too", {Plane.OPERATOR}, [failed])
    rejected = login_rejected_without_the_router(evidence, incident)
    if rejected is not None:
        return SAY.clears(
            incident, f"the login of this computer at the modem was rejected too, at {rejected.at:%H:%M} UTC",
            {Plane.PATH}, [rejected],
        )  # fmt: skip
    change = changed_before(evidence, incident.start, "router")
    worked = session_worked_before(evidence, incident.start, begun_after=change.at if change else None)
    if change is not None and worked is None:
        worked_before_it = session_worked_before(evidence, change.at)
        if worked_before_it is None:
            return SAY.silent(incident, "the session was not seen working before the change", ("WanSession",))
        return SAY.blames(
            incident,
            f"{OUR_OWN} just before the onset: a setting of the router was changed at {change.at:%H:%M} UTC "
            f"({change.fact.did}{_by(change.fact)})",
            {Plane.OPERATOR, Plane.ROUTER_BOX},
            [worked_before_it, change],
        )
    product = another_product(evidence, incident)
    if worked is not None and product:
        return SAY.silent(
            incident, f"the line came back as another product ({product}): settings that fitted the old one may "
            "not fit it", ("Step: a laptop at the modem",),
        )  # fmt: skip
    if worked is not None:
        return SAY.clears(
            incident, "the router carried the session before with the same settings", {Plane.ROUTER_BOX}, [worked]
        )
    return SAY.silent(incident, "the session was not seen working before", ("WanSession",))


def _port(evidence: Evidence, incident: Incident) -> Finding:
    """Say whether a closed port was asked without the router between."""
    places = [each for each in evidence.readings(Step, end=incident.start) if each.fact.at_modem is not None]
    if places and places[-1].fact.at_modem:
        moved = evidence.readings(Step, start=incident.start, end=incident.end)
        if not any(each.fact.at_modem is False for each in moved):
            return SAY.clears(
                incident, "it is closed for a computer at the modem, without the router between", {Plane.OPERATOR},
                [places[-1]],
            )  # fmt: skip
    return SAY.silent(incident, "whether the router's own firewall closes it is not shown", ("Step: laptop at modem",))


def _by(step: Step) -> str:
    return f", by {step.who}" if step.who else ""


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(WanSession, Step, PppoeSession, DslLine), judge=judge)
