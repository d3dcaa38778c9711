"""Columns back to texts; `columns` says how they are written."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice

from netdoc.store.columns import FORMS, HEX, STEPS, WORDS, Text
from netdoc.store.planes import joined

_GREATEST = 1 << 30
"""Bytes that the texts of one woven form may come to: a damaged one shall not fill the memory."""


def unweave(woven: bytes, templates: Sequence[Text] = ()) -> list[bytes]:
    """Return the texts in their order.

    Raises:
        ValueError, LookupError, TypeError, StopIteration: it is damaged, or woven under other templates.
    """
    reader = _Reader(woven)
    front = iter(reader.numbers(reader.number()))
    count, tables, words, binary, *sizes = islice(front, 4 + len(STEPS))
    shapes = [_shape(front, templates) for _ in range(tables)]
    own = [shape.template or Text(b"", reader.take(shape.own)) for shape in shapes]
    if sum(shape.rows for shape in shapes) != count:
        raise ValueError("its counts do not add up")
    if sum(shape.rows * len(first.text) for shape, first in zip(shapes, own, strict=True)) > _GREATEST:
        raise ValueError("its texts are too long")
    order = joined(array("H"), reader.take(2 * count))
    values = _Values(
        words=iter(reader.take(words).split(b"\n")),
        hex=_Reader(reader.take(binary)),
        steps={
            form: _Steps(joined(array(kind), reader.take(size * array(kind).itemsize)))
            for (form, kind), size in zip(STEPS.items(), sizes, strict=True)
        },
    )
    texts = [iter(_rows(values, first, shape)) for shape, first in zip(shapes, own, strict=True)]
    if not reader.at_end:
        raise ValueError("more than it says")
    return [next(texts[table]) for table in order]


@dataclass(frozen=True, slots=True)
class _Shape:
    rows: int
    template: Text | None
    own: int
    columns: Sequence[tuple[int, int]]
    """Place and form of each column that changes."""


def _shape(front: Iterator[int], templates: Sequence[Text]) -> _Shape:
    rows, place = next(front), next(front)
    own = 0 if place else next(front)
    columns, at = [], 0
    for each in islice(front, next(front)):
        at += each // FORMS
        columns.append((at, each % FORMS))
    return _Shape(rows, templates[place - 1] if place else None, own, columns)


@dataclass(slots=True)
class _Values:
    """What the columns of all tables come to, to be read table by table."""

    words: Iterator[bytes]
    hex: _Reader
    steps: Mapping[int, _Steps]


def _rows(values: _Values, first: Text, shape: _Shape) -> Sequence[bytes]:
    """Return the texts of one table."""
    if not shape.columns:
        return [first.text] * shape.rows
    below = shape.rows if shape.template else shape.rows - 1
    pattern, columns = list(first.pattern), []
    for place, form in shape.columns:
        pattern[2 * place] = b"%d" if form in STEPS else b"%b"
        columns.append(_column(values, first.parts[2 * place], below, form))
    whole = b"".join(pattern)
    rows = islice(zip(*columns, strict=True), below + 1 - shape.rows, None)
    return [whole % row for row in rows]


def _column(values: _Values, first: bytes, count: int, form: int) -> Iterable[bytes] | Iterable[int]:
    """Return the values of a column, the template's first."""
    if form in STEPS:
        return accumulate(values.steps[form].take(count), initial=int(first))
    if form == WORDS:
        return [first, *islice(values.words, count)]
    if form == HEX:
        places = values.hex.numbers(values.hex.number())
        changed = values.hex.take(len(places) * count)
        width = len(first) // 2
        rows = bytearray(bytes.fromhex(first.decode()) * count)
        for number, place in enumerate(places):
            rows[place::width] = changed[number :: len(places)]
        digits = rows.hex().encode()
        return [first, *(digits[at : at + 2 * width] for at in range(0, len(digits), 2 * width))]
    raise ValueError(f"unknown form {form} of a column")


class _Steps:
    """Hands out the steps of one width, column by column."""

    def __init__(self, values: array[int]) -> None:
        self._values = values
        self._at = 0

    def take(self, count: int) -> array[int]:
        piece = self._values[self._at : self._at + count]
        if len(piece) != count:
            raise ValueError("its counts do not add up")
        self._at += count
        return piece


class _Reader:
    """Reads numbers and pieces off the front of bytes."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def at_end(self) -> bool:
        return self._at == len(self._data)

    def number(self) -> int:
        return self.numbers(1)[0]

    def numbers(self, count: int) -> list[int]:
        piece = self._data[self._at : self._at + count]
        if len(piece) == count and piece.isascii():  # one byte each, as nearly all are
            self._at += count
            return list(piece)
        found, at, data = [], self._at, self._data
        for _ in range(count):
            value = shift = 0
            while (byte := data[at]) > 0x7F:
                value |= (byte & 0x7F) << shift
                at, shift = at + 1, shift + 7
            found.append(value | byte << shift)
            at += 1
        self._at = at
        return found

    def take(self, length: int) -> bytes:
        piece = self._data[self._at : self._at + length]
        if len(piece) != length:
            raise ValueError("it is cut off")
        self._at += length
        return piece
