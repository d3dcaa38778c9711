"""ICMP echo, IPv4 and IPv6: build requests, read replies and errors. Pure; hostile bytes give None.

Source: RFC 792, RFC 4443; codes from the IANA registries "ICMP Parameters" and "ICMPv6 Parameters".
"""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass

PAYLOAD = bytes(range(0x20, 0x58))
"""56 bytes, as `ping` sends: some boxes drop empty echoes."""
_ECHO = struct.Struct("!BBHHH")
V4_REPLY, V4_REQUEST, V4_UNREACHABLE, V4_TIME_EXCEEDED = 0, 8, 3, 11
V6_REPLY, V6_REQUEST, V6_UNREACHABLE, V6_TIME_EXCEEDED = 129, 128, 1, 3

_V4_WORDS = {
    0: "net", 1: "host", 2: "protocol", 3: "port", 4: "fragmentation", 6: "net", 7: "host", 9: "admin", 10: "admin",
    11: "net", 12: "host", 13: "admin",
}  # fmt: skip
_V6_WORDS = {0: "net", 1: "admin", 2: "scope", 3: "host", 4: "port", 5: "admin", 6: "net"}


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer to an echo request of identity and sequence that went to `target` (packed address).

    `error` is None for a reply, else the word for who could not be reached: `net`, `host`, `port`, `admin`, `ttl`.
    """

    identity: int
    sequence: int
    target: bytes
    error: str | None = None


def checksum(data: bytes) -> int:
    """Return the Internet checksum (RFC 1071) of an even number of bytes."""
    total: int = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


_CONSTANT_SUM = ~checksum(_ECHO.pack(V4_REQUEST, 0, 0, 0, 0) + PAYLOAD) & 0xFFFF
"""What is the same in every request's checksum: summing 64 bytes per probe costs more than sending it."""


def request(family: int, identity: int, sequence: int) -> bytes:
    """Return an echo request; the kernel fills the checksum of IPv6 and of datagram sockets."""
    if family == socket.AF_INET6:
        return _ECHO.pack(V6_REQUEST, 0, 0, identity, sequence) + PAYLOAD
    total = _CONSTANT_SUM + identity + sequence
    total = (total & 0xFFFF) + (total >> 16)
    total = (total & 0xFFFF) + (total >> 16)
    return _ECHO.pack(V4_REQUEST, 0, ~total & 0xFFFF, identity, sequence) + PAYLOAD


def error_word(family: int, kind: int, code: int) -> str | None:
    """Return the word for an ICMP error, or None when it does not say that the target is out of reach."""
    v6 = family == socket.AF_INET6
    if kind == (V6_UNREACHABLE if v6 else V4_UNREACHABLE):
        return (_V6_WORDS if v6 else _V4_WORDS).get(code, f"code {code}")
    if kind == (V6_TIME_EXCEEDED if v6 else V4_TIME_EXCEEDED):
        return "ttl"
    return None


def read_v4(packet: bytes, source: bytes, *, ip_header: bool) -> Heard | None:
    """Return what an ICMPv4 packet says about one of our echoes, or None.

    Args:
        packet: as received: raw sockets include the IP header, datagram sockets do not.
        source: who sent it, packed.
        ip_header: whether the packet begins with its IP header.
    """
    at = (packet[0] & 15) * 4 if ip_header and packet else 0
    if len(packet) < at + 8:
        return None
    kind, code, _, identity, sequence = _ECHO.unpack_from(packet, at)
    if kind == V4_REPLY:
        return Heard(identity, sequence, source)
    word = error_word(socket.AF_INET, kind, code)
    inner = packet[at + 8 :]
    if word is None or len(inner) < 20 or inner[0] >> 4 != 4 or inner[9] != socket.IPPROTO_ICMP:
        return None
    return read_quoted(inner[(inner[0] & 15) * 4 :], V4_REQUEST, inner[16:20], word)


def read_v6(packet: bytes, source: bytes) -> Heard | None:
    """Return what an ICMPv6 packet (received without IP header) says about one of our echoes, or None."""
    if len(packet) < 8:
        return None
    kind, code, _, identity, sequence = _ECHO.unpack_from(packet)
    if kind == V6_REPLY:
        return Heard(identity, sequence, source)
    word = error_word(socket.AF_INET6, kind, code)
    inner = packet[8:]
    if word is None or len(inner) < 40 or inner[0] >> 4 != 6 or inner[6] != socket.IPPROTO_ICMPV6:
        return None
    return read_quoted(inner[40:], V6_REQUEST, inner[24:40], word)


def read_quoted(quoted: bytes, request_kind: int, target: bytes, word: str) -> Heard | None:
    """Return what an error says, given the ICMP part of the request that it quotes."""
    if len(quoted) < 8:
        return None
    kind, _, _, identity, sequence = _ECHO.unpack_from(quoted)
    return Heard(identity, sequence, target, word) if kind == request_kind else None
