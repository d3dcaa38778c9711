"""Sixty seconds of ladder samples as a few hundred bytes, and back, without a loop over samples.

What stays the same from block to block (rung, target, method, stamp, period) is a *layout*, stored once
as a record of its own, with the count of samples and the first offset that are usual; a block's body
holds the numbers only:

    byte 0       form of the body (1)
    bytes 1-4    number of samples of all series together, little-endian
    bytes 5-8    number of side numbers, little-endian
    then         the lowest byte of every sample, as it is: it is noise, and noise does not compress
    then         raw deflate of the three upper bytes of every sample, plane by plane,
                 and of the side numbers (64 bits each), plane by plane

The side numbers are, column by column, for each series: count of samples and first offset, both less
what the layout says is usual, count of late samples, count of «unreachable» answers; then the late
samples' index steps and lateness; then the unreachable samples' index steps and the place of their
text in the header's list of texts.
"""

from __future__ import annotations

import struct
import zlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from operator import add, sub
from typing import Any

from netdoc.errors import BadInput, StoreError
from netdoc.model.casting import caster
from netdoc.model.facts.echo_block import EchoBlock, SampleSheet
from netdoc.store.planes import joined, planes, woven

FORM = 1
_HEAD = struct.Struct("<BII")
_NUMBER_PLANES = 8
_COLUMNS = 4


_COMMON = ("rung", "target", "method", "stamp", "loaded", "period_us")
_CAST_BLOCK, _CAST_SHEET = caster(EchoBlock), caster(SampleSheet)


@dataclass(frozen=True, slots=True)
class Layout:
    """What blocks of the same rungs have in common, ready for packing and unpacking.

    Attributes:
        width: how many series.
        usual: counts of samples of all series, then their first offsets.
        common: the values that do not change, field by field for all series.
        own: the usual values of the other fields but the samples, field by field.
        pieces: where in the samples of the block each series usually lies.
    """

    width: int
    usual: tuple[int, ...]
    common: Sequence[Sequence[Any]]
    own: Sequence[Sequence[Any]]
    pieces: tuple[slice, ...]

    @classmethod
    def from_plain(cls, series: Sequence[Mapping[str, Any]], usual: Sequence[int]) -> Layout:
        """Return the layout that a layout record holds."""
        width = len(series)
        if len(usual) != 2 * width:
            raise ValueError("a layout whose lists differ in length")
        nothing: Sequence[Any] = [()] * width
        return cls(
            width=width,
            usual=tuple(usual),
            common=[[each[name] for each in series] for name in _COMMON],
            own=[usual[width:], nothing, nothing],
            pieces=_pieces(usual[:width]),
        )


def _pieces(counts: Sequence[int]) -> tuple[slice, ...]:
    ends = list(accumulate(counts))
    return tuple(map(slice, [0, *ends], ends))


def common_of(block: EchoBlock) -> list[dict[str, Any]]:
    """Return what a block has in common with its neighbours, one entry per series, as JSON values."""
    return [{name: getattr(each, name) for name in _COMMON} for each in block.series]


def usual_of(block: EchoBlock) -> list[int]:
    """Return the counts of samples, then the first offsets, of all series."""
    return [len(each.rtt_us) for each in block.series] + [each.first_offset_us for each in block.series]


def pack(block: EchoBlock, layout: Layout) -> tuple[bytes, list[str]]:
    """Return a block's body, and the texts that its «unreachable» answers point into.

    Raises:
        BadInput: a number does not fit into 64 bits.
    """
    samples = array("i")
    for each in block.series:
        samples.extend(each.rtt_us)
    texts = sorted({text for each in block.series for _, text in each.unreachable_by})
    place = {text: index for index, text in enumerate(texts)}
    columns: list[Iterable[int]] = [
        map(sub, usual_of(block), layout.usual),
        [len(each.late_us) for each in block.series],
        [len(each.unreachable_by) for each in block.series],
    ]
    for each in block.series:
        columns += [_steps(index for index, _ in each.late_us), (late for _, late in each.late_us)]
    for each in block.series:
        columns += [_steps(index for index, _ in each.unreachable_by), (place[text] for _, text in each.unreachable_by)]
    try:
        numbers = array("q", [number for column in columns for number in column])
    except OverflowError:
        raise BadInput("an offset or a sample index of an echo block does not fit into 64 bits") from None
    low, *upper = planes(samples)
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, 9)
    squeezed = deflate.compress(b"".join(upper) + b"".join(planes(numbers))) + deflate.flush()
    return _HEAD.pack(FORM, len(samples), len(numbers)) + low + squeezed, texts


