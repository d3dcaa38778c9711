"""The probes of one socket: which answer and which send stamp belongs to which, and the round trip.

Wall-clock stamps are only ever subtracted from each other, and only believed within what our own monotonic
clock allows: a stepped clock or a misplaced stamp cannot make a round trip.
"""

from __future__ import annotations

from dataclasses import dataclass

from netdoc.ports import Clock, EchoReply
from probes.wire.echo_packets import Heard

FORGET_NS = 60_000_000_000
"""An answer later than this finds nobody waiting; at any allowed pace far below 65 536 sequence numbers."""
SLACK_NS = 2_000_000
QUEUED_NS = 10_000_000_000
"""A packet may wait this long inside our own computer (address resolution) before its send stamp is made."""


@dataclass(slots=True)
class Probe:
    """One request under way. `key` is our count of the socket's packets, as the kernel counts for OPT_ID."""

    ticket: int
    target: bytes
    sent_ns: int
    key: int
    sent_stamp_ns: int | None = None
    refused: bool = False


class Book:
    """Probes by sequence number and by key. `lead` is how far the kernel's counter runs ahead of ours."""

    def __init__(self, clock: Clock) -> None:
        self.by_kernel = 0
        self.by_user = 0
        self._clock = clock
        self._by_sequence: dict[int, Probe] = {}
        self._by_key: dict[int, Probe] = {}
        self._next_key = 0
        self._lead = 0

    def enter(self, ticket: int, sequence: int, target: bytes) -> None:
        """Note a request that is about to be sent."""
        now_ns = self._clock.monotonic_ns()
        self._by_sequence.pop(sequence, None)
        for held in (self._by_sequence, self._by_key):
            while held and now_ns - next(iter(held.values())).sent_ns > FORGET_NS:
                del held[next(iter(held))]
        probe = Probe(ticket, target, now_ns, self._next_key)
        self._by_sequence[sequence] = self._by_key[probe.key] = probe
        self._next_key += 1

    def strike(self, sequence: int) -> None:
        """Take back the last request: the kernel refused to send it."""
        probe = self._by_sequence.pop(sequence)
        del self._by_key[probe.key]
        self._next_key = probe.key

    def is_stamped(self, sequence: int) -> bool:
        """Tell whether the request with this sequence number has its send stamp (or is none of ours)."""
        probe = self._by_sequence.get(sequence)
        return probe is None or probe.sent_stamp_ns is not None

    def stamped(self, key: int, stamp_ns: int) -> None:
        """Give a send stamp to its probe.

        Some kernels count packets that they then refuse; a stamp from before its probe shows that, and the
        counters are aligned again on the newest probe that the stamp fits.
        """
        sent_ns = self._on_own_clock(stamp_ns)
        probe = self._by_key.get(key - self._lead)
        if probe is None or not -SLACK_NS <= sent_ns - probe.sent_ns <= QUEUED_NS:
            fitting = (each for each in reversed(self._by_key.values()) if each.sent_ns <= sent_ns + SLACK_NS)
            probe = next(fitting, None)
            if probe is None or probe.sent_stamp_ns is not None:
                return
            self._lead = key - probe.key
        probe.sent_stamp_ns = stamp_ns

    def answered(self, heard: Heard, received_stamp_ns: int | None, sender: str) -> list[EchoReply]:
        """Return the reply that an answer means; none for strangers' echoes, duplicates and repeated errors."""
        probe = self._by_sequence.get(heard.sequence)
        if probe is None or probe.target != heard.target:
            return []
        if heard.error is not None:
            if probe.refused:
                return []
            probe.refused = True  # stays in the book: a reply may still come, and then it counts
            return [EchoReply(probe.ticket, None, f"{sender} {heard.error}")]
        del self._by_sequence[heard.sequence]
        return [EchoReply(probe.ticket, self._rtt_us(probe, received_stamp_ns))]

    def _rtt_us(self, probe: Probe, received_stamp_ns: int | None) -> int:
        waited_ns = self._clock.monotonic_ns() - probe.sent_ns
        if received_stamp_ns is not None and probe.sent_stamp_ns is not None:
            by_kernel_ns = received_stamp_ns - probe.sent_stamp_ns
            if 0 <= by_kernel_ns <= waited_ns + SLACK_NS:
                self.by_kernel += 1
                return by_kernel_ns // 1000
        self.by_user += 1
        if received_stamp_ns is None:
            return waited_ns // 1000
        received_ns = self._on_own_clock(received_stamp_ns)
        return (min(max(received_ns - probe.sent_ns, 0), waited_ns) or waited_ns) // 1000

    def _on_own_clock(self, stamp_ns: int) -> int:
        """Return a wall-clock stamp of the recent past on the monotonic clock."""
        return self._clock.monotonic_ns() - (int(self._clock.now().timestamp() * 1e6) * 1000 - stamp_ns)
