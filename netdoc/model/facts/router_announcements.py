"""Which routers announce themselves for IPv6 in the office network, as heard on the wire."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from netdoc.model.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class RouterAnnouncement:
    """One router's advertisement (RFC 4861)."""

    router: Annotated[str, "its link-local address"]
    mac: Annotated[str | None, "hardware address that sent it"] = None
    maker: Annotated[str | None, "who made it, by that address: words for people, never evidence"] = None
    lifetime_s: Annotated[int | None, "for how long it is a way out; 0: it is none, and announces networks only"] = None
    networks: Annotated[tuple[str, ...], "networks that it announces"] = ()
    resolvers: Annotated[tuple[str, ...], "name servers that it announces (RFC 8106)"] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RouterAnnouncements(Fact):
    """All announcements heard after a solicitation without a sender address."""

    KIND: ClassVar[str] = "RouterAnnouncements"
    VERSION: ClassVar[int] = 1

    interface: Annotated[str, "interface that asked"]
    listened_s: Annotated[float | None, "for how long they were listened for"] = None
    routers: Annotated[tuple[RouterAnnouncement, ...], "in the order heard; empty: no router announced itself"] = ()
    remarks: Annotated[tuple[str, ...], "what was left out and why"] = ()
