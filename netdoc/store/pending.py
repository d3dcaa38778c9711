"""What waits for its bundle: on the disk as soon as it is put, sealed into one chained record every few minutes.

One record for some minutes of answers takes a twentieth of the space that a record an answer takes; waiting
on the disk and not in memory, nothing is lost when the program is killed: the next one to write seals it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from itertools import groupby
from typing import Any

from netdoc.errors import StoreError
from netdoc.store.bundles import texts_of, woven_of
from netdoc.store.columns import Text
from netdoc.store.dictionaries import Dictionaries
from netdoc.store.held import Bundles
from netdoc.store.journal import Journal
from netdoc.store.pairs import is_private, order_of
from netdoc.store.records import Entry, canonical, reading

LONGEST_US = 300 * 1_000_000
MOST_BYTES = 1 << 20
MOST_ITEMS = 4000
LARGEST_CAPTURE = 1 << 16
"""Bytes; a larger capture is a record of its own."""
_ROW_BYTES = 300
"""About what an item without a body comes to."""
_LOOK_EACH = 500
"""Items of one transaction after which to look whether enough waits."""

_ADD = """
    INSERT INTO pending (site_id, run, kind, at_us, span_us, size, digest, header, body)
    VALUES (:site, :run, :kind, :at_us, :span_us, :size, :digest, CAST(:header AS TEXT), :body)
"""
_SUMMARY = "SELECT count(*), coalesce(sum(size), 0), min(at_us), max(at_us) FROM pending WHERE site_id = :site"
_ALL = """
    SELECT run, kind, at_us, span_us, digest, CAST(header AS BLOB), body FROM pending WHERE site_id = :site ORDER BY nr
"""
_ANY = "SELECT 1 FROM pending WHERE site_id = :site LIMIT 1"
_LAST_BUNDLES = """
    SELECT CAST(header AS BLOB), body FROM record
    WHERE site_id = :site AND kind = 'bundle' ORDER BY seq DESC LIMIT 8
"""


def entry_of(row: Sequence[Any]) -> Entry:
    """Return the entry that a row of the table holds."""
    _, kind, at_us, span_us, digest, header, body = row
    return Entry(kind=kind, fields=json.loads(header), at_us=at_us, span_us=span_us, digest=digest, body=body)


class Pending:
    """The table of what waits. Its rows are the truth: other processes seal them too."""

    def __init__(self, journal: Journal, dictionaries: Dictionaries, bundles: Bundles) -> None:
        self._journal = journal
        self._dictionaries = dictionaries
        self._bundles = bundles
        self._held = 0
        journal.before_commit = self._before_commit

    def hold(self, entry: Entry) -> None:
        """Keep an entry until it is sealed: on the disk at the end of the transaction, seals when enough waits."""
        with self._journal.transaction():
            run = self._journal.begun()
            self._journal.change(
                _ADD,
                {
                    "site": self._journal.site_id,
                    "run": run,
                    "kind": entry.kind,
                    "at_us": entry.at_us,
                    "span_us": entry.span_us,
                    "size": len(entry.body or b"") + _ROW_BYTES,
                    "digest": entry.digest,
                    "header": canonical(entry.fields),
                    "body": entry.body,
                },
            )
            self._held += 1
            if self._held >= _LOOK_EACH:
                self._before_commit()

    def _before_commit(self) -> None:
        """Seal if it is time; nothing held in this transaction means that nothing has become due."""
        if self._held:
            self._held = 0
            self._seal_if_due()

    def _seal_if_due(self) -> None:
        """Seal when what waits has become long, large or many."""
        ((count, size, first_us, last_us),) = self._journal.rows(_SUMMARY, {"site": self._journal.site_id})
        if count >= MOST_ITEMS or size >= MOST_BYTES or (count and last_us - first_us >= LONGEST_US):
            self.seal()

    def seal(self) -> None:
        """Make one record of all that waits, for each run one."""
        if next(self._journal.rows(_ANY, {"site": self._journal.site_id}), None) is None:
            return
        with self._journal.transaction():
            rows = list(self._journal.rows(_ALL, {"site": self._journal.site_id}))
            for run, held in groupby(rows, key=lambda row: row[0]):
                with reading():
                    entries = [entry_of(row) for row in held]
                self._seal(entries, run)
            self._journal.change("DELETE FROM pending WHERE site_id = :site", {"site": self._journal.site_id})

    def _seal(self, held: Sequence[Entry], run: int | None) -> None:
        """Make a record of what may be private and one of the rest: the second can be shown without the first."""
        fields: dict[str, Any] = {}
        seen = [
            (each.at_us, each.at_us + each.span_us)
            for each in held
            if each.kind != "capture" and each.at_us is not None
        ]
        at_us, span_us = None, 0
        if seen:
            at_us, end_us = min(at for at, _ in seen), max(end for _, end in seen)
            fields = {"at_us": at_us, "end_us": end_us}
            span_us = end_us - at_us
        texts = texts_of(held)
        split = [is_private(entry, text) for entry, text in zip(held, texts, strict=True)]
        shown: int | None = None
        woven = b""
        for private in (False, True):
            chosen = [place for place, each in enumerate(split) if each is private]
            if not chosen:
                continue
            items, its = [held[place] for place in chosen], [texts[place] for place in chosen]
            before = partial(self._texts_before, private)
            dictionary, body = self._dictionaries.packed(items, its, before, private=private, beside=woven)
            own: dict[str, Any] = {} if dictionary is None else {"dictionary": dictionary}
            if shown is not None:
                own["beside"] = shown
            elif len(chosen) < len(held):
                own["order"] = order_of(held, split)
            # Both reach as far as all that waited: a window holds both of them, or neither.
            entry = Entry(kind="bundle", fields=fields | own, at_us=at_us, span_us=span_us, body=body, private=private)
            shown = self._journal.append(entry, run=run)
            if not private:
                woven = woven_of(body, self._dictionaries.at(dictionary))

    def _texts_before(self, private: bool) -> list[Text]:
        """Return the texts of the last bundle of that kind; none where there is none that can be read."""
        try:
            for text, body in self._journal.rows(_LAST_BUNDLES, {"site": self._journal.site_id}):
                header = json.loads(text)
                if header.get("private", True) is private:
                    return list(self._bundles.unpacked(header, body).texts())
        except (StoreError, ValueError, AttributeError):
            pass
        return []
