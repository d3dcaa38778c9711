"""Does somebody else hold this computer's address, or the gateway's? And is the network full of broadcasts?

ARP Probes (RFC 5227) by the raw worker: they change nobody's address table. Two boxes with one address take each
other's packets in turns, which looks like a line that fails now and then.
"""

from __future__ import annotations

from collections.abc import Sequence

from netdoc.errors import CannotMeasure, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.address_check import AddressCheck
from netdoc.model.facts.link_state import LinkKind
from netdoc.model.makers import maker
from netdoc.model.observation import Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Site
from netdoc.plugin import Lane, Probe
from netdoc.ports import Ports
from probes import _raw_lines as raw


async def collect(site: Site, ports: Ports) -> Sequence[Capture]:
    """Probe the own address and the gateway's on the link that measures.

    Raises:
        CannotMeasure: no link, no address to ask about, or no right to raw packets.
    """
    way = await raw.way_out(site, ports)
    asked = {"own": raw.address(way.address), "gateway": raw.address(way.gateway)}
    known = [each for each in asked.values() if each is not None]
    if not known:
        raise CannotMeasure("this computer has no IPv4 address and no gateway to ask about")
    capture = await ports.raw.arp(way.interface, known)
    return [
        raw.about(capture, {"interface": way.interface, "link": way.link.value, **asked}, f"arp on {way.interface}")
    ]


def read(site: Site, captures: Sequence[Capture]) -> Sequence[Observation]:
    """Return who holds the addresses. A capture that does not tell what was asked about is unreadable.

    Raises:
        UnreadableCapture: not the raw worker's lines, or not of this probe.
    """
    return [Seen("host", each.taken_at, _check(raw.lines_of(each)), each.digest, Plane.PATH) for each in captures]


def _check(lines: Sequence[raw.Line]) -> AddressCheck:
    about, asked = raw.told(lines, "about"), next((each for each in lines if each.get("sent") == "ARP probe"), None)
    interface = raw.text(about.get("interface"), 20)
    if interface is None or asked is None:
        raise UnreadableCapture("arp: the capture does not tell what was asked", hint="collect it again")
    own, gateway = raw.address(about.get("own")), raw.address(about.get("gateway"))
    remarks: list[str] = []
    counted = raw.told(lines, "broadcasts")
    frames, listened_s = raw.whole(counted.get("frames"), 10**9), raw.seconds(counted.get("seconds"))
    talkers = counted.get("from")
    first = talkers[0][0] if isinstance(talkers, list) and talkers and isinstance(talkers[0], list) else None
    probes, number = raw.whole(asked.get("probes"), 1000), len(raw.addresses(asked.get("addresses")))
    holders = _holders(lines, gateway, remarks)
    return AddressCheck(
        interface=interface,
        wired={LinkKind.WIRED.value: True, LinkKind.WIFI.value: False}.get(str(about.get("link"))),
        own_address=own,
        own_claimed_by=_holders(lines, own, remarks),
        gateway=gateway,
        gateway_macs=holders,
        gateway_maker=maker(holders[0]) if len(holders) == 1 else None,
        probes=probes // number if probes and number else None,
        broadcasts_per_s=round(frames / listened_s, 1) if frames is not None and listened_s else None,
        listened_s=listened_s,
        loudest=raw.mac(first),
        remarks=tuple(remarks),
    )


def _holders(lines: Sequence[raw.Line], address: str | None, remarks: list[str]) -> tuple[str, ...]:
    """Return who claimed an address, in the order heard."""
    found: list[str] = []
    for each in lines:
        claim = each.get("claim")
        if not isinstance(claim, dict) or address is None or raw.address(claim.get("address")) != address:
            continue
        holder = raw.mac(claim.get("mac"))
        if holder is None or holder in ("00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff"):
            remarks.append(f"a claim by an impossible hardware address: {raw.text(claim.get('mac'), 40)}")
        elif holder not in found:
            found.append(holder)
    return tuple(found)


PROBE = Probe(
    id="arp",
    title="Does somebody else hold this computer's or the gateway's address?",
    lane=Lane.LIGHT,
    reports=(AddressCheck,),
    collect=collect,
    read=read,
    min_interval_s=60.0,
    plane=Plane.PATH,
)
