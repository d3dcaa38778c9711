"""The chain: every record's hash covers the one before it, so that a later edit or a hole shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

GENESIS = bytes(32)
"""What the first record's hash is chained to."""


def link(previous: bytes, header: bytes, body: bytes | None) -> bytes:
    """Return h(n) = SHA-256(h(n-1) || header || body).

    Where the header ends is not in doubt: no JSON object's text is the beginning of another's.
    """
    return hashlib.sha256(previous + header + (body or b"")).digest()


@dataclass(frozen=True, slots=True)
class Row:
    """A record as it lies in the file."""

    site_id: str
    seq: int
    kind: str
    at_us: int | None
    digest: bytes | None
    header: bytes
    body: bytes | None
    hash: bytes


def first_bad(rows: Iterable[Row], site_id: str) -> int | None:
    """Return the number of the first record that is not what was written, or None.

    A hole shows at the number that is missing. A cut-off end does not show: only a hash kept elsewhere
    (a seal, a ticket note) can show that.
    """
    expected, previous = 1, GENESIS
    for row in rows:
        if row.seq != expected or row.site_id != site_id or not _agrees(row):
            return expected
        if link(previous, row.header, row.body) != row.hash:
            return expected
        expected, previous = expected + 1, row.hash
    return None


def _agrees(row: Row) -> bool:
    """Tell whether the columns repeat what the hashed header says."""
    try:
        header = json.loads(row.header)
        digest = bytes.fromhex(header["digest"]) if row.kind == "capture" else None
        at_us = header.get("taken_at_us" if row.kind == "capture" else "at_us")
        return bool(
            header["seq"] == row.seq and header["kind"] == row.kind and at_us == row.at_us and digest == row.digest
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False
