"""The closed list of faults: a segment and a mechanism, dotted. Ids are permanent."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache

from netdoc.model.segment import Segment


class Fault(StrEnum):
    """A segment and a mechanism. The part before the dot is the segment."""

    HOST_LINK = "host.link"
    HOST_NO_ADDRESS = "host.no_address"
    HOST_CLOCK = "host.clock"
    LAN_STORM = "lan.storm"
    LAN_UNREACHABLE = "lan.unreachable"
    LAN_WIFI = "lan.wifi"
    LAN_CABLE = "lan.cable"
    LAN_LOSS = "lan.loss"
    LAN_NAMES = "lan.names"
    LAN_OWN_TRAFFIC = "lan.own_traffic"
    LAN_ROGUE_DHCP = "lan.rogue_dhcp"
    LAN_DUPLICATE_IP = "lan.duplicate_ip"
    ROUTER_HANGS = "router.hangs"
    ROUTER_FORWARDING = "router.forwarding"
    ROUTER_CONFIG = "router.config"
    ROUTER_MTU = "router.mtu"
    CABLE_DOWN = "router_modem_cable.down"
    MODEM_REBOOTS = "modem.reboots"
    MODEM_HANGS = "modem.hangs"
    MODEM_FRONT_END = "modem.front_end"
    MODEM_CONFIG = "modem.config"
    MODEM_ADAPTER = "modem.adapter"
    INHOUSE_WIRING_FAULT = "inhouse_wiring.fault"
    INHOUSE_WIRING_FILTER = "inhouse_wiring.filter"
    LOOP_NOISE = "loop.noise"
    LOOP_NO_SIGNAL = "loop.no_signal"
    LOOP_ERRORS = "loop.errors"
    LOOP_SIGNAL_LOST = "loop.signal_lost"
    LOOP_RATE = "loop.rate"
    ACCESS_NO_PADO = "access.no_pado"
    ACCESS_AUTH_REJECT = "access.auth_reject"
    ACCESS_SESSION_DOWN = "access.session_down"
    CORE_UNREACHABLE = "core.unreachable"
    CORE_LOSS = "core.loss"
    CORE_MTU = "core.mtu"
    CORE_FILTER = "core.filter"
    NAMES_RESOLVER = "names.resolver"
    NAMES_ROUTER_PROXY = "router.dns_proxy"
    BEYOND_TARGET = "beyond.target"
    SERVICE_DOWN = "service.down"
    SERVICE_BALANCER = "service.balancer"
    SERVICE_BACKEND = "service.backend"
    MAINS_OUTAGE = "mains.outage"
    MAINS_UPS = "mains.ups"

    @property
    def segment(self) -> Segment:
        """The segment the fault sits in."""
        return _segment(self.value)


@cache
def _segment(fault: str) -> Segment:
    return Segment(fault.split(".", 1)[0])


FAULT_WORDS: Mapping[Fault, str] = {
    Fault.HOST_LINK: "the measuring computer's own link is down",
    Fault.HOST_NO_ADDRESS: "the measuring computer has a link but no address or no route",
    Fault.HOST_CLOCK: "a clock of the office is so wrong that logins, certificates and signatures fail by it",
    Fault.LAN_STORM: "a storm of broadcasts fills the office network",
    Fault.LAN_UNREACHABLE: "the office network does not carry packets to the router",
    Fault.LAN_WIFI: "the office's Wi-Fi loses packets that a cable does not",
    Fault.LAN_CABLE: "the cable or port between the computer and its switch damages what passes it",
    Fault.LAN_LOSS: "the office network loses packets, or holds them up, before they reach the router",
    Fault.LAN_NAMES: "the office's own name server does not answer for the internet while others do",
    Fault.LAN_OWN_TRAFFIC: "the office's own traffic fills the line",
    Fault.LAN_ROGUE_DHCP: "a second address server in the office sends computers to a wrong gateway or name server",
    Fault.LAN_DUPLICATE_IP: "two devices in the office use the same address",
    Fault.ROUTER_HANGS: "the router does not answer while the cable to it is up",
    Fault.ROUTER_FORWARDING: "the router reaches the internet itself but does not forward for the office",
    Fault.ROUTER_CONFIG: "the router is set up wrongly for this line",
    Fault.ROUTER_MTU: "the router lets connections agree on packets that the line cannot carry",
    Fault.CABLE_DOWN: "the cable between router and modem is down",
    Fault.MODEM_REBOOTS: "the modem restarts by itself",
    Fault.MODEM_HANGS: "the modem stops passing traffic without a restart",
    Fault.MODEM_FRONT_END: "the modem's DSL side loses a line that another modem holds",
    Fault.MODEM_CONFIG: "the modem is set up wrongly for this line (VLAN, VPI/VCI, profile)",
    Fault.MODEM_ADAPTER: "the modem's power adapter lets it restart",
    Fault.INHOUSE_WIRING_FILTER: "a filter, splitter, extension or phone on the line disturbs it",
    Fault.INHOUSE_WIRING_FAULT: "the wiring between the test socket and the modem is disturbed",
    Fault.LOOP_NOISE: "the DSL line loses showtime amid errors",
    Fault.LOOP_NO_SIGNAL: "the DSL line does not come into sync",
    Fault.LOOP_ERRORS: "the DSL line damages packets while it stays in sync",
    Fault.LOOP_SIGNAL_LOST: "the signal on the DSL line vanishes and comes back",
    Fault.LOOP_RATE: "the DSL line came back slower than it was, or in an older mode",
    Fault.ACCESS_NO_PADO: "no access concentrator of the provider answers while the DSL line is in sync",
    Fault.ACCESS_AUTH_REJECT: "the provider rejects a login that worked before while the DSL line is in sync",
    Fault.ACCESS_SESSION_DOWN: "the internet session is down while the DSL line is in sync",
    Fault.CORE_UNREACHABLE: "the provider's network does not carry packets to the internet",
    Fault.CORE_LOSS: "the provider's network loses packets or holds them up",
    Fault.CORE_MTU: "the provider's network swallows large packets without telling the sender",
    Fault.CORE_FILTER: "a port that calls or tunnels need is closed on this line alone",
    Fault.NAMES_RESOLVER: "the provider's name server fails, or answers late, while addresses work",
    Fault.NAMES_ROUTER_PROXY: "the router's name service fails, or answers late, while the provider's works",
    Fault.BEYOND_TARGET: "one destination does not answer while others do",
    Fault.SERVICE_DOWN: "a service the office uses does not answer while the internet works",
    Fault.SERVICE_BALANCER: "the way through the service's balancer fails more often than its servers do",
    Fault.SERVICE_BACKEND: "one of the servers behind a service fails",
    Fault.MAINS_OUTAGE: "the mains supply failed: several devices restarted together",
    Fault.MAINS_UPS: "the UPS drops what hangs on it (overload, battery or its own defect)",
}
"""What each fault means, in words a report may print after «it looks as if»."""
