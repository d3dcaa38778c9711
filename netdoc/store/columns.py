"""Texts that differ in a few numbers, taken apart into columns: a template each, and what changes.

A reading of the same modem each minute is the same page with other numbers. Taken apart at everything that
is no letter or digit, texts with the same separators stand in a table, a word a column: the columns that do
not change are written once, counters become steps, hexadecimal becomes bytes. What remains is small and lies
in long runs of its like, which is what deflate needs.

The first row of a table is its template: a text of a dictionary, or the first of the texts themselves.
The woven form (numbers are written 7 bits a byte, lowest first, unless said otherwise):

    the front: how many numbers it has, then texts; tables; bytes of words; of hexadecimal; steps of 1, 2, 4
    and 8 bytes; for each table: texts, template (0: its own first text; else a place in the dictionary, from 1),
    for its own its length; columns that change; for each of these 8 times its place (less the one before)
    and its form
    the tables' own templates, one after the other
    the table of each text, in the texts' order, two bytes each, little-endian, plane by plane
    the words, a line each; the hexadecimal; the steps by their width, plane by plane
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from netdoc.store.planes import planes

_SEPARATORS = re.compile(rb"([^0-9A-Za-z]+)")
_NUMBER = re.compile(rb"(?:0|[1-9][0-9]{0,17})\Z")
_HEX = re.compile(rb"(?:[0-9a-f]{2}){4,}\Z")
_LONG = re.compile(rb"[0-9A-Za-z]{16,}")
"""Most likely hexadecimal: texts in which these words differ in length do not share columns."""
WORDS, HEX = 0, 1
STEPS: Mapping[int, str] = {2: "b", 3: "h", 4: "i", 5: "q"}
"""Forms of columns of numbers, and the type of their steps."""
FORMS = 8

_Key = tuple[bytes, tuple[bytes, ...], tuple[int, ...]]
"""What it is of, the separators, the lengths of the long words."""


@dataclass(frozen=True)
class Text:
    """A text and what it is of: only texts of the same thing share a table."""

    name: bytes
    text: bytes

    @cached_property
    def parts(self) -> list[bytes]:
        """Words and separators in turn, a word first and last."""
        return _SEPARATORS.split(self.text)

    @cached_property
    def pattern(self) -> list[bytes]:
        """The same, to be filled in by `%`."""
        return self.parts if b"%" not in self.text else [each.replace(b"%", b"%%") for each in self.parts]

    @property
    def key(self) -> _Key:
        """What texts of one table have in common."""
        return self.name, tuple(self.parts[1::2]), tuple(map(len, _LONG.findall(self.text)))


@dataclass(frozen=True, slots=True)
class Woven:
    """Texts as columns. `news` is how many bytes of text another dictionary might have spared."""

    data: bytes
    news: int


@dataclass(slots=True)
class _Table:
    template: int
    text: bytes
    rows: list[list[bytes]]
    """The words of the template, then of each text below it."""


@dataclass(slots=True)
class _Columns:
    """What the columns of all tables come to, form by form."""

    front: list[int] = field(default_factory=list)
    words: list[bytes] = field(default_factory=list)
    hex: list[bytes] = field(default_factory=list)
    unlike: int = 0
    """Bytes of words that are the same in all texts of a table (of several), but not in the dictionary's template."""
    steps: dict[int, array[int]] = field(default_factory=lambda: {form: array(kind) for form, kind in STEPS.items()})


def weave(texts: Sequence[Text], templates: Sequence[Text] = ()) -> Woven:
    """Return texts as columns, under the templates of a dictionary where one fits."""
    tables: dict[_Key, tuple[int, _Table]] = {}
    known = {each.key: place for place, each in enumerate(templates, start=1)}
    order = array("H")
    for each in texts:
        key = each.key
        if key not in tables:
            place = known.get(key, 0)
            above = [templates[place - 1].parts[0::2]] if place else []
            tables[key] = len(tables), _Table(place, each.text, above)
        number, table = tables[key]
        table.rows.append(each.parts[0::2])
        order.append(number)
    columns = _Columns()
    for _, table in tables.values():
        columns.front += [len(table.rows) - (table.template > 0), table.template]
        columns.front += [] if table.template else [len(table.text)]
        _add(columns, table.rows)
    own = b"".join(table.text for _, table in tables.values() if not table.template)
    words, binary = b"".join(columns.words), b"".join(columns.hex)
    sizes = [len(words), len(binary), *map(len, columns.steps.values())]
    front = [len(texts), len(tables), *sizes, *columns.front]
    steps = [plane for each in columns.steps.values() for plane in planes(each)]
    return Woven(
        b"".join([_varints([len(front), *front]), own, *planes(order), words, binary, *steps]),
        len(own) + columns.unlike,
    )


def _add(columns: _Columns, rows: Sequence[Sequence[bytes]]) -> None:
    """Add the columns of one table that change."""
    changing = [(place, values) for place, values in enumerate(zip(*rows, strict=True)) if len(set(values)) > 1]
    columns.front.append(len(changing))
    last = 0
    for place, values in changing:
        columns.unlike += len(values[-1]) if len(values) > 2 and len(set(values[1:])) == 1 else 0
        columns.front.append(FORMS * (place - last) + _add_one(columns, values))
        last = place


def _add_one(columns: _Columns, values: Sequence[bytes]) -> int:
    """Add a column and return its form; its first value stands in the template."""
    if all(map(_NUMBER.match, values)):
        steps = [after - before for before, after in pairwise(map(int, values))]
        bits = max((each + (each < 0)).bit_length() for each in steps) + 1
        form = next(form for form, kind in STEPS.items() if bits <= 8 * array(kind).itemsize)
        columns.steps[form].extend(steps)
        return form
    if all(map(_HEX.match, values)) and len(set(map(len, values))) == 1:
        rows = [bytes.fromhex(each.decode()) for each in values]
        places = [place for place, column in enumerate(zip(*rows, strict=True)) if len(set(column)) > 1]
        columns.hex += [_varints([len(places), *places]), *(bytes(row[at] for at in places) for row in rows[1:])]
        return HEX
    columns.words += [each + b"\n" for each in values[1:]]
    return WORDS


def one_of_each(texts: Iterable[Text]) -> list[Text]:
    """Return the first text of each table that these texts would stand in: what a dictionary is made of."""
    found: dict[_Key, Text] = {}
    for each in texts:
        found.setdefault(each.key, each)
    return list(found.values())


def _varints(values: Iterable[int]) -> bytes:
    out = bytearray()
    for each in values:
        value = each
        while value > 0x7F:
            out.append(value & 0x7F | 0x80)
            value >>= 7
        out.append(value)
    return bytes(out)
