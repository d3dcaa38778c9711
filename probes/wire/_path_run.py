"""One trace: who is asked when, and which answer belongs to which probe.

Pace: each distance is asked once a second at most, because routers give about one «time exceeded» a
second to one asker (Linux: icmp_ratelimit 1000 ms) and what exceeds it looks like loss. The distances
of a round are staggered, so the rounds run in parallel. The end-to-end series uses the same flow with a
full hop limit: it expires nowhere, so no router's limit touches it, and it may run at 10/s.

With a UDP socket the target's answer is itself an ICMP error and as limited as a router's. Then the
end series runs at one a second, the hop series stops short of the target, and a target that answers
no UDP at all is asked by TCP connects to a port that did answer (443, 53 or 80).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from dataclasses import dataclass, field

from netdoc.ports import Clock
from probes.wire._path_sockets import Answer, PathSocket, receive, send
from probes.wire._stamps import duration_us

HOP_INTERVAL_S = 1.0
END_INTERVAL_S = 0.1
LIMITED_INTERVAL_S = 1.0
"""For a target that answers by ICMP error or TCP."""
STAGGER_S = 0.05
WAIT_S = 2.0
"""How long an answer may take after the last probe; earlier ones have longer."""
FULL_TTL = 64
PAST_LAST = 3
"""Distances asked beyond the last that ever answered, when the target itself is not found."""
TCP_PORTS = (443, 53, 80)
MAX_PROBES = 60_000
"""The number travels in 16 bits."""
UNREACHABLE = {4: 3, 6: 1}
"""ICMP type «destination unreachable» by IP version."""


@dataclass(slots=True)
class Sent:
    """One probe and what became of it. `sent_ns` is None for one that could not leave this computer."""

    kind: str
    ttl: int
    due_us: int
    sent_ns: int | None = None
    by: str | None = None
    rtt_us: int | None = None
    icmp: tuple[int, int] | None = None
    back_ttl: int | None = None
    tcp: str | None = None
    error: str | None = None


@dataclass(slots=True)
class Run:
    """The state of one trace; `probes` is what the capture is written from."""

    path: PathSocket
    local: str
    clock: Clock
    max_ttl: int
    rounds: int
    end_probes: int
    deadline_ns: int
    start_ns: int = 0
    probes: list[Sent] = field(default_factory=list)
    unmatched: Counter[str] = field(default_factory=Counter)
    distance: int | None = None
    """Smallest TTL at which the path ended: the target answered, or somebody said «unreachable»."""
    target_answered: bool = False
    end_method: str = ""
    end_interval_s: float = END_INTERVAL_S
    _by_number: dict[int, Sent] = field(default_factory=dict)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    async def go(self) -> None:
        """Send everything, then wait for what is still on its way."""
        self.start_ns = self.clock.monotonic_ns()
        self.end_method = self.path.method
        loop = asyncio.get_running_loop()
        loop.add_reader(self.path.sock.fileno(), self._read)
        try:
            limited = self.path.kind == "udp"
            async with asyncio.TaskGroup() as group:
                group.create_task(self._hops())
                group.create_task(self._limited_end() if limited else self._end())
            await self._last_answers()
        finally:
            loop.remove_reader(self.path.sock.fileno())

    async def _hops(self) -> None:
        stagger_s = min(STAGGER_S, 0.95 * HOP_INTERVAL_S / self.max_ttl)
        asked_ns: dict[int, int] = {}
        for turn in range(self.rounds):
            for ttl in self._distances(turn):
                # Never sooner than a full interval after this distance was last asked, however late that was.
                slot_ns = self.start_ns + int((turn * HOP_INTERVAL_S + (ttl - 1) * stagger_s) * 1e9)
                due_ns = max(slot_ns, asked_ns.get(ttl, 0) + int(HOP_INTERVAL_S * 1e9))
                if not await self._until(due_ns):
                    return
                if self.distance is not None and ttl > self.distance:
                    break
                self._send("hop", ttl, due_ns)
                asked_ns[ttl] = self.clock.monotonic_ns()

    def _distances(self, turn: int) -> list[int]:
        if turn == 0:
            return list(range(1, self.max_ttl + 1))
        heard: dict[int, str] = {each.ttl: each.by for each in self.probes if each.kind == "hop" and each.by}
        last = self.distance or min(self.max_ttl, max(heard, default=0) + PAST_LAST)
        if self.path.kind == "udp" and self.target_answered and self.distance is not None:
            last = self.distance - 1
        # One router at several distances (a loop) is asked at the nearest only.
        first_at: dict[str, int] = {}
        for ttl in sorted(heard):
            first_at.setdefault(heard[ttl], ttl)
        return [ttl for ttl in range(1, last + 1) if first_at.get(heard.get(ttl, ""), ttl) == ttl]

    async def _end(self) -> None:
        span_s = self.rounds * HOP_INTERVAL_S
        self.end_interval_s = max(END_INTERVAL_S, span_s / max(1, self.end_probes))
        for index in range(self.end_probes):
            due_ns = self.start_ns + int((index + 0.5) * self.end_interval_s * 1e9)
            if not await self._until(due_ns):
                return
            self._send("end", FULL_TTL, due_ns)

    async def _limited_end(self) -> None:
        self.end_interval_s = LIMITED_INTERVAL_S
        # The first round finds the target and may spend its allowance: leave it time to recover.
        begin_ns = self.start_ns + int(2 * LIMITED_INTERVAL_S * 1e9) if self.rounds else self.start_ns
        port: int | None = None
        for index in range(self.end_probes):
            due_ns = begin_ns + int(index * LIMITED_INTERVAL_S * 1e9)
            if not await self._until(due_ns):
                return
            if index == 0 and self.rounds and not self.target_answered:
                port = await self._answering_port()
                self.end_method = "udp" if port is None else f"tcp:{port}"
            if port is None:
                self._send("end", FULL_TTL, due_ns)
            else:
                await self._connect(port, due_ns)

    async def _answering_port(self) -> int | None:
        tries = [self._connect_once(port) for port in TCP_PORTS]
        results = await asyncio.gather(*tries)
        return next((port for port, result in zip(TCP_PORTS, results, strict=True) if result is not None), None)

    async def _connect(self, port: int, due_ns: int) -> None:
        sent = self._record("end", FULL_TTL, due_ns)
        sent.sent_ns = self.clock.monotonic_ns()
        result = await self._connect_once(port)
        if result is not None:
            sent.tcp, sent.by = result, self.path.target
            sent.rtt_us = duration_us(sent.sent_ns, self.clock.monotonic_ns(), 0)

    async def _connect_once(self, port: int) -> str | None:
        # Accepted and refused both prove that the target's own TCP answered.
        try:
            async with asyncio.timeout(0.9 * LIMITED_INTERVAL_S):
                _, writer = await asyncio.open_connection(self.path.target, port)
        except ConnectionRefusedError:
            return "refused"
        except (OSError, TimeoutError):
            return None
        writer.transport.abort()
        return "accepted"

    async def _until(self, due_ns: int) -> bool:
        """Sleep until then; False when too little time is left for an answer."""
        last_ns = self.deadline_ns - int(self.wait_s * 1e9)
        if due_ns > last_ns or len(self.probes) >= MAX_PROBES:
            return False
        await asyncio.sleep(max(0.0, (due_ns - self.clock.monotonic_ns()) / 1e9))
        return True

    @property
    def wait_s(self) -> float:
        """How long the last probe's answer is waited for."""
        return min(WAIT_S, (self.deadline_ns - self.start_ns) / 3e9)

    def _record(self, kind: str, ttl: int, due_ns: int) -> Sent:
        sent = Sent(kind, ttl, (due_ns - self.start_ns) // 1000)
        self.probes.append(sent)
        return sent

    def _send(self, kind: str, ttl: int, due_ns: int) -> None:
        sent = self._record(kind, ttl, due_ns)
        number = len(self.probes)
        self._by_number[number] = sent
        sent.sent_ns = self.clock.monotonic_ns()
        try:
            send(self.path, number, ttl)
        except OSError as error:
            sent.sent_ns, sent.error = None, error.strerror or str(error)

    def _read(self) -> None:
        for answer in receive(self.path, self.clock.now):
            seen_ns = self.clock.monotonic_ns()
            sent = self._by_number.get(answer.number) if answer.number is not None else self._only_candidate(seen_ns)
            if sent is None or sent.sent_ns is None:
                self.unmatched[answer.by] += 1
            elif sent.rtt_us is None:
                sent.by, sent.icmp, sent.back_ttl = answer.by, answer.icmp, answer.ttl
                sent.rtt_us = duration_us(sent.sent_ns, seen_ns, answer.lag_us)
                self._learn(sent, answer)
        self._news.set()

    def _only_candidate(self, seen_ns: int) -> Sent | None:
        # A quote too short to hold the number: sure only while one single hop probe is unanswered.
        waiting = [
            each
            for each in self.probes
            if each.kind == "hop" and each.sent_ns and each.rtt_us is None and seen_ns - each.sent_ns < WAIT_S * 1e9
        ]
        return waiting[0] if len(waiting) == 1 else None

    def _learn(self, sent: Sent, answer: Answer) -> None:
        from_target = answer.by == self.path.target
        self.target_answered |= from_target
        # Our own kernel says «unreachable» while the gateway does not answer ARP: that ends no path.
        refused = answer.icmp[0] == UNREACHABLE[self.path.version] and answer.by != self.local
        if sent.kind == "hop" and (from_target or refused):
            self.distance = sent.ttl if self.distance is None else min(self.distance, sent.ttl)

    def _outstanding_until_ns(self) -> int | None:
        left = [each.sent_ns for each in self.probes if each.sent_ns is not None and each.rtt_us is None]
        return max(left) + int(self.wait_s * 1e9) if left else None

    async def _last_answers(self) -> None:
        while (until_ns := self._outstanding_until_ns()) is not None:
            left_s = (min(until_ns, self.deadline_ns) - self.clock.monotonic_ns()) / 1e9
            if left_s <= 0:
                return
            self._news.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), left_s)
