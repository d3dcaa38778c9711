"""One DNS question over our own socket; dnspython is the codec only, the time is that of the wire.

A fresh socket each time: the kernel draws the source port, we draw the id, and a connected socket takes
packets from the asked address and port alone. What arrives with another id, another question, or is no
DNS at all is counted and passed over: anybody may send such a packet, so it ends nothing. A truncated
answer is asked for again over TCP within the same timeout.
"""

from __future__ import annotations

import asyncio
import errno
import secrets
import socket
import struct
import sys
from dataclasses import dataclass
from ipaddress import ip_address

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rdataclass
import dns.rdatatype

from netdoc.errors import CannotMeasure, NotAnswered
from netdoc.model.capture import Capture
from netdoc.ports import Clock, DnsAnswer
from probes.wire._stamps import ask_for_stamps, duration_us, lag_us

IP_RECVERR, IPV6_RECVERR = 11, 25
"""<linux/in.h>, <linux/in6.h>: report «host unreachable» too, not only «port unreachable»."""
IP_RECVTTL = 12
"""<linux/in.h>: tell with each packet which hop limit it had left."""
MAX_MESSAGE = 65535
HEADER = 12
TRUNCATED = 0x02
"""TC, in the third octet of the header (RFC 1035 4.1.1)."""

_REFUSED = frozenset({errno.ECONNREFUSED, errno.ECONNRESET})
_UNREACHABLE = frozenset({errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EACCES, errno.EPROTO, errno.EOPNOTSUPP})


@dataclass(frozen=True, slots=True)
class _Received:
    wire: bytes
    duration_us: int
    over: str
    ttl: int | None = None


