"""A whole outside world that answers from what it was given, and complains of every question it was not."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import dns.message
import dns.rcode

from netdoc.errors import CannotMeasure, NotAnswered
from netdoc.model.capture import Capture
from netdoc.model.site import Device
from netdoc.ports import DnsAnswer, EchoReply, EchoTarget, Ports

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

WIRED_OFFICE = {
    "/proc/net/dev": (
        b"Inter-|   Receive                                                |  Transmit\n"
        b" face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls\n"
        b"    lo:  1000      10    0    0    0     0          0         0     1000      10    0    0    0     0  0 0\n"
        b"  eth0: 50000     500    0    0    0     0          0         0    40000     400    0    0    0     0  0 0\n"
    ),
    # 192.168.7.0/24 on the link, default by 192.168.7.1 (addresses are little-endian hexadecimal)
    "/proc/net/route": (
        b"Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
        b"eth0\t00000000\t0107A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n"
        b"eth0\t0007A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0\n"
    ),
    "/proc/net/arp": (
        b"IP address       HW type     Flags       HW address            Mask     Device\n"
        b"192.168.7.1      0x1         0x2         02:00:00:00:00:01     *        eth0\n"
    ),
    "/proc/net/fib_trie": (
        b"Local:\n  +-- 0.0.0.0/0 3 0 5\n     |-- 192.168.7.20\n        /32 host LOCAL\n"
        b"     |-- 127.0.0.1\n        /32 host LOCAL\n"
    ),
    "/sys/class/net/eth0/type": b"1\n",
    "/sys/class/net/eth0/operstate": b"up\n",
    "/sys/class/net/eth0/carrier": b"1\n",
    "/sys/class/net/eth0/carrier_changes": b"2\n",
    "/sys/class/net/eth0/speed": b"1000\n",
    "/sys/class/net/eth0/duplex": b"full\n",
    "/sys/class/net/eth0/mtu": b"1500\n",
    "/sys/class/net/eth0/ifindex": b"2\n",
    "/sys/class/net/eth0/flags": b"0x1003\n",
    "/sys/class/net/eth0/device/uevent": b"DRIVER=e1000e\n",
    "/etc/resolv.conf": b"# office\nnameserver 192.168.7.1\nnameserver 203.0.113.53\n",
    "/etc/timezone": b"Europe/Rome\n",
    "netdoc:proxies": b"",
}
NO_NETWORK = {
    "/proc/net/dev": b"Inter-|   Receive |  Transmit\n face |bytes |bytes\n"
    b"    lo:  0 0    0    0    0     0          0         0     0      0    0    0    0     0  0 0\n",
    "/proc/net/route": b"Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n",
}


class Unexpected(AssertionError):
    """A question that the replay was not given an answer for."""


class ReplayClock:
    """Begins at a fixed time and runs with the real one."""

    def __init__(self, start: datetime = START) -> None:
        self._start, self._begun = start, time.monotonic()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=time.monotonic() - self._begun)

    def monotonic_ns(self) -> int:
        return time.monotonic_ns()

    def boottime_ns(self) -> int:
        return time.monotonic_ns()

    def boot_id(self) -> str:
        return "00000000-0000-4000-8000-000000000001"


@dataclass
class World:
    """What answers, and how. Everything absent is silent; every question is noted in `asked`."""

    files: Mapping[str, bytes] = field(default_factory=lambda: dict(WIRED_OFFICE))
    echo_us: Mapping[str, int] = field(default_factory=dict)
    """Round trip by address; an address left out never answers."""
    resolvers: Mapping[str, int] = field(default_factory=dict)
    """Time in µs by name server."""
    hops: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Addresses on the way by target."""
    ssdp: Sequence[str] = ()
    pages: Mapping[str, bytes] = field(default_factory=dict)
    shell: Mapping[str, bytes] = field(default_factory=dict)
    """Output by command."""
    asked: list[str] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)
    clock: ReplayClock = field(default_factory=ReplayClock)

    def ports(self) -> Ports:
        return Ports(
            clock=self.clock,
            echo=ReplayEcho(self),
            trace=ReplayTrace(self),
            dns=ReplayDns(self),
            snmp=Nothing(self, "snmp"),  # type: ignore[arg-type]
            http=ReplayHttp(self),  # type: ignore[arg-type]
            shell=ReplayShell(self),
            tool=ReplayTool(self),
            files=ReplayFiles(self),
            nut=Nothing(self, "nut"),  # type: ignore[arg-type]
        )

    def refuse(self, question: str) -> Unexpected:
        self.unexpected.append(question)
        return Unexpected(question)


def office(**changes: object) -> World:
    """A healthy wired office with a UPnP-less router at 192.168.7.1 and a provider that shows its first hop."""
    anchors = ("1.1.1.1", "8.8.8.8", "9.9.9.9")
    held: dict[str, object] = {
        "echo_us": {"192.168.7.1": 400, "203.0.113.1": 8_000, "203.0.113.53": 9_000, **dict.fromkeys(anchors, 12_000)},
        "resolvers": {"192.168.7.1": 900, "203.0.113.53": 9_100, "9.9.9.9": 14_000},
        "hops": dict.fromkeys(anchors, ("192.168.7.1", "203.0.113.1", "203.0.113.9")),
    }
    return World(**{**held, **changes})  # type: ignore[arg-type]


