"""LAN05: the cable or port between computer and switch damages frames, or the two ends disagree on duplex.

Objective: name the patch cable, and clear it where its own counters stood still.
Needs:     EchoBlock of the router; LinkState with speed, duplex and error counters at both ends of a lossy incident;
           InterfaceCounters of the router's own ports, for what the other end counted.
Blames:    lan.cable, when in a brownout that begins at the router the computer was on one cable, and its interface
           counted at least ten damaged frames and one a minute, lost its carrier twice or more, or runs at half duplex
           and counted collisions; late ones say that the other end runs at full duplex, as wrong checksums say that the
           router counted on a port of its own meanwhile.
Clears:    lan.cable, when the interface ran at full duplex, counted no error, and kept its carrier throughout; or when
           the computer was on Wi-Fi; or the router lost significantly less than the end did.
Silent:    the counters were not read on both sides, were cleared, or grew by less.
Limits:    sees the computer's own port only: a bad cable between switch and router shows in no counter of it, and
           lan.loss stands for it. At the full-duplex end of a mismatch nothing tells it from a bad cable: both show
           as wrong checksums. Not every card tells late ones apart.
Source:    IEEE 802.3, 30.3.1.1 (late collisions and FCS errors at the two ends of a duplex mismatch); Linux,
           rtnl_link_stats64 (tx_window_errors, rx_crc_errors); limits own.
"""

from __future__ import annotations

from datetime import timedelta

from netdoc.diagnosis.rules._attached import attached
from netdoc.diagnosis.rules._says import Says
from netdoc.model.counters import growth
from netdoc.model.evidence import Evidence
from netdoc.model.facts.echo_block import EchoBlock
from netdoc.model.facts.interface_counters import InterfaceCounters
from netdoc.model.facts.link_state import LinkKind, LinkState
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident, IncidentKind, Zone
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane
from netdoc.plugin import Rule

SAY = Says("LAN05", Fault.LAN_CABLE)
LEAST_ERRORS, LEAST_PER_MINUTE, LEAST_FLAPS = 10, 1.0, 2
NEAR = timedelta(minutes=5)


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by what the computer's own interface counted."""
    if incident is None or incident.kind is not IncidentKind.BROWNOUT:
        return SAY.silent(incident, "no scattered loss to place")
    stretch = attached(evidence, incident)
    if stretch is not None and stretch.link is LinkKind.WIFI:
        return SAY.clears(incident, "the computer measured by Wi-Fi", {Plane.HOST}, stretch.looks[:1])
    if incident.nearest_good is not None and incident.zone is not Zone.NEAR:
        return SAY.clears(incident, f"{incident.nearest_good} did well through the same cable", {Plane.PATH})
    ends = _ends(evidence, incident)
    if stretch is None or ends is None:
        return SAY.silent(incident, "the computer's own counters were not read on both sides of it", ("LinkState",))
    first, last = ends
    minutes = (last.at - first.at).total_seconds() / 60
    errors, flaps = _grown(first, last, "rx_errors", "tx_errors"), _grown(first, last, "carrier_changes")
    collisions = _grown(first, last, "collisions")
    half = last.fact.full_duplex is False
    if incident.zone is Zone.NEAR:
        told = []
        if errors is not None and errors >= LEAST_ERRORS and errors >= LEAST_PER_MINUTE * minutes:
            wrong = _grown(first, last, "rx_crc_errors")
            checksums = f", {wrong} of them with a wrong checksum" if wrong else ""
            told.append(f"{errors} damaged frames in {minutes:.0f} min{checksums}")
        if flaps is not None and flaps >= LEAST_FLAPS:
            told.append(f"its carrier came or went {flaps} times")
        late = _grown(first, last, "late_collisions") if half else None
        partner: tuple[Seen[InterfaceCounters], ...] = ()
        if half and (collisions or late):
            words, partner = _mismatch(evidence, first, last, late)
            speed = last.fact.speed_mbps or "unknown"
            told.append(f"half duplex at {speed} Mbit/s with {collisions or late} collisions{words}")
        if told:
            return SAY.blames(
                incident, f"the computer's own interface {last.fact.interface} tells: {', '.join(told)}",
                {Plane.HOST, Plane.PATH}, [first, last, *partner],
            )  # fmt: skip
    if errors == 0 and flaps == 0 and last.fact.full_duplex:
        return SAY.clears(
            incident, "full duplex, no damaged frame and no lost carrier at the computer's own port", {Plane.HOST},
            [first, last],
        )  # fmt: skip
    return SAY.silent(incident, "the computer's own counters tell too little", ("LinkState with error counters",))


def _ends(evidence: Evidence, incident: Incident) -> tuple[Seen[LinkState], Seen[LinkState]] | None:
    """Return the looks on both sides of an incident, or just within it, by the same cable."""
    before = evidence.last_before(incident.start, LinkState)
    after = evidence.first_after(incident.end, LinkState)
    if before is None or after is None or before.fact.link is not LinkKind.WIRED:
        return None
    near = incident.start - before.at <= NEAR and after.at - incident.end <= NEAR
    same = (before.fact.link, before.fact.interface) == (after.fact.link, after.fact.interface)
    return (before, after) if near and same else None


def _mismatch(
    evidence: Evidence, first: Seen[LinkState], last: Seen[LinkState], late: int | None
) -> tuple[str, tuple[Seen[InterfaceCounters], ...]]:
    """Return what tells that the other end runs at full duplex: late collisions here, wrong checksums there."""
    words = f", {late} of them too late for half duplex: the other end runs at full duplex" if late else ""
    ports: dict[tuple[str, str], list[Seen[InterfaceCounters]]] = {}
    for each in evidence.readings(InterfaceCounters, start=first.at - NEAR, end=last.at + NEAR):
        if each.fact.role == "lan":
            ports.setdefault((each.subject, each.fact.interface), []).append(each)
    for (subject, port), readings in ports.items():
        wrong = growth(readings[0].fact.fcs_errors, readings[-1].fact.fcs_errors)
        if wrong is not None and wrong >= LEAST_ERRORS:
            told = f"; {port} of the {subject} counted {wrong} wrong checksums meanwhile"
            return words + told, (readings[0], readings[-1])
    return words, ()


def _grown(first: Seen[LinkState], last: Seen[LinkState], *names: str) -> int | None:
    """Return how much some counters grew together; None where one was not told, or was cleared."""
    grown = [growth(getattr(first.fact, each), getattr(last.fact, each)) for each in names]
    known = [each for each in grown if each is not None]
    return sum(known) if len(known) == len(grown) else None


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(EchoBlock, LinkState, InterfaceCounters), judge=judge)
