"""A sealed store, looked at as of one moment: what goes into a report is exactly what the seal covers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any

from netdoc.store.records import reading
from netdoc.store.seals import LAST_MEASURED, Seal
from netdoc.store.store import Store

_RECORDS = "SELECT CAST(header AS BLOB), body, hash FROM record WHERE site_id = :site AND seq <= :size ORDER BY seq"
_ANY_WAITING = "SELECT 1 FROM pending WHERE site_id = :site LIMIT 1"
_LAST_RUN = """
    SELECT CAST(header AS BLOB) FROM record WHERE site_id = :site AND kind = 'run' ORDER BY seq DESC LIMIT 1
"""
_OF_A_RUN = ("netdoc", "platform", "python")


def snapshot(store: Store) -> AbstractContextManager[None]:
    """Return a context in which everything read is of one moment; for a store that is only read."""
    return store._journal.snapshot()


def end_seal(store: Store) -> Seal | None:
    """Return the seal that covers all that was measured and told; None where something came after the last one."""
    site = {"site": store.site_id}
    if next(store._journal.rows(LAST_MEASURED, site), None) != ("seal",):
        return None
    if next(store._journal.rows(_ANY_WAITING, site), None) is not None:
        return None
    *_, newest = store.seals()
    return newest


def records(store: Store, size: int) -> Iterator[tuple[bytes, bytes | None, bytes]]:
    """Yield header, body and hash of the first so many records, in order, as they are stored."""
    for header, body, held in store._journal.rows(_RECORDS, {"site": store.site_id, "size": size}):
        yield bytes(header), body, bytes(held)


def run_fields(store: Store) -> dict[str, Any]:
    """Return what the last run's record says of the computer and of netdoc; empty where there was none."""
    row = next(store._journal.rows(_LAST_RUN, {"site": store.site_id}), None)
    with reading():
        held: dict[str, Any] = {} if row is None else json.loads(row[0])
        return {name: held[name] for name in _OF_A_RUN if name in held}
