"""What of a record may leave the house: all of it, or something in its place under other names, or nothing.

A record is shown as it is stored or not at all, for its hash is of all its bytes. Where a verdict rests on one that is
private, another record stands in its place: the same readings under other names, without captures, proven by nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from netdoc.model.private import looks_private
from netdoc.store.bundles import pack
from netdoc.store.columns import Text
from netdoc.store.held import STANDS_IN
from netdoc.store.records import PLAIN_BLOCK, canonical, reading
from netdoc.store.seal_notes import KINDS as NOTES
from netdoc.store.store import Store

Standing = tuple[bytes, bytes | None, bool]
"""Header, body, and whether they are those of the record; an empty header where nothing is shown."""

_LINKS = ("at_us", "beside", "end_us", "kind", "order", "run", "seq", "wall_utc_us")
"""Of a bundle's header: what its readings are found by."""
_LEFT_OUT = frozenset({"salt", "private", "credentials"})


class StandingIn:
    """Tells what may be shown of each record of a store."""

    def __init__(
        self, store: Store, text: Callable[[bytes], bytes], plain: Callable[[Any], Any], known: re.Pattern[bytes] | None
    ) -> None:
        """Take how things are renamed.

        Args:
            store: whose records they are.
            text: renames within a line of JSON.
            plain: renames within a JSON value.
            known: finds what is private in this office only; None where nothing is.
        """
        self._bundles = store.bundles
        self._text, self._plain, self._known = text, plain, known
        self.shown = 0
        """Records given as they are stored."""
        self.guessable = 0
        """Records withheld without a salt, as older stores have them: their hash may tell what they hold."""

    def of(self, header: bytes, body: bytes | None) -> Standing:
        """Return what is shown of a record.

        Raises:
            StoreError: it is damaged.
        """
        if PLAIN_BLOCK.fullmatch(header) and (self._known is None or self._known.search(header) is None):
            self.shown += 1
            return header, body, True
        with reading():
            fields: dict[str, Any] = json.loads(header)
            kind = fields["kind"]
            if not self._is_private(kind, fields, header, body):
                self.shown += 1
                return header, body, True
            self.guessable += "salt" not in fields
            if kind in ("capture", "dictionary", *NOTES):
                return b"", None, False
            if kind == "bundle":
                stands = {name: fields[name] for name in _LINKS if name in fields} | {STANDS_IN: True}
                return canonical(stands), self._bundle(fields, body or b""), False
            return canonical(self._plain(_without(fields)) | {STANDS_IN: True}), body, False

    def _is_private(self, kind: str, fields: dict[str, Any], header: bytes, body: bytes | None) -> bool:
        if kind in ("bundle", "dictionary"):  # those of older stores do not say: they hold everything
            if fields.get("private") is not False or kind == "dictionary":
                return fields.get("private") is not False
            if self._known is None:
                return False
            # a name never reaches across lines: together they are searched in a third of the time
            return self._known.search(b"\n".join(self._texts(fields, body or b""))) is not None
        return (
            kind in ("site", "case", "capture")
            or fields.get("private") is True
            or looks_private(header)
            or (self._known is not None and self._known.search(header) is not None)
        )

    def _bundle(self, fields: dict[str, Any], body: bytes) -> bytes:
        texts = [Text(b"", self._text(each)) for each in self._texts(fields, body)]
        return pack([], texts).body

    def _texts(self, fields: dict[str, Any], body: bytes) -> list[bytes]:
        """Return the readings of a bundle as they are stored, without its captures."""
        return self._bundles.unpacked(fields, body).reading_texts()


def _without(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without(each) for name, each in value.items() if name not in _LEFT_OUT}
    return [_without(each) for each in value] if isinstance(value, list) else value
