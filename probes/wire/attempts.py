"""Attempts at a service, on a clock: the virtual address and its backends in turn, in the same seconds.

The order within a round is drawn anew each time, so that no arm always comes first. Each address gets the same
pace, whatever the others do; nothing is sent faster than the service allows, however late an attempt ended.
"""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import SystemRandom
from urllib.request import getproxies

from netdoc.errors import CannotMeasure
from netdoc.model.capture import Capture
from netdoc.model.facts.connect_run import Attempt
from netdoc.model.site import Service
from netdoc.ports import Clock
from probes.wire._one_attempt import attempt, client_context, hashed, knows_retransmissions

MOST_ATTEMPTS, MOST_PER_SECOND, LONGEST_TIMEOUT_S = 5000, 20.0, 10.0
"""Politeness: a browser's page opens more connections than that, and a full minute of it is no attack."""
FIRST_TRIES = 5
MOST_IN_FLIGHT = 400
VIRTUAL = "virtual"
_DICE = SystemRandom()
_PORT_RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")
_USUAL_PORTS = (49152, 65535)


@dataclass(slots=True)
class _Arm:
    name: str
    address: str
    port: int
    backend: bool
    host: str
    given_up: bool = False
    rows: list[tuple[int, str, int, int, int]] = field(default_factory=list)
    """(ms from the start, letter, took ms, source port, member or -1), as they ended."""
    members: list[str] = field(default_factory=list)

    def take(self, at_ms: int, end: Attempt, took_ms: int, port: int, told: str) -> None:
        member = -1
        if told:
            name = hashed(told)
            if name not in self.members:
                self.members.append(name)
            member = self.members.index(name)
        self.rows.append((at_ms, end.value, took_ms, port, member))


class SystemConnects:
    """The real adapter."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def attempts(self, service: Service) -> Capture:
        """See `netdoc.ports.Connects`."""
        address = await _resolved(service)
        arms = [_Arm(VIRTUAL, address, service.port, False, "")]
        arms += [_Arm(each.name, each.address, each.port, True, each.host) for each in service.backends]
        run = _Run(service)
        await asyncio.gather(*(run.first_tries(each) for each in arms if each.backend))
        at = self._clock.now()
        run.begin()
        await run.all_rounds([each for each in arms if not each.given_up])
        body = json.dumps(_told(service, run, arms), separators=(",", ":")).encode()
        return Capture(body, at, f"service:{service.name}", "attempts")


class _Run:
    def __init__(self, service: Service) -> None:
        self.service = service
        self.pace_s = 1 / min(max(service.per_second, 0.1), MOST_PER_SECOND)
        self.timeout_s = min(max(service.timeout_s, 0.5), LONGEST_TIMEOUT_S)
        self.number = min(max(service.attempts, 1), MOST_ATTEMPTS)
        self._context: ssl.SSLContext = client_context()
        self._ports = _port_range()
        self._room = asyncio.Semaphore(MOST_IN_FLIGHT)
        self._loop = asyncio.get_running_loop()
        self.begin()

    def begin(self) -> None:
        """Count from now on."""
        self.begun_s = self.ended_s = self._loop.time()

    async def first_tries(self, arm: _Arm) -> None:
        """Ask a backend a few times: one that is silent is left alone, and one that is not starts with the others."""
        tasks = []
        for _ in range(FIRST_TRIES):
            tasks.append(asyncio.ensure_future(self._one(arm)))
            await asyncio.sleep(self.pace_s)
        await asyncio.gather(*tasks)
        silent = {Attempt.TIMEOUT.value, Attempt.UNREACHABLE.value}
        if all(row[1] in silent for row in arm.rows):
            arm.given_up = True
            arm.rows = [(0, *row[1:]) for row in arm.rows]
        else:
            arm.rows, arm.members = [], []

    async def all_rounds(self, arms: Sequence[_Arm]) -> None:
        """Ask every arm in every round."""
        tasks: set[asyncio.Task[None]] = set()
        for number in range(self.number):
            for place, arm in enumerate(_DICE.sample(arms, len(arms))):
                due_s = self.begun_s + (number + place / len(arms)) * self.pace_s
                await asyncio.sleep(max(0.0, due_s - self._loop.time()))
                await self._room.acquire()
                task = asyncio.ensure_future(self._one(arm))
                task.add_done_callback(lambda _: self._room.release())
                tasks.add(task)
            tasks = {each for each in tasks if not each.done() or each.exception() is not None}
        await asyncio.gather(*tasks)
        self.ended_s = self._loop.time()

    async def _one(self, arm: _Arm) -> None:
        begun_s = self._loop.time()
        ended = await attempt(self.service, arm.address, arm.port, self._ports, self._context)
        took_ms = round((self._loop.time() - begun_s) * 1000)
        arm.take(round((begun_s - self.begun_s) * 1000), ended.end, took_ms, ended.port, ended.told)


async def _resolved(service: Service) -> str:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(
            service.address, service.port, family=socket.AF_INET, type=socket.SOCK_STREAM
        )
    except OSError:
        found = []
    if not found:
        raise CannotMeasure(
            f"the service's name {service.address} does not resolve to an IPv4 address",
            hint="give its virtual address as a number in site.toml",
        )
    return str(found[0][4][0])


def _port_range() -> tuple[int, int]:
    try:
        low, high = map(int, _PORT_RANGE.read_text().split())
    except (OSError, ValueError):
        return _USUAL_PORTS
    return (low, high) if 1024 <= low < high <= 65535 else _USUAL_PORTS


def _told(service: Service, run: _Run, arms: Sequence[_Arm]) -> dict[str, object]:
    proxies = getproxies()
    proxy = proxies.get("https" if service.tls or service.layer == "tls" else "http", "")
    return {
        "service": service.name,
        "layer": service.layer,
        "duration_s": round(run.ended_s - run.begun_s, 3),
        "timeout_ms": round(run.timeout_s * 1000),
        "pace_ms": round(run.pace_s * 1000),
        "identity": service.identity,
        "proxy": _without_login(proxy),
        "syn_known_by": "tcp_info" if knows_retransmissions() else "time",
        "arms": [
            {
                "name": each.name,
                "address": each.address,
                "port": each.port,
                "backend": each.backend,
                "host": each.host,
                "given_up": each.given_up,
                "members": each.members,
                "attempts": sorted(each.rows),
            }
            for each in arms
        ],
    }


def _without_login(proxy: str) -> str:
    """Return a proxy's address without the login that it may carry."""
    return proxy.rpartition("@")[2].rpartition("/")[2] if "@" in proxy else proxy.rpartition("//")[2].rstrip("/")
