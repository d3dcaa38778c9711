"""What the bundles of a store have in common: a text of each kind, as bytes and back."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from netdoc.store.columns import Text, one_of_each

_WINDOW = 30_000
"""Deflate looks back 32 768 bytes: more of a dictionary's end than that is not seen."""
_REACH = 1 << 15
_GREATEST = 200_000
"""Bytes of all templates: a device that never answers twice in the same form shall not fill the store."""


@dataclass(frozen=True, slots=True)
class Dictionary:
    """Templates for the columns, and the end of their bytes for deflate."""

    templates: Sequence[Text] = ()
    shared: bytes = b""

    @classmethod
    def of(cls, texts: Sequence[Text], before: Dictionary) -> Dictionary:
        """Return the dictionary of these texts, and of what the one before had besides, as far as there is room."""
        kept, size = [], 0
        for each in one_of_each([*texts, *before.templates]):
            size += len(each.name) + len(each.text)
            if size > _GREATEST:
                break
            kept.append(each)
        return cls._with(kept[::-1])  # the newest at the end, where deflate sees it

    def followed_by(self, woven: bytes) -> Dictionary:
        """Return it with more for deflate to look back into: the woven form of the bundle beside."""
        return Dictionary(self.templates, (self.shared + woven)[-_REACH:]) if woven else self

    @classmethod
    def from_bytes(cls, squeezed: bytes) -> Dictionary:
        """Return the dictionary that a record's body holds.

        Raises:
            ValueError: it is damaged.
        """
        inflate = zlib.decompressobj()
        try:
            raw = inflate.decompress(squeezed, 4 * _GREATEST)
            lengths, _, rest = raw.partition(b"\n")
            sizes = [int(each) for pair in json.loads(lengths) for each in pair]
        except (zlib.error, TypeError) as broken:
            raise ValueError(str(broken)) from broken
        if not inflate.eof or sum(sizes) != len(rest) or min(sizes, default=0) < 0:
            raise ValueError("its length does not fit")
        pieces, at = [], 0
        for size in sizes:
            pieces.append(rest[at : at + size])
            at += size
        return cls._with(list(map(Text, pieces[0::2], pieces[1::2])))

    def to_bytes(self) -> bytes:
        """Return it as a record's body: lengths of names and texts as a line of JSON, then both, deflated."""
        lengths = json.dumps([[len(each.name), len(each.text)] for each in self.templates], separators=(",", ":"))
        pieces = b"".join(each.name + each.text for each in self.templates)
        return zlib.compress(lengths.encode() + b"\n" + pieces, 9)

    @classmethod
    def _with(cls, templates: Sequence[Text]) -> Dictionary:
        return cls(templates, b"".join(each.text for each in templates)[-_WINDOW:])


NO_DICTIONARY = Dictionary()
