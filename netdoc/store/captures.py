"""Where each capture lies: in a record of its own, in a bundle, or waiting for one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from netdoc.model.capture import Capture
from netdoc.model.facts.echo_block import from_us
from netdoc.store.bundles import PREFIX_BYTES, Bundle, front_size, prefixes_of
from netdoc.store.held import Bundles
from netdoc.store.journal import Journal
from netdoc.store.pending import LARGEST_CAPTURE, Pending, entry_of
from netdoc.store.records import capture_entry, capture_from, held_capture

_OWN = "SELECT CAST(header AS BLOB), body FROM record WHERE site_id = :site AND digest = :digest"
_WAITING = """
    SELECT run, kind, at_us, span_us, digest, CAST(header AS BLOB), body FROM pending
    WHERE site_id = :site AND digest = :digest
"""
_WAITS = "SELECT 1 FROM pending WHERE site_id = :site AND digest = :digest"
_FRONTS = f"""
    SELECT seq, substr(body, 1, {front_size(1000)}) FROM record
    WHERE site_id = :site AND kind = 'bundle' AND seq > :after ORDER BY seq
"""  # noqa: S608
_BODY = "SELECT CAST(header AS BLOB), body FROM record WHERE site_id = :site AND seq = :seq"
_ALL = """
    SELECT kind, CAST(header AS BLOB), body FROM record NOT INDEXED
    WHERE site_id = :site AND kind IN ('capture', 'bundle')
"""
_ALL_WAITING = """
    SELECT run, kind, at_us, span_us, digest, CAST(header AS BLOB), body FROM pending
    WHERE site_id = :site AND kind = 'capture' ORDER BY nr
"""


class Captures:
    """The captures of a store, by digest or one after the other."""

    def __init__(self, journal: Journal, bundles: Bundles, pending: Pending) -> None:
        self._journal = journal
        self._bundles = bundles
        self._pending = pending
        self._directory = Directory(journal)

    def put(self, capture: Capture) -> None:
        """Keep a capture, unless the same bytes are kept nearby: within a bundle's time they are not kept twice.

        Beyond that the same page costs a few bytes in its next bundle: less than looking for it would.
        """
        with self._journal.transaction():
            if self.is_near(capture.digest):
                return
            if len(capture.body) > LARGEST_CAPTURE:
                self._journal.append(capture_entry(capture))
            else:
                self._pending.hold(held_capture(capture))

    def is_near(self, digest: str) -> bool:
        """Tell whether the bytes wait for their bundle, or are a record of their own."""
        return any(self._rows(statement, digest) for statement in (_WAITS, _OWN))

    def has(self, digest: str) -> bool:
        """Tell whether the bytes of that digest are kept."""
        return self.is_near(digest) or self._in_bundle(digest) is not None

    def get(self, digest: str) -> Capture | None:
        """Return a capture by its digest, or None.

        Raises:
            StoreError: what is kept under that digest is damaged.
        """
        for header, body in self._rows(_OWN, digest):
            return capture_from(json.loads(header), body)
        for row in self._rows(_WAITING, digest):
            return _waiting(row)
        found = self._in_bundle(digest)
        return None if found is None else found.capture(digest)

    def all(self) -> Iterator[Capture]:
        """Yield every capture in the order kept, each once.

        Raises:
            StoreError: one is damaged.
        """
        site = {"site": self._journal.site_id}
        given: set[str] = set()
        self._directory.refresh()
        for kind, header, body in self._journal.rows(_ALL, site):
            if kind == "capture":
                yield capture_from(json.loads(header), body)
                continue
            fields = json.loads(header)
            if fields.get("private") is False:
                continue  # every capture lies in the other one of its pair
            bundle = self._bundles.unpacked(fields, body)
            for digest, capture in zip(bundle.digests, bundle.captures(), strict=True):
                # Only what may lie in several bundles is remembered: a month holds a million captures.
                repeated = len(self._directory.find(digest)) > 1
                if not repeated or digest not in given:
                    yield capture
                if repeated:
                    given.add(digest)
        for row in self._journal.rows(_ALL_WAITING, site):
            capture = _waiting(row)
            if self._in_bundle(capture.digest) is None:
                yield capture

    def _in_bundle(self, digest: str) -> Bundle | None:
        self._directory.refresh()
        for seq in self._directory.find(digest):
            bundle = self._bundles.at(seq)
            if digest in bundle.digests:
                return bundle
        return None

    def _rows(self, statement: str, digest: str) -> list[tuple[Any, ...]]:
        try:
            raw = bytes.fromhex(digest)
        except ValueError:
            return []
        return list(self._journal.rows(statement, {"site": self._journal.site_id, "digest": raw}))


class Directory:
    """In which bundles a capture may lie, by the first bytes of its digest: some five bytes a capture in memory."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._buckets: dict[bytes, bytearray] = {}
        self._after = 0
        self._undone = journal.undone

    def find(self, digest: str) -> list[int]:
        """Return the numbers of the bundles, as of the last `refresh`; nearly always none or the right one."""
        try:
            prefix = bytes.fromhex(digest)[:PREFIX_BYTES]
        except ValueError:
            return []
        bucket = self._buckets.get(prefix[:_KEY_BYTES], b"")
        rest = prefix[_KEY_BYTES:]
        places = [at for at in range(0, len(bucket), _ENTRY_BYTES) if bucket.startswith(rest, at)]
        return [int.from_bytes(bucket[at + len(rest) : at + _ENTRY_BYTES], "little") for at in places]

    def refresh(self) -> None:
        """Read what bundles were added since."""
        if self._undone != self._journal.undone:
            self._undone, self._after = self._journal.undone, 0
            self._buckets.clear()
        for seq, front in self._journal.rows(_FRONTS, {"site": self._journal.site_id, "after": self._after}):
            number = seq.to_bytes(_NUMBER_BYTES, "little")
            for prefix in prefixes_of(self._whole_front(seq, front)):
                self._buckets.setdefault(prefix[:_KEY_BYTES], bytearray()).extend(prefix[_KEY_BYTES:] + number)
            self._after = seq

    def _whole_front(self, seq: int, front: bytes) -> bytes:
        needed = front_size(int.from_bytes(front[1:5], "little"))
        if len(front) >= needed:
            return front
        ((_, body),) = self._journal.rows(_BODY, {"site": self._journal.site_id, "seq": seq})
        return bytes(body)


_KEY_BYTES, _NUMBER_BYTES = 2, 4
_ENTRY_BYTES = PREFIX_BYTES - _KEY_BYTES + _NUMBER_BYTES


def _waiting(row: tuple[Any, ...]) -> Capture:
    entry = entry_of(row)
    return Capture(
        entry.body or b"", from_us(entry.fields["taken_at_us"]), entry.fields["source"], entry.fields["method"]
    )
