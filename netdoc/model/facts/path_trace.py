"""The path to a target, hop by hop, with an end-to-end series of the same flow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from netdoc.model.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One distance, asked at no more than once a second: routers limit the answers they give."""

    ttl: Annotated[int, "distance"]
    address: Annotated[str | None, "who answered most often; absent when nobody did"] = None
    sent: Annotated[int, "probes sent with this TTL"]
    answered: Annotated[int, "answers"]
    rtt_median_us: Annotated[int | None, "median of the answers"] = None
    others: Annotated[tuple[str, ...], "other addresses that answered at this distance"] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PathTrace(Fact):
    """The end-to-end series decides; the hops only locate."""

    KIND: ClassVar[str] = "PathTrace"
    VERSION: ClassVar[int] = 1

    target: Annotated[str, "address traced"]
    rung: Annotated[str | None, "the rung that the target is"] = None
    method: Annotated[str, "`icmp` or `udp`"] = "icmp"
    hops: Annotated[tuple[Hop, ...], "by distance"] = ()
    reached: Annotated[bool, "the target itself answered at least once"] = False
    end_sent: Annotated[int, "end-to-end probes of the same flow"] = 0
    end_answered: Annotated[int, "answers of the target to them"] = 0
    end_rtt_median_us: Annotated[int | None, "median of those answers"] = None
