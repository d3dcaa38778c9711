"""LAN04: the Wi-Fi loses packets that the cable does not.

Objective: a bad radio must never convict the provider, and the cabling must not answer for the radio.
Needs:     EchoBlock of the router; LinkState with how the computer was attached, in the incident and by cable.
Blames:    lan.wifi, when in a brownout the loss is there already at the router, the computer was on Wi-Fi all through
           it, or by turns on Wi-Fi and on a cable (each twice at least), and on a cable within half a day the router
           lost significantly less than on the Wi-Fi of the incident (two-proportion test).
Clears:    lan.wifi, when the computer was on a cable all through the incident; when the router lost significantly
           less than the end did; or when on a cable the router lost its packets too.
Silent:    nobody looked at the link, or it changed in the incident; fewer than 300 samples by cable; or the router's
           loss by cable does not differ beyond chance.
Limits:    one change from Wi-Fi to cable may coincide with a quieter hour: only cable on both sides of the incident,
           or Wi-Fi again after the cable, or turns within it, lets it be established. Cannot tell the computer's radio
           from the access point: both are the premises.
Source:    table of the project's scenarios, «wired fine, Wi-Fi poor»; RFC 7680.
"""

from __future__ import annotations

from netdoc.diagnosis.rules._attached import Stretch, attached, by_cable, lost_in, radio_turns
from netdoc.diagnosis.rules._says import Says
from netdoc.diagnosis.services import difference
from netdoc.diagnosis.statistics import higher, in_words, wilson
from netdoc.model.counters import growth
from netdoc.model.evidence import Evidence
from netdoc.model.facts.echo_block import EchoBlock
from netdoc.model.facts.link_state import LinkKind, LinkState
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident, IncidentKind, Zone
from netdoc.model.plane import Plane
from netdoc.model.site import RungKind
from netdoc.plugin import Rule

SAY = Says("LAN04", Fault.LAN_WIFI)
LEAST_BY_CABLE = 300
"""Five minutes at one a second: less shows no rare loss (own)."""
LOSSY = 0.01
"""A cable with more loss than this, by the lower bound, is lossy too."""
STEP = "Step: the same by cable, and by Wi-Fi again"


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by the router's loss over the radio against that over a cable."""
    if incident is None or incident.kind not in (IncidentKind.BROWNOUT, IncidentKind.SLOW):
        return SAY.silent(incident, "no loss and no delay to place")
    stretch = attached(evidence, incident)
    if stretch is not None and stretch.link is LinkKind.WIRED:
        return SAY.clears(incident, "the computer measured by cable", {Plane.HOST}, stretch.looks[:1])
    if incident.nearest_good is not None and incident.zone is not Zone.NEAR:
        return SAY.clears(incident, f"{incident.nearest_good} did well through the same radio", {Plane.PATH})
    turns = radio_turns(evidence, incident) if stretch is None else ()
    if not turns and (stretch is None or stretch.link is not LinkKind.WIFI):
        return SAY.silent(incident, "how the computer was attached through it is not known", ("LinkState",))
    router = next((each for each in evidence.site.rungs if each.kind is RungKind.ROUTER), None)
    cable = by_cable(evidence, incident)
    if router is None or cable is None or cable.sent < LEAST_BY_CABLE:
        return SAY.silent(incident, "nothing was measured by cable to hold it against", (STEP,))
    if turns:
        lost, sent = lost_in(evidence, router.id, turns, incident)
        stretch = Stretch(turns[0].start, turns[-1].end, LinkKind.WIFI, (turns[0].looks[0], turns[-1].looks[1]))
    else:
        sent, answered = evidence.ladder.counted(router.id, incident.start, incident.end)
        lost = sent - answered
    assert stretch is not None
    words = f"by Wi-Fi {in_words(lost, sent)}, by cable {in_words(cable.lost, cable.sent)}"
    if wilson(cable.lost, cable.sent)[0] > LOSSY:
        return SAY.clears(incident, f"the router loses by cable too: {words}", {Plane.HOST, Plane.PATH}, cable.looks)
    near = incident.kind is IncidentKind.BROWNOUT and incident.zone is Zone.NEAR
    if not near or not higher(lost, sent, cable.lost, cable.sent):
        return SAY.silent(incident, f"the router's loss does not differ beyond chance: {words}")
    alternated = cable.alternated or bool(turns)
    planes = {Plane.HOST, Plane.PATH} if alternated else {Plane.PATH}
    once = "" if alternated else "; changed once only, which may be the hour"
    low, high = difference(lost, sent, cable.lost, cable.sent)
    more = f", {low * 100:.1f} to {high * 100:.1f} points more"
    by_turns = f", by turns {len(turns)} times" if turns else ""
    return SAY.blames(
        incident, f"the loss at the router is the radio's: {words}{more}{by_turns}{_radio(stretch)}{once}", planes,
        [stretch.looks[0], *cable.looks],
    )  # fmt: skip


def _radio(stretch: Stretch) -> str:
    """Return what the radio tells of itself: signal, channel, and frames sent again between the two looks."""
    first, last = (each.fact for each in stretch.looks)
    told = [f"signal {first.signal_dbm:.0f} dBm"] if first.signal_dbm is not None else []
    told += [f"channel at {first.channel_mhz} MHz"] if first.channel_mhz is not None else []
    sent, again = growth(first.tx_packets, last.tx_packets), growth(first.tx_retries, last.tx_retries)
    told += [f"{again} frames sent again to bring over {sent}"] if sent and again is not None else []
    return "".join(f", {each}" for each in told)


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(EchoBlock, LinkState), judge=judge)
