"""Merkle trees of RFC 6962 (section 2.1): the root over leaves, at any size.

A leaf is hashed with 0x00 before it and an inner node with 0x01, so that neither can be passed off as the other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

EMPTY = hashlib.sha256(b"").digest()
"""Root of a tree without leaves."""


def leaf(data: bytes) -> bytes:
    """Return the hash of a leaf's bytes."""
    return hashlib.sha256(b"\x00" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Growing:
    """A tree that is added to at its right end; its root can be asked at any size."""

    def __init__(self) -> None:
        self.size = 0
        self._whole: list[tuple[int, bytes]] = []
        """Roots of complete subtrees with their sizes, large to small."""

    def add(self, leaf_hash: bytes) -> None:
        """Add the hash of one leaf."""
        size, held = 1, leaf_hash
        while self._whole and self._whole[-1][0] == size:
            _, left = self._whole.pop()
            size, held = 2 * size, node(left, held)
        self._whole.append((size, held))
        self.size += 1

    def root(self) -> bytes:
        """Return the root of all leaves so far."""
        if not self._whole:
            return EMPTY
        held = self._whole[-1][1]
        for _, left in reversed(self._whole[:-1]):
            held = node(left, held)
        return held


def root(leaf_hashes: Iterable[bytes]) -> bytes:
    """Return the root over leaf hashes."""
    tree = Growing()
    for each in leaf_hashes:
        tree.add(each)
    return tree.root()


def roots(leaf_hashes: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the root of the first leaf, of the first two, and so on."""
    tree = Growing()
    for each in leaf_hashes:
        tree.add(each)
        yield tree.root()
