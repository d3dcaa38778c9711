"""The simulated network: what becomes of a packet at an instant, and when the office was really cut off.

Everything but chance follows from office and story: the truth does not depend on who asks when.
"""

from __future__ import annotations

import errno
import math
import random
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tests.lab.plan import ANCHORS
from tests.sim.line import SimLine, Span, merged, within
from tests.sim.office import SimOffice
from tests.sim.session import Session
from tests.sim.story import Episode, Trouble

SWELL_S = 30.0
"""How often a congested network's queue and loss are drawn anew."""
NEIGHBOUR_KNOWN_S = 25.0
"""How long Linux goes on sending to a neighbour that has fallen silent, before it says «host unreachable»."""
_SHAPES = 8_192

Fate = int | tuple[int, str] | OSError | None
"""Round trip in µs, (delay in µs, who said «unreachable»), could not leave, or nothing."""


@dataclass(frozen=True, slots=True)
class Way:
    """How one address behaves for a while."""

    base_us: int
    spread_us: int
    loss: float = 0.0
    silent: bool = False
    refused_by: str | None = None
    no_way_out: bool = False
    noisy: bool = False
    """The line's noise decides over each packet."""


class World:
    """Answers for every address at every instant. Ask in any order; it is quick when asked in order."""

    def __init__(self, office: SimOffice, story: Sequence[Episode]) -> None:
        self.office = office
        self.story = tuple(sorted(story, key=lambda each: each.start_s))
        self.line = SimLine(office, self.story, random.Random(office.seed ^ 0x11E))
        self.session = Session(office, self.story, self.line, random.Random(office.seed ^ 0x5E5))
        self._dice = random.Random(office.seed ^ 0xEC0)
        self._shapes = [self._dice.lognormvariate(0.0, 0.7) for _ in range(_SHAPES)]
        self._place = self._dice.randrange(_SHAPES)
        self._edges = self._boundaries()
        self._ways: dict[str, Way] = {}
        self._from_s, self._until_s = math.inf, -math.inf
        self._here = {office.router, office.modem, office.first_hop, office.resolver, *office.hops, *ANCHORS}

    def fate(self, address: str, true_s: float) -> Fate:
        """Return what becomes of an echo request that leaves now."""
        way = self.way(address, true_s)
        if way.no_way_out:
            return OSError(errno.ENETUNREACH, "Network is unreachable")
        if way.silent or (way.loss and self._dice.random() < way.loss):
            return None
        if way.noisy and self.line.spoils(true_s):
            return None
        self._place = (self._place + 1) % _SHAPES
        took_us = way.base_us + int(way.spread_us * self._shapes[self._place])
        return took_us if way.refused_by is None else (took_us, way.refused_by)

    def way(self, address: str, true_s: float) -> Way:
        """Return how an address behaves at an instant."""
        if not self._from_s <= true_s < self._until_s:
            self._turn_to(true_s)
        return self._ways.get(address, _NOWHERE)

    def going_on(self, trouble: Trouble, true_s: float) -> Episode | None:
        """Return the episode of that kind at an instant."""
        return next((each for each in self.story if each.trouble is trouble and each.covers(true_s)), None)

    def cut_off(self, *, least_s: float = 0.0) -> list[Span]:
        """Return the truth: the stretches in which no packet of the office could come back from the internet."""
        edges = [-60.0, *self._edges]
        spans = [(a, b) for a, b in pairwise(edges) if self._dead(ANCHORS[0], a + (b - a) / 2)]
        return [each for each in merged(spans) if each[1] - each[0] >= least_s]

    def _dead(self, address: str, true_s: float) -> bool:
        way = self.way(address, true_s)
        return way.silent or way.refused_by is not None or way.no_way_out

    def _boundaries(self) -> list[float]:
        """Return every instant at which some way changes."""
        edges = {edge for each in self.story for edge in (each.start_s, each.end_s)}
        edges |= {edge for span in (*self.line.down, *self.line.box_off, *self.session.down) for edge in span}
        for each in self.story:
            if each.trouble in (Trouble.CONGESTED, Trouble.UPLINK_FULL):
                steps = int((each.end_s - each.start_s) / SWELL_S)
                edges |= {each.start_s + SWELL_S * step for step in range(1, steps + 1)}
            if each.trouble is Trouble.ROUTER_HUNG and each.end_s - each.start_s > NEIGHBOUR_KNOWN_S:
                edges.add(each.start_s + NEIGHBOUR_KNOWN_S)
        return sorted(edges)

    def _turn_to(self, true_s: float) -> None:
        place = bisect_right(self._edges, true_s)
        self._from_s = self._edges[place - 1] if place else -math.inf
        self._until_s = self._edges[place] if place < len(self._edges) else math.inf
        self._ways = {address: self._way(address, true_s) for address in self._here}

    def _way(self, address: str, true_s: float) -> Way:
        """Return how an address behaves, from the desk outwards: the nearest hindrance decides."""
        office, base_us = self.office, self.office.base_us[address]
        if self.going_on(Trouble.NO_NETWORK, true_s):
            return Way(0, 0, no_way_out=True)
        hung = self.going_on(Trouble.ROUTER_HUNG, true_s)
        if hung:
            forgotten = true_s >= hung.start_s + NEIGHBOUR_KNOWN_S
            return Way(900_000, 50_000, refused_by=f"{office.plan.laptop} host") if forgotten else _NOWHERE
        loss = self._share_lost_in_switch(true_s)
        if address == office.router:
            return Way(base_us, 60, loss, silent=office.manners.router_deaf)
        if self._modem_unplugged(true_s):
            return self._turned_back(true_s, loss)
        if address == office.modem:
            locked = self.going_on(Trouble.MODEM_LOCKED, true_s)
            return Way(base_us, 120, loss, silent=locked is not None or not office.manners.modem_readable)
        if not self.session.up(true_s):
            return self._turned_back(true_s, loss)
        if within(self.line.down, true_s) or self.going_on(Trouble.ACCESS_GONE, true_s):
            return _NOWHERE
        if address == office.resolver and self.going_on(Trouble.RESOLVER_DEAD, true_s):
            return _NOWHERE
        return self._beyond(base_us, loss, true_s)

    def _beyond(self, base_us: int, loss: float, true_s: float) -> Way:
        """Return the way over the line, with what queues and errs on it."""
        spread_us = 500
        errs = self.going_on(Trouble.LINE_ERRORS, true_s) is not None
        full = self.going_on(Trouble.UPLINK_FULL, true_s)
        jam = self.going_on(Trouble.CONGESTED, true_s)
        if full:
            base_us, spread_us = base_us + int(full.amount * 800), int(full.amount * 250)
            loss = _either(loss, 0.01)
        if jam:
            swell = math.sin(math.pi * (true_s - jam.start_s) / (jam.end_s - jam.start_s)) ** 0.7
            base_us, spread_us = base_us + int(60_000 * swell), 500 + int(30_000 * swell)
            loss = _either(loss, jam.amount * swell)
        return Way(base_us, spread_us, loss, noisy=errs)

    def _share_lost_in_switch(self, true_s: float) -> float:
        lossy = self.going_on(Trouble.SWITCH_LOSES, true_s)
        return _either(lossy.amount, lossy.amount) if lossy else 0.0

    def _modem_unplugged(self, true_s: float) -> bool:
        return self.line.off(true_s) or self.going_on(Trouble.CABLE_OUT, true_s) is not None

    def _turned_back(self, true_s: float, loss: float) -> Way:
        if self.office.manners.router_speaks and not self.session.up(true_s):
            return Way(self.office.base_us[self.office.router], 80, loss, refused_by=f"{self.office.router} net")
        return _NOWHERE


_NOWHERE = Way(0, 0, silent=True)


def _either(one: float, other: float) -> float:
    """Return the chance that at least one of two independent losses strikes."""
    return 1 - (1 - one) * (1 - other)
