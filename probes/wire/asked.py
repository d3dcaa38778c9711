"""Questions to ports, and echoes, through a chosen interface: the real `ports.Asked`.

Two forms of capture, each one JSON object:

    {"netdoc": "port/1", "host": "sip.example.net", "address": "198.51.100.7", "port": 5060, "protocol": "udp",
     "by": "wwan0", "question": "4f50...",
     "tries": [{"ended": "silent"}, {"ended": "barred", "by": "203.0.113.1", "icmp": [3, 13]},
               {"ended": "answered", "answer": "5349..."}]}

    {"netdoc": "second/1", "by": "wwan0", "own": "192.0.2.20",
     "targets": [{"rung": "anchor_1", "address": "1.1.1.1", "method": "icmp", "sent": 3, "answered": 3}]}

A TCP connection that was made is `answered` without an answer's text. `by` is absent for the usual way out.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import json
import select
import socket
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from netdoc.errors import CannotMeasure
from netdoc.model.capture import Capture
from netdoc.model.site import SecondWay
from netdoc.ports import Clock, EchoEngine, EchoTarget
from probes.wire._leave_by import is_up, leave_by, own_address
from probes.wire.echo import SystemEcho
from probes.wire.echo_socket import IP_RECVERR, ORIGIN_ICMP, queued_error

PORT, SECOND = "port/1", "second/1"
WAIT_S, CONNECT_S, NAME_S = 1.5, 3.0, 3.0
"""Between two tries of a datagram; for a connection; for a name."""
LONGEST_ANSWER = 4096
THREADS = 16
LAST_WAIT_S = 2.0
MSG_ERRQUEUE = 0x2000
NO_WAY = frozenset({errno.ENETUNREACH, errno.EADDRNOTAVAIL, errno.ENETDOWN, errno.EPERM, errno.EACCES, errno.ENODEV})
_HINT = "look at this computer's own links and routes: `ip link`, `ip route`"


class SystemAsked:
    """The real `ports.Asked`, IPv4. Its blocking sockets live on threads of their own, each a few seconds."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        # of its own: the event loop's threads look names up, and must not wait for ports that say nothing
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="netdoc-asked")

    def interface(self, way: SecondWay) -> str:
        """Return the interface that is meant; see `ports.Asked`."""
        try:
            names = [name for _, name in socket.if_nameindex()]
        except OSError:
            names = []
        found = way.interface if way.interface in names else None
        if found is None and way.address:
            found = next((each for each in names if own_address(each) == way.address), None)
        if found is None:
            what = way.interface or f"with the address {way.address}"
            raise CannotMeasure(f"there is no interface {what}", hint="plug the tether in; list them: `ip link`")
        if not is_up(found):
            raise CannotMeasure(f"the interface {found} is down", hint=f"switch it on: `ip link set {found} up`")
        return found

    async def port(self, host: str, port: int, question: bytes | None, *, by: str | None, tries: int) -> Capture:
        """Ask one port; see `ports.Asked`."""
        address = await _address(host)
        try:
            if question is None:
                told = await self._aside(_connections, address, port, by, tries)
            else:
                told = await self._aside(_datagrams, address, port, question, by, tries)
        except OSError as error:
            raise CannotMeasure(
                f"could not ask {host}:{port}{_through(by)}: {error.strerror or error}", hint=_HINT
            ) from None
        note: dict[str, Any] = {
            "netdoc": PORT,
            "host": host,
            "address": address,
            "port": port,
            "protocol": "tcp" if question is None else "udp",
        }
        note |= {"by": by} if by else {}
        note |= {"question": question.hex()} if question is not None else {}
        body = json.dumps({**note, "tries": told}).encode()
        return Capture(body, self._clock.now(), address, f"{note['protocol']} question to a port{_through(by)}")

    async def echo(self, targets: Sequence[EchoTarget], *, by: str, each: int) -> Capture:
        """Ask each target; see `ports.Asked`."""
        told = await self._aside(self._round, targets, by, each)
        note = {"netdoc": SECOND, "by": by, "own": own_address(by), "targets": told}
        return Capture(json.dumps(note).encode(), self._clock.now(), "second_path", f"echo through {by}")

    async def _aside(self, ask: Callable[..., list[dict[str, Any]]], *about: object) -> list[dict[str, Any]]:
        return await asyncio.get_running_loop().run_in_executor(self._threads, lambda: ask(*about))

    def _round(self, targets: Sequence[EchoTarget], by: str, each: int) -> list[dict[str, Any]]:
        engine = self._engine(targets, by)
        sent: dict[int, str] = {}
        counts = {target.rung: [0, 0] for target in targets}
        try:
            begun_s = time.monotonic()
            for turn in range(each):
                for target in targets:
                    with contextlib.suppress(OSError, CannotMeasure):
                        sent[engine.send(target)] = target.rung
                        counts[target.rung][0] += 1
                _count(engine, sent, counts, begun_s + turn + 1)
            _count(engine, sent, counts, time.monotonic() + LAST_WAIT_S)
            return [
                {
                    "rung": target.rung,
                    "address": target.address,
                    "method": engine.measured_by(target)[0],
                    "sent": counts[target.rung][0],
                    "answered": counts[target.rung][1],
                }
                for target in targets
            ]
        finally:
            engine.close()

    def _engine(self, targets: Sequence[EchoTarget], by: str) -> EchoEngine:
        echo, why = SystemEcho(self._clock), CannotMeasure(f"this user cannot ask through {by}")
        for name in echo.engines():
            try:
                return echo.open(name, targets, by)
            except CannotMeasure as refused:
                why = refused
        raise why


