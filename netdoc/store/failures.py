"""What SQLite and the system say, told as errors that a person can act on."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from netdoc.errors import StoreError, StoreFull

_LITTLE_BYTES = 1 << 20
"""With less room than this, a failed write is a full disk whatever the system calls it."""
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn every error of SQLite or the file system within the block into a `StoreError`."""
    try:
        yield
    except sqlite3.Error as error:
        raise _from_sqlite(path, error) from error
    except OSError as error:
        raise _from_system(path, error) from error


def not_a_store(path: Path) -> StoreError:
    """Return the error for a file that netdoc did not make; it is left as it is."""
    return StoreError(f"{path} is not a netdoc store", hint="give another file name; this one was left as it is")


def _from_sqlite(path: Path, error: sqlite3.Error) -> StoreError:
    code = getattr(error, "sqlite_errorcode", None)
    primary = None if code is None else code & 0xFF
    if primary == sqlite3.SQLITE_FULL:
        return _full(path, "the disk is full")
    if primary == sqlite3.SQLITE_IOERR and (why := _no_room(path)) is not None:
        return _full(path, why)
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreError(
            f"{path} is being written by another program",
            hint="wait until the other netdoc has finished, or see which one it is with `fuser`",
        )
    if primary == sqlite3.SQLITE_NOTADB:
        return not_a_store(path)
    if primary == sqlite3.SQLITE_CORRUPT or (isinstance(error, sqlite3.OperationalError) and "UTF-8" in str(error)):
        return StoreError(
            f"{path} is damaged: {error}",
            hint="keep the file as it is, work on a copy, and start a new store for new measurements",
        )
    if primary in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_AUTH):
        log = path.with_name(path.name + "-wal")
        left_open = f"; it was not closed: copy it together with {log.name} to a folder of yours and read it there"
        return StoreError(
            f"{path} cannot be opened or written: {error}",
            hint="check who owns the file and its folder, and whether the medium is write-protected"
            + (left_open if _exists(log) else ""),
        )
    if primary == sqlite3.SQLITE_CONSTRAINT:
        return StoreError(
            f"{path} does not take this record: {error}",
            hint="run again with --debug and report it; what was stored before is intact",
        )
    if primary == sqlite3.SQLITE_IOERR:
        return StoreError(
            f"{path} could not be read or written: {error}",
            hint="check the disk, its quota and the greatest file size allowed; what was stored before is intact",
        )
    return StoreError(f"{path}: {error}", hint="run again with --debug and report it if it stays")


def _from_system(path: Path, error: OSError) -> StoreError:
    if error.errno in _FULL:
        return _full(path, _no_room(path) or "the disk is full")
    return StoreError(
        f"{path} cannot be opened or written: {error.strerror or error}",
        hint="check the path, who owns the folder, and whether the medium is write-protected",
    )


def _full(path: Path, why: str) -> StoreFull:
    return StoreFull(
        f"{path} cannot be written: {why}", hint="free some space and run again; everything stored before is intact"
    )


def _no_room(path: Path) -> str | None:
    """Return why a write for which there is no other reason failed, as far as it has to do with room."""
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)[0]
    try:
        sizes = [each.stat().st_size for each in (path, path.with_name(path.name + "-wal")) if each.exists()]
        if limit != resource.RLIM_INFINITY and max(sizes, default=0) + _LITTLE_BYTES > limit:
            return f"it has come to the greatest file size allowed, {limit} bytes (`ulimit -f`)"
        if shutil.disk_usage(path.parent).free < _LITTLE_BYTES:
            return "the disk is full"
        return "the quota is used up" if _quota_is_used_up(path.parent) else None
    except OSError:
        return None


def _exists(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except OSError:
        return False


def _quota_is_used_up(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            os.posix_fallocate(file.fileno(), 0, _LITTLE_BYTES)
    except OSError as error:
        return error.errno in _FULL
    return False
