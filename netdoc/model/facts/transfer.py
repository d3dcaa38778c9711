"""A throughput test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from netdoc.model.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer(Fact):
    """Payload moved; the ladder's samples of the same seconds are stored as `loaded`."""

    KIND: ClassVar[str] = "Transfer"
    VERSION: ClassVar[int] = 1

    direction: Annotated[str, "`down` or `up`"]
    method: Annotated[str, "`http` or `speedtest`"]
    server: Annotated[str, "host that served it"]
    rate_kbps: Annotated[int, "payload rate after ramp-up"]
    bytes: Annotated[int | None, "payload bytes"] = None
    duration_s: Annotated[float | None, "seconds counted, ramp-up left out"] = None
    flows: Annotated[int, "parallel connections"] = 1
    ping_us: Annotated[int | None, "round trip that the tool itself reported"] = None
