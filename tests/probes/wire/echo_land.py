"""A network of its own for the echo engines: a TAP device whose far side is this program.

Run as `unshare --net python echo_land.py JSON` (root). `tap0` is 10.81.0.1/16; the far side answers address
resolution and echo as `hosts` says, after `delay_ms`; a host with `arp: false` does not exist, one with
`unreachable: CODE` is refused by the router 10.81.0.254. The sampler runs in a child, with less rights or
stopped for a while if asked; printed are its answer, the far side's arrival times, and what `after` commands say.
"""

from __future__ import annotations

import contextlib
import fcntl
import heapq
import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

ROUTER, ROUTER_MAC = socket.inet_aton("10.81.0.254"), bytes.fromhex("020000000254")
TUNSETIFF, IFF_TAP_NO_PI = 0x400454CA, 0x1002


def checksum(data: bytes) -> int:
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    total = (total & 0xFFFF) + (total >> 16)
    return ~(total + (total >> 16)) & 0xFFFF


class FarSide(threading.Thread):
    """Answers as told; keeps (address, arrival time) of each echo request."""

    def __init__(self, hosts: dict[str, dict[str, Any]]) -> None:
        super().__init__(daemon=True)
        self.hosts, self.seen = hosts, []  # type: ignore[var-annotated]
        self.tap = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(self.tap, TUNSETIFF, struct.pack("16sH22x", b"tap0", IFF_TAP_NO_PI))
        self.waiting: list[tuple[float, int, bytes]] = []

    def run(self) -> None:
        while True:
            wait_s = max(0.0, self.waiting[0][0] - time.monotonic()) if self.waiting else None
            if select.select([self.tap], [], [], wait_s)[0]:
                with contextlib.suppress(OSError):
                    self.frame(os.read(self.tap, 2048))
            while self.waiting and self.waiting[0][0] <= time.monotonic():
                with contextlib.suppress(OSError):
                    os.write(self.tap, heapq.heappop(self.waiting)[2])

    def frame(self, data: bytes) -> None:
        kind = data[12:14]
        if kind == b"\x08\x06" and data[20:22] == b"\0\x01":
            wanted = socket.inet_ntoa(data[38:42])
            if self.hosts.get(wanted, {}).get("arp", wanted == "10.81.0.254" or wanted in self.hosts):
                self.later(
                    0,
                    data[6:12]
                    + ROUTER_MAC
                    + b"\x08\x06\0\x01\x08\0\x06\x04\0\x02"
                    + ROUTER_MAC
                    + data[38:42]
                    + data[22:32],
                )
        elif kind == b"\x08\0" and data[23] == 1 and data[34] == 8:
            self.echo(data)

    def echo(self, data: bytes) -> None:
        source, target, icmp = data[26:30], data[30:34], data[34:]
        name = socket.inet_ntoa(target)
        host = self.hosts.get(name, {"silent": True})
        self.seen.append((name, time.monotonic()))
        if host.get("silent"):
            return
        if "unreachable" in host:
            quoted = data[14:62]
            body = struct.pack("!BBHI", 3, host["unreachable"], 0, 0) + quoted
            answer, sender = body[:2] + struct.pack("!H", checksum(body)) + body[4:], ROUTER
        else:
            body = b"\0\0\0\0" + icmp[4:]
            answer, sender = body[:2] + struct.pack("!H", checksum(body)) + body[4:], target
            if "from" in host:
                sender = socket.inet_aton(host["from"])
        header = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(answer), 0, 0, 64, 1, 0, sender, source)
        header = header[:10] + struct.pack("!H", checksum(header)) + header[12:]
        for _ in range(host.get("copies", 1)):
            self.later(host.get("delay_ms", 0), data[6:12] + ROUTER_MAC + b"\x08\0" + header + answer)

    def later(self, delay_ms: float, frame: bytes) -> None:
        heapq.heappush(self.waiting, (time.monotonic() + delay_ms / 1000, len(self.waiting) + id(frame), frame))


def main(asked: dict[str, Any]) -> None:
    far = FarSide(asked.get("hosts", {}))
    for line in [
        "ip link set lo up",
        "ip addr add 10.81.0.1/16 dev tap0",
        "ip link set tap0 up",
        *asked.get("setup", []),
    ]:
        subprocess.run(line, shell=True, check=True)
    far.start()
    prefix = ["setpriv", *asked["setpriv"]] if asked.get("setpriv") else []
    child = subprocess.Popen(
        [*prefix, sys.executable, str(Path(__file__).with_name("echo_child.py")), json.dumps(asked)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    first = json.loads(child.stdout.readline())
    for at_s, for_s in asked.get("stops", []):
        time.sleep(at_s)
        child.send_signal(signal.SIGSTOP)
        time.sleep(for_s)
        child.send_signal(signal.SIGCONT)
    told = json.loads(child.communicate(timeout=60)[0])
    after = [subprocess.run(line, shell=True, capture_output=True, text=True).stdout for line in asked.get("after", [])]
    print(json.dumps({**first, **told, "arrived": far.seen, "after": after}))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
