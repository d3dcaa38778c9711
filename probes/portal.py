"""Does a login page stand in the way? A page whose answer is known is asked for, and no redirect followed.

Hotels and guests' networks put their own page in its place until somebody logs in, and some providers do so on a line
that is not paid or not activated. Then nothing that is measured speaks of the line.

Captures: `page/1` (described in `probes/wire/page.py`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from urllib.parse import urlsplit

from netdoc.errors import CannotMeasure
from netdoc.model.capture import Capture
from netdoc.model.facts.portal_check import Page, PortalCheck
from netdoc.model.observation import Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Connectivity, Site
from netdoc.plugin import Lane, Probe
from netdoc.ports import Ports
from probes._reading import reading

FORM = "page/1"
TIMEOUT_S = 5.0
NO_CONTENT, NETWORK_LOGIN = 204, 511
"""RFC 9110 section 15.3.5; RFC 6585 section 6 (network authentication required)."""
REDIRECTED = (301, 302, 303, 307, 308)


async def collect(site: Site, ports: Ports) -> Sequence[Capture]:
    """Ask for the page once.

    Raises:
        CannotMeasure: no page is given, or its name has no address.
        NotAnswered: nobody answered.
    """
    if site.connectivity is None:
        raise CannotMeasure("no page is given whose answer is known", hint="give [connectivity] in the site file")
    return [await ports.page.first(site.connectivity.url, timeout_s=TIMEOUT_S)]


def read(site: Site, captures: Sequence[Capture]) -> Sequence[Observation]:
    """Return what came back.

    Raises:
        UnreadableCapture: not this probe's form, or the site names no such page.
    """
    with reading("portal"):
        return [_fact(site.connectivity, each) for each in captures]


def _fact(known: Connectivity | None, capture: Capture) -> Observation:
    note = json.loads(capture.body)
    if not isinstance(note, dict) or note.get("netdoc") != FORM:
        raise ValueError(f"not {FORM}")
    if known is None or note["url"] != known.url:
        raise ValueError("the site names another page")
    status, octets, leads_to = note["status"], note["octets"], note.get("leads_to")
    if type(status) is not int or type(octets) is not int or not 100 <= status <= 599:
        raise ValueError(f"status {status!r}, {octets!r} octets")
    page = _page(known, status, str(note["begins"]), octets, leads_to)
    fact = PortalCheck(url=known.url, page=page, status=status, leads_to=None if leads_to is None else str(leads_to))
    return Seen("host", capture.taken_at, fact, capture.digest, Plane.PATH)


def _page(known: Connectivity, status: int, begins: str, octets: int, leads_to: object) -> Page:
    if status in REDIRECTED and leads_to:
        # the page's own host may have moved it to https
        return Page.ERROR if leads_to == urlsplit(known.url).netloc else Page.REDIRECTED
    if status == NETWORK_LOGIN:
        return Page.ANOTHER
    if status == NO_CONTENT and not known.expects:
        return Page.AS_KNOWN
    if status != 200:
        return Page.ERROR
    if known.expects:
        return Page.AS_KNOWN if begins.lstrip().startswith(known.expects) else Page.ANOTHER
    return Page.AS_KNOWN if octets == 0 else Page.ANOTHER


def _names_a_page(site: Site) -> bool:
    return site.connectivity is not None


PROBE = Probe(
    id="portal",
    title="Does a login page stand in the way?",
    lane=Lane.LIGHT,
    reports=(PortalCheck,),
    collect=collect,
    read=read,
    min_interval_s=60.0,
    subject="host",
    applies=_names_a_page,
)
