"""LAN03: the office's own traffic fills the line.

Objective: loss and delay on a full line are the queue's work, not a fault of the line.
Needs:     InterfaceCounters of the WAN side around a slow or lossy incident; the rate of the line.
Blames:    lan.own_traffic, when the WAN carried at least 80 % of the line's rate, in either direction,
           between two readings at least half of whose interval lies in the incident, for at least half of its time.
Clears:    lan.own_traffic, when it cannot have carried 50 % in either direction in any part of the incident, four
           fifths of which the readings cover.
Silent:    no WAN counters, no known rate, or counters that wrapped, stuck or were reset; one direction's rate is
           not known (then the line is never called idle).
Limits:    who in the office sends is not seen; the counters may include other services of the provider.
Source:    «loss on a full uplink is normal; loss on an idle line is a fault» (AAISP, in the measurement notes).
"""

from __future__ import annotations

from netdoc.diagnosis.rules._says import Says
from netdoc.diagnosis.rules._traffic import (
    FULL,
    IDLE,
    MOSTLY,
    full_share,
    greatest_load,
    load_bound,
    rate_known,
)
from netdoc.model.evidence import Evidence
from netdoc.model.facts.interface_counters import InterfaceCounters
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident, IncidentKind
from netdoc.model.plane import Plane
from netdoc.plugin import Rule

SAY = Says("LAN03", Fault.LAN_OWN_TRAFFIC)


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by the share of the line's rate that the WAN interface carried."""
    if incident is None or incident.kind not in (IncidentKind.BROWNOUT, IncidentKind.SLOW):
        return SAY.silent(incident, "no loss or slowness that traffic could explain")
    if not rate_known(evidence):
        return SAY.silent(incident, "the line's rate is not known", ("DslLine", "contract rate"))
    load = greatest_load(evidence, incident)
    full = full_share(evidence, incident)
    if load is not None and load.share >= FULL and full >= MOSTLY:
        return SAY.blames(
            incident,
            f"the office's own {load.direction} carried {load.share:.0%} of the line's rate meanwhile",
            {Plane.ROUTER_BOX, Plane.PATH},
            [load.reading],
        )
    bound = load_bound(evidence, incident)
    if bound is not None and bound.share < IDLE:
        return SAY.clears(
            incident, f"the line was at most {bound.share:.0%} full meanwhile", {Plane.ROUTER_BOX}, [bound.reading]
        )
    if load is None:
        return SAY.silent(incident, "the WAN counters say nothing usable about this incident", ("InterfaceCounters",))
    return SAY.silent(
        incident, f"the line was {load.share:.0%} full where it is known: neither full nor shown to be idle",
        ("InterfaceCounters and rates of both directions",),
    )  # fmt: skip


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(InterfaceCounters,), judge=judge)
