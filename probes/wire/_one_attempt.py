"""One attempt at a service: connect from a random port, then TLS and one HTTP request where they are asked for."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import socket
import ssl
import struct
import sys
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address
from random import SystemRandom

from netdoc.model.facts.connect_run import Attempt
from netdoc.model.site import Service

_DICE = SystemRandom()
TRIES = 5
"""Tries to find a source port that is free."""
LONGEST_HEAD = 32_768
CLOSED_SOON_S = 0.25
"""A balancer that works on TCP accepts first and closes when no server takes over."""
SLOW_SYN_S = 0.9
"""Without TCP_INFO a connection that took longer is taken for one with a repeated SYN (the first repeat is at 1 s)."""
_TOTAL_RETRANS = struct.Struct("=100xI")
"""tcpi_total_retrans in Linux's struct tcp_info (8 bytes of flags, then the 24th 32-bit word)."""
_OURS = frozenset({errno.ENETUNREACH, errno.EADDRNOTAVAIL, errno.EADDRINUSE, errno.EMFILE, errno.ENFILE, errno.EACCES,
                   errno.EPERM, errno.ENOBUFS, errno.ENETDOWN})  # fmt: skip
"""Errors of this computer: the attempt never left it."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How an attempt ended. `told` is what tells the server, not yet hashed; empty for nothing."""

    end: Attempt
    port: int = 0
    told: str = ""


def hashed(told: str) -> str:
    """Return the short name under which a server is kept: what it said stays with the office."""
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:10]


def knows_retransmissions() -> bool:
    """Return whether this system tells of repeated SYNs."""
    return sys.platform == "linux" and hasattr(socket, "TCP_INFO")


def client_context() -> ssl.SSLContext:
    """Return a context that checks no certificate: whether it answers is the question, and all arms are asked alike."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


async def attempt(service: Service, address: str, port: int, ports: tuple[int, int], context: ssl.SSLContext) -> Ended:
    """Make one attempt and say how it ended; takes `service.timeout_s` at most."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    own = 0
    try:
        sock.setblocking(False)
        own = _bound(sock, ports)
        async with asyncio.timeout(service.timeout_s):
            return await _talk(sock, service, address, port, own, context)
    except TimeoutError:
        return Ended(Attempt.TIMEOUT, own)
    except ConnectionRefusedError:
        return Ended(Attempt.REFUSED, own)
    except (ConnectionError, asyncio.IncompleteReadError, EOFError):
        return Ended(Attempt.RESET, own)
    except asyncio.LimitOverrunError:
        return Ended(Attempt.STATUS, own)
    except ssl.SSLError:
        return Ended(Attempt.TLS, own)
    except OSError as failed:
        if failed.errno in _OURS:
            return Ended(Attempt.VOID, own)
        return Ended(Attempt.TIMEOUT if failed.errno == errno.ETIMEDOUT else Attempt.UNREACHABLE, own)
    finally:
        sock.close()


def _bound(sock: socket.socket, ports: tuple[int, int]) -> int:
    """Bind to a random port and return it; where none is free at hand, to one that the system chooses."""
    for _ in range(TRIES):
        chosen = _DICE.randint(*ports)
        try:
            sock.bind(("", chosen))
        except OSError:
            continue
        return chosen
    sock.bind(("", 0))
    return int(sock.getsockname()[1])


async def _talk(
    sock: socket.socket, service: Service, address: str, port: int, own: int, context: ssl.SSLContext
) -> Ended:
    loop = asyncio.get_running_loop()
    begun_s = loop.time()
    await loop.sock_connect(sock, (address, port))
    good = Attempt.RETRIED if _repeated(sock, loop.time() - begun_s) else Attempt.ANSWERED
    if service.layer == "tcp":
        return Ended(good if await _stays_open(loop, sock) else Attempt.RESET, own)
    secure = service.layer == "tls" or service.tls
    name = service.server_name or _name(service.address)
    reader, writer = await asyncio.open_connection(
        sock=sock, limit=LONGEST_HEAD, ssl=context if secure else None, server_hostname=(name or "") if secure else None
    )
    try:
        told = _certificate(writer) if service.identity == "certificate" else ""
        if service.layer == "http":
            status, of_head = await _status(reader, writer, service, name or address)
            told = told or of_head
            expected = status == service.status if service.status else 0 < status < 500
            good = good if expected else Attempt.STATUS
        return Ended(good, own, told)
    finally:
        writer.transport.abort() if secure else writer.close()


def _repeated(sock: socket.socket, took_s: float) -> bool:
    """Return whether the SYN had to be sent again."""
    if not knows_retransmissions():
        return took_s >= SLOW_SYN_S
    told = sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 256)
    if len(told) < _TOTAL_RETRANS.size:
        return took_s >= SLOW_SYN_S
    return bool(_TOTAL_RETRANS.unpack_from(told)[0])


async def _stays_open(loop: asyncio.AbstractEventLoop, sock: socket.socket) -> bool:
    try:
        async with asyncio.timeout(CLOSED_SOON_S):
            return bool(await loop.sock_recv(sock, 1))
    except TimeoutError:
        return True


async def _status(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, service: Service, host: str
) -> tuple[int, str]:
    """Ask for the path and return (status, what tells the server); 0 for an answer that is not HTTP."""
    request = f"GET {service.path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: netdoc\r\nAccept: */*\r\nConnection: close"
    writer.write(f"{request}\r\n\r\n".encode("ascii", "replace"))
    await writer.drain()
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    lines = head.split("\r\n")
    words = lines[0].split(" ", 2)
    told = words[1] if len(words) > 1 and words[0].startswith("HTTP/") else ""
    if len(told) != 3 or not told.isascii() or not told.isdigit():
        return 0, ""
    return int(told), _told(lines[1:], service.identity)


def _told(lines: list[str], identity: str) -> str:
    kind, _, wanted = identity.partition(":")
    for line in lines:
        name, _, value = line.partition(":")
        if kind == "header" and name.strip().lower() == wanted.lower():
            return value.strip()
        if kind == "cookie" and name.strip().lower() == "set-cookie":
            key, _, rest = value.strip().partition("=")
            if key == wanted:
                return rest.partition(";")[0].strip()
    return ""


def _certificate(writer: asyncio.StreamWriter) -> str:
    held = writer.get_extra_info("ssl_object")
    der = held.getpeercert(True) if held is not None else None
    return hashlib.sha256(der).hexdigest() if der else ""


def _name(address: str) -> str:
    """Return an address that is a name, or nothing: SNI carries no numbers."""
    try:
        IPv4Address(address)
    except AddressValueError:
        return address
    return ""
