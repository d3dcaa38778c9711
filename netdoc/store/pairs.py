"""Two bundles in place of one: what may be private, and what may be shown without it.

What waited is sealed into both together. The first holds what may be shown: it can be read alone, and its header tells
in what order the observations of both were put. The second may hold what is private, and every capture, which the first
cites by number; its header says which record lies beside it, and it is deflated against that one, with which it shares
times and numbers.
"""

from __future__ import annotations

import zlib
from base64 import b85decode, b85encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any

from netdoc.model.facts.echo_block import to_us
from netdoc.model.facts.link_state import LinkState
from netdoc.model.observation import Gap, Observation
from netdoc.model.private import looks_private
from netdoc.store.columns import Text
from netdoc.store.readings import Window
from netdoc.store.records import Entry

_LONGEST_ORDER = 1 << 16
"""Characters: some twenty thousand lengths."""


def is_private(entry: Entry, text: Text) -> bool:
    """Return whether an entry may hold what is private: each capture, each reading of the own link, and by form."""
    if entry.kind == "capture":
        return True
    fact = entry.fields.get("fact")
    return (isinstance(fact, dict) and fact.get("kind") == LinkState.KIND) or looks_private(text.text)


def order_of(held: Sequence[Entry], private: Sequence[bool]) -> str:
    """Return in what order observations were put, as lengths: so many private ones, so many others, and so on."""
    of_observations = [each for entry, each in zip(held, private, strict=True) if entry.kind != "capture"]
    runs = [(each, len(list(its))) for each, its in groupby(of_observations)]
    lengths = [length for _, length in runs]
    if runs and not runs[0][0]:
        lengths.insert(0, 0)
    return b85encode(zlib.compress(" ".join(map(str, lengths)).encode(), 9)).decode("ascii")


def _lengths(order: str) -> tuple[int, ...]:
    inflate = zlib.decompressobj()
    try:
        return tuple(map(int, inflate.decompress(b85decode(order), _LONGEST_ORDER).split()))
    except zlib.error as damaged:
        raise ValueError(f"the order of a pair is damaged: {damaged}") from damaged


@dataclass(frozen=True, slots=True)
class Pair:
    """What the first bundle's header tells."""

    other: int
    """The second one's place among the rows that are read together."""
    lengths: tuple[int, ...]
    start_us: int
    end_us: int

    @classmethod
    def of(cls, place: int, header: Mapping[str, Any]) -> Pair:
        """Return what a header tells.

        Raises:
            KeyError, ValueError, AttributeError: it is damaged.
        """
        return cls(place, _lengths(header["order"]), header.get("at_us", 0), header.get("end_us", 0))

    def joined(
        self, private: Sequence[Observation], others: Sequence[Observation], window: Window
    ) -> Iterator[Observation]:
        """Yield the observations of both in the order put, those that reach into a window."""
        both = (iter(private), iter(others))
        is_within = window.holds(self.start_us, self.start_us) and window.holds(self.end_us, self.end_us)
        for number, length in enumerate(self.lengths):
            some = islice(both[number % 2], length)
            yield from some if is_within else (each for each in some if window.holds(*_reach_us(each)))
        for rest in both:  # more than the order tells of: a damaged header must not hide any
            yield from (each for each in rest if window.holds(*_reach_us(each)))


def _reach_us(observation: Observation) -> tuple[int, int]:
    at_us = to_us(observation.at)
    return at_us, max(at_us, to_us(observation.end)) if isinstance(observation, Gap) else at_us
