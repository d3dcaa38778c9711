"""TAP devices in other network namespaces, and how a process gives up its life with its parent's (Linux).

A TAP without IFF_VNET_HDR offers no offloads: the kernel cuts large segments and fills in checksums before it hands
a frame over, so that what is read is what would be on a wire.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import socket
import struct
from dataclasses import dataclass
from pathlib import Path

from tests.lab.errors import LabError
from tests.lab.namespaces import MOUNTED

_TUNSETIFF, _IFF_TAP, _IFF_NO_PI = 0x400454CA, 0x0002, 0x1000
_SIOCGIFFLAGS, _SIOCSIFFLAGS, _SIOCSIFTXQLEN, _IFF_UP = 0x8913, 0x8914, 0x8943, 0x1
_CLONE_NEWNET = 0x40000000
_PR_SET_PDEATHSIG, _PR_SET_TIMERSLACK = 1, 29
_NAME_BYTES = 15
QUEUE_FRAMES = 4000
"""Frames the kernel keeps for us while we are late: more than a burst of any line holds."""
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class End:
    """Where one end of the line appears."""

    namespace: str
    """As `ip netns` knows it."""
    interface: str

    def __post_init__(self) -> None:
        if not self.namespace or not 0 < len(self.interface.encode()) <= _NAME_BYTES or "/" in self.interface:
            raise LabError(f"{self}: not a namespace and the name of an interface (15 bytes)")

    @classmethod
    def parse(cls, text: str) -> End:
        """Return the end that `NAMESPACE/INTERFACE` means."""
        namespace, _, interface = text.partition("/")
        return cls(namespace, interface)

    def __str__(self) -> str:
        return f"{self.namespace}/{self.interface}"


class Tap:
    """One end of the line: an interface inside a namespace that exists as long as this does."""

    def __init__(self, end: End) -> None:
        """Move this thread into the end's namespace and make the interface there, up.

        Raises:
            LabError: there is no such namespace, no /dev/net/tun, or the name is taken.
        """
        self.end = end
        enter_namespace(end.namespace)
        try:
            self.handle = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
            name = end.interface.encode()
            fcntl.ioctl(self.handle, _TUNSETIFF, struct.pack("16sH22x", name, _IFF_TAP | _IFF_NO_PI))
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
                fcntl.ioctl(asking, _SIOCSIFTXQLEN, struct.pack("16si20x", name, QUEUE_FRAMES))
                flags = struct.unpack("16sH22x", fcntl.ioctl(asking, _SIOCGIFFLAGS, struct.pack("16s24x", name)))[1]
                fcntl.ioctl(asking, _SIOCSIFFLAGS, struct.pack("16sH22x", name, flags | _IFF_UP))
        except OSError as failed:
            raise LabError(f"no TAP device {end}: {failed}") from failed
        self._counted = Path("/proc/thread-self/net/dev").open("rb", buffering=0)  # noqa: SIM115, keeps its namespace

    def kernel_dropped(self) -> int:
        """Return how many frames the kernel could not hand over, because nobody read in time."""
        self._counted.seek(0)
        for line in self._counted.read().decode().splitlines():
            name, _, columns = line.partition(":")
            if name.strip() == self.end.interface:
                return int(columns.split()[11])  # what the kernel sends, we receive: its drop column of transmit
        return 0

    def close(self) -> None:
        """Let the interface go."""
        self._counted.close()
        os.close(self.handle)


def enter_namespace(name: str) -> None:
    """Move this thread into a network namespace.

    Raises:
        LabError: it cannot.
    """
    try:
        handle = os.open(MOUNTED / name, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as missing:
        raise LabError(f"no network namespace {name}: {missing}") from missing
    try:
        if _libc.setns(handle, _CLONE_NEWNET) != 0:
            raise LabError(f"network namespace {name}: {os.strerror(ctypes.get_errno())}")
    finally:
        os.close(handle)


def die_with(parent: int) -> None:
    """Be sent SIGTERM when the thread that started this process ends.

    Raises:
        LabError: the parent is gone already.
    """
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        raise LabError("the line's owner is gone")


def be_punctual() -> bool:
    """Ask the kernel for exact timers and a real-time priority; return whether it gave the latter."""
    _libc.prctl(_PR_SET_TIMERSLACK, 1000)  # nanoseconds
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(10))
    except OSError:  # not root, or a machine without: the line works, with more jitter
        return False
    return True
