"""Echo by TCP connects: for targets of method `tcp:PORT`, and where this user has no ICMP right at all.

One connect is one probe. A refusal (RST) is an answer: the host, or a box in front of it, is alive. Times are
the kernel's own estimate from the handshake (TCP_INFO) where there is one, else our clock around the connect.
The kernel repeats a SYN after 1 s: a connect that needed the repetition counts as a lost probe, unless the
round trip itself is that long (RFC 6298, tcp(7)).

A target of method `icmp` is asked on a port that it has been seen to answer; until one is found it cannot be
measured. Limits: a firewall that answers in the target's place makes it look alive; the port is stored with
the series (`tcp:443`) so that a reader sees it.
"""

from __future__ import annotations

import errno
import os
import select
import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from netdoc.errors import CannotMeasure
from netdoc.ports import Clock, EchoReply, EchoTarget
from probes.wire._leave_by import leave_by
from probes.wire.echo_address import Address, Addresses
from probes.wire.echo_packets import error_word
from probes.wire.echo_route import Routes
from probes.wire.echo_socket import IP_RECVERR, IPV6_RECVERR, ORIGIN_ICMP, ORIGIN_ICMP6, queued_error
from probes.wire.echo_watch import Watch

SCOUTED_PORTS = (443, 80, 53, 22)
GIVE_UP_NS = 6_000_000_000
SYN_REPETITIONS = 2
"""Two, so that the kernel is still trying when it finds, after 3 s, that the next hop does not resolve."""
ALMOST_A_SECOND_NS = 900_000_000
"""The kernel repeats a SYN after 1 s: only round trips of about that length can overlap with the repetition."""
_TCP_RTT, _TCP_RETRANSMITTED, _TCP_INFO_BYTES = 68, 100, 104
"""Offsets in struct tcp_info (linux/tcp.h): tcpi_rtt and tcpi_total_retrans."""


@dataclass(slots=True)
class _Flight:
    sock: socket.socket
    target: EchoTarget
    address: Address
    port: int
    started_ns: int
    ticket: int | None
    """None: a scout, sent only to learn whether the port answers."""


