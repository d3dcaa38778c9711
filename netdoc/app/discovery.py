"""What can be found out about an office without being told: link, gateway, resolvers, first hops, UPnP router.

Nothing is logged in to, and no address is tried that the computer's own settings, the path to an anchor or
a UPnP answer did not name: a modem is read only when the site file lists it.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

from netdoc import discover
from netdoc.app.asking import signed
from netdoc.app.connectivity import told_by_system
from netdoc.errors import NetdocError
from netdoc.model.capture import Capture
from netdoc.model.facts.link_state import LinkState
from netdoc.model.facts.path_trace import PathTrace
from netdoc.model.observation import Observation, Seen
from netdoc.model.site import Connectivity, Rung, RungKind, Site
from netdoc.ports import Ports

T = TypeVar("T")

IGD = "urn:schemas-upnp-org:device:InternetGatewayDevice:1"
SEARCH_TIMEOUT_S = 2.0
TRACE_HOPS, TRACE_TIMEOUT_S = 4, 3.0
STUB_SETTINGS = "/run/systemd/resolve/resolv.conf"
POINT_TO_POINT = "0.0.0.0"  # noqa: S104  (how the link probe tells a default route that needs no gateway)
PUBLIC_RESOLVERS = frozenset(
    {
        *("1.1.1.1", "1.0.0.1", "8.8.8.8", "8.8.4.4", "9.9.9.9", "149.112.112.112", "9.9.9.10", "149.112.112.10"),
        *("208.67.222.222", "208.67.220.220", "94.140.14.14", "94.140.15.15", "76.76.2.0", "76.76.10.0"),
        *("64.6.64.6", "64.6.65.6", "4.2.2.1", "4.2.2.2", "77.88.8.8", "77.88.8.1", "185.228.168.9", "8.26.56.26"),
    }
)
_PRIVATE = [
    ipaddress.IPv4Network(each)
    for each in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16")
]
"""RFC 1918, RFC 6598 (shared address space of providers) and RFC 3927."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What discovery found; `unsure` says what was seen and not taken for granted."""

    link: LinkState | None = None
    router: str | None = None
    resolvers: tuple[tuple[str, str], ...] = ()
    """Pairs (address, role)."""
    first_hop: str | None = None
    igd_url: str | None = None
    time_zone: str | None = None
    connectivity: Connectivity | None = None
    """The page by which this computer's own system looks for login pages; None where it is told not to."""
    unsure: tuple[str, ...] = ()
    captures: tuple[Capture, ...] = ()
    observations: tuple[Observation, ...] = ()


async def discover_office(site_id: str, ports: Ports, anchor: str) -> Found:
    """Look at the computer's own link and settings, then ask the path and the router, 3 s at most.

    Never raises for a network that does not answer: what was not found is absent.
    """
    bare = Site(id=site_id)
    link_probe = discover.probes().get("link")
    captures: list[Capture] = []
    observations: list[Observation] = []
    if link_probe is not None:
        found = await _quietly(link_probe.collect(bare, ports))
        captures = list(found or ())
        observations = [signed(each, link_probe) for each in link_probe.read(bare, captures)] if captures else []
    link = own_link(observations)
    routed = link is not None and link.gateway is not None and link.carrier is not False
    router = link.gateway if link is not None and link.gateway != POINT_TO_POINT else None
    resolvers, unsure = classify(nameservers(ports), link)
    hops: tuple[str | None, ...] = ()
    igd_url: str | None = None
    if routed:
        hops, igd_url = await asyncio.gather(_first_hops(bare, ports, anchor), _igd(ports, router))
    first_hop, doubt = choose_first_hop(hops, router, anchor)
    return Found(
        link=link,
        router=router,
        resolvers=resolvers,
        first_hop=first_hop,
        igd_url=igd_url,
        time_zone=_time_zone(ports),
        connectivity=told_by_system(ports.files),
        unsure=(*unsure, *doubt),
        captures=tuple(captures),
        observations=tuple(observations),
    )


def own_link(observations: Sequence[Observation]) -> LinkState | None:
    """Return the link that carries the default route, else the first with a carrier, else the first."""
    links = [each.fact for each in observations if isinstance(each, Seen) and isinstance(each.fact, LinkState)]
    return next(
        (each for each in links if each.gateway),
        next((each for each in links if each.carrier), next(iter(links), None)),
    )


def nameservers(ports: Ports) -> list[str]:
    """Return the IPv4 name servers of the computer's settings, looking behind systemd's stub at 127.0.0.53."""
    servers = _servers(ports.files.read("/etc/resolv.conf"))
    if servers and all(each.startswith("127.0.0.53") for each in servers):
        servers = _servers(ports.files.read(STUB_SETTINGS))
    return servers


