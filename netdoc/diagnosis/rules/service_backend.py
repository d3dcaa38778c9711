"""SERVICE03: one of the servers behind a service fails when it is asked straight.

Objective: lay the share that fails through a balancer to the dead server's host, where the server itself is dead.
Needs:     ConnectRun with attempts straight to the backends.
Blames:    service.backend, when one backend failed more often, beyond chance (Fisher's exact test, one-sided 0.001 %),
           than the other backends together, the virtual address failed too, and its share is no more than the failing
           servers give.
Clears:    service.backend, when every backend was asked straight and failed less often than the virtual address.
Silent:    no run; no backend, or none but one, was asked straight; the virtual address does not fail.
Limits:    a server may refuse this computer and serve the balancer: one place cannot tell, so it stays indicated.
           That the balancer keeps a dead server in rotation is the balancer's matter beside.
Source:    scenario E1, twin T1.
"""

from __future__ import annotations

from netdoc.diagnosis.rules._says import Says
from netdoc.diagnosis.rules._services import arm_words, backend_words
from netdoc.diagnosis.services import Contrast, contrast, members_of, run_of
from netdoc.diagnosis.statistics import ACCUSING_P, exact_p, wilson
from netdoc.model.evidence import Evidence
from netdoc.model.facts.connect_run import ConnectArm, ConnectRun
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident, IncidentKind
from netdoc.model.plane import Plane
from netdoc.plugin import Rule

SAY = Says("SERVICE03", Fault.SERVICE_BACKEND)


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by the backends against each other."""
    if incident is None or incident.kind is not IncidentKind.SERVICE:
        return SAY.silent(incident, "no service fails in part")
    run = run_of(evidence, incident)
    held = contrast(run.fact) if run is not None else None
    if run is None or held is None or not run.fact.backends:
        return SAY.silent(incident, "no server was asked straight", ("ConnectRun with backends",))
    if held.all_reached and not held.alike:
        told = f"{run.fact.service}: {backend_words(held.clean)}"
        return SAY.clears(incident, f"{told}: no server fails when asked straight", {Plane.PATH}, (run,))
    asked = (*held.clean, *held.alike, *held.dead)
    worse = [each for each in asked if _worse(each, [one for one in asked if one is not each])]
    if not worse:
        return SAY.silent(incident, "no server fails more than the others", ("every server asked straight",))
    told = ", ".join(arm_words(each) for each in worse)
    if not _explained(held, worse, run.fact):
        return SAY.silent(
            incident, f"{run.fact.service}: failed {told}; the virtual address fails more than that gives"
        )
    whose = ", ".join(dict.fromkeys(each.host for each in worse if each.host))
    return SAY.blames(
        incident,
        f"{run.fact.service}: failed {told}, and {arm_words(held.virtual)}"
        + (f"; machine of {whose}" if whose else ""),
        {Plane.PATH},
        (run,),
    )


def _worse(arm: ConnectArm, others: list[ConnectArm]) -> bool:
    bad, sent = sum(each.bad for each in others), sum(each.sent for each in others)
    return exact_p(arm.bad, arm.sent, bad, sent) * (len(others) + 1) <= ACCUSING_P


def _explained(held: Contrast, worse: list[ConnectArm], run: ConnectRun) -> bool:
    """Return whether the failing servers, each taking its share of the pool, give what fails at the virtual address."""
    members = members_of(run) or 1
    most = sum(wilson(each.bad, each.sent)[1] for each in worse) / members
    return wilson(held.virtual.bad, held.virtual.sent)[0] <= most


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(ConnectRun,), judge=judge)
