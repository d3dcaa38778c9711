"""Seal an office's record: a root over all that is stored, and the six words that are told to somebody else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from netdoc.errors import StoreError
from netdoc.evidence import merkle
from netdoc.evidence.words import words_of
from netdoc.ports import Clock
from netdoc.store.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A seal, as it is told to people."""

    site: str
    records: int
    root: str
    """Hexadecimal SHA-256 root (RFC 6962) over the hashes of the records."""
    words: tuple[str, ...]
    at: datetime | None


def root_of(hashes: Iterator[bytes]) -> bytes:
    """Return the root over the records of a store: each record's chained hash is a leaf."""
    return merkle.root(merkle.leaf(each) for each in hashes)


def seal(path: Path, clock: Clock) -> Sealed:
    """Seal what is stored; what is sealed already is not sealed again.

    Raises:
        StoreError: there is no store, nothing in it, or it cannot be written.
    """
    with Store.open(path, create=False, clock=clock) as store:
        made = store.seal(root_of)
        if made is None:
            raise StoreError(
                f"{path} holds no record yet", hint="run `netdoc check` first: then there is something to seal"
            )
        return Sealed(
            site=store.site_id or "", records=made.size, root=made.root.hex(), words=words_of(made.root), at=made.at
        )
