"""The middle of each run of a rung: sorting a month's samples is what judging and printing share most of."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from typing import NamedTuple

from netdoc.model.ladder import Ladder


class Middles(NamedTuple):
    """Of each run of a rung, in time order; 0 where nothing was answered."""

    blocks: array[int]
    """The numbers of their blocks."""
    answered: array[int]
    """How many samples were."""
    middle_us: array[int]
    """The middle one of those; of an even number the greater of two."""
    below_us: array[int]
    """The one before that; of an odd number the middle one itself."""
    low_us: array[int]
    """The lower quartile."""


def middles(ladder: Ladder, rung: str) -> Middles:
    """Return the middles of a rung's runs while idle."""
    return ladder.once((middles, rung), lambda: _sorted(ladder, rung))


def _sorted(ladder: Ladder, rung: str) -> Middles:
    found = Middles(array("i"), array("i"), array("i"), array("i"), array("i"))
    for block, samples in ladder.runs(rung).samples_of_all():
        ranked = sorted(samples)
        if ranked[0] < 0:
            del ranked[: bisect_left(ranked, 0)]
        count = len(ranked)
        found.blocks.append(block)
        found.answered.append(count)
        found.middle_us.append(ranked[count // 2] if count else 0)
        found.below_us.append(ranked[(count - 1) // 2] if count else 0)
        found.low_us.append(ranked[count // 4] if count else 0)
    return found
