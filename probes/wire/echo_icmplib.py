"""Echo by icmplib's sockets, timed by our own clock: for systems whose kernel stamps nothing.

Only its sockets and packet types are used. `icmplib.ping()` is not: with no route it returns loss 0.0, it
hides who answered, and it sends at an interval after the reply. Without root, icmplib's sockets hear no ICMP
errors: what was unreachable is then simply lost.
"""

from __future__ import annotations

import secrets
import select
import socket
from collections.abc import Iterator
from typing import Any

import icmplib
from icmplib.exceptions import ICMPLibError

from netdoc.errors import CannotMeasure
from netdoc.ports import Clock, EchoReply, EchoTarget
from probes.wire.echo_address import Addresses, packed
from probes.wire.echo_book import Book
from probes.wire.echo_packets import V4_REPLY, V6_REPLY, Heard, error_word
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
        replies: list[EchoReply] = []
        waiting = select.poll()
        waiting.register(opened.sock.fileno(), select.POLLIN)
        identity = self._identity if opened.is_privileged else opened.sock.getsockname()[1]
        for _ in range(MOST_MESSAGES):
            if not waiting.poll(0):
                break
            try:
                answer = opened.receive(None, timeout=0.001)
            except ICMPLibError:
                continue
            if answer.id != identity:
                continue
            word = error_word(family, answer.type, answer.code)
            target = self._book.target_of(answer.sequence) if word else packed(family, answer.source)
            if word or answer.type in (V4_REPLY, V6_REPLY):
                heard = Heard(answer.id, answer.sequence, target, word)
                replies += self._book.answered(heard, None, answer.source)
        return replies
