"""One DHCPDISCOVER and every OFFER to it. Nothing is requested: no lease is taken.

Source: RFC 2131, RFC 2132; the broadcast flag lets the offers come to a computer that has another address.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from functools import partial
from ipaddress import AddressValueError, IPv4Address
from typing import Any

from scapy.layers.dhcp import BOOTP, DHCP
from scapy.layers.inet import IP, UDP
from scapy.layers.l2 import Ether

from probes.wire._raw_sockets import Wire
from probes.wire._raw_text import hexed, mac_text, printable, quietly

ASKED_FOR = (1, 3, 6, 15, 28, 42, 51, 54)
OFFER = 2
MOST_OFFERS = 16
Line = dict[str, Any]


def discover(mac: bytes, number: int) -> bytes:
    """Return a DISCOVER of one transaction, as a frame to everybody."""
    options = [("message-type", "discover"), ("max_dhcp_size", 1500), ("param_req_list", list(ASKED_FOR)), "end"]
    packet = (
        Ether(src=mac_text(mac), dst="ff:ff:ff:ff:ff:ff")
        / IP(src="0.0.0.0", dst="255.255.255.255")  # noqa: S104 - not a socket address
        / UDP(sport=68, dport=67)
        / BOOTP(op=1, chaddr=mac + bytes(10), xid=number, flags="B")
        / DHCP(options=options)
    )
    return bytes(packet)


def ask(wire: Wire, listen_s: float) -> Iterator[Line]:
    """Send one DISCOVER, listen all the time that was given, and tell each different offer once."""
    number = secrets.randbits(32)
    frame = discover(wire.mac, number)
    begun_s = wire.send(frame)
    yield {"sent": "DISCOVER", "mac": mac_text(wire.mac), "frame": hexed(frame)}
    told: set[str] = set()
    for heard in wire.hear(begun_s + listen_s):
        offered = quietly(partial(offer, heard.frame, number, wire.mac))
        if offered is None:
            continue
        same = repr(offered)
        if same in told or len(told) >= MOST_OFFERS:
            continue
        told.add(same)
        yield {"offer": offered, "after_ms": round((heard.at_s - begun_s) * 1000), "frame": hexed(heard.frame)}


def offer(frame: bytes, number: int, mac: bytes) -> Line | None:
    """Return what an OFFER of our transaction says; None for anything else. Values that make no sense are left out."""
    packet = Ether(frame)
    message = packet.getlayer(BOOTP)
    if message is None or message.op != 2 or message.xid != number or bytes(message.chaddr)[:6] != mac:
        return None
    listed = packet.getlayer(DHCP)
    options: dict[str, tuple[Any, ...]] = {}
    for each in listed.options if listed is not None else ():
        if isinstance(each, tuple) and len(each) > 1:
            options.setdefault(str(each[0]), tuple(each[1:]))
    if options.get("message-type") != (OFFER,):
        return None
    told: Line = {
        "mac": printable(packet.src, 17),
        "server": _first(options, "server_id"),
        "sender": packet[IP].src,
        "address": _address(message.yiaddr),
        "mask": _first(options, "subnet_mask"),
        "gateways": _addresses(options.get("router", ())),
        "resolvers": _addresses(options.get("name_server", ())),
        "lease_s": _whole(options.get("lease_time", ())),
        "relay": _address(message.giaddr),
        "domain": _words(options.get("domain", ())),
    }
    return {key: value for key, value in told.items() if value not in (None, [], "")}


def _address(value: object) -> str | None:
    try:
        address = IPv4Address(str(value))
    except AddressValueError:
        return None
    return None if address == IPv4Address(0) else str(address)


def _addresses(values: tuple[Any, ...]) -> list[str]:
    return [each for each in map(_address, values[:8]) if each is not None]


def _first(options: dict[str, tuple[Any, ...]], name: str) -> str | None:
    return next(iter(_addresses(options.get(name, ()))), None)


def _whole(values: tuple[Any, ...]) -> int | None:
    return values[0] if values and isinstance(values[0], int) else None


def _words(values: tuple[Any, ...]) -> str | None:
    if not values:
        return None
    told = values[0]
    return printable(told.decode("utf-8", "replace") if isinstance(told, bytes) else str(told), 80)
