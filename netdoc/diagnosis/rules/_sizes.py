"""Where large packets end: what a sweep of sizes tells of the way."""

from __future__ import annotations

from netdoc.diagnosis.large import stalled_within, swept
from netdoc.model.evidence import Evidence
from netdoc.model.facts.large_packets import LargePackets
from netdoc.model.facts.size_sweep import SizedHop, SizeSweep
from netdoc.model.incident import Incident
from netdoc.model.observation import Seen
from netdoc.model.site import RungKind

TCP_AND_IP = 40
"""Octets of the two headers without options (RFC 791, RFC 9293)."""


def address_of(evidence: Evidence, kind: RungKind) -> str | None:
    """Return the address of the first rung of a kind."""
    return next((each.address for each in evidence.site.rungs if each.kind is kind), None)


def past_first_hop(evidence: Evidence, sweep: SizeSweep) -> SizedHop | None:
    """Return the distance at or beyond the provider's first hop at which every full-size packet was answered.

    None where the first hop is not known, or not seen in the sweep: a second hop may be the office's own box.
    """
    address = address_of(evidence, RungKind.FIRST_HOP)
    first = next((each.ttl for each in sweep.hops if each.address is not None and each.address == address), None)
    if first is None:
        return None
    return next((each for each in sweep.hops if each.ttl >= first and each.passes), None)


def swallowed_behind(sweep: SizeSweep) -> tuple[SizedHop, SizedHop] | None:
    """Return the last distance that all full-size packets reached and the next one, which none did and small ones did.

    None where anything farther answered a full-size packet, or a router told the size: then nothing is swallowed there.
    """
    if sweep.told_octets is not None:
        return None
    for near, far in zip(sweep.hops, sweep.hops[1:], strict=False):
        beyond = [each for each in sweep.hops if each.ttl > near.ttl]
        if near.passes and far.swallowed and not any(each.full_answered for each in beyond):
            return near, far
    return None


def told_by_router(evidence: Evidence, sweep: SizeSweep, stalled: Seen[LargePackets]) -> bool:
    """Return whether the office's router named a size that the connection, as it was agreed, goes beyond."""
    router, agreed = address_of(evidence, RungKind.ROUTER), stalled.fact.segment_octets
    if sweep.told_octets is None or sweep.told_by is None or sweep.told_by != router or agreed is None:
        return False
    return agreed > sweep.told_octets - TCP_AND_IP


def seen_together(evidence: Evidence, incident: Incident) -> tuple[Seen[LargePackets] | None, Seen[SizeSweep] | None]:
    """Return the first greeting that stalled in an incident and the first sweep made beside it."""
    stalled, sweeps = stalled_within(evidence, incident), swept(evidence, incident)
    return (stalled[0] if stalled else None), (sweeps[0] if sweeps else None)
