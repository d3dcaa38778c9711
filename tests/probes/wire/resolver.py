"""A tiny real name server on loopback, in a thread of its own, with any manners a resolver can have."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

Manner = Callable[[dns.message.Message], list[bytes]]
"""From the question to the datagrams to send back."""


@dataclass
class Resolver:
    """Where it listens, and what it was asked."""

    port: int
    asked: list[str] = field(default_factory=list)
    delay_s: float = 0.0


def well_mannered(query: dns.message.Message) -> list[bytes]:
    """Answer `www.example.com` with an address, everything else with NXDOMAIN."""
    return [answer(query).to_wire()]


def answer(query: dns.message.Message, records: int = 1) -> dns.message.Message:
    """Return the well-mannered answer as a message."""
    response = dns.message.make_response(query, recursion_available=True)
    name = query.question[0].name
    if name.to_text() == "www.example.com.":
        addresses = [f"192.0.{k // 250}.{k % 250 + 1}" for k in range(records)]
        response.answer.append(dns.rrset.from_text(name, 300, "IN", "A", *addresses))
    else:
        response.set_rcode(dns.rcode.NXDOMAIN)
    return response


def with_rcode(code: dns.rcode.Rcode) -> Manner:
    """Answer everything with this response code."""

    def manner(query: dns.message.Message) -> list[bytes]:
        response = dns.message.make_response(query)
        response.set_rcode(code)
        return [response.to_wire()]

    return manner


def truncated(query: dns.message.Message) -> list[bytes]:
    """Answer with TC and nothing else, as a resolver does that wants TCP."""
    response = dns.message.make_response(query)
    response.flags |= dns.flags.TC
    return [response.to_wire()]


@contextmanager
def resolver(manner: Manner, *, over_tcp: Manner | None = None, delay_s: float = 0.0) -> Iterator[Resolver]:
    """Listen on a free port of 127.0.0.1 until the block ends."""
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind(("127.0.0.1", 0))
    here = Resolver(udp.getsockname()[1], delay_s=delay_s)
    tcp = socket.create_server(("127.0.0.1", here.port)) if over_tcp else None
    stop = threading.Event()
    threads = [threading.Thread(target=_serve_udp, args=(udp, here, manner, stop), daemon=True)]
    if tcp and over_tcp:
        threads.append(threading.Thread(target=_serve_tcp, args=(tcp, over_tcp, stop), daemon=True))
    for each in threads:
        each.start()
    try:
        yield here
    finally:
        stop.set()
        for each in threads:
            each.join(2)
        udp.close()
        if tcp:
            tcp.close()


def _serve_udp(sock: socket.socket, here: Resolver, manner: Manner, stop: threading.Event) -> None:
    sock.settimeout(0.05)
    while not stop.is_set():
        try:
            wire, client = sock.recvfrom(4096)
        except TimeoutError:
            continue
        query = dns.message.from_wire(wire)
        here.asked.append(query.question[0].name.to_text(omit_final_dot=True))
        time.sleep(here.delay_s)
        for datagram in manner(query):
            sock.sendto(datagram, client)


def _serve_tcp(sock: socket.socket, manner: Manner, stop: threading.Event) -> None:
    sock.settimeout(0.05)
    while not stop.is_set():
        try:
            connection, _ = sock.accept()
        except TimeoutError:
            continue
        with connection:
            connection.settimeout(1)
            (length,) = struct.unpack("!H", connection.recv(2))
            for wire in manner(dns.message.from_wire(connection.recv(length))):
                connection.sendall(struct.pack("!H", len(wire)) + wire)
