"""The evidence store: one file per office, append-only, chained from the first record."""

from __future__ import annotations

import gc
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, suppress
from datetime import datetime
from itertools import chain
from operator import attrgetter
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from netdoc.errors import StoreError, StoreFull
from netdoc.model.capture import Capture
from netdoc.model.case import Case
from netdoc.model.codec import from_plain, to_plain
from netdoc.model.facts.echo_block import EchoBlock
from netdoc.model.observation import Observation, Seen
from netdoc.model.site import Site
from netdoc.ports import Clock
from netdoc.store.captures import Captures
from netdoc.store.chain import Row, first_bad
from netdoc.store.dictionaries import Dictionaries
from netdoc.store.held import Bundles
from netdoc.store.journal import Journal
from netdoc.store.layouts import Layouts
from netdoc.store.observations import Observations
from netdoc.store.pending import Pending
from netdoc.store.records import Entry, canonical, echo_entry, observation_entry
from netdoc.store.room import RoomKeeper
from netdoc.store.runs import run_entry
from netdoc.store.schema import connect
from netdoc.store.seal_notes import SealNotes
from netdoc.store.seals import Root, Seal, Seals

T = TypeVar("T", Site, Case)

_SETTINGS = {
    kind: f"SELECT CAST(header AS BLOB) FROM record WHERE site_id = :site AND kind = '{kind}' ORDER BY seq DESC"  # noqa: S608
    for kind in ("site", "case")
}
_CHAIN = """
    SELECT site_id, seq, kind, at_us, digest, CAST(header AS BLOB), body, hash FROM record
    WHERE site_id = :site ORDER BY seq
"""


