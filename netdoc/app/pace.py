"""When each rung is asked: absolute times on a clock, staggered, with a random start (RFC 3432).

Limits: our own devices and the first hops of the provider at most once a second, strangers (anchors, public
resolvers, services) at most once in 5 s each. Anchors share one stagger, so that the quorum of three gives a
sample every 1.7 s; the others share another, so that probes do not leave in bursts.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from netdoc.errors import BadInput
from netdoc.model.site import Rung, RungKind
from netdoc.ports import EchoTarget

OWN_LEAST_S = 1.0
STRANGER_LEAST_S = 5.0
_STRANGERS = frozenset({RungKind.ANCHOR, RungKind.SERVICE})


@dataclass(frozen=True, slots=True)
class Pace:
    """One rung's timetable: sample k is due at `offset_ns` + k * `period_ns`, from the ladder's origin."""

    target: EchoTarget
    period_ns: int
    offset_ns: int

    @property
    def late_limit_ns(self) -> int:
        """A slot served later than this is void: half a period or 500 ms, whichever is less."""
        return min(self.period_ns // 2, 500_000_000)


def least_period_s(rung: Rung) -> float:
    """Return the shortest period that politeness allows for this rung."""
    stranger = rung.kind in _STRANGERS or (rung.kind is RungKind.RESOLVER and rung.role == "public")
    return STRANGER_LEAST_S if stranger else OWN_LEAST_S


def timetable(
    rungs: Sequence[Rung],
    draw: Callable[[], float],
    *,
    unlimited: bool = False,
    first_within_s: float | None = None,
) -> tuple[Pace, ...]:
    """Return each rung's pace, in the order of the rungs.

    Args:
        rungs: the ladder; ids must differ.
        draw: gives a random number in [0, 1) for the start.
        unlimited: leave the limits out. For tests on networks of their own only.
        first_within_s: move all of it forward together, so that the first probe leaves within this time, at random.

    Raises:
        BadInput: two rungs share an id, or a period is not a positive number.
    """
    seen: set[str] = set()
    for rung in rungs:
        if rung.id in seen:
            raise BadInput("two rungs share this id", where=f"rungs.{rung.id}", hint="give each rung an id of its own")
        seen.add(rung.id)
        if not (math.isfinite(rung.period_s) and rung.period_s > 0):
            raise BadInput("the period must be a positive number of seconds", where=f"rungs.{rung.id}.period_s")
    anchors = [each for each in rungs if each.kind is RungKind.ANCHOR]
    others = [each for each in rungs if each.kind is not RungKind.ANCHOR]
    paces = {pace.target.rung: pace for group in (anchors, others) for pace in _stagger(group, draw(), unlimited)}
    early_ns = _early_ns([each.offset_ns for each in paces.values()], draw, first_within_s)
    return tuple(replace(paces[each.id], offset_ns=paces[each.id].offset_ns - early_ns) for each in rungs)


def _early_ns(offsets_ns: Sequence[int], draw: Callable[[], float], first_within_s: float | None) -> int:
    """Return by how much to move the timetable forward."""
    first_ns = min(offsets_ns, default=0)
    if first_within_s is None or first_ns <= first_within_s * 1e9:
        return 0
    return first_ns - int(draw() * first_within_s * 1e6) * 1000


def _stagger(group: Sequence[Rung], start: float, unlimited: bool) -> list[Pace]:
    """Spread a group evenly over its shortest period."""
    periods_us = [round(_period_s(each, unlimited) * 1e6) for each in group]
    shortest_us = min(periods_us, default=0)
    paces = []
    for place, (rung, period_us) in enumerate(zip(group, periods_us, strict=True)):
        offset_us = int((start + place / len(group)) * shortest_us) % shortest_us
        target = EchoTarget(rung.id, rung.address, rung.method)
        paces.append(Pace(target, period_us * 1000, offset_us * 1000))
    return paces


def _period_s(rung: Rung, unlimited: bool) -> float:
    return max(rung.period_s, 0.001 if unlimited else least_period_s(rung))
