"""The echo engine of the simulated office: it sends into the world and waits in virtual time."""

from __future__ import annotations

import heapq
from collections.abc import Sequence

from netdoc.ports import EchoReply, EchoTarget
from tests.sim.clock import SECOND
from tests.sim.turns import Turns
from tests.sim.world import World


class SimEcho:
    """Implements `ports.Echo`."""

    def __init__(self, world: World, turns: Turns) -> None:
        self._world, self._turns = world, turns
        self.sent = 0

    def engines(self) -> Sequence[str]:
        """Return the one engine there is."""
        return ("own",)

    def open(self, name: str, targets: Sequence[EchoTarget], interface: str | None = None) -> SimEngine:
        """Return an engine; called on the ladder's thread, which takes part in time from now on."""
        self._turns.attach()
        return SimEngine(self._world, self._turns)


class SimEngine:
    """Implements `ports.EchoEngine`."""

    name, stamp = "own", "kernel"

    def __init__(self, world: World, turns: Turns) -> None:
        self._world, self._turns, self._clock = world, turns, turns.clock
        self._arriving: list[tuple[int, int, EchoReply]] = []
        self._ticket = 0

    def send(self, target: EchoTarget) -> int:
        """Send one probe into the world; what comes back arrives when it should."""
        fate = self._world.fate(target.address, self._clock.true_ns / SECOND)
        if isinstance(fate, OSError):
            raise fate
        self._ticket = ticket = self._ticket + 1
        if fate is not None:
            took_us, by = fate if isinstance(fate, tuple) else (fate, None)
            reply = EchoReply(ticket, took_us) if by is None else EchoReply(ticket, None, by)
            heapq.heappush(self._arriving, (self._clock.monotonic_ns() + took_us * 1000, ticket, reply))
        return ticket

    def receive(self, timeout_s: float) -> Sequence[EchoReply]:
        """Return what has arrived, letting time pass until something does."""
        now_ns, arriving = self._clock.monotonic_ns(), self._arriving
        until_ns = now_ns + round(timeout_s * SECOND)
        wake_ns = min(until_ns, arriving[0][0]) if arriving else until_ns
        if wake_ns > now_ns:
            self._turns.wait_ladder(wake_ns)
            now_ns = self._clock.monotonic_ns()
        here = []
        while arriving and arriving[0][0] <= now_ns:
            here.append(heapq.heappop(arriving)[2])
        return here

    def measured_by(self, target: EchoTarget) -> tuple[str, str]:
        """Return the method asked for, by the kernel's stamps."""
        return target.method, self.stamp

    def close(self) -> None:
        """Leave time to the event loop alone."""
        self._turns.detach()
