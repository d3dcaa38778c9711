"""Which access concentrators answer: PADI, untagged and with VLAN tags, and every PADO. No session is begun.

Source: RFC 2516; the 802.1Q tag is built into the frame, so that no VLAN interface is needed.
"""

from __future__ import annotations

import secrets
import struct
import time
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from probes.wire._ppp_frames import tags_of
from probes.wire._raw_sockets import PPPOE_DISCOVERY, Wire
from probes.wire._raw_text import hexed, mac_text, printable, quietly

PADI, PADO = 0x09, 0x07
SERVICE_NAME, AC_NAME, HOST_UNIQ = 0x0101, 0x0102, 0x0103
ERRORS = (0x0201, 0x0202, 0x0203)
ROUNDS, WAIT_S = 2, 2.0
MOST_OFFERS = 16
Line = dict[str, Any]


def padi(mac: bytes, unique: bytes, vlan: int | None) -> bytes:
    """Return a PADI for any service, with our own mark in it."""
    tags = struct.pack("!HH", SERVICE_NAME, 0) + struct.pack("!HH", HOST_UNIQ, len(unique)) + unique
    tagged = b"" if vlan is None else struct.pack("!HH", 0x8100, vlan)
    head = struct.pack("!HBBHH", PPPOE_DISCOVERY, 0x11, PADI, 0, len(tags))
    return (b"\xff" * 6 + mac + tagged + head + tags).ljust(60, b"\0")


def pado(frame: bytes, mac: bytes, unique: bytes) -> Line | None:
    """Return what a PADO that answers our PADI says; None for anything else."""
    kind, version, code, _, length = struct.unpack_from("!HBBHH", frame, 12)
    if kind != PPPOE_DISCOVERY or version != 0x11 or code != PADO or frame[:6] != mac:
        return None
    tags = list(tags_of(frame[20 : 20 + length]))
    if (HOST_UNIQ, unique) not in tags:
        return None
    told: Line = {
        "mac": mac_text(frame[6:12]),
        "name": next((_words(value) for kind, value in tags if kind == AC_NAME), None),
        "services": [_words(value) for kind, value in tags if kind == SERVICE_NAME and value][:8],
        "errors": [_words(value) for kind, value in tags if kind in ERRORS][:4],
    }
    return {key: value for key, value in told.items() if value not in (None, [])}


def _words(value: bytes) -> str:
    return printable(value.decode("utf-8", "replace"), 80)


def ask(wire: Wire, vlans: Sequence[int | None]) -> Iterator[Line]:
    """Send a PADI in each way, twice, and tell each concentrator that answers once for each tag."""
    unique = secrets.token_bytes(8)
    told: set[str] = set()
    begun_s = time.monotonic()
    for number in range(ROUNDS):
        for vlan in vlans:
            wire.send(padi(wire.mac, unique, vlan))
        if number == 0:
            yield {"sent": "PADI", "mac": mac_text(wire.mac), "vlans": list(vlans), "rounds": ROUNDS}
        for heard in wire.hear(begun_s + (number + 1) * WAIT_S):
            offered = quietly(partial(pado, heard.frame, wire.mac, unique))
            if offered is None:
                continue
            offered["vlan"] = heard.vlan
            same = repr(offered)
            if same in told or len(told) >= MOST_OFFERS:
                continue
            told.add(same)
            yield {"pado": offered, "after_ms": round((heard.at_s - begun_s) * 1000), "frame": hexed(heard.frame)}
