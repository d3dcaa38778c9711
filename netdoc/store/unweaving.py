"""Columns back to texts; `columns` says how they are written."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, islice
from operator import gt
from typing import Any, TypeVar, overload

from netdoc.store.columns import FORMS, HEX, STEPS, WORDS, Text
from netdoc.store.planes import joined
from netdoc.store.reader import Reader

T = TypeVar("T")

_GREATEST = 1 << 27
"""Bytes that the texts of one woven form may come to: a damaged one shall not fill the memory."""


def unweave(woven: bytes, templates: Sequence[Text] = ()) -> list[bytes]:
    """Return the texts in their order.

    Raises:
        ValueError, LookupError, TypeError, StopIteration: it is damaged, or woven under other templates.
    """
    return take_apart(woven, templates).texts()


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Which words change in a table; the same object for the same ones, as a rule."""

    places: tuple[int, ...]
    """Their numbers in the text."""
    forms: tuple[int, ...]
    """How each is stored."""
    ranks: tuple[int, ...]
    """The how manieth of its form each is."""
    counts: tuple[tuple[int, int], ...]
    """(form, how many columns of it), but for hexadecimal."""
    hex: int
    """How many columns of hexadecimal."""

    @property
    def patterns(self) -> list[bytes]:
        """What `%` puts the values of each into a text by."""
        return [b"%d" if form in STEPS else b"%b" for form in self.forms]


