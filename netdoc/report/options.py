"""What an office can do when its own wiring, network, box or power is where the evidence points: a choice, no blame."""

from __future__ import annotations

from netdoc.model.facts.link_state import LinkKind, LinkState
from netdoc.model.fault import Fault
from netdoc.model.segment import Segment
from netdoc.report.view import View

_BY_FAULT = {
    Fault.INHOUSE_WIRING_FAULT: "leave the modem at the test socket; have the cable from there to the desk renewed (an "
    "electrician can, and so can the line's operator, who may charge for it); or take unused extensions off it",
    Fault.INHOUSE_WIRING_FILTER: "leave off the filter, extension or phone that disturbs; put a new filter in its "
    "place; or have one central filter fitted at the test socket",
    Fault.LAN_OWN_TRAFFIC: "move large uploads (backup, synchronising) to the night; limit their rate; let the router "
    "share the line fairly between users; or order a faster line",
    Fault.LAN_ROGUE_DHCP: "switch off the address service (DHCP) on all boxes but one; or have whoever set up the "
    "second one give it the same gateway and name servers",
    Fault.LAN_DUPLICATE_IP: "give one of the two devices another address; or let both get theirs from the router",
    Fault.LAN_STORM: "find the cable that joins two switches, or one switch to itself, a second time and take it out; "
    "or unplug the device that is heard most; or use switches that find loops by themselves (spanning tree)",
    Fault.ROUTER_CONFIG: "take the last change of the router's settings back; or check user name, password and tag "
    "against the provider's letter",
    Fault.MODEM_ADAPTER: "replace the power adapter by one of the same voltage and at least the same current",
    Fault.MAINS_OUTAGE: "put modem and router on a small UPS; or ask an electrician or the electricity supplier about "
    "the times on the incident page",
    Fault.MAINS_UPS: "feed modem and router from the wall until the UPS is mended; take load off it; or have its "
    "battery replaced and tested",
}
_BY_SEGMENT = {
    Segment.HOST: "try another cable or port at this computer; or have its network settings checked",
    Segment.LAN: "change the cable to the router; use another port of the switch; or replace the switch",
    Segment.ROUTER: "update the router's software; have its settings checked by whoever looks after it; or replace it",
    Segment.ROUTER_MODEM_CABLE: "change the cable between router and modem; or use another port",
    Segment.MODEM: "update the modem's software; have its settings compared with the provider's; or try another modem",
    Segment.INHOUSE_WIRING: _BY_FAULT[Fault.INHOUSE_WIRING_FAULT],
    Segment.MAINS: _BY_FAULT[Fault.MAINS_OUTAGE],
}
_BY_RADIO = (
    "use a cable for this workplace; move the access point nearer or to a freer channel; or have the Wi-Fi measured"
)


def options(view: View) -> str:
    """Return `Options: …` for a fault on the client's own side, or nothing."""
    fault = view.verdict.fault
    if fault is None:
        return ""
    found = _BY_FAULT.get(fault) or _BY_SEGMENT.get(fault.segment, "")
    if fault is Fault.LAN_WIFI:
        found = _BY_RADIO
    if fault in (Fault.LAN_LOSS, Fault.LAN_UNREACHABLE, Fault.HOST_LINK) and by_radio(view):
        found = _BY_RADIO
    return f"Options: {found}." if found else ""


def by_radio(view: View) -> bool:
    """Return whether the measuring computer was last attached by Wi-Fi."""
    links = [each.fact.link for each in view.evidence.readings(LinkState) if each.fact.link is not LinkKind.NONE]
    return bool(links) and links[-1] is LinkKind.WIFI
