"""Two hosts with the line between them and nothing else: what tests and benches of the line itself measure on."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.lab.errors import LabError
from tests.lab.line.control import Line
from tests.lab.line.tap import End
from tests.lab.namespaces import Group, enter, ip_batch, run_in

NEAR, FAR = "10.99.0.1", "10.99.0.2"
PORT = 5201
PAYLOAD_SHARE = 1448 / 1514
"""TCP payload with time stamps in the bytes of a full frame."""
_FLOOD = """
import socket, sys, time
near, seconds, bps = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
sending, began, sent = socket.socket(socket.AF_INET, socket.SOCK_DGRAM), time.monotonic(), 0
while (gone := time.monotonic() - began) < seconds:
    while sent * 1242 * 8 < gone * bps:
        sending.sendto(bytes(1200), (near, 9))
        sent += 1
    time.sleep(0.002)
print(sent)
"""
_REPLY = re.compile(r"^\[([\d.]+)\] .*icmp_seq=(\d+) .*time=([\d.]+) ms", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Echoes:
    """What ping saw: how many it sent, and (instant, number, ms) of each answer."""

    sent: int
    answers: tuple[tuple[float, int, float], ...]

    @property
    def lost(self) -> int:
        """Requests without an answer."""
        return self.sent - len(self.answers)


class Stretch:
    """Two namespaces, `near` (modem's end) and `far`, and the line. Use as a context manager."""

    def __init__(self, *, seed: int, settings: Mapping[str, Any]) -> None:
        """Say what line; see `Line`."""
        self._seed, self._settings = seed, settings
        self._stack = ExitStack()
        self.group = Group(("near", "far"))

    def __enter__(self) -> Stretch:
        with ExitStack() as stack:
            group = stack.enter_context(self.group)
            quiet = [f"net.ipv6.conf.{each}.disable_ipv6=1" for each in ("all", "default")]
            for role in group.roles:  # neighbour discovery of IPv6 would be frames that nobody sent
                run_in(group.name(role), ["sysctl", "-qw", *quiet])
            self.line = stack.enter_context(
                Line(
                    group.folder,
                    near=End(group.name("near"), "dsl0"),
                    far=End(group.name("far"), "dslam0"),
                    state_file=self.state_file,
                    seed=self._seed,
                    settings=self._settings,
                )
            )
            hosts = (("near", "dsl0", NEAR, FAR), ("far", "dslam0", FAR, NEAR))
            cards = {role: self._card(role, interface) for role, interface, _, _ in hosts}
            for role, interface, own, other in hosts:
                card = cards["far" if role == "near" else "near"]
                entry = f"neigh replace {other} lladdr {card} dev {interface} nud permanent"
                ip_batch([f"addr add {own}/24 dev {interface}", entry], namespace=group.name(role))
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def state_file(self) -> Path:
        """What the modem tells."""
        return self.group.folder / "modem.json"

    def _card(self, role: str, interface: str) -> str:
        text = run_in(self.group.name(role), ["cat", f"/sys/class/net/{interface}/address"]).stdout
        return text.strip()

    def ping(self, count: int, interval_s: float) -> Echoes:
        """Ping the far end from the near one and wait for the last answer."""
        argv = ["ping", "-D", "-n", "-c", str(count), "-i", str(interval_s), "-W", "1", FAR]
        done = run_in(self.group.name("near"), argv, timeout_s=count * max(interval_s, 0.01) * 3 + 10, check=False)
        sent = re.search(r"(\d+) packets transmitted", done.stdout)
        if sent is None:
            raise LabError(f"ping: {done.stdout}{done.stderr}")
        answers = tuple((float(at), int(number), float(ms)) for at, number, ms in _REPLY.findall(done.stdout))
        return Echoes(int(sent[1]), answers)

    @contextmanager
    def receiver(self) -> Iterator[None]:
        """An iperf3 server at the far end."""
        argv = enter(self.group.name("far"), ["iperf3", "-s", "-B", FAR, "-p", str(PORT), "--forceflush"])
        server = subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert server.stdout is not None
        try:
            while "listening" not in (line := server.stdout.readline()):
                if not line:
                    raise LabError("iperf3 did not listen")
            yield
        finally:
            server.kill()
            server.communicate()

    def carry(self, seconds: float, *, down: bool) -> float:
        """Send TCP for a while, after a second that is not counted, and return the bit/s of payload that arrived.

        Needs a `receiver`.
        """
        argv = ["iperf3", "-c", FAR, "-p", str(PORT), "-J", "-O", "1", "-t", str(seconds), *(["-R"] if down else [])]
        done = run_in(self.group.name("near"), argv, timeout_s=seconds + 20, check=False)
        told = json.loads(done.stdout)
        if "error" in told:
            raise LabError(f"iperf3: {told['error']}")
        return float(told["end"]["sum_received"]["bits_per_second"])

    def flood(self, seconds: float, bps: int) -> int:
        """Send UDP frames of 1242 bytes down the line at a rate, and return how many were sent."""
        argv = [sys.executable, "-c", _FLOOD, NEAR, str(seconds), str(bps)]
        return int(run_in(self.group.name("far"), argv, timeout_s=seconds + 10).stdout)
