"""This computer and the network around it: clocks, echo, path, names, tools and files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from netdoc.model.capture import Capture


class Clock(Protocol):
    """The only reader of clocks is `app/system.py`; everything else is handed one of these."""

    def now(self) -> datetime:
        """Return aware UTC wall time."""

    def monotonic_ns(self) -> int:
        """Return nanoseconds that never step and stand still while the computer sleeps."""

    def boottime_ns(self) -> int:
        """Return nanoseconds that never step and go on while the computer sleeps."""

    def boot_id(self) -> str:
        """Return an id that changes at each start of the computer."""


@dataclass(frozen=True, slots=True)
class EchoTarget:
    """One rung for an echo engine."""

    rung: str
    address: str
    method: str = "icmp"
    """`icmp` or `tcp:PORT`."""


@dataclass(frozen=True, slots=True)
class EchoReply:
    """What came back for the `ticket` that `send` gave out.

    `rtt_us` is the round trip, or None when somebody answered «unreachable» (then `unreachable_by`
    holds the address and the code, as `192.0.2.1 host`). Both None: the engine itself failed after `send`
    (its child process died): the sample is void.
    """

    ticket: int
    rtt_us: int | None
    unreachable_by: str | None = None


class EchoEngine(Protocol):
    """Sends and receives echo probes on one thread; blocking, no event loop."""

    name: str
    """`own`, `icmplib`, `tcp`, `ping`."""
    stamp: str
    """`kernel` or `user`."""

    def send(self, target: EchoTarget) -> int:
        """Send one probe now and return its ticket.

        Raises:
            OSError: it could not leave this computer (no route, no carrier): the caller stores NOT_SENT or LOST
                by its own knowledge of the link.
            CannotMeasure: this engine has no way to ask this target (a name that does not resolve).
        """

    def receive(self, timeout_s: float) -> Sequence[EchoReply]:
        """Return what arrived, waiting at most `timeout_s` for the first."""

    def measured_by(self, target: EchoTarget) -> tuple[str, str]:
        """Return (method, stamp) as really used for this target: (`tcp:443`, `user`) where ICMP was asked for."""

    def close(self) -> None:
        """Release the sockets."""


class Echo(Protocol):
    """Makes echo engines."""

    def engines(self) -> Sequence[str]:
        """Return the names of the engines that work for this user, best first; the last always works."""

    def open(self, name: str, targets: Sequence[EchoTarget], interface: str | None = None) -> EchoEngine:
        """Return an engine for these targets.

        Raises:
            CannotMeasure: the engine needs a right or a tool that is not there.
        """


class Trace(Protocol):
    """Unprivileged path probing."""

    async def trace(self, target: str, *, max_ttl: int, rounds: int, end_probes: int, timeout_s: float) -> Capture:
        """Probe each distance `rounds` times at no more than one a second per router, and the target itself
        `end_probes` times in the same flow. The capture's body is JSON lines, one per probe.

        Raises:
            CannotMeasure: this user may open no suitable socket.
        """


@dataclass(frozen=True, slots=True)
class DnsAnswer:
    """The answer's bytes as received, and the time it took on the wire."""

    capture: Capture
    duration_us: int
    arrived_ttl: int | None = None
    """Hop limit that the answer's packet had left; None where it is not known (TCP, IPv6)."""


class Dns(Protocol):
    """One question to one resolver, timed around the wire and not around a library."""

    async def ask(
        self,
        server: str,
        name: str,
        qtype: str,
        *,
        timeout_s: float,
        port: int = 53,
        ttl: int | None = None,
        chaos: bool = False,
        unchecked: bool = False,
    ) -> DnsAnswer:
        """Raises NotAnswered (`timeout`, `unreachable`, `refused`).

        `ttl` is a hop limit other than the usual; `chaos` asks in class CH, in which a server tells of itself (RFC
        4892); `unchecked` asks it to leave out DNSSEC validation (CD, RFC 4035 section 3.2.2).
        """


class Tool(Protocol):
    """A program as a child process, with a clean environment and a hard timeout."""

    async def run(self, argv: Sequence[str], *, timeout_s: float) -> Capture:
        """Return what it printed to standard output.

        Raises:
            CannotMeasure: the program is not installed, failed, or overran its time: a gap about the tool.
        """


class Files(Protocol):
    """The computer's own state as files: /sys, /proc and /etc, read only."""

    def read(self, path: str) -> bytes | None:
        """Return a file's content, or None where it does not exist or cannot be read."""

    def names(self, folder: str) -> Sequence[str]:
        """Return the names in a folder, sorted; empty where there is none."""
