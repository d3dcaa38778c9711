"""ACCESS03: the provider rejects a login that worked before.

Objective: tell an account that the provider does not let in from a wrong login, from a wrong tag and from the line.
Needs:     the router's WanSession or DeviceLog with the rejections, or PppoeSession from this computer at the modem;
           DslLine around the incident; a session of the same login before it; Step where a setting was changed.
Blames:    access.auth_reject, when the line was in sync, and the router's login was rejected for a minute or more (ten
           after its session was cut off) or this computer's at the modem was, and the same login worked before: the
           router had a session and nobody changed its settings since, or this user name was accepted from here.
Clears:    access.auth_reject, when a login from this computer at the modem was accepted in the incident, when the
           session stood through it, or when the line was out of sync (and not only because the modem was restarted).
Silent:    no login was rejected; it is not known that the login ever worked; a setting of the router was changed since
           it did; the tag was another than the contract's; whether the line was in sync was not read; the session may
           still have been held by the provider (it says so, or it was up within ten minutes).
Limits:    why the provider rejects it is not seen: an unpaid bill, an account that was moved or never set up for the
           new product, or its own login service. After a change of product another login may be the right one.
Source:    RFC 1334, RFC 1994; observation table, «PADO and auth reject, credentials unchanged since it worked».
"""

from __future__ import annotations

from netdoc.diagnosis.rules._login import (
    accepted_at_modem,
    changed_since,
    rejected_at_modem,
    rejected_to_router,
    tries_at_modem,
    worked_before,
)
from netdoc.diagnosis.rules._modem import concerns_the_way, in_sync_throughout, lost_sync_by_itself, sync_held_again
from netdoc.diagnosis.rules._router import session_up_throughout
from netdoc.diagnosis.rules._says import Says
from netdoc.model.evidence import Evidence
from netdoc.model.facts.device_log import DeviceLog
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.pppoe_session import PppoeSession
from netdoc.model.facts.step import Step
from netdoc.model.facts.wan_session import WanSession
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident
from netdoc.model.plane import Plane
from netdoc.plugin import Rule

SAY = Says("ACCESS03", Fault.ACCESS_AUTH_REJECT)


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by the answers to the login."""
    if incident is None or not concerns_the_way(evidence, incident):
        return SAY.silent(incident, "no session at stake")
    accepted = accepted_at_modem(evidence, incident)
    if accepted is not None:
        return SAY.clears(
            incident, f"a login from this computer at the modem was accepted at {accepted.at:%H:%M} UTC", {Plane.PATH},
            [accepted],
        )  # fmt: skip
    standing = session_up_throughout(evidence, incident)
    if standing is not None:
        return SAY.clears(incident, "one session stood through the incident", {Plane.ROUTER_BOX}, [standing])
    again = sync_held_again(evidence, incident)
    lost = lost_sync_by_itself(evidence, incident) if again is None else None
    if lost is not None:
        return SAY.clears(incident, "the line was out of sync: nobody was asked", {Plane.MODEM_BOX}, [lost])
    return _rejected(evidence, incident)


def _rejected(evidence: Evidence, incident: Incident) -> Finding:
    told, tried = rejected_to_router(evidence, incident), rejected_at_modem(evidence, incident)
    if told is None and tried is None:
        return SAY.silent(incident, _why_none(evidence, incident), ("PppoeSession",))
    until = told.first if told is not None else incident.start
    changed = changed_since(evidence, incident, until)
    worked = worked_before(evidence, incident, tried, told)
    if worked is None:
        if changed is not None:
            return SAY.silent(
                incident, f"a setting of the router was changed at {changed.at:%H:%M} UTC ({changed.fact.did}): its "
                "login may be what is wrong",
            )  # fmt: skip
        return SAY.silent(
            incident, "a login was rejected; that it ever worked was not seen", ("WanSession", "PppoeSession")
        )
    synced = in_sync_throughout(evidence, incident) or sync_held_again(evidence, incident)
    if synced is None:
        return SAY.silent(incident, "whether the line was in sync was not read", ("DslLine",))
    planes, said = {Plane.MODEM_BOX}, []
    if told is not None:
        planes |= {told.told.plane, *({Plane.SESSION_LOG} if told.told.subject != synced.subject else ())}
        said.append(f"the router's login ({told.words})")
    if tried is not None:
        planes.add(Plane.PATH)
        text = f": «{tried.fact.text}»" if tried.fact.text else ""
        said.append(f"the login of this computer at the modem at {tried.at:%H:%M} UTC{_on(tried.fact)}{text}")
    cites = [each for each in (told.told if told is not None else None, tried, synced, worked) if each is not None]
    return SAY.blames(
        incident, f"the provider rejected {' and '.join(said)}, while the line was in sync; this login worked before "
        f"({worked.at:%d.%m. %H:%M} UTC)", planes, cites,
    )  # fmt: skip


def _on(fact: PppoeSession) -> str:
    tag = "untagged" if fact.vlan is None else f"with the tag {fact.vlan}"
    return f", {tag}, by {fact.concentrator}" if fact.concentrator else f", {tag}"


def _why_none(evidence: Evidence, incident: Incident) -> str:
    tried = [each for each in tries_at_modem(evidence, incident) if each.fact.rejected]
    if any(each.fact.own_tag is False for each in tried):
        return "a login was rejected on another tag than the contract's: another service may have answered"
    if tried:
        return "a login was rejected while the provider may still have held a session of this account"
    return "no rejected login is known of"


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(PppoeSession, WanSession, DeviceLog, DslLine, Step), judge=judge)
