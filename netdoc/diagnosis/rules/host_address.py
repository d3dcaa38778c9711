"""HOST02: the computer has a carrier but no address or no route.

Objective: name a missing lease before anything farther is questioned.
Needs:     LinkState within the incident.
Blames:    host.no_address, when there was a carrier but no IPv4 default gateway during the incident.
Clears:    host.no_address, when a default gateway was there at every look.
Silent:    no look at the link within the incident.
Limits:    a dead DHCP server in the router looks the same: the router stays a candidate.
Source:    RFC 2131 (a client without a lease has no route).
"""

from __future__ import annotations

from netdoc.diagnosis.rules._says import Says
from netdoc.model.evidence import Evidence
from netdoc.model.facts.link_state import LinkState
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident
from netdoc.model.plane import Plane
from netdoc.plugin import Rule

SAY = Says("HOST02", Fault.HOST_NO_ADDRESS)


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by carrier and default route together."""
    if incident is None:
        return SAY.silent(None, "judged per incident only")
    looks = evidence.readings(LinkState, start=incident.start, end=incident.end)
    if not looks:
        around = (evidence.last_before(incident.start, LinkState), evidence.first_after(incident.end, LinkState))
        looks = [each for each in around if each is not None]
    bare = next((each for each in looks if each.fact.carrier and each.fact.gateway is None), None)
    if bare is not None:
        return SAY.blames(
            incident,
            f"{bare.fact.interface} had a carrier but no default route at {bare.at:%H:%M:%S} UTC",
            {Plane.HOST},
            [bare],
        )
    if looks and all(each.fact.gateway for each in looks):
        return SAY.clears(incident, "the computer had an address and a default route", {Plane.HOST}, looks[:1])
    return SAY.silent(incident, "the computer's routes were not looked at near this incident", ("LinkState",))


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(LinkState,), judge=judge)
