"""The bundles of a store, taken apart as they are asked for."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from netdoc.errors import StoreError
from netdoc.store.bundles import Bundle, Digests, woven_of
from netdoc.store.cited import CAPTURES, Citations, Cited
from netdoc.store.dictionaries import Dictionaries
from netdoc.store.dictionary import NO_DICTIONARY, Dictionary
from netdoc.store.journal import Journal

_BODY = "SELECT CAST(header AS BLOB), body FROM record WHERE site_id = :site AND seq = :seq AND kind = 'bundle'"
_KEPT = 4
STANDS_IN = "stands_in"
"""Field of a record that only stands in the place of another one: never in a store that measured."""


class Bundles:
    """The bundles of a store; the last few looked at are kept."""

    def __init__(self, journal: Journal, dictionaries: Dictionaries) -> None:
        self._journal = journal
        self._dictionaries = dictionaries
        self._held: OrderedDict[int, Bundle] = OrderedDict()
        self._undone = journal.undone

    def at(self, seq: int) -> Bundle:
        """Return the bundle of that record.

        Raises:
            StoreError: it or its dictionary is damaged.
        """
        if self._undone != self._journal.undone:
            self._undone = self._journal.undone
            self._held.clear()
        if seq not in self._held:
            self._held[seq] = self.unpacked(*self._row(seq))
            if len(self._held) > _KEPT:
                self._held.popitem(last=False)
        self._held.move_to_end(seq)
        return self._held[seq]

    def unpacked(self, header: Mapping[str, Any], body: bytes) -> Bundle:
        """Return the bundle that a record holds.

        Raises:
            StoreError: it, the one beside or a dictionary is damaged.
        """
        dictionary, beside = self._against(header)
        return Bundle.unpacked(body, dictionary if beside is None else dictionary.followed_by(woven_of(*beside)))

    def cited(self, header: Mapping[str, Any], body: bytes, citations: Citations) -> tuple[Bundle, Cited]:
        """Return the bundle that a record holds, and its captures for those who cite them.

        Raises:
            StoreError: it, the one beside or a dictionary is damaged.
        """
        bundle = self.unpacked(header, body)
        if header.get(STANDS_IN):
            return bundle, self.withheld(int(header["seq"]), citations)
        dictionary, beside = self._against(header)
        return bundle, citations.of_bundle(Digests(body, dictionary, beside).at, bundle.captures_held)

    def withheld(self, seq: int, citations: Citations) -> Cited:
        """Return what stands for the captures that lie beside the bundle in a record, where those are not at hand."""
        return citations.of_bundle(lambda number: f"withheld:{seq}/{number}", CAPTURES)

    def _against(self, header: Mapping[str, Any]) -> tuple[Dictionary, tuple[bytes, Dictionary] | None]:
        """Return the dictionary that a bundle was packed against, and body and dictionary of the bundle beside."""
        if header.get(STANDS_IN):
            return NO_DICTIONARY, None
        dictionary = self._dictionaries.at(header.get("dictionary"))
        if "beside" not in header:
            return dictionary, None
        other, body = self._row(header["beside"])
        return dictionary, (body, self._dictionaries.at(other.get("dictionary")))

    def _row(self, seq: int) -> tuple[Mapping[str, Any], bytes]:
        row = next(self._journal.rows(_BODY, {"site": self._journal.site_id, "seq": seq}), None)
        try:
            if row is not None:
                return json.loads(row[0]), bytes(row[1])
        except (ValueError, TypeError):
            pass
        raise StoreError(
            f"record {seq} is {'missing' if row is None else 'damaged'}, and what was packed with it cannot be read",
            hint="keep the file as it is, and work on a copy; everything else in it can still be read",
        )
