"""Sixty seconds of ladder samples of all rungs: written once, never rewritten."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, ClassVar

from netdoc.model.casting import caster
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


@dataclass(frozen=True, slots=True)
class SampleSheet:
    """The series of a block as a store holds them: the samples of all in one array.

    A month's series, each a record with an array of its own, take twice the memory, and hardly one is looked at.
    """

    shape: Sequence[Sequence[Any]]
    """What blocks have in common, series by series: rungs, targets, methods, stamps, loaded, periods in µs."""
    first_offset_us: Sequence[int]
    late_us: Sequence[tuple[tuple[int, int], ...]]
    unreachable_by: Sequence[tuple[tuple[int, str], ...]]
    pieces: Sequence[slice]
    """Which of the samples are of each series."""
    samples: array[int]

    def series(self) -> tuple[EchoSeries, ...]:
        """Return the series as records of their own."""
        rung, target, method, stamp, loaded, period = self.shape
        rtt = map(self.samples.__getitem__, self.pieces)
        own = (self.first_offset_us, period, rtt, self.late_us, self.unreachable_by)
        return tuple(map(caster(EchoSeries), rung, target, method, stamp, loaded, *own))


class _Series:
    """Stands before the slot of `EchoBlock.series`, in which a sheet may lie."""

    def __init__(self, slot: Any) -> None:
        self.slot = slot

    def __get__(self, block: object, kind: type | None = None) -> Any:
        if block is None:
            return self
        held = self.slot.__get__(block, kind)
        return held.series() if isinstance(held, SampleSheet) else held

    def __set__(self, block: object, value: Any) -> None:
        self.slot.__set__(block, value)


_SERIES = _Series(EchoBlock.__dict__["series"])
EchoBlock.series = _SERIES  # type: ignore[assignment,misc]


def held_series(block: EchoBlock) -> tuple[EchoSeries, ...] | SampleSheet:
    """Return the series of a block as they are held: making records of a sheet is left to who needs them."""
    held: tuple[EchoSeries, ...] | SampleSheet = _SERIES.slot.__get__(block)
    return held
