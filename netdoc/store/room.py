"""What the store does when there is no room: says since when, refuses until there is room again, and says that too.

Two records tell the time between: `full` and `room`. They are written into the space of the reserve, which is
there for them and for the end of the run only.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

from netdoc.errors import StoreError, StoreFull
from netdoc.model.facts.echo_block import from_us, to_us
from netdoc.ports import Clock
from netdoc.store.journal import Journal
from netdoc.store.records import Entry
from netdoc.store.reserve import Reserve

FULL, ROOM = "full", "room"
_LAST = {
    kind: f"SELECT seq, at_us FROM record WHERE site_id = :site AND kind = '{kind}' ORDER BY seq DESC LIMIT 1"  # noqa: S608
    for kind in (FULL, ROOM)
}


class RoomKeeper:
    """Stands at the door of each transaction of a journal."""

    def __init__(self, journal: Journal, clock: Clock | None) -> None:
        self._journal = journal
        self._clock = clock
        self._reserve = Reserve(journal.path)
        self._is_full: bool | None = None
        self._since_us: int | None = None
        self._why = f"{journal.path} cannot be written: the disk is full"
        self._has_last_word = threading.local()
        journal.before_begin = self._look
        journal.on_full = self._became_full

    @property
    def full_since(self) -> datetime | None:
        """Since when nothing can be stored; None while all can, or where no clock tells."""
        self._load()
        return None if not self._is_full or self._since_us is None else from_us(self._since_us)

    def keep_reserve(self) -> None:
        """Take the reserve, where there is room for it."""
        if not self._load():
            self._reserve.make()

    @contextmanager
    def last_word(self) -> Iterator[None]:
        """Let what is written within go into the space of the reserve."""
        self._has_last_word.now = True
        try:
            yield
        finally:
            self._has_last_word.now = False

    def _look(self) -> None:
        """Refuse while there is no room; when there is again, take the reserve and say so.

        Raises:
            StoreFull: there is none.
        """
        if not self._load() or getattr(self._has_last_word, "now", False):
            return
        if not self._reserve.make():
            raise self._full()
        since = {} if self._since_us is None else {"since_us": self._since_us}
        with self.last_word():
            self._journal.append(self._entry(ROOM, since))
        self._is_full, self._since_us = False, None

    def _became_full(self, full: StoreFull) -> StoreFull:
        """Say since when, in the space of the reserve; return the error to raise."""
        self._why = full.message
        if not self._load():
            entry = self._entry(FULL, {})
            self._is_full, self._since_us = True, entry.at_us
            self._reserve.release()
            if self._journal.site_id is not None:
                with suppress(StoreError), self.last_word():
                    self._journal.append(entry)
        return self._full()

    def _full(self) -> StoreFull:
        since = self.full_since
        when = "" if since is None else f", since {since:%Y-%m-%d %H:%M:%S} UTC"
        return StoreFull(
            f"{self._why}{when}", hint="free some space (a few megabytes do); everything stored before is intact"
        )

    def _load(self) -> bool:
        if self._is_full is None:
            site = {"site": self._journal.site_id}
            full, room = (next(self._journal.rows(_LAST[kind], site), (0, None)) for kind in (FULL, ROOM))
            self._is_full, self._since_us = full[0] > room[0], full[1]
        return self._is_full

    def _entry(self, kind: str, fields: dict[str, int]) -> Entry:
        if self._clock is None:
            return Entry(kind=kind, fields=fields)
        at_us = to_us(self._clock.now())
        return Entry(kind=kind, fields={**fields, "at_us": at_us}, at_us=at_us)
