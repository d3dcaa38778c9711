"""Path probing without privilege: the real `ports.Trace`.

The capture is JSON lines. The first is a header with target, method and parameters, then one line per
probe in the order sent, then, where answers came that fit no probe, one line that counts them:

    {"netdoc": "path/1", "target": "198.51.100.9", "method": "icmp", "socket": "ping", "end_method": "icmp",
     "local": "192.168.1.20", "max_ttl": 30, "rounds": 10, "end_probes": 50, "hop_interval_s": 1.0,
     "end_interval_s": 0.2, "wait_s": 2.0, "flow": {"icmp_id": 41}}
    {"kind": "hop", "ttl": 1, "sent_us": 12, "by": "192.168.1.1", "rtt_us": 402, "icmp": [11, 0]}
    {"kind": "end", "ttl": 64, "sent_us": 100020, "by": "198.51.100.9", "rtt_us": 9120, "icmp": [0, 0]}
    {"kind": "hop", "ttl": 2, "sent_us": 51000}
    {"kind": "unmatched", "by": {"203.0.113.1": 3}}

`sent_us` counts from the start; a probe without `by` was not answered, one with `error` never left.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json

from netdoc.errors import CannotMeasure
from netdoc.model.capture import Capture
from netdoc.ports import Clock
from probes.wire._path_run import HOP_INTERVAL_S, Run, Sent
from probes.wire._path_sockets import UDP_PORT, Kind, PathSocket, open_socket, own_address

FORM = "path/1"
MAX_TTL = 40


class SystemTrace:
    """The real `ports.Trace`. One trace at a time: two would ask their common routers twice a second."""

    def __init__(self, clock: Clock, kinds: tuple[Kind, ...] = ("ping", "raw", "udp")) -> None:
        self._clock = clock
        self._kinds = kinds
        self._turn: tuple[asyncio.AbstractEventLoop, asyncio.Lock] | None = None

    async def trace(self, target: str, *, max_ttl: int, rounds: int, end_probes: int, timeout_s: float) -> Capture:
        """Trace the path within `timeout_s`; rounds that do not fit are left out, and the capture shows it.

        Raises:
            CannotMeasure: no address, no route, no socket, or another trace took all the time.
        """
        deadline_ns = self._clock.monotonic_ns() + int(timeout_s * 1e9)
        lock = self._lock()
        try:
            async with asyncio.timeout(timeout_s):
                await lock.acquire()
        except TimeoutError:
            raise CannotMeasure(f"could not trace to {target}: another trace is running") from None
        try:
            return await self._trace(target, min(max_ttl, MAX_TTL), rounds, end_probes, deadline_ns)
        finally:
            lock.release()

    async def _trace(self, target: str, max_ttl: int, rounds: int, end_probes: int, deadline_ns: int) -> Capture:
        path, local = _open(target, self._kinds)
        run = Run(path, local, self._clock, max_ttl, rounds, end_probes, deadline_ns)
        try:
            await run.go()
        finally:
            path.sock.close()
        left = [each for each in run.probes if each.error is None]
        if run.probes and not left:
            raise CannotMeasure(
                f"could not trace to {target}: {run.probes[0].error}",
                hint="look at this computer's own link, routes and firewall first",
            )
        return Capture(_body(run), self._clock.now(), path.target, f"trace: {path.method} ({path.kind} socket)")

    def _lock(self) -> asyncio.Lock:
        # A lock belongs to the event loop it was first waited on; a new run brings a new loop.
        loop = asyncio.get_running_loop()
        if self._turn is None or self._turn[0] is not loop:
            self._turn = (loop, asyncio.Lock())
        return self._turn[1]


def _open(target: str, kinds: tuple[Kind, ...]) -> tuple[PathSocket, str]:
    try:
        ipaddress.ip_address(target)
    except ValueError:
        raise CannotMeasure(f"{target[:80]!r} is not an IP address", hint="give an address, not a name") from None
    try:
        local = own_address(target)
    except OSError as error:
        raise CannotMeasure(
            f"no way to {target}: {error.strerror or error}", hint="look at this computer's own link and routes first"
        ) from None
    try:
        return open_socket(target, kinds), local
    except OSError as error:
        raise CannotMeasure(
            f"could not open a socket to trace with: {error.strerror or error}",
            hint="run `netdoc doctor ping`, which prints the one setting to change",
        ) from None


def _body(run: Run) -> bytes:
    path = run.path
    flow = {"source_port": path.identifier, "port": UDP_PORT} if path.kind == "udp" else {"icmp_id": path.identifier}
    header = {
        "netdoc": FORM,
        "target": path.target,
        "method": path.method,
        "socket": path.kind,
        "end_method": run.end_method,
        "local": run.local,
        "max_ttl": run.max_ttl,
        "rounds": run.rounds,
        "end_probes": run.end_probes,
        "hop_interval_s": HOP_INTERVAL_S,
        "end_interval_s": round(run.end_interval_s, 3),
        "wait_s": round(run.wait_s, 3),
        "flow": flow,
    }
    lines: list[object] = [header, *(_line(each, run.start_ns) for each in run.probes)]
    if run.unmatched:
        lines.append({"kind": "unmatched", "by": dict(run.unmatched)})
    return "".join(json.dumps(each) + "\n" for each in lines).encode()


def _line(sent: Sent, start_ns: int) -> dict[str, object]:
    left_us = sent.due_us if sent.sent_ns is None else (sent.sent_ns - start_ns) // 1000
    line: dict[str, object] = {"kind": sent.kind, "ttl": sent.ttl, "sent_us": left_us}
    told = {"by": sent.by, "rtt_us": sent.rtt_us, "icmp": sent.icmp, "back_ttl": sent.back_ttl, "tcp": sent.tcp}
    line.update({name: value for name, value in {**told, "error": sent.error}.items() if value is not None})
    return line
