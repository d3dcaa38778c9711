"""The dictionary records of a store: which one a bundle is packed against, and when a new one pays."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from netdoc.errors import StoreError
from netdoc.store.bundles import pack
from netdoc.store.columns import Text
from netdoc.store.dictionary import NO_DICTIONARY, Dictionary
from netdoc.store.journal import Journal
from netdoc.store.records import Entry

_WORTH_A_LOOK = 1024
"""Bytes of text that are news, below which no other dictionary is tried."""
_LEAST_SAVED = 512
_PAID_BACK_IN = 8
"""Bundles after which a new dictionary must have saved what it costs itself."""
_KEPT = 8

_AT = "SELECT body FROM record WHERE site_id = :site AND seq = :seq AND kind = 'dictionary'"
_LATEST = """
    SELECT seq, CAST(header AS BLOB) FROM record WHERE site_id = :site AND kind = 'dictionary' ORDER BY seq DESC
"""


class Dictionaries:
    """The dictionaries of a store, read as they are needed."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._held: dict[int, Dictionary] = {}
        self._undone = journal.undone

    def at(self, seq: int | None) -> Dictionary:
        """Return the dictionary of that record; an empty one for None.

        Raises:
            StoreError: it is missing or damaged; what was packed against another one can still be read.
        """
        if seq is None:
            return NO_DICTIONARY
        if self._undone != self._journal.undone:  # a rolled-back dictionary has no number
            self._undone = self._journal.undone
            self._held.clear()
        if seq not in self._held:
            if len(self._held) >= _KEPT:
                self._held.pop(next(iter(self._held)))
            self._held[seq] = self._read(seq)
        return self._held[seq]

    def last(self, *, private: bool) -> tuple[int | None, Dictionary]:
        """Return the number of the latest dictionary and itself; (None, an empty one) where it cannot be used.

        Args:
            private: made of texts that may be private; what is to be shown is packed against none of those.
        """
        try:
            for seq, header in self._journal.rows(_LATEST, {"site": self._journal.site_id}):
                if json.loads(header).get("private", True) is private:
                    return seq, self.at(seq)
        except (StoreError, ValueError, AttributeError):
            pass
        return None, NO_DICTIONARY

    def packed(
        self,
        items: Sequence[Entry],
        texts: Sequence[Text],
        before: Callable[[], Sequence[Text]],
        *,
        private: bool,
        beside: bytes = b"",
    ) -> tuple[int | None, bytes]:
        """Return the number of a dictionary and the body packed against it.

        Args:
            items: what is to be packed.
            texts: their texts.
            before: gives the texts of the bundle before this one. A dictionary of them takes over where it saves a
                good part of what it costs already now: nothing that a device sends can make dictionaries cost
                more than a few times what they save.
            private: they may hold what is private to the office.
            beside: the woven form of the bundle beside.
        """
        seq, dictionary = self.last(private=private)
        packed = pack(items, texts, dictionary.followed_by(beside))
        if packed.news < _WORTH_A_LOOK:
            return seq, packed.body
        fresh = Dictionary.of(before(), dictionary)
        smaller, cost = pack(items, texts, fresh.followed_by(beside)).body, fresh.to_bytes()
        if len(packed.body) - len(smaller) <= max(_LEAST_SAVED, len(cost) // _PAID_BACK_IN):
            return seq, packed.body
        entry = Entry(kind="dictionary", fields={"templates": len(fresh.templates)}, body=cost, private=private)
        return self._journal.append(entry), smaller

    def _read(self, seq: int) -> Dictionary:
        row = next(self._journal.rows(_AT, {"site": self._journal.site_id, "seq": seq}), None)
        try:
            if row is not None:
                return Dictionary.from_bytes(row[0])
        except (ValueError, TypeError):
            pass
        raise StoreError(
            f"the dictionary in record {seq} is {'missing' if row is None else 'damaged'}: "
            "captures and readings packed against it cannot be read",
            hint="keep the file as it is, and work on a copy; everything else in it can still be read",
        )
