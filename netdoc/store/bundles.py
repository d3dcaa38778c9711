"""Captures and observations of some minutes as one record: woven into columns and deflated against a dictionary.

The body:

    byte 0       form of the body (1)
    bytes 1-4    number of captures, little-endian
    bytes 5-8    length of the woven form
    then         the first three bytes of each capture's digest: tells where a capture may lie without inflating
    then         raw deflate of the woven form (see `columns`), with the dictionary that the header names

Woven are the texts of the items in the order they were put. A capture's text is a line of JSON, `[method,
source, taken_at_us]`, and its bytes. An observation's text is its header fields as JSON with its kind; a
capture that lies in the same bundle is cited by its number there. Digests are not stored: they are taken of
the bytes again.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from itertools import repeat
from typing import Any

from netdoc.errors import StoreError
from netdoc.model.capture import Capture
from netdoc.model.facts.echo_block import from_us
from netdoc.model.observation import Observation
from netdoc.store.columns import Text, weave
from netdoc.store.dictionary import NO_DICTIONARY, Dictionary
from netdoc.store.readings import CITED
from netdoc.store.records import Entry, canonical
from netdoc.store.unweaving import Table, Unwoven, take_apart

FORM = 1
PREFIX_BYTES = 3
_GREATEST = 1 << 26
"""Bytes: twice what the largest transaction leaves waiting."""
_HEAD = struct.Struct("<BII")


def texts_of(items: Sequence[Entry]) -> list[Text]:
    """Return the texts of entries, captures and observations in the order put."""
    places: dict[str, int] = {}
    texts: list[Text] = []
    for item in items:
        if item.kind == "capture":
            places.setdefault((item.digest or b"").hex(), len(places))
            texts.append(Text(_named_capture(item.fields["source"]), _capture_text(item)))
        else:
            fields = _citing(item, places)
            texts.append(Text(_named(fields), canonical(fields)))
    return texts


@dataclass(frozen=True, slots=True)
class Packed:
    """A bundle's body. `news` is how many bytes of text another dictionary might have spared."""

    body: bytes
    news: int


def pack(items: Sequence[Entry], texts: Sequence[Text], dictionary: Dictionary = NO_DICTIONARY) -> Packed:
    """Return the body of a bundle of these entries; no capture's bytes may be among them twice."""
    prefixes = [item.digest[:PREFIX_BYTES] for item in items if item.digest is not None]
    woven = weave(texts, dictionary.templates)
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, 9, zlib.Z_DEFAULT_STRATEGY, dictionary.shared)
    squeezed = deflate.compress(woven.data) + deflate.flush()
    return Packed(_HEAD.pack(FORM, len(prefixes), len(woven.data)) + b"".join(prefixes) + squeezed, woven.news)


def length_of(body: bytes) -> int:
    """Return how many bytes a bundle's body says that it comes to.

    Raises:
        StoreError: it is damaged.
    """
    with whole():
        return int(_HEAD.unpack_from(body)[2])


def woven_of(body: bytes, dictionary: Dictionary) -> bytes:
    """Return the woven form in a bundle's body, for the bundle beside to be packed against.

    Raises:
        StoreError: it is damaged, or not of this dictionary.
    """
    with whole():
        _, captures, length = _HEAD.unpack_from(body)
        return _inflated(body[front_size(captures) :], length, dictionary.shared)


def prefixes_of(body: bytes) -> Iterator[bytes]:
    """Yield the first bytes of each capture's digest; the body may be cut off behind them."""
    _, count, _ = _HEAD.unpack_from(body)
    ends = range(_HEAD.size, front_size(count), PREFIX_BYTES)
    return (body[at : at + PREFIX_BYTES] for at in ends)


def front_size(captures: int) -> int:
    """Return how many bytes of a body hold the prefixes of so many captures."""
    return _HEAD.size + PREFIX_BYTES * captures


