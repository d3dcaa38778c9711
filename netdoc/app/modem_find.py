"""Look where a modem hides: the gateway, the usual addresses, what answers a UPnP search. No login, no community tried.

Only addresses of private networks are knocked at, each door once. What a box says is a hint for the person who writes
the site file; nothing of it is stored.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from netdoc import discover
from netdoc.app.discovery import IGD, own_link
from netdoc.app.likely_drivers import Candidate, likely_drivers
from netdoc.errors import CannotMeasure, NetdocError, NotAnswered
from netdoc.model.facts.link_state import LinkState
from netdoc.model.sign import Sign
from netdoc.model.site import Device, RungKind, Site
from netdoc.plugin import Driver, Finder
from netdoc.ports import Ports

USUAL = (
    *("192.168.100.1", "192.168.1.1", "192.168.2.1", "192.168.0.1", "192.168.254.254", "192.168.1.254"),
    *("192.168.8.1", "192.168.178.1", "10.0.0.138", "192.168.10.1", "192.168.11.1", "10.0.0.1"),
)
"""Where modems stand as they come from the factory. Source: domain notes, discovery."""
KNOCKED_AT_ONCE = 16
"""Boxes; the doors of one box are tried one after the other."""
SEARCH_S = 2.0
_SEARCHED = (IGD, "urn:dslforum-org:device:InternetGatewayDevice:1")
_PRIVATE = tuple(
    ipaddress.IPv4Network(each) for each in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Knocked:
    """One door and what came of it."""

    finder: Finder
    port: int
    state: str
    """`open`, `refused`, `timeout`, `unreachable`, `closed`, `error`, or `not_asked`."""
    detail: str = ""
    sign: Sign | None = None
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One address at which something answered."""

    address: str
    reasons: tuple[str, ...]
    """Why it was looked at."""
    doors: tuple[Knocked, ...]
    drivers: tuple[Candidate, ...] = ()
    url: str | None = None

    @property
    def is_gateway(self) -> bool:
        """Whether the computer sends everything through it."""
        return GATEWAY in self.reasons

    @property
    def signs(self) -> tuple[Sign, ...]:
        """What its doors said."""
        return tuple(each.sign for each in self.doors if each.sign is not None)

    def stated(self, field: str) -> str | None:
        """Return maker, model or firmware, where a door stated it."""
        return next((held for each in self.signs if (held := getattr(each, field))), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hunt:
    """What was found, and what was not reached."""

    boxes: tuple[Box, ...]
    unreached: tuple[tuple[str, str], ...]
    """Pairs (address, why)."""
    gateway: str | None = None
    notes: tuple[str, ...] = ()
    """What was left alone, and why."""


GATEWAY, USUAL_PLACE, ANSWERED, IN_SITE = (
    "default gateway",
    "usual address of a modem",
    "answered the UPnP search",
    "in the site file",
)


async def find_boxes(
    ports: Ports,
    drivers: Mapping[str, Driver],
    finders: Mapping[str, Finder],
    *,
    site: Site | None = None,
    community: str | None = None,
    usual: Sequence[str] = USUAL,
) -> Hunt:
    """Knock at every place once.

    Args:
        ports: the outside world.
        drivers: by id; only matched against what was said, never started.
        finders: by id.
        site: its devices and its modem's rung are looked at too.
        community: the name of a secrets entry; SNMP is asked only with it, and only of boxes that answered otherwise.
        usual: addresses to try beside.
    """
    link = await _link(ports)
    urls = await _searched(ports)
    places, notes = _places(link, urls, site, usual)
    turn = asyncio.Semaphore(KNOCKED_AT_ONCE)

    async def visit(address: str, reasons: Sequence[str]) -> Box:
        device = Device(id=address, kind="", address=address, credentials=community, url=urls.get(address))
        async with turn:
            doors = await _doors(device, ports, list(finders.values()))
        return Box(address=address, reasons=tuple(reasons), doors=doors, url=urls.get(address))

    visited = await asyncio.gather(*(visit(address, reasons) for address, reasons in places.items()))
    boxes = tuple(_matched(each, drivers) for each in visited if _is_there(each))
    unreached = tuple((each.address, _why_not(each)) for each in visited if not _is_there(each))
    gateway = link.gateway if link is not None else None
    return Hunt(boxes=boxes, unreached=unreached, gateway=gateway, notes=notes)


async def _link(ports: Ports) -> LinkState | None:
    """Return the computer's own link, as the link probe tells it."""
    probe = discover.probes().get("link")
    if probe is None:
        return None
    bare = Site(id="find")
    try:
        return own_link(probe.read(bare, await probe.collect(bare, ports)))
    except NetdocError:
        return None


async def _searched(ports: Ports) -> dict[str, str]:
    """Return the description's URL by address, of each gateway device that answered a search."""

    async def search(target: str) -> Sequence[str]:
        try:
            return await ports.http.ssdp(target, timeout_s=SEARCH_S)
        except NetdocError:
            return ()

    found: dict[str, str] = {}
    for url in [each for urls in await asyncio.gather(*map(search, _SEARCHED)) for each in urls]:
        try:
            host, usable = urlsplit(url).hostname, urlsplit(url).port != 0
        except ValueError:
            continue
        if host is not None and usable and url.isprintable():
            found.setdefault(host, url)
    return found


def _places(
    link: LinkState | None, urls: Mapping[str, str], site: Site | None, usual: Sequence[str]
) -> tuple[dict[str, list[str]], tuple[str, ...]]:
    """Return why each address is looked at, and what is left alone."""
    named: list[tuple[str, str]] = []
    if link is not None and link.gateway is not None:
        named.append((link.gateway, GATEWAY))
    if site is not None:
        named += [(each.address, IN_SITE) for each in site.devices]
        named += [(each.address, IN_SITE) for each in site.rungs if each.kind in (RungKind.MODEM, RungKind.ROUTER)]
    named += [(each, ANSWERED) for each in urls] + [(each, USUAL_PLACE) for each in usual]
    places: dict[str, list[str]] = {}
    notes: list[str] = []
    for address, reason in named:
        if link is not None and address == link.address:
            continue
        if not is_near(address):
            notes.append(f"{address} ({reason}) was left alone: it is not an address of a private network")
        elif reason not in places.setdefault(address, []):
            places[address].append(reason)
    if link is None or link.gateway is None:
        notes.append("this computer has no default gateway: it may not be in the office's network at all")
    return places, tuple(dict.fromkeys(notes))


def is_near(address: str) -> bool:
    """Return whether an address is of a private network (RFC 1918, RFC 3927): nothing else is knocked at."""
    try:
        known = ipaddress.IPv4Address(address)
    except ValueError:
        return False
    return any(known in each for each in _PRIVATE)


async def _doors(device: Device, ports: Ports, finders: Sequence[Finder]) -> tuple[Knocked, ...]:
    """Try one door after the other; a community is shown only to a box that is there."""
    found: list[Knocked] = []
    for each in sorted(finders, key=lambda finder: (finder.asks_for != "", finder.port)):
        if each.asks_for == "url" and device.url is None:
            continue
        if each.asks_for == "community" and device.credentials is None:
            found.append(Knocked(finder=each, port=each.port, state="not_asked", detail="no community was given"))
        elif each.asks_for == "community" and not any(door.state in ("open", "refused") for door in found):
            found.append(Knocked(finder=each, port=each.port, state="not_asked", detail="nothing else answered"))
        else:
            found.append(await _knock(each, device, ports))
            if found[-1].state == "no_route":
                break
    return tuple(found)


async def _knock(finder: Finder, device: Device, ports: Ports) -> Knocked:
    port = finder.port if finder.asks_for != "url" else urlsplit(device.url or "").port or 80
    one = Device(
        id=device.id,
        kind=device.kind,
        address=device.address,
        url=device.url,
        credentials=device.credentials if finder.asks_for == "community" else None,
    )
    try:
        door = await finder.look(one, ports)
        sign = finder.read(door)
    except NotAnswered as failed:
        return Knocked(finder=finder, port=port, state=failed.failure, detail=failed.message)
    except CannotMeasure as cannot:
        return Knocked(finder=finder, port=port, state="no_route", detail=cannot.message)
    except NetdocError as unread:
        return Knocked(finder=finder, port=port, state="open", detail=unread.message)
    return Knocked(finder=finder, port=port, state="open", sign=sign, body=door.said.body)


def _is_there(box: Box) -> bool:
    """Return whether a box stands there: a usual address that only refuses may be a firewall's word."""
    states = {each.state for each in box.doors}
    return "open" in states or ("refused" in states and set(box.reasons) != {USUAL_PLACE})


def _why_not(box: Box) -> str:
    states = [each.state for each in box.doors if each.state != "not_asked"]
    if "no_route" in states:
        return "this computer has no route there"
    if "refused" in states:
        return "every door is refused, by a box or by a firewall on the way"
    return "unreachable" if "unreachable" in states else "no answer"


def _matched(box: Box, drivers: Mapping[str, Driver]) -> Box:
    is_open = [each for each in box.doors if each.state == "open"]
    words = [word for each in box.signs for word in each.says]
    bodies = [each.body.partition(b"\r\n\r\n")[2] or each.body for each in is_open]
    transports = {transport for each in is_open for transport in each.finder.serves}
    return replace(box, drivers=likely_drivers(words, bodies, transports, drivers))
