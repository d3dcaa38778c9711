"""The routers that a computer uses for IPv6, as its own tables tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from netdoc.model.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Ipv6Router:
    """One router that a default route leads to."""

    interface: Annotated[str, "interface that the route leaves by"]
    address: Annotated[str, "its address, most often a link-local one"]
    mac: Annotated[str | None, "its hardware address, two octets withheld: `3c:a6:2f:xx:xx:01`"] = None
    maker: Annotated[str | None, "who made it, by that address: words for people, never evidence"] = None
    metric: Annotated[int | None, "the route's metric: the lowest is used first"] = None
    announced: Annotated[
        bool | None, "true: the kernel learned it from the router's own announcement; absent: set up or by a program"
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ipv6Routers(Fact):
    """Default routes of IPv6, the networks announced (RFC 4861), and own addresses that are held twice (RFC 4862)."""

    KIND: ClassVar[str] = "Ipv6Routers"
    VERSION: ClassVar[int] = 1

    routers: Annotated[tuple[Ipv6Router, ...], "the one with the best metric first; empty: no way out by IPv6"] = ()
    networks: Annotated[tuple[str, ...], "networks that the kernel learned from announcements"] = ()
    held_twice: Annotated[
        tuple[str, ...], "own addresses that another device held first: duplicate address detection failed"
    ] = ()
