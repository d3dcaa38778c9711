"""Kernel receive stamps: how long a packet lay in the socket before this program looked.

A busy laptop wakes a program milliseconds after the packet came. The kernel's stamp (SO_TIMESTAMPNS)
is wall time, our own clock for durations is monotonic; only their *lag* is taken over, so that a
stepped clock cannot bend a duration.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Sequence
from datetime import datetime, timedelta

SO_TIMESTAMPNS = 35
"""<asm-generic/socket.h>; the socket module does not name it. x86 and ARM use this number."""
_MICROSECOND = timedelta(microseconds=1)
_EPOCH_YEAR = 1970

Ancillary = Sequence[tuple[int, int, bytes]]


def ask_for_stamps(sock: socket.socket) -> None:
    """Have the kernel stamp what this socket receives; where it does not know how, nothing changes."""
    try:
        sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    except OSError:
        return


def lag_us(ancillary: Ancillary, now: datetime) -> int:
    """Return how many µs before `now` the kernel received the message; 0 where it gave no usable stamp."""
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == SO_TIMESTAMPNS and len(data) >= 16:
            seconds, nanoseconds = struct.unpack_from("=qq", data)
            since_epoch = now - datetime(_EPOCH_YEAR, 1, 1, tzinfo=now.tzinfo)
            return int(max(0, since_epoch // _MICROSECOND - (seconds * 1_000_000 + nanoseconds // 1000)))
    return 0


def duration_us(sent_ns: int, seen_ns: int, lag: int) -> int:
    """Return send to receipt in µs; a lag longer than the whole wait (a stepped clock) is left out."""
    waited = (seen_ns - sent_ns) // 1000
    return int(waited - lag if 0 <= lag <= waited else waited)
