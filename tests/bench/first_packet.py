"""A namespace with a way out that leads nowhere, and a look at the packets that leave by it."""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.lab.namespaces import MOUNTED, Group, enter, ip_batch

CLONE_NEWNET = 0x40000000
ETH_P_IP = 0x0800
ICMP = 1
OWN, ROUTER = "192.0.2.2", "192.0.2.1"
SITE = f"""id = "here"
[ladder]
router = "{ROUTER}"
modem = "192.0.2.5"
first_hop = "198.51.100.1"
[[resolver]]
address = "198.51.100.53"
role = "isp"
"""
"""A site file with a ladder of eight rungs, none of which answers."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A computer whose packets can be seen."""

    namespace: str
    wire: socket.socket

    def first_packet_s(self, argv: Sequence[str], environment: Mapping[str, str], *, timeout_s: float = 20.0) -> float:
        """Return the seconds from starting a command until its first echo request left; it is ended then."""
        _drain(self.wire)
        begun = time.perf_counter()
        child = subprocess.Popen(
            enter(self.namespace, argv), env=dict(environment), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        try:
            self.wire.settimeout(timeout_s)
            while True:
                packet = self.wire.recv(2048)
                if packet[12:14] == b"\x08\x00" and packet[23] == ICMP and packet[34] == 8:
                    return time.perf_counter() - begun
        finally:
            child.terminate()
            child.communicate(timeout=20)


@contextmanager
def desk() -> Iterator[Desk]:
    """Yield a computer with a wired-looking link, a default route, and nobody on the other side."""
    with Group(["laptop", "nobody"]) as group:
        name = group.name("laptop")
        group.etc("laptop", {"resolv.conf": "# nobody\n"})
        ip_batch([f"link add wire0 netns {name} type veth peer name wire1 netns {group.name('nobody')}"])
        ip_batch(["link set wire1 up"], namespace=group.name("nobody"))
        ip_batch(
            [
                f"addr add {OWN}/24 dev wire0",
                "link set wire0 up",
                f"route add default via {ROUTER}",
                f"neigh add {ROUTER} lladdr 02:00:00:00:00:01 dev wire0 nud permanent",
            ],
            namespace=name,
        )
        wire = _socket_in(name)
        try:
            yield Desk(name, wire)
        finally:
            wire.close()


def _socket_in(namespace: str) -> socket.socket:
    """Open a packet socket inside a namespace; a thread of its own goes there and ends."""
    made: list[socket.socket] = []

    def work() -> None:
        handle = os.open(Path(MOUNTED) / namespace, os.O_RDONLY)
        try:
            if ctypes.CDLL(None, use_errno=True).setns(handle, CLONE_NEWNET):
                raise OSError(ctypes.get_errno(), "setns")
            sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0003))
            sock.bind(("wire0", 0x0003))
            made.append(sock)
        finally:
            os.close(handle)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return made[0]


def _drain(wire: socket.socket) -> None:
    wire.setblocking(False)
    try:
        while wire.recv(2048):
            pass
    except BlockingIOError:
        pass
    wire.setblocking(True)
