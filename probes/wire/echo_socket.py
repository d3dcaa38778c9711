"""Open ICMP sockets with whatever right this user has, and read the kernel's stamps and errors from them.

Source: Documentation/networking/timestamping.rst, icmp(7), raw(7), ip(7) (IP_RECVERR), recvmsg(2).
"""

from __future__ import annotations

import errno
import secrets
import socket
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from netdoc.errors import CannotMeasure

SO_TIMESTAMPING = 37
STAMPS = 2 | 8 | 16 | 128 | 2048
"""TX_SOFTWARE, RX_SOFTWARE, SOFTWARE, OPT_ID, OPT_TSONLY."""
ICMP_FILTER, ICMP6_FILTER, SOL_RAW = 1, 1, 255
IP_RECVERR, IPV6_RECVERR = 11, 25
ORIGIN_LOCAL, ORIGIN_ICMP, ORIGIN_ICMP6, ORIGIN_STAMP = 1, 2, 3, 4
V4_KEPT, V6_KEPT = (0, 3, 11), (129, 1, 3)
"""ICMP types let through: echo reply, destination unreachable, time exceeded."""
_TIMESPEC = struct.Struct("@2l")
_EXTENDED = struct.Struct("=IBBBBII")

Ancillary = Sequence[tuple[int, int, bytes]]


@dataclass(frozen=True, slots=True)
class IcmpSocket:
    """An ICMP socket: `raw` ones see the whole host's ICMP and carry our own identity."""

    sock: socket.socket
    family: socket.AddressFamily
    raw: bool
    stamped: bool
    own_identity: int

    @property
    def identity(self) -> int:
        """The identity in our requests; for a datagram socket the kernel chose it when binding."""
        return self.own_identity if self.raw else int(self.sock.getsockname()[1])


@dataclass(frozen=True, slots=True)
class QueuedError:
    """One entry of the socket's error queue: a send stamp's key, or an ICMP error with its sender."""

    origin: int
    kind: int
    code: int
    key: int
    offender: str


def open_icmp(family: socket.AddressFamily, interface: str | None = None) -> IcmpSocket:
    """Return a raw ICMP socket, else an unprivileged datagram one; both non-blocking, with stamps where known.

    Raises:
        CannotMeasure: this user may open neither, or there is no such interface.
    """
    protocol = socket.IPPROTO_ICMPV6 if family == socket.AF_INET6 else socket.IPPROTO_ICMP
    sock, raw = _open(family, protocol)
    try:
        if interface:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, interface.encode() + b"\0")
        sock.setblocking(False)
        _prepare(sock, family, raw)
    except OSError as refused:
        sock.close()
        raise CannotMeasure(
            f"cannot ping through interface {interface}: {refused.strerror}", hint="list the interfaces: `ip link`"
        ) from refused
    return IcmpSocket(sock, family, raw, _ask_stamps(sock), 1 + secrets.randbelow(0xFFFE))


def _open(family: socket.AddressFamily, protocol: int) -> tuple[socket.socket, bool]:
    reason = ""
    for kind, raw in ((socket.SOCK_RAW, True), (socket.SOCK_DGRAM, False)):
        try:
            return socket.socket(family, kind | socket.SOCK_CLOEXEC, protocol), raw
        except OSError as refused:
            reason = refused.strerror or str(refused)
            if refused.errno not in (errno.EPERM, errno.EACCES, errno.EPROTONOSUPPORT, errno.ESOCKTNOSUPPORT):
                break
    raise CannotMeasure(f"this user may not open ping sockets ({reason})", hint="run `netdoc doctor ping`")


def _prepare(sock: socket.socket, family: int, raw: bool) -> None:
    if raw and family == socket.AF_INET:
        mask = 0xFFFFFFFF
        for kind in V4_KEPT:
            mask &= ~(1 << kind)
        sock.setsockopt(SOL_RAW, ICMP_FILTER, struct.pack("=I", mask))
    elif raw:
        words = [0xFFFFFFFF] * 8
        for kind in V6_KEPT:
            words[kind >> 5] &= ~(1 << (kind & 31))
        sock.setsockopt(socket.IPPROTO_ICMPV6, ICMP6_FILTER, struct.pack("=8I", *words))
    elif family == socket.AF_INET:
        sock.bind(("", 0))
        sock.setsockopt(socket.IPPROTO_IP, IP_RECVERR, 1)
    else:
        sock.bind(("::", 0))
        sock.setsockopt(socket.IPPROTO_IPV6, IPV6_RECVERR, 1)


def _ask_stamps(sock: socket.socket) -> bool:
    try:
        sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPING, STAMPS)
    except OSError:
        return False
    return True


def stamp_ns(ancillary: Ancillary) -> int | None:
    """Return the kernel's software stamp (nanoseconds since 1970 by the wall clock), or None."""
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == SO_TIMESTAMPING and len(data) >= _TIMESPEC.size:
            seconds, nanoseconds = _TIMESPEC.unpack_from(data)
            if seconds:
                return int(seconds * 1_000_000_000 + nanoseconds)
    return None


def queued_error(ancillary: Ancillary) -> QueuedError | None:
    """Return the extended error (ip(7)) of a message from the error queue, or None."""
    for level, kind, data in ancillary:
        v4 = level == socket.IPPROTO_IP and kind == IP_RECVERR
        v6 = level == socket.IPPROTO_IPV6 and kind == IPV6_RECVERR
        if (v4 or v6) and len(data) >= _EXTENDED.size:
            _, origin, icmp_type, code, _, _, key = _EXTENDED.unpack_from(data)
            return QueuedError(origin, icmp_type, code, key, _offender(data[_EXTENDED.size :]))
    return None


def _offender(data: bytes) -> str:
    """Return who sent the ICMP error: a sockaddr behind the extended error."""
    if len(data) >= 8:
        family = struct.unpack_from("=H", data)[0]
        if family == socket.AF_INET:
            return socket.inet_ntop(socket.AF_INET, data[4:8])
        if family == socket.AF_INET6 and len(data) >= 24:
            return socket.inet_ntop(socket.AF_INET6, data[8:24])
    return ""
