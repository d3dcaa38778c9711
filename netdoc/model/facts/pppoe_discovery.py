"""Which access concentrators answer a computer that is plugged into the modem itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from netdoc.model.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Concentrator:
    """One that offered a session (PADO)."""

    mac: Annotated[str | None, "hardware address"] = None
    name: Annotated[str | None, "its AC-Name"] = None
    vlan: Annotated[int | None, "VLAN tag of its answer; absent: untagged"] = None
    services: Annotated[tuple[str, ...], "service names it offers"] = ()
    errors: Annotated[tuple[str, ...], "error texts in its answer"] = ()
    after_ms: Annotated[int | None, "from the first PADI to its answer"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PppoeDiscovery(Fact):
    """PADI and PADO (RFC 2516) from this computer, at the modem; no session was begun."""

    KIND: ClassVar[str] = "PppoeDiscovery"
    VERSION: ClassVar[int] = 1

    interface: Annotated[str, "interface that asked"]
    untagged: Annotated[bool | None, "whether it was asked without a VLAN tag"] = None
    vlans: Annotated[tuple[int, ...], "VLAN tags that it was asked with"] = ()
    concentrators: Annotated[tuple[Concentrator, ...], "who answered; empty: no PADO"] = ()
    remarks: Annotated[tuple[str, ...], "what was left out and why"] = ()
