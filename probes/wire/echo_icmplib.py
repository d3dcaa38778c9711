"""Echo by icmplib's sockets, timed by our own clock: for systems whose kernel stamps nothing.

Only its sockets and requests are used. `icmplib.ping()` is not: with no route it returns loss 0.0, it
hides who answered, and it sends at an interval after the reply. Without root, icmplib's sockets hear no ICMP
errors: what was unreachable is then simply lost.
"""

from __future__ import annotations

import secrets
import socket
import sys
from collections.abc import Iterator
from typing import Any

import icmplib
from icmplib.exceptions import ICMPLibError

from netdoc.errors import CannotMeasure
from netdoc.ports import Clock, EchoReply, EchoTarget
from probes.wire.echo_address import Addresses, packed
from probes.wire.echo_book import Book
from probes.wire.echo_packets import read_v4, read_v6
from probes.wire.echo_route import Routes
from probes.wire.echo_watch import Watch

MOST_MESSAGES = 256
"""Read at one go, so that a flood of ICMP cannot hold the sender up."""
_library: Any = icmplib
"""It carries no types."""


class IcmplibPart:
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
        """Open the IPv4 socket.

        Raises:
            CannotMeasure: this user may open no ICMP socket.
        """
        self._watch, self._tickets, self._routes = watch, tickets, routes
        self._addresses, self._interface = addresses, interface
        self._identity = 1 + secrets.randbelow(0xFFFE)
        self._sequence = 0
        self._book = Book(clock)
        self._sockets: dict[int, Any] = {}
        self._open(socket.AF_INET)

    def send(self, target: EchoTarget) -> int:
        """Send one echo request; see `ports.EchoEngine.send`."""
        address = self._addresses.of(target.address)
        self._routes.check(address)
        opened = self._sockets.get(address.family) or self._open(address.family)
        self._sequence = (self._sequence + 1) & 0xFFFF
        ticket = next(self._tickets)
        self._book.enter(ticket, self._sequence, address.packed)
        try:
            opened.send(_library.ICMPRequest(str(address.sockaddr[0]), self._identity, self._sequence))
        except ICMPLibError as refused:
            self._book.strike(self._sequence)
            cause = refused.__context__
            raise cause if isinstance(cause, OSError) else OSError(str(refused)) from refused
        return ticket

    def measured_by(self, target: EchoTarget) -> tuple[str, str]:
        """Return `icmp` and `user`."""
        return target.method, "user"

    def close(self) -> None:
        """Close the sockets."""
        for opened in self._sockets.values():
            self._watch.drop(opened.sock.fileno())
            opened.close()
        self._sockets.clear()

    def _open(self, family: int) -> Any:
        kind = _library.ICMPv6Socket if family == socket.AF_INET6 else _library.ICMPv4Socket
        opened = None
        for privileged in (True, False):
            try:
                opened = kind(privileged=privileged)
                break
            except ICMPLibError:
                continue
        if opened is None:
            raise CannotMeasure("this user may not open ping sockets", hint="run `netdoc doctor ping`")
        if self._interface:
            try:
                opened.sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, self._interface.encode() + b"\0")
            except OSError as refused:
                opened.close()
                raise CannotMeasure(f"cannot ping through {self._interface}: {refused.strerror}") from refused
        self._sockets[family] = opened
        self._watch.add(opened.sock.fileno(), lambda _event: self._read(family, opened))
        return opened

    def _read(self, family: int, opened: Any) -> list[EchoReply]:
        # Not by icmplib's `receive`: it throws an answer away when this process was kept waiting between two of its
        # lines, and a computer that is busy must not make loss.
        replies: list[EchoReply] = []
        privileged = opened.is_privileged
        identity = self._identity if privileged else opened.sock.getsockname()[1]
        for _ in range(MOST_MESSAGES):
            try:
                packet, sender = opened.sock.recvfrom(2048, socket.MSG_DONTWAIT)
            except BlockingIOError:
                break
            except OSError:
                continue
            source = sender[0]
            where = packed(family, source)
            if family == socket.AF_INET6:
                heard = read_v6(packet, where)
            else:
                heard = read_v4(packet, where, ip_header=privileged or sys.platform != "linux")
            if heard is not None and heard.identity == identity:
                replies += self._book.answered(heard, None, source)
        return replies