class Store:
    """One office's evidence. Open it with `Store.open`, as a context manager or with `close()`.

    Whatever a method that writes was given is on the disk when it returns. Records carry the time of
    writing only when the store was opened with a clock.
    """

    def __init__(self, journal: Journal, clock: Clock | None) -> None:
        self._journal = journal
        self._clock = clock
        self._layouts = Layouts(journal)
        dictionaries = Dictionaries(journal)
        self.bundles = bundles = Bundles(journal, dictionaries)
        """What waited together, by the numbers of its records."""
        self._room = RoomKeeper(journal, clock)
        self._pending = Pending(journal, dictionaries, bundles)
        self._captures = Captures(journal, bundles, self._pending)
        self._observations = Observations(journal, self._layouts, bundles)
        self._seals = Seals(journal)
        self.seal_notes = SealNotes(journal)
        """What became of its seals elsewhere: time stamps and letters."""

    @classmethod
    def open(
        cls,
        path: Path | str,
        *,
        create: bool = True,
        read_only: bool = False,
        clock: Clock | None = None,
        busy_timeout_s: float = 5.0,
    ) -> Store:
        """Open a store, making the file and its folder where `create` allows it.

        Raises:
            StoreIsNewer: a newer netdoc wrote the file; it is left untouched.
            StoreFull: there is no room to make it.
            StoreError: missing, not a store, damaged, locked, or not to be read or written.
        """
        path = Path(path)
        connection = connect(path, create=create, read_only=read_only, busy_timeout_s=busy_timeout_s)
        try:
            return cls(Journal(connection, path, clock=clock, read_only=read_only), clock)
        except BaseException:
            connection.close()
            raise

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Seal what waits and close the file. A run that was not ended stays open in the record: it was cut short."""
        try:
            if not self._journal.read_only and self._journal.is_open:
                with suppress(StoreError):  # it is on the disk; the next one to write seals it
                    self._pending.seal()
        finally:
            self._journal.close()

    @property
    def path(self) -> Path:
        """The file."""
        return self._journal.path

    @property
    def site_id(self) -> str | None:
        """The office's short name, or None while nothing is stored."""
        return self._journal.site_id

    @property
    def full_since(self) -> datetime | None:
        """Since when the disk has been full, also when an earlier run met it; None while there is room."""
        return self._room.full_since

    def transaction(self) -> AbstractContextManager[None]:
        """Return a context in which several calls are stored together or not at all."""
        return self._journal.transaction()

    def begin_run(self, command: str) -> str:
        """Begin a run of a command and return its id; the records that follow are of this run."""
        self._room.keep_reserve()
        self._pending.seal()  # what a run that was killed left behind
        run_id, entry = run_entry(command, self._clock)
        self._journal.begin_run(entry)
        return run_id

    def end_run(self) -> None:
        """Seal what waits and end the run; on a full disk the end still finds room in the reserve."""
        with suppress(StoreFull):
            self._pending.seal()
        with self._room.last_word():
            self._journal.end_run(Entry(kind="run_end", fields={}))

    def put_site(self, site: Site) -> None:
        """Record the site; the latest one counts, and an unchanged one is not recorded again.

        Raises:
            StoreError: the store is of another office.
        """
        with self.transaction():
            if self.site_id is not None and self.site_id != site.id:
                raise StoreError(
                    f"{self.path} holds the evidence of {self.site_id!r}, not of {site.id!r}",
                    hint="each office has a store of its own",
                )
            self._put_setting("site", site)

    def put_case(self, case: Case) -> None:
        """Record the complaint; the latest one counts, and an unchanged one is not recorded again."""
        with self.transaction():
            self._put_setting("case", case)

    def site(self) -> Site | None:
        """Return the latest site, or None where none was recorded."""
        return next(iter(self.sites()), None)

    def case(self) -> Case:
        """Return the latest case; an empty one where none was recorded."""
        return next(iter(self.cases()), Case())

    def sites(self) -> Iterator[Site]:
        """Yield every version of the site, the latest first."""
        return self._settings("site", Site)

    def cases(self) -> Iterator[Case]:
        """Yield every version of the case, the latest first."""
        return self._settings("case", Case)

    def put_capture(self, capture: Capture) -> str:
        """Keep a capture and return its digest; the same bytes soon again are kept once."""
        self._captures.put(capture)
        return capture.digest

    def has_capture(self, digest: str) -> bool:
        """Tell whether the bytes of that digest are kept."""
        return self._captures.has(digest)

    def capture(self, digest: str) -> Capture | None:
        """Return a capture by its digest, or None.

        Raises:
            StoreError: what is kept under that digest is damaged.
        """
        return self._captures.get(digest)

    def captures(self) -> Iterator[Capture]:
        """Yield every capture in the order kept, each once."""
        return self._captures.all()

    def put(self, observations: Iterable[Observation]) -> int:
        """Append observations in one transaction and return how many.

        Raises:
            StoreError: one cites a capture that is not kept (a block of samples is its own capture).
            StoreFull: the disk is full; none of them is stored, everything before them is.
        """
        count = 0
        with self.transaction():
            for each in observations:
                self._put_one(each)
                count += 1
        return count

    def observations(self, since: datetime | None = None, until: datetime | None = None) -> list[Observation]:
        """Return what was observed in time order, equal times in the order stored.

        With `since` and `until` (both included): blocks and gaps that reach into that window, and
        readings taken within it.
        """
        collecting = gc.isenabled()
        gc.disable()  # a month makes half a million objects and no garbage; the collector would look at each
        try:
            found: list[Observation] = []
            for some in self._observations.stored(since, until):
                found += some
        finally:
            if collecting:
                gc.enable()
        found.sort(key=attrgetter("at"))
        return found

    def stored(self, since: datetime | None = None, until: datetime | None = None) -> Iterator[Observation]:
        """Yield the same in the order stored, one by one: blocks as they came, all else a few minutes together."""
        return chain.from_iterable(self._observations.stored(since, until))

    def end(self) -> datetime | None:
        """Return the last instant that an observation reaches to, by an index; None when there is none."""
        return self._observations.end()

    def verify_chain(self) -> int | None:
        """Return the number of the first record that is not what was written, or None when all are."""
        seen = 0

        def rows() -> Iterator[Row]:
            nonlocal seen
            for row in self._journal.rows(_CHAIN, {"site": self.site_id}):
                yield Row(*row)
                seen = row[1]

        try:
            return first_bad(rows(), self.site_id or "")
        except StoreError as error:
            if isinstance(error.__cause__, sqlite3.DatabaseError):
                return seen + 1
            raise

    def seal(self, root: Root) -> Seal | None:
        """Let every record be covered by a seal and return it; None for a store without records.

        Args:
            root: makes the root over the hashes of all records.
        """
        with self.transaction():
            self._pending.seal()
            return self._seals.make(root)

    def seals(self) -> Iterator[Seal]:
        """Yield the seals, the oldest first."""
        return self._seals.all()

    def hashes(self) -> Iterator[bytes]:
        """Yield the hash of every record, in order, as it is stored."""
        return self._seals.hashes()

    def _put_one(self, observation: Observation) -> None:
        if isinstance(observation, Seen) and isinstance(observation.fact, EchoBlock):
            self._journal.append(echo_entry(observation, *self._layouts.of(observation)))
            return
        if observation.capture is not None and not self.has_capture(observation.capture):
            raise StoreError(
                f"an observation of {observation.subject!r} cites capture {observation.capture[:12]}..., not kept here",
                hint="run again with --debug and report it: a record names bytes that are not stored",
            )
        self._pending.hold(observation_entry(observation))

    def _put_setting(self, kind: str, setting: Site | Case) -> None:
        entry = Entry(kind=kind, fields={kind: to_plain(setting)}, private=True)
        last = next(self._journal.rows(_SETTINGS[kind], {"site": self.site_id}), None)
        if last is None or canonical(json.loads(last[0])[kind]) != canonical(entry.fields[kind]):
            self._journal.append(entry, site_id=setting.id if isinstance(setting, Site) else None)

    def _settings(self, kind: str, form: type[T]) -> Iterator[T]:
        for (header,) in self._journal.rows(_SETTINGS[kind], {"site": self.site_id}):
            yield from_plain(form, json.loads(header)[kind], kind)
