"""Notice that a rung is lost or has recovered, from the ladder's last samples. Pure.

Lost: three in a row, or five of the last ten, were not answered while a nearer rung answers. A rung that
never answered is not lost (ping-deaf boxes are normal), and the nearest that ever answered needs no nearer
one. Samples that we did not send say nothing. Recovered: the last three were answered, by a rung that was lost or
that had failed since we began to look (then we came in the middle of an outage).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from netdoc.app.sampler import RungView
from netdoc.model.facts.echo_block import NOT_SENT

IN_A_ROW, OF_LAST, AMONG = 3, 5, 10
SET_EVERY_S = 60.0
"""An event set is taken at most this often."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A rung that answered before and does not now."""

    rung: str


@dataclass(frozen=True, slots=True)
class Recovered:
    """A rung that was lost and answers again."""

    rung: str


Change = Lost | Recovered


class Losses:
    """Remembers which rungs ever answered and which are lost. `distances`: 0 for the nearest, by rung id."""

    def __init__(self, distances: Mapping[str, int]) -> None:
        self._distances = distances
        self._heard: set[str] = set()
        self._lost: set[str] = set()
        self._silent: set[str] = set()
        """Rungs that have failed from the first sample on: deaf, or lost before we came."""

    @property
    def lost(self) -> frozenset[str]:
        """The rungs that are lost now."""
        return frozenset(self._lost)

    def look(self, views: Sequence[RungView]) -> list[Change]:
        """Return what changed since the last look."""
        samples = {each.rung: _told(each) for each in views}
        self._silent |= {rung for rung, values in samples.items() if rung not in self._heard and _silent(values)}
        self._heard |= {rung for rung, values in samples.items() if any(value >= 0 for value in values)}
        changes: list[Change] = []
        for rung, values in samples.items():
            if rung in self._lost or rung in self._silent:
                if _answers(values):
                    self._lost.discard(rung)
                    self._silent.discard(rung)
                    changes.append(Recovered(rung))
            elif rung in self._heard and _fails(values) and self._reached(rung, samples):
                self._lost.add(rung)
                changes.append(Lost(rung))
        return changes

    def _reached(self, rung: str, samples: Mapping[str, Sequence[int]]) -> bool:
        """Tell whether the way to before this rung is good, as far as anything there ever answered."""
        distance = self._distances.get(rung, 0)
        nearer = [each for each in self._heard if each in samples and self._distances.get(each, 0) < distance]
        return not nearer or any(value >= 0 for each in nearer for value in samples[each][-IN_A_ROW:])


class EventSets:
    """Says when an event set is to be taken: at once on a change, at most once a minute, none forgotten."""

    def __init__(self) -> None:
        self._allowed_s = -float("inf")
        self._wanted = False

    def want(self) -> None:
        """Note that something changed."""
        self._wanted = True

    def take(self, now_s: float) -> bool:
        """Tell whether to take one now."""
        if not self._wanted or now_s < self._allowed_s:
            return False
        self._wanted, self._allowed_s = False, now_s + SET_EVERY_S
        return True


def _told(view: RungView) -> list[int]:
    """Return the samples that say something: sent, and no longer awaited."""
    return [value for value in view.recent if value is not None and value != NOT_SENT]


def _fails(values: Sequence[int]) -> bool:
    row, last = values[-IN_A_ROW:], values[-AMONG:]
    return (len(row) == IN_A_ROW and all(each < 0 for each in row)) or sum(each < 0 for each in last) >= OF_LAST


def _silent(values: Sequence[int]) -> bool:
    return len(values) >= IN_A_ROW and all(each < 0 for each in values)


def _answers(values: Sequence[int]) -> bool:
    row = values[-IN_A_ROW:]
    return len(row) == IN_A_ROW and all(each >= 0 for each in row)


def stranded(views: Sequence[RungView]) -> bool:
    """Tell whether nothing leaves this computer: the last sample of every rung could not be sent."""
    last = [each.recent[-1] for each in views if each.recent]
    return bool(last) and all(value == NOT_SENT for value in last)
