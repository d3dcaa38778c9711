"""Let a socket's packets leave through one interface, whatever the default route says.

SO_BINDTODEVICE does that, and needs no right since Linux 5.7. On an older kernel the socket is bound to the
interface's own address instead, which chooses nothing by itself: it is taken only where the kernel's rules say that
packets from that address do leave there. Source: socket(7), ip-rule(8), rtnetlink(7).
"""

from __future__ import annotations

import errno
import fcntl
import socket
import struct

from probes.wire._rtnetlink import (
    ATTRIBUTE,
    HEADER,
    NLM_F_REQUEST,
    ROUTE,
    RTA_DST,
    RTA_SRC,
    RTM_GETROUTE,
    RTM_NEWROUTE,
    out_interface,
)

SIOCGIFADDR, SIOCGIFFLAGS, IFF_UP = 0x8915, 0x8913, 0x1
ANYWHERE = "192.0.2.1"
"""An address for documentation (RFC 5737): the question is where it would leave, nothing is sent."""


def leave_by(sock: socket.socket, interface: str) -> None:
    """Bind an IPv4 socket to an interface.

    Raises:
        OSError: no such interface, or this user cannot choose it on this kernel.
    """
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, interface.encode() + b"\0")
    except PermissionError:
        own = own_address(interface)
        if own is None or leaves_through(own) != socket.if_nametoindex(interface):
            raise OSError(
                errno.EPERM, "choosing the interface needs Linux 5.7, or an `ip rule` for its address"
            ) from None
        sock.bind((own, 0))


def own_address(interface: str) -> str | None:
    """Return the interface's first IPv4 address, or None."""
    try:
        return socket.inet_ntoa(_ioctl(interface, SIOCGIFADDR)[20:24])
    except OSError:
        return None


def is_up(interface: str) -> bool:
    """Return whether the interface is switched on."""
    try:
        return bool(struct.unpack_from("=H", _ioctl(interface, SIOCGIFFLAGS), 16)[0] & IFF_UP)
    except OSError:
        return False


def leaves_through(source: str) -> int:
    """Return the number of the interface through which packets from a source address leave; 0: not known."""
    pack = socket.inet_aton
    body = ROUTE.pack(socket.AF_INET, 32, 32, 0, 0, 0, 0, 0, 0)
    for kind, address in ((RTA_DST, ANYWHERE), (RTA_SRC, source)):
        body += ATTRIBUTE.pack(8, kind) + pack(address)
    request = HEADER.pack(HEADER.size + len(body), RTM_GETROUTE, NLM_F_REQUEST, 1, 0) + body
    try:
        with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, 0) as netlink:
            netlink.settimeout(0.5)
            netlink.bind((0, 0))
            netlink.send(request)
            answer = netlink.recv(8192)
        return _interface_of(answer)
    except (OSError, struct.error):
        return 0


def _interface_of(answer: bytes) -> int:
    if HEADER.unpack_from(answer)[1] != RTM_NEWROUTE:
        return 0
    return out_interface(answer)


def _ioctl(interface: str, request: int) -> bytes:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sock:
        return fcntl.ioctl(sock, request, struct.pack("256s", interface.encode()[:15]))
