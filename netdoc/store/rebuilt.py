"""A store made anew of records that were taken out of another: for reading them in the store's own way.

Nothing is trusted but the bytes of headers and bodies: the columns that queries need are read from the headers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from netdoc.errors import StoreError
from netdoc.store.bundles import length_of
from netdoc.store.failures import explained
from netdoc.store.records import block_reach, reading
from netdoc.store.schema import connect

WITHHELD = "withheld"
"""Kind of a record of which only the hash is known."""
MOST_UNPACKED = 400_000_000
"""Bytes that all bundles together may come to: some four months of an office."""

Raw = tuple[bytes, bytes | None, bytes]
"""Header, body and hash of a record; an empty header for one that is withheld."""

_INSERT = """
    INSERT INTO record (site_id, seq, kind, at_us, span_us, digest, header, body, hash)
    VALUES (?, ?, ?, ?, ?, ?, CAST(? AS TEXT), ?, ?)
"""


def rebuild(path: Path, site_id: str, records: Iterable[Raw]) -> None:
    """Make a store of records, from the first on.

    Raises:
        StoreError: a header is damaged, or unpacking the records would fill the memory.
        Exception: whatever the iterable raises.
    """
    connection = connect(path)
    try:
        with explained(path):
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")  # of a passing file
            connection.execute("BEGIN")
            connection.executemany(_INSERT, _rows(site_id, records))
            connection.execute("COMMIT")
            connection.execute("PRAGMA journal_mode = DELETE")
    finally:
        connection.close()


def _rows(site_id: str, records: Iterable[Raw]) -> Iterator[tuple[Any, ...]]:
    unpacked = 0
    for seq, (header, body, digest) in enumerate(records, start=1):
        if not header:
            yield (site_id, seq, WITHHELD, None, 0, None, b"{}", None, digest)
            continue
        with reading():
            kind, at_us, span_us, capture = _columns(json.loads(header))
            if kind == "bundle":
                unpacked += length_of(body or b"")
        if unpacked > MOST_UNPACKED:
            raise StoreError("its records would come to more than any office's", hint="it was not made by netdoc")
        yield (site_id, seq, kind, at_us, span_us, capture, header, body, digest)


def _columns(header: dict[str, Any]) -> tuple[str, int | None, int, bytes | None]:
    kind = header["kind"]
    if kind == "capture":
        return kind, header["taken_at_us"], 0, bytes.fromhex(header["digest"])
    at_us = header.get("at_us")
    if kind == "echo":
        return kind, at_us, block_reach(header), None
    return kind, at_us, max(0, header.get("end_us", at_us or 0) - (at_us or 0)), None
