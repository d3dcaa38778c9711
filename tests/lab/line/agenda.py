"""What is due and when, in order: later plans of one name replace earlier ones."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterator

Act = Callable[[float], None]
"""Called with the instant it was planned for."""


class Agenda:
    """Plans by instant. Those of one instant come in the order they were made."""

    def __init__(self) -> None:
        self._plans: list[tuple[float, int, str, int, Act]] = []
        self._number = 0
        self._turns: dict[str, int] = {}

    @property
    def next_at(self) -> float:
        """When the next plan is due (it may have been dropped meanwhile); infinity when there is none."""
        return self._plans[0][0] if self._plans else math.inf

    def plan(self, at: float, name: str, act: Act) -> None:
        """Add a plan."""
        self._number += 1
        heapq.heappush(self._plans, (at, self._number, name, self._turns.get(name, 0), act))

    def drop(self, name: str) -> None:
        """Forget every plan of this name."""
        self._turns[name] = self._turns.get(name, 0) + 1

    def due(self, until: float) -> Iterator[tuple[float, Act]]:
        """Yield what is due, oldest first, also what is planned while it is being done."""
        while self._plans and self._plans[0][0] <= until:
            at, _, name, turn, act = heapq.heappop(self._plans)
            if turn == self._turns.get(name, 0):
                yield at, act
