"""The ladder beside `ping`, both against a packet capture on the sending interface.

Run as root: `python tests/bench/bench_ladder.py [--quick]`. Makes two namespaces joined by a veth pair and
removes them. Five parts: error of the round trip (idle, and with every core busy), exact loss, cadence at long
round trips, processor time of 8 rungs once a second. Prints a table and ends with 1 when a target is missed.

The capture is an AF_PACKET socket with kernel stamps: its round trip is the truth that the reported one is
compared with. `ping` and the ladder take turns, so that both meet the same moments of a shared machine.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import secrets
import socket
import struct
import subprocess
import sys
import threading
import time
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

WIRE_TESTS = ROOT / "tests" / "probes" / "wire"
TARGET, INTERVAL_S, TURNS = "10.83.0.2", 0.01, 4
SPARE = 5
"""More than a turn's share: a slot that this machine was too busy to serve on time is void and leaves no sample."""
BURNERS_END_S = 120
ETH_P_ALL, SO_TIMESTAMPNS = 3, 35


@dataclass(frozen=True)
class Errors:
    """|reported - captured| of the round trips, in ms, sorted."""

    ms: tuple[float, ...]

    def at(self, share: float) -> float:
        return self.ms[min(len(self.ms) - 1, int(share * len(self.ms)))]


class Capture(threading.Thread):
    """Kernel stamps of every echo request and reply on an interface, by (identity, sequence)."""

    def __init__(self, interface: str) -> None:
        super().__init__(daemon=True)
        self.sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
        self.sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8_000_000)
        self.sock.bind((interface, 0))
        self.sock.settimeout(0.2)
        self.left: dict[tuple[int, int], int] = {}
        self.back: dict[tuple[int, int], int] = {}
        self.ended = threading.Event()

    def run(self) -> None:
        while not self.ended.is_set():
            try:
                data, ancillary, _, _ = self.sock.recvmsg(128, 128)
            except TimeoutError:
                continue
            if len(data) < 42 or data[12:14] != b"\x08\0" or data[23] != 1 or not ancillary:
                continue
            seconds, nanoseconds = struct.unpack("@qq", ancillary[0][2][:16])
            kept = {8: self.left, 0: self.back}.get(data[34])
            if kept is not None:
                identity, sequence = struct.unpack_from("!HH", data, 38)
                kept.setdefault((identity, sequence), seconds * 10**9 + nanoseconds)

    def rtts_us(self) -> list[float | None]:
        """Return the captured round trips in the order of sending; None for what had no answer."""
        order = sorted(self.left, key=lambda key: self.left[key])
        return [(self.back[key] - self.left[key]) / 1000 if key in self.back else None for key in order]


@contextmanager
def network() -> Iterator[tuple[str, str]]:
    """Two namespaces, 10.83.0.1 and 10.83.0.2, joined by a veth pair."""
    near, far = (f"ladder-{secrets.token_hex(3)}-{side}" for side in "ab")
    try:
        for name in (near, far):
            shell(f"ip netns add {name} && ip -n {name} link set lo up")
        shell(f"ip -n {near} link add v0 type veth peer name v0 netns {far}")
        for name, address in ((near, "10.83.0.1/24"), (far, f"{TARGET}/24")):
            shell(f"ip -n {name} addr add {address} dev v0 && ip -n {name} link set v0 up")
        shell(f"ip netns exec {near} ping -n -q -c 3 -i 0.2 {TARGET} >/dev/null")
        yield near, far
    finally:
        for name in (near, far):
            subprocess.run(["ip", "netns", "del", name], capture_output=True)


def shell(line: str) -> str:
    return subprocess.run(line, shell=True, check=True, capture_output=True, text=True).stdout


def ping(count: int) -> list[float | None]:
    """Return ping's round trips in µs, in the order of sending."""
    done = subprocess.run(
        ["ping", "-n", "-i", str(INTERVAL_S), "-c", str(count), TARGET], capture_output=True, text=True, timeout=120
    )
    found = {int(m[1]): float(m[2]) * 1000 for m in re.finditer(r"icmp_seq=(\d+) .*time=([\d.]+) ms", done.stdout)}
    return [found.get(number) for number in range(1, count + 1)]


