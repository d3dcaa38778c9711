"""How far the measuring computer's clock was from another one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar

from netdoc.model.facts import Fact


class ClockSource(StrEnum):
    """How another clock was read."""

    SNTP = "sntp"
    """A time server, asked by netdoc itself."""
    HTTP_DATE = "http_date"
    """The `Date` of a web server's answer, which counts whole seconds."""
    TIME_SERVICE = "time_service"
    """What this computer's own time service says of itself (chrony, systemd-timesyncd)."""
    DEVICE = "device"
    """The clock of a box in the office."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockOffset(Fact):
    """One comparison of our clock with another, at one instant. Stored times are never moved by it."""

    KIND: ClassVar[str] = "ClockOffset"
    VERSION: ClassVar[int] = 1

    source: Annotated[ClockSource, "how the other clock was read"]
    server: Annotated[str, "whose clock it is: address or name"] = ""
    offset_s: Annotated[float | None, "our clock minus theirs: positive when ours is fast"] = None
    bound_s: Annotated[
        float | None, "how exact the offset is, either way: half the round trip and what the other admits of itself"
    ] = None
    stratum: Annotated[int | None, "how many servers stand between it and a reference clock, counted from 1"] = None
    rtt_ms: Annotated[float | None, "round trip of the exchange"] = None