class SystemDns:
    """The real `ports.Dns`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def ask(
        self,
        server: str,
        name: str,
        qtype: str,
        *,
        timeout_s: float,
        port: int = 53,
        ttl: int | None = None,
        chaos: bool = False,
        unchecked: bool = False,
    ) -> DnsAnswer:
        """Ask once and return the answer's bytes, whatever its response code.

        The duration is from the question to the answer's arrival at the kernel; for a truncated answer it
        includes the TCP exchange. A hop limit other than the usual (`ttl`) goes for IPv4 and UDP.

        Raises:
            NotAnswered: `timeout`, `refused` (the host answered that nobody listens on the port, or closed
                the connection), `unreachable` (somebody answered that the host cannot be reached).
            CannotMeasure: no socket, no route, or a name or type that cannot be asked for.
        """
        query = new_query(name, qtype, chaos=chaos, unchecked=unchecked)
        start_ns = self._clock.monotonic_ns()
        sock = _connected(server, port, ttl)
        try:
            async with asyncio.timeout(timeout_s) as limit:
                received = await self._over_udp(sock, query)
                if received.wire[2] & TRUNCATED:
                    received = await self._over_tcp(server, port, query, start_ns)
        except TimeoutError:
            if not limit.expired():  # the network's ETIMEDOUT, not ours, is a timeout all the same
                raise NotAnswered(f"{server} did not answer", failure="timeout") from None
            raise NotAnswered(f"{server} did not answer within {timeout_s:g} s", failure="timeout") from None
        except OSError as error:
            raise _failure(server, error) from None
        finally:
            sock.close()
        method = f"dns: {name} {qtype} over {received.over}"
        return DnsAnswer(Capture(received.wire, self._clock.now(), server, method), received.duration_us, received.ttl)

    async def _over_udp(self, sock: socket.socket, query: dns.message.Message) -> _Received:
        ready = asyncio.Event()
        loop = asyncio.get_running_loop()
        loop.add_reader(sock.fileno(), ready.set)
        try:
            sent_ns = self._clock.monotonic_ns()
            _send(sock, query.to_wire())
            while True:
                await ready.wait()
                ready.clear()
                try:
                    wire, ancillary, _, _ = sock.recvmsg(MAX_MESSAGE, 256)
                except BlockingIOError:
                    continue
                seen_ns, now = self._clock.monotonic_ns(), self._clock.now()
                if answers(query, wire):
                    took_us = duration_us(sent_ns, seen_ns, lag_us(ancillary, now))
                    return _Received(wire, took_us, "udp", _ttl(ancillary))
                ready.set()  # there may be more behind a packet that was passed over
        finally:
            loop.remove_reader(sock.fileno())

    async def _over_tcp(self, server: str, port: int, query: dns.message.Message, start_ns: int) -> _Received:
        question = query.to_wire()
        reader, writer = await asyncio.open_connection(server, port)
        try:
            writer.write(struct.pack("!H", len(question)) + question)
            (length,) = struct.unpack("!H", await reader.readexactly(2))
            wire = await reader.readexactly(length)
        except asyncio.IncompleteReadError:
            raise ConnectionResetError(errno.ECONNRESET, "closed before the answer was whole") from None
        finally:
            writer.close()
        duration = duration_us(start_ns, self._clock.monotonic_ns(), 0)
        if not answers(query, wire):
            raise ConnectionResetError(errno.ECONNRESET, "the answer over TCP was to another question")
        return _Received(wire, duration, "tcp")


def new_query(name: str, qtype: str, *, chaos: bool = False, unchecked: bool = False) -> dns.message.Message:
    """Return a question with an id of its own.

    Raises:
        CannotMeasure: a name or type that cannot be asked for.
    """
    try:
        # No EDNS: an A record fits, and old routers drop what they do not know.
        rdclass = dns.rdataclass.CH if chaos else dns.rdataclass.IN
        query = dns.message.make_query(name, qtype, rdclass, use_edns=False)
    except (dns.exception.DNSException, ValueError) as error:
        raise CannotMeasure(f"{name[:80]!r} {qtype[:20]!r} cannot be asked for: {error}") from None
    if unchecked:
        query.flags |= dns.flags.CD
    query.id = secrets.randbits(16)
    return query


def _connected(server: str, port: int, ttl: int | None = None) -> socket.socket:
    try:
        version = ip_address(server).version
    except ValueError:
        raise CannotMeasure(
            f"{server[:80]!r} is not an IP address", hint="give the resolver's address, not its name"
        ) from None
    sock = socket.socket(socket.AF_INET if version == 4 else socket.AF_INET6, socket.SOCK_DGRAM)
    try:
        sock.setblocking(False)
        if version == 4:
            sock.setsockopt(socket.IPPROTO_IP, IP_RECVERR, 1)
            sock.setsockopt(socket.IPPROTO_IP, IP_RECVTTL, 1)
            if ttl is not None:
                sock.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, ttl)
        else:
            sock.setsockopt(socket.IPPROTO_IPV6, IPV6_RECVERR, 1)
        ask_for_stamps(sock)
        sock.connect((server, port))
    except OSError as error:
        sock.close()
        raise _no_way(server, error) from None
    return sock


def _ttl(ancillary: list[tuple[int, int, bytes]]) -> int | None:
    for level, kind, data in ancillary:
        if (level, kind) == (socket.IPPROTO_IP, socket.IP_TTL) and len(data) >= 4:
            return int.from_bytes(data[:4], sys.byteorder)
    return None


def _send(sock: socket.socket, wire: bytes) -> None:
    try:
        sock.send(wire)
    except OSError as error:
        # An error at the very first send is our own: nothing has left that anybody could have answered.
        raise _no_way(str(sock.getpeername()[0]), error) from None


def answers(query: dns.message.Message, wire: bytes) -> bool:
    """Return whether some octets are an answer to this question."""
    if len(wire) < HEADER or wire[:2] != struct.pack("!H", query.id):
        return False
    try:
        message = dns.message.from_wire(wire, ignore_trailing=True, raise_on_truncation=False)
    except (dns.exception.DNSException, ValueError, IndexError, struct.error):
        return _is_cut_answer(query, wire)
    return query.is_response(message)


def _is_cut_answer(query: dns.message.Message, wire: bytes) -> bool:
    # A truncated answer may end inside a record; its header and question must still be ours.
    question = query.to_wire()[HEADER:]
    is_response = bool(wire[2] & 0x80) and bool(wire[2] & TRUNCATED)
    return is_response and wire[HEADER : HEADER + len(question)].lower() == question.lower()


def _no_way(server: str, error: OSError) -> CannotMeasure:
    return CannotMeasure(
        f"could not ask {server}: {error.strerror or error}", hint="look at this computer's own link and routes first"
    )


def _failure(server: str, error: OSError) -> NotAnswered | CannotMeasure:
    if error.errno in _REFUSED:
        return NotAnswered(f"{server} refused: {error.strerror or error}", failure="refused")
    if error.errno in _UNREACHABLE:
        return NotAnswered(f"{server} cannot be reached: {error.strerror or error}", failure="unreachable")
    return _no_way(server, error)
