"""The database itself: how a file is told from others, its tables, and its numbered migrations."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from netdoc.errors import StoreError, StoreIsNewer
from netdoc.store.failures import explained, not_a_store

APPLICATION_ID = 0x6E646F63
"""`ndoc`: says in the file's header whose it is (`PRAGMA application_id`)."""
NEEDED_SQLITE = (3, 37, 0)
"""First SQLite with STRICT tables."""
_PAGE_BYTES = 8192
"""Blocks of eight rungs take 0.7 to 1.1 kB: at 4096 a third of each page would stay empty."""
_LOG_PAGES = 128
_MAGIC = b"SQLite format 3\0"

OBSERVED = "kind IN ('echo', 'seen', 'missed', 'gap', 'bundle')"
"""Records that reach over a stretch of time. A query that says it in these words is answered by an index."""

_RECORDS = (
    # One row per record. `header` is the canonical JSON exactly as hashed; the columns before it repeat
    # what queries need and are checked against it by `verify_chain`. Times are µs since 1970 UTC.
    """
    CREATE TABLE record (
        site_id TEXT NOT NULL,
        seq INTEGER NOT NULL CHECK (seq >= 1),
        kind TEXT NOT NULL,
        at_us INTEGER,
        span_us INTEGER NOT NULL,
        digest BLOB,
        header TEXT NOT NULL,
        body BLOB,
        hash BLOB NOT NULL CHECK (length(hash) = 32),
        PRIMARY KEY (site_id, seq)
    ) STRICT
    """,
    "CREATE UNIQUE INDEX record_digest ON record (site_id, digest) WHERE digest IS NOT NULL",
    """
    CREATE INDEX record_setting ON record (site_id, kind, seq)
    WHERE kind = 'site' OR kind = 'case' OR kind = 'layout'
    """,
    # OR REPLACE would delete silently, so the insert itself is guarded too: only the next number goes in.
    """
    CREATE TRIGGER record_appends BEFORE INSERT ON record
    WHEN NEW.seq <> 1 + coalesce((SELECT max(seq) FROM record WHERE site_id = NEW.site_id), 0)
        OR EXISTS (SELECT 1 FROM record WHERE rowid = NEW.rowid)
        OR EXISTS (SELECT 1 FROM record WHERE site_id = NEW.site_id AND digest = NEW.digest)
    BEGIN SELECT RAISE(ABORT, 'records are only appended, one after the other'); END
    """,
    """
    CREATE TRIGGER record_is_never_updated BEFORE UPDATE ON record
    BEGIN SELECT RAISE(ABORT, 'a record is never changed'); END
    """,
    """
    CREATE TRIGGER record_is_never_deleted BEFORE DELETE ON record
    BEGIN SELECT RAISE(ABORT, 'a record is never deleted'); END
    """,
    # The fields that all records share, for people and other programs; what a run has in common is stored once.
    """
    CREATE VIEW records AS
    SELECT r.site_id, r.seq, json_extract(u.header, '$.run_id') AS run_id,
        json_extract(r.header, '$.wall_utc_us') AS wall_utc_us, json_extract(r.header, '$.mono_ns') AS mono_ns,
        json_extract(u.header, '$.boot_id') AS boot_id, json_extract(u.header, '$.tz') AS tz,
        r.kind, r.header, r.body, r.hash
    FROM record r
    LEFT JOIN record u ON u.site_id = r.site_id AND u.seq = json_extract(r.header, '$.run')
    """,
)

_PENDING = """
    TABLE pending (
        nr INTEGER PRIMARY KEY,
        site_id TEXT NOT NULL,
        run INTEGER,
        kind TEXT NOT NULL,
        at_us INTEGER,
        span_us INTEGER NOT NULL,
        size INTEGER NOT NULL,
        digest BLOB,
        header TEXT NOT NULL,
        body BLOB
    ) STRICT
"""
_BUNDLES = (
    # What waits to be sealed into one record with its neighbours (`pending.py`); the columns are those of `record`.
    f"CREATE {_PENDING}",
    "CREATE INDEX pending_digest ON pending (site_id, digest) WHERE digest IS NOT NULL",
    f"CREATE INDEX record_end ON record (at_us + span_us) WHERE {OBSERVED}",
    """
    CREATE INDEX record_landmark ON record (site_id, kind, seq)
    WHERE kind = 'bundle' OR kind = 'dictionary' OR kind = 'run' OR kind = 'run_end' OR kind = 'full' OR kind = 'room'
    """,
)

_SHOWN: Sequence[str] = ()
"""No other tables: bundles are made in pairs (`pending.py`), which an older netdoc would take for damaged."""

