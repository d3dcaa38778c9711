"""The computer's IPv6 tables: default routes, networks announced, own addresses held twice, hardware addresses.

Formats: Linux net/ipv6/route.c (`rt6_fill_node` of /proc/net/ipv6_route), net/ipv6/addrconf.c (`if6_seq_show`),
ip-neighbour(8). Flags: include/uapi/linux/ipv6_route.h, if_addr.h.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network

from probes._around import kept

ROUTES, OWN = "/proc/net/ipv6_route", "/proc/net/if_inet6"
NEIGHBOURS = "ip -6 neigh on "
RTF_UP, RTF_GATEWAY, RTF_REJECT, RTF_ADDRCONF = 0x1, 0x2, 0x200, 0x40000
IFA_F_DADFAILED = 0x08
MOST = 32
"""Routes and addresses that are told: a host full of containers has hundreds."""
_HEX = re.compile(r"[0-9a-f]{32}")
_LINE = re.compile(r"^([0-9a-f:]+)\s.*?\blladdr\s+(\S+)", re.IGNORECASE)
_KEPT = re.compile(r"^([0-9a-f:]+) ((?:[0-9a-f]{2}:){3}xx:xx:[0-9a-f]{2})$")


@dataclass(frozen=True, slots=True)
class Route:
    """One line of /proc/net/ipv6_route. `announced`: made by the kernel from a router's announcement."""

    interface: str
    network: IPv6Network
    gateway: IPv6Address
    metric: int
    announced: bool


def _routes(text: str) -> Iterator[Route]:
    for line in text.splitlines():
        words = line.split()
        if len(words) != 10 or not _HEX.fullmatch(words[0]) or not _HEX.fullmatch(words[4]):
            continue
        try:
            length, metric, flags = int(words[1], 16), int(words[5], 16), int(words[8], 16)
            network = IPv6Network((int(words[0], 16), length), strict=False)
        except ValueError:
            continue
        if flags & RTF_UP and not flags & RTF_REJECT and words[9] != "lo":
            gateway = IPv6Address(int(words[4], 16))
            yield Route(words[9], network, gateway, metric, bool(flags & RTF_ADDRCONF))


def defaults(text: str) -> list[Route]:
    """Return the default routes through a router, best metric first, each router once."""
    found: dict[tuple[str, IPv6Address], Route] = {}
    for each in sorted(_routes(text), key=lambda route: route.metric):
        if _leads_out(each):
            found.setdefault((each.interface, each.gateway), each)
    return list(found.values())[:MOST]


def networks(text: str) -> tuple[str, ...]:
    """Return the networks on the link that the kernel learned from announcements, without link-local ones."""
    found = dict.fromkeys(str(each.network) for each in _routes(text) if _on_link(each))
    return tuple(found)[:MOST]


def _leads_out(route: Route) -> bool:
    return route.network.prefixlen == 0 and bool(int(route.gateway))


def _on_link(route: Route) -> bool:
    near = route.announced and not int(route.gateway) and 0 < route.network.prefixlen < 128
    return near and not route.network.is_link_local and not route.network.is_multicast


def held_twice(text: str) -> tuple[str, ...]:
    """Return the own addresses that somebody else held first: duplicate address detection failed (RFC 4862, 5.4)."""
    found = [str(IPv6Address(int(words[0], 16))) for words in map(str.split, text.splitlines()) if _failed(words)]
    return tuple(found[:MOST])


def _failed(words: Sequence[str]) -> bool:
    whole = len(words) == 6 and _HEX.fullmatch(words[0]) and re.fullmatch(r"[0-9a-f]{2,8}", words[4])
    return bool(whole and int(words[4], 16) & IFA_F_DADFAILED)


def without_own(path: str, text: str) -> bytes:
    """Return the lines of a table that are read here: own addresses are often made from the hardware address."""
    lines = text.splitlines()
    if path == OWN:
        kept_lines = [each for each in lines if _failed(each.split())]
    else:
        kept_lines = [each for each in lines if any(_leads_out(route) or _on_link(route) for route in _routes(each))]
    return "\n".join(kept_lines).encode()


def only(said: str, wanted: Collection[str]) -> bytes:
    """Return `ADDRESS aa:bb:cc:xx:xx:ff` for the wanted neighbours of what `ip -6 neigh` printed."""
    lines = []
    for line in said.splitlines():
        found = _LINE.match(line)
        short = kept(found[2]) if found and found[1] in wanted else None
        if found and short:
            lines.append(f"{found[1]} {short}\n")
    return "".join(lines[:MOST]).encode()


def held(section: str) -> Mapping[str, str]:
    """Return the hardware addresses by address that a bundle tells."""
    found = (_KEPT.match(line) for line in section.splitlines())
    return {each[1]: each[2] for each in found if each}
