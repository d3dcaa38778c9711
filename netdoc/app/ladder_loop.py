"""The ladder's loop, on one thread: serve the slots that are due, listen until the next, seal what is done."""

from __future__ import annotations

import heapq
import threading
from collections import deque
from collections.abc import Callable, Sequence

from netdoc.app.clock_watch import UNSURE_NS, Reading, jump, read_clocks, unwatched
from netdoc.app.echo_blocks import READER, OpenBlock, Sample
from netdoc.app.pace import Pace
from netdoc.errors import CannotMeasure
from netdoc.model.facts.echo_block import UNREACHABLE, EchoBlock
from netdoc.model.observation import Gap, Observation, Seen
from netdoc.model.plane import Plane
from netdoc.ports import Clock, EchoEngine, EchoReply

LISTEN_S = 5.0
LAST_WAIT_S = 2.0
CHECK_S = 1.0
"""How often the clocks are compared; done on a wake-up that happens anyway, or a quarter second later."""
USER_STALL_NS = 100_000_000
"""With our own time stamps, a wake-up this late makes the round trips it brings too long: they are void."""
RECENT = 60
SUBJECT = "ladder"

Sink = Callable[[Observation], None]


class LadderLoop:
    """All state of one run. Only `stop`, `loaded` and, under `lock`, `recent` are touched by other threads."""

    def __init__(self, clock: Clock, engine: EchoEngine, paces: Sequence[Pace], sink: Sink, block_ns: int) -> None:
        self._clock, self._engine, self._paces, self._sink = clock, engine, paces, sink
        self._block_ns = block_ns
        self.lock = threading.Lock()
        self.recent: dict[str, deque[Sample]] = {each.target.rung: deque(maxlen=RECENT) for each in paces}
        self.loaded = False
        self._under_way: dict[int, tuple[Pace, Sample]] = {}
        self._closing: list[OpenBlock] = []
        self._begin(read_clocks(clock))
        origin_ns = self._block.start_ns
        self._slots = [(origin_ns + each.offset_ns, place) for place, each in enumerate(paces)]
        heapq.heapify(self._slots)

    def run(self, stop: threading.Event, stopped: Callable[[], tuple[int, float]]) -> None:
        """Sample until `stop` is set, then wait for the last answers and seal the block in hand.

        Args:
            stop: set when nothing more is to be sent.
            stopped: then says when that was (monotonic ns), and how many seconds to wait for the last answers.
        """
        while not stop.is_set():
            self._watch_time()
            self._serve(stop)
            self._seal()
            self._listen(min(self._slots[0][0], self._checked.monotonic_ns + int(CHECK_S * 1.25e9)))
        end_ns, wait_s = stopped()
        self._block.end_ns = max(min(self._block.end_ns, end_ns), self._block.start_ns)
        self._closing.append(self._block)
        deadline_ns = end_ns + int(wait_s * 1e9)
        while self._clock.monotonic_ns() < deadline_ns and self._awaiting():
            self._listen(deadline_ns)
        self._take(self._engine.receive(0))
        self._emit()

    def _awaiting(self) -> bool:
        listened_ns = self._clock.monotonic_ns() - int(LISTEN_S * 1e9)
        return any(each.awaiting(listened_ns) for each in self._closing)

    def _serve(self, stop: threading.Event) -> None:
        """Send what is due; what is overdue is void."""
        while self._slots[0][0] <= (now_ns := self._clock.monotonic_ns()) and not stop.is_set():
            due_ns, place = self._slots[0]
            pace = self._paces[place]
            heapq.heapreplace(self._slots, (due_ns + pace.period_ns, place))
            while due_ns >= self._block.end_ns:
                self._turn_over()
            sample = Sample(due_ns)
            if now_ns - due_ns > pace.late_limit_ns:
                sample.void()
            else:
                self._ask(pace, sample, now_ns)
            self._block.add(pace, sample, loaded=self.loaded)
            with self.lock:
                self.recent[pace.target.rung].append(sample)

    def _ask(self, pace: Pace, sample: Sample, now_ns: int) -> None:
        sample.sent_ns, sample.late_us = now_ns, (now_ns - sample.due_ns) // 1000
        try:
            self._under_way[self._engine.send(pace.target)] = (pace, sample)
        except OSError as refused:
            sample.void(refused.strerror or str(refused), "look at the computer's own link, routes and firewall")
        except CannotMeasure as unable:
            sample.void(unable.message, unable.hint)

    def _listen(self, wake_ns: int) -> None:
        timeout_ns = wake_ns - self._clock.monotonic_ns()
        replies = self._engine.receive(max(0, timeout_ns) / 1e9)
        overslept_ns = self._clock.monotonic_ns() - max(wake_ns, wake_ns - timeout_ns)
        self._take(replies, overslept=overslept_ns > USER_STALL_NS)

    def _take(self, replies: Sequence[EchoReply], *, overslept: bool = False) -> None:
        """Give replies to their samples. `overslept`: times by our own clock are too long."""
        for reply in replies:
            pace, sample = self._under_way.get(reply.ticket, (None, None))
            if pace is None or sample is None:
                continue
            sample.answered_ns = self._clock.monotonic_ns()
            if reply.rtt_us is None and reply.unreachable_by is not None:
                sample.value, sample.unreachable_by = UNREACHABLE, reply.unreachable_by
                continue  # a real answer may still come
            del self._under_way[reply.ticket]
            if reply.rtt_us is None:
                sample.void("the probe's own program failed")
            elif overslept and self._engine.measured_by(pace.target)[1] == "user":
                sample.void()
            elif reply.rtt_us <= LISTEN_S * 1e6:
                sample.value, sample.unreachable_by = max(0, reply.rtt_us), None

    def _begin(self, reading: Reading) -> None:
        self._checked = reading
        start_ns = reading.monotonic_ns
        self._block = OpenBlock(reading.wall, start_ns, start_ns + self._block_ns)

    def _turn_over(self) -> None:
        """Begin the next block where this one ends, its start told by the clock as it is now."""
        start_ns = self._block.end_ns
        self._closing.append(self._block)
        self._block = OpenBlock(read_clocks(self._clock).wall_at(start_ns), start_ns, start_ns + self._block_ns)

    def _seal(self) -> None:
        if self._clock.monotonic_ns() >= self._block.end_ns:
            self._turn_over()
        if self._closing and not self._awaiting():
            self._take(self._engine.receive(0))  # after a stall, answers may lie in the socket
            self._emit()

    def _emit(self) -> None:
        rungs = [each.target.rung for each in self._paces]
        done, self._closing = self._closing, []
        for block in done:
            fact = block.pack(rungs, self._engine.measured_by)
            if fact is not None:
                self._sink(Seen(SUBJECT, fact.start, fact, plane=Plane.PATH, reader=READER))
            for gap in block.gaps():
                self._sink(gap)
        first_ns = self._block.start_ns
        self._under_way = {ticket: held for ticket, held in self._under_way.items() if held[1].due_ns >= first_ns}

    def _watch_time(self) -> None:
        if self._clock.monotonic_ns() - self._checked.monotonic_ns < CHECK_S * 1e9:
            return
        reading = read_clocks(self._clock)
        if reading.spread_ns > UNSURE_NS:
            return
        why = jump(self._checked, reading)
        if why is not None:
            self._closing.append(self._block)
            for block in self._closing:
                block.cut(self._checked.monotonic_ns, int(LISTEN_S * 1e9))
            start, end = unwatched(self._checked, reading)
            self._begin(reading)
            self._emit()
            self._sink(Gap(SUBJECT, start, end, EchoBlock.KIND, why, reader=READER))
            self._slots = [(self._following(due, place), place) for due, place in self._slots]
            heapq.heapify(self._slots)
        self._checked = reading

    def _following(self, due_ns: int, place: int) -> int:
        """Return the first slot of a rung at or after the start of the block in hand."""
        behind_ns = max(0, self._block.start_ns - due_ns)
        period_ns = self._paces[place].period_ns
        return due_ns + -(-behind_ns // period_ns) * period_ns
