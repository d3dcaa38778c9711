"""Look at the measuring computer's own link: the first suspect, and the cheapest to clear.

Only files are read (/sys/class/net, /proc/net) and the kernel's address table, nothing is sent. The capture is one
bundle (see `_host_tables`): a section per file, MAC addresses cut to their vendor half (of the gateway's the last
octet is kept too, so that another box in its place is seen). The interface described is
the one that the default route uses; where that route leads into a VPN, the card beneath it, because
the cable is what can be unplugged; without a default route the first real card. Where the site names a
card (`through`), as while two are measured by turns, it is that one, and its gateway is that of its own
default route, or else the computer's where that lies in the card's network.

A default route that needs no gateway (point to point: a mobile modem, PPP) is told as gateway
`0.0.0.0`: absent would mean that there is no default route.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network

from netdoc.errors import CannotMeasure, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.link_state import LinkKind, LinkState, Neighbour
from netdoc.model.observation import Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Site
from netdoc.plugin import Lane, Probe
from netdoc.ports import Files, Ports
from probes import _around as around
from probes import _host_tables as tables
from probes import _wifi
from probes._interfaces import SYS, Bundle, Nature, hardware, is_up, link_kind, nature, number, text

DEV = "/proc/net/dev"
TABLES = (
    DEV,
    "/proc/net/route",
    "/proc/net/arp",
    "/proc/net/wireless",
    "/proc/net/fib_trie",
    "/proc/net/igmp",
    "/proc/net/pppoe",
)
STATISTICS = ("rx_bytes", "tx_bytes", "rx_errors", "tx_errors", "collisions", "rx_crc_errors", "tx_window_errors")
ATTRIBUTES = (
    *("type", "ifindex", "flags", "operstate", "carrier", "carrier_changes", "speed", "duplex", "mtu", "address"),
    *("uevent", "device/uevent"),
    *(f"statistics/{each}" for each in STATISTICS),
)
MAX_INTERFACES = 64
"""A host full of containers has hundreds; those of the routes come first."""
NEIGHBOUR = "ip -s neigh"
"""Section of the bundle with the gateway's line: /proc/net/arp does not tell how old its entries are."""
NEIGHBOUR_S = 2.0
THROUGH = "measured through"
"""Section of the bundle that names the card, where one was named."""


async def collect(site: Site, ports: Ports) -> Sequence[Capture]:
    """Read the computer's interfaces, routes and address table into one bundle.

    Raises:
        CannotMeasure: this system has no /proc/net/dev.
    """
    names = _interfaces_worth_reading(ports.files, site.through)
    paths = [*TABLES, *(f"{SYS}/{name}/{each}" for name in names for each in ATTRIBUTES)]
    found = {path: content for path in paths if (content := ports.files.read(path)) is not None}
    if told := around.of_ip((ports.files.read(around.NETSTAT) or b"").decode("utf-8", "replace")):
        found[around.NETSTAT] = told
    if DEV not in found:
        raise CannotMeasure(
            "this computer does not list its interfaces", hint="run netdoc on a Linux computer that has /proc"
        )
    if site.through is not None:
        found[THROUGH] = site.through.encode()
    for name in names:
        if inside := ports.files.names(f"{SYS}/{name}"):
            found[f"{SYS}/{name}/"] = "\n".join(inside).encode()
    bundle = tables.unpack(tables.pack(found))
    way = _way(bundle)
    whole = found.get("/proc/net/arp", b"").decode("utf-8", "replace")
    if line := around.gateway_line(whole, way.interface, way.gateway or ""):
        found[around.GATEWAY_MAC] = line
    found.update(await _ages(bundle, ports))
    card = hardware(bundle, way.interface)
    if nature(bundle, card) is Nature.RADIO:
        found.update(await _wifi.ask(card, ports))
    return [Capture(tables.pack(found), ports.clock.now(), "host", "files: /sys/class/net, /proc/net")]


async def _ages(bundle: Bundle, ports: Ports) -> dict[str, bytes]:
    """Return the gateway's line of the address table with its ages; nothing where `ip` cannot tell."""
    way = _way(bundle)
    if way.gateway in _NO_GATEWAY or way.default_via_vpn:
        return {}
    argv = ("ip", "-s", "-4", "neigh", "show", "to", str(way.gateway), "dev", way.interface)
    try:
        return {NEIGHBOUR: (await ports.tool.run(argv, timeout_s=NEIGHBOUR_S)).body}
    except CannotMeasure:
        return {}


