"""One virtual clock for two threads: the event loop and the ladder. Time passes only when both wait.

Exactly one of them runs at a time once the ladder has an engine, so that a seed gives the same hours again.
"""

from __future__ import annotations

import asyncio
import selectors
import threading
from collections.abc import Callable
from contextvars import Context
from enum import IntEnum
from typing import TypeVarTuple, Unpack

from tests.sim.clock import SECOND, SimClock

Ts = TypeVarTuple("Ts")

NEVER_NS = 1 << 62
PATIENCE_S = 60.0
"""Real seconds after which a thread that never gets its turn is a broken simulation."""
GLANCE_S = 0.02
"""Real seconds between looks at a thread that tells nobody when it ends."""
LADDER_THREAD = "netdoc-ladder"


class Stuck(AssertionError):
    """Nobody will ever wake anybody: the simulation, or what it drives, waits for something that cannot come."""


class Who(IntEnum):
    """The two threads."""

    LOOP = 0
    LADDER = 1


class Turns:
    """Hands the turn to whoever is due first."""

    def __init__(self, clock: SimClock) -> None:
        self.clock = clock
        self.handovers = 0
        self._changed = threading.Condition()
        self._due_ns = [NEVER_NS, NEVER_NS]
        self._turn = Who.LOOP
        self._attached = False
        self._poked = False

    def attach(self) -> None:
        """Take part in time as the ladder, from its own thread."""
        with self._changed:
            self._attached, self._due_ns[Who.LADDER] = True, self.clock.monotonic_ns()
            self._changed.notify_all()
            self._await_turn(Who.LADDER)

    def detach(self) -> None:
        """Leave time to the loop."""
        with self._changed:
            self._attached, self._due_ns[Who.LADDER] = False, NEVER_NS
            self._turn = Who.LOOP
            self._changed.notify_all()

    def poke(self) -> None:
        """Let the loop run at once: something was put on it from another thread."""
        with self._changed:
            self._poked = True
            self._due_ns[Who.LOOP] = min(self._due_ns[Who.LOOP], self.clock.monotonic_ns())
            self._changed.notify_all()

    def wait_ladder(self, until_ns: int) -> None:
        """Wait as the ladder. Returns at that time, or later when the computer slept or did not run."""
        if until_ns < self._due_ns[Who.LOOP]:  # the loop sleeps longer: no need to hand over
            self.clock.run_to(until_ns)
            return
        with self._changed:
            self._due_ns[Who.LADDER] = until_ns
            self._pass_on(Who.LADDER)

    def wait_loop(self, until_ns: int) -> None:
        """Wait as the event loop: until then, or until somebody pokes it."""
        with self._changed:
            if self._poked:
                self._poked = False
                return
            self._due_ns[Who.LOOP] = until_ns
            self._await_ladder()
            if not self._poked:
                self._pass_on(Who.LOOP)
            self._poked, self._due_ns[Who.LOOP] = False, self.clock.monotonic_ns()

    def _await_ladder(self) -> None:
        """Let no time pass, while no ladder takes part, for one that starts or ends."""
        patience_s = PATIENCE_S
        while not self._attached and not self._poked and _ladder_lives():
            self._changed.wait(GLANCE_S)
            patience_s -= GLANCE_S
            if patience_s <= 0:
                raise Stuck("the ladder neither starts nor ends")

    def _pass_on(self, me: Who) -> None:
        """Let time pass to whoever is due first, and wait for the turn where that is not me."""
        while True:
            mine_ns, others_ns = self._due_ns[me], self._due_ns[1 - me]
            if mine_ns == others_ns == NEVER_NS:
                raise Stuck("everybody waits for ever")
            if mine_ns < others_ns or not self._attached:
                self.clock.run_to(mine_ns)
                if me is Who.LADDER and self._due_ns[Who.LOOP] <= self.clock.monotonic_ns():
                    continue  # poked meanwhile
                return
            self.clock.run_to(others_ns)
            self._turn = Who(1 - me)
            self.handovers += 1
            self._changed.notify_all()
            self._await_turn(me)
            if me is Who.LOOP or self._due_ns[me] <= self.clock.monotonic_ns():
                return

    def _await_turn(self, me: Who) -> None:
        while self._turn is not me:
            if not self._changed.wait(PATIENCE_S):
                raise Stuck(f"the {me.name.lower()} never gets its turn")


def _ladder_lives() -> bool:
    return any(each.name == LADDER_THREAD and each.is_alive() for each in threading.enumerate())


class _Selector(selectors.DefaultSelector):
    """Waits in virtual time; real files (the loop's own pipe) are only looked at."""

    turns: Turns

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None or timeout > 0:
            now_ns = self.turns.clock.monotonic_ns()
            self.turns.wait_loop(NEVER_NS if timeout is None else now_ns + max(1, round(timeout * SECOND)))
        ready: list[tuple[selectors.SelectorKey, int]] = super().select(0)
        return ready


class SimLoop(asyncio.SelectorEventLoop):
    """An event loop whose time is the simulated clock's."""

    def __init__(self, turns: Turns) -> None:
        selector = _Selector()
        selector.turns = turns
        super().__init__(selector)
        self._turns = turns
        self._clock_resolution = 1e-6

    def time(self) -> float:
        """Return the monotonic clock in seconds."""
        return self._turns.clock.monotonic_ns() / SECOND

    def call_soon_threadsafe(
        self, callback: Callable[[Unpack[Ts]], object], *args: *Ts, context: Context | None = None
    ) -> asyncio.Handle:
        """Put a call on the loop and wake it in virtual time too."""
        handle = super().call_soon_threadsafe(callback, *args, context=context)
        self._turns.poke()
        return handle
