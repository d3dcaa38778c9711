"""The closed list: what the raw worker may ever send. Read from the frame's own bytes, whoever built it.

Nothing on it takes an address, changes an address table, answers anybody or begins a session.
"""

from __future__ import annotations

import struct

DHCP, ARP, PPPOE, ND = "dhcp", "arp", "pppoe", "nd"
JOBS = (DHCP, ARP, PPPOE, ND)
BROADCAST = b"\xff" * 6
ALL_ROUTERS = b"\x33\x33\x00\x00\x00\x02"
_PADI = 0x09
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
    if kind == 0x8100 and job == PPPOE and len(body) >= 4:
        kind, body = struct.unpack("!H", body[2:4])[0], body[4:]
    if job == ND:
        allowed = kind == 0x86DD and frame[:6] == ALL_ROUTERS and _solicitation(body)
        return "" if allowed else f"not on the list of «{job}»"
    return "" if _listed(job, kind, body, mac, to_all=frame[:6] == BROADCAST) else f"not on the list of «{job}»"


def _listed(job: str, kind: int, body: bytes, mac: bytes, *, to_all: bool) -> bool:
    if job == DHCP:
        return kind == 0x0800 and to_all and _discover(body, mac)
    if job == ARP:
        return kind == 0x0806 and to_all and _probe(body, mac)
    return job == PPPOE and kind == 0x8863 and to_all and body[:2] == bytes((0x11, _PADI))


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
