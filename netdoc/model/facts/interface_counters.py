"""Octets and errors of one interface of a box."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from netdoc.model.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class InterfaceCounters(Fact):
    """Totals; differences are taken in one place (`model/counters.py`), which knows wrap, stick and reset."""

    KIND: ClassVar[str] = "InterfaceCounters"
    VERSION: ClassVar[int] = 1

    interface: Annotated[str, "the box's own name for it"]
    role: Annotated[str, "`wan`, `lan`, or `unknown` where the box does not show which"]
    rx_bytes: Annotated[int | None, "received by the box on this interface (for `wan`: downloads)"] = None
    tx_bytes: Annotated[int | None, "sent by the box on this interface (for `wan`: uploads)"] = None
    bits: Annotated[int, "width of the octet counters: 32 or 64"] = 64
    rx_errors: Annotated[int | None, "damaged frames"] = None
    tx_errors: Annotated[int | None, "frames not sent"] = None
    rx_discards: Annotated[int | None, "sound frames thrown away on their way in"] = None
    tx_discards: Annotated[int | None, "sound frames thrown away on their way out: a queue that was full"] = None
    fcs_errors: Annotated[int | None, "Ethernet: frames with a wrong checksum (cable, or the other side's duplex)"] = (
        None
    )
    late_collisions: Annotated[int | None, "Ethernet: collisions too late for half duplex: a duplex mismatch"] = None
    duplex: Annotated[str | None, "Ethernet: `full` or `half`"] = None
    up: Annotated[bool | None, "carrier of the interface"] = None
    last_change_s: Annotated[int | None, "since it last came up or went down"] = None
    rate_down_kbps: Annotated[int | None, "line rate the box states for this interface"] = None
    rate_up_kbps: Annotated[int | None, "line rate the box states for this interface"] = None
    remarks: Annotated[tuple[str, ...], "what was left out and why"] = ()