def unpack(layout: Layout, start: datetime, duration_s: float, body: bytes, texts: Sequence[str] = ()) -> EchoBlock:
    """Return the block that `pack` was given.

    Raises:
        StoreError: the body is not of this form or is damaged.
    """
    try:
        samples, numbers = _inflate(body, layout.width)
        return _CAST_BLOCK(start, duration_s, _series(layout, samples, numbers, texts))  # type: ignore[no-any-return]
    except (struct.error, zlib.error, IndexError, ValueError) as damaged:
        raise StoreError(
            f"an echo block cannot be unpacked ({damaged}): the file is damaged or written by a newer netdoc",
            hint="keep the file as it is, and work on a copy",
        ) from damaged


def _series(layout: Layout, samples: array[int], numbers: array[int] | None, texts: Sequence[str]) -> SampleSheet:
    own, pieces = (layout.own, layout.pieces) if numbers is None else _unusual(layout, numbers, texts)
    if len(samples) != (pieces[-1].stop if pieces else 0):
        raise ValueError("its counts do not add up")
    return _CAST_SHEET(layout.common, *own, pieces, samples)  # type: ignore[no-any-return]


def _unusual(
    layout: Layout, numbers: array[int], texts: Sequence[str]
) -> tuple[Sequence[Sequence[Any]], tuple[slice, ...]]:
    """Return what differs from the layout: first offsets, late and unreachable samples, and the pieces."""
    width = layout.width
    sizes = list(map(add, numbers[: 2 * width], layout.usual))
    at = _COLUMNS * width
    late, unreachable = [], []
    for length in numbers[2 * width : 3 * width]:
        middle, end = at + length, at + 2 * length
        late.append(tuple(zip(accumulate(numbers[at:middle]), numbers[middle:end], strict=True)))
        at = end
    for length in numbers[3 * width : 4 * width]:
        middle, end = at + length, at + 2 * length
        words = [texts[each] for each in numbers[middle:end]]
        unreachable.append(tuple(zip(accumulate(numbers[at:middle]), words, strict=True)))
        at = end
    if at != len(numbers) or min(sizes[:width], default=0) < 0:
        raise ValueError("its counts do not add up")
    as_usual = sizes == list(layout.usual)
    first_offset, pieces = (layout.own[0], layout.pieces) if as_usual else (sizes[width:], _pieces(sizes[:width]))
    return (first_offset, late, unreachable), pieces


def _inflate(body: bytes, width: int) -> tuple[array[int], array[int] | None]:
    """Return the samples and the side numbers; None for those when everything is as usual."""
    form, sample_count, number_count = _HEAD.unpack_from(body)
    if form != FORM:
        raise ValueError(f"unknown form {form}")
    middle = _HEAD.size + sample_count
    upper_size, number_size = 3 * sample_count, _NUMBER_PLANES * number_count
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    rest = inflate.decompress(body[middle:], upper_size + number_size + 1)
    if len(rest) != upper_size + number_size or not inflate.eof or inflate.unused_data:
        raise ValueError("its length does not fit its counts")
    twice = 2 * sample_count
    upper = (rest[:sample_count], rest[sample_count:twice], rest[twice:upper_size])
    samples = woven(array("i"), (body[_HEAD.size : middle], *upper))
    side = rest[upper_size:]
    if number_count == _COLUMNS * width and not side.strip(b"\0"):
        return samples, None
    return samples, joined(array("q"), side)


def _steps(indexes: Iterable[int]) -> list[int]:
    steps, last = [], 0
    for index in indexes:
        steps.append(index - last)
        last = index
    return steps
