"""One sweep of sizes: packets that nobody may cut up, to the target and to each distance before it.

Each distance gets small and full-size packets, once a second, in an order (S F F S F S) whose two halves no router can
tell apart that answers every second or third packet only. The ladder of sizes goes to the target itself, beside it.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
from dataclasses import dataclass, field

from netdoc.ports import Clock
from probes.wire._path_sockets import Answer, PathSocket, receive, send

SMALL, FULL = 100, 1500
SIZES = (1500, 1492, 1480, 1454, 1400, 1280, 576)
"""Ethernet, PPPoE (RFC 2516), tunnels, Japanese PPPoE, a usual VPN, the least of IPv6, the least of IPv4."""
TURNS = (SMALL, FULL, FULL, SMALL, FULL, SMALL)
EACH_SIZE = 2
TURN_S, STAGGER_S, SIZE_S, WAIT_S = 1.0, 0.03, 0.35, 1.5
FULL_TTL = 64
PAST_LAST = 1
TOO_LARGE = (3, 4)
"""ICMP «fragmentation needed and DF set» (RFC 792, RFC 1191)."""


@dataclass(slots=True)
class Sized:
    """One packet and what became of it."""

    kind: str
    ttl: int
    octets: int
    by: str | None = None
    icmp: tuple[int, int] | None = None
    told_octets: int | None = None
    error: str | None = None


@dataclass(slots=True)
class SizeRun:
    """The state of one sweep; `sent` is what the capture is written from."""

    path: PathSocket
    clock: Clock
    max_ttl: int
    sent: list[Sized] = field(default_factory=list)

    async def go(self) -> None:
        """Send everything, then wait for what is still on its way."""
        loop = asyncio.get_running_loop()
        loop.add_reader(self.path.sock.fileno(), self._read)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._hops())
                group.create_task(self._sizes())
            await asyncio.sleep(WAIT_S)
            self._read()
        finally:
            loop.remove_reader(self.path.sock.fileno())

    async def _hops(self) -> None:
        for turn, octets in enumerate(TURNS):
            last = self.max_ttl if turn == 0 else self._last()
            for ttl in range(1, last + 1):
                self._send("hop", ttl, octets)
                await asyncio.sleep(STAGGER_S)
            await asyncio.sleep(TURN_S - STAGGER_S * last)

    def _last(self) -> int:
        """Return the farthest distance worth asking again: one before the target, or just past the last heard."""
        arrived = [each.ttl for each in self.sent if each.kind == "hop" and each.by == self.path.target]
        heard = [each.ttl for each in self.sent if each.kind == "hop" and each.by is not None]
        return min(self.max_ttl, min(arrived) if arrived else max(heard, default=0) + PAST_LAST)

    async def _sizes(self) -> None:
        for octets in SIZES * EACH_SIZE:
            self._send("end", FULL_TTL, octets)
            await asyncio.sleep(SIZE_S)

    def _send(self, kind: str, ttl: int, octets: int) -> None:
        sized = Sized(kind, ttl, octets)
        self.sent.append(sized)
        try:
            send(self.path, len(self.sent), ttl, length=octets)
        except OSError as error:
            sized.error = "too_large" if error.errno == errno.EMSGSIZE else error.strerror or str(error)

    def _read(self) -> None:
        with contextlib.suppress(OSError):
            for answer in receive(self.path, self.clock.now):
                self._take(answer)

    def _take(self, answer: Answer) -> None:
        number = answer.number
        if number is None or not 0 < number <= len(self.sent):
            return
        sized = self.sent[number - 1]
        if sized.by is None:
            sized.by, sized.icmp = answer.by, answer.icmp
            if answer.icmp == TOO_LARGE:
                sized.told_octets = answer.info or None
