"""Seals in the store: a record that states the root over all records before it.

A chain alone does not show that its end was cut off or that it was written anew as a whole: only a root that is kept
elsewhere does. A seal is the moment at which such a root is made.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from netdoc.model.facts.echo_block import from_us
from netdoc.store.journal import Journal
from netdoc.store.records import Entry, reading

_HASHES = "SELECT hash FROM record WHERE site_id = :site ORDER BY seq"
_SEALS = "SELECT CAST(header AS BLOB) FROM record WHERE site_id = :site AND kind = 'seal' ORDER BY seq"
_NEWEST = "SELECT max(seq) FROM record WHERE site_id = :site"
LAST_MEASURED = (
    "SELECT kind FROM record WHERE site_id = :site AND kind NOT IN ('stamp', 'sent') ORDER BY seq DESC LIMIT 1"
)
"""Kind of the last record but those that only say what became of a seal (`seal_notes.py`)."""

Root = Callable[[Iterator[bytes]], bytes]
"""Makes the root over the records' hashes, in order."""


@dataclass(frozen=True, slots=True)
class Seal:
    """What a seal states."""

    seq: int
    """Number of the seal's own record."""
    size: int
    """How many records it covers, from the first."""
    root: bytes
    at: datetime | None
    """When it was made, by the computer's clock."""


class Seals:
    """Makes and lists seals."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def make(self, root: Root) -> Seal | None:
        """Seal every record, and return the seal; None for a store without records.

        A store to which nothing was measured or told since its last seal gets no other.
        """
        with self._journal.transaction():
            site = {"site": self._journal.site_id}
            last = next(self._journal.rows(LAST_MEASURED, site), None)
            if last is None:
                return None
            if last[0] != "seal":
                ((size,),) = self._journal.rows(_NEWEST, site)
                made = root(self.hashes())
                self._journal.append(Entry(kind="seal", fields={"root": made.hex(), "size": size}))
            *_, newest = self.all()
        return newest

    def hashes(self) -> Iterator[bytes]:
        """Yield the hash of every record, in order."""
        for (held,) in self._journal.rows(_HASHES, {"site": self._journal.site_id}):
            yield bytes(held)

    def all(self) -> Iterator[Seal]:
        """Yield the seals, the oldest first.

        Raises:
            StoreError: one is damaged.
        """
        for (text,) in self._journal.rows(_SEALS, {"site": self._journal.site_id}):
            with reading():
                header = json.loads(text)
                written_us = header.get("wall_utc_us")
                yield Seal(
                    int(header["seq"]),
                    int(header["size"]),
                    bytes.fromhex(header["root"]),
                    None if written_us is None else from_us(written_us),
                )
