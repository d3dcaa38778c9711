"""Sockets that learn who dropped a packet: the kernel hands ICMP errors back on the socket's error queue.

IP_RECVERR needs no right on Linux (ip(7)). Three sockets, best first:

- `ping`: an ICMP datagram socket, where `net.ipv4.ping_group_range` holds one of the user's groups;
- `raw`: a raw ICMP socket, with CAP_NET_RAW;
- `udp`: a UDP socket, for everybody.

All probes of a trace are one flow for every load balancer on the way (Paris traceroute): addresses,
ports, ICMP type, code and identifier stay, and so does the checksum, because each probe carries its
number and the number's complement. The number comes back inside the quoted packet. A router that
quotes only 8 octets of a UDP packet gives no number: see `Answer.number`.
"""

from __future__ import annotations

import errno
import ipaddress
import secrets
import socket
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from probes.wire._stamps import Ancillary, ask_for_stamps, lag_us

MSG_ERRQUEUE = 0x2000
IP_RECVERR, IP_RECVTTL, IPV6_RECVERR, IPV6_RECVHOPLIMIT, IPV6_HOPLIMIT = 11, 12, 25, 51, 52
IP_MTU_DISCOVER, IP_PMTUDISC_PROBE = 10, 3
"""<linux/in.h>: DF is set, and the path's known size is not asked."""
IPV4_HEADER = 20
SOL_RAW, ICMP_FILTER, ICMPV6_FILTER = 255, 1, 1
FROM_NETWORK = (2, 3)
"""Origins of an extended error that are ICMP messages (SO_EE_ORIGIN_ICMP, _ICMP6); 1 is this computer's own."""
EXTENDED_ERROR = struct.Struct("=IBBBBII")
UDP_PORT = 33434
"""Where traceroute always knocked: nobody listens there, and firewalls know it."""
PADDING = bytes(16)
MAX_READS = 256
"""Messages taken at one wake-up, so that a flood cannot hold the loop."""

Kind = Literal["ping", "raw", "udp"]


@dataclass(frozen=True, slots=True)
class Answer:
    """One message that came back.

    Attributes:
        number: the probe's number, or None where the quoted packet was too short to hold it.
        by: who sent it.
        icmp: its type and code, as the address family numbers them.
        lag_us: how long it lay in the socket.
        ttl: the hop limit it arrived with, where the kernel told.
        info: what an ICMP error says beside its code: of «fragmentation needed» the size that would pass, else 0.
    """

    number: int | None
    by: str
    icmp: tuple[int, int]
    lag_us: int
    ttl: int | None
    info: int = 0


@dataclass(frozen=True, slots=True)
class PathSocket:
    """An open socket of one kind towards one target. `token` marks our packets among everybody's."""

    kind: Kind
    target: str
    version: int
    sock: socket.socket
    token: bytes
    identifier: int

    @property
    def method(self) -> str:
        """`icmp` or `udp`, as the fact names it."""
        return "udp" if self.kind == "udp" else "icmp"


def open_socket(target: str, kinds: tuple[Kind, ...] = ("ping", "raw", "udp")) -> PathSocket:
    """Return the first kind of socket that this user may open.

    Raises:
        OSError: not even the last.
    """
    address = ipaddress.ip_address(target)
    version = address.version
    for kind in kinds:
        try:
            sock = _create(kind, version)
        except OSError:
            if kind == kinds[-1]:
                raise
            continue
        try:
            _prepare(sock, kind, version)
            identifier = sock.getsockname()[1] if kind != "raw" else secrets.randbelow(0xFFFF) + 1
        except OSError:
            sock.close()
            raise
        return PathSocket(kind, str(address), version, sock, secrets.token_bytes(8), identifier)
    raise OSError(errno.EACCES, "no kind of socket was asked for")


def never_fragment(path: PathSocket) -> None:
    """Let every packet go out whole as it is, whatever size the kernel has learnt to pass (IPv4)."""
    path.sock.setsockopt(socket.IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_PROBE)


def send(path: PathSocket, number: int, ttl: int, *, length: int = 0) -> None:
    """Send one probe; a `length` makes the whole IPv4 packet so many octets long, header included.

    Raises:
        OSError: it could not leave this computer; EMSGSIZE where its own link carries no such packet.
    """
    packet = _packet(path, number)
    packet += bytes(max(0, length - IPV4_HEADER - (8 if path.kind == "udp" else 0) - len(packet)))
    if path.version == 4:
        path.sock.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, ttl)
    else:
        path.sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_UNICAST_HOPS, ttl)
    address = (path.target, UDP_PORT if path.kind == "udp" else 0)
    _clear_error(path.sock)
    try:
        path.sock.sendto(packet, address)
    except OSError:
        # An ICMP error for an earlier probe may arrive between the two calls and be handed to this one:
        # what fails twice is our own.
        path.sock.sendto(packet, address)


def receive(path: PathSocket, now: Callable[[], datetime]) -> Iterator[Answer]:
    """Yield what arrived, without waiting: ICMP errors first, then the target's own echo replies."""
    for flags in (MSG_ERRQUEUE, 0):
        for _ in range(MAX_READS):
            try:
                data, ancillary, _, source = path.sock.recvmsg(2048, 512, flags)
            except BlockingIOError:
                break
            except OSError:
                _clear_error(path.sock)  # an error told twice: the queue holds its message
                continue
            lag = lag_us(ancillary, now())
            answer = _error(path, data, ancillary, source, lag) if flags else _reply(path, data, ancillary, source, lag)
            if answer is not None:
                yield answer
    _clear_error(path.sock)


