"""Sixty seconds of ladder samples of all rungs: written once, never rewritten."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, ClassVar

from netdoc.model.facts import Fact

LOST = -1
"""Sent and never answered."""
NOT_SENT = -2
"""Our own stall: the packet was not sent in its slot. Void, blames nobody."""
UNREACHABLE = -3
"""Somebody answered that the target cannot be reached; who, is in `unreachable_by`."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def to_us(moment: datetime) -> int:
    """Return an aware time as whole microseconds since 1970 UTC."""
    return (moment - EPOCH) // MICROSECOND


def from_us(microseconds: int) -> datetime:
    """Return microseconds since 1970 UTC as an aware time."""
    return EPOCH + microseconds * MICROSECOND


@dataclass(frozen=True, slots=True, kw_only=True)
class EchoSeries:
    """The samples of one rung within a block: sample k was due at start + first_offset_us + k * period_us."""

    rung: Annotated[str, "rung id, as in the site's `rungs`"]
    target: Annotated[str, "address probed"]
    method: Annotated[str, "`icmp`, `tcp:PORT` or `ping` (child process)"] = "icmp"
    stamp: Annotated[str, "where the times come from: `kernel` or `user`"] = "kernel"
    loaded: Annotated[bool, "true while netdoc itself loaded the line: a separate series, never judged as idle"] = False
    first_offset_us: Annotated[int, "from the block's start to the first sample"] = 0
    period_us: Annotated[int, "between samples"] = 1_000_000
    rtt_us: Annotated[
        array[int], "round trip per sample; -1 lost, -2 not sent (our own stall), -3 answered «unreachable»"
    ]
    late_us: Annotated[tuple[tuple[int, int], ...], "pairs (sample index, sent this much after its slot)"] = ()
    unreachable_by: Annotated[
        tuple[tuple[int, str], ...], "pairs (sample index, address that said so and the ICMP code, `192.0.2.1 host`)"
    ] = ()

    @property
    def sent(self) -> int:
        """How many samples really left."""
        return len(self.rtt_us) - self.rtt_us.count(NOT_SENT)

    @property
    def lost(self) -> int:
        """How many of those were not answered by the target."""
        return self.rtt_us.count(LOST) + self.rtt_us.count(UNREACHABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class EchoBlock(Fact):
    """The packed block is its own capture; `Seen.at` is the block's start."""

    KIND: ClassVar[str] = "EchoBlock"
    VERSION: ClassVar[int] = 1

    start: Annotated[datetime, "when the block began"]
    duration_s: Annotated[float, "seconds covered; 60 unless the run began or ended inside"] = 60.0
    series: Annotated[tuple[EchoSeries, ...], "one entry per rung"] = ()

    def samples(self, series: EchoSeries) -> Iterator[tuple[int, int]]:
        """Yield (due time in µs since 1970, rtt_us or code) of one of this block's series."""
        due = to_us(self.start) + series.first_offset_us
        for value in series.rtt_us:
            yield due, value
            due += series.period_us
