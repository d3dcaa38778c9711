"""Echo by our own ICMP sockets, timed by the kernel's send and receive stamps.

One raw (or unprivileged datagram) socket per address family serves all targets. The send stamp comes on the
socket's error queue and is matched to its probe by OPT_ID, a counter of this socket's packets. A round trip
is receive stamp minus send stamp; where the driver gives no send stamp, our own clock at sending stands in,
and `measured_by` says `user` once that is not the exception.
"""

from __future__ import annotations

import select
import socket
from collections.abc import Iterator
from dataclasses import dataclass

from netdoc.errors import CannotMeasure
from netdoc.ports import Clock, EchoReply, EchoTarget
from probes.wire.echo_address import Address, Addresses, packed
from probes.wire.echo_book import Book
from probes.wire.echo_packets import V4_REQUEST, V6_REQUEST, Heard, error_word, read_quoted, read_v4, read_v6, request
from probes.wire.echo_route import Routes
from probes.wire.echo_socket import (
    ORIGIN_ICMP,
    ORIGIN_ICMP6,
    ORIGIN_STAMP,
    IcmpSocket,
    QueuedError,
    open_icmp,
    queued_error,
    stamp_ns,
)
from probes.wire.echo_watch import Watch

MOST_MESSAGES = 256
"""Read at one go, so that a flood of ICMP cannot hold the sender up."""
_ANCILLARY = 512


@dataclass(frozen=True, slots=True)
class _Family:
    icmp: IcmpSocket
    book: Book


class OwnPart:
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
        """Open the IPv4 socket; the IPv6 one is opened for the first target that needs it.

        Raises:
            CannotMeasure: this user may open no ICMP socket, or this kernel gives no stamps.
        """
        self._watch, self._tickets, self._routes = watch, tickets, routes
        self._addresses, self._clock, self._interface = addresses, clock, interface
        self._sequence = 0
        self._families: dict[int, _Family] = {}
        self._open(socket.AF_INET)

    def send(self, target: EchoTarget) -> int:
        """Send one echo request; see `ports.EchoEngine.send`."""
        address = self._addresses.of(target.address)
        self._routes.check(address)
        family = self._families.get(address.family) or self._open(address.family)
        self._sequence = (self._sequence + 1) & 0xFFFF
        ticket = next(self._tickets)
        packet = request(address.family, family.icmp.identity, self._sequence)
        family.book.enter(ticket, self._sequence, address.packed)
        try:
            self._transmit(family, packet, address)
        except OSError:
            family.book.strike(self._sequence)
            raise
        # The send stamp is mostly there already: taking it now saves a wake-up per probe.
        self._watch.ready += self._read_errors(family, most=1)
        return ticket

    def measured_by(self, target: EchoTarget) -> tuple[str, str]:
        """Return `icmp`, and `kernel` while at most one round trip in ten lacked a kernel stamp."""
        by_kernel = sum(each.book.by_kernel for each in self._families.values())
        by_user = sum(each.book.by_user for each in self._families.values())
        return target.method, "kernel" if by_user * 9 <= by_kernel else "user"

    def close(self) -> None:
        """Close the sockets."""
        for family in self._families.values():
            self._watch.drop(family.icmp.sock.fileno())
            family.icmp.sock.close()
        self._families.clear()

    def _open(self, where: socket.AddressFamily) -> _Family:
        icmp = open_icmp(where, self._interface)
        if not icmp.stamped:
            icmp.sock.close()
            raise CannotMeasure(
                "this kernel gives no time stamps (SO_TIMESTAMPING)",
                hint="nothing to do: netdoc goes on with its next way to ping, whose times are less exact",
            )
        family = _Family(icmp, Book(self._clock))
        self._families[where] = family
        self._watch.add(icmp.sock.fileno(), lambda event: self._read(family, event))
        return family

    def _transmit(self, family: _Family, packet: bytes, address: Address) -> None:
        sock = family.icmp.sock
        if family.icmp.raw:
            sock.sendto(packet, address.sockaddr)
            return
        # With IP_RECVERR an ICMP error about an earlier probe is reported by whatever call comes next.
        sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        try:
            sock.sendto(packet, address.sockaddr)
        except OSError:
            self._watch.ready += self._read_errors(family)
            sock.sendto(packet, address.sockaddr)

    def _read(self, family: _Family, event: int) -> list[EchoReply]:
        replies = self._read_errors(family) if event & select.POLLERR else []
        if not event & select.POLLIN:
            return replies
        for _ in range(MOST_MESSAGES):
            try:
                data, ancillary, _, source = family.icmp.sock.recvmsg(2048, _ANCILLARY)
            except BlockingIOError:
                break
            except OSError:
                continue  # an error about an earlier probe; its details are on the error queue
            where = packed(family.icmp.family, source[0])
            if family.icmp.family == socket.AF_INET6:
                heard = read_v6(data, where)
            else:
                heard = read_v4(data, where, ip_header=family.icmp.raw)
            if heard is None or heard.identity != family.icmp.identity:
                continue
            if not family.book.is_stamped(heard.sequence):
                replies += self._read_errors(family)  # its send stamp may have come only just now
            replies += family.book.answered(heard, stamp_ns(ancillary), source[0])
        return replies

    def _read_errors(self, family: _Family, most: int = MOST_MESSAGES) -> list[EchoReply]:
        """Take send stamps and, on datagram sockets, ICMP errors from the error queue."""
        replies: list[EchoReply] = []
        for _ in range(most):
            try:
                data, ancillary, _, target = family.icmp.sock.recvmsg(2048, _ANCILLARY, socket.MSG_ERRQUEUE)
            except OSError:
                break
            error, stamp = queued_error(ancillary), stamp_ns(ancillary)
            if error is None:
                continue
            if error.origin == ORIGIN_STAMP:
                if stamp is not None:
                    family.book.stamped(error.key, stamp)
            elif error.origin in (ORIGIN_ICMP, ORIGIN_ICMP6):
                heard = _quoted(family.icmp.family, error, data, target)
                if heard is not None:
                    replies += family.book.answered(heard, None, error.offender)
        return replies


def _quoted(family: int, error: QueuedError, data: bytes, target: object) -> Heard | None:
    word = error_word(family, error.kind, error.code)
    if word is None or not isinstance(target, tuple) or not target:
        return None
    kind = V4_REQUEST if family == socket.AF_INET else V6_REQUEST
    return read_quoted(data, kind, packed(family, str(target[0])), word)