def _count(engine: EchoEngine, sent: dict[int, str], counts: dict[str, list[int]], until_s: float) -> None:
    """Count what is answered until an instant, or until nothing is awaited any more after the last probe."""
    while (left_s := until_s - time.monotonic()) > 0:
        for reply in engine.receive(left_s):
            rung = sent.get(reply.ticket)
            if rung is not None and reply.rtt_us is not None:
                del sent[reply.ticket]
                counts[rung][1] += 1


async def _address(host: str) -> str:
    try:
        async with asyncio.timeout(NAME_S):
            found = await asyncio.get_running_loop().getaddrinfo(host, 0, family=socket.AF_INET)
    except (OSError, TimeoutError, UnicodeError) as error:
        raise CannotMeasure(f"{host[:80]!r} has no address now: {error}", hint="look at the names first") from None
    return str(found[0][4][0])


def _datagrams(address: str, port: int, question: bytes, by: str | None, tries: int) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sock:
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_IP, IP_RECVERR, 1)
        if by:
            leave_by(sock, by)
        sock.connect((address, port))
        while len(told) < tries and not (told and told[-1]["ended"] in ("answered", "refused")):
            try:
                sock.send(question)
            except OSError:  # an ICMP error for an earlier try may be handed to this call: what fails twice is our own
                sock.send(question)
            told.append(_awaited(sock, address))
    return told


def _awaited(sock: socket.socket, address: str) -> dict[str, Any]:
    until_s = time.monotonic() + WAIT_S
    barred: dict[str, Any] | None = None
    watch = select.poll()
    watch.register(sock, select.POLLIN | select.POLLERR)
    while (left_s := until_s - time.monotonic()) > 0:
        if not watch.poll(left_s * 1000):
            break
        with contextlib.suppress(OSError):
            return {"ended": "answered", "answer": sock.recv(LONGEST_ANSWER).hex()}
        with contextlib.suppress(OSError):
            _, ancillary, _, _ = sock.recvmsg(512, 512, MSG_ERRQUEUE)
            error = queued_error(ancillary)
            if error is not None and error.origin == ORIGIN_ICMP:
                mark = {"by": error.offender, "icmp": [error.kind, error.code]}
                if error.offender == address:
                    return {"ended": "refused", **mark}
                barred = {"ended": "barred", **mark}
    return barred or {"ended": "silent"}


def _connections(address: str, port: int, by: str | None, tries: int) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = []
    while len(told) < tries and not (told and told[-1]["ended"] in ("answered", "refused")):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_CLOEXEC) as sock:
            if by:
                leave_by(sock, by)
            sock.settimeout(CONNECT_S)
            try:
                sock.connect((address, port))
                told.append({"ended": "answered"})
            except TimeoutError:
                told.append({"ended": "silent"})
            except OSError as error:
                if error.errno in NO_WAY:
                    raise
                told.append({"ended": "refused" if error.errno == errno.ECONNREFUSED else "silent"})
    return told


def _through(by: str | None) -> str:
    return f" through {by}" if by else ""
