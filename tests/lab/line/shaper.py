"""One direction of the line: rate, queue, delay, jitter, and every loss with its reason.

Pure: the caller has the clock. A frame waits in a queue limited by bytes, is sent at the line's rate, meets its fate
at the end of sending, and arrives after the delay. Jitter never reorders. Call `run` at each `next_at`, before the
medium is told that time has passed: what left before an outage began has left.
"""

from __future__ import annotations

import math
import random
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from tests.lab.errors import LabError


class Medium(Protocol):
    """The line, as `Physics` has it."""

    def blocked(self, at: float) -> str:
        """Return why no frame passes, or nothing."""
        ...

    def rate_bps(self, at: float, side: int) -> float:
        """Return the rate of a side, 0 while no frame passes."""
        ...

    def fate(self, at: float, side: int) -> str:
        """Draw why one frame is lost, or nothing."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PathSettings:
    """One direction of the path."""

    delay_ms: float = 8.0
    jitter_ms: float = 0.0
    """Added to the delay, drawn evenly from 0 to this."""
    queue_bytes: int = 256_000
    """The frame being sent is counted in."""

    def __post_init__(self) -> None:
        if self.delay_ms < 0 or self.jitter_ms < 0 or self.queue_bytes < 1:
            raise LabError("a path needs delay_ms and jitter_ms from 0, and queue_bytes from 1")


@dataclass(slots=True)
class Counts:
    """What came in, went out and was lost, exactly."""

    frames_in: int = 0
    bytes_in: int = 0
    frames_out: int = 0
    bytes_out: int = 0
    dropped: Counter[str] = field(default_factory=Counter)


Lost = Callable[[float, str, bytes], None]
"""Called with instant, reason and frame."""


class Shaper:
    """One direction. Reasons of loss: those of the medium, and `queue`."""

    def __init__(
        self,
        medium: Medium,
        side: int,
        settings: PathSettings,
        *,
        seed: int,
        epoch: float = 0.0,
        lost: Lost | None = None,
    ) -> None:
        """Begin empty.

        Args:
            medium: the line.
            side: DOWN or UP.
            settings: the path.
            seed: of the jitter.
            epoch: what is added to this shaper's instants when the medium is asked (a small clock is more exact).
            lost: told of each frame lost, with this shaper's instant.
        """
        self.settings = settings
        self.counts = Counts()
        self.queued_bytes = 0
        self._medium, self._side, self._epoch, self._lost = medium, side, epoch, lost
        self._dice = random.Random(f"{seed}/jitter {side}")
        self._queue: deque[tuple[float, bytes]] = deque()
        self._flight: deque[tuple[float, bytes]] = deque()
        self._end: float | None = None
        self._free_at = -math.inf

    @property
    def waiting(self) -> int:
        """Frames that came in and neither went out nor were lost yet."""
        return len(self._queue) + len(self._flight)

    @property
    def next_at(self) -> float:
        """When the next frame arrives, or is known to be lost; infinity while the path is empty."""
        if self._flight:
            return self._flight[0][0]
        return math.inf if self._end is None else self._end + self.settings.delay_ms / 1000

    def offer(self, at: float, frame: bytes) -> None:
        """Take a frame."""
        self.counts.frames_in += 1
        self.counts.bytes_in += len(frame)
        self._send(at)
        if reason := self._medium.blocked(self._epoch + at):
            self._drop(at, reason, frame)
        elif self.queued_bytes + len(frame) > self.settings.queue_bytes:
            self._drop(at, "queue", frame)
        else:
            self._queue.append((at, frame))
            self.queued_bytes += len(frame)
            self._send(at)

    def run(self, at: float) -> list[bytes]:
        """Do what is due until `at`, and return the frames that arrive, in order."""
        self._send(at)
        arrived = []
        flight, counts = self._flight, self.counts
        while flight and flight[0][0] <= at:
            frame = flight.popleft()[1]
            counts.frames_out += 1
            counts.bytes_out += len(frame)
            arrived.append(frame)
        return arrived

    def _send(self, at: float) -> None:
        """Send what the rate allows until `at`; the first frame of the queue is the one being sent."""
        queue = self._queue
        while queue:
            came_at, frame = queue[0]
            if self._end is None:
                start = max(self._free_at, came_at)
                rate_bps = self._medium.rate_bps(self._epoch + start, self._side)
                self._end = start + len(frame) * 8 / rate_bps if rate_bps else start
            end = self._end
            if end > at:
                return
            queue.popleft()
            self._end, self._free_at = None, end
            self.queued_bytes -= len(frame)
            if reason := self._medium.fate(self._epoch + end, self._side):
                self._drop(end, reason, frame)
            else:
                self._fly(end, frame)

    def _fly(self, sent_at: float, frame: bytes) -> None:
        delay_ms = self.settings.delay_ms
        if self.settings.jitter_ms:
            delay_ms += self._dice.random() * self.settings.jitter_ms
        self._flight.append((sent_at + delay_ms / 1000, frame))  # it waits there for the one before it

    def _drop(self, at: float, reason: str, frame: bytes) -> None:
        self.counts.dropped[reason] += 1
        if self._lost is not None:
            self._lost(at, reason, frame)

    def stats(self) -> dict[str, Any]:
        """Return the counts and the queue, for the control socket."""
        counts = self.counts
        return {
            "frames_in": counts.frames_in,
            "bytes_in": counts.bytes_in,
            "frames_out": counts.frames_out,
            "bytes_out": counts.bytes_out,
            "dropped": dict(counts.dropped),
            "waiting": self.waiting,
            "queued_bytes": self.queued_bytes,
        }
