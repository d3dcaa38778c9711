"""MODEM04: the modem is set up wrongly for this line.

Objective: everything behind one modem shares its VLAN and VPI/VCI: two devices that fail behind it do not
           clear it.
Needs:     WanSession and DslLine around the incident; Step of a second modem, or of a laptop at this one;
           PppoeDiscovery or PppoeSession of this computer there, with the tag of the site file.
Blames:    nothing yet: needs a second modem or the right tag from the laptop.
Clears:    modem.config, when the incident happened with a proven second modem in use, or when the session
           stood through the incident, or when the line itself was out of sync and not back for ten minutes of it; or
           when a laptop in the router's place logged in through this modem, and the router did not, before and after;
           or when a concentrator answered a login with the contract's tag, or the router's login that worked before in
           the same product, and rejected it; or when this computer asked at the modem with the contract's tag too and
           nobody answered.
Silent:    the supplied modem was in use and in sync.
Limits:    a setting that worked before and was changed remotely is not seen.
Source:    table of planes, `access.*`, architecture section 3.
"""

from __future__ import annotations

from netdoc.diagnosis.rules._at_modem import looks_at_modem, session_down_behind, works_without_the_router
from netdoc.diagnosis.rules._login import answered_login
from netdoc.diagnosis.rules._modem import concerns_the_way, lost_sync_by_itself, sync_held_again
from netdoc.diagnosis.rules._router import session_up_throughout
from netdoc.diagnosis.rules._says import Says
from netdoc.diagnosis.rules._steps import arrangements
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.pppoe_discovery import PppoeDiscovery
from netdoc.model.facts.pppoe_session import PppoeSession
from netdoc.model.facts.step import Step
from netdoc.model.facts.wan_session import WanSession
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident
from netdoc.model.plane import Plane
from netdoc.plugin import Rule

SAY = Says("MODEM04", Fault.MODEM_CONFIG)


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by the session, the line and the modem in use."""
    if incident is None or not concerns_the_way(evidence, incident):
        return SAY.silent(incident, "no session at stake")
    session = session_up_throughout(evidence, incident)
    if session is not None:
        return SAY.clears(incident, "the session stood through the incident", {Plane.ROUTER_BOX}, [session])
    contrast = works_without_the_router(evidence, incident)
    if contrast is not None:
        return SAY.clears(
            incident, "a laptop in the router's place logged in through this modem", contrast.planes, [contrast.works]
        )
    again = sync_held_again(evidence, incident)
    lost = lost_sync_by_itself(evidence, incident) if again is None else None
    if lost is not None:
        return SAY.clears(incident, "the line itself was out of sync", {Plane.MODEM_BOX}, [lost])
    arms = (*arrangements(evidence, incident), session_down_behind(evidence, incident))
    arm = next((each for each in arms if each is not None and each.modem_proven and each.told), None)
    if arm is not None:
        return SAY.clears(incident, "it happened with a proven second modem too", {Plane.OPERATOR}, [arm.told])
    shown = _right_tag(evidence, incident)
    if shown is not None:
        return shown
    return SAY.silent(
        incident, "everything behind this modem shares its settings", ("Step: a second modem, or the right tag",)
    )


def _right_tag(evidence: Evidence, incident: Incident) -> Finding | None:
    """Return what the contract's own tag, or a login that came through, tells of this modem's settings."""
    answered = answered_login(evidence, incident)
    if answered is not None:
        return SAY.clears(
            incident, "a concentrator answered a login through this modem, and rejected it", {answered[1]},
            [answered[0]],
        )  # fmt: skip
    own = evidence.site.session.vlan
    looks = looks_at_modem(evidence, incident, PppoeDiscovery)
    asked = [each for each in looks if own is not None and own in each.fact.vlans]
    found = [one for each in asked for one in each.fact.concentrators]
    if asked and not found:
        return SAY.clears(
            incident, f"this computer asked at the modem with the contract's tag {own}, and nobody answered with any",
            {Plane.PATH}, asked[:1],
        )  # fmt: skip
    if found and all(each.vlan is not None and each.vlan != own for each in found):
        return SAY.silent(
            incident, f"a concentrator answers with the tag {found[0].vlan}; the contract says {own}: settings of "
            "modem, router or provider do not fit each other", ("Step: a second modem",),
        )  # fmt: skip
    return None


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(WanSession, DslLine, Step, PppoeDiscovery, PppoeSession), judge=judge)
