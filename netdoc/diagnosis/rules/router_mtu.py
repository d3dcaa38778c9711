"""ROUTER05: the router's line carries smaller packets than the office's connections agree on.

Objective: «small pages work, large ones hang» is often a setting of the router, and no loss on the line.
Needs:     LargePackets of a service; SizeSweep towards an anchor, beside it.
Blames:    router.mtu, when full-size greetings stalled and small ones passed, and the office's router itself said
           that a smaller size would pass while the stalled connection had agreed on larger segments: it knows the
           size, and does not hold connections to it.
Clears:    router.mtu, when every full-size packet was answered by the provider's first hop or one behind it.
Silent:    nothing stalled for its size, no sweep was made, or no router told a size.
Limits:    that servers go on sending too large packets may be a filter in the provider's network or at the far end,
           which drops what would tell them; holding connections to the size at the router cures both.
Source:    RFC 1191, RFC 2923 section 2.1 (black holes), RFC 2516 section 7 (1492), RFC 4459 section 3.2 (MSS clamping).
"""

from __future__ import annotations

from netdoc.diagnosis.rules._says import Says
from netdoc.diagnosis.rules._sizes import past_first_hop, seen_together, told_by_router
from netdoc.model.evidence import Evidence
from netdoc.model.facts.large_packets import LargePackets
from netdoc.model.facts.size_sweep import SizeSweep
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident, IncidentKind
from netdoc.model.plane import Plane
from netdoc.plugin import Rule

SAY = Says("ROUTER05", Fault.ROUTER_MTU)


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by the router's own word for the size, and by how far full-size packets got."""
    if incident is None or incident.kind is not IncidentKind.LARGE:
        return SAY.silent(incident, "no stall of large packets")
    stalled, sweep = seen_together(evidence, incident)
    if stalled is None or sweep is None:
        return SAY.silent(incident, "how far large packets get was not asked", ("SizeSweep",))
    hop = past_first_hop(evidence, sweep.fact)
    if hop is not None:
        return SAY.clears(
            incident, f"full-size packets passed the router: {hop.address or f'hop {hop.ttl}'} answered all "
            f"{hop.full_answered}", {Plane.PATH}, [sweep],
        )  # fmt: skip
    if told_by_router(evidence, sweep.fact, stalled):
        return SAY.blames(
            incident,
            f"the router itself says that packets of {sweep.fact.told_octets} octets pass and no larger ones, yet lets "
            f"connections agree on segments of {stalled.fact.segment_octets}; {incident.detail}",
            {Plane.PATH},
            [stalled, sweep],
        )
    return SAY.silent(incident, "the router named no size that the stalled connection went beyond")


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(LargePackets, SizeSweep), judge=judge)
