"""LAN03: the office's own traffic fills the line.

Objective: loss and delay on a full line are the queue's work, not a fault of the line.
Needs:     InterfaceCounters of the WAN side around a slow or lossy incident; the rate of the line.
Blames:    lan.own_traffic, when the WAN carried at least 80 % of the line's rate, in either direction,
           between two readings that lie in the incident.
Clears:    lan.own_traffic, when it carried less than 50 % of both directions throughout the incident.
Silent:    no WAN counters, no known rate, or counters that wrapped, stuck or were reset.
Limits:    who in the office sends is not seen; the counters may include other services of the provider.
Source:    «loss on a full uplink is normal; loss on an idle line is a fault» (AAISP, in the measurement notes).
"""

from __future__ import annotations

from netdoc.diagnosis.rules._says import Says
from netdoc.diagnosis.rules._traffic import FULL, IDLE, greatest_load, rate_known
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
    if load is None:
        return SAY.silent(incident, "the WAN counters say nothing usable about this incident", ("InterfaceCounters",))
    greatest, word, reading = load.share, load.direction, load.reading
    if greatest >= FULL:
        return SAY.blames(
            incident,
            f"the office's own {word} carried {greatest:.0%} of the line's rate meanwhile",
            {Plane.ROUTER_BOX, Plane.PATH},
            [reading],
        )
    if greatest < IDLE:
        return SAY.clears(
            incident, f"the line was at most {greatest:.0%} full meanwhile", {Plane.ROUTER_BOX}, [reading]
        )
    return SAY.silent(incident, f"the line was {greatest:.0%} full: neither idle nor full")


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(InterfaceCounters,), judge=judge)
