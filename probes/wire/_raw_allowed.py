"""The closed list: what the raw worker may ever send. Read from the frame's own bytes, whoever built it.

Nothing on it takes an address, changes an address table, answers anybody or begins a session; only the job «login»,
which a person asks for, begins one session and ends it; that session carries nothing but its own control packets.
"""

from __future__ import annotations

import struct

DHCP, ARP, PPPOE, ND, LOGIN = "dhcp", "arp", "pppoe", "nd", "login"
JOBS = (DHCP, ARP, PPPOE, ND, LOGIN)
BROADCAST = b"\xff" * 6
ALL_ROUTERS = b"\x33\x33\x00\x00\x00\x02"
_PADI, _PADR, _PADT = 0x09, 0x19, 0xA7
_CONTROL = {
    0xC021: frozenset({1, 2, 3, 4, 5, 6, 7, 8, 10}),
    0xC023: frozenset({1}),
    0xC223: frozenset({2}),
    0x8021: frozenset({1, 2, 3, 4, 5, 6, 7}),
}
"""Of a session: LCP but for Echo-Request, a PAP request, a CHAP response, IPCP; by protocol and code."""
_COOKIE = b"\x63\x82\x53\x63"
_DISCOVER = b"\x35\x01\x01"
MOST_BYTES = 1514


def why_not(job: str, frame: bytes, mac: bytes) -> str:
    """Return why a frame may not be sent in a job; empty when it may.

    Args:
        job: one of JOBS.
        frame: the whole Ethernet frame.
        mac: the interface's own address: no frame is sent in anybody else's name.
    """
    if len(frame) < 14 or len(frame) > MOST_BYTES + 4:
        return "not a frame"
    if frame[6:12] != mac:
        return "not in our own name"
    kind, body = struct.unpack("!H", frame[12:14])[0], frame[14:]
    if kind == 0x8100 and job in (PPPOE, LOGIN) and len(body) >= 4:
        kind, body = struct.unpack("!H", body[2:4])[0], body[4:]
    if job == ND:
        allowed = kind == 0x86DD and frame[:6] == ALL_ROUTERS and _solicitation(body)
        return "" if allowed else f"not on the list of «{job}»"
    listed = _listed(job, kind, body, mac, to_all=frame[:6] == BROADCAST)
    if not listed and job == LOGIN and not frame[0] & 1:
        listed = _of_a_login(kind, body)
    return "" if listed else f"not on the list of «{job}»"


def _listed(job: str, kind: int, body: bytes, mac: bytes, *, to_all: bool) -> bool:
    if job == DHCP:
        return kind == 0x0800 and to_all and _discover(body, mac)
    if job == ARP:
        return kind == 0x0806 and to_all and _probe(body, mac)
    return job in (PPPOE, LOGIN) and kind == 0x8863 and to_all and body[:2] == bytes((0x11, _PADI))


def _of_a_login(kind: int, body: bytes) -> bool:
    """A frame to one concentrator (RFC 2516): PADR, PADT, or a control packet of a session and nothing it carries."""
    if len(body) < 6 or body[0] != 0x11:
        return False
    code, session = body[1], struct.unpack_from("!H", body, 2)[0]
    if kind == 0x8863:
        return (code == _PADR and not session) or (code == _PADT and bool(session))
    if kind != 0x8864 or code != 0 or not session or len(body) < 12:
        return False
    length, protocol, packet, _, size = struct.unpack_from("!HHBBH", body, 4)
    return length == size + 2 and len(body) >= 6 + length and packet in _CONTROL.get(protocol, ())


def _discover(packet: bytes, mac: bytes) -> bool:
    """A DHCPDISCOVER (RFC 2131) for our own MAC and nothing else: no request, no release."""
    if len(packet) < 28 + 244 or packet[0] != 0x45 or packet[9] != 17 or packet[20:24] != b"\x00\x44\x00\x43":
        return False
    message = packet[28:]
    return (
        message[0] == 1
        and message[12:28] == bytes(16)
        and message[28:34] == mac
        and message[236:243] == _COOKIE + _DISCOVER
        and b"\x35\x01" not in message[243:]
    )


def _probe(packet: bytes, mac: bytes) -> bool:
    """An ARP Probe (RFC 5227): a question with the sender's IP zero, so that nobody's table changes."""
    asks = packet[:8] == b"\x00\x01\x08\x00\x06\x04\x00\x01"
    return len(packet) >= 28 and asks and packet[8:14] == mac and packet[14:18] == bytes(4)


def _solicitation(packet: bytes) -> bool:
    """A Router Solicitation (RFC 4861) from the unspecified address to all routers, and nothing after it."""
    head = packet[:4] == b"\x60\0\0\0" and packet[4:8] == b"\0\x08\x3a\xff" and packet[8:24] == bytes(16)
    to_routers = packet[24:40] == b"\xff\x02" + bytes(13) + b"\x02"
    return len(packet) == 48 and head and to_routers and packet[40:42] == b"\x85\0" and packet[44:] == bytes(4)
