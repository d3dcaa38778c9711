"""What blocks have in common, written once and looked up by number."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from netdoc.model.observation import Seen
from netdoc.model.private import looks_private
from netdoc.store.journal import Journal
from netdoc.store.packing import Layout
from netdoc.store.records import Entry, StoredLayout, canonical, echo_layout

_LAYOUTS = "SELECT seq, CAST(header AS BLOB) FROM record WHERE site_id = :site AND kind = 'layout' AND seq > :after"
_KEY = ("plane", "reader", "series", "subject")
"""The fields that tell one layout from another; `usual` only saves space."""


class Layouts:
    """The layout records of a store, loaded as they are needed."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._by_seq: dict[int, StoredLayout] = {}
        self._seqs: dict[bytes, int] = {}
        self._undone = journal.undone

    def at(self, seq: int) -> StoredLayout:
        """Return the layout of that record.

        Raises:
            KeyError: there is none.
        """
        if seq not in self._by_seq:
            self._load()
        return self._by_seq[seq]

    def of(self, seen: Seen[Any]) -> tuple[int, Layout]:
        """Return the number and the layout for a block, written now if it is new."""
        if self._undone != self._journal.undone:  # a rolled-back layout has no number
            self._undone = self._journal.undone
            self._by_seq.clear()
            self._seqs.clear()
        fields = echo_layout(seen)
        key = _key(fields)
        if key not in self._seqs:
            self._load()
        if key not in self._seqs:
            self._journal.append(Entry(kind="layout", fields=fields, private=looks_private(canonical(fields))))
            self._load()
        seq = self._seqs[key]
        return seq, self._by_seq[seq].layout

    def _load(self) -> None:
        after = max(self._by_seq, default=0)
        for seq, text in self._journal.rows(_LAYOUTS, {"site": self._journal.site_id, "after": after}):
            header = json.loads(text)
            self._by_seq[seq] = StoredLayout.from_header(header)
            self._seqs.setdefault(_key(header), seq)


def _key(fields: Mapping[str, Any]) -> bytes:
    return canonical({name: fields[name] for name in _KEY})