@dataclass(frozen=True)
class Bundle:
    """A bundle's content, taken apart as far as it is asked for."""

    _unwoven: Unwoven = field(repr=False)
    captures_held: int
    """How many captures there are."""

    @classmethod
    def unpacked(cls, body: bytes, dictionary: Dictionary = NO_DICTIONARY) -> Bundle:
        """Return what a record's body holds.

        Raises:
            StoreError: it is damaged, of an unknown form, or not of this dictionary.
        """
        with whole():
            form, captures, length = _HEAD.unpack_from(body)
            if form != FORM:
                raise ValueError(f"unknown form {form}")
            woven = _inflated(body[front_size(captures) :], length, dictionary.shared)
            unwoven = take_apart(woven, dictionary.templates)
            if sum([each.rows for each in unwoven.tables if holds_captures(each)]) != captures:
                raise ValueError("its captures do not add up")
            return cls(unwoven, captures)

    @cached_property
    def _texts(self) -> Sequence[bytes]:
        with whole():
            return self._unwoven.texts()

    @cached_property
    def _split(self) -> list[tuple[bytes, bytes]]:
        with whole():
            texts = self._unwoven.in_order(
                [each.texts() if holds_captures(each) else repeat(b"") for each in self._unwoven.tables]
            )
        parted = (text.partition(b"\n") for text in texts if text)
        return [(named, body) for named, _, body in parted]

    @cached_property
    def digests(self) -> list[str]:
        """The digests of the captures, in their order."""
        return [sha256(body).hexdigest() for _, body in self._split]

    def capture(self, digest: str) -> Capture | None:
        """Return a capture by its digest, or None."""
        return self._capture(self.digests.index(digest)) if digest in self.digests else None

    def captures(self) -> Iterator[Capture]:
        """Yield the captures in their order."""
        return map(self._capture, range(len(self._split)))

    @property
    def tables(self) -> Sequence[Table]:
        """Its texts, table by table."""
        return self._unwoven.tables

    def in_order(self, of_tables: Sequence[Iterable[Observation | None]]) -> list[Observation]:
        """Return what was read of each table in the order put, without what is None.

        Raises:
            StoreError: it is damaged.
        """
        with whole():
            return [each for each in self._unwoven.in_order(of_tables) if each is not None]

    def reading_texts(self) -> list[bytes]:
        """Return the texts of the readings in the order put, without the captures, of which none is made.

        Raises:
            StoreError: it is damaged.
        """
        with whole():
            texts = self._unwoven.in_order(
                [repeat(b"") if holds_captures(each) else each.texts() for each in self._unwoven.tables]
            )
        return [each for each in texts if each]

    def texts(self) -> Iterator[Text]:
        """Yield the texts with their names, as the next bundle will name its own."""
        with whole():
            for text in self._texts:
                held = json.loads(text.partition(b"\n")[0])
                yield Text(_named_capture(held[1]) if isinstance(held, list) else _named(held), text)

    def _capture(self, place: int) -> Capture:
        named, body = self._split[place]
        with whole():
            method, source, taken_us = json.loads(named)
            return Capture(body, from_us(taken_us), source, method)


def holds_captures(table: Table) -> bool:
    """Return whether the texts of a table are captures, and not observations."""
    return table.first.text.startswith(b"[")


def _capture_text(item: Entry) -> bytes:
    fields = item.fields
    named = json.dumps([fields["method"], fields["source"], fields["taken_at_us"]], separators=(",", ":"))
    return named.encode() + b"\n" + (item.body or b"")


def _citing(item: Entry, places: Mapping[str, int]) -> dict[str, Any]:
    fields = {**item.fields, "kind": item.kind}
    place = places.get(fields.get("capture", ""))
    if place is not None:
        del fields["capture"]
        fields[CITED] = place
    return fields


def _named_capture(source: str) -> bytes:
    return b"capture " + source.encode("utf-8", "backslashreplace")


def _named(fields: Mapping[str, Any]) -> bytes:
    fact = fields.get("fact")
    what = fact.get("kind") if isinstance(fact, dict) else fields.get("what")
    return f"{fields['kind']} {fields.get('subject')} {what}".encode("utf-8", "backslashreplace")


class Digests:
    """Gives the digests of a bundle's captures when they are asked for, from the bytes as they are stored."""

    __slots__ = ("_beside", "_body", "_dictionary", "_found")

    def __init__(self, body: bytes, dictionary: Dictionary, beside: tuple[bytes, Dictionary] | None = None) -> None:
        """Keep a bundle's body and its dictionary, and both of the bundle beside that it was packed against."""
        self._body, self._dictionary, self._beside = body, dictionary, beside
        self._found: Sequence[str] | None = None

    def at(self, place: int) -> str:
        """Return the digest of the capture of that number.

        Raises:
            StoreError: it is damaged.
        """
        with whole():
            if self._found is None:
                woven = b"" if self._beside is None else woven_of(*self._beside)
                self._found = Bundle.unpacked(self._body, self._dictionary.followed_by(woven)).digests
            return self._found[place]


def _inflated(data: bytes, length: int, shared: bytes) -> bytes:
    if length > _GREATEST:
        raise ValueError("it would come to more than any bundle")
    inflate = zlib.decompressobj(-zlib.MAX_WBITS, shared)
    woven = inflate.decompress(data, length + 1)
    if len(woven) != length or not inflate.eof or inflate.unused_data:
        raise ValueError("its length does not fit")
    return woven


@contextmanager
def whole() -> Iterator[None]:
    """Tell that a bundle is damaged.

    Raises:
        StoreError: instead of whatever taking it apart stumbled over.
    """
    try:
        yield
    except (struct.error, zlib.error, LookupError, ValueError, TypeError, OverflowError, StopIteration) as broken:
        raise StoreError(
            f"captures and readings of some minutes cannot be read ({broken}): the file is damaged",
            hint="keep the file as it is, and work on a copy; everything else in it can still be read",
        ) from broken
