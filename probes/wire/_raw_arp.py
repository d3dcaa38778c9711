"""Who holds an address: ARP Probes by RFC 5227, and how many broadcasts there are meanwhile.

A Probe names no sender address: unlike a gratuitous ARP it changes nobody's address table. Whoever answers for
the computer's own address holds it too; two that answer for the gateway's address dispute it.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from scapy.layers.l2 import ARP, Ether

from probes.wire._raw_sockets import Wire
from probes.wire._raw_text import hexed, mac_text, printable, quietly

PROBES, APART_S, WAIT_S = 3, 0.7, 1.0
"""Probes for each address, apart by less than RFC 5227's 1 to 2 s: nobody waits for the address here."""
MOST_CLAIMS = 32
MOST_HEADS = 2000
Line = dict[str, Any]


def probe(mac: bytes, address: str) -> bytes:
    """Return an ARP Probe for an address."""
    packet = Ether(src=mac_text(mac), dst="ff:ff:ff:ff:ff:ff") / ARP(
        op="who-has", hwsrc=mac_text(mac), psrc="0.0.0.0", hwdst="00:00:00:00:00:00", pdst=address  # noqa: S104
    )  # fmt: skip
    return bytes(packet)


def claim(frame: bytes, mac: bytes) -> tuple[str, str, str] | None:
    """Return (address, hardware address, `reply` or `request`) of an ARP packet in which somebody else holds one."""
    packet = Ether(frame).getlayer(ARP)
    if packet is None or packet.hwtype != 1 or packet.ptype != 0x0800 or packet.op not in (1, 2):
        return None
    holder = printable(str(packet.hwsrc), 17)
    if holder == mac_text(mac) or packet.psrc == "0.0.0.0":  # noqa: S104
        return None
    return str(packet.psrc), holder, "reply" if packet.op == 2 else "request"


def ask(wire: Wire, counting: Wire, addresses: Sequence[str]) -> Iterator[Line]:
    """Probe each address three times, listen, and tell who claimed them and how many broadcasts were heard."""
    begun_s = time.monotonic()
    counting.counted()
    claims: Counter[tuple[str, str, str]] = Counter()
    frames: dict[tuple[str, str, str], tuple[float, bytes]] = {}
    asked = 0
    for number in range(PROBES):
        for each in addresses:
            wire.send(probe(wire.mac, each))
            asked += 1
        until_s = begun_s + (number + 1) * APART_S + (WAIT_S if number + 1 == PROBES else 0.0)
        for heard in wire.hear(until_s):
            held = quietly(partial(claim, heard.frame, wire.mac))
            if held is not None and held[0] in addresses and (held in claims or len(claims) < MOST_CLAIMS):
                claims[held] += 1
                frames.setdefault(held, (heard.at_s, heard.frame))
    listened_s = time.monotonic() - begun_s
    yield {"sent": "ARP probe", "mac": mac_text(wire.mac), "addresses": list(addresses), "probes": asked}
    for (address, holder, kind), times in claims.items():
        at_s, frame = frames[address, holder, kind]
        told = {"address": address, "mac": holder, "kind": kind, "times": times}
        yield {"claim": told, "after_ms": round((at_s - begun_s) * 1000), "frame": hexed(frame)}
    yield {"broadcasts": {"frames": counting.counted(), "seconds": round(listened_s, 3), "from": _talkers(counting)}}


def _talkers(counting: Wire) -> list[list[Any]]:
    """Return who sent most of the first broadcasts that were kept, and how many of how many."""
    senders: Counter[str] = Counter()
    for heard in counting.hear(time.monotonic() + 0.2):
        senders[mac_text(heard.frame[6:12])] += 1
        if senders.total() >= MOST_HEADS:
            break
    return [[mac, times] for mac, times in senders.most_common(3)]
