"""One SNTP question over a socket of its own, after RFC 5905 and RFC 4330.

The transmit timestamp that we send is a random number, which a server must repeat as the origin: whoever does not
see the question cannot answer it, and our clock is told to nobody (draft-ietf-ntp-data-minimization). The socket is
connected, so packets from elsewhere do not arrive at all; the kernel draws the source port.
"""

from __future__ import annotations

import asyncio
import errno
import secrets
import socket
from dataclasses import dataclass
from datetime import datetime

from netdoc.errors import CannotMeasure, NotAnswered
from netdoc.ports import Clock
from probes.wire._stamps import ask_for_stamps, duration_us, lag_us

LENGTH = 48
LONGEST = 1024
"""More than any answer without an extension that we asked for; the rest is cut off."""
ASK = 0x23
"""Leap 0, version 4, mode 3 (client)."""
SERVER = 4
_ORIGIN, _TRANSMIT = slice(24, 32), 40
_IP_RECVERR = 11
"""<linux/in.h>: report «host unreachable» too, not only «port unreachable»."""
_REFUSED = frozenset({errno.ECONNREFUSED})
_UNREACHABLE = frozenset({errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EACCES, errno.EPROTO})


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and its answer; `sent` is by our own clock."""

    nonce: bytes
    sent: datetime
    took_us: int
    reply: bytes
    passed_over: int


async def once(address: str, port: int, clock: Clock) -> Exchange:
    """Ask and wait for the answer to this very question, for as long as the caller lets us.

    Raises:
        OSError: somebody said that the server cannot be reached.
        CannotMeasure: no socket, or the question could not leave.
    """
    sock = _connected(address, port)
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    nonce = secrets.token_bytes(8)
    passed_over = 0
    loop.add_reader(sock.fileno(), ready.set)
    try:
        sent, sent_ns = clock.now(), clock.monotonic_ns()
        _send(sock, address, bytes([ASK]) + bytes(_TRANSMIT - 1) + nonce)
        while True:
            await ready.wait()
            ready.clear()
            try:
                reply, ancillary, _, _ = sock.recvmsg(LONGEST, 256)
            except BlockingIOError:
                continue
            seen_ns, now = clock.monotonic_ns(), clock.now()
            if _answers(reply, nonce):
                return Exchange(nonce, sent, duration_us(sent_ns, seen_ns, lag_us(ancillary, now)), reply, passed_over)
            passed_over += 1
            ready.set()  # there may be more behind a packet that was passed over
            await asyncio.sleep(0)  # a flood of such packets must not outrun the time limit
    finally:
        loop.remove_reader(sock.fileno())
        sock.close()


def kiss(reply: bytes) -> str | None:
    """Return a kiss-o'-death's code (`RATE`, `DENY`, `RSTR` ...), or None for an answer that is none."""
    if len(reply) < LENGTH or reply[1] != 0:
        return None
    return reply[12:16].decode("ascii", "replace")


def failure(server: str, error: OSError) -> NotAnswered | CannotMeasure:
    """Return what an error of the network means."""
    why = error.strerror or str(error)
    if error.errno in _REFUSED:
        return NotAnswered(f"{server} refused: {why}", failure="refused")
    if error.errno in _UNREACHABLE:
        return NotAnswered(f"{server} cannot be reached: {why}", failure="unreachable")
    return _no_way(server, error)


def _answers(reply: bytes, nonce: bytes) -> bool:
    return len(reply) >= LENGTH and reply[0] & 0x7 == SERVER and reply[_ORIGIN] == nonce


def _connected(address: str, port: int) -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_IP, _IP_RECVERR, 1)
        ask_for_stamps(sock)
        sock.connect((address, port))
    except OSError as error:
        sock.close()
        raise _no_way(address, error) from None
    return sock


def _send(sock: socket.socket, address: str, question: bytes) -> None:
    try:
        sock.send(question)
    except OSError as error:
        # an error at the very first send is our own: nothing has left that anybody could have answered
        raise _no_way(address, error) from None


def _no_way(server: str, error: OSError) -> CannotMeasure:
    return CannotMeasure(
        f"could not ask {server}: {error.strerror or error}", hint="look at this computer's own link and routes first"
    )
