"""The whole outside world of a simulated office: real probes and drivers ask it, and it answers in their bytes."""

from __future__ import annotations

import asyncio
import json
import random
import struct
from collections.abc import Sequence
from typing import Any

from netdoc.errors import CannotMeasure, NotAnswered
from netdoc.model.capture import Capture
from netdoc.model.site import Device
from netdoc.ports import DnsAnswer, Ports
from tests.emulated.broadcom_text import driver_text
from tests.sim.clock import SimClock
from tests.sim.computer import SimFiles
from tests.sim.echo import SimEcho
from tests.sim.gateway import SimHttp
from tests.sim.line import EPOCH_S
from tests.sim.story import Trouble
from tests.sim.turns import Turns
from tests.sim.world import Fate, World

HOP_PERIOD_S, END_PERIOD_S, LISTEN_S = 1.0, 0.2, 2.0
SESSION_S = (0.2, 0.9)
"""A telnet session's length on a box that answers."""


def sim_ports(world: World, clock: SimClock, turns: Turns) -> Ports:
    """Return the bundle that netdoc is handed."""
    return Ports(
        clock=clock,
        echo=SimEcho(world, turns),
        trace=SimTrace(world, clock),
        dns=SimDns(world, clock),
        snmp=SimSnmp(),
        http=SimHttp(world, clock),
        shell=SimShell(world, clock),
        tool=SimTool(),
        files=SimFiles(world, clock),
        nut=SimNut(),
    )


class SimDns:
    """Implements `ports.Dns`."""

    def __init__(self, world: World, clock: SimClock) -> None:
        self._world, self._clock = world, clock
        self._dice = random.Random(world.office.seed ^ 0xD45)

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
        """Answer one question as that server would now; where nobody lives, nobody answers, however far it may go.

        No server tells of itself, and a question with a small hop limit does not get as far as any of them.
        """
        if chaos or ttl is not None:
            raise NotAnswered(f"{server} does not tell", failure="unreachable" if ttl is not None else "timeout")
        now_s, office = self._clock.true_s, self._world.office
        # The router's own name service asks the provider's: what the office has cached, it answers itself.
        asked = [server]
        if server == office.router and not name.startswith("www."):
            asked.append(office.resolver)
        fates = [self._fate(each, now_s) for each in asked]
        if refused := next((each for each in fates if isinstance(each, OSError)), None):
            raise CannotMeasure(f"{server} could not be asked: {refused.strerror}")
        unreachable = next((each for each in fates if isinstance(each, tuple)), None)
        if unreachable is not None:
            await asyncio.sleep(unreachable[0] / 1e6)
            raise NotAnswered(f"{server}: {unreachable[1]} unreachable", failure="unreachable")
        took_us = sum(each for each in fates if isinstance(each, int)) + self._thinks_us(asked, name, now_s)
        if None in fates or took_us > timeout_s * 1e6:
            await asyncio.sleep(timeout_s)
            raise NotAnswered(f"{server} did not answer within {timeout_s:g} s", failure="timeout")
        await asyncio.sleep(took_us / 1e6)
        return DnsAnswer(Capture(_answer(name, qtype), self._clock.now(), server, f"dns: {name} {qtype}"), took_us)

    def _fate(self, server: str, true_s: float) -> Fate:
        """Return the packet's fate; the router answers questions whether or not it answers pings."""
        world = self._world
        fate = world.fate(server, true_s)
        if server == world.office.router and world.office.manners.router_deaf and fate is None:
            hung = world.going_on(Trouble.ROUTER_HUNG, true_s)
            return None if hung else world.office.base_us[server]
        return fate

    def _thinks_us(self, asked: Sequence[str], name: str, true_s: float) -> int:
        """Return how long servers work on it; a random name has to be asked onward."""
        onward = not name.startswith("www.")
        slow = self._world.going_on(Trouble.RESOLVER_SLOW, true_s)
        extra_us = int(slow.amount * 1e6) if slow is not None and self._world.office.resolver in asked else 0
        return extra_us + int(self._dice.lognormvariate(0, 0.5) * (18_000 if onward else 400))


def _answer(name: str, qtype: str) -> bytes:
    """Return a reply's bytes (RFC 1035, section 4): an address for `www.`, NXDOMAIN for anything else."""
    assert qtype == "A"
    known = name.startswith("www.")
    header = struct.pack("!6H", 1, 0x8180 if known else 0x8183, 1, int(known), 0, 0)
    labels = b"".join(bytes([len(each)]) + each.encode("ascii") for each in name.split("."))
    question = labels + struct.pack("!BHH", 0, 1, 1)
    record = struct.pack("!HHHIH4B", 0xC00C, 1, 1, 300, 4, 192, 0, 2, 80)
    return header + question + (record if known else b"")


