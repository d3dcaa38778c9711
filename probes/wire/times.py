"""Other clocks, asked once each: the real `ports.Times`.

The captures are one JSON object each; times are ours, `took_us` is by the clock that never steps:

    {"netdoc": "sntp/1", "server": "ntp.example.net", "address": "192.0.2.1", "port": 123, "nonce": "5f..",
     "sent": "2026-03-01T12:00:00.000123Z", "took_us": 18250, "reply": "240201e9..", "passed_over": 0}
    {"netdoc": "http_date/1", "host": "app.example.net", "port": 443, "tls": true,
     "sent": "2026-03-01T12:00:00.000123Z", "took_us": 40100, "status": 200, "date": "Sun, 01 Mar ..", "age": ""}

Both are kept apart from what an answer says: whether it is any good, `probes/_times_read.py` decides.
"""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
from ipaddress import AddressValueError, IPv4Address

from netdoc.errors import CannotMeasure, NotAnswered
from netdoc.model.capture import Capture
from netdoc.model.codec import format_time
from netdoc.ports import Clock
from probes.wire import _sntp_exchange as exchange
from probes.wire._one_attempt import client_context

SNTP, HTTP_DATE = "sntp/1", "http_date/1"
LONGEST_HEAD = 16_384
LONGEST_FIELD = 100
SPARED_S = 4 * 3600.0
"""A server that asked for a slower pace (RATE) is left alone for so long: four times our own."""


class SystemTimes:
    """The real adapter."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._spared: dict[str, float] = {}
        """By address: until when (seconds since the start of the computer) a server is not asked."""

    async def sntp(self, server: str, *, port: int = 123, timeout_s: float) -> Capture:
        """See `netdoc.ports.Times`."""
        begun_s = asyncio.get_running_loop().time()
        address = await _resolved(server, port, timeout_s)
        self._spare(server, address)
        try:
            async with asyncio.timeout_at(begun_s + timeout_s) as limit:
                got = await exchange.once(address, port, self._clock)
        except TimeoutError:
            if not limit.expired():  # the network's ETIMEDOUT
                raise NotAnswered(f"{server} did not answer", failure="timeout") from None
            raise NotAnswered(f"{server} did not answer within {timeout_s:g} s", failure="timeout") from None
        except OSError as error:
            raise exchange.failure(server, error) from None
        if (kiss := exchange.kiss(got.reply)) is not None:
            # DENY and RSTR are for good (RFC 5905, 7.4)
            until = self._clock.boottime_ns() / 1e9 + SPARED_S
            self._spared[address] = float("inf") if kiss in ("DENY", "RSTR") else until
        note = {
            "netdoc": SNTP,
            "server": server,
            "address": address,
            "port": port,
            "nonce": got.nonce.hex(),
            "sent": format_time(got.sent),
            "took_us": got.took_us,
            "reply": got.reply.hex(),
            "passed_over": got.passed_over,
        }
        return Capture(json.dumps(note).encode(), self._clock.now(), server, f"sntp: {server}")

    async def http_date(self, host: str, port: int, *, tls: bool, name: str = "", timeout_s: float) -> Capture:
        """See `netdoc.ports.Times`."""
        begun_s = asyncio.get_running_loop().time()
        address = await _resolved(host, port, timeout_s)
        try:
            async with asyncio.timeout_at(begun_s + timeout_s):
                note = await self._head(address, port, client_context() if tls else None, name or host)
        except TimeoutError:
            raise NotAnswered(f"{host} did not answer within {timeout_s:g} s", failure="timeout") from None
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionResetError, BrokenPipeError):
            raise NotAnswered(f"{host} closed without a web server's answer", failure="closed") from None
        except ssl.SSLError as error:
            raise NotAnswered(f"{host} speaks no TLS that we do: {error.reason}", failure="error") from None
        except OSError as error:
            raise exchange.failure(host, error) from None
        told = {"netdoc": HTTP_DATE, "host": host, "port": port, "tls": tls, **note}
        return Capture(json.dumps(told).encode(), self._clock.now(), host, f"http_date: {host}")

    async def _head(self, address: str, port: int, context: ssl.SSLContext | None, name: str) -> dict[str, object]:
        reader, writer = await asyncio.open_connection(
            address, port, limit=LONGEST_HEAD, ssl=context, server_hostname=name if context is not None else None
        )
        try:
            request = f"HEAD / HTTP/1.1\r\nHost: {name}\r\nUser-Agent: netdoc\r\nConnection: close\r\n\r\n"
            sent, sent_ns = self._clock.now(), self._clock.monotonic_ns()
            writer.write(request.encode("ascii", "replace"))
            head = await reader.readuntil(b"\r\n\r\n")
            took_us = (self._clock.monotonic_ns() - sent_ns) // 1000
        finally:
            writer.transport.abort()
        status, fields = _read_head(head)
        if status == 0:
            raise NotAnswered(f"{name} gave no web server's answer", failure="error")
        return {
            "sent": format_time(sent),
            "took_us": took_us,
            "status": status,
            "date": fields.get("date", ""),
            "age": fields.get("age", ""),
        }

    def _spare(self, server: str, address: str) -> None:
        if self._spared.get(address, 0.0) > self._clock.boottime_ns() / 1e9:
            raise NotAnswered(f"{server} asked to be left alone before, and is", failure="denied")


async def _resolved(host: str, port: int, timeout_s: float) -> str:
    """Return a server's IPv4 address; one whose name does not resolve was not asked, and says nothing of itself."""
    try:
        return str(IPv4Address(host))
    except AddressValueError:
        pass
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(timeout_s):
            found = await loop.getaddrinfo(host, port, family=socket.AF_INET, type=socket.SOCK_DGRAM)
    except (OSError, UnicodeError):  # TimeoutError is an OSError
        found = []
    if not found:
        raise CannotMeasure(f"the name {host[:80]} did not resolve to an IPv4 address", hint="look at the names first")
    return str(found[0][4][0])


def _read_head(head: bytes) -> tuple[int, dict[str, str]]:
    """Return (status, the two fields that are wanted, the first of each); status 0 for what is not HTTP."""
    lines = head.decode("latin-1").split("\r\n")
    words = lines[0].split(" ", 2)
    told = words[1] if len(words) > 1 and words[0].startswith("HTTP/") else ""
    if len(told) != 3 or not told.isascii() or not told.isdigit():
        return 0, {}
    fields: dict[str, str] = {}
    for line in lines[1:]:
        name, _, value = line.partition(":")
        if (key := name.strip().lower()) in ("date", "age"):
            fields.setdefault(key, value.strip()[:LONGEST_FIELD])
    return int(told), fields
