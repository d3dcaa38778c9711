"""ACCESS02: no access concentrator answers at the modem while the line is in sync.

Objective: tell a provider that does not answer at all (port, VLAN or profile not set up) from one that rejects the
           account, and from the office's own router.
Needs:     PppoeDiscovery from this computer at the modem, within the incident or in the half hour after it, before any
           anchor answered again; DslLine around it; WanSession, or an earlier PppoeDiscovery, that shows that this
           access is by PPPoE; EchoBlock of the anchors.
Blames:    access.no_pado, when the line was in sync through the incident, or trained anew in it and held for ten
           minutes, and no concentrator answered at any look then, untagged or with the tags that were tried.
Clears:    access.no_pado, when a concentrator answered without an error at one of these looks; or when the line was
           out of sync (and not only because the modem was restarted in it) and not back for ten minutes of it.
Silent:    nobody asked at the modem then, untagged and with tags; whether the line was in sync was not
           read; that this access is by PPPoE was never seen (many need no PPPoE: then silence is usual); a
           concentrator answered with an error.
Limits:    a tag that was not tried, and everything that the modem sets wrongly (VLAN, VPI/VCI), looks the same: the
           modem stays a candidate until a second modem shows otherwise.
Source:    RFC 2516; layer order sync - PADI - PADO; observation table, «in sync, PADI without PADO».
"""

from __future__ import annotations

from netdoc.diagnosis.instants import line_started_at
from netdoc.diagnosis.rules._at_modem import looks_at_modem
from netdoc.diagnosis.rules._modem import (
    concerns_the_way,
    in_sync_throughout,
    lost_sync_by_itself,
    sync_held_again,
)
from netdoc.diagnosis.rules._says import Says
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.echo_block import EchoBlock
from netdoc.model.facts.pppoe_discovery import PppoeDiscovery
from netdoc.model.facts.wan_session import WanSession
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane
from netdoc.plugin import Rule

SAY = Says("ACCESS02", Fault.ACCESS_NO_PADO)
PPP = "ppp"


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by who answered this computer at the modem."""
    if incident is None or not concerns_the_way(evidence, incident):
        return SAY.silent(incident, "no session at stake")
    looks = looks_at_modem(evidence, incident, PppoeDiscovery)
    answered = next((each for each in looks if _offers(each.fact)), None)
    if answered is not None:
        name = answered.fact.concentrators[0].name or answered.fact.concentrators[0].mac
        return SAY.clears(incident, f"the concentrator {name} answered at the modem", {Plane.PATH}, [answered])
    again = sync_held_again(evidence, incident)
    lost = lost_sync_by_itself(evidence, incident) if again is None else None
    if lost is not None:
        return SAY.clears(incident, "the line was out of sync: nobody could answer", {Plane.MODEM_BOX}, [lost])
    since = line_started_at(again) if again is not None else None
    silent = [each for each in looks if each.fact.untagged and each.fact.vlans and (since is None or each.at >= since)]
    if not silent:
        return SAY.silent(incident, "nobody was asked at the modem in this incident", ("PppoeDiscovery",))
    if any(each.fact.concentrators for each in looks):
        return SAY.silent(incident, "a concentrator answered at the modem, with an error")
    synced = in_sync_throughout(evidence, incident) or again
    if synced is None:
        return SAY.silent(incident, "whether the line was in sync was not read", ("DslLine",))
    by_ppp = _by_pppoe(evidence, incident)
    if by_ppp is None:
        return SAY.silent(incident, "that this access is by PPPoE was never seen", ("WanSession",))
    tags = ", ".join(str(each) for each in silent[0].fact.vlans)
    return SAY.blames(
        incident,
        f"no access concentrator answered this computer at the modem, untagged or with the tags {tags}, while the line "
        "was in sync",
        {Plane.MODEM_BOX, Plane.PATH},
        [silent[0], synced, by_ppp],
    )


def _offers(found: PppoeDiscovery) -> bool:
    return any(not each.errors for each in found.concentrators)


def _by_pppoe(evidence: Evidence, incident: Incident) -> Seen[WanSession] | Seen[PppoeDiscovery] | None:
    """Return what shows that a session of this access is by PPP over Ethernet, seen before the incident's end."""
    sessions = [each for each in evidence.readings(WanSession, end=incident.end) if each.fact.session == PPP]
    earlier = [each for each in evidence.readings(PppoeDiscovery, end=incident.end) if each.fact.concentrators]
    return sessions[-1] if sessions else earlier[-1] if earlier else None


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(PppoeDiscovery, DslLine, WanSession, EchoBlock), judge=judge)
