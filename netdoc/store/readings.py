"""Readings that differ in a few words, made of their columns: what does not change is made once.

A month of a modem read each minute is one template and some columns of numbers. Writing out the JSON of each
reading again, only to take it apart at once, takes five times as long. What is unusual (a template of its own, a
question that failed, a field's name that changes, anything that does not fit) is left to that way, which knows every
error: `Form.made` then returns None.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from itertools import accumulate, chain, pairwise
from typing import Any, TypeVar

from netdoc.model.casting import Mould
from netdoc.model.codec import field_reader, is_whole_number
from netdoc.model.facts.echo_block import EPOCH, MICROSECOND
from netdoc.model.observation import Seen
from netdoc.store.cited import Cited
from netdoc.store.columns import STEPS, Text
from netdoc.store.records import observation_from
from netdoc.store.unweaving import Columns, Table

T = TypeVar("T")

CITED = "cites"
"""The field that stands for `capture` where the capture lies in the same bundle."""
_REMEMBERED = 512
"""Different values of a field that are kept, so that the same text is read once and held once."""
_AT, _FACT, _CAPTURE = map([each.name for each in fields(Seen)].index, ("at", "fact", "capture"))
_HEADER = frozenset({"at_us", CITED})
"""Whole numbers of the header that change from reading to reading."""


Read = Callable[[bytes], Any]


@dataclass(frozen=True, slots=True)
class Window:
    """What is wanted, in µs since 1970, both ends included; None for no end."""

    since: int | None = None
    until: int | None = None

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return self.since is None and self.until is None

    def holds(self, at_us: int, end_us: int) -> bool:
        """Return whether what lasted so long reaches into it."""
        return (self.until is None or at_us <= self.until) and (self.since is None or end_us >= self.since)


@dataclass(frozen=True, slots=True)
class _Field:
    """A field of the header or of its fact: where it stands in the template, and how its text is read."""

    name: str
    of_fact: bool
    start: int
    end: int
    read: Read | None
    """None for a field that may not change."""
    is_number: bool


@dataclass(frozen=True, slots=True)
class _Numbers:
    """A whole number that changes in a table, and where its steps stand."""

    form: int
    rank: int
    first: int

    def values(self, tables: Sequence[Table]) -> list[int]:
        """Return it for each reading of the tables."""
        found: list[int] = []
        for each in tables:
            found += each.numbers(self.form, self.rank, self.first)
        return found


@dataclass(frozen=True, slots=True)
class _Words:
    """A field that changes in a table, by the text that some columns make."""

    columns: Sequence[int]
    pattern: bytes
    read: Read

    def values(self, tables: Sequence[Table]) -> list[Any]:
        """Return its value in each reading of the tables."""
        read, pattern = self.read, self.pattern
        words = [zip(*[each.values(number) for number in self.columns], strict=True) for each in tables]
        return [read(pattern % each) for each in chain.from_iterable(words)]


@dataclass(frozen=True, slots=True)
class _Changes:
    """What changes in a table."""

    at: _Numbers | None
    cites: _Numbers | None
    fact: Sequence[tuple[int, _Numbers | _Words]]
    """By the place of the field in the fact."""


@lru_cache(maxsize=512)
def form_of(template: Text) -> Form | None:
    """Return what makes readings of tables with this template; None where it holds no reading."""
    try:
        return Form(template) if template.text.startswith(b"{") else None
    except Exception:  # whatever is wrong with it, reading it by JSON says it best
        return None


class Form:
    """A template of readings, taken apart into fields.

    Raises:
        Exception: it is not a reading that this netdoc knows.
    """

    def __init__(self, template: Text) -> None:
        header = json.loads(template.text)
        self._cites: int | None = header.pop(CITED, None)
        seen = observation_from(header["kind"], header)
        if not isinstance(seen, Seen):
            raise TypeError("not a reading")
        self._seen, self._fact = Mould(seen), Mould(seen.fact)
        self._parts = template.parts
        self._ends = list(accumulate(map(len, template.parts)))
        self._at_us: int = header["at_us"]
        self._fields = _fields_of(template.text, type(seen.fact))
        self._starts = [each.start for each in self._fields]
        self._changes: dict[Columns, _Changes | None] = {}

    def made(self, sources: Sequence[tuple[Table, Cited]], window: Window) -> list[Sequence[Seen[Any] | None]] | None:
        """Return the readings of each table, None for those outside of a window.

        Args:
            sources: tables of this template and of the same columns, and the captures of their bundles.
            window: what is wanted.

        Returns:
            None where they take the way by JSON.
        """
        try:
            return self._made(sources, window)
        except Exception:  # damaged or unknown: reading it by JSON says it best
            return None

    def _made(self, sources: Sequence[tuple[Table, Cited]], window: Window) -> list[Sequence[Seen[Any] | None]]:
        tables = [table for table, _ in sources]
        changes = self._changes_of(tables[0].columns)
        count = sum([each.rows for each in tables])
        if changes.fact:
            facts = self._fact.cast(count, [(place, each.values(tables)) for place, each in changes.fact])
        else:
            facts = [self._fact.like] * count
        instants = [self._at_us] * count if changes.at is None else changes.at.values(tables)
        news: list[tuple[int, Sequence[Any]]] = [
            (_AT, [EPOCH + each * MICROSECOND for each in instants]),
            (_FACT, facts),
        ]
        if self._cites is not None:
            cites = [self._cites] * count if changes.cites is None else changes.cites.values(tables)
            places = _cut(cites, tables)
            news.append(
                (_CAPTURE, [one for (_, held), its in zip(sources, places, strict=True) for one in held.promises(its)])
            )
        found: list[Seen[Any] | None] = self._seen.cast(count, news)
        if not window.is_all:
            found = [seen if window.holds(at, at) else None for seen, at in zip(found, instants, strict=True)]
        return _cut(found, tables)

    def _changes_of(self, columns: Columns) -> _Changes:
        """Return the fields that a table's columns change.

        Raises:
            ValueError: one that is not to be changed: then these readings are not alike.
        """
        if columns not in self._changes:
            if len(self._changes) >= _REMEMBERED:
                self._changes.clear()
            self._changes[columns] = None
            self._changes[columns] = self._changing(columns)
        found = self._changes[columns]
        if found is None:
            raise ValueError("more than values differs")
        return found

    def _changing(self, columns: Columns) -> _Changes:
        held: dict[int, list[int]] = {}
        for number, place in enumerate(columns.places):
            end = self._ends[2 * place]
            at = bisect_right(self._starts, end - 1) - 1
            if at < 0 or end > self._fields[at].end:
                raise ValueError("something else than its values differs")
            held.setdefault(at, []).append(number)
        found = {self._fields[at]: self._change(self._fields[at], numbers, columns) for at, numbers in held.items()}
        header: dict[str, _Numbers] = {}
        for field, each in found.items():
            if not field.of_fact:
                if isinstance(each, _Words):
                    raise ValueError("its header differs")
                header[field.name] = each
        return _Changes(
            header.get("at_us"),
            header.get(CITED),
            [(self._fact.place[field.name], each) for field, each in found.items() if field.of_fact],
        )

    def _change(self, field: _Field, numbers: Sequence[int], columns: Columns) -> _Numbers | _Words:
        first = numbers[0]
        word = 2 * columns.places[first]
        is_whole = self._ends[word] - len(self._parts[word]) == field.start and self._ends[word] == field.end
        if field.is_number and columns.forms[first] in STEPS and is_whole:
            return _Numbers(columns.forms[first], columns.ranks[first], int(self._parts[word]))
        if field.read is None:
            raise ValueError("its kind differs")
        patterns = {2 * columns.places[number]: columns.patterns[number] for number in numbers}
        pattern = b""
        for place, part in enumerate(self._parts):
            end = self._ends[place]
            begin = end - len(part)
            if field.start < end and begin < field.end:
                cut = part[max(0, field.start - begin) : len(part) - max(0, end - field.end)]
                pattern += patterns.get(place) or cut.replace(b"%", b"%%")
        return _Words(numbers, pattern, field.read)


def _cut(values: Sequence[T], tables: Sequence[Table]) -> list[Sequence[T]]:
    """Return the values of each table."""
    ends = list(accumulate([each.rows for each in tables], initial=0))
    return [values[start:end] for start, end in pairwise(ends)]


def _fields_of(text: bytes, kind: type[Any]) -> list[_Field]:
    """Return the fields of a reading's header and of its fact, in the order of the text."""
    found = []
    for name, start, end in _spans(text, 0):
        if name != "fact":
            found.append(_Field(name, False, start, end, None, name in _HEADER))
            continue
        for inner, begin, finish in _spans(text, start):
            fixed = inner in ("kind", "v")
            read = None if fixed else _remembering(kind, inner)
            found.append(_Field(inner, True, begin, finish, read, not fixed and is_whole_number(kind, inner)))
    return found


def _spans(text: bytes, start: int) -> list[tuple[str, int, int]]:
    """Return (name, start, end) of each field of the JSON object, written without spaces, that begins at `start`."""
    letters = text.decode("latin-1")  # a letter a byte: only where things stand is wanted
    decoder, found, at = json.JSONDecoder(), [], start
    while letters[at] != "}":
        name, at = decoder.raw_decode(letters, at + 1)
        _, end = decoder.raw_decode(letters, at + 1)
        found.append((name, at + 1, end))
        at = end
    return found


def _remembering(kind: type[Any], name: str) -> Callable[[bytes], Any]:
    """Return what reads the text of a field; equal texts give one value."""
    reader = field_reader(kind, name)
    known: dict[bytes, Any] = {}

    def read(text: bytes) -> Any:
        if text not in known:
            if len(known) >= _REMEMBERED:
                known.clear()
            is_simple = text.startswith(b'"') and b"\\" not in text
            known[text] = reader(text[1:-1].decode() if is_simple else json.loads(text), name)
        return known[text]

    return read
