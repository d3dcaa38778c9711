"""Four routers in a row in namespaces, as slow to complain as real ones, and a program run at one end of them.

    start - r1 - r2 - r3 - r4 - end        (10.77.k.0/24 and fd77:k::/64, k = 0 … 4; the nearer side is .1)

Nothing leaves the namespaces. Truth about loss is an nft counter on the last router.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from itertools import pairwise
from typing import Any

from netdoc.model.capture import Capture
from tests.lab.namespaces import Group, enter, ip_batch, run_in
from tests.probes.wire.loopback import RealClock

NODES = ("start", "r1", "r2", "r3", "r4", "end")
END, END_V6 = "10.77.4.2", "fd77:4::2"
ROUTERS = tuple(f"10.77.{k}.2" for k in range(4))
ROUTERS_V6 = tuple(str(ip_address(f"fd77:{k}::2")) for k in range(4))

_TRACE = """
import asyncio, base64, json, sys
from datetime import UTC, datetime
import time
from netdoc.errors import NetdocError
from probes.wire.trace import SystemTrace
class Clock:
    now = staticmethod(lambda: datetime.now(UTC))
    monotonic_ns = staticmethod(time.monotonic_ns)
asked = json.loads(sys.argv[1])
kinds, target = tuple(asked.pop("kinds")), asked.pop("target")
began = time.monotonic()
try:
    capture = asyncio.run(SystemTrace(Clock(), kinds).trace(target, **asked))
except NetdocError as error:
    print(json.dumps({"error": type(error).__name__, "message": error.message}))
else:
    print(json.dumps({"body": capture.body.decode(), "took_s": time.monotonic() - began}))
"""


@dataclass(frozen=True)
class Traced:
    """What the child process brought back."""

    capture: Capture
    took_s: float

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The capture, line by line."""
        return [json.loads(line) for line in self.capture.body.splitlines()]


@dataclass(frozen=True)
class Row:
    """The row of routers."""

    group: Group

    def run(self, node: str, argv: Sequence[str], *, timeout_s: float = 30, text: str | None = None) -> str:
        """Run a program at a node and return what it printed."""
        return run_in(self.group.name(node), argv, timeout_s=timeout_s, text=text).stdout

    def command(self, node: str, argv: Sequence[str]) -> list[str]:
        """Return the command that runs `argv` at a node."""
        return enter(self.group.name(node), argv)

    def nft(self, node: str, rules: str) -> None:
        """Load rules into a node."""
        self.run(node, ["nft", "-f", "-"], text=rules)

    def dropped(self, node: str) -> int:
        """Return how many packets the counters of a node dropped."""
        return sum(int(each) for each in re.findall(r"packets (\d+)", self.run(node, ["nft", "list", "ruleset"])))

    def allow_ping_sockets(self, allowed: bool) -> None:
        """Open or close ICMP datagram sockets to everybody at the start."""
        value = "0 2147483647" if allowed else "1 0"
        self.run("start", ["sysctl", "-qw", f"net.ipv4.ping_group_range={value}"])

    def trace(self, *, as_nobody: bool = False, **asked: Any) -> Traced:
        """Trace from the start, in a child process, optionally as a user without any right."""
        asked = {"target": END, "max_ttl": 30, "kinds": ["ping", "raw", "udp"], **asked}
        nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if as_nobody else []
        printed = self.run("start", [*nobody, sys.executable, "-c", _TRACE, json.dumps(asked)], timeout_s=60)
        told = json.loads(printed)
        if "error" in told:
            raise AssertionError(f"{told['error']}: {told['message']}")
        return Traced(Capture(told["body"].encode(), RealClock().now(), asked["target"], "trace"), told["took_s"])


@contextmanager
def row_of_routers() -> Iterator[Row]:
    """Build the row; gone on leaving."""
    with Group(NODES) as group:
        for k, (near, far) in enumerate(pairwise(NODES)):
            ip_batch([f"link add far{k} netns {group.name(near)} type veth peer name near{k} netns {group.name(far)}"])
            for node, interface, host in ((near, f"far{k}", 1), (far, f"near{k}", 2)):
                lines = [
                    f"addr add 10.77.{k}.{host}/24 dev {interface}",
                    f"addr add fd77:{k}::{host}/64 dev {interface} nodad",
                    f"link set {interface} up",
                ]
                ip_batch(lines, namespace=group.name(node))
        for k, node in enumerate(NODES):
            out = [f"route add default via 10.77.{k}.2", f"route add default via fd77:{k}::2"] if k < 5 else []
            back = [f"route add 10.77.{j}.0/24 via 10.77.{k - 1}.1" for j in range(k - 1)]
            back += [f"route add fd77:{j}::/64 via fd77:{k - 1}::1" for j in range(k - 1)]
            ip_batch(out + back, namespace=group.name(node))
            settings = ["net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1"] if k not in (0, 5) else []
            settings += ["net.ipv4.icmp_ratelimit=1000", "net.ipv6.icmp.ratelimit=1000"]
            run_in(group.name(node), ["sysctl", "-qw", *settings])
        row = Row(group)
        row.allow_ping_sockets(False)
        yield row
