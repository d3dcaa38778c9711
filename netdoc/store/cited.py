"""What readings cite of their bundle's captures: numbers that stand for digests until somebody asks for one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from netdoc.model.observation import Promise, promises

CAPTURES = 1 << 20
"""More than a bundle holds."""
_BUNDLES = 64
"""Bundles of one kind of promise: they are let go of together."""

DigestOf = Callable[[int], str]
"""Gives the digest of the capture of a number."""


@dataclass(frozen=True, slots=True)
class Cited:
    """The captures of one bundle."""

    digest_of: DigestOf
    count: int
    first: int
    """What is added to a capture's number in a promise."""
    kind: type[Promise]

    def promises(self, places: Sequence[int]) -> list[Promise]:
        """Return what stands for the digests of the captures of those numbers.

        Raises:
            IndexError: the bundle holds fewer.
        """
        if places and not 0 <= min(places) <= max(places) < self.count:
            raise IndexError("it cites a capture that is not there")
        kind, first = self.kind, self.first
        return [kind(first + each) for each in places]


class Citations:
    """The captures of the bundles of one reading of a store."""

    def __init__(self) -> None:
        self._digests: list[DigestOf] = []
        self._kind = promises(self._kept)

    def of_bundle(self, digest_of: DigestOf, count: int) -> Cited:
        """Return the captures of the next bundle."""
        if len(self._digests) >= _BUNDLES:
            self._digests = []
            self._kind = promises(self._kept)
        self._digests.append(digest_of)
        return Cited(digest_of, count, (len(self._digests) - 1) * CAPTURES, self._kind)

    @property
    def _kept(self) -> Callable[[int], str]:
        digests = self._digests

        def kept(number: int) -> str:
            bundle, capture = divmod(number, CAPTURES)
            return digests[bundle](capture)

        return kept
