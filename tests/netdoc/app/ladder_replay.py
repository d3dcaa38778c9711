"""A clock and an echo engine in memory: time passes only while the engine waits, answers come as scripted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from netdoc.app.sampler import Sampler
from netdoc.model.facts.echo_block import EchoBlock, EchoSeries
from netdoc.model.observation import Gap, Observation, Seen
from netdoc.model.site import Rung, RungKind
from netdoc.ports import EchoReply, EchoTarget

START = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
SECOND = 1_000_000_000


class ReplayClock:
    """All three clocks, moved by hand."""

    def __init__(self) -> None:
        self.wall, self.ran_ns, self.slept_ns = START, 5 * SECOND, 0

    def now(self) -> datetime:
        return self.wall

    def monotonic_ns(self) -> int:
        return self.ran_ns

    def boottime_ns(self) -> int:
        return self.ran_ns + self.slept_ns

    def boot_id(self) -> str:
        return "replay"

    def run(self, ns: int) -> None:
        self.ran_ns += ns
        self.wall += timedelta(microseconds=ns // 1000)

    def sleep(self, ns: int) -> None:
        self.slept_ns += ns
        self.wall += timedelta(microseconds=ns // 1000)

    def step(self, ns: int) -> None:
        self.wall += timedelta(microseconds=ns // 1000)


Answer = Callable[[EchoTarget, int], "int | tuple[int, str] | OSError | None"]
"""(target, seconds since start in ns) → round trip in µs, (delay in µs, who refused), a refusal to send, or nothing."""


class ReplayEngine:
    """Implements `ports.EchoEngine` and `ports.Echo`. `events` are (ns since start, what to do to the clock)."""

    name, stamp = "own", "kernel"

    def __init__(self, clock: ReplayClock, answer: Answer, run_s: float, events: Sequence[tuple[float, object]] = ()):
        self.clock, self.answer = clock, answer
        self.begun_ns = clock.ran_ns
        self.end_ns = clock.ran_ns + int(run_s * SECOND)
        self.events = sorted(((clock.ran_ns + int(at * SECOND), act) for at, act in events), key=lambda each: each[0])
        self.sent: list[tuple[str, int]] = []
        self.wakes = 0
        self.stop: Callable[[], None] = lambda: None
        self._queue: list[tuple[int, EchoReply]] = []

    def engines(self) -> Sequence[str]:
        return ("own",)

    def open(self, name: str, targets: Sequence[EchoTarget], interface: str | None = None) -> ReplayEngine:
        return self

    def close(self) -> None:
        self._queue.clear()

    def measured_by(self, target: EchoTarget) -> tuple[str, str]:
        return target.method, self.stamp

    def send(self, target: EchoTarget) -> int:
        now_ns = self.clock.ran_ns
        said = self.answer(target, now_ns - self.begun_ns)
        if isinstance(said, OSError):
            raise said
        ticket = len(self.sent)
        self.sent.append((target.rung, now_ns - self.begun_ns))
        if isinstance(said, int):
            self._queue.append((now_ns + said * 1000, EchoReply(ticket, said)))
        elif said is not None:
            self._queue.append((now_ns + said[0] * 1000, EchoReply(ticket, None, said[1])))
        return ticket

    def receive(self, timeout_s: float) -> Sequence[EchoReply]:
        self.wakes += 1
        until_ns = self.clock.ran_ns + round(timeout_s * SECOND)
        arrival_ns = min((at for at, _ in self._queue), default=until_ns)
        event_ns = self.events[0][0] if self.events else until_ns
        wake_ns = max(self.clock.ran_ns, min(until_ns, arrival_ns, event_ns, max(self.end_ns, self.clock.ran_ns)))
        self.clock.run(wake_ns - self.clock.ran_ns)
        while self.events and self.events[0][0] <= self.clock.ran_ns:
            act = self.events.pop(0)[1]
            assert callable(act)
            act()
        if self.clock.ran_ns >= self.end_ns:
            self.stop()
            self.end_ns = 2**62
        here = [reply for at, reply in self._queue if at <= self.clock.ran_ns]
        self._queue = [each for each in self._queue if each[0] > self.clock.ran_ns]
        return here


class Ran:
    """What one replayed run gave."""

    def __init__(self, observations: Sequence[Observation], engine: ReplayEngine) -> None:
        self.observations, self.engine = observations, engine
        self.blocks = [
            each.fact for each in observations if isinstance(each, Seen) and isinstance(each.fact, EchoBlock)
        ]
        self.gaps = [each for each in observations if isinstance(each, Gap)]

    def series(self, rung: str, block: int = 0) -> EchoSeries:
        (found,) = [each for each in self.blocks[block].series if each.rung == rung]
        return found

    def values(self, rung: str) -> list[int]:
        return [v for block in self.blocks for each in block.series if each.rung == rung for v in each.rtt_us]


def a_rung(name: str = "router", kind: RungKind = RungKind.ROUTER, period_s: float = 1.0, method: str = "icmp") -> Rung:
    """Return a rung; the address is of no matter here."""
    return Rung(id=name, kind=kind, address="192.0.2.1", period_s=period_s, method=method)


def replay(
    rungs: Sequence[Rung],
    answer: Answer,
    run_s: float,
    events: Callable[[ReplayClock], Sequence[tuple[float, object]]] = lambda _: (),
    *,
    stamp: str = "kernel",
    during: Callable[[Sampler, ReplayEngine], None] = lambda _s, _e: None,
    draw: Callable[[], float] = lambda: 0.0,
    **options: bool,
) -> Ran:
    """Run a sampler for `run_s` seconds of replayed time and return what it told."""
    clock = ReplayClock()
    engine = ReplayEngine(clock, answer, run_s, events(clock))
    engine.stamp = stamp
    told: list[Observation] = []
    sampler = Sampler(clock, engine, rungs, told.append, draw=draw, **options)
    engine.stop = sampler.request_stop
    during(sampler, engine)
    sampler.start()
    assert sampler._thread is not None
    sampler._thread.join(20)
    sampler.stop()
    return Ran(told, engine)


def answers(rtt_us: int = 1000) -> Answer:
    """Every probe is answered, after this long."""
    return lambda _target, _at: rtt_us
