"""Ask the router, without a login, whether its WAN session is up, since when, and why it last went down.

UPnP IGD (Internet Gateway Device 1 and 2): `GetStatusInfo` and `GetExternalIPAddress` of the WANPPPConnection or
WANIPConnection service, octet totals and the link state of WANCommonInterfaceConfig; AVM's `GetAddonInfos` where
the box has it, for totals of 64 bits. The same services under their TR-064 names are asked where the site file
gives a TR-064 description and a login. Units: link rates are bit/s on the wire and become kbit/s here.

The description is found by the site file (`url` of the device `router`), by SSDP, or at the addresses that
common boxes use. Only what answers from the router's own address is taken for the router.

Source: UPnP Forum WANIPConnection:2 and WANCommonInterfaceConfig:1; captures in tests/captures/router_igd/.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Sequence
from urllib.parse import urlsplit

from netdoc.errors import CannotMeasure, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.interface_counters import InterfaceCounters
from netdoc.model.facts.wan_session import WanSession
from netdoc.model.observation import Missed, Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Device, Site
from netdoc.plugin import Lane, Probe
from netdoc.ports import Ports
from probes._igd import (
    UNANSWERED,
    answer_of,
    box_of,
    is_description,
    services_of,
    unanswered_of,
)
from probes._igd_ask import ANSWER_S, USUAL_PLACES, asked, bracketed, guess
from probes._igd_facts import counters_of, session_of

SUBJECT = "router"
SEARCH_TARGETS = tuple(f"urn:schemas-upnp-org:device:InternetGatewayDevice:{version}" for version in (1, 2))
SEARCH_S = 2.0
_HINT = "switch on UPnP status in the router, set `url` of the device `router` in the site file, or give SNMP"


async def collect(site: Site, ports: Ports) -> Sequence[Capture]:
    """Return the description and the answers; a required question without an answer becomes a note in their place.

    Raises:
        CannotMeasure: the router offers no UPnP IGD.
        NotAnswered: the address that the site file or the search gave does not answer.
    """
    known = site.device(SUBJECT)
    device = known if _web_url(known) is not None else None  # a login goes to a configured URL only
    url, description = await _description(site, known, ports)
    captures = [description]
    try:
        services = services_of(description, url)
    except UnreadableCapture:
        return captures  # the reader says the same, and the bytes are kept
    return captures + await asked(services, device, ports, subject=SUBJECT)


def _web_url(device: Device | None) -> str | None:
    """Return the URL of the site file where it is a web address: one for a session (`ssh://`) is none."""
    return device.url if device is not None and device.url is not None and device.url.startswith("http") else None


async def _description(site: Site, device: Device | None, ports: Ports) -> tuple[str, Capture]:
    configured = _web_url(device)
    if configured is not None:
        return configured, await ports.http.get(configured, timeout_s=ANSWER_S, device=device)
    address = _router_address(site, device)
    found = await _searched(ports)
    own = [url for url in found if address is None or _same_host(url, address)]
    if len({urlsplit(url).hostname for url in own}) == 1:
        for url in sorted(own)[:3]:
            description = await ports.http.get(url, timeout_s=ANSWER_S)
            if is_description(description.body):
                return url, description
    if address is None:
        raise CannotMeasure("the router's address is not known, so its UPnP status cannot be asked", hint=_HINT)
    guesses = [f"http://{bracketed(address)}{place}" for place in USUAL_PLACES]
    tried = await asyncio.gather(*(guess(url, ports) for url in guesses))
    for url, found_there in zip(guesses, tried, strict=True):
        if found_there is not None:
            return url, found_there
    others = sorted({str(urlsplit(url).hostname) for url in found})
    aside = f" (another box answered: {', '.join(others[:3])})" if others and not own else ""
    raise CannotMeasure(f"the router at {address} offers no UPnP IGD{aside}", hint=_HINT)


def _router_address(site: Site, device: Device | None) -> str | None:
    if device is not None:
        return device.address
    rung = site.rung(SUBJECT)
    return rung.address if rung else None


async def _searched(ports: Ports) -> list[str]:
    async def one(target: str) -> Sequence[str]:
        try:
            return await ports.http.ssdp(target, timeout_s=SEARCH_S)
        except CannotMeasure:
            return ()

    answers = await asyncio.gather(*(one(target) for target in SEARCH_TARGETS))
    return list(dict.fromkeys(url for urls in answers for url in urls))


def read(site: Site, captures: Sequence[Capture]) -> Sequence[Observation]:
    """Return the box, its session and its WAN counters, as far as the captures tell them.

    Raises:
        UnreadableCapture: an answer is not UPnP, or nothing of a gateway is in it.
    """
    descriptions = [each for each in captures if is_description(each.body)]
    notes = [each for each in captures if each.body.startswith(UNANSWERED)]
    told = [answer_of(each) for each in captures if each not in descriptions and each not in notes]
    box = box_of(descriptions[0]) if descriptions else None
    reader = f"{PROBE.id}/{PROBE.version}"

    def seen(
        fact: DeviceState | WanSession | InterfaceCounters, capture: Capture
    ) -> Seen[DeviceState | WanSession | InterfaceCounters]:
        return Seen(SUBJECT, capture.taken_at, fact, capture.digest, plane=Plane.ROUTER_BOX, reader=reader)

    observations: list[Observation] = []
    if box is not None:
        observations.append(seen(box.state, descriptions[0]))
    session = session_of(told, box)
    if session is not None:
        observations.append(seen(*session))
    elif notes:
        failure, detail = unanswered_of(notes[0])
        observations.append(
            Missed(
                SUBJECT,
                notes[0].taken_at,
                WanSession.KIND,
                failure,
                detail,
                notes[0].digest,
                plane=Plane.ROUTER_BOX,
                reader=reader,
            )
        )
    counters = counters_of(told, box)
    if counters is not None:
        observations.append(seen(*counters))
    if session is None and counters is None and not notes:
        raise UnreadableCapture("the device describes no internet gateway that can be asked", hint=_HINT)
    return observations


def _same_host(url: str, address: str) -> bool:
    """Tell whether a URL is the router's; a router known by name only cannot be compared, and is not refused."""
    try:
        ipaddress.ip_address(address)
    except ValueError:
        return True
    return urlsplit(url).hostname == address


PROBE = Probe(
    id="router_igd",
    title="Router's session and WAN counters by UPnP IGD, without a login",
    lane=Lane.LIGHT,
    reports=(WanSession, DeviceState, InterfaceCounters),
    collect=collect,
    read=read,
    subject=SUBJECT,
    plane=Plane.ROUTER_BOX,
)
