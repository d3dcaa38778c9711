"""Search the local network for UPnP devices (SSDP, UPnP Device Architecture 1.1 section 1.3.2)."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import ipaddress
import socket
import struct
from collections.abc import Sequence
from urllib.parse import urlsplit

from netdoc.errors import CannotMeasure

GROUP = ("239.255.255.250", 1900)
LIMIT_ANSWERS = 32
_TTL, _MX_S, _AGAIN_S = 2, 1, 0.3
_SIOCGIFFLAGS, _UP, _LOOPBACK, _MULTICAST = 0x8913, 0x1, 0x8, 0x1000


async def search(search_target: str, *, timeout_s: float) -> Sequence[str]:
    """Return the LOCATION URLs that answered, each once, in the order of arrival.

    An answer counts only when its LOCATION names the sender's own private or link-local address: anything
    else would let a host on the LAN send us elsewhere.

    Raises:
        CannotMeasure: a bad search target, or no interface can send to the local network.
    """
    if not search_target.isascii() or not search_target.isprintable():
        raise CannotMeasure("the UPnP search target is not printable ASCII")
    question = (
        "M-SEARCH * HTTP/1.1\r\n"
        f"HOST: {GROUP[0]}:{GROUP[1]}\r\n"
        'MAN: "ssdp:discover"\r\n'
        f"MX: {_MX_S}\r\n"
        f"ST: {search_target}\r\n\r\n"
    ).encode()
    found: dict[str, None] = {}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.setblocking(False)
        asking.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, _TTL)
        asking.bind(("", 0))
        if not _ask(asking, question):
            raise CannotMeasure(
                "no interface can send a UPnP search", hint="connect to the office network, then run again"
            )
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                await _collect(asking, question, found)
    return list(found)


async def _collect(asking: socket.socket, question: bytes, found: dict[str, None]) -> None:
    loop = asyncio.get_running_loop()
    again = loop.call_later(_AGAIN_S, _ask, asking, question)  # UDP: one of the two may be lost
    try:
        while len(found) < LIMIT_ANSWERS:
            datagram, sender = await loop.sock_recvfrom(asking, 4096)
            url = location(datagram, sender[0])
            if url is not None:
                found[url] = None
    finally:
        again.cancel()


def _ask(asking: socket.socket, question: bytes) -> bool:
    """Send the question out of every interface that does multicast; return whether any took it."""
    sent = False
    for index, name in socket.if_nameindex():
        if not _usable(asking, name):
            continue
        with contextlib.suppress(OSError):
            chosen = struct.pack("4s4si", b"", b"", index)  # struct ip_mreqn: by index, any address
            asking.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, chosen)
            asking.sendto(question, GROUP)
            sent = True
    return sent


def _usable(asking: socket.socket, name: str) -> bool:
    try:
        answer = fcntl.ioctl(asking, _SIOCGIFFLAGS, struct.pack("16sH14x", name.encode(), 0))
    except OSError:
        return False
    flags: int = struct.unpack("16sH14x", answer)[1]
    return bool(flags & _UP) and bool(flags & _MULTICAST) and not flags & _LOOPBACK


def location(datagram: bytes, sender: str) -> str | None:
    """Return the LOCATION of an answer to a search, or None when it is not one, or points elsewhere."""
    lines = datagram.decode("latin-1").split("\r\n")
    if not lines[0].startswith("HTTP/1.") or " 200" not in lines[0]:
        return None
    for line in lines[1:]:
        name, _, value = line.partition(":")
        if name.strip().lower() == "location":
            url = value.strip()
            return url if _is_senders_own(url, sender) else None
    return None


def _is_senders_own(url: str, sender: str) -> bool:
    if not url.isascii() or not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
        address = ipaddress.ip_address(parts.hostname or "")
        port = parts.port
    except ValueError:
        return False
    near = address.is_private or address.is_link_local
    return parts.scheme == "http" and parts.username is None and port != 0 and near and str(address) == sender
