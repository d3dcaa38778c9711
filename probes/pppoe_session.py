"""Does the login work from here? One try at the modem itself, and only where a person asked for it (`--login`).

PADI to an address and back, by the raw worker: the session is ended at once. Many providers allow one session only, and
drop the router's when another begins. The tag of the site file is tried alone before the others. Neither the user
name nor the password is in the capture: a mark tells two attempts with one name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from netdoc.errors import CannotMeasure, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.pppoe_session import PppoeSession, PppoeStage
from netdoc.model.observation import Observation, Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Site
from netdoc.plugin import Lane, Probe
from netdoc.ports import Ports
from probes import _raw_lines as raw
from probes.pppoe import VLAN_MOST, tags_for

_PASSED = {
    "pado": PppoeStage.ASKED,
    "pads": PppoeStage.OFFERED,
    "lcp": PppoeStage.SESSION,
    "auth": PppoeStage.LINK,
    "ipcp": PppoeStage.LOGGED_IN,
    "address": PppoeStage.ADDRESS,
}
"""By the stage in which the worker ended: the one before it."""
_REALM = re.compile(r"[A-Za-z0-9.-]{1,80}")
_MRU_LEAST, _MRU_MOST = 128, 65535
LONGEST_MS = 60_000


async def collect(site: Site, ports: Ports) -> Sequence[Capture]:
    """Try the login once, on the link that measures.

    Raises:
        CannotMeasure: nobody agreed to it, no link, no right to raw packets, or no login is known.
    """
    if not (site.at_modem and site.logs_in):
        raise CannotMeasure(
            "a login is tried only at the modem, and only where a person agreed", hint="netdoc check --at-modem --login"
        )
    way = await raw.way_out(site, ports)
    capture = await ports.raw.login(
        way.interface, tags_for(site), user=site.session.username, entry=site.session.credentials
    )
    asked = {"interface": way.interface, "vlan": site.session.vlan}
    return [raw.about(capture, asked, f"login on {way.interface}")]


def read(site: Site, captures: Sequence[Capture]) -> Sequence[Observation]:
    """Return how far the login came.

    Raises:
        UnreadableCapture: not the raw worker's lines, or not of this probe.
    """
    return [Seen("host", each.taken_at, _session(raw.lines_of(each)), each.digest, Plane.PATH) for each in captures]


def _session(lines: Sequence[raw.Line]) -> PppoeSession:
    about, ended, who = (raw.told(lines, each) for each in ("about", "ended", "login"))
    interface = raw.text(about.get("interface"), 20)
    stage = _PASSED.get(str(ended.get("stage")))
    if interface is None or stage is None:
        raise UnreadableCapture("pppoe: the capture does not tell how the login ended", hint="collect it again")
    asked = [one for each in lines if each.get("sent") == "PADI" for one in _listed(each.get("vlans"))]
    offers = [each for each in lines if isinstance(each.get("pado"), dict)]
    taken = next((each for each in lines if each.get("sent") == "PADR"), {})
    offer = next((each for each in offers if each["pado"].get("mac") == taken.get("to")), {}) if taken else {}
    pads, link, auth, ipcp = (raw.told(lines, each) for each in ("pads", "lcp", "auth", "ipcp"))
    vlan = raw.whole(taken.get("vlan"), VLAN_MOST)
    fact = PppoeSession(
        interface=interface,
        stage=stage,
        why=None if stage is PppoeStage.ADDRESS else raw.text(ended.get("why"), 200),
        vlan=vlan,
        vlans=tuple(dict.fromkeys(one for one in (raw.whole(each, VLAN_MOST) for each in asked) if one is not None)),
        untagged=None in asked,
        own_tag=_own_tag(about.get("vlan"), vlan),
        mac=raw.mac(taken.get("to")),
        concentrator=raw.text(raw.told([offer], "pado").get("name")),
        services=_texts(raw.told([offer], "pado").get("services")),
        errors=(*(one for each in offers for one in _texts(each["pado"].get("errors"))), *_texts(pads.get("errors"))),
        method=raw.text(link.get("auth"), 40) or _wanted(lines),
        mru=_mru(lines),
        rejected={"accepted": False, "rejected": True}.get(str(auth.get("result"))),
        text=raw.text(auth.get("text"), 120),
        login=raw.text(who.get("mark"), 8),
        realm=_realm(who.get("realm")),
        written_at=_instant(who.get("written")),
        address=raw.address(ipcp.get("address")),
        resolvers=raw.addresses(ipcp.get("resolvers")),
        offered_ms=raw.whole(offer.get("after_ms"), LONGEST_MS),
        session_ms=_after(lines, "pads"),
        link_ms=_after(lines, "lcp"),
        login_ms=_after(lines, "auth") if "result" in auth and auth.get("method") else None,
        address_ms=_after(lines, "ipcp"),
        ended=any(each.get("sent") == "PADT" or "padt" in each for each in lines) if pads else None,
    )
    if fact.stage is PppoeStage.ADDRESS and fact.address is None:
        return replace(fact, remarks=(f"an impossible address was given: {raw.text(ipcp.get('address'), 40)}",))
    return fact


def _own_tag(told: object, vlan: int | None) -> bool | None:
    """Return whether a session has the contract's tag; a modem may set it by itself to what is sent untagged."""
    wanted = raw.whole(told, VLAN_MOST)
    return vlan == wanted if wanted is not None and vlan is not None else None


def _wanted(lines: Sequence[raw.Line]) -> str | None:
    """Return what it asked for last, also where that was not agreed on."""
    asks = [each["asks"] for each in lines if isinstance(each.get("asks"), dict)]
    return raw.text(asks[-1].get("auth"), 40) if asks else None


def _mru(lines: Sequence[raw.Line]) -> int | None:
    asks = [each["asks"] for each in lines if isinstance(each.get("asks"), dict)]
    told = raw.whole(asks[-1].get("mru"), _MRU_MOST) if asks else None
    return told if told is not None and told >= _MRU_LEAST else None


def _realm(value: object) -> str | None:
    told = raw.text(value)
    return told if told is not None and _REALM.fullmatch(told) else None


def _instant(value: object) -> datetime | None:
    try:
        told = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return told.astimezone(UTC) if told is not None and told.tzinfo is not None else None


def _after(lines: Sequence[raw.Line], key: str) -> int | None:
    line = next((each for each in lines if isinstance(each.get(key), dict)), {})
    return raw.whole(line.get("after_ms"), LONGEST_MS)


def _listed(value: object) -> list[object]:
    return value[:16] if isinstance(value, list) else []


def _texts(value: object) -> tuple[str, ...]:
    return tuple(each for each in map(raw.text, _listed(value)[:8]) if each is not None)


PROBE = Probe(
    id="pppoe_session",
    title="Does the login of the internet session work from this computer at the modem?",
    lane=Lane.LIGHT,
    reports=(PppoeSession,),
    collect=collect,
    read=read,
    min_interval_s=60.0,
    plane=Plane.PATH,
    applies=lambda site: site.at_modem and site.logs_in,
)
