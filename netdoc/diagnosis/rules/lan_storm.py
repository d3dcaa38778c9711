"""LAN09: a storm of broadcasts fills the office network.

Objective: a loop between two switches, or a device that calls without end, takes the whole office down, the way to
           the router first; keep the router's owner and the provider from being blamed for it.
Needs:     AddressCheck with broadcasts_per_s, or LinkState with ip_broadcasts and ip_multicasts at two looks, of the
           time of the incident; EchoBlock of the router; Step where somebody cured it.
Blames:    lan.storm, when in an outage or a brownout the loss is there already at the router (or, in an outage, the
           router, which had answered before, lost half of its pings or more, while an odd answer came from beyond), and
           500 or more packets to everybody came in a second: at each look of the raw worker within it (or, where none
           was, at one on each side and within 15 minutes), or by the computer's IP counters in at least half of the
           time that they tell of it. A step noted within it (a cable unplugged), after which it was over within three
           minutes, is the operator's word. Over the window: a storm at any look, incident or not, names nobody.
Clears:    lan.storm, when the router, or what lies behind it, answered four fifths of its pings or more meanwhile, or
           in a brownout lost significantly less than the end did; or when at each look of the raw worker within the
           incident fewer than 100 broadcasts came in a second, and the counters tell of no more.
Silent:    nobody counted; between 100 and 500 a second: a busy office, or a large one; some looks only show a storm;
           where the loss begins is not known.
Limits:    the IP counters do not see storms of ARP alone, and see those groups only that the computer has joined;
           packets to groups count beside 100 to everybody a second only: alone they are a film that somebody watches.
           A storm that fills the line itself behind the router is not looked for. Which cable closes the loop, only
           unplugging tells; the hardware address heard most may be any device's whose call goes round.
Source:    Cisco, Internetwork Design Guide, appendix «Broadcasts in Switched LAN Internetworks» (measurable from 100 a
           second on, thousands a second in storms); Allied Telesis AT-S81, storm control levels 100, 500 and 3000 a
           second, of which the middle one is taken; IEEE 802.1D for why a loop does not end by itself.
"""

from __future__ import annotations

from netdoc.diagnosis.gate import ordered
from netdoc.diagnosis.rules._addresses import looks_around
from netdoc.diagnosis.rules._cured import cured_by
from netdoc.diagnosis.rules._says import Says
from netdoc.diagnosis.rules._storm import CALM_PER_S, STORM_PER_S, Counted, by_counters, heard, within
from netdoc.model.evidence import Evidence
from netdoc.model.facts.address_check import AddressCheck
from netdoc.model.facts.echo_block import EchoBlock
from netdoc.model.facts.link_state import LinkState
from netdoc.model.facts.step import Step
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident, IncidentKind, Zone
from netdoc.model.makers import told
from netdoc.model.plane import Plane
from netdoc.model.site import RungKind
from netdoc.plugin import Rule

SAY = Says("LAN09", Fault.LAN_STORM)
FELT = (IncidentKind.OUTAGE, IncidentKind.BROWNOUT)
LEAST_SENT, WELL = 5, 0.8


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by how many packets to everybody came in while packets to the router were lost."""
    if incident is None:
        return _window(evidence)
    if incident.kind not in FELT or incident.zone is Zone.LINK:
        return SAY.silent(incident, "not a failure that a storm explains")
    looks = heard(looks_around(evidence, AddressCheck, incident))
    counted = within(by_counters(evidence), incident)
    if not looks and not counted:
        return SAY.silent(
            incident,
            "nobody counted the packets to everybody meanwhile",
            ("AddressCheck", "LinkState with IP counters"),
        )
    well = _did_well(evidence, incident)
    if well is not None:
        cites = [each.reading for each in (*looks, *counted)][:1]
        return SAY.clears(incident, f"{well} did well through the same network", {Plane.PATH}, cites)
    if incident.zone is not Zone.NEAR and not _router_fell(evidence, incident):
        return SAY.silent(incident, "where the loss begins is not known")
    stormy = [each for each in looks if each.per_s >= STORM_PER_S]
    gusts = [each for each in counted if each.per_s >= STORM_PER_S]
    by_host = bool(gusts) and 2 * _seconds(gusts) >= _seconds(counted)
    if (stormy and len(stormy) == len(looks)) or by_host:
        worst = max((*stormy, *(gusts if by_host else ())), key=lambda each: each.per_s)
        cure = cured_by(evidence, incident)
        planes = {
            Plane.PATH,
            *((Plane.HOST,) if by_host else ()),
            *((Plane.OPERATOR,) if cure is not None else ()),
        }
        return SAY.blames(
            incident, f"{_words(worst)} while packets to the router were lost", planes, [worst.reading, cure]
        )
    if stormy or gusts:
        return SAY.silent(incident, "a storm was there in a part of the time only")
    inside = [each for each in looks if incident.start <= each.end <= incident.end]
    most = max(each.per_s for each in (*looks, *counted))
    if inside and most < CALM_PER_S:
        return SAY.clears(
            incident, f"at most {most:.0f} packets to everybody came in a second", {Plane.PATH}, [inside[0].reading]
        )
    return SAY.silent(incident, f"up to {most:.0f} packets to everybody a second: no storm, and no calm that was heard")


def _window(evidence: Evidence) -> Finding:
    every = [*heard(evidence.readings(AddressCheck)), *by_counters(evidence)]
    stormy = [each for each in every if each.per_s >= STORM_PER_S]
    if not stormy:
        return SAY.silent(None, "no storm of broadcasts was seen")
    worst = max(stormy, key=lambda each: each.per_s)
    plane = Plane.PATH if isinstance(worst.reading.fact, AddressCheck) else Plane.HOST
    return SAY.blames(None, f"{_words(worst)}; no failure is laid to it by this alone", {plane}, [worst.reading])


def _did_well(evidence: Evidence, incident: Incident) -> str | None:
    """Return what kept answering behind the office network; a lucky answer or two in an outage is not that."""
    if incident.kind is IncidentKind.BROWNOUT:
        return incident.nearest_good if incident.zone is not Zone.NEAR else None
    for rung in ordered(evidence):
        sent, answered = evidence.ladder.counted(rung.id, incident.start, incident.end)
        if sent >= LEAST_SENT and answered >= WELL * sent:
            return rung.id
    return None


def _router_fell(evidence: Evidence, incident: Incident) -> bool:
    """Return whether a router that had answered lost half of its pings or more in an outage."""
    router = next((each for each in evidence.site.rungs if each.kind is RungKind.ROUTER), None)
    if router is None or incident.kind is not IncidentKind.OUTAGE:
        return False
    before = evidence.ladder.counted(router.id, evidence.start, incident.start)[1]
    sent, answered = evidence.ladder.counted(router.id, incident.start, incident.end)
    return before > 0 and sent >= LEAST_SENT and 2 * answered <= sent


def _words(counted: Counted) -> str:
    fact = counted.reading.fact
    loudest = fact.loudest if isinstance(fact, AddressCheck) else None
    most = f", most of them from {told(loudest)}" if loudest else ""
    return f"{counted.per_s:.0f} packets to everybody came in a second{most}"


def _seconds(counted: list[Counted]) -> float:
    return sum(each.seconds for each in counted)


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(AddressCheck, LinkState, EchoBlock, Step), judge=judge)