def _servers(settings: bytes | None) -> list[str]:
    found: list[str] = []
    for line in (settings or b"")[:100_000].decode("utf-8", "replace").splitlines():
        named = re.match(r"\s*nameserver\s+(\S+)", line)
        if named and is_ipv4(named[1]) and named[1] not in found:
            found.append(named[1])
    return found[:4]


def is_ipv4(text: str) -> bool:
    """Return whether a text is an IPv4 address in its usual form."""
    try:
        ipaddress.IPv4Address(text)
    except ValueError:
        return False
    return True


def is_private(address: str) -> bool:
    """Return whether an address is one that many networks use at once, a provider's shared space included."""
    return any(ipaddress.IPv4Address(address) in each for each in _PRIVATE)


def classify(servers: Sequence[str], link: LinkState | None) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """Return (address, role) of each resolver, and what is only taken for likely.

    The gateway is the router's. An address next to it is an office server: whose it is was not asked, so
    it is neither the router nor the provider. Well-known public ones are public; the rest the provider's.
    """
    gateway = link.gateway if link is not None else None
    roles: list[tuple[str, str]] = []
    unsure: list[str] = []
    for server in servers:
        if ipaddress.IPv4Address(server).is_loopback:
            unsure.append(
                f"the computer asks its own name server at {server}: which resolver stands behind it is not known"
            )
        elif server == gateway:
            roles.append((server, "router"))
        elif server in PUBLIC_RESOLVERS:
            roles.append((server, "public"))
        elif _next_to(server, gateway) or _next_to(server, link.address if link else None):
            roles.append((server, "office"))
            unsure.append(f"{server} resolves names inside the office: whose server it is was not asked")
        else:
            roles.append((server, "isp"))
            if is_private(server):
                unsure.append(f"the name server {server} has a private address: that it is the provider's is a guess")
    return tuple(roles), tuple(unsure)


def _next_to(address: str, other: str | None) -> bool:
    if other is None or not is_private(address):
        return False
    return ipaddress.IPv4Address(address) in ipaddress.IPv4Network(f"{other}/24", strict=False)


def choose_first_hop(hops: Sequence[str | None], router: str | None, target: str) -> tuple[str | None, tuple[str, ...]]:
    """Return the provider's first hop: the second on the path, unless its address could be the office's own."""
    if len(hops) < 2 or hops[1] == target:
        return None, ()
    second = hops[1]
    if second is None or second == router:
        return None, ("the second hop on the path did not answer: the provider's first router is not known",)
    if is_private(second):
        return None, (
            f"the second hop {second} has a private or shared address: whether it is the office's or the provider's "
            "has to be asked (ladder.first_hop pins it)",
        )
    return second, ()


async def _first_hops(site: Site, ports: Ports, anchor: str) -> tuple[str | None, ...]:
    probe = discover.probes().get("path")
    if probe is None:
        return ()
    capture = await _quietly(
        ports.trace.trace(anchor, max_ttl=TRACE_HOPS, rounds=1, end_probes=1, timeout_s=TRACE_TIMEOUT_S)
    )
    if capture is None:
        return ()
    towards = Site(id=site.id, rungs=(Rung(id="anchor_1", kind=RungKind.ANCHOR, address=anchor),))
    try:
        read = probe.read(towards, [capture])
    except NetdocError:
        return ()
    traces = [each.fact for each in read if isinstance(each, Seen) and isinstance(each.fact, PathTrace)]
    if not traces:
        return ()
    by_distance = {each.ttl: each.address for each in traces[0].hops}
    return tuple(by_distance.get(ttl) for ttl in range(1, max(by_distance, default=0) + 1))


async def _igd(ports: Ports, router: str | None) -> str | None:
    """Return the description URL of the UPnP gateway that is the default gateway; others are not asked."""
    if router is None:
        return None
    urls = await _quietly(ports.http.ssdp(IGD, timeout_s=SEARCH_TIMEOUT_S))
    for url in urls or ():
        try:
            if urlsplit(url).hostname == router and url.isprintable():
                return url
        except ValueError:
            continue
    return None


def _time_zone(ports: Ports) -> str | None:
    named = (ports.files.read("/etc/timezone") or b"")[:100].decode("ascii", "replace").strip()
    return named if re.fullmatch(r"[A-Za-z_]+(?:/[A-Za-z0-9_+-]+){0,2}", named) else None


async def _quietly(question: Awaitable[T]) -> T | None:
    """Return the answer, or None: what discovery could not find is missing from the site, with its cost."""
    try:
        return await question
    except NetdocError:
        return None
