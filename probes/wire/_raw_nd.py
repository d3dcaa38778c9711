"""Which routers announce themselves for IPv6: a Router Solicitation from nobody, and every Router Advertisement.

A Solicitation without a sender address (RFC 4861, 6.3.7) changes nobody's tables; routers answer it with what they
send every few minutes anyway.
"""

from __future__ import annotations

import struct
import time
from collections.abc import Iterator
from functools import partial
from ipaddress import IPv6Address, IPv6Network
from typing import Any

from probes.wire._raw_sockets import Wire
from probes.wire._raw_text import hexed, mac_text, quietly

IPV6, ICMPV6 = 0x86DD, 58
SOLICITATION, ADVERTISEMENT = 133, 134
ALL_ROUTERS_MAC, ALL_ROUTERS = bytes.fromhex("333300000002"), IPv6Address("ff02::2").packed
PREFIX, RESOLVERS = 3, 25
ROUNDS, APART_S, WAIT_S = 2, 2.0, 2.5
"""A router may wait half a second, and three seconds after its last announcement (MIN_DELAY_BETWEEN_RAS)."""
MOST_ROUTERS, MOST_OPTIONS = 16, 32
Line = dict[str, Any]


def solicit(mac: bytes) -> bytes:
    """Return a Router Solicitation without a sender address."""
    message = struct.pack("!BBHI", SOLICITATION, 0, 0, 0)
    pseudo = bytes(16) + ALL_ROUTERS + struct.pack("!IHBB", len(message), 0, 0, ICMPV6)
    message = struct.pack("!BBHI", SOLICITATION, 0, _sum(pseudo + message), 0)
    head = struct.pack("!IHBB", 6 << 28, len(message), ICMPV6, 255) + bytes(16) + ALL_ROUTERS
    return ALL_ROUTERS_MAC + mac + struct.pack("!H", IPV6) + head + message


def _sum(octets: bytes) -> int:
    total: int = sum(struct.unpack(f"!{len(octets) // 2}H", octets))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def announcement(frame: bytes, mac: bytes) -> Line | None:
    """Return what a Router Advertisement of another box says; None for anything else.

    Only one from a link-local address with a hop limit of 255 comes from this link (RFC 4861, 6.1.2).
    """
    kind, _, length, following, hops = struct.unpack_from("!HIHBB", frame, 12)
    sender = IPv6Address(frame[22:38])
    if kind != IPV6 or following != ICMPV6 or hops != 255 or not sender.is_link_local or frame[6:12] == mac:
        return None
    code, _, _, _, flags, lifetime_s = struct.unpack_from("!BBHBBH", frame, 54)
    if code != ADVERTISEMENT or length < 16:
        return None
    told: Line = {"router": str(sender), "mac": mac_text(frame[6:12]), "lifetime_s": lifetime_s, "flags": flags}
    networks, resolvers = [], []
    for kind, body in _options(frame[54 + 16 : 54 + length]):
        if kind == PREFIX and len(body) == 30 and body[0] <= 128:
            networks.append(str(IPv6Network((int.from_bytes(body[14:30], "big"), body[0]), strict=False)))
        elif kind == RESOLVERS and len(body) >= 22:
            resolvers += [str(IPv6Address(body[at : at + 16])) for at in range(6, len(body) - 15, 16)][:4]
    return told | {"networks": networks[:8], "resolvers": resolvers[:8]}


def _options(body: bytes) -> Iterator[tuple[int, bytes]]:
    for _ in range(MOST_OPTIONS):
        if len(body) < 8 or body[1] == 0 or len(body) < 8 * body[1]:
            return
        yield body[0], body[2 : 8 * body[1]]
        body = body[8 * body[1] :]


def ask(wire: Wire) -> Iterator[Line]:
    """Solicit twice, listen, and tell each announcement once."""
    told: set[str] = set()
    begun_s = time.monotonic()
    for number in range(ROUNDS):
        wire.send(solicit(wire.mac))
        if number == 0:
            yield {"sent": "RS", "mac": mac_text(wire.mac), "rounds": ROUNDS}
        for heard in wire.hear(begun_s + (number + 1) * APART_S + (WAIT_S if number + 1 == ROUNDS else 0.0)):
            found = quietly(partial(announcement, heard.frame, wire.mac))
            same = repr(found)
            if found is None or same in told or len(told) >= MOST_ROUTERS:
                continue
            told.add(same)
            yield {"announced": found, "after_ms": round((heard.at_s - begun_s) * 1000), "frame": hexed(heard.frame)}
    yield {"listened_s": round(time.monotonic() - begun_s, 3)}
