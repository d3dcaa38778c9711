"""Does an access concentrator answer here? Asked only where this computer is plugged into the modem itself.

PADI, untagged and with the VLAN tags that providers use, by the raw worker; nothing beyond PADO: no session is begun,
so that none is thrown out. A modem may set the tag itself (then the untagged PADI is answered) or leave it to the
router.
"""

from __future__ import annotations

from collections.abc import Sequence

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.pppoe_discovery import Concentrator, PppoeDiscovery
from netdoc.model.observation import Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Site
from netdoc.plugin import Lane, Probe
from netdoc.ports import Ports
from probes import _raw_lines as raw

TAGS = (7, 10, 101, 201, 835)
"""Tags of PPPoE access: 7 Deutsche Telekom (1 TR 112), 10 New Zealand (TCF UFB), 101 Openreach (SIN 498),
201 CenturyLink, 835 TIM and Orange (forum text)."""
VLAN_MOST = 4094


def tags_for(site: Site) -> tuple[int | None, ...]:
    """Return the tags to ask with: the contract's own first, then untagged and those of other providers."""
    own = site.session.vlan
    others = [each for each in TAGS if each != own]
    return (None, *others) if own is None else (own, None, *others)


async def collect(site: Site, ports: Ports) -> Sequence[Capture]:
    """Send PADIs on the link that measures.

    Raises:
        CannotMeasure: no link, or no right to raw packets.
    """
    way = await raw.way_out(site, ports)
    capture = await ports.raw.pppoe(way.interface, tags_for(site))
    return [raw.about(capture, {"interface": way.interface}, f"pppoe on {way.interface}")]


def read(site: Site, captures: Sequence[Capture]) -> Sequence[Observation]:
    """Return who answered.

    Raises:
        UnreadableCapture: not the raw worker's lines, or not of this probe.
    """
    return [Seen("host", each.taken_at, _discovery(raw.lines_of(each)), each.digest, Plane.PATH) for each in captures]


def _discovery(lines: Sequence[raw.Line]) -> PppoeDiscovery:
    interface = raw.text(raw.told(lines, "about").get("interface"), 20)
    asked = next((each.get("vlans") for each in lines if each.get("sent") == "PADI"), None)
    if interface is None or not isinstance(asked, list):
        raise UnreadableCapture("pppoe: the capture does not tell what was asked", hint="collect it again")
    found: list[Concentrator] = []
    remarks: list[str] = []
    for line in lines:
        told = line.get("pado")
        if not isinstance(told, dict):
            continue
        mac = raw.mac(told.get("mac"))
        if mac is None:
            remarks.append(f"an answer from an impossible hardware address: {raw.text(told.get('mac'), 40)}")
            continue
        found.append(
            Concentrator(
                mac=mac,
                name=raw.text(told.get("name")),
                vlan=raw.whole(told.get("vlan"), VLAN_MOST),
                services=_texts(told.get("services")),
                errors=_texts(told.get("errors")),
                after_ms=raw.whole(line.get("after_ms"), 60_000),
            )
        )
    tags = tuple(each for each in (raw.whole(one, VLAN_MOST) for one in asked[:16]) if each is not None)
    return PppoeDiscovery(
        interface=interface,
        untagged=None in asked,
        vlans=tags,
        concentrators=tuple(found),
        remarks=tuple(remarks),
    )


def _texts(value: object) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else []
    return tuple(each for each in map(raw.text, listed[:8]) if each is not None)


PROBE = Probe(
    id="pppoe",
    title="Does an access concentrator answer this computer at the modem?",
    lane=Lane.LIGHT,
    reports=(PppoeDiscovery,),
    collect=collect,
    read=read,
    min_interval_s=60.0,
    plane=Plane.PATH,
    applies=lambda site: site.at_modem,
)
