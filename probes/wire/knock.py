"""Knock at the doors of a box: one connection per call, no login, nothing typed that was not asked for.

A packet lives for a few routers only: a usual address of a modem that leads out to the provider reaches nobody there.
Certificates of boxes are self-signed: they are shown, not checked.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import ipaddress
import socket
import ssl

from netdoc.errors import CannotMeasure, NotAnswered
from netdoc.model.capture import Capture
from netdoc.ports import Clock, Door
from probes.wire._http_exchange import unchecked
from probes.wire._transcript import plain

NEAR = tuple(
    ipaddress.IPv4Network(each)
    for each in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8")
)
"""RFC 1918, RFC 3927 and loopback. A provider's shared space (RFC 6598) is not the office's to knock at."""
ROUTERS = 3
"""How many routers a packet may pass: office router, a second router, the modem."""
CONNECT_S = 1.5
"""A box of the own network takes a connection at once; a lost packet is sent again after a second."""
LIMIT_BYTES = 262_144
QUIET_S = 0.8
"""A greeting that came is complete after this silence."""
SILENT_S = 2.5
"""A door that was opened and says nothing for this long says nothing."""
_IAC, _SB, _SE = 0xFF, 0xFA, 0xF0
_OPTION = range(0xFB, 0xFF)


class SystemDoors:
    """`ports.Doors` on this computer."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def listen(self, address: str, port: int, *, timeout_s: float) -> Door:
        """Connect, type nothing, and return what the box says by itself; telnet's negotiation is taken out.

        Raises:
            NotAnswered: `refused`, `unreachable`, `timeout`, `closed`.
            CannotMeasure: no route, or not an address of a private network.
        """
        reader, writer = await _opened(address, port, None, timeout_s)
        try:
            raw = await _greeting(reader, timeout_s)
        finally:
            await _closed(writer)
        said = plain(without_negotiation(raw)).encode("latin-1", "replace")
        return Door(Capture(said, self._clock.now(), address, f"listened at TCP port {port}"))

    async def page(self, address: str, port: int, path: str, *, tls: bool, timeout_s: float) -> Door:
        """Ask for one page and return the answer with its head, whatever its status; raises as `listen`."""
        _checked(address)
        if not path.startswith("/") or not path.isascii() or not path.isprintable() or " " in path:
            raise CannotMeasure(f"{address}: not the path of a page")
        reader, writer = await _opened(address, port, unchecked() if tls else None, timeout_s)
        try:
            shown = _certificate(writer)
            head = (
                f"GET {path} HTTP/1.1\r\nHost: {address}\r\nUser-Agent: netdoc\r\nAccept: */*\r\nConnection: close\r\n"
            )
            writer.write(head.encode() + b"\r\n")
            raw = await _answer(reader, timeout_s)
        finally:
            await _closed(writer)
        if not raw:
            raise NotAnswered(f"{address} port {port} opens and answers nothing", failure="closed")
        method = f"{'https' if tls else 'http'}: GET {path}{' (certificate not checked)' if tls else ''}"
        return Door(Capture(raw, self._clock.now(), address, method), shown)


async def _opened(
    address: str, port: int, context: ssl.SSLContext | None, timeout_s: float
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    where = f"{address} port {port}"
    _checked(address)
    door = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        door.setblocking(False)
        door.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, ROUTERS + 1)
        async with asyncio.timeout(min(timeout_s, CONNECT_S)):
            await asyncio.get_running_loop().sock_connect(door, (address, port))
        async with asyncio.timeout(timeout_s):
            name = None if context is None else ""  # no name is sent: the box has none that we know
            return await asyncio.open_connection(sock=door, ssl=context, server_hostname=name)
    except BaseException as failed:
        door.close()
        if isinstance(failed, TimeoutError | OSError):
            raise _unopened(where, failed) from failed
        raise


def _unopened(where: str, failed: OSError) -> NotAnswered | CannotMeasure:
    """Return what a connection that did not come about means; a TimeoutError is an OSError too."""
    if isinstance(failed, ConnectionRefusedError):
        return NotAnswered(f"{where} refuses", failure="refused")
    if isinstance(failed, ssl.SSLError):
        return NotAnswered(f"{where} speaks no TLS that this computer knows", failure="error")
    if failed.errno in (errno.ENETUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL):
        return CannotMeasure(f"this computer has no route to {where}", hint="check the own link")
    if failed.errno in (errno.EHOSTUNREACH, errno.EHOSTDOWN, errno.EACCES, errno.EPERM):
        return NotAnswered(f"{where} cannot be reached", failure="unreachable")
    if isinstance(failed, TimeoutError):
        return NotAnswered(f"{where} does not answer", failure="timeout")
    return NotAnswered(f"{where} closes the connection", failure="closed")


async def _greeting(reader: asyncio.StreamReader, timeout_s: float) -> bytes:
    """Return what came until a silence, at most for `timeout_s`: a box may drip for ever."""
    held = bytearray()
    with contextlib.suppress(TimeoutError, OSError):
        async with asyncio.timeout(timeout_s):
            while len(held) < LIMIT_BYTES:
                async with asyncio.timeout(QUIET_S if without_negotiation(bytes(held)) else SILENT_S):
                    more = await reader.read(4096)
                if not more:
                    break
                held += more
    return bytes(held)


async def _answer(reader: asyncio.StreamReader, timeout_s: float) -> bytes:
    """Return an answer to its end, or what there is of it after its time: a title stands at the beginning."""
    held = bytearray()
    with contextlib.suppress(TimeoutError, OSError):
        async with asyncio.timeout(timeout_s):
            while len(held) < LIMIT_BYTES and not _complete(held):
                more = await reader.read(16_384)
                if not more:
                    break
                held += more
    return bytes(held[:LIMIT_BYTES])


def _complete(held: bytearray) -> bool:
    """Return whether the head's own length is there: some boxes leave the connection open."""
    head, end, body = bytes(held).partition(b"\r\n\r\n")
    for line in head.lower().split(b"\r\n")[1:] if end else ():
        name, _, value = line.partition(b":")
        if name.strip() == b"content-length" and value.strip().isdigit() and len(value) < 12:
            return len(body) >= int(value)
    return False


async def _closed(writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(Exception):
        writer.close()
        async with asyncio.timeout(0.5):
            await writer.wait_closed()


def _certificate(writer: asyncio.StreamWriter) -> bytes:
    spoken = writer.get_extra_info("ssl_object")
    return b"" if spoken is None else spoken.getpeercert(binary_form=True) or b""


def without_negotiation(raw: bytes) -> bytes:
    """Return what a telnet server printed, without its options (RFC 854); ours is not to answer them."""
    text = bytearray()
    place = 0
    while place < len(raw):
        octet = raw[place]
        if octet != _IAC:
            text.append(octet)
            place += 1
            continue
        command = raw[place + 1] if place + 1 < len(raw) else None
        if command == _SB:
            end = raw.find(bytes((_IAC, _SE)), place)
            place = len(raw) if end < 0 else end + 2
        elif command == _IAC:
            text.append(_IAC)
            place += 2
        else:
            place += 3 if command in _OPTION else 2
    return bytes(text)


def _checked(address: str) -> None:
    try:
        known = ipaddress.IPv4Address(address)
    except ValueError:
        raise CannotMeasure(f"{address[:60]!r} is not an IPv4 address") from None
    if not any(known in each for each in NEAR):
        raise CannotMeasure(f"{address} is not an address of a private network: it is not knocked at")
