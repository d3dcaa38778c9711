"""The echo engines of this computer: implements `ports.Echo`.

`own` (kernel stamps), `icmplib` (its sockets, our clock), `ping` (the system's program) and `tcp` (connects),
in that order where they work. Whatever the engine, a target of method `tcp:PORT` is asked by TCP.
"""

from __future__ import annotations

import contextlib
import itertools
import socket
from collections.abc import Callable, Sequence

from netdoc.errors import CannotMeasure
from netdoc.ports import Clock, EchoEngine, EchoReply, EchoTarget
from probes.wire.echo_address import Addresses
from probes.wire.echo_ping import usable_ping
from probes.wire.echo_route import Routes
from probes.wire.echo_socket import open_icmp
from probes.wire.echo_tcp import TcpPart
from probes.wire.echo_watch import Part, Watch

OWN, ICMPLIB, PING, TCP = "own", "icmplib", "ping", "tcp"


class SystemEcho:
    """Implements `ports.Echo`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def engines(self) -> Sequence[str]:
        """Return the engines that work for this user, best first; `tcp`, the last, needs no right.

        `ping` stands before `tcp`: it asks what was asked for, while a TCP answer may come from a firewall.
        """
        names = []
        if _works(_try_icmp):
            names += [OWN, ICMPLIB]
        if _works(usable_ping):
            names.append(PING)
        return (*names, TCP)

    def open(self, name: str, targets: Sequence[EchoTarget], interface: str | None = None) -> EchoEngine:
        """Return an engine for these targets, bound to an interface where one is given.

        Raises:
            CannotMeasure: the engine needs a right or a tool that is not there, or no such interface.
        """
        if name not in (OWN, ICMPLIB, PING, TCP):
            raise CannotMeasure(f"there is no echo engine {name[:40]!r}", hint="use own, icmplib, ping or tcp")
        return _Engine(name, self._clock, targets, interface)


class _Engine:
    """Implements `ports.EchoEngine`: the chosen way for ICMP targets, TCP for the others, one wait for both."""

    def __init__(self, name: str, clock: Clock, targets: Sequence[EchoTarget], interface: str | None) -> None:
        self.name = name
        self.stamp = "kernel" if name == OWN else "user"
        self._watch = Watch(clock)
        tickets, addresses = itertools.count(1), Addresses(clock)
        try:
            self._routes = Routes(self._watch, clock, interface)
        except OSError as unknown:
            raise CannotMeasure(f"there is no interface {interface}", hint="list them: `ip link`") from unknown
        self._tcp: Part = TcpPart(self._watch, tickets, self._routes, addresses, clock, interface)
        self._main: Part = self._tcp
        try:
            if name != TCP:
                self._main = _part(name)(self._watch, tickets, self._routes, addresses, clock, interface)
        except CannotMeasure:
            self._routes.close()
            raise
        for target in targets:
            with contextlib.suppress(CannotMeasure):
                addresses.of(target.address)  # names begin to resolve before the first probe is due

    def send(self, target: EchoTarget) -> int:
        """Send one probe now; see `ports.EchoEngine.send`."""
        return self._part(target).send(target)

    def receive(self, timeout_s: float) -> Sequence[EchoReply]:
        """Return what arrived, waiting at most `timeout_s` for the first."""
        return self._watch.wait(timeout_s)

    def measured_by(self, target: EchoTarget) -> tuple[str, str]:
        """Return (method, stamp) as really used for this target."""
        return self._part(target).measured_by(target)

    def close(self) -> None:
        """Release sockets and children."""
        self._main.close()
        self._tcp.close()
        self._routes.close()

    def _part(self, target: EchoTarget) -> Part:
        return self._tcp if target.method.startswith("tcp:") else self._main


def _part(name: str) -> Callable[..., Part]:
    if name == OWN:
        from probes.wire.echo_own import OwnPart

        return OwnPart
    if name == ICMPLIB:
        from probes.wire.echo_icmplib import IcmplibPart

        return IcmplibPart
    from probes.wire.echo_ping import PingPart

    return PingPart


def _try_icmp() -> None:
    open_icmp(socket.AF_INET).sock.close()


def _works(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except CannotMeasure:
        return False
    return True
