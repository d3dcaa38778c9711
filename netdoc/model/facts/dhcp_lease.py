"""The measuring computer's own address lease, as its DHCP client wrote it down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from netdoc.model.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class DhcpLease(Fact):
    """From the client's own files; nothing is asked of a server."""

    KIND: ClassVar[str] = "DhcpLease"
    VERSION: ClassVar[int] = 1

    interface: Annotated[str, "interface it is for"]
    client: Annotated[str | None, "who wrote it: `dhclient`, `networkd`, `networkmanager`; absent: no lease found"] = (
        None
    )
    server: Annotated[str | None, "server that gave it"] = None
    address: Annotated[str | None, "address it gave"] = None
    gateways: Annotated[tuple[str, ...], "routers it gave"] = ()
    resolvers: Annotated[tuple[str, ...], "name servers it gave"] = ()
    lease_s: Annotated[int | None, "lease time"] = None
    resolvers_used: Annotated[tuple[str, ...], "name servers this computer asks (resolv.conf)"] = ()
