"""Packet sockets of the raw worker: each sees only what its job is about, and sends only what is on the closed list.

Source: packet(7); Linux socket filters (Documentation/networking/filter.rst).
"""

from __future__ import annotations

import ctypes
import select
import socket
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass

from probes.wire._raw_allowed import why_not

ETH_P_ALL, ETH_P_IP, ETH_P_ARP, ETH_P_IPV6 = 0x0003, 0x0800, 0x0806, 0x86DD
PPPOE_DISCOVERY, PPPOE_SESSION = 0x8863, 0x8864
SO_ATTACH_FILTER = 26
SOL_PACKET, PACKET_STATISTICS, PACKET_AUXDATA = 263, 6, 8
PACKET_OUTGOING = 4
TP_STATUS_VLAN_VALID = 1 << 4
BUFFER_BYTES = 1 << 20
MOST_FRAMES = 40
"""Frames that one job may send in all."""
LEAST_GAP_S = 0.02
"""Between two frames: no job sends faster than 50 frames a second."""

Filter = tuple[tuple[int, int, int, int], ...]
_LDH, _LDB, _JEQ, _RET = 0x28, 0x30, 0x15, 0x06
_LDX_IP_HEADER, _LDH_AFTER = 0xB1, 0x48
_PACKET_TYPE = 0xFFFFF004  # SKF_AD_OFF + SKF_AD_PKTTYPE
_WHOLE, _HEAD = 0xFFFF, 64

FOR_DHCP: Filter = (
    (_LDH, 0, 0, 12), (_JEQ, 0, 6, ETH_P_IP),
    (_LDB, 0, 0, 23), (_JEQ, 0, 4, 17),
    (_LDX_IP_HEADER, 0, 0, 14), (_LDH_AFTER, 0, 0, 16), (_JEQ, 0, 1, 68),
    (_RET, 0, 0, _WHOLE), (_RET, 0, 0, 0),
)  # fmt: skip
"""UDP over IPv4 to the port of DHCP clients."""
FOR_ARP: Filter = ((_LDH, 0, 0, 12), (_JEQ, 0, 1, ETH_P_ARP), (_RET, 0, 0, _WHOLE), (_RET, 0, 0, 0))
FOR_PPPOE: Filter = (
    (_LDH, 0, 0, 12), (_JEQ, 0, 1, PPPOE_DISCOVERY), (_RET, 0, 0, _WHOLE), (_RET, 0, 0, 0),
)  # fmt: skip
FOR_ND: Filter = (
    (_LDH, 0, 0, 12), (_JEQ, 0, 5, 0x86DD),
    (_LDB, 0, 0, 20), (_JEQ, 0, 3, 58),
    (_LDB, 0, 0, 54), (_JEQ, 0, 1, 134),
    (_RET, 0, 0, _WHOLE), (_RET, 0, 0, 0),
)  # fmt: skip
"""Router Advertisements."""
FOR_LOGIN: Filter = (
    (_LDH, 0, 0, 12), (_JEQ, 1, 0, PPPOE_DISCOVERY), (_JEQ, 0, 1, PPPOE_SESSION), (_RET, 0, 0, _WHOLE), (_RET, 0, 0, 0),
)  # fmt: skip
"""Discovery and session of PPPoE."""
FOR_BROADCASTS: Filter = ((_LDB, 0, 0, _PACKET_TYPE), (_JEQ, 0, 1, 1), (_RET, 0, 0, _HEAD), (_RET, 0, 0, 0))
"""Frames to everybody, their heads only, and none of our own."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A frame and when it came: seconds of the monotonic clock, and the VLAN that its tag named."""

    frame: bytes
    at_s: float
    vlan: int | None = None


class Wire:
    """One interface, opened for one job."""

    def __init__(self, interface: str, job: str, accepts: Filter, *, protocol: int) -> None:
        """Open the socket; this is the one act that needs a right.

        Raises:
            OSError: no right, or no such interface.
        """
        self.interface, self._job, self._sent, self._last_s = interface, job, 0, -1.0
        # protocol 0 hears nothing until the filter stands
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
        try:
            _attach(self._socket, accepts)
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER_BYTES)
            self._socket.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
            self._socket.bind((interface, protocol))
            self._socket.setblocking(False)
            self.mac: bytes = self._socket.getsockname()[4]
        except BaseException:
            self._socket.close()
            raise

    def send(self, frame: bytes) -> float:
        """Send one frame and return when.

        Raises:
            ValueError: it is not on the closed list of this job, or the job has sent all it may.
            OSError: it could not leave this computer.
        """
        if refused := why_not(self._job, frame, self.mac):
            raise ValueError(f"not sent: {refused}")
        if self._sent >= MOST_FRAMES:
            raise ValueError(f"not sent: more than {MOST_FRAMES} frames")
        time.sleep(max(0.0, self._last_s + LEAST_GAP_S - time.monotonic()))
        self._last_s = time.monotonic()
        self._sent += 1
        self._socket.send(frame)
        return self._last_s

    def hear(self, until_s: float) -> Iterator[Heard]:
        """Yield frames as they come, until an instant of the monotonic clock."""
        while (left_s := until_s - time.monotonic()) > 0:
            if not select.select([self._socket], [], [], left_s)[0]:
                return
            heard = self._take()
            if heard is not None:
                yield heard

    def _take(self) -> Heard | None:
        try:
            frame, extra, _, sender = self._socket.recvmsg(_WHOLE, socket.CMSG_SPACE(20))
        except (BlockingIOError, OSError):
            time.sleep(0.001)  # an interface that went down reports it on each read
            return None
        if sender[2] == PACKET_OUTGOING:
            return None
        return Heard(frame, time.monotonic(), _vlan(extra))

    def counted(self) -> int:
        """Return how many frames passed the filter since the last call, those included that nobody read."""
        passed, _dropped = struct.unpack("II", self._socket.getsockopt(SOL_PACKET, PACKET_STATISTICS, 8))
        return int(passed)


def _vlan(extra: list[tuple[int, int, bytes]]) -> int | None:
    for level, kind, data in extra:
        if level == SOL_PACKET and kind == PACKET_AUXDATA and len(data) >= 20:
            status, _, _, _, _, tag, _ = struct.unpack("IIIHHHH", data[:20])
            if status & TP_STATUS_VLAN_VALID:
                return int(tag) & 0xFFF
    return None


class _Instruction(ctypes.Structure):
    _fields_ = (("code", ctypes.c_uint16), ("jt", ctypes.c_uint8), ("jf", ctypes.c_uint8), ("k", ctypes.c_uint32))


def _attach(to: socket.socket, accepts: Filter) -> None:
    instructions = (_Instruction * len(accepts))(*(_Instruction(*each) for each in accepts))
    to.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, struct.pack("HP", len(accepts), ctypes.addressof(instructions)))
