"""Who answers for addresses in the office network, and what each would have the computers use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from netdoc.model.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class DhcpOffer:
    """One server's offer to one DISCOVER; nothing was taken."""

    server: Annotated[str, "the server's identifier (option 54), or the address that the offer came from"]
    mac: Annotated[str | None, "hardware address that sent it: the server's, or its relay's"] = None
    address: Annotated[str | None, "address offered"] = None
    gateways: Annotated[tuple[str, ...], "routers offered (option 3), first the preferred one"] = ()
    resolvers: Annotated[tuple[str, ...], "name servers offered (option 6)"] = ()
    lease_s: Annotated[int | None, "lease time offered"] = None
    relay: Annotated[str | None, "relay that passed it on (giaddr); absent: the server is in this network"] = None
    domain: Annotated[str | None, "domain name offered"] = None
    after_ms: Annotated[int | None, "from the DISCOVER to the offer"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DhcpOffers(Fact):
    """All offers to one DHCPDISCOVER within the time listened (RFC 2131)."""

    KIND: ClassVar[str] = "DhcpOffers"
    VERSION: ClassVar[int] = 1

    interface: Annotated[str, "interface that asked"]
    listened_s: Annotated[float | None, "for how long offers were waited for: some servers take three seconds"] = None
    offers: Annotated[tuple[DhcpOffer, ...], "in the order heard; empty: nobody offered anything"] = ()
    remarks: Annotated[tuple[str, ...], "what was left out and why"] = ()
