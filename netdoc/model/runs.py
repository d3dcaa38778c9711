"""Where in which block the samples of a rung lie: numbers only, so that a month of them fits into a few megabytes."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple, overload

from netdoc.model.casting import caster
from netdoc.model.facts.echo_block import EchoBlock, EchoSeries, SampleSheet, held_series

Run = tuple[int, EchoSeries]
"""(time of the first sample in µs since 1970, series): one rung in one block."""

_HIGHEST = slice(3 if sys.byteorder == "little" else 0, None, 4)
"""The highest byte of each sample: of an answered one it is less than 128."""
_CAST = caster(EchoSeries)


class Piece(NamedTuple):
    """A series of a block, without its samples."""

    place: int
    """Its number in the block."""
    rung: str
    loaded: bool
    first_offset_us: int
    period_us: int
    length: int


class Sheets:
    """The series of blocks, in the order of the blocks."""

    def __init__(self, blocks: Sequence[EchoBlock], like: Sheets | None = None) -> None:
        """Take blocks; `like` are sheets that may hold the same samples."""
        self.held = [held_series(each) for each in blocks]
        """The series of each block, as they are held."""
        known: dict[tuple[int, int, int], Sequence[Piece]] = {}
        self._pieces = [_pieces(each, known) for each in self.held]
        self.shared = like if like is not None and self._samples_as(like) else None
        """Sheets of the same rungs, times and samples."""
        self.incomplete: Sequence[int] = (
            [_incomplete(each) for each in self.held] if self.shared is None else self.shared.incomplete
        )
        """Which series of each block miss a sample, as bits: 0 for most blocks."""

    def _samples_as(self, other: Sheets) -> bool:
        """Return whether rungs, times and samples are those of other sheets: the very same arrays, not only equal."""
        return len(self.held) == len(other.held) and all(
            isinstance(mine, SampleSheet) and isinstance(its, SampleSheet) and mine.samples is its.samples
            and mine.pieces == its.pieces and pieces == its_pieces
            for mine, its, pieces, its_pieces in zip(self.held, other.held, self._pieces, other._pieces, strict=True)
        )  # fmt: skip

    def pieces(self, block: int) -> Sequence[Piece]:
        """Return the series of a block, without their samples."""
        return self._pieces[block]

    def samples(self, block: int, place: int) -> Sequence[int]:
        """Return the samples of one series."""
        held = self.held[block]
        return held.samples[held.pieces[place]] if isinstance(held, SampleSheet) else held[place].rtt_us

    def series(self, block: int, place: int) -> EchoSeries:
        """Return one series."""
        held = self.held[block]
        if not isinstance(held, SampleSheet):
            return held[place]
        rung, target, method, stamp, loaded, period = [each[place] for each in held.shape]
        own = held.late_us[place], held.unreachable_by[place]
        rtt = held.samples[held.pieces[place]]
        made: EchoSeries = _CAST(rung, target, method, stamp, loaded, held.first_offset_us[place], period, rtt, *own)
        return made

    def is_complete(self, block: int, place: int | None = None) -> bool:
        """Return whether every sample of a block, or of one series of it, was sent and answered."""
        missing = self.incomplete[block]
        return not missing if place is None else not missing >> place & 1

    def runs(self, starts_us: Sequence[int]) -> dict[tuple[str, bool], Runs]:
        """Return the runs of each rung, idle and loaded apart, in time order.

        Args:
            starts_us: when each block began, in µs since 1970.
        """
        alike: dict[int, list[int]] = {}
        for block, pieces in enumerate(self._pieces):
            alike.setdefault(id(pieces), []).append(block)
        found: dict[tuple[str, bool], Runs] = {}
        for numbers in alike.values():
            blocks, starts = array("i", numbers), [starts_us[block] for block in numbers]
            for piece in self._pieces[blocks[0]]:
                if piece.length:
                    runs = found.get((piece.rung, piece.loaded))
                    if runs is None:
                        runs = found[piece.rung, piece.loaded] = Runs(self)
                    runs.add(starts, blocks, piece)
        for runs in found.values():
            runs.sort()
        return found


class Runs(Sequence[Run]):
    """The runs of one rung; the series are made as they are asked for."""

    def __init__(self, sheets: Sheets) -> None:
        self._sheets = sheets
        self.starts = array("q")
        """When the first sample of each was due, in µs since 1970."""
        self.ends = array("q")
        """When the last one was."""
        self.lengths = array("i")
        """How many samples each has."""
        self._blocks = array("i")
        self._series = array("i")
        self.periods_us: set[int] = set()
        """How far apart their samples are."""
        self._parts = 0
        """How often some were added: those of one time are in order."""

    def of(self, sheets: Sheets) -> Runs:
        """Return the same runs of other sheets, which share the samples of these."""
        made = Runs(sheets)
        made.starts, made.ends, made.lengths, made.periods_us = self.starts, self.ends, self.lengths, self.periods_us
        made._blocks, made._series, made._parts = self._blocks, self._series, self._parts
        made.incomplete = self.incomplete
        return made

    def add(self, starts_us: Sequence[int], blocks: array[int], piece: Piece) -> None:
        """Add the runs of some blocks, in time order, behind the others.

        Args:
            starts_us: when each block began.
            blocks: their numbers.
            piece: the series, which is the same in all of them but for its samples.
        """
        first, last = piece.first_offset_us, piece.first_offset_us + (piece.length - 1) * piece.period_us
        self.starts.extend([first + each for each in starts_us])
        self.ends.extend([last + each for each in starts_us])
        self.lengths.extend(array("i", [piece.length]) * len(blocks))
        self._blocks.extend(blocks)
        self._series.extend(array("i", [piece.place]) * len(blocks))
        self.periods_us.add(piece.period_us)
        self._parts += 1

    def sort(self) -> None:
        """Put them into time order; equal times in the order of the blocks, and within one of its series."""
        if self._parts < 2:
            return
        columns = (self.starts, self._blocks, self._series, self.ends, self.lengths)
        rows = sorted(zip(*columns, strict=True))
        for each, values in zip(columns, zip(*rows, strict=True), strict=True):
            each[:] = array(each.typecode, values)

    @cached_property
    def incomplete(self) -> Sequence[int]:
        """The numbers of the runs of which a sample was not sent or not answered, in order."""
        held = zip(self._blocks, self._series, strict=True)
        bits = self._sheets.incomplete
        return [number for number, (block, place) in enumerate(held) if bits[block] and bits[block] >> place & 1]

    def samples(self, number: int) -> Sequence[int]:
        """Return the samples of a run."""
        return self._sheets.samples(self._blocks[number], self._series[number])

    def is_complete(self, number: int) -> bool:
        """Return whether every sample of a run was sent and answered."""
        return self._sheets.is_complete(self._blocks[number], self._series[number])

    def pieces(self) -> Iterator[tuple[int, Piece]]:
        """Yield (time of the first sample in µs, piece) of each run, in time order."""
        pieces = self._sheets.pieces
        for start, block, place in zip(self.starts, self._blocks, self._series, strict=True):
            yield start, pieces(block)[place]

    def samples_of_all(self) -> Iterator[tuple[int, Sequence[int]]]:
        """Yield (number of the block, samples) of each run, in time order."""
        held_of = self._sheets.held
        for block, place in zip(self._blocks, self._series, strict=True):
            held = held_of[block]
            yield block, held.samples[held.pieces[place]] if isinstance(held, SampleSheet) else held[place].rtt_us

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.starts)

    @overload
    def __getitem__(self, number: int) -> Run: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Run]: ...
    def __getitem__(self, number: int | slice) -> Run | Sequence[Run]:
        """Return a run, or some."""
        if isinstance(number, slice):
            series: Any = map(self._sheets.series, self._blocks[number], self._series[number])
            return list(zip(self.starts[number], series, strict=True))
        return self.starts[number], self._sheets.series(self._blocks[number], self._series[number])


def _pieces(
    held: tuple[EchoSeries, ...] | SampleSheet, known: dict[tuple[int, int, int], Sequence[Piece]]
) -> Sequence[Piece]:
    """Return the series of a block, without their samples; `known` are those of the sheets before it."""
    if not isinstance(held, SampleSheet):
        return [
            Piece(place, each.rung, each.loaded, each.first_offset_us, each.period_us, len(each.rtt_us))
            for place, each in enumerate(held)
        ]
    # sheets of one layout share these three; every sheet is held meanwhile, so that no number comes twice
    key = id(held.shape), id(held.first_offset_us), id(held.pieces)
    if key not in known:
        rungs, _, _, _, loaded, periods = held.shape
        lengths = [each.stop - each.start for each in held.pieces]
        known[key] = list(map(Piece, range(len(rungs)), rungs, loaded, held.first_offset_us, periods, lengths))
    return known[key]


def _incomplete(held: tuple[EchoSeries, ...] | SampleSheet) -> int:
    """Return which series miss a sample, as bits: 0 for most blocks."""
    if not isinstance(held, SampleSheet):
        return sum([1 << place for place, each in enumerate(held) if min(each.rtt_us, default=0) < 0])
    highest = held.samples.tobytes()[_HIGHEST]
    if highest.isascii():
        return 0
    return sum([1 << place for place, piece in enumerate(held.pieces) if not highest[piece].isascii()])
