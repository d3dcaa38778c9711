"""The ladder: one thread, one blocking engine, each rung asked on a clock, a block sealed every 60 s.

What a sample means:

- Answered: the round trip in µs, whenever the answer came within `LISTEN_S` of sending. A block is sealed when
  nothing in it is awaited any more, at the latest `LISTEN_S` after its last probe: every probe is listened for
  equally long (RFC 7680 wants that time stated). Above 2 s it was late, not lost, and its value says so. When
  the sampler is stopped the wait is cut to `LAST_WAIT_S`.
- LOST: it left and nobody answered in that time.
- UNREACHABLE: somebody said so; our own address with `host` means that the next hop does not answer address
  resolution. A real answer that still comes takes precedence.
- NOT_SENT: void. Our own stall (half a period or 500 ms late, whichever is less), or this computer had no way
  out (no route, no carrier, refused by its own firewall); for the latter a Gap names rung and reason.

When time itself jumps (sleep, clock set, a standstill) the block is sealed at the last moment known to be
true, what was under way is void, and a Gap covers the rest.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import SystemRandom

from netdoc.app.echo_blocks import READER, Sample
from netdoc.app.ladder_loop import LAST_WAIT_S, SUBJECT, LadderLoop, Sink
from netdoc.app.pace import timetable
from netdoc.errors import CannotMeasure
from netdoc.model.facts.echo_block import LOST, EchoBlock
from netdoc.model.observation import Gap
from netdoc.model.site import Rung
from netdoc.ports import Clock, Echo, EchoEngine

BLOCK_S = 60.0
LATE_S = 2.0
"""Unanswered for this long, a sample is shown as lost in the live view; it may still be answered."""


@dataclass(frozen=True, slots=True)
class RungView:
    """The last samples of a rung, oldest first: µs, LOST, NOT_SENT, UNREACHABLE, or None while awaited."""

    rung: str
    address: str
    recent: tuple[int | None, ...]
    last_due: datetime | None


class Sampler:
    """Samples the ladder until stopped. Observations go to `sink`, called on the sampler's thread: be quick."""

    def __init__(
        self,
        clock: Clock,
        echo: Echo,
        rungs: Sequence[Rung],
        sink: Sink,
        *,
        interface: str | None = None,
        engine: str | None = None,
        unlimited_pace: bool = False,
        block_s: float = BLOCK_S,
        draw: Callable[[], float] | None = None,
        first_within_s: float | None = None,
    ) -> None:
        """Set the timetable; nothing is opened before `start`.

        Args:
            clock: the only clocks read.
            echo: makes the engine.
            rungs: what to ask, nearest first; their periods are raised to what politeness allows.
            sink: takes each `Seen[EchoBlock]` and `Gap`.
            interface: send through this one only.
            engine: name of the one engine to use; default: the best that opens.
            unlimited_pace: keep periods below the limits; for tests on networks of their own.
            block_s: length of a block.
            draw: random number in [0, 1) for the start of the schedule.
            first_within_s: greatest wait for the first probe; by default up to its period.

        Raises:
            BadInput: two rungs share an id, or a period is not positive.
        """
        self._clock, self._echo, self._sink = clock, echo, sink
        self._interface, self._engine_name = interface, engine
        self._paces = timetable(
            rungs, draw or SystemRandom().random, unlimited=unlimited_pace, first_within_s=first_within_s
        )
        self._block_ns = int(block_s * 1e9)
        self._loaded = False
        self._stop = threading.Event()
        self._stop_ns = 0
        self._last_wait_s = LAST_WAIT_S
        self._thread: threading.Thread | None = None
        self._failure: BaseException | None = None
        self._loop: LadderLoop | None = None
        self.engine: str | None = None
        """Name of the engine in use; None before the start and while none opens."""

    def start(self) -> None:
        """Begin sampling on a thread of its own."""
        assert self._thread is None, "a sampler is started once"
        self._thread = threading.Thread(target=self._run, name="netdoc-ladder", daemon=True)
        self._thread.start()

    def request_stop(self, *, wait_s: float = LAST_WAIT_S) -> None:
        """Send nothing more; the thread ends once the last answers came, `wait_s` at most. Returns at once."""
        self._last_wait_s = min(self._last_wait_s, wait_s)
        if not self._stop.is_set():
            self._stop_ns = self._clock.monotonic_ns()
            self._stop.set()

    def stop(self) -> None:
        """Stop, seal the block in hand and return when it has gone to the sink (at most about 2 s later).

        Raises:
            Exception: what the sink or the engine raised while sampling.
        """
        self.request_stop()
        if self._thread is not None:
            self._thread.join(LAST_WAIT_S + 3)
        if self._failure is not None:
            failure, self._failure = self._failure, None
            raise failure

    @property
    def running(self) -> bool:
        """Whether the thread is alive; it ends by itself only when the sink or the engine breaks."""
        return self._thread is not None and self._thread.is_alive()

    def set_loaded(self, loaded: bool) -> None:
        """Say whether netdoc itself loads the line: the samples from now on are a series of their own."""
        self._loaded = loaded
        if self._loop is not None:
            self._loop.loaded = loaded

    def snapshot(self) -> tuple[RungView, ...]:
        """Return the last samples of every rung for a live view; callable from any thread."""
        loop = self._loop
        if loop is None:
            return tuple(RungView(each.target.rung, each.target.address, (), None) for each in self._paces)
        now_ns, wall = self._clock.monotonic_ns(), self._clock.now()
        views = []
        with loop.lock:
            for pace in self._paces:
                recent = loop.recent[pace.target.rung]
                due = wall - timedelta(microseconds=(now_ns - recent[-1].due_ns) // 1000) if recent else None
                values = tuple(_shown(each, now_ns) for each in recent)
                views.append(RungView(pace.target.rung, pace.target.address, values, due))
        return tuple(views)

    def _run(self) -> None:
        engine: EchoEngine | None = None
        try:
            engine = self._open()
            if engine is not None:
                self._loop = LadderLoop(self._clock, engine, self._paces, self._sink, self._block_ns)
                self._loop.loaded = self._loaded
                self._loop.run(self._stop, lambda: (self._stop_ns, self._last_wait_s))
        except BaseException as failure:
            self._failure = failure
        finally:
            self.engine = None
            if engine is not None:
                engine.close()

    def _open(self) -> EchoEngine | None:
        """Return the best engine that opens; while none does, tell a Gap per block and try again."""
        while True:
            begun = self._clock.now()
            names = [self._engine_name] if self._engine_name else list(self._echo.engines())
            why = CannotMeasure("no way to probe works for this user", hint="run `netdoc doctor ping`")
            if not self._paces:
                names, why = [], CannotMeasure("netdoc knows no address to measure", hint="run `netdoc site init`")
            for name in names:
                try:
                    engine = self._echo.open(name, [each.target for each in self._paces], self._interface)
                except CannotMeasure as refused:
                    why = refused
                    continue
                self.engine = engine.name
                return engine
            stopped = self._stop.wait(self._block_ns / 1e9)
            self._sink(Gap(SUBJECT, begun, self._clock.now(), EchoBlock.KIND, why.message, why.hint, reader=READER))
            if stopped:
                return None


def _shown(sample: Sample, now_ns: int) -> int | None:
    if sample.value is None and sample.sent_ns is not None and now_ns - sample.sent_ns > LATE_S * 1e9:
        return LOST
    return sample.value
