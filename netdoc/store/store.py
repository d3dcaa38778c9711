"""The evidence store: one file per office, append-only, chained from the first record."""

from __future__ import annotations

import gc
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from netdoc.errors import StoreError
from netdoc.model.capture import Capture
from netdoc.model.case import Case
from netdoc.model.codec import from_plain, to_plain
from netdoc.model.facts.echo_block import EchoBlock, from_us, to_us
from netdoc.model.observation import Observation, Seen
from netdoc.model.site import Site
from netdoc.ports import Clock
from netdoc.store.chain import Row, first_bad
from netdoc.store.journal import Journal
from netdoc.store.layouts import Layouts
from netdoc.store.records import (
    Entry,
    canonical,
    capture_entry,
    capture_from,
    echo_entry,
    observation_entry,
    observation_from,
)
from netdoc.store.runs import run_entry
from netdoc.store.schema import connect

T = TypeVar("T", Site, Case)

# NOT INDEXED: records lie in the order they were written, and nearly all of them are wanted.
_OBSERVATIONS = """
    SELECT kind, CAST(header AS BLOB), body FROM record NOT INDEXED
    WHERE site_id = :site AND kind IN ('echo', 'seen', 'missed', 'gap')
    AND (:until IS NULL OR at_us <= :until) AND (:since IS NULL OR at_us + span_us >= :since)
"""
_END = """
    SELECT max(at_us + span_us) FROM record NOT INDEXED
    WHERE site_id = :site AND kind IN ('echo', 'seen', 'missed', 'gap')
"""
_CAPTURES = """
    SELECT CAST(header AS BLOB), body FROM record NOT INDEXED WHERE site_id = :site AND kind = 'capture'
"""
_CAPTURE = "SELECT CAST(header AS BLOB), body FROM record WHERE site_id = :site AND digest = :digest"
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
        """Close the file. A run that was not ended stays open in the record: it was cut short."""
        self._journal.close()

    @property
    def path(self) -> Path:
        """The file."""
        return self._journal.path

    @property
    def site_id(self) -> str | None:
        """The office's short name, or None while nothing is stored."""
        return self._journal.site_id

    def transaction(self) -> AbstractContextManager[None]:
        """Return a context in which several calls are stored together or not at all."""
        return self._journal.transaction()

    def begin_run(self, command: str) -> str:
        """Begin a run of a command and return its id; the records that follow are of this run."""
        run_id, entry = run_entry(command, self._clock)
        self._journal.begin_run(entry)
        return run_id

    def end_run(self) -> None:
        """End the run."""
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
        """Keep a capture and return its digest; the same bytes are kept once."""
        digest = capture.digest
        with self.transaction():
            if not self.has_capture(digest):
                self._journal.append(capture_entry(capture))
        return digest

    def has_capture(self, digest: str) -> bool:
        """Tell whether the bytes of that digest are kept."""
        return self._capture_row(digest) is not None

    def capture(self, digest: str) -> Capture | None:
        """Return a capture by its digest, or None.

        Raises:
            StoreError: what is kept under that digest is damaged.
        """
        row = self._capture_row(digest)
        return None if row is None else capture_from(json.loads(row[0]), row[1])

    def captures(self) -> Iterator[Capture]:
        """Yield every capture in the order kept."""
        for header, body in self._journal.rows(_CAPTURES, {"site": self.site_id}):
            yield capture_from(json.loads(header), body)

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
            found = list(self.stored(since, until))
        finally:
            if collecting:
                gc.enable()
        found.sort(key=lambda each: each.at)
        return found

    def stored(self, since: datetime | None = None, until: datetime | None = None) -> Iterator[Observation]:
        """Yield the same in the order stored, one by one."""
        window = {"since": None if since is None else to_us(since), "until": None if until is None else to_us(until)}
        for kind, header, body in self._journal.rows(_OBSERVATIONS, {"site": self.site_id, **window}):
            yield observation_from(kind, header, body, self._layouts.at)

    def end(self) -> datetime | None:
        """Return the last instant that an observation reaches to, without reading the observations; None when none."""
        ((last_us,),) = self._journal.rows(_END, {"site": self.site_id})
        return None if last_us is None else from_us(last_us)

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

    def _put_one(self, observation: Observation) -> None:
        if isinstance(observation, Seen) and isinstance(observation.fact, EchoBlock):
            self._journal.append(echo_entry(observation, *self._layouts.of(observation)))
            return
        if observation.capture is not None and not self.has_capture(observation.capture):
            raise StoreError(
                f"an observation of {observation.subject!r} cites capture {observation.capture[:12]}..., not kept here",
                hint="put the capture first",
            )
        self._journal.append(observation_entry(observation))

    def _put_setting(self, kind: str, setting: Site | Case) -> None:
        entry = Entry(kind=kind, fields={kind: to_plain(setting)})
        last = next(self._journal.rows(_SETTINGS[kind], {"site": self.site_id}), None)
        if last is None or canonical(json.loads(last[0])[kind]) != canonical(entry.fields[kind]):
            self._journal.append(entry, site_id=setting.id if isinstance(setting, Site) else None)

    def _settings(self, kind: str, form: type[T]) -> Iterator[T]:
        for (header,) in self._journal.rows(_SETTINGS[kind], {"site": self.site_id}):
            yield from_plain(form, json.loads(header)[kind], kind)

    def _capture_row(self, digest: str) -> tuple[Any, ...] | None:
        try:
            raw = bytes.fromhex(digest)
        except ValueError:
            return None
        return next(self._journal.rows(_CAPTURE, {"site": self.site_id, "digest": raw}), None)
