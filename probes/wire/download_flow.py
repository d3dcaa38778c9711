"""One flow of the download: connect, ask, count what arrives, ask again when the body ends."""

from __future__ import annotations

import contextlib
import errno
import socket
import ssl
import threading
from collections.abc import Sequence
from urllib.parse import SplitResult

from netdoc.errors import CannotMeasure, NetdocError, NotAnswered
from netdoc.ports import Clock
from probes.wire.tool import printable

BIN_NS = 100_000_000
SMALLEST_BODY = 100_000
"""A shorter file measures round trips, not the rate, and would be asked for again and again."""
LOWAT = 256 * 1024
LIMIT_HEADER = 32_768
LIMIT_REOPENED = 20
_POLL_S = 0.2
_SHARE_OF_SECOND = 50
"""The low-water mark holds at most 1/50 s of the rate seen, so that little is left uncounted at the end."""


class Flow:
    """One connection after another to one server, in one thread."""

    def __init__(
        self,
        clock: Clock,
        parts: SplitResult,
        addresses: Sequence[tuple[int, tuple[object, ...]]],
        tls: ssl.SSLContext | None,
    ) -> None:
        self.bins: list[int] = []
        self.total = 0
        self.requests = 0
        self.ran_ns = 0
        self._clock, self._parts, self._addresses, self._tls = clock, parts, addresses, tls
        self._socket: socket.socket | None = None
        self._buffer = memoryview(bytearray(1024 * 1024))
        self._start_ns = self._end_ns = 0
        self._limit = 0

    def start(self, start_ns: int, seconds: float, limit_bytes: int) -> None:
        """Say when the clock started, how long to go on and how many bytes to take at most."""
        self._start_ns, self._end_ns, self._limit = start_ns, start_ns + int(seconds * 1e9), limit_bytes
        self.bins = [0] * max(1, int(seconds * 1e9) // BIN_NS)

    def open(self, timeout_s: float) -> None:
        """Connect and, for https, verify the server.

        Raises:
            NotAnswered: `refused`, `timeout`, `unreachable`.
            CannotMeasure: no route, or TLS failed.
        """
        host = self._parts.hostname
        failed: OSError | None = None
        for family, address in self._addresses[:2]:
            plain = socket.socket(family, socket.SOCK_STREAM)
            try:
                plain.settimeout(timeout_s / 2 if len(self._addresses) > 1 else timeout_s)
                plain.connect(address)
                if self._tls is not None:
                    plain.settimeout(timeout_s)
                    self._socket = self._tls.wrap_socket(plain, server_hostname=host)
                else:
                    self._socket = plain
                return
            except ssl.SSLError as refused:
                plain.close()
                raise CannotMeasure(
                    f"{host}: TLS failed: {printable(str(refused.reason or refused), 160)}",
                    hint="set another [throughput] `url`; a wrong certificate says nothing about the line",
                ) from refused
            except OSError as broken:
                plain.close()
                failed = broken
        assert failed is not None
        raise _unreached(str(host), failed)

    def close(self) -> None:
        """Close the connection; wakes the thread that reads from it."""
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
            self._socket.close()

    def download(self, stop: threading.Event, timeout_s: float) -> None:
        """Ask and count until the time or the bytes are used up.

        Raises:
            NotAnswered: `timeout`: the server took the connection and sent no answer.
            CannotMeasure: the server's answer is not a file to measure with.
        """
        reopened = 0
        try:
            while self._wanted(stop):
                try:
                    keep = self._one_body(stop, timeout_s)
                except OSError as broken:
                    if self.total == 0 and reopened >= 1:
                        raise _unreached(str(self._parts.hostname), broken) from broken
                    keep = False
                if not keep and self._wanted(stop):
                    reopened += 1
                    if reopened > LIMIT_REOPENED:
                        raise self._unusable("closes its connections all the time")
                    self.close()
                    self.open(timeout_s)
        except NetdocError:
            if self.total == 0:
                raise
        finally:
            self.ran_ns = self._clock.monotonic_ns() - self._start_ns

    def _wanted(self, stop: threading.Event) -> bool:
        return not stop.is_set() and self._clock.monotonic_ns() < self._end_ns and self.total < self._limit

    def _one_body(self, stop: threading.Event, timeout_s: float) -> bool:
        """Send one request and count its body; return whether the connection can carry another."""
        assert self._socket is not None
        if self.total > 0:  # asking again near the end must not outlast the test
            timeout_s = min(timeout_s, max(0.1, (self._end_ns - self._clock.monotonic_ns()) / 1e9))
        length, early, keep = self._ask(self._socket, timeout_s)
        self._count(early)
        left = length - early
        mark = 1
        self._socket.settimeout(_POLL_S)
        while left > 0 and self._wanted(stop):
            if self._tls is None:
                mark = self._low_water(self._socket, mark, left)
            got = self._receive(self._socket, min(left, len(self._buffer)))
            if got == 0:
                return False
            if got > 0:
                left -= got
                self._count(got)
            else:
                mark = self._low_water(self._socket, mark, 1) if self._tls is None else 1
        return keep and left == 0

    def _receive(self, connection: socket.socket, most: int) -> int:
        """Return the bytes read, 0 at the end of the stream, -1 when nothing came for a while."""
        try:
            return connection.recv_into(self._buffer, most)
        except (TimeoutError, ssl.SSLWantReadError):
            if self._tls is not None:
                return -1
        try:  # what lies below the low-water mark counts too
            return connection.recv_into(self._buffer, most, socket.MSG_DONTWAIT)
        except (BlockingIOError, TimeoutError):
            return -1

    def _low_water(self, connection: socket.socket, mark: int, left: int) -> int:
        elapsed_ns = max(self._clock.monotonic_ns() - self._start_ns, BIN_NS)
        per_second = self.total * 1_000_000_000 // elapsed_ns
        wanted = max(1, min(LOWAT, per_second // _SHARE_OF_SECOND, left))
        if wanted > mark * 2 or wanted < mark:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, wanted)
            return wanted
        return mark

    def _count(self, got: int) -> None:
        place = (self._clock.monotonic_ns() - self._start_ns) // BIN_NS
        if place < len(self.bins):
            self.bins[place] += got
            self.total += got

    def _ask(self, connection: socket.socket, timeout_s: float) -> tuple[int, int, bool]:
        """Send the request; return (length of the body, bytes of it already here, connection can be kept)."""
        parts = self._parts
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.settimeout(timeout_s)
        connection.sendall(
            f"GET {target} HTTP/1.1\r\nHost: {parts.netloc}\r\nUser-Agent: netdoc\r\nAccept: */*\r\n"
            "Accept-Encoding: identity\r\nCache-Control: no-cache\r\nConnection: keep-alive\r\n\r\n".encode()
        )
        self.requests += 1
        head = bytearray()
        deadline_ns = self._clock.monotonic_ns() + int(timeout_s * 1e9)
        while b"\r\n\r\n" not in head:
            if self._clock.monotonic_ns() > deadline_ns:
                raise NotAnswered(f"{parts.hostname} took the connection and sent no answer", failure="timeout")
            if len(head) > LIMIT_HEADER:
                raise self._unusable("sends headers without end")
            chunk = connection.recv(16_384)
            if not chunk:
                raise ConnectionResetError("closed before the answer was complete")
            head += chunk
        first, _, body = bytes(head).partition(b"\r\n\r\n")
        length = self._length(first)
        return length, min(len(body), length), b"connection: close" not in first.lower()

    def _length(self, head: bytes) -> int:
        """Return the length that a 200 states.

        Raises:
            CannotMeasure: any other answer: it says nothing about the line.
        """
        status, *lines = head.decode("latin-1").split("\r\n")
        words = status.split(" ", 2)
        fields = {name.strip().lower(): value.strip() for name, _, value in (each.partition(":") for each in lines)}
        if not status.startswith("HTTP/1.") or len(words) < 2:
            raise self._unusable("does not speak HTTP")
        if words[1].startswith("3"):
            raise self._unusable(f"redirects to {printable(fields.get('location', 'elsewhere'), 120)}")
        if words[1] != "200":
            raise self._unusable(f"answered with status {printable(words[1], 10)}")
        length = fields.get("content-length", "")
        if not (length.isascii() and length.isdigit()) or len(length) > 15 or "transfer-encoding" in fields:
            raise self._unusable("does not say how long the file is")
        if int(length) < SMALLEST_BODY:
            raise self._unusable(f"gave a file of {length} bytes, too small to measure with")
        return int(length)

    def _unusable(self, what: str) -> CannotMeasure:
        return CannotMeasure(
            f"the download server {self._parts.hostname} {what}",
            hint="under [throughput] set `url` to a plain file of 10 MB or more that needs no login or redirect",
        )


def _unreached(host: str, broken: OSError) -> NotAnswered | CannotMeasure:
    if isinstance(broken, ConnectionRefusedError):
        return NotAnswered(f"{host} refused the connection", failure="refused")
    if isinstance(broken, TimeoutError):
        return NotAnswered(f"{host} did not answer in time", failure="timeout")
    if broken.errno in (errno.EHOSTUNREACH, errno.EHOSTDOWN):
        return NotAnswered(f"{host} cannot be reached", failure="unreachable")
    if broken.errno in (errno.ENETUNREACH, errno.EADDRNOTAVAIL):
        return CannotMeasure(f"no route to {host}", hint="check the own link")
    return CannotMeasure(f"the download from {host} broke: {printable(str(broken), 160)}")
