"""Is what was recorded sound: each site's store opens, its last records follow on each other, no clock ran back."""

from __future__ import annotations

import json
import os
import shlex
import stat
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from netdoc.app.doctor_look import Look
from netdoc.app.doctor_record import Checked, Level, fine
from netdoc.app.paths import place_of, stored_sites
from netdoc.errors import NetdocError, StoreError, StoreIsNewer
from netdoc.store.chain import link
from netdoc.store.schema import connect
from netdoc.store.store import Store

MOST_STORES = 5
"""Looked into, the latest first; a technician's laptop may hold hundreds."""
LAST_RECORDS = 50
"""Checked against each other: where a crash or a bad disk shows first. `verify_chain` reads them all."""
LEAST_SPAN = timedelta(hours=6)
"""A shorter record tells no rate: the first minutes hold what is stored once."""
BUSY_S = 0.5

_TAIL = "SELECT seq, CAST(header AS BLOB), body, hash FROM record WHERE site_id = ? ORDER BY seq DESC LIMIT ?"


@dataclass(frozen=True, slots=True)
class Record:
    """What a store says of itself."""

    site_id: str
    records: int
    begins: datetime | None
    ends: datetime | None
    size_bytes: int

    @property
    def bytes_a_day(self) -> float | None:
        """How fast it grows, once it is long enough to tell."""
        if self.begins is None or self.ends is None or self.ends - self.begins < LEAST_SPAN:
            return None
        return self.size_bytes / ((self.ends - self.begins) / timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Opened:
    """One site's store, read or not."""

    site_id: str
    path: Path
    record: Record | NetdocError


def open_stores(data: Path) -> tuple[Opened, ...]:
    """Return what the stores written last say of themselves, or why they say nothing."""
    found = []
    for site_id in stored_sites(data)[:MOST_STORES]:
        path = place_of(site_id, data).store
        try:
            found.append(Opened(site_id, path, read_store(path)))
        except NetdocError as broken:
            found.append(Opened(site_id, path, broken))
    return tuple(found)


def growth(opened: Sequence[Opened]) -> float | None:
    """Return how many bytes a day the stores of the last week grow together; None where none tells."""
    records = [each.record for each in opened if isinstance(each.record, Record)]
    latest = max((each.ends for each in records if each.ends is not None), default=None)
    if latest is None:
        return None
    live = [each for each in records if each.ends is not None and latest - each.ends < timedelta(days=7)]
    rates = [each.bytes_a_day for each in live if each.bytes_a_day is not None]
    return sum(rates) if rates else None


def stores(look: Look, opened: Sequence[Opened]) -> Iterator[Checked]:
    """Yield the state of the stores written last."""
    for each in opened:
        if isinstance(each.record, NetdocError):
            yield _broken(each, each.record)
            continue
        yield fine("store", _described(each.site_id, each.record))
        yield from _oddities(look, each.site_id, each.record, each.path)
    more = len(stored_sites(look.data)) - len(opened)
    if more > 0:
        yield fine("store", f"{more} older ones were not looked into")
    if not opened:
        yield fine("store", "nothing is recorded yet")


def read_store(path: Path) -> Record:
    """Return what a store says of itself, its last records checked; nothing is written.

    Raises:
        StoreError: it does not open, or its last records do not follow on each other.
    """
    with Store.open(path, create=False, read_only=True, busy_timeout_s=BUSY_S) as store:
        site_id = store.site_id or ""
        first = next(store.stored(), None)
        ends = store.end()
    count = _check_tail(path, site_id)
    size = sum(each.stat().st_size for each in path.parent.glob(path.name + "*") if each.is_file())
    return Record(site_id, count, None if first is None else first.at, ends, size)


def _check_tail(path: Path, site_id: str) -> int:
    """Return the last record's number, having checked the last ones against each other."""
    with closing(connect(path, create=False, read_only=True, busy_timeout_s=BUSY_S)) as connection:
        rows = connection.execute(_TAIL, (site_id, LAST_RECORDS + 1)).fetchall()
    for (seq, header, body, digest), (before, _, _, previous) in pairwise(rows):
        if before != seq - 1 or link(previous, header, body) != digest or json.loads(header).get("seq") != seq:
            raise StoreError(
                f"{path} is damaged: record {seq} is not what was written",
                hint="keep the file as it is, work on a copy, and start a new store for new measurements",
            )
    return rows[0][0] if rows else 0


def _broken(opened: Opened, broken: NetdocError) -> Checked:
    if _is_empty(opened.path):
        return fine("store", f"{opened.site_id}: empty; the next run fills it")
    newer = isinstance(broken, StoreIsNewer)
    return Checked(
        what="store",
        level=Level.STOPS,
        found=f"{opened.site_id}: {broken.message}",
        costs="nothing more of this office is recorded" + ("" if newer else ", and what lies in it may prove less"),
        advice=broken.hint,
    )


def _is_empty(path: Path) -> bool:
    """Return whether a file was begun as a store and holds nothing yet: a run was killed in its first moment."""
    try:
        with path.open("rb") as file:
            head = file.read(100)
    except OSError:
        return False
    return not head or (head.startswith(b"SQLite format 3\0") and not any(head[60:64] + head[68:72]))


def _described(site_id: str, record: Record) -> str:
    if record.begins is None or record.ends is None:
        return f"{site_id}: opens; nothing observed yet"
    size = f"{record.size_bytes / 1e6:.1f} MB"
    return (
        f"{site_id}: opens, {record.records} records, {size}, "
        f"{record.begins:%Y-%m-%d %H:%M} to {record.ends:%Y-%m-%d %H:%M} UTC"
    )


def _oddities(look: Look, site_id: str, record: Record, path: Path) -> Iterator[Checked]:
    now = look.ports.clock.now()
    if record.ends is not None and record.ends > now + timedelta(minutes=2):
        yield Checked(
            what="clock",
            level=Level.WEAKENS,
            found=f"the record of {site_id} ends {record.ends:%Y-%m-%d %H:%M} UTC, but it is {now:%Y-%m-%d %H:%M} now",
            costs="the clock was ahead then or is behind now: the order of events is in doubt",
            advice="set the clock right before measuring on",
        )
    if not os.access(path, os.W_OK):
        yield Checked(
            what="store",
            level=Level.STOPS,
            found=f"{site_id}: {path} may not be written by this user",
            costs="nothing more of this office can be recorded",
            commands=(f"ls -l {shlex.quote(str(path))}",),
            advice="run netdoc as the user that owns it",
        )
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield Checked(
            what="store",
            level=Level.REMARK,
            found=f"{site_id}: other users of this computer may read it",
            costs="no verdict; it holds the office's addresses and names",
            commands=(f"chmod 600 {shlex.quote(str(path))}",),
        )