@lru_cache(maxsize=4096)
def _columns(steps: tuple[int, ...]) -> Columns:
    """Return the columns that the front of a woven form tells: the same ones in bundle after bundle."""
    forms = tuple([each % FORMS for each in steps])
    unknown = set(forms) - {WORDS, HEX, *STEPS}
    if unknown:
        raise ValueError(f"unknown form {min(unknown)} of a column")
    counts: dict[int, int] = {}
    ranks = []
    for each in forms:
        ranks.append(counts.get(each, 0))
        counts[each] = ranks[-1] + 1
    of_hex = counts.pop(HEX, 0)
    places = tuple(accumulate([each // FORMS for each in steps]))
    return Columns(places, forms, tuple(ranks), tuple(counts.items()), of_hex)


class _Lines(Sequence[bytes]):
    """Lines that are parted when one is asked for: most are of pages, which a reader of readings leaves alone."""

    __slots__ = ("_lines", "_text")

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._lines: list[bytes] | None = None

    def __len__(self) -> int:
        return self._text.count(b"\n") + 1

    @overload
    def __getitem__(self, place: int) -> bytes: ...
    @overload
    def __getitem__(self, place: slice) -> list[bytes]: ...
    def __getitem__(self, place: int | slice) -> bytes | list[bytes]:
        if self._lines is None:
            self._lines = self._text.split(b"\n")
        return self._lines[place]


@dataclass(slots=True)
class Table:
    """Texts that differ in some words only, column by column as they are stored: no text is made yet."""

    first: Text
    """What they are alike to: a template of a dictionary, or the first of them."""
    known: bool
    """It is of a dictionary, and not one of them."""
    rows: int
    columns: Columns
    _pools: Sequence[Sequence[Any]]
    _starts: Sequence[int]
    """Where in each pool its columns begin."""
    _hex: Sequence[tuple[Sequence[int], bytes]]

    def numbers(self, form: int, rank: int, first: int) -> list[int]:
        """Return a column of numbers, a number a text, of a template that is known.

        Args:
            form: how its steps are stored.
            rank: the how manieth column of that form it is.
            first: the template's own number.
        """
        at = self._starts[form] + rank * self.rows
        numbers = list(accumulate(self._pools[form][at : at + self.rows], initial=first))
        del numbers[0]
        return numbers

    def values(self, number: int) -> Sequence[Any]:
        """Return what stands in a column, a value a text: numbers, or words as they are.

        Raises:
            ValueError: it is damaged.
        """
        columns = self.columns
        form, rank = columns.forms[number], columns.ranks[number]
        first: Any = self.first.parts[2 * columns.places[number]]
        below = self.rows if self.known else self.rows - 1
        if form == HEX:
            column: Any = _hex_digits(first, *self._hex[rank], below)
        else:
            at = self._starts[form] + rank * below
            column = self._pools[form][at : at + below]
            if form != WORDS:
                numbers = list(accumulate(column, initial=int(first)))
                return numbers[1:] if self.known else numbers
        return column if self.known else [first, *column]

    def texts(self) -> Sequence[bytes]:
        """Return the texts.

        Raises:
            ValueError, LookupError, TypeError: it is damaged.
        """
        if not self.columns.places:
            return [self.first.text] * self.rows
        pattern = list(self.first.pattern)
        for place, each in zip(self.columns.places, self.columns.patterns, strict=True):
            pattern[2 * place] = each
        whole = b"".join(pattern)
        columns = map(self.values, range(len(self.columns.places)))
        return [whole % row for row in zip(*columns, strict=True)]


@dataclass(frozen=True, slots=True)
class Unwoven:
    """The texts of a woven form as tables, and the table of each text."""

    order: Sequence[int]
    tables: Sequence[Table]

    def texts(self) -> list[bytes]:
        """Return the texts in their order."""
        return self.in_order([each.texts() for each in self.tables])

    def in_order(self, of_tables: Sequence[Iterable[T]]) -> list[T]:
        """Return what was made of each text of each table, in the order of the texts.

        Raises:
            LookupError, StopIteration: the order names a table that there is not, or one too often.
        """
        held = [iter(each).__next__ for each in of_tables]
        return [held[table]() for table in self.order]


def take_apart(woven: bytes, templates: Sequence[Text] = ()) -> Unwoven:
    """Return the tables, and the table of each text.

    Raises:
        ValueError, LookupError, TypeError, StopIteration: it is damaged, or woven under other templates.
    """
    reader = Reader(woven)
    length = reader.number()
    if length < _HEAD:
        raise ValueError("its front is too short")
    count, tables, words, binary, *sizes = reader.numbers(_HEAD)
    frame = _frame(tables, length - _HEAD, reader.raw_numbers(length - _HEAD))
    if frame.rows != count:
        raise ValueError("its counts do not add up")
    firsts = [templates[each.place - 1] if each.place else Text(b"", reader.take(each.own)) for each in frame.tables]
    if sum([each.rows * len(first.text) for each, first in zip(frame.tables, firsts, strict=True)]) > _GREATEST:
        raise ValueError("its texts are too long")
    order = joined(array("H"), reader.take(2 * count))
    pools: list[Sequence[Any]] = [()] * FORMS
    pools[WORDS] = _Lines(reader.take(words))
    hexes = Reader(reader.take(binary))
    for (form, kind), size in zip(STEPS.items(), sizes, strict=True):
        if size:
            values = array(kind)
            pools[form] = joined(values, reader.take(size * values.itemsize))
    if not reader.at_end:
        raise ValueError("more than it says")
    if any(map(gt, frame.ends, map(len, pools))):
        raise ValueError("its counts do not add up")
    found = []
    for each, first in zip(frame.tables, firsts, strict=True):
        digits = [_hex_column(hexes, each.below) for _ in range(each.columns.hex)]
        found.append(Table(first, each.place > 0, each.rows, each.columns, pools, each.starts, digits))
    return Unwoven(order, found)


_HEAD = 4 + len(STEPS)
"""Numbers of the front before those of its tables: they differ from one woven form to the next."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """How one table is written."""

    rows: int
    place: int
    """Of its template in the dictionary, from 1; 0: its own."""
    own: int
    """Bytes of its own template."""
    columns: Columns
    below: int
    """Values of a column below its template's."""
    starts: tuple[int, ...]
    """Where in the values of each form its columns begin."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """The tables of a woven form, without what stands in them."""

    tables: Sequence[_Shape]
    rows: int
    ends: Sequence[int]
    """How many values of each form all tables have; 0 for hexadecimal, which says itself."""


@lru_cache(maxsize=1024)
def _frame(tables: int, length: int, front: bytes) -> _Frame:
    """Return what a front of so many numbers tells of its tables: most bundles of the same boxes tell the same."""
    numbers = iter(Reader(front).numbers(length))
    ends = [0] * FORMS
    found = []
    for _ in range(tables):
        rows, place = next(numbers), next(numbers)
        own = 0 if place else next(numbers)
        columns = _columns(tuple(islice(numbers, next(numbers))))
        below = _below(rows, place > 0)
        found.append(_Shape(rows, place, own, columns, below, tuple(ends)))
        for form, times in columns.counts:
            ends[form] += times * below
    return _Frame(found, sum([each.rows for each in found]), ends)


def _below(rows: int, known: bool) -> int:
    """Return how many values a column has below its template's."""
    if rows < 1:
        raise ValueError("a table without texts")
    return rows if known else rows - 1


def _hex_column(hexes: Reader, below: int) -> tuple[Sequence[int], bytes]:
    """Return which bytes of a column of hexadecimal change, and those bytes."""
    places = hexes.numbers(hexes.number())
    return places, hexes.take(len(places) * below)


def _hex_digits(first: bytes, places: Sequence[int], changed: bytes, below: int) -> list[bytes]:
    width = len(first) // 2
    rows = bytearray(bytes.fromhex(first.decode()) * below)
    for number, place in enumerate(places):
        rows[place::width] = changed[number :: len(places)]
    digits = rows.hex().encode()
    return [digits[at : at + 2 * width] for at in range(0, len(digits), 2 * width)]
