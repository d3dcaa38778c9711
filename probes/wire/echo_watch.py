"""Wait for several sockets at once, with no event loop: each descriptor has one reader."""

from __future__ import annotations

import select
from collections.abc import Callable
from typing import Protocol

from netdoc.ports import Clock, EchoReply, EchoTarget

Reader = Callable[[int], list[EchoReply]]
"""Takes what poll(2) said of its descriptor."""


class Watch:
    """The descriptors of one engine. A reader takes everything that is there and never blocks."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._poll = select.poll()
        self._readers: dict[int, Reader] = {}
        self.ready: list[EchoReply] = []
        """Replies met while doing something else; the next `wait` returns them."""

    def add(self, descriptor: int, reader: Reader, events: int = select.POLLIN) -> None:
        """Call `reader` when the descriptor has something (POLLERR and POLLHUP are always watched)."""
        self._readers[descriptor] = reader
        self._poll.register(descriptor, events)

    def drop(self, descriptor: int) -> None:
        """Forget a descriptor; call it before closing."""
        if self._readers.pop(descriptor, None) is not None:
            self._poll.unregister(descriptor)

    def wait(self, timeout_s: float) -> list[EchoReply]:
        """Return the replies that came, waiting for the first at most `timeout_s`.

        Other people's ICMP and send stamps wake the process too; they do not end the wait.
        """
        deadline_ns = self._clock.monotonic_ns() + int(max(0.0, timeout_s) * 1e9)
        while True:
            left_ms = max(0.0, (deadline_ns - self._clock.monotonic_ns()) / 1e6)
            events = self._poll.poll(0.0 if self.ready else left_ms)
            replies, self.ready = self.ready, []
            for descriptor, event in events:
                reader = self._readers.get(descriptor)
                if reader is not None:
                    replies += reader(event)
            if replies or self._clock.monotonic_ns() >= deadline_ns:
                return replies


class Part(Protocol):
    """One way of asking, on a shared `Watch`: ICMP sockets, TCP connects or child processes."""

    def send(self, target: EchoTarget) -> int:
        """As `ports.EchoEngine.send`."""

    def measured_by(self, target: EchoTarget) -> tuple[str, str]:
        """As `ports.EchoEngine.measured_by`."""

    def close(self) -> None:
        """Release everything."""
