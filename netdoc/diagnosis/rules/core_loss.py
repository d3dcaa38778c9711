"""CORE02: loss or delay that persists to the end from the provider's network on; what does not is no fault.

Objective: a router that answers few pings is not lossy: only loss (and delay) that the end shares counts.
Needs:     PathTrace and EchoBlock; InterfaceCounters for the idle line.
Blames:    core.loss, when a brownout's loss begins behind the provider's first hop, which lost significantly
           less than the end, or a slow time's delay stands behind that hop, which shows less than a quarter of
           it; and the line was shown to be idle.
Clears:    core.loss, for the whole window, when the end itself lost nothing beyond chance, whatever hops in
           the middle lost: they limit their answers.
Silent:    nothing was traced, or where loss and delay begin is not known.
Limits:    the return path may be the culprit; recurrence and a second path are needed to establish.
Source:    measurement notes, «reading a trace», rules 1-3; RFC 1812 section 4.3.2.8 (rate limiting of ICMP).
"""

from __future__ import annotations

from netdoc.diagnosis.rules._says import Says
from netdoc.diagnosis.rules._traffic import IDLE, load_bound
from netdoc.diagnosis.second import carried
from netdoc.diagnosis.statistics import in_words, wilson
from netdoc.model.evidence import Evidence
from netdoc.model.facts.echo_block import EchoBlock
from netdoc.model.facts.path_trace import PathTrace
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident, IncidentKind, Zone
from netdoc.model.plane import Plane
from netdoc.model.site import RungKind
from netdoc.plugin import Rule

SAY = Says("CORE02", Fault.CORE_LOSS)
LEAST_END = 20
FLOOR = 0.01


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge incidents by where loss begins, and the window by whether the end lost anything."""
    if incident is None:
        return _window(evidence)
    if incident.kind not in (IncidentKind.BROWNOUT, IncidentKind.SLOW):
        return SAY.silent(incident, "no scattered loss and no delay to place")
    if incident.zone is not Zone.FAR:
        return SAY.silent(incident, "it does not begin behind the provider's first hop, or that is not known")
    load = load_bound(evidence, incident)
    if load is None or load.share >= IDLE:
        return SAY.silent(incident, "whether the line was idle is not known", ("InterfaceCounters of the WAN port",))
    beside = carried(evidence, incident, [each.id for each in evidence.site.rungs if each.kind is RungKind.ANCHOR])
    lossy = incident.kind is IncidentKind.BROWNOUT
    clean = "clean while the end lost packets" if lossy else "quick while the end was slow"
    return SAY.blames(
        incident,
        f"the provider's first hop was {clean} on an idle line: {incident.detail}"
        + (f"; over the second path {beside.answered} of {beside.sent} were answered" if beside and lossy else ""),
        {Plane.PATH, load.reading.plane, *((Plane.SECOND_PATH,) if beside and lossy else ())},
        [load.reading, *(beside.rounds[:2] if beside and lossy else ())],
    )


def _window(evidence: Evidence) -> Finding:
    traces = [each for each in evidence.readings(PathTrace) if each.fact.end_sent >= LEAST_END]
    for trace in traces:
        fact = trace.fact
        lossy = [hop for hop in fact.hops if 0 < hop.answered < hop.sent]
        end_lost = fact.end_sent - fact.end_answered
        if lossy and wilson(end_lost, fact.end_sent)[0] <= FLOOR:
            worst = max(lossy, key=lambda hop: (hop.sent - hop.answered) / hop.sent)
            return SAY.clears(
                None,
                f"hop {worst.ttl} answered only {worst.answered} of {worst.sent} probes, yet the end lost "
                f"{in_words(end_lost, fact.end_sent)}: that hop limits its answers, nothing is lost there",
                {Plane.PATH},
                [trace],
            )
    return SAY.silent(None, "no hop in the middle lost what the end did not", () if traces else ("PathTrace",))


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(PathTrace, EchoBlock), judge=judge)
