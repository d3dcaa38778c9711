"""CORE04: a port that calls or tunnels need is closed on this line, and open over another one.

Objective: tell a filter on the way from a server that does not answer.
Needs:     PortAnswer by this line, and over a second path in the same minutes.
Blames:    core.filter, when the port answered none of at least four questions by this line and all looks over the
           second path within 40 s of the incident were answered; or when the provider's own first hop said that
           the question may not pass.
Clears:    core.filter, when the port did not answer over the second path either, where it once did, or the office's
           router itself said that the question may not pass.
Silent:    no second path was asked: a datagram that nobody answers proves little.
Limits:    the router's own firewall closes ports as well, and the far end may turn this office's address away: both
           stay beside the provider until a computer at the modem, or a second far end, excludes them.
Source:    scenarios D3 and the observation table, «LTE control path»; RFC 1812 section 5.2.7.1 (ICMP code 13).
"""

from __future__ import annotations

from netdoc.diagnosis.closed_ports import ever_answered_there, looks_within
from netdoc.diagnosis.rules._says import Says
from netdoc.model.evidence import Evidence
from netdoc.model.facts.port_answer import PortAnswer
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident, IncidentKind
from netdoc.model.plane import Plane
from netdoc.model.site import RungKind
from netdoc.plugin import Rule

SAY = Says("CORE04", Fault.CORE_FILTER)


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by the same question over another line, or by who turned it away."""
    if incident is None or incident.kind is not IncidentKind.PORT:
        return SAY.silent(incident, "no port was closed that answers otherwise")
    own, there = looks_within(evidence, incident)
    barring = next((each for each in own if each.fact.barred_by), None)
    if barring is not None and barring.fact.barred_by == _address(evidence, RungKind.ROUTER):
        return SAY.clears(
            incident,
            f"the office's own router {barring.fact.barred_by} turned the question away",
            {Plane.PATH},
            [barring],
        )
    if there and not any(each.fact.answered for each in there) and ever_answered_there(evidence, incident.rung):
        return SAY.clears(
            incident, "it does not answer over the second path either", {Plane.PATH, Plane.SECOND_PATH}, there[:2]
        )
    if there and all(each.fact.answered for each in there):
        return SAY.blames(
            incident,
            f"{incident.detail} by this line, while the same question was answered over another line in the same "
            f"minutes ({len(there)} of {len(there)} looks)",
            {Plane.PATH, Plane.SECOND_PATH},
            [*own[:2], *there[:2]],
        )
    if barring is not None and barring.fact.barred_by == _address(evidence, RungKind.FIRST_HOP):
        return SAY.blames(
            incident,
            f"{incident.detail}; the provider's first hop {barring.fact.barred_by} said that it may not pass",
            {Plane.PATH},
            [barring],
        )
    return SAY.silent(
        incident,
        "the same question was not asked, or not settled, over another line",
        ("PortAnswer over a second path",),
    )


def _address(evidence: Evidence, kind: RungKind) -> str | None:
    return next((each.address for each in evidence.site.rungs if each.kind is kind), None)


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(PortAnswer,), judge=judge)
