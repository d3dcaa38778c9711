"""HOST02: the computer has a carrier but no address or no route.

Objective: name a missing lease before anything farther is questioned.
Needs:     LinkState around the incident.
Blames:    host.no_address, when there was a carrier but no IPv4 default gateway at a look within the incident or,
           where nobody looked, on both sides of it.
Clears:    host.no_address, when a default gateway was there at every look within the incident, or on both sides
           of it.
Silent:    no look at the link near the incident; or no carrier either.
Limits:    a dead DHCP server in the router looks the same: the router stays a candidate.
Source:    RFC 2131 (a client without a lease has no route).
"""

from __future__ import annotations

from netdoc.diagnosis.rules._host import looks_at_link
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
    looks, within = looks_at_link(evidence, incident)
    bare = [each for each in looks if each.fact.carrier and each.fact.gateway is None]
    if bare and (within or len(bare) == len(looks)):
        return SAY.blames(
            incident,
            f"{bare[0].fact.interface} had a carrier but no default route at {bare[0].at:%H:%M:%S} UTC",
            {Plane.HOST},
            bare[:1],
        )
    if looks and all(each.fact.gateway for each in looks):
        return SAY.clears(incident, "the computer had an address and a default route", {Plane.HOST}, looks[:1])
    return SAY.silent(incident, "the computer's routes were not looked at near this incident", ("LinkState",))


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(LinkState,), judge=judge)
