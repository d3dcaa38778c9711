"""Ask the kernel, before each probe, whether it has a way out: a route, and a carrier on its interface.

Without this a pulled cable looks like a silent target: the kernel queues the packet, fails to resolve the
next hop and tells nobody. Asked by netlink (RTM_GETROUTE) and SIOCGIFFLAGS; both take microseconds and
need no right. Source: rtnetlink(7), netdevice(7).
"""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import struct

from probes.wire.echo_address import Address

RTM_NEWROUTE, RTM_GETROUTE, NLM_F_REQUEST, NLMSG_ERROR = 24, 26, 1, 2
RTA_DST, RTA_OIF = 1, 4
REJECTING = frozenset({6, 7, 8})
"""Route types blackhole, unreachable and prohibit: a decision of this computer, not of the network."""
SIOCGIFFLAGS, IFF_UP, IFF_RUNNING = 0x8913, 0x1, 0x40
_HEADER, _ROUTE, _ATTRIBUTE = struct.Struct("=IHHII"), struct.Struct("=8BI"), struct.Struct("=HH")


class Routes:
    """One netlink socket. Where the sandbox allows none, every target counts as routed."""

    def __init__(self, interface: str | None = None) -> None:
        self._sequence = 0
        self._interface = socket.if_nametoindex(interface) if interface else 0
        self._flags = socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)
        self._netlink: socket.socket | None = None
        try:
            self._netlink = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, 0)
            self._netlink.bind((0, 0))
            self._netlink.settimeout(0.2)
        except OSError:
            self._drop_netlink()

    def check(self, address: Address) -> None:
        """Return when a packet to this address can leave.

        Raises:
            OSError: ENETUNREACH, no route (or one that rejects); ENETDOWN, interface down or without carrier.
        """
        index = self._out_interface(address)
        if not index:
            return
        try:
            name = socket.if_indextoname(index)
            request = struct.pack("16sH14x", name.encode(), 0)
            flags = struct.unpack_from("16xH", fcntl.ioctl(self._flags, SIOCGIFFLAGS, request))[0]
        except OSError:
            return  # it went away between the two questions: sending will tell
        if not flags & IFF_UP:
            raise OSError(errno.ENETDOWN, f"interface {name} is down")
        if not flags & IFF_RUNNING:
            raise OSError(errno.ENETDOWN, f"no carrier on {name}")

    def close(self) -> None:
        """Release both sockets."""
        self._flags.close()
        self._drop_netlink()

    def _drop_netlink(self) -> None:
        if self._netlink is not None:
            self._netlink.close()
            self._netlink = None

    def _out_interface(self, address: Address) -> int:
        if self._netlink is None:
            return 0
        self._sequence += 1
        try:
            self._netlink.send(self._request(address))
            while True:
                answer = self._netlink.recv(8192)
                _, kind, _, sequence, _ = _HEADER.unpack_from(answer)
                if sequence == self._sequence:
                    break
        except (OSError, struct.error):
            return 0
        if kind == NLMSG_ERROR:
            raise _no_route(-struct.unpack_from("=i", answer, _HEADER.size)[0])
        return _read_route(answer) if kind == RTM_NEWROUTE else 0

    def _request(self, address: Address) -> bytes:
        body = _ROUTE.pack(address.family, len(address.packed) * 8, 0, 0, 0, 0, 0, 0, 0)
        body += _ATTRIBUTE.pack(4 + len(address.packed), RTA_DST) + address.packed
        out = self._interface or address.scope
        if out:
            body += _ATTRIBUTE.pack(8, RTA_OIF) + struct.pack("=I", out)
        return _HEADER.pack(_HEADER.size + len(body), RTM_GETROUTE, NLM_F_REQUEST, self._sequence, 0) + body


def _read_route(answer: bytes) -> int:
    if _ROUTE.unpack_from(answer, _HEADER.size)[7] in REJECTING:
        raise _no_route(errno.ENETUNREACH)
    at = _HEADER.size + _ROUTE.size
    while at + 4 <= len(answer):
        length, kind = _ATTRIBUTE.unpack_from(answer, at)
        if kind == RTA_OIF and length == 8:
            return int(struct.unpack_from("=I", answer, at + 4)[0])
        at += max(4, (length + 3) & ~3)
    return 0


def _no_route(number: int) -> OSError:
    """A rejecting route gives EHOSTUNREACH, EACCES or EINVAL; for the target it is all the same: no route."""
    known = {errno.ENETUNREACH, errno.ENETDOWN, errno.ENODEV}
    return OSError(number if number in known else errno.ENETUNREACH, f"no route ({os.strerror(number)})")