class TcpPart:
    """Implements `echo_watch.Part`."""

    def __init__(
        self,
        watch: Watch,
        tickets: Iterator[int],
        routes: Routes,
        addresses: Addresses,
        clock: Clock,
        interface: str | None,
    ) -> None:
        self._watch, self._tickets, self._routes = watch, tickets, routes
        self._addresses, self._clock, self._interface = addresses, clock, interface
        self._flights: dict[int, _Flight] = {}
        self._answers_on: dict[str, int] = {}
        self._scouted: dict[str, int] = {}
        self._shortest_ns: dict[tuple[bytes, int], int] = {}

    def send(self, target: EchoTarget) -> int:
        """Begin one connect; see `ports.EchoEngine.send`."""
        address = self._addresses.of(target.address)
        self._routes.check(address)
        self._give_up_old()
        port = self._port(target)
        if port is None:
            self._scout(target, address)
            raise CannotMeasure(
                f"this user may not ping, and {target.address} is not known to answer on a TCP port",
                hint='run `netdoc doctor ping`; an [[anchor]] in the site file may have method = "tcp:443"',
            )
        ticket = next(self._tickets)
        self._connect(target, address, port, ticket)
        return ticket

    def measured_by(self, target: EchoTarget) -> tuple[str, str]:
        """Return `tcp:PORT` as really used, and `user`."""
        port = self._port(target)
        return (f"tcp:{port}" if port is not None else target.method), "user"

    def close(self) -> None:
        """Close every connection under way."""
        for descriptor in list(self._flights):
            self._land(descriptor)

    def _port(self, target: EchoTarget) -> int | None:
        if target.method.startswith("tcp:"):
            return tcp_port(target.method)
        return self._answers_on.get(target.rung)

    def _scout(self, target: EchoTarget, address: Address) -> None:
        if any(each.ticket is None and each.target.rung == target.rung for each in self._flights.values()):
            return
        turn = self._scouted.get(target.rung, 0)
        self._scouted[target.rung] = turn + 1
        self._connect(target, address, SCOUTED_PORTS[turn % len(SCOUTED_PORTS)], None)

    def _connect(self, target: EchoTarget, address: Address, port: int, ticket: int | None) -> None:
        sock = socket.socket(address.family, socket.SOCK_STREAM | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC)
        try:
            if self._interface:
                leave_by(sock, self._interface)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_SYNCNT, SYN_REPETITIONS)
            if address.family == socket.AF_INET6:
                sock.setsockopt(socket.IPPROTO_IPV6, IPV6_RECVERR, 1)
            else:
                sock.setsockopt(socket.IPPROTO_IP, IP_RECVERR, 1)
            started_ns = self._clock.monotonic_ns()
            number = sock.connect_ex(address.with_port(port))
        except OSError:
            sock.close()
            raise
        if number not in (0, errno.EINPROGRESS, errno.ECONNREFUSED):
            sock.close()
            raise OSError(number, os.strerror(number))
        flight = _Flight(sock, target, address, port, started_ns, ticket)
        self._flights[sock.fileno()] = flight
        if number == errno.EINPROGRESS:
            self._watch.add(sock.fileno(), lambda _event: self._read(flight), select.POLLOUT)
        else:
            self._watch.ready += self._finish(flight, number)

    def _read(self, flight: _Flight) -> list[EchoReply]:
        # SO_ERROR does not tell who sent an ICMP error; reading the error queue, which does, clears SO_ERROR.
        number = flight.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        by = _who_refused(flight.sock, flight.address.family)
        if number == 0 and not _connected(flight.sock):
            number = errno.EHOSTUNREACH
        return self._finish(flight, number, by)

    def _finish(self, flight: _Flight, number: int, by: str | None = None) -> list[EchoReply]:
        elapsed_ns = self._clock.monotonic_ns() - flight.started_ns
        estimate_ns, repeated = _tcp_info(flight.sock)
        self._land(flight.sock.fileno())
        if number in (0, errno.ECONNREFUSED):
            if number == 0 and not repeated and 0 < estimate_ns <= elapsed_ns:
                elapsed_ns = estimate_ns
            if flight.ticket is None:
                self._answers_on[flight.target.rung] = flight.port
                return []
            if repeated and not (number == 0 and estimate_ns >= ALMOST_A_SECOND_NS):
                return self._repeated(flight)
            key = (flight.address.packed, flight.port)
            self._shortest_ns[key] = min(elapsed_ns, self._shortest_ns.get(key, elapsed_ns))
            return [EchoReply(flight.ticket, elapsed_ns // 1000)]
        if flight.ticket is None or by is None:
            return []
        return [EchoReply(flight.ticket, None, by)]

    def _repeated(self, flight: _Flight) -> list[EchoReply]:
        """Judge a connect whose SYN was repeated, with nothing from the kernel to say which one was answered.

        Where a shorter round trip was seen before, the first SYN (or its answer) was lost; where none was, the
        round trip may be above a second as well: void.
        """
        assert flight.ticket is not None
        shortest_ns = self._shortest_ns.get((flight.address.packed, flight.port))
        return [] if shortest_ns is not None and shortest_ns < ALMOST_A_SECOND_NS else [EchoReply(flight.ticket, None)]

    def _give_up_old(self) -> None:
        now_ns = self._clock.monotonic_ns()
        for descriptor, flight in list(self._flights.items()):
            if now_ns - flight.started_ns <= GIVE_UP_NS:
                break
            self._land(descriptor)

    def _land(self, descriptor: int) -> None:
        flight = self._flights.pop(descriptor)
        self._watch.drop(descriptor)
        flight.sock.close()


def tcp_port(method: str) -> int:
    """Return the port of `tcp:PORT`.

    Raises:
        CannotMeasure: the text is not of that form.
    """
    text = method.removeprefix("tcp:")
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise CannotMeasure(f"{method[:40]!r} is not a way to probe", hint="write `icmp` or `tcp:443` in the site file")
    return int(text)


def _connected(sock: socket.socket) -> bool:
    try:
        sock.getpeername()
    except OSError:
        return False
    return True


def _tcp_info(sock: socket.socket) -> tuple[int, bool]:
    """Return (the kernel's round-trip estimate in ns or 0, whether a SYN was repeated)."""
    try:
        info = sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TCP_INFO_BYTES)
    except OSError:
        return 0, False
    if len(info) < _TCP_INFO_BYTES:
        return 0, False
    estimate_us = struct.unpack_from("=I", info, _TCP_RTT)[0]
    return estimate_us * 1000, struct.unpack_from("=I", info, _TCP_RETRANSMITTED)[0] > 0


def _who_refused(sock: socket.socket, family: int) -> str | None:
    """Return who said «unreachable» and for what, as `192.0.2.1 host`, from the socket's error queue."""
    try:
        _, ancillary, _, _ = sock.recvmsg(512, 512, socket.MSG_ERRQUEUE)
    except OSError:
        return None
    error = queued_error(ancillary)
    if error is None or error.origin not in (ORIGIN_ICMP, ORIGIN_ICMP6):
        return None
    word = error_word(family, error.kind, error.code)
    return f"{error.offender} {word}" if word else None
