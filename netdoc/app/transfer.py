"""Stores to files of JSON lines and back, plain or gzipped, by file name."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from netdoc.app.exchange import Imported, export_lines, import_lines
from netdoc.app.paths import SITE_FILE, Place, place_of
from netdoc.errors import BadInput, StoreError
from netdoc.ports import Clock
from netdoc.store.journal import name_from
from netdoc.store.store import Store


def export_file(store: Path, target: Path) -> int:
    """Write everything stored into a file, gzipped when its name ends in `.gz`, and return the number of lines.

    Raises:
        StoreError: the store cannot be read, or the file not written.
    """
    count = 0
    partial = target.with_name(target.name + ".part")
    try:
        with Store.open(store, create=False, read_only=True) as opened, _writing(partial) as file:
            for line in export_lines(opened):
                file.write(line + "\n")
                count += 1
        partial.replace(target)
    except OSError as broken:
        with suppress(OSError):
            partial.unlink()
        raise StoreError(
            f"{target} cannot be written: {broken.strerror}", hint="name another file with --out"
        ) from None
    return count


def exported(store: Path) -> Iterator[str]:
    """Yield everything stored, line by line."""
    with Store.open(store, create=False, read_only=True) as opened:
        yield from export_lines(opened)


def place_for(file: Path, site_id: str | None, root: Path, store: Path | None) -> Place:
    """Return where the observations of a file belong: the site named, else the file's own, else the file's name.

    Raises:
        BadInput: the file cannot be read, or is of another office than the one named.
    """
    held = _site_in(file)
    if site_id is not None and held is not None and held != site_id and store is None:
        raise BadInput(
            f"the file is of office {held[:60]!r}, not of {site_id!r}",
            where=str(file),
            hint="leave the site out, or give --store FILE",
        )
    named = site_id or name_from(held or file.name.partition(".")[0])
    if store is not None:
        return Place(named, store, root / named / SITE_FILE)
    return place_of(named, root)


def import_into(place: Place, file: Path, clock: Clock | None = None) -> Imported:
    """Read a file of observations into a site's store, made if it is not there; a wrong file leaves nothing behind.

    Raises:
        BadInput: the file cannot be read, or something in it is wrong.
        StoreError: the store cannot be written, or is of another office.
    """
    fresh = not place.store.exists()
    folder_is_fresh = not place.store.parent.exists()
    try:
        with Store.open(place.store, clock=clock) as store, _reading(file) as lines:
            return import_lines(store, _unpacked(lines, file), str(file), place.site_id)
    except BaseException:
        if fresh:
            _remove(place.store, folder_is_fresh)
        raise


def _unpacked(lines: IO[str], file: Path) -> Iterator[str]:
    """Yield the lines; what breaks while unpacking is an error about this file."""
    try:
        yield from lines
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise BadInput("is cut short or not gzip", where=str(file), hint="copy or export it again") from None


@contextmanager
def _reading(file: Path) -> Iterator[IO[str]]:
    try:
        with file.open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
    except OSError as broken:
        raise BadInput(f"cannot be read: {broken.strerror}", where=str(file), hint="check the file's name") from None
    form = {"encoding": "utf-8-sig", "newline": "\n"}
    with gzip.open(file, "rt", **form) if packed else file.open(**form) as opened:  # type: ignore[call-overload]
        yield opened


@contextmanager
def _writing(file: Path) -> Iterator[IO[str]]:
    if ".gz" in file.suffixes:
        # No time in the header: the same store gives the same bytes.
        with (
            file.open("wb") as raw,
            gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as packed,
            io.TextIOWrapper(packed, encoding="utf-8", newline="\n") as text,
        ):
            yield text
    else:
        with file.open("w", encoding="utf-8", newline="\n") as plain:
            yield plain


def _site_in(file: Path) -> str | None:
    """Return the id of the first site record, or None; a wrong line is left for the import to complain about."""
    with _reading(file) as lines:
        try:
            for line in lines:
                if '"site"' not in line[:200]:
                    continue
                with suppress(ValueError, RecursionError):
                    record = json.loads(line)
                    site = record.get("site") if isinstance(record, dict) else None
                    if isinstance(site, dict) and isinstance(site.get("id"), str):
                        return str(site["id"])
        except (EOFError, OSError, UnicodeDecodeError, zlib.error):
            return None
    return None


def _remove(store: Path, folder_too: bool) -> None:
    with suppress(OSError):
        for each in ("", "-wal", "-shm", "-journal"):
            store.with_name(store.name + each).unlink(missing_ok=True)
        if folder_too:
            store.parent.rmdir()
