"""LAN08: two devices in the office use the same address.

Objective: two boxes with one address take each other's packets in turns: keep that from being reported as a line
           that fails now and then.
Needs:     AddressCheck around the incident, or LinkState with gateway_mac at several looks; DslLine, to see that the
           line was not out of sync; Step where somebody cured it.
Blames:    lan.duplicate_ip, when at each look within the incident or, where nobody looked, at one on each side of it
           and within 15 minutes, somebody else claimed this computer's address, or two hardware addresses answered
           for the gateway's. Where nobody asked so (it needs a right): when by cable, in ten minutes at most, within it
           or as near to it, the computer's own table went from one hardware address for the gateway to another and
           back at least three times. A step noted within it (a device unplugged), after which it was over within three
           minutes, is the operator's word. Over the window: a dispute at any look, or such a to and fro, incident or
           not, names nobody.
Clears:    lan.duplicate_ip, when at each of those looks the gateway's address had one holder and nobody else claimed
           this computer's.
Silent:    nobody looked; only some looks show a dispute; the table went to and fro and yet each look had one holder; it
           was looked at by Wi-Fi, where access points and repeaters answer for others; two routers share the address on
           purpose (VRRP, HSRP, GLBP); the line was out of sync, which no address in the office causes.
Limits:    another computer's address is not asked about: only this computer's and the gateway's are. One change of the
           gateway's hardware address is a replaced router as well: it is told among the remarks and blames nobody.
Source:    RFC 5227 (probes), RFC 9568 (VRRP); observation table, «two DHCP servers, ARP conflict, gateway MAC changed».
"""

from __future__ import annotations

from netdoc.diagnosis.rules._addresses import disputed, looks_around, told_nothing
from netdoc.diagnosis.rules._cured import cured_by
from netdoc.diagnosis.rules._gateway import QUICKLY, ever_swung, swings
from netdoc.diagnosis.rules._modem import lost_sync_by_itself
from netdoc.diagnosis.rules._says import Says
from netdoc.model.evidence import Evidence
from netdoc.model.facts.address_check import AddressCheck
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.link_state import LinkState
from netdoc.model.facts.step import Step
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident, IncidentKind, Zone
from netdoc.model.makers import told
from netdoc.model.plane import Plane
from netdoc.plugin import Rule

SAY = Says("LAN08", Fault.LAN_DUPLICATE_IP)
FELT = (IncidentKind.OUTAGE, IncidentKind.BROWNOUT)


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by who answered for the computer's own address and the gateway's."""
    if incident is None:
        return _window(evidence)
    if incident.kind not in FELT or incident.zone is Zone.LINK:
        return SAY.silent(incident, "not a failure that a shared address explains")
    looks = looks_around(evidence, AddressCheck, incident)
    if not looks:
        return _by_own_table(evidence, incident)
    torn = [each for each in looks if disputed(each.fact)]
    if not torn:
        if swings(evidence, incident.start - QUICKLY, incident.end + QUICKLY) is not None:
            return SAY.silent(
                incident, "each address had one holder when asked, yet the computer's own table went to and fro"
            )
        if any(told_nothing(each.fact) for each in looks):
            return SAY.silent(incident, "who answered for the addresses tells nothing: by Wi-Fi, or a pair of routers")
        if not all(each.fact.gateway_macs for each in looks):
            return SAY.silent(incident, "the gateway did not answer for its address at each look")
        by = looks[0].fact.gateway_maker
        device = f"; the gateway answers as a device by {by}" if by else ""
        return SAY.clears(incident, f"each address had one holder at every look{device}", {Plane.PATH}, looks[:1])
    if len(torn) < len(looks):
        return SAY.silent(incident, f"an address was disputed at {len(torn)} of {len(looks)} looks only")
    if lost_sync_by_itself(evidence, incident) is not None:
        return SAY.silent(incident, "the line was out of sync: no address in the office causes that")
    cure = cured_by(evidence, incident)
    planes = {Plane.PATH, Plane.OPERATOR} if cure is not None else {Plane.PATH}
    return SAY.blames(incident, _words(torn[0].fact), planes, [torn[0], cure])


def _by_own_table(evidence: Evidence, incident: Incident) -> Finding:
    """Judge by the computer's own address table, where nobody could ask by probes."""
    swung = swings(evidence, incident.start - QUICKLY, incident.end + QUICKLY)
    if swung is None:
        return SAY.silent(incident, "nobody asked who holds the addresses near this incident", ("AddressCheck",))
    if lost_sync_by_itself(evidence, incident) is not None:
        return SAY.silent(incident, "the line was out of sync: no address in the office causes that")
    cure = cured_by(evidence, incident)
    planes = {Plane.HOST, Plane.PATH, *((Plane.OPERATOR,) if cure is not None else ())}
    return SAY.blames(incident, swung.words, planes, [*swung.looks, cure])


def _window(evidence: Evidence) -> Finding:
    torn = [each for each in evidence.readings(AddressCheck) if disputed(each.fact)]
    swung = None if torn else ever_swung(evidence)
    if swung is not None:
        return SAY.blames(None, f"{swung.words}; no failure is laid to it by this alone", {Plane.HOST}, swung.looks)
    if not torn:
        return SAY.silent(None, "no address was seen with two holders")
    return SAY.blames(None, f"{_words(torn[-1].fact)}; no failure is laid to it by this alone", {Plane.PATH}, torn[-1:])


def _words(check: AddressCheck) -> str:
    if check.own_claimed_by:
        return f"this computer's address {check.own_address} was claimed by {told(check.own_claimed_by[0])} too"
    return f"the gateway's address {check.gateway} was answered for by {' and '.join(map(told, check.gateway_macs))}"


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(AddressCheck, LinkState, DslLine, Step), judge=judge)
