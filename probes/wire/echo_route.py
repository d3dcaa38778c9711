"""Ask the kernel, before each probe, whether it has a way out: a route, and a carrier on its interface.

Without this a pulled cable looks like a silent target: the kernel queues the packet, fails to resolve the
next hop and tells nobody. Asked by netlink (RTM_GETROUTE) and SIOCGIFFLAGS, which need no right.
Source: rtnetlink(7), netdevice(7).
"""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import struct

from netdoc.ports import Clock, EchoReply
from probes.wire._rtnetlink import (
    ATTRIBUTE,
    HEADER,
    NLM_F_REQUEST,
    NLMSG_ERROR,
    ROUTE,
    RTA_DST,
    RTA_OIF,
    RTM_GETROUTE,
    RTM_NEWROUTE,
    out_interface,
)
from probes.wire.echo_address import Address
from probes.wire.echo_watch import Watch

REJECTING = frozenset({6, 7, 8})
"""Route types blackhole, unreachable and prohibit: a decision of this computer, not of the network."""
SIOCGIFFLAGS, IFF_UP, IFF_RUNNING = 0x8913, 0x1, 0x40
CHANGES = 0x1 | 0x10 | 0x40 | 0x80 | 0x100 | 0x400
"""Multicast groups: links, IPv4 addresses, routes and rules, IPv6 addresses and routes."""
MOST_CHANGES = 256
BELIEVED_NS = 10_000_000_000
"""A way is asked for anew after this long even if nothing was told (IPv6 rules have no group in this mask)."""


class Routes:
    """Remembers the way to each target until the kernel tells, by netlink multicast, that something changed.

    Where the sandbox allows no netlink, every target counts as routed.
    """

    def __init__(self, watch: Watch, clock: Clock, interface: str | None = None) -> None:
        """Open the sockets.

        Raises:
            OSError: there is no such interface.
        """
        self._watch, self._clock, self._sequence = watch, clock, 0
        self._interface = socket.if_nametoindex(interface) if interface else 0
        self._flags = socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)
        self._netlink = _netlink(0)
        self._changes = _netlink(CHANGES)
        self._held: dict[Address, tuple[int, OSError | None]] = {}
        if self._netlink is not None:
            self._netlink.settimeout(0.2)
        if self._changes is not None:
            self._changes.setblocking(False)
            watch.add(self._changes.fileno(), lambda _event: self._changed())

    def check(self, address: Address) -> None:
        """Return when a packet to this address can leave.

        Raises:
            OSError: ENETUNREACH, no route (or one that rejects); ENETDOWN, interface down or without carrier.
        """
        now_ns = self._clock.monotonic_ns()
        asked_ns, refusal = self._held.get(address, (0, None))
        if self._changes is None or not asked_ns or now_ns - asked_ns > BELIEVED_NS:
            refusal = self._ask(address)
            self._held[address] = (now_ns, refusal)
        if refusal is not None:
            raise OSError(refusal.errno, refusal.strerror)

    def close(self) -> None:
        """Release all sockets."""
        self._flags.close()
        if self._changes is not None:
            self._watch.drop(self._changes.fileno())
            self._changes.close()
        if self._netlink is not None:
            self._netlink.close()

    def _changed(self) -> list[EchoReply]:
        """Forget everything: links, addresses or routes changed."""
        assert self._changes is not None
        self._held.clear()
        for _ in range(MOST_CHANGES):
            try:
                self._changes.recv(8192)
            except BlockingIOError:
                break
            except OSError:
                continue  # the queue overflowed: more changed than it holds
        return []

    def _ask(self, address: Address) -> OSError | None:
        try:
            index = self._out_interface(address)
        except OSError as refused:
            return refused
        if not index:
            return None
        try:
            name = socket.if_indextoname(index)
            request = struct.pack("16sH14x", name.encode(), 0)
            flags = struct.unpack_from("16xH", fcntl.ioctl(self._flags, SIOCGIFFLAGS, request))[0]
        except OSError:
            return None  # it went away between the two questions: sending will tell
        if not flags & IFF_UP:
            return OSError(errno.ENETDOWN, f"interface {name} is down")
        return None if flags & IFF_RUNNING else OSError(errno.ENETDOWN, f"no carrier on {name}")

    def _out_interface(self, address: Address) -> int:
        if self._netlink is None:
            return 0
        self._sequence += 1
        try:
            self._netlink.send(self._request(address))
            while True:
                answer = self._netlink.recv(8192)
                _, kind, _, sequence, _ = HEADER.unpack_from(answer)
                if sequence == self._sequence:
                    break
        except (OSError, struct.error):
            return 0
        if kind == NLMSG_ERROR:
            raise _no_route(-struct.unpack_from("=i", answer, HEADER.size)[0])
        return _read_route(answer) if kind == RTM_NEWROUTE else 0

    def _request(self, address: Address) -> bytes:
        body = ROUTE.pack(address.family, len(address.packed) * 8, 0, 0, 0, 0, 0, 0, 0)
        body += ATTRIBUTE.pack(4 + len(address.packed), RTA_DST) + address.packed
        out = self._interface or address.scope
        if out:
            body += ATTRIBUTE.pack(8, RTA_OIF) + struct.pack("=I", out)
        return HEADER.pack(HEADER.size + len(body), RTM_GETROUTE, NLM_F_REQUEST, self._sequence, 0) + body


def _netlink(groups: int) -> socket.socket | None:
    try:
        sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, 0)
    except OSError:
        return None
    try:
        sock.bind((0, groups))
    except OSError:
        sock.close()
        return None
    return sock


def _read_route(answer: bytes) -> int:
    if ROUTE.unpack_from(answer, HEADER.size)[7] in REJECTING:
        raise _no_route(errno.ENETUNREACH)
    return out_interface(answer)


def _no_route(number: int) -> OSError:
    """A rejecting route gives EHOSTUNREACH, EACCES or EINVAL; for the target it is all the same: no route."""
    known = {errno.ENETUNREACH, errno.ENETDOWN, errno.ENODEV}
    return OSError(number if number in known else errno.ENETUNREACH, f"no route ({os.strerror(number)})")