def ladder(count: int) -> list[float | None]:
    """Return the ladder's round trips in µs, in the order of sending; by the real engine, through the sampler."""
    from netdoc.app.sampler import Sampler
    from netdoc.app.system import RealClock
    from netdoc.model.facts.echo_block import NOT_SENT
    from netdoc.model.observation import Seen
    from netdoc.model.site import Rung, RungKind
    from probes.wire.echo import SystemEcho

    told: list[object] = []
    rung = Rung(id="far", kind=RungKind.ROUTER, address=TARGET, period_s=INTERVAL_S)
    sampler = Sampler(RealClock(), SystemEcho(RealClock()), [rung], told.append, engine="own", unlimited_pace=True)
    sampler.start()
    time.sleep(count * INTERVAL_S + INTERVAL_S / 2)
    sampler.stop()
    values: array[int] = array("i")
    for each in told:
        if isinstance(each, Seen):
            values += each.fact.series[0].rtt_us
    return [float(value) if value >= 0 else None for value in values if value != NOT_SENT]


def turn(tool: str, count: int) -> dict[str, object]:
    """One turn of one tool beside a capture; runs in the near namespace."""
    capture = Capture("v0")
    capture.start()
    time.sleep(0.05)
    reported = (ping if tool == "ping" else ladder)(count)
    time.sleep(0.05)
    capture.ended.set()
    capture.join()
    return {"reported": reported, "captured": capture.rtts_us(), "lost_in_capture": capture.rtts_us().count(None)}


@contextmanager
def busy_cores(busy: bool) -> Iterator[None]:
    """Keep every core busy; the burners end by themselves."""
    burn = f"import time\nend = time.monotonic() + {BURNERS_END_S}\nwhile time.monotonic() < end: pass"
    count = len(os.sched_getaffinity(0)) if busy else 0
    burners = [subprocess.Popen([sys.executable, "-c", burn]) for _ in range(count)]
    try:
        yield
    finally:
        for each in burners:
            each.kill()
            each.wait()


