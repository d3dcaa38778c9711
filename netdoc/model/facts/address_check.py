"""Whether somebody else holds an address: asked by ARP Probes, with the rate of broadcasts heard meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from netdoc.model.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressCheck(Fact):
    """RFC 5227 probes for the computer's own address and for the gateway's."""

    KIND: ClassVar[str] = "AddressCheck"
    VERSION: ClassVar[int] = 1

    interface: Annotated[str, "interface that asked"]
    wired: Annotated[bool | None, "false: Wi-Fi, where an access point or repeater may answer for others"] = None
    own_address: Annotated[str | None, "the computer's own address, when it was probed"] = None
    own_claimed_by: Annotated[tuple[str, ...], "hardware addresses that claim it too; empty: nobody else does"] = ()
    gateway: Annotated[str | None, "the gateway's address, when it was probed"] = None
    gateway_macs: Annotated[
        tuple[str, ...], "hardware addresses that answered for it: one is right, none is silence, two dispute it"
    ] = ()
    gateway_maker: Annotated[
        str | None, "who made the one that answered for it, by its address: words for people, never evidence"
    ] = None
    probes: Annotated[int | None, "probes sent for each address"] = None
    broadcasts_per_s: Annotated[float | None, "frames to everybody heard a second: hundreds are a storm"] = None
    listened_s: Annotated[float | None, "for how long they were counted"] = None
    loudest: Annotated[str | None, "hardware address that sent most of them"] = None
    remarks: Annotated[tuple[str, ...], "what was left out and why"] = ()
