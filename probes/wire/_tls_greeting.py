"""One TLS greeting over TCP, in segments as large as agreed or in small ones, and how far it got.

A short greeting fits into one small packet, and the answer to it (certificates) needs full-size ones: it asks the way
back alone, and teaches this computer's kernel nothing of sizes on the way out, which would make the next try another
one. A long greeting needs full-size packets on the way out too. Nothing is sent after it, nothing is verified: only
whether it comes through is asked.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from dataclasses import dataclass

SMALL_SEGMENT = 1160
"""Octets of TCP payload: packets of 1200, which any tunnel carries."""
_PADDING = tuple(f"x-netdoc-padding-{number}-{'x' * 200}" for number in range(8))
"""Names of protocols that nobody speaks (RFC 7301): they make the greeting 2 kB long, and mean nothing."""
READ = 16384
OPTIONS_AT, TIMESTAMPS, TIMESTAMP_OCTETS = 5, 1, 12
"""<linux/tcp.h>: `tcpi_options` in struct tcp_info, TCPI_OPT_TIMESTAMPS, and what that option takes of each segment."""


@dataclass(slots=True)
class Greeting:
    """What became of one try.

    Attributes:
        ended: `passed`, `stalled` (connected, then silence), `no_connection`, `closed` (reset, or closed early).
        octets_back: received after the connection stood.
        segment_octets: largest segment towards the far end, as agreed.
    """

    ended: str = "no_connection"
    octets_back: int = 0
    segment_octets: int | None = None
    why: str = ""


async def greet(
    address: str, port: int, server_name: str | None, *, small: bool, long: bool, timeout_s: float
) -> Greeting:
    """Connect and greet once; every way in which it can end is an answer.

    Raises:
        OSError: this computer could not even try (no socket, no route).
    """
    told = Greeting()
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        if small:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, SMALL_SEGMENT)
        async with asyncio.timeout(timeout_s):
            await _connected(sock, address, port)
            told.ended = "stalled"
            told.segment_octets = _agreed(sock)
            await _through(sock, _context(long=long), server_name, told)
    except TimeoutError:
        pass
    except _Refused as refused:
        told.why = str(refused)
    except OSError as broken:
        if told.segment_octets is None:
            raise
        told.ended, told.why = "closed", broken.strerror or str(broken)
    finally:
        sock.close()
    return told


def _agreed(sock: socket.socket) -> int:
    """Return the largest segment as the two ends named it: what the kernel tells is less the option it sends along."""
    largest = sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG)
    told = sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, OPTIONS_AT + 1)
    return largest + (TIMESTAMP_OCTETS if told[OPTIONS_AT] & TIMESTAMPS else 0)


class _Refused(Exception):
    """The far end, or somebody on the way, answered that there is no connection."""


async def _connected(sock: socket.socket, address: str, port: int) -> None:
    try:
        await asyncio.get_running_loop().sock_connect(sock, (address, port))
    except (ConnectionError, TimeoutError) as refused:
        raise _Refused(refused.strerror or str(refused)) from None


async def _through(sock: socket.socket, context: ssl.SSLContext, server_name: str | None, told: Greeting) -> None:
    """Carry the handshake over the socket until it is whole, or the far end says no in TLS: both came through."""
    loop = asyncio.get_running_loop()
    coming, going = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = context.wrap_bio(coming, going, server_hostname=server_name)
    while True:
        try:
            tls.do_handshake()
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLError as said:
            told.ended, told.why = "passed", said.reason or "an alert"
            return
        else:
            told.ended = "passed"
            return
        if going.pending:
            await loop.sock_sendall(sock, going.read())
        received = await loop.sock_recv(sock, READ)
        if not received:
            told.ended, told.why = "closed", "closed before the greeting was answered"
            return
        told.octets_back += len(received)
        coming.write(received)


def _context(*, long: bool) -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if long:
        context.set_alpn_protocols(["http/1.1", *_PADDING])
    return context