def inside(namespace: str, *argv: str, timeout_s: float = 180) -> dict[str, object]:
    done = subprocess.run(
        ["ip", "netns", "exec", namespace, sys.executable, *argv], capture_output=True, text=True, timeout=timeout_s
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    answer: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return answer


def errors(near: str, samples: int, busy: bool) -> dict[str, Errors]:
    """Take turns; return each tool's errors."""
    kept: dict[str, list[float]] = {"ping": [], "ladder": []}
    with busy_cores(busy):
        for turns in range(3 * TURNS):
            if turns >= TURNS and min(len(held) for held in kept.values()) >= samples:
                break
            for tool, held in kept.items():
                told = inside(near, __file__, "--turn", tool, "--count", str(samples // TURNS + SPARE))
                reported, captured = told["reported"], told["captured"]
                assert isinstance(reported, list)
                assert isinstance(captured, list)
                if len(reported) != len(captured):
                    raise SystemExit(f"{tool}: {len(reported)} reported, {len(captured)} captured")
                held += [
                    abs(r - c) / 1000
                    for r, c in zip(reported, captured, strict=True)
                    if r is not None and c is not None
                ]
    return {tool: Errors(tuple(sorted(held))) for tool, held in kept.items()}


def loss(near: str, samples: int) -> tuple[int, int, int]:
    """Return (lost by the ladder, lost by ping, truth per turn): every 37th reply is dropped."""
    lost = {}
    for tool in ("ladder", "ping"):
        shell(f"ip netns exec {near} nft add table ip t")
        shell(f"ip netns exec {near} nft 'add chain ip t c {{ type filter hook input priority 0 ; }}'")
        shell(f"ip netns exec {near} nft 'add rule ip t c icmp type echo-reply numgen inc mod 37 == 9 counter drop'")
        told = inside(near, __file__, "--turn", tool, "--count", str(samples))
        truth = int(re.findall(r"packets (\d+)", shell(f"ip netns exec {near} nft list table ip t"))[0])
        shell(f"ip netns exec {near} nft delete table ip t")
        reported = told["reported"]
        assert isinstance(reported, list)
        lost[tool] = (reported.count(None), truth)
    return lost["ladder"][0] - lost["ladder"][1], lost["ping"][0] - lost["ping"][1], lost["ladder"][1]


def cadence(delay_ms: int, seconds: float) -> float:
    """Return by how much the mean interval at the far side of a slow line differs from the period, as a share."""
    asked = {
        "rungs": [{"id": "far", "address": "10.81.0.2", "period_s": 0.1}],
        "seconds": seconds,
        "hosts": {"10.81.0.2": {"delay_ms": delay_ms}},
    }
    done = subprocess.run(
        ["unshare", "--net", sys.executable, str(WIRE_TESTS / "echo_land.py"), json.dumps(asked)],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    arrived = [at for _, at in json.loads(done.stdout)["arrived"]]
    return abs((arrived[-1] - arrived[0]) / (len(arrived) - 1) / 0.1 - 1)


def eight_rungs(near: str, seconds: float) -> float:
    """Return the share of one core that 8 rungs once a second take."""
    rungs = [{"id": f"r{k}", "address": TARGET, "period_s": 1.0} for k in range(8)]
    told = inside(near, str(WIRE_TESTS / "echo_child.py"), json.dumps({"rungs": rungs, "seconds": seconds}))
    share = told["cores"]
    assert isinstance(share, float)
    return share


def main() -> int:
    """Run all parts; return 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="n=200 and shorter runs, for CI")
    parser.add_argument("--turn", choices=("ping", "ladder"), help=argparse.SUPPRESS)
    parser.add_argument("--count", type=int, default=0, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.turn:
        print(json.dumps(turn(chosen.turn, chosen.count)))
        return 0
    if os.geteuid() != 0:
        print("bench_ladder: needs root to make network namespaces", file=sys.stderr)
        return 2
    samples = 200 if chosen.quick else 600
    rows: list[tuple[str, str, bool]] = []
    with network() as (near, _):
        for busy in (False, True):
            rows += _error_rows(errors(near, samples, busy), "busy" if busy else "idle", busy)
        wrong, wrong_ping, truth = loss(near, samples)
        rows.append(
            ("loss - truth", f"ladder {wrong:+d}, ping {wrong_ping:+d} (truth {truth} of {samples})", wrong == 0)
        )
        share = eight_rungs(near, 20 if chosen.quick else 60)
        rows.append(("8 rungs at 1 Hz", f"{share * 100:.2f} % of one core (target 0.5)", share <= 0.005))
    for delay_ms in (20, 500, 1000):
        off = cadence(delay_ms, 5 if chosen.quick else 15)
        rows.append((f"cadence at {delay_ms} ms", f"{off * 100:.3f} % off the clock (target 1)", off <= 0.01))
    for name, text, met in rows:
        print(f"{'ok  ' if met else 'MISS'} {name:<28} {text}")
    return 0 if all(met for _, _, met in rows) else 1


def _error_rows(found: dict[str, Errors], when: str, busy: bool) -> list[tuple[str, str, bool]]:
    ours, theirs = found["ladder"], found["ping"]
    rows = []
    named: dict[str, Callable[[Errors], float]] = {"median": lambda e: e.at(0.5), "p99": lambda e: e.at(0.99)}
    for name, take in named.items():
        mine, other = take(ours), take(theirs)
        met = mine <= other if name == "median" else (mine <= 0.3 or not busy)
        counted = f"n={len(ours.ms)} and {len(theirs.ms)}"
        text = f"ladder {mine:.4f} ms, ping {other:.4f} ms, ratio {mine / max(other, 1e-6):.2f} ({counted})"
        rows.append((f"|error| {name}, {when}", text, met))
    return rows


if __name__ == "__main__":
    sys.exit(main())