class Nothing:
    """Answers no question at all."""

    def __init__(self, world: World, name: str) -> None:
        self._world, self._name = world, name

    def __getattr__(self, action: str) -> object:
        raise self._world.refuse(f"{self._name}.{action}")


class ReplayFiles:
    def __init__(self, world: World) -> None:
        self._world = world

    def read(self, path: str) -> bytes | None:
        return self._world.files.get(path)

    def names(self, folder: str) -> Sequence[str]:
        prefix = folder.rstrip("/") + "/"
        return sorted({path[len(prefix) :].split("/")[0] for path in self._world.files if path.startswith(prefix)})


class ReplayTrace:
    def __init__(self, world: World) -> None:
        self._world = world

    async def trace(self, target: str, *, max_ttl: int, rounds: int, end_probes: int, timeout_s: float) -> Capture:
        self._world.asked.append(f"trace {target}")
        import json

        way = list(self._world.hops.get(target, ()))
        alive = target in self._world.echo_us
        lines: list[dict[str, object]] = [
            {"netdoc": "path/1", "target": target, "method": "icmp", "local": "192.168.7.20", "max_ttl": max_ttl}
        ]
        for ttl in range(1, max_ttl + 1):
            by = way[ttl - 1] if ttl <= len(way) else target if alive and ttl == len(way) + 1 else None
            answer = {"by": by, "rtt_us": 1000 * ttl, "icmp": [11, 0]} if by else {}
            lines.append({"kind": "hop", "ttl": ttl, "sent_us": ttl, **answer})
        for number in range(end_probes):
            answer = {"by": target, "rtt_us": 12_000, "icmp": [0, 0]} if alive else {}
            lines.append({"kind": "end", "ttl": 64, "sent_us": number, **answer})
        body = "\n".join(json.dumps(each) for each in lines).encode()
        return Capture(body, self._world.clock.now(), target, "trace")


class ReplayDns:
    def __init__(self, world: World) -> None:
        self._world = world

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
        self._world.asked.append(f"dns {server} {name}")
        if server not in self._world.resolvers or chaos or ttl is not None:
            raise NotAnswered(f"{server} did not answer", failure="timeout")
        reply = dns.message.make_response(dns.message.make_query(name, qtype), recursion_available=True)
        if not name.startswith("www."):
            reply.set_rcode(dns.rcode.NXDOMAIN)
        capture = Capture(reply.to_wire(), self._world.clock.now(), server, f"dns: {name} {qtype}")
        return DnsAnswer(capture, self._world.resolvers[server])


class ReplayHttp:
    def __init__(self, world: World) -> None:
        self._world = world

    async def get(self, url: str, *, timeout_s: float, device: Device | None = None) -> Capture:
        self._world.asked.append(f"get {url}")
        if url not in self._world.pages:
            raise NotAnswered(f"{url} did not answer", failure="refused")
        return Capture(self._world.pages[url], self._world.clock.now(), url, f"GET {url}")

    async def ssdp(self, search_target: str, *, timeout_s: float) -> Sequence[str]:
        self._world.asked.append("ssdp")
        return self._world.ssdp


class ReplayTool:
    """No program is installed here."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def run(self, argv: Sequence[str], *, timeout_s: float) -> Capture:
        raise CannotMeasure(f"{argv[0]} is not installed")


class ReplayShell:
    def __init__(self, world: World) -> None:
        self._world = world

    async def run(self, device: Device, commands: Sequence[str], *, timeout_s: float) -> Sequence[Capture]:
        self._world.asked.append(f"shell {device.address}")
        now = self._world.clock.now()
        for each in commands:
            if each not in self._world.shell:
                raise NotAnswered(f"{device.address} did not answer", failure="refused")
        return [Capture(self._world.shell[each], now, device.id, f"telnet: {each}") for each in commands]


class ReplayEcho:
    def __init__(self, world: World) -> None:
        self._world = world

    def engines(self) -> Sequence[str]:
        return ("own",)

    def open(self, name: str, targets: Sequence[EchoTarget], interface: str | None = None) -> ReplayEngine:
        return ReplayEngine(self._world)


class ReplayEngine:
    """Answers at once with the round trip it was given; what it was not given stays silent."""

    name, stamp = "own", "kernel"

    def __init__(self, world: World) -> None:
        self._world = world
        self._tickets = 0
        self._waiting: list[EchoReply] = []

    def send(self, target: EchoTarget) -> int:
        self._tickets += 1
        rtt_us = self._world.echo_us.get(target.address)
        if rtt_us is not None:
            self._waiting.append(EchoReply(self._tickets, rtt_us))
        return self._tickets

    def receive(self, timeout_s: float) -> Sequence[EchoReply]:
        if not self._waiting and timeout_s > 0:
            time.sleep(min(timeout_s, 0.05))
        ready, self._waiting = self._waiting, []
        return ready

    def measured_by(self, target: EchoTarget) -> tuple[str, str]:
        return target.method, self.stamp

    def close(self) -> None:
        return None