class SimTrace:
    """Implements `ports.Trace`."""

    def __init__(self, world: World, clock: SimClock) -> None:
        self._world, self._clock = world, clock

    async def trace(self, target: str, *, max_ttl: int, rounds: int, end_probes: int, timeout_s: float) -> Capture:
        """Probe every distance of the way once a round, and the end in the same flow."""
        office, begun_s = self._world.office, self._clock.true_s
        way = (*office.hops, target)[:max_ttl]
        header = {"netdoc": "path/1", "target": target, "method": "icmp", "local": str(office.plan.laptop)}
        lines: list[dict[str, Any]] = [{**header, "max_ttl": max_ttl, "rounds": rounds}]
        plan = [(HOP_PERIOD_S * k + 0.05 * ttl, "hop", ttl) for k in range(rounds) for ttl in range(1, max_ttl + 1)]
        plan += [(END_PERIOD_S * k, "end", 64) for k in range(end_probes)]
        for at_s, kind, ttl in sorted(plan):
            if at_s >= timeout_s:
                break
            ahead_s = begun_s + at_s - self._clock.true_s
            if ahead_s > END_PERIOD_S / 2:  # the world is asked in the order of time, a few probes at once
                await asyncio.sleep(ahead_s)
            lines.append(self._probe(self._clock.true_s, at_s, kind, ttl, way))
        await asyncio.sleep(max(0.0, min(LISTEN_S, begun_s + timeout_s - self._clock.true_s)))
        body = "\n".join(json.dumps(each) for each in lines).encode()
        return Capture(body, self._clock.now(), target, "trace: icmp (ping socket)")

    def _probe(self, true_s: float, at_s: float, kind: str, ttl: int, way: Sequence[str]) -> dict[str, Any]:
        """Return one probe's line. A probe that passes a hop is turned back, if at all, by the same that stop pings."""
        who = way[min(ttl, len(way)) - 1]
        line: dict[str, Any] = {"kind": kind, "ttl": ttl, "sent_us": round(at_s * 1e6)}
        fate = self._world.fate(who, true_s)
        deaf = who == self._world.office.router and self._world.office.manners.router_deaf
        if isinstance(fate, OSError):
            return {**line, "error": fate.strerror}
        if fate is None or deaf:
            return line
        took_us, by = (fate, who) if isinstance(fate, int) else (fate[0], fate[1].split()[0])
        code = [3, 0] if isinstance(fate, tuple) else [0, 0] if ttl >= len(way) else [11, 0]
        return {**line, "by": by, "rtt_us": took_us, "icmp": code}


class SimShell:
    """Implements `ports.Shell`: the modem's command line."""

    def __init__(self, world: World, clock: SimClock) -> None:
        self._world, self._clock = world, clock
        self._dice = random.Random(world.office.seed ^ 0x7E1)

    async def run(self, device: Device, commands: Sequence[str], *, timeout_s: float) -> Sequence[Capture]:
        """Answer as a Broadcom box does, if packets come to it and back."""
        fate = self._world.fate(device.address, self._clock.true_s)
        if isinstance(fate, OSError):
            raise CannotMeasure(f"{device.address} could not be asked: {fate.strerror}")
        if isinstance(fate, tuple):
            raise NotAnswered(f"{device.address}: {fate[1]} unreachable", failure="unreachable")
        silent = self._world.way(device.address, self._clock.true_s).silent  # TCP repeats what is merely lost
        await asyncio.sleep(5.0 if silent else self._dice.uniform(*SESSION_S))
        if silent:
            raise NotAnswered(f"{device.address} did not answer", failure="timeout")
        return [Capture(self._says(each), self._clock.now(), device.id, f"telnet: {each}") for each in commands]

    def _says(self, command: str) -> bytes:
        now_s = EPOCH_S + self._clock.true_s
        state = self._world.line.state(self._clock.true_s)
        if command == f"{state.program} info --stats":
            return driver_text(state, now_s).encode()
        if command == "cat /proc/uptime":
            up_s = max(0.0, now_s - state.booted_at)
            return f"{up_s:.2f} {up_s * 0.9:.2f}\n".encode()
        return f"{command.split(maxsplit=1)[0]}: not found\n".encode()


class SimSnmp:
    """Implements `ports.Snmp`: nobody speaks it in this office."""

    async def get(self, device: Device, oids: Sequence[str], *, timeout_s: float) -> Capture:
        """Time out."""
        return await self.columns(device, oids, timeout_s=timeout_s)

    async def columns(self, device: Device, oids: Sequence[str], *, timeout_s: float) -> Capture:
        """Time out."""
        await asyncio.sleep(timeout_s)
        raise NotAnswered(f"{device.address} did not answer", failure="timeout")


class SimNut:
    """Implements `ports.Nut`: no UPS is asked in this office."""

    async def variables(self, device: Device, *, timeout_s: float) -> Capture:
        """Refuse the connection."""
        raise NotAnswered(f"{device.address} refuses the connection", failure="refused")


class SimTool:
    """Implements `ports.Tool`: none is installed."""

    async def run(self, argv: Sequence[str], *, timeout_s: float) -> Capture:
        """Refuse."""
        raise CannotMeasure(f"{argv[0]} is not installed")