def read(site: Site, captures: Sequence[Capture]) -> Sequence[Observation]:
    """Return the state of the link that measures.

    Units: bytes, frames, Mbit/s, dBm, as the kernel gives them. Values that it gives as -1, `unknown`
    or an error are None.

    Raises:
        UnreadableCapture: the bundle has no /proc/net/dev.
    """
    return [Seen("host", each.taken_at, _link_state(each.body), each.digest, Plane.HOST) for each in captures]


_NO_GATEWAY = (None, "0.0.0.0")  # noqa: S104 - not a socket address


@dataclass(frozen=True, slots=True)
class _Way:
    """Where packets leave: interface, IPv4 gateway (None without a default route), and the VPN question."""

    interface: str
    gateway: str | None
    vpn: str | None
    default_via_vpn: bool | None


def _link_state(body: bytes) -> LinkState:
    bundle = tables.unpack(body)
    if DEV not in bundle:
        raise UnreadableCapture(
            "link: the bundle has no /proc/net/dev", hint="collect it again with `netdoc probe run link`"
        )
    way = _way(bundle)
    if not way.interface:
        return LinkState(
            interface="", link=LinkKind.NONE, gateway=way.gateway, vpn=way.vpn, default_via_vpn=way.default_via_vpn
        )
    card = hardware(bundle, way.interface)
    counters = _counters(bundle, card)
    heard = _wifi.radio(bundle)
    everybody = around.to_everybody(bundle.get(around.NETSTAT, ""))
    level = tables.wireless_level_dbm(bundle.get("/proc/net/wireless", ""), card)
    return LinkState(
        interface=way.interface,
        link=link_kind(bundle, way.interface),
        carrier=_carrier(bundle, card),
        address=_own_address(bundle, way),
        gateway=way.gateway,
        gateway_neighbour=_neighbour(bundle, way),
        gateway_confirmed_s=tables.confirmed_s(bundle.get(NEIGHBOUR, "")),
        gateway_mac=around.gateway_mac(bundle.get(around.GATEWAY_MAC, ""), way.gateway),
        speed_mbps=number(bundle, card, "speed") or None,
        full_duplex={"full": True, "half": False}.get(text(bundle, card, "duplex") or ""),
        mtu=number(bundle, way.interface, "mtu"),
        rx_bytes=counters.get("rx_bytes"),
        tx_bytes=counters.get("tx_bytes"),
        rx_errors=counters.get("rx_errors"),
        tx_errors=counters.get("tx_errors"),
        collisions=counters.get("collisions"),
        rx_crc_errors=counters.get("rx_crc_errors"),
        late_collisions=counters.get("tx_window_errors"),
        carrier_changes=number(bundle, card, "carrier_changes"),
        ip_broadcasts=everybody.get("InBcastPkts"),
        ip_multicasts=everybody.get("InMcastPkts"),
        signal_dbm=heard.signal_dbm if level is None else level,
        channel_mhz=heard.channel_mhz,
        tx_rate_mbps=heard.tx_rate_mbps,
        tx_packets=heard.tx_packets,
        tx_retries=heard.tx_retries,
        tx_failed=heard.tx_failed,
        channel_width_mhz=heard.channel_width_mhz,
        beacon_losses=heard.beacon_losses,
        vpn=way.vpn,
        default_via_vpn=way.default_via_vpn,
    )


def _interfaces_worth_reading(files: Files, through: str | None) -> list[str]:
    listed = tables.interface_names((files.read(DEV) or b"").decode("utf-8", "replace"))
    routed = [
        each.interface for each in tables.routes((files.read("/proc/net/route") or b"").decode("utf-8", "replace"))
    ]
    first = [*([through] if through is not None else []), *routed]
    order = dict.fromkeys([*(each for each in first if each in listed), *listed])
    return list(order)[:MAX_INTERFACES]


def _way(bundle: Bundle) -> _Way:
    names = tables.interface_names(bundle[DEV])
    known = tables.routes(bundle.get("/proc/net/route", ""))
    if card := bundle.get(THROUGH, "").strip():
        return _way_through(card, known)
    tunnels = [each for each in names if nature(bundle, each) is Nature.TUNNEL]
    defaults = [each for each in known if each.network.prefixlen == 0]
    # OpenVPN leaves the default route and covers it with two halves.
    halves = [each for each in known if each.network.prefixlen == 1 and each.interface in tunnels]
    into = [each.interface for each in ([*halves, *defaults[:1]]) if each.interface in tunnels]
    up = [each for each in tunnels if is_up(bundle, each)]
    vpn = next(iter([*into, *up]), None)
    plain = next((each for each in defaults if each.interface not in tunnels), None)
    # A VPN that replaced the default route keeps one route to its own server past itself.
    beside = plain or next((each for each in known if _leads_out(each, tunnels)), None)
    if beside is not None and defaults:
        return _Way(beside.interface, str(beside.gateway), vpn, _via_vpn(bundle, into, vpn))
    gateway = "0.0.0.0" if defaults else None  # noqa: S104 - not a socket address
    interface = _first_card(bundle, names) or (defaults[0].interface if defaults else "")
    return _Way(interface, gateway, vpn, _via_vpn(bundle, into, vpn))


