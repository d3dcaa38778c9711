"""What SQLite and the system say, told as errors that a person can act on."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from netdoc.errors import StoreError, StoreFull

_LITTLE_BYTES = 1 << 20
"""With less free than this, a failed write is a full disk whatever the system calls it."""
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
    if primary == sqlite3.SQLITE_FULL or (primary == sqlite3.SQLITE_IOERR and _little_space(path)):
        return _full(path)
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
        return StoreError(
            f"{path} cannot be opened or written: {error}",
            hint="check who owns the file and its folder, and whether the medium is write-protected",
        )
    if primary == sqlite3.SQLITE_CONSTRAINT:
        return StoreError(f"{path} refused a change: {error}", hint="evidence is only ever appended")
    if primary == sqlite3.SQLITE_IOERR:
        return StoreError(
            f"{path} could not be read or written: {error}",
            hint="check the disk, its quota and the greatest file size allowed; what was stored before is intact",
        )
    return StoreError(f"{path}: {error}", hint="run again with --debug and report it if it stays")


def _from_system(path: Path, error: OSError) -> StoreError:
    if error.errno in _FULL:
        return _full(path)
    return StoreError(
        f"{path} cannot be opened or written: {error.strerror or error}",
        hint="check the path, who owns the folder, and whether the medium is write-protected",
    )


def _full(path: Path) -> StoreFull:
    return StoreFull(
        f"{path} could not be written: the disk is full",
        hint="free some space and run again; everything stored before is intact",
    )


def _little_space(path: Path) -> bool:
    try:
        return shutil.disk_usage(path.parent).free < _LITTLE_BYTES
    except OSError:
        return False
