"""Which routers announce themselves for IPv6 here? One that should not takes a part of every computer's traffic.

Two Router Solicitations without a sender address by the raw worker (RFC 4861): they change nobody's tables.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from ipaddress import AddressValueError, IPv6Address, IPv6Network

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.router_announcements import RouterAnnouncement, RouterAnnouncements
from netdoc.model.makers import maker
from netdoc.model.observation import Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Site
from netdoc.plugin import Lane, Probe
from netdoc.ports import Ports
from probes import _raw_lines as raw

LONGEST_LIFE_S = 0xFFFF


async def collect(site: Site, ports: Ports) -> Sequence[Capture]:
    """Solicit announcements on the link that measures.

    Raises:
        CannotMeasure: no link that could ask, or no right to raw packets.
    """
    way = await raw.way_out(site, ports)
    capture = await ports.raw.nd(way.interface)
    return [raw.about(capture, {"interface": way.interface}, f"nd on {way.interface}")]


def read(site: Site, captures: Sequence[Capture]) -> Sequence[Observation]:
    """Return who announced itself.

    Raises:
        UnreadableCapture: not the raw worker's lines, or not of this probe.
    """
    return [Seen("host", each.taken_at, _heard(raw.lines_of(each)), each.digest, Plane.PATH) for each in captures]


def _heard(lines: Sequence[raw.Line]) -> RouterAnnouncements:
    interface = raw.text(raw.told(lines, "about").get("interface"), 20)
    if interface is None or not any(each.get("sent") == "RS" for each in lines):
        raise UnreadableCapture(
            "router_announcements: the capture does not tell of a solicitation", hint="collect it again"
        )
    routers: list[RouterAnnouncement] = []
    remarks: list[str] = []
    for line in lines:
        told = line.get("announced")
        if not isinstance(told, dict):
            continue
        address, mac = _address(told.get("router")), raw.mac(told.get("mac"))
        if address is None:
            remarks.append(f"an announcement by no link-local address: {raw.text(told.get('router'), 60)}")
            continue
        routers.append(
            RouterAnnouncement(
                router=address,
                mac=mac,
                maker=maker(mac),
                lifetime_s=raw.whole(told.get("lifetime_s"), LONGEST_LIFE_S),
                networks=_each(told.get("networks"), _network),
                resolvers=_each(told.get("resolvers"), _any_address),
            )
        )
    return RouterAnnouncements(
        interface=interface,
        listened_s=next((each for each in (raw.seconds(line.get("listened_s")) for line in lines) if each), None),
        routers=tuple(dict.fromkeys(routers)),
        remarks=tuple(remarks),
    )


def _address(value: object) -> str | None:
    found = _any_address(value)
    return found if found is not None and IPv6Address(found).is_link_local else None


def _any_address(value: object) -> str | None:
    try:
        # a scope («%eth0») may be any text at all
        return str(IPv6Address(value)) if isinstance(value, str) and "%" not in value else None
    except AddressValueError:
        return None


def _network(value: object) -> str | None:
    try:
        return str(IPv6Network(value)) if isinstance(value, str) else None
    except ValueError:
        return None


def _each(values: object, read_one: Callable[[object], str | None]) -> tuple[str, ...]:
    listed = values if isinstance(values, list) else []
    return tuple(dict.fromkeys(each for each in map(read_one, listed[:8]) if each is not None))


PROBE = Probe(
    id="router_announcements",
    title="Which routers announce themselves for IPv6 here?",
    lane=Lane.LIGHT,
    reports=(RouterAnnouncements,),
    collect=collect,
    read=read,
    min_interval_s=300.0,
    plane=Plane.PATH,
)