def _way_through(card: str, known: Sequence[tables.Route]) -> _Way:
    """Return the way through a card that was named; what else the computer has says nothing of it."""
    defaults = [each for each in known if each.network.prefixlen == 0]
    near = [each.network for each in known if each.interface == card and each.gateway == IPv4Address(0)]
    own = next((each.gateway for each in defaults if each.interface == card), None)
    shared = next((each.gateway for each in defaults if any(each.gateway in net for net in near)), None)
    gateway = own if own is not None else shared
    return _Way(card, None if gateway is None else str(gateway), None, None)


def _leads_out(route: tables.Route, tunnels: Sequence[str]) -> bool:
    return route.gateway != IPv4Address(0) and route.interface not in tunnels


def _via_vpn(bundle: Bundle, into: Sequence[str], vpn: str | None) -> bool | None:
    if into:
        return True
    # wg-quick and tailscale keep their default route in a table of its own, chosen by rules that no file shows.
    others = [each for each in tables.tables_with_default(bundle.get("/proc/net/fib_trie", "")) if each[:3] == "Id "]
    return None if vpn and others else False


def _first_card(bundle: Bundle, names: Sequence[str]) -> str:
    def rank(name: str) -> tuple[bool, bool, int]:
        real = f"{SYS}/{name}/device/uevent" in bundle
        return (not real, number(bundle, name, "carrier") != 1, number(bundle, name, "ifindex") or 0)

    cards = (Nature.CABLE, Nature.RADIO, Nature.TELEPHONE)
    return min((each for each in names if nature(bundle, each) in cards), key=rank, default="")


def _carrier(bundle: Bundle, card: str) -> bool | None:
    carrier = number(bundle, card, "carrier")
    if carrier is not None:
        return carrier == 1
    # An interface that is switched off refuses to tell its carrier; it carries nothing either way.
    return False if text(bundle, card, "operstate") in ("down", "lowerlayerdown", "notpresent") else None


def _counters(bundle: Bundle, card: str) -> dict[str, int]:
    told = {each: number(bundle, card, f"statistics/{each}") for each in STATISTICS}
    read_here = tables.interface_counters(bundle[DEV], card)
    return {**read_here, **{name: value for name, value in told.items() if value is not None}}


def _own_address(bundle: Bundle, way: _Way) -> str | None:
    own = tables.local_addresses(bundle.get("/proc/net/fib_trie", ""))
    near = [
        each.network
        for each in tables.routes(bundle.get("/proc/net/route", ""))
        if each.interface == way.interface and each.gateway == IPv4Address(0) and each.network.prefixlen
    ]
    on_link = [address for address in own if any(address in network for network in near)]
    if THROUGH in bundle and _shared(bundle, way.interface, near):
        return None  # two cards in one network: the table does not tell which address is whose
    if on_link:
        return str(on_link[0])
    # A point-to-point link has no network of its own; beside a VPN the only address may be the VPN's.
    return str(own[0]) if len(own) == 1 and way.vpn is None else None


def _shared(bundle: Bundle, card: str, near: Sequence[IPv4Network]) -> bool:
    """Return whether another interface lies in one of a card's networks."""
    known = tables.routes(bundle.get("/proc/net/route", ""))
    others = [each.network for each in known if each.interface != card and each.gateway == IPv4Address(0)]
    return any(one.overlaps(other) for one in near for other in others if other.prefixlen)


def _neighbour(bundle: Bundle, way: _Way) -> Neighbour | None:
    if way.gateway in _NO_GATEWAY:
        return None
    flags = tables.neighbour_flags(bundle.get("/proc/net/arp", ""), way.interface, str(way.gateway))
    if flags is None:
        return Neighbour.NOT_ASKED
    return Neighbour.ANSWERS if flags & tables.ATF_COMPLETE else Neighbour.SILENT


PROBE = Probe(
    id="link",
    title="Is this computer's own link up and sound?",
    lane=Lane.LIGHT,
    reports=(LinkState,),
    collect=collect,
    read=read,
    min_interval_s=10.0,
    plane=Plane.HOST,
)
