"""Merkle trees of RFC 6962 (section 2.1): roots, and proofs that a leaf or an earlier tree is part of one.

A leaf is hashed with 0x00 before it and an inner node with 0x01, so that neither can be passed off as the other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence

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


def inclusion(leaf_hashes: Sequence[bytes], index: int) -> list[bytes]:
    """Return the proof that leaf `index` (from 0) is in the tree: the hashes beside its way up, lowest first."""
    if not 0 <= index < len(leaf_hashes):
        raise IndexError(f"no leaf {index} in a tree of {len(leaf_hashes)}")
    if len(leaf_hashes) == 1:
        return []
    split = _split(len(leaf_hashes))
    left, right = leaf_hashes[:split], leaf_hashes[split:]
    if index < split:
        return [*inclusion(left, index), root(right)]
    return [*inclusion(right, index - split), root(left)]


def is_included(leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes], root_hash: bytes) -> bool:
    """Return whether a proof shows that a leaf is number `index` (from 0) of a tree of `size` with that root."""
    if not 0 <= index < size:
        return False
    at, last, held = index, size - 1, leaf_hash
    for each in proof:
        if last == 0:
            return False
        if at % 2 or at == last:
            held = node(each, held)
            while not at % 2 and at:
                at, last = at >> 1, last >> 1
        else:
            held = node(held, each)
        at, last = at >> 1, last >> 1
    return last == 0 and held == root_hash


def _split(size: int) -> int:
    """Return the largest power of two below `size`."""
    return int(1 << (size - 1).bit_length() - 1)
