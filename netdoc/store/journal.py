"""Appending: one transaction at a time, numbered and chained; nothing else writes to the file."""

from __future__ import annotations

import re
import secrets
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from netdoc.errors import StoreError, StoreFull
from netdoc.model.facts.echo_block import to_us
from netdoc.ports import Clock
from netdoc.store.chain import GENESIS, link
from netdoc.store.failures import explained
from netdoc.store.records import Entry, canonical

_INSERT = """
    INSERT INTO record (site_id, seq, kind, at_us, span_us, digest, header, body, hash)
    VALUES (?, ?, ?, ?, ?, ?, CAST(? AS TEXT), ?, ?)
"""
_SITE_ID = "SELECT site_id FROM (SELECT site_id FROM record LIMIT 1) UNION ALL SELECT site_id FROM pending LIMIT 1"
OWN_RUN = -1
_AT_ONCE = 64
"""Rows fetched under one lock."""


class Journal:
    """A connection that only appends. Usable from several threads, one at a time.

    `site_id` is None until the first record names the office.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path, *, clock: Clock | None, read_only: bool) -> None:
        self.path = path
        self.read_only = read_only
        self._connection = connection
        self._clock = clock
        self._lock = threading.RLock()
        self._head: tuple[int, bytes] | None = None
        self._run: Entry | None = None
        self._run_seq: int | None = None
        self._commits_undone = 0
        self._closed = False
        self.before_begin: Callable[[], None] = _nothing
        self.before_commit: Callable[[], None] = _nothing
        self.on_full: Callable[[StoreFull], StoreFull] = _itself
        with explained(path):
            self._site_id = self._stored_site_id()

    @property
    def site_id(self) -> str | None:
        """The office that the records are of."""
        if self._site_id is None:
            with self._lock, explained(self.path):
                self._site_id = self._stored_site_id()
        return self._site_id

    @property
    def undone(self) -> int:
        """How many transactions were rolled back: tells a cache above that it may be ahead of the file."""
        return self._commits_undone

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, on the disk at the end. A transaction within another is part of it.

        Raises:
            StoreFull: the disk is full; nothing of this transaction is stored, everything before it is.
            StoreError: read-only, closed, or locked by another process for longer than the time-out.
        """
        with self._lock:
            if self._head is not None:
                with explained(self.path):
                    yield
                return
            if self.read_only:
                raise StoreError(
                    f"{self.path} was opened for reading only",
                    hint="run again with --debug and report it: netdoc wrote where it only reads",
                )
            self.before_begin()
            try:
                with explained(self.path), self._outermost():
                    yield
            except StoreFull as full:
                raise self.on_full(full) from full

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let everything read within be of one moment, whatever other processes write meanwhile."""
        with explained(self.path):
            self._connection.execute("BEGIN")
        try:
            yield
        finally:
            with suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")

    @contextmanager
    def _outermost(self) -> Iterator[None]:
        before = (self._site_id, self._run_seq)
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            self._site_id = self._stored_site_id()
            self._head = self._last()
            yield
            self.before_commit()
            self._connection.execute("COMMIT")
        except BaseException:
            self._site_id, self._run_seq = before
            self._commits_undone += 1
            with suppress(sqlite3.Error):
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
            raise
        finally:
            self._head = None

    def begin_run(self, entry: Entry) -> None:
        """Let the records from now on be of this run. Its own record is written before the first of them."""
        with self._lock:
            self._run, self._run_seq = entry, None
            if self.site_id is not None:
                with self.transaction():
                    self.begun()

    def end_run(self, entry: Entry) -> None:
        """Close the run; one that recorded nothing leaves no trace."""
        with self._lock:
            if self._run_seq is not None:
                self.append(entry)
            self._run, self._run_seq = None, None

    def begun(self, site_id: str | None = None) -> int | None:
        """Return the number of the run's record, written now if it is the first of the run; None outside of runs.

        To be called within a transaction. `site_id` names the office, if nothing has yet.
        """
        if self._site_id is None:
            self._site_id = site_id or name_from(self.path.stem)
        if self._run is not None and self._run_seq is None:
            self._append_run()
        return self._run_seq

    def append(self, entry: Entry, *, site_id: str | None = None, run: int | None = OWN_RUN) -> int:
        """Append one record and return its number.

        Args:
            entry: the record.
            site_id: names the office, if nothing has yet.
            run: the record's run, where it is another than the one that has begun.
        """
        with self.transaction():
            own = self.begun(site_id)
            number = own if run == OWN_RUN else run
            return self._insert(entry, {} if number is None else {"run": number})

    def change(self, statement: str, parameters: Mapping[str, Any]) -> None:
        """Change what waits to be recorded; to be called within a transaction."""
        self._connection.execute(statement, parameters)

    def rows(self, statement: str, parameters: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query; only a few are held at a time."""
        with explained(self.path):
            cursor = self._connection.execute(statement, parameters)
        try:
            while True:
                with self._lock, explained(self.path):
                    some = cursor.fetchmany(_AT_ONCE)
                if not some:
                    return
                yield from some
        finally:
            with suppress(sqlite3.Error):
                cursor.close()

    @property
    def is_open(self) -> bool:
        """Whether the file has not been closed yet."""
        return not self._closed

    def close(self) -> None:
        """Close the file; what was committed stays."""
        with self._lock, explained(self.path):
            self._closed = True
            self._connection.close()

    def _append_run(self) -> None:
        assert self._run is not None and self._head is not None
        self._run_seq = self._insert(self._run, {"run": self._head[0] + 1, "site_id": self._site_id})

    def _insert(self, entry: Entry, added: Mapping[str, Any]) -> int:
        assert self._head is not None
        last, previous = self._head
        seq = last + 1
        header = canonical(
            {**entry.fields, **self._stamp(), **_privacy(entry), **added, "kind": entry.kind, "seq": seq}
        )
        digest = link(previous, header, entry.body)
        row = (self._site_id, seq, entry.kind, entry.at_us, entry.span_us, entry.digest, header, entry.body, digest)
        self._connection.execute(_INSERT, row)
        self._head = (seq, digest)
        return seq

    def _stamp(self) -> dict[str, int]:
        """When the record is written; without a clock it is left out, never invented."""
        if self._clock is None:
            return {}
        return {"wall_utc_us": to_us(self._clock.now()), "mono_ns": self._clock.monotonic_ns()}

    def _stored_site_id(self) -> str | None:
        row = self._connection.execute(_SITE_ID).fetchone()
        return None if row is None else str(row[0])

    def _last(self) -> tuple[int, bytes]:
        row = self._connection.execute(
            "SELECT seq, hash FROM record WHERE site_id = ? ORDER BY seq DESC LIMIT 1", (self._site_id,)
        ).fetchone()
        return (0, GENESIS) if row is None else (row[0], row[1])


def _privacy(entry: Entry) -> dict[str, Any]:
    """Return what tells whether a record may be shown, and a salt, so that the hash of one that is not tells nothing.

    Also one that may be shown gets a salt: what looks like anybody's address may turn out to be this office's.
    """
    return {} if entry.private is None else {"private": entry.private, "salt": secrets.token_hex(16)}


def _nothing() -> None:
    return None


def _itself(error: StoreFull) -> StoreFull:
    return error


def name_from(text: str) -> str:
    """Return a text as a site's short name: lower case, digits and hyphens, `site` when nothing is left."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60] or "site"
