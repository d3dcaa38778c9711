"""Frames of PPP over Ethernet, built and taken apart by hand: RFC 2516, 1661, 1334 (PAP), 1994 (CHAP), 1332, 1877.

Pure. Whatever a stranger sends is read within its own bounds, or is None.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

VLAN, DISCOVERY, SESSION = 0x8100, 0x8863, 0x8864
PADI, PADO, PADR, PADS, PADT = 0x09, 0x07, 0x19, 0x65, 0xA7
SERVICE_NAME, AC_NAME, HOST_UNIQ, AC_COOKIE, RELAY_ID = 0x0101, 0x0102, 0x0103, 0x0104, 0x0110
ERRORS = {0x0201: "Service-Name-Error", 0x0202: "AC-System-Error", 0x0203: "Generic-Error"}
LCP, PAP, CHAP, IPCP = 0xC021, 0xC023, 0xC223, 0x8021
REQUEST, ACK, NAK, REJECT, TERMINATE, TERMINATED, CODE_REJECT, PROTOCOL_REJECT, ECHO, ECHO_REPLY = range(1, 11)
MOST_OPTIONS = 32
LEAST_BYTES = 60
"""Of an Ethernet frame, without its checksum: shorter ones are filled up."""

Tag = tuple[int, bytes]
Option = tuple[int, bytes]


@dataclass(frozen=True, slots=True)
class Discovered:
    """A frame of the discovery stage."""

    source: bytes
    code: int
    session: int
    tags: tuple[Tag, ...]


@dataclass(frozen=True, slots=True)
class Packet:
    """A control packet of PPP, in a session."""

    source: bytes
    session: int
    protocol: int
    code: int
    number: int
    body: bytes


def discovery(to: bytes, mac: bytes, vlan: int | None, code: int, session: int = 0, tags: Iterable[Tag] = ()) -> bytes:
    """Return a frame of the discovery stage."""
    body = b"".join(struct.pack("!HH", kind, len(value)) + value for kind, value in tags)
    head = struct.pack("!HBBHH", DISCOVERY, 0x11, code, session, len(body))
    return (to + mac + _tagged(vlan) + head + body).ljust(LEAST_BYTES, b"\0")


def in_session(
    to: bytes, mac: bytes, vlan: int | None, session: int, protocol: int, code: int, number: int, body: bytes = b""
) -> bytes:
    """Return a frame with one control packet."""
    packet = struct.pack("!HBBH", protocol, code, number, 4 + len(body)) + body
    head = struct.pack("!HBBHH", SESSION, 0x11, 0, session, len(packet))
    return (to + mac + _tagged(vlan) + head + packet).ljust(LEAST_BYTES, b"\0")


def _tagged(vlan: int | None) -> bytes:
    return b"" if vlan is None else struct.pack("!HH", VLAN, vlan)


def read_discovery(frame: bytes, mac: bytes) -> Discovered | None:
    """Return what a frame to us says in the discovery stage; None for any other frame."""
    if len(frame) < 20 or frame[:6] != mac:
        return None
    kind, version, code, session, length = struct.unpack_from("!HBBHH", frame, 12)
    if kind != DISCOVERY or version != 0x11 or len(frame) < 20 + length:
        return None
    return Discovered(frame[6:12], code, session, tuple(tags_of(frame[20 : 20 + length])))


def read_packet(frame: bytes, mac: bytes) -> Packet | None:
    """Return the control packet in a frame to us; None for any other frame."""
    if len(frame) < 26 or frame[:6] != mac:
        return None
    kind, version, code, session, length = struct.unpack_from("!HBBHH", frame, 12)
    if kind != SESSION or version != 0x11 or code != 0 or length < 6 or len(frame) < 20 + length:
        return None
    protocol, code, number, size = struct.unpack_from("!HBBH", frame, 20)
    if not 4 <= size <= length - 2:
        return None
    return Packet(frame[6:12], session, protocol, code, number, frame[26 : 22 + size])


def tags_of(body: bytes) -> Iterator[Tag]:
    """Yield the tags of a discovery frame, up to the end of the list or the first that is cut short."""
    while len(body) >= 4:
        kind, length = struct.unpack_from("!HH", body)
        if kind == 0 or len(body) < 4 + length:
            return
        yield kind, body[4 : 4 + length]
        body = body[4 + length :]


def options_of(body: bytes) -> tuple[Option, ...] | None:
    """Return the options of a Configure packet; None where they are no list of options."""
    found: list[Option] = []
    while body:
        if len(body) < 2 or not 2 <= body[1] <= len(body) or len(found) >= MOST_OPTIONS:
            return None
        found.append((body[0], body[2 : body[1]]))
        body = body[body[1] :]
    return tuple(found)


def as_body(options: Iterable[Option]) -> bytes:
    """Return options as the body of a Configure packet."""
    return b"".join(bytes((kind, 2 + len(value))) + value for kind, value in options)