MIGRATIONS: Sequence[Sequence[str]] = (_RECORDS, _BUNDLES, _SHOWN)
"""Migration n leads to `user_version` n. They are only ever added to."""
_WITH_PENDING = 2
_OLDEST_READ = 1
"""A store from this form on can be read as it is: on a write-protected medium it cannot be brought up to date."""


def connect(
    path: Path,
    *,
    create: bool = True,
    read_only: bool = False,
    busy_timeout_s: float = 5.0,
    migrations: Sequence[Sequence[str]] = MIGRATIONS,
) -> sqlite3.Connection:
    """Return a connection to a store, made or brought up to date where that is allowed.

    Raises:
        StoreIsNewer: a newer netdoc wrote it; the file is left untouched.
        StoreError: missing, not a store, damaged, locked, or not to be read or written.
        StoreFull: there is no room to create it.
    """
    if sqlite3.sqlite_version_info < NEEDED_SQLITE:
        needed = ".".join(map(str, NEEDED_SQLITE))
        raise StoreError(f"SQLite {sqlite3.sqlite_version} is too old", hint=f"netdoc needs SQLite {needed} or later")
    with explained(path):
        exists = _exists(path)
        if not exists and (read_only or not create):
            raise StoreError(
                f"there is no store at {path}", hint="run `netdoc check` or `netdoc import` first, or name another site"
            )
        if exists:
            _refuse_foreign(path, len(migrations))
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            # The office's addresses and names are nobody else's business.
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        connection = _open(path, read_only, busy_timeout_s)
        try:
            _prepare(connection, path, read_only, migrations)
        except BaseException:
            connection.close()
            raise
    return connection


def _exists(path: Path) -> bool:
    if path.is_dir():
        raise StoreError(f"{path} is a folder", hint="name the store's file, or the site")
    return path.exists() and (path.stat().st_size > 0 or _has_log(path))


def _refuse_foreign(path: Path, latest: int) -> None:
    """Look at the first bytes without SQLite, which would touch the file."""
    with path.open("rb") as file:
        head = file.read(100)
    if not head and _has_log(path):
        return
    if len(head) < 100 or not head.startswith(_MAGIC):
        raise not_a_store(path)
    _check(path, int.from_bytes(head[68:72]), int.from_bytes(head[60:64]), latest)


def _check(path: Path, application: int, version: int, latest: int) -> None:
    if application not in (0, APPLICATION_ID):
        raise not_a_store(path)
    if application == APPLICATION_ID and version > latest:
        raise StoreIsNewer(
            f"{path} was written by a newer netdoc (form {version}; this one knows {latest})",
            hint="install a newer netdoc-toolkit; the file was left as it is",
        )


def _open(path: Path, read_only: bool, busy_timeout_s: float) -> sqlite3.Connection:
    address = f"file:{quote(str(path.absolute()))}?mode={'ro' if read_only else 'rw'}"
    if read_only and not _has_log(path) and not os.access(path.parent, os.W_OK):
        # A closed store on a write-protected medium: SQLite may make no side files there and needs none.
        address += "&immutable=1"
    connection = sqlite3.connect(
        address, uri=True, timeout=busy_timeout_s, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def _has_log(path: Path) -> bool:
    log = path.with_name(path.name + "-wal")
    return log.exists() and log.stat().st_size > 0


def _prepare(connection: sqlite3.Connection, path: Path, read_only: bool, migrations: Sequence[Sequence[str]]) -> None:
    application, version = _identity(connection)
    _check(path, application, version, len(migrations))
    if application == 0 and connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise not_a_store(path)
    if read_only:
        if version < _OLDEST_READ:
            raise StoreError(f"{path} is empty", hint="measure something first (`netdoc check` does)")
        if version < _WITH_PENDING:
            connection.execute("PRAGMA temp_store = MEMORY")
            connection.execute(f"CREATE TEMP {_PENDING}")  # nothing waits in an older store
        return
    if application == 0:
        connection.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
        connection.execute("PRAGMA journal_mode = WAL")
    # Power cuts are what this tool looks into: a commit is on the disk before it is acknowledged.
    connection.execute("PRAGMA synchronous = FULL")
    # A minute's block rewrites two or three pages in the log: at SQLite's own 1000 pages it would grow to 8 MB.
    connection.execute(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}")
    connection.execute(f"PRAGMA journal_size_limit = {_LOG_PAGES * _PAGE_BYTES}")
    if version < len(migrations):
        _migrate(connection, migrations)


def _identity(connection: sqlite3.Connection) -> tuple[int, int]:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    return application, version


def _migrate(connection: sqlite3.Connection, migrations: Sequence[Sequence[str]]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        _, version = _identity(connection)  # another process may have done it while we waited
        for statements in migrations[version:]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(migrations)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
