"""The case file (`.ndcase`): records as they are stored, or their hash alone, with the seal and the verdict on them.

    "netdoc case 1\\n"
    head      4 bytes length, then JSON: site, size and root of the seal, what was asked, the verdict
    records   one after the other from the first, as many as the seal covers:
              "R", 4 bytes length of the header, 4 bytes length of the body plus one (0: no body),
                   the first 4 bytes of the record's hash, header, body
              "H", 32 bytes: the hash of a record that is withheld, or held back, and
                   two lengths as above, then what stands in its place: not proven by anything
    "E"       32 bytes: SHA-256 of everything before

Numbers are big-endian. A record's hash is made of its predecessor's and its own bytes, so the root shows every byte of
it; the four bytes only tell which one was changed. The end's hash is no proof against anybody who can count: it shows
damage where nothing else would.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from netdoc.evidence import merkle

MAGIC = b"netdoc case 1\n"
SCHEMA = "netdoc.case_file/1"
GENESIS = bytes(32)
MOST_HEAD = 32_000_000
MOST_HEADER = 1 << 20
MOST_BODY = 1 << 26
MOST_RECORDS = 5_000_000
_SHORT = 4
_RECORD = struct.Struct(">II4s")
_HOLE = struct.Struct(">32sII")
_LENGTH = struct.Struct(">I")


class Broken(Exception):
    """The file is not what was written; the message says where."""


@dataclass(frozen=True, slots=True)
class Part:
    """One record of a case file."""

    header: bytes
    """As hashed; empty for a record of which only the hash is shown."""
    body: bytes | None
    hash: bytes
    """The record's chained hash."""
    proven: bool = True
    """False: the record is withheld, and `header` and `body` only stand in its place."""


@dataclass(frozen=True, slots=True)
class Seal:
    """What the head says that the records add up to."""

    size: int
    root: bytes


Link = Callable[[bytes, bytes, bytes | None], bytes]
"""Makes a record's hash of its predecessor's, its header and its body."""


def written(head: Mapping[str, Any], parts: Iterable[Part]) -> Iterator[bytes]:
    """Yield the bytes of a case file, piece by piece."""
    text = json.dumps(head, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    plain = text.encode("utf-8", "backslashreplace")
    total = hashlib.sha256()
    for piece in _pieces(plain, parts):
        total.update(piece)
        yield piece
    yield total.digest()


def _pieces(head: bytes, parts: Iterable[Part]) -> Iterator[bytes]:
    yield MAGIC + _LENGTH.pack(len(head)) + head
    for each in parts:
        body = 0 if each.body is None else len(each.body) + 1
        if each.proven:
            front = b"R" + _RECORD.pack(len(each.header), body, each.hash[:_SHORT])
        else:
            front = b"H" + _HOLE.pack(each.hash, len(each.header), body)
        yield front + each.header + (each.body or b"")
    yield b"E"


class CaseFile:
    """Reads a case file from its beginning to its end, once, and checks each byte on the way."""

    def __init__(self, file: BinaryIO, link: Link) -> None:
        """Read the head.

        Args:
            file: opened for reading bytes.
            link: how the records were chained.

        Raises:
            Broken: it is no case file, or its head is damaged.
        """
        self._file = file
        self._link = link
        self._total = hashlib.sha256()
        if self._read(len(MAGIC), "the beginning") != MAGIC:
            raise Broken("it is not a case file of this form")
        (length,) = _LENGTH.unpack(self._read(_LENGTH.size, "the head"))
        if length > MOST_HEAD:
            raise Broken("the head is longer than any that netdoc writes")
        self.head = _plain_head(self._read(length, "the head"))
        self.seal = _seal_in(self.head)
        self.withheld = 0
        self.hashes: list[bytes] = []
        """Of the records, as far as they were read."""

    def parts(self) -> Iterator[Part]:
        """Yield the records in order; the last is given only after everything was found as it should be.

        Raises:
            Broken: a record, the root, or the end is not what was written.
        """
        tree, previous = merkle.Growing(), GENESIS
        last: Part | None = None
        for number in range(1, self.seal.size + 1):
            if last is not None:
                yield last
            last = self._part(number, previous)
            previous = last.hash
            self.hashes.append(previous)
            tree.add(merkle.leaf(previous))
        if self._read(1, "the end") != b"E":
            raise Broken(f"after record {self.seal.size}, the last, something else than the end follows")
        told = self._total.digest()
        if self._file.read(len(told)) != told:
            raise Broken("the end is not that of this file: something in it was changed or cut off")
        if self._file.read(1):
            raise Broken("bytes were added behind its end")
        if tree.root() != self.seal.root:
            raise Broken("the records do not add up to the root that was sealed")
        if last is not None:
            yield last

    def _part(self, number: int, previous: bytes) -> Part:
        what = f"record {number}"
        kind = self._read(1, what)
        if kind == b"R":
            header_size, body_size, short = _RECORD.unpack(self._read(_RECORD.size, what))
            header, body = self._header_and_body(header_size, body_size, what)
            found = self._link(previous, header, body)
            if found[:_SHORT] != short:
                raise Broken(f"{what} is not what was written, or the one before it")
            return Part(header, body, found)
        if kind == b"H":
            self.withheld += 1
            held, header_size, body_size = _HOLE.unpack(self._read(_HOLE.size, what))
            header, body = self._header_and_body(header_size, body_size, what)
            return Part(header, body, held, proven=False)
        raise Broken(f"{what} is missing or damaged")

    def _header_and_body(self, header_size: int, body_size: int, what: str) -> tuple[bytes, bytes | None]:
        if header_size > MOST_HEADER or body_size > MOST_BODY:
            raise Broken(f"{what} is longer than any that netdoc writes")
        both = self._read(header_size + max(0, body_size - 1), what)
        return both[:header_size], both[header_size:] if body_size else None

    def _read(self, size: int, what: str) -> bytes:
        found = self._file.read(size)
        if len(found) != size:
            raise Broken(f"it ends within {what}")
        self._total.update(found)
        return found


def _plain_head(text: bytes) -> Mapping[str, Any]:
    try:
        head = json.loads(text)
    except (ValueError, RecursionError):
        raise Broken("the head is damaged") from None
    if not isinstance(head, dict) or head.get("schema") != SCHEMA:
        raise Broken("the head is not one that this netdoc knows: install a newer netdoc-toolkit")
    return head


def _seal_in(head: Mapping[str, Any]) -> Seal:
    size, told = head.get("size"), head.get("root")
    if type(size) is not int or not 0 < size <= MOST_RECORDS or not isinstance(told, str) or len(told) != 64:
        raise Broken("the head names no seal")
    try:
        return Seal(size, bytes.fromhex(told))
    except ValueError:
        raise Broken("the head names no seal") from None
