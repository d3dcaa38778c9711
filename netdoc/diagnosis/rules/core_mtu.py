"""CORE03: large packets vanish in the provider's network, and nobody tells the sender.

Objective: tell a network that swallows large packets from a router that lets them through.
Needs:     LargePackets of a service; SizeSweep towards an anchor, beside it.
Blames:    core.mtu, when full-size greetings stalled and small ones passed, every full-size packet was answered by
           the provider's first hop or one behind it, none by the next hop nor by any farther one, that hop answered
           every small one, and no router told a size.
Clears:    core.mtu, when the sweep's target itself answered full-size packets: they cross the provider's network.
Silent:    nothing stalled for its size, no sweep was made, or where large packets end is not shown.
Limits:    a hop that answers small packets only is no proof by itself: the stalled greetings are. The next hop may
           belong to the provider's own supplier, for whom it answers. The way back is not asked hop by hop.
Source:    RFC 1191, RFC 2923 section 2.1 (black holes); measurement notes on MTU.
"""

from __future__ import annotations

from netdoc.diagnosis.rules._says import Says
from netdoc.diagnosis.rules._sizes import past_first_hop, seen_together, swallowed_behind
from netdoc.model.evidence import Evidence
from netdoc.model.facts.large_packets import LargePackets
from netdoc.model.facts.size_sweep import SizeSweep
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident, IncidentKind
from netdoc.model.plane import Plane
from netdoc.plugin import Rule

SAY = Says("CORE03", Fault.CORE_MTU)


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by the hop behind which no full-size packet is answered any more."""
    if incident is None or incident.kind is not IncidentKind.LARGE:
        return SAY.silent(incident, "no stall of large packets")
    stalled, sweep = seen_together(evidence, incident)
    if stalled is None or sweep is None:
        return SAY.silent(incident, "how far large packets get was not asked", ("SizeSweep",))
    fact = sweep.fact
    if fact.full_octets is not None and fact.largest_passed == fact.full_octets:
        return SAY.clears(
            incident, f"packets of {fact.largest_passed} octets crossed the provider's network to {fact.target}",
            {Plane.PATH}, [sweep],
        )  # fmt: skip
    ends = swallowed_behind(fact)
    reached = past_first_hop(evidence, fact)
    if ends is not None and reached is not None and ends[0].ttl >= reached.ttl:
        near, far = ends
        return SAY.blames(
            incident,
            f"every full-size packet reached hop {near.ttl} ({near.address or 'several routers'}), beyond the office's "
            f"router, and none hop {far.ttl}, which answered every small one; nobody told the size; {incident.detail}",
            {Plane.PATH},
            [stalled, sweep],
        )
    return SAY.silent(incident, "where large packets end is not shown")


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(LargePackets, SizeSweep), judge=judge)
