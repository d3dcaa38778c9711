"""What was seen of the boxes in the office network that accuses nobody and yet must be known to whoever reads it."""

from __future__ import annotations

from netdoc.diagnosis.gate import deaf
from netdoc.diagnosis.rules._gateway import PAIRS, by_gateway, changes, ever_swung
from netdoc.model.evidence import Evidence
from netdoc.model.facts.address_check import AddressCheck
from netdoc.model.facts.ipv6_routers import Ipv6Router, Ipv6Routers
from netdoc.model.facts.router_announcements import RouterAnnouncements
from netdoc.model.makers import told
from netdoc.model.site import RungKind


def lan_remarks(evidence: Evidence) -> list[str]:
    """Return the remarks on the office network, one sentence each, nothing where nothing was seen."""
    return [*_silent_router(evidence), *_another_gateway(evidence), *_ipv6_routers(evidence)]


def _silent_router(evidence: Evidence) -> list[str]:
    """Tell of a router that answers no ping and carries packets all the same."""
    router = next((each for each in evidence.site.rungs if each.kind is RungKind.ROUTER), None)
    if router is None or router.id not in evidence.ladder.rungs or not deaf(evidence, router):
        return []
    sent, _ = evidence.ladder.counted(router.id, evidence.start, evidence.end)
    asked = [each.fact for each in evidence.readings(AddressCheck) if each.fact.gateway == router.address]
    probes = " and no address probe" if asked and not any(each.gateway_macs for each in asked) else ""
    return [
        f"the router {router.address} answered none of {sent} pings{probes}, and what lies behind it answered: it "
        "carries packets, so nothing is concluded from its silence"
    ]


def _another_gateway(evidence: Evidence) -> list[str]:
    """Tell of a gateway whose hardware address changed; more than twice within minutes is a matter of LAN08."""
    if ever_swung(evidence) is not None:
        return []
    said = []
    for looks in by_gateway(evidence):
        moves = changes(looks)
        if not moves:
            continue
        before, after = moves[-1]
        times = "once" if len(moves) == 1 else f"{len(moves)} times, last"
        said.append(
            f"another box answers as the gateway {after.fact.gateway}: its hardware address changed {times} between "
            f"{before.at:%Y-%m-%d %H:%M:%S} and {after.at:%H:%M:%S} UTC, from {told(before.fact.gateway_mac or '')} to "
            f"{told(after.fact.gateway_mac or '')}; if the router was replaced or another one tried then, note it with "
            "`netdoc step note`; if not, find out whose that box is"
        )
    return said


def _ipv6_routers(evidence: Evidence) -> list[str]:
    """Tell of a second router for IPv6, and of own IPv6 addresses that are held twice, at the last look."""
    said = _announced(evidence)
    looks = evidence.readings(Ipv6Routers)
    if not looks:
        return said
    last = looks[-1].fact
    for interface in dict.fromkeys(each.interface for each in last.routers):
        here = [each for each in last.routers if each.interface == interface]
        if len(_boxes(here)) > 1 and not said:
            nets = f", and {len(last.networks)} networks are announced" if len(last.networks) > 1 else ""
            said.append(
                f"two or more routers offer IPv6 on {interface}: {' and '.join(map(_router, here))}{nets}; if one of "
                "them should not, it takes a part of every computer's traffic: which one, only the office can tell"
            )
    if last.held_twice:
        said.append(
            f"this computer's IPv6 address {' and '.join(last.held_twice)} is held by another device too (RFC 4862), "
            "so it is not used"
        )
    return said


def _announced(evidence: Evidence) -> list[str]:
    """Tell of a second router that announces itself as a way out, as heard on the wire at the last look.

    One with a lifetime of 0 is no way out: many things at home and in offices announce a network of their own so.
    """
    looks = evidence.readings(RouterAnnouncements)
    ways = [each for each in looks[-1].fact.routers if each.lifetime_s] if looks else []
    boxes = {each.mac or each.router: each for each in ways if not (each.mac or "").startswith(PAIRS)}
    if len(boxes) < 2:
        return []
    by = [f"{each.router}{f' ({each.maker})' if each.maker else ''}" for each in boxes.values()]
    networks = {network for each in boxes.values() for network in each.networks}
    nets = f", with {len(networks)} networks" if len(networks) > 1 else ""
    return [
        f"{len(boxes)} routers announce themselves for IPv6 on {looks[-1].fact.interface}: {' and '.join(by)}{nets}; "
        "if one of them should not, it takes a part of every computer's traffic: which one, only the office can tell"
    ]


def _boxes(routers: list[Ipv6Router]) -> set[str]:
    """Return the boxes that routers are: one box may have several addresses, and a pair may share one (VRRP)."""
    return {each.mac or each.address for each in routers if not (each.mac or "").startswith(PAIRS)}


def _router(router: Ipv6Router) -> str:
    by = f" ({router.maker})" if router.maker else ""
    return f"{router.address}{by}"
