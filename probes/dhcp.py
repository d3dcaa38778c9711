"""Who hands out addresses here, and what this computer was given: a second server sends a part of the office astray.

One DHCPDISCOVER with the own MAC by the raw worker; all offers are gathered and none is taken. The own lease is
read from the DHCP client's files, which needs no right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.dhcp_lease import DhcpLease
from netdoc.model.facts.dhcp_offers import DhcpOffer, DhcpOffers
from netdoc.model.observation import Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Site
from netdoc.plugin import Lane, Probe
from netdoc.ports import Ports
from probes import _dhcp_files as own
from probes import _host_tables as tables
from probes import _raw_lines as raw

LISTEN_S = 6.0
"""A server may first ping the address that it means to offer: dnsmasq takes three seconds for that."""
FILES = "files: lease of "


async def collect(site: Site, ports: Ports) -> Sequence[Capture]:
    """Ask who offers addresses on the link that measures, and read the own lease.

    Raises:
        CannotMeasure: no link that could ask.
    """
    way = await raw.way_out(site, ports)
    heard = await raw.or_failed(ports.raw.dhcp(way.interface, listen_s=LISTEN_S), "dhcp", ports.clock)
    asked = raw.about(heard, {"interface": way.interface, "listened_s": LISTEN_S}, f"dhcp on {way.interface}")
    files = own.gather(ports.files, way.interface)
    if not files:
        return [asked]
    bundle = Capture(tables.pack(files), ports.clock.now(), "host", f"{FILES}{way.interface}")
    return [asked, bundle]


def read(site: Site, captures: Sequence[Capture]) -> Sequence[Observation]:
    """Return the offers (or the gap that stands for them) and the own lease.

    Raises:
        UnreadableCapture: not the raw worker's lines.
    """
    found: list[Observation] = []
    for each in captures:
        if each.method.startswith(FILES):
            told = own.lease(tables.unpack(each.body), each.method.removeprefix(FILES))
            found += [Seen("host", each.taken_at, told, each.digest, Plane.HOST)] if told is not None else []
            continue
        lines = raw.lines_of(each)
        gap = raw.failure(lines, each, DhcpOffers.KIND)
        if gap is not None:
            found.append(replace(gap, capture=each.digest))
        else:
            found.append(Seen("host", each.taken_at, _offers(lines), each.digest, Plane.PATH))
    return found


def _offers(lines: Sequence[raw.Line]) -> DhcpOffers:
    about = raw.told(lines, "about")
    interface = raw.text(about.get("interface"), 20)
    if interface is None or not any(each.get("sent") == "DISCOVER" for each in lines):
        raise UnreadableCapture("dhcp: the capture does not tell of a DISCOVER", hint="collect it again")
    offers: list[DhcpOffer] = []
    remarks: list[str] = []
    for line in lines:
        told = line.get("offer")
        if not isinstance(told, dict):
            continue
        server = raw.address(told.get("server")) or raw.address(told.get("sender"))
        if server is None:
            remarks.append(f"an offer that names no server, from {raw.mac(told.get('mac')) or 'an unknown address'}")
            continue
        offers.append(
            DhcpOffer(
                server=server,
                mac=raw.mac(told.get("mac")),
                address=raw.address(told.get("address")),
                gateways=raw.addresses(told.get("gateways")),
                resolvers=raw.addresses(told.get("resolvers")),
                lease_s=raw.whole(told.get("lease_s"), 2**32 - 1),
                relay=raw.address(told.get("relay")),
                domain=raw.text(told.get("domain")),
                after_ms=raw.whole(line.get("after_ms"), 60_000),
            )
        )
    return DhcpOffers(
        interface=interface,
        listened_s=raw.seconds(about.get("listened_s")),
        offers=tuple(offers),
        remarks=tuple(remarks),
    )


PROBE = Probe(
    id="dhcp",
    title="Who hands out addresses here, and what was this computer given?",
    lane=Lane.LIGHT,
    reports=(DhcpOffers, DhcpLease),
    collect=collect,
    read=read,
    min_interval_s=300.0,
    plane=Plane.PATH,
)