def own_address(target: str) -> str:
    """Return the address this computer would send from; a UDP connect sends nothing.

    Raises:
        OSError: no route.
    """
    family = socket.AF_INET if ipaddress.ip_address(target).version == 4 else socket.AF_INET6
    with socket.socket(family, socket.SOCK_DGRAM) as sock:
        sock.connect((target, UDP_PORT))
        return str(sock.getsockname()[0])


def _create(kind: Kind, version: int) -> socket.socket:
    family = socket.AF_INET if version == 4 else socket.AF_INET6
    if kind == "udp":
        return socket.socket(family, socket.SOCK_DGRAM)
    icmp = socket.IPPROTO_ICMP if version == 4 else socket.IPPROTO_ICMPV6
    return socket.socket(family, socket.SOCK_DGRAM if kind == "ping" else socket.SOCK_RAW, icmp)


def _prepare(sock: socket.socket, kind: Kind, version: int) -> None:
    sock.setblocking(False)
    ask_for_stamps(sock)
    if version == 4:
        sock.setsockopt(socket.IPPROTO_IP, IP_RECVERR, 1)
        sock.setsockopt(socket.IPPROTO_IP, IP_RECVTTL, 1)
    else:
        sock.setsockopt(socket.IPPROTO_IPV6, IPV6_RECVERR, 1)
        sock.setsockopt(socket.IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 1)
    if kind == "raw":
        # A raw socket hears every ICMP message of the computer: keep echo replies only.
        if version == 4:
            sock.setsockopt(SOL_RAW, ICMP_FILTER, struct.pack("=I", ~(1 << 0) & 0xFFFFFFFF))
        else:
            words = [0xFFFFFFFF] * 8
            words[129 // 32] &= ~(1 << 129 % 32)
            sock.setsockopt(socket.IPPROTO_ICMPV6, ICMPV6_FILTER, struct.pack("=8I", *words))
    else:
        sock.bind(("", 0))  # the kernel draws the port or identifier, and keeps it


def _packet(path: PathSocket, number: int) -> bytes:
    if path.kind == "udp":
        return path.token + struct.pack("!HH", number, number ^ 0xFFFF) + PADDING
    # In an echo the sequence field holds the number; its complement in the data keeps the checksum.
    data = path.token + struct.pack("!H", number ^ 0xFFFF) + PADDING
    request = 8 if path.version == 4 else 128
    header = struct.pack("!BBHHH", request, 0, 0, path.identifier, number)
    if path.kind == "raw" and path.version == 4:
        header = struct.pack("!BBHHH", request, 0, _checksum(header + data), path.identifier, number)
    return header + data


def _checksum(data: bytes) -> int:
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    folded: int = (total >> 16) + (total & 0xFFFF)
    return ~(folded + (folded >> 16)) & 0xFFFF


def _error(path: PathSocket, data: bytes, ancillary: Ancillary, target: tuple[str, int], lag: int) -> Answer | None:
    if not target or _plain(target[0]) != path.target:
        return None  # a raw socket is told of other programs' packets too
    wanted = (socket.IPPROTO_IP, IP_RECVERR) if path.version == 4 else (socket.IPPROTO_IPV6, IPV6_RECVERR)
    for level, kind, body in ancillary:
        if (level, kind) != wanted or len(body) < EXTENDED_ERROR.size + 8:
            continue
        _, origin, icmp_type, icmp_code, _, info, _ = EXTENDED_ERROR.unpack_from(body)
        number = _quoted_number(path, data)
        if origin not in FROM_NETWORK or number == -1:
            return None
        by = _offender(body[EXTENDED_ERROR.size :], path.version)
        return Answer(number, by, (icmp_type, icmp_code), lag, _hop_limit(ancillary), info) if by else None
    return None


def _quoted_number(path: PathSocket, data: bytes) -> int | None:
    """Return the number in a quoted packet, None where the quote is too short, -1 where it is not ours."""
    if path.kind == "udp":
        if len(data) < 10:
            return None
        return int(struct.unpack_from("!H", data, 8)[0]) if data[:8] == path.token else -1
    if len(data) < 8:
        return -1
    identifier, number = struct.unpack_from("!HH", data, 4)
    ours = identifier == path.identifier and data[8:16] == path.token[: len(data[8:16])]
    return int(number) if ours else -1


def _reply(path: PathSocket, data: bytes, ancillary: Ancillary, source: tuple[str, int], lag: int) -> Answer | None:
    if path.kind == "udp" or not source:
        return None  # somebody listens at the port: the port is meant to be closed, so this is not ours
    if path.kind == "raw" and path.version == 4:
        data = data[(data[0] & 0xF) * 4 :] if data else b""
    if len(data) < 16 or _plain(source[0]) != path.target:
        return None
    icmp_type, icmp_code, _, identifier, number = struct.unpack_from("!BBHHH", data)
    ours = identifier == path.identifier and data[8:16] == path.token
    if not ours or icmp_type != (0 if path.version == 4 else 129):
        return None
    return Answer(number, path.target, (icmp_type, icmp_code), lag, _hop_limit(ancillary))


def _offender(address: bytes, version: int) -> str | None:
    (family,) = struct.unpack_from("=H", address)
    if version == 4 and family == socket.AF_INET:
        return socket.inet_ntop(socket.AF_INET, address[4:8])
    if version == 6 and family == socket.AF_INET6 and len(address) >= 24:
        return socket.inet_ntop(socket.AF_INET6, address[8:24])
    return None


def _hop_limit(ancillary: Ancillary) -> int | None:
    for level, kind, data in ancillary:
        if (level, kind) in ((socket.IPPROTO_IP, socket.IP_TTL), (socket.IPPROTO_IPV6, IPV6_HOPLIMIT)):
            return int.from_bytes(data[:4], "little")
    return None


def _plain(address: str) -> str:
    return str(ipaddress.ip_address(address.partition("%")[0]))


def _clear_error(sock: socket.socket) -> int:
    return sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
