"""Which routers does this computer use for IPv6, and does somebody else hold one of its own IPv6 addresses?

Only the computer's own tables are read (/proc/net/ipv6_route, /proc/net/if_inet6, `ip -6 neigh`); nothing is sent. A
second router that announces itself (RFC 4861) takes a part of the traffic of every computer here, unasked: a telephone
that shares its connection, a second box, a mistaken setting.

The capture is one bundle (see `_host_tables`), hardware addresses without two of their octets.
"""

from __future__ import annotations

from collections.abc import Sequence

from netdoc.errors import CannotMeasure, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.ipv6_routers import Ipv6Router, Ipv6Routers
from netdoc.model.makers import maker
from netdoc.model.observation import Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Site
from netdoc.plugin import Lane, Probe
from netdoc.ports import Ports
from probes import _host_tables as tables
from probes import _ipv6_tables as six

DEV = "/proc/net/dev"
NEIGHBOUR_S = 2.0


async def collect(site: Site, ports: Ports) -> Sequence[Capture]:
    """Read the IPv6 routes, the own addresses and what is known of the routers.

    A computer whose IPv6 is switched off has none of these files: no router and no address is the truth then, no gap.

    Raises:
        CannotMeasure: this system tells nothing of its network in /proc.
    """
    whole = {path: content for path in (six.ROUTES, six.OWN) if (content := ports.files.read(path)) is not None}
    found = {path: six.without_own(path, content.decode("utf-8", "replace")) for path, content in whole.items()}
    if not found and ports.files.read(DEV) is None:
        raise CannotMeasure(
            "this computer does not tell its IPv6 routes", hint="run netdoc on a Linux computer that has /proc"
        )
    found.setdefault(six.OWN, b"")
    routes = six.defaults(found.get(six.ROUTES, b"").decode("utf-8", "replace"))
    for interface in dict.fromkeys(each.interface for each in routes):
        argv = ("ip", "-6", "neigh", "show", "dev", interface)
        try:
            said = (await ports.tool.run(argv, timeout_s=NEIGHBOUR_S)).body
        except CannotMeasure:
            continue
        wanted = {str(each.gateway) for each in routes if each.interface == interface}
        found[f"{six.NEIGHBOURS}{interface}"] = six.only(said.decode("utf-8", "replace"), wanted)
    return [Capture(tables.pack(found), ports.clock.now(), "host", "files: IPv6 routes and addresses")]


def read(site: Site, captures: Sequence[Capture]) -> Sequence[Observation]:
    """Return the routers in use, those with the best metric first, and the own addresses that are held twice.

    Raises:
        UnreadableCapture: the bundle has no list of addresses.
    """
    return [Seen("host", each.taken_at, _routers(each.body), each.digest, Plane.HOST) for each in captures]


def _routers(body: bytes) -> Ipv6Routers:
    bundle = tables.unpack(body)
    if six.OWN not in bundle:
        raise UnreadableCapture("ipv6_routers: the bundle tells no addresses", hint="collect it again")
    macs = {
        (path.removeprefix(six.NEIGHBOURS), address): mac
        for path, text in bundle.items()
        if path.startswith(six.NEIGHBOURS)
        for address, mac in six.held(text).items()
    }
    text = bundle.get(six.ROUTES, "")
    routers = []
    for route in six.defaults(text):
        mac = macs.get((route.interface, str(route.gateway)))
        routers.append(
            Ipv6Router(
                interface=route.interface,
                address=str(route.gateway),
                mac=mac,
                maker=maker(mac),
                metric=route.metric,
                announced=route.announced or None,
            )
        )
    return Ipv6Routers(routers=tuple(routers), networks=six.networks(text), held_twice=six.held_twice(bundle[six.OWN]))


PROBE = Probe(
    id="ipv6_routers",
    title="Which routers does this computer use for IPv6?",
    lane=Lane.LIGHT,
    reports=(Ipv6Routers,),
    collect=collect,
    read=read,
    min_interval_s=60.0,
    plane=Plane.HOST,
)
