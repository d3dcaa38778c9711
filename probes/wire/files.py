"""The computer's own state as files: /sys, /proc, /etc and its address leases, read only, bounded in size.

One path is not a file: `netdoc:adjtimex` asks the kernel about its clock (adjtimex(2) with modes = 0,
which needs no right and changes nothing) and returns one line of `name=value` words, so that the
clock probe stays as pure as the others:

    state=0 status=0x2001 maxerror_us=143500 esterror_us=0 offset=-1843 tai_s=37

Another one is `netdoc:proxies`: one line `WHERE NAME HOST:PORT` for each proxy that the environment of this process or
/etc/environment names. The environment holds secrets, and so may such a setting: nothing else of either is passed on.

`state` is the call's result (5: not synchronised), `status` the STA_* bits, `maxerror_us` and
`esterror_us` the kernel's bounds. `offset` is in ns when status has STA_NANO (0x2000), else in us.
"""

from __future__ import annotations

import ctypes
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

ADJTIMEX = "netdoc:adjtimex"
"""Pseudo path of the kernel's clock state."""
PROXIES = "netdoc:proxies"
"""Pseudo path of the proxy settings."""
PROXY_NAMES = frozenset({"http_proxy", "https_proxy", "all_proxy"})
MAX_BYTES = 256 * 1024
"""More than any office computer's tables; a router's full route table is cut here."""
LEASES = (
    "/run/systemd/netif/leases/",
    "/run/systemd/resolve/",
    "/var/lib/NetworkManager/",
    "/var/lib/dhcp/",
    "/var/lib/dhclient/",
)
"""Where DHCP clients write down what they were given."""
SYSTEM_SETTINGS = ("/usr/lib/NetworkManager/", "/run/NetworkManager/conf.d/")
ALLOWED = ("/sys/", "/proc/", "/etc/", *LEASES, *SYSTEM_SETTINGS)
"""Probes look at the computer's state, never at people's files."""


class SystemFiles:
    """The real `ports.Files`."""

    def read(self, path: str) -> bytes | None:
        """Return a file's first 256 KiB, or None where it does not exist or cannot be read."""
        if path == ADJTIMEX:
            return _clock_state()
        if path == PROXIES:
            return _proxies(os.environ.items(), _file("/etc/environment") or b"")
        if not path.startswith(ALLOWED):
            return None
        return _file(path)

    def names(self, folder: str) -> Sequence[str]:
        """Return the names in a folder, sorted; empty where there is none."""
        if not folder.startswith(ALLOWED):
            return ()
        try:
            return sorted(os.listdir(folder))  # noqa: PTH208 - names, not paths
        except (OSError, ValueError):
            return ()


def _file(path: str) -> bytes | None:
    try:
        with Path(path).open("rb", buffering=0) as file:
            return _up_to(file.fileno(), MAX_BYTES)
    except (OSError, ValueError):  # ValueError: a NUL byte in the path
        return None


def _proxies(environment: Iterable[tuple[str, str]], settings: bytes) -> bytes:
    lines = [f"environment {name.lower()} {where}" for name, value in environment if (where := _proxy(name, value))]
    for line in settings.decode("utf-8", "replace").splitlines():
        name, mark, value = line.strip().removeprefix("export ").partition("=")
        if mark and (where := _proxy(name.strip(), value.strip().strip("\"'"))):
            lines.append(f"/etc/environment {name.strip().lower()} {where}")
    return "".join(f"{each}\n" for each in dict.fromkeys(lines)).encode("ascii", "replace")


def _proxy(name: str, value: str) -> str | None:
    """Return host and port of a proxy setting, never its login; None for any other setting."""
    if name.lower() not in PROXY_NAMES or not value:
        return None
    where = value.rpartition("//")[2].rpartition("@")[2].partition("/")[0][:120]
    return where if re.fullmatch(r"[A-Za-z0-9._:\[\]-]+", where) else "unreadable"


def _up_to(descriptor: int, limit: int) -> bytes:
    # Files in /proc tell no size and give a page at a time: read until the end or the limit.
    pieces: list[bytes] = []
    left = limit
    while left and (piece := os.read(descriptor, min(left, 65536))):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


class _Timex(ctypes.Structure):
    """`struct timex` of <sys/timex.h>; the padding is larger than any kernel's."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("constant", ctypes.c_long),
        ("precision", ctypes.c_long),
        ("tolerance", ctypes.c_long),
        ("time_s", ctypes.c_long),
        ("time_fraction", ctypes.c_long),
        ("tick", ctypes.c_long),
        ("ppsfreq", ctypes.c_long),
        ("jitter", ctypes.c_long),
        ("shift", ctypes.c_int),
        ("stabil", ctypes.c_long),
        ("jitcnt", ctypes.c_long),
        ("calcnt", ctypes.c_long),
        ("errcnt", ctypes.c_long),
        ("stbcnt", ctypes.c_long),
        ("tai", ctypes.c_int),
        ("reserved", ctypes.c_int * 32),
    )


def _clock_state() -> bytes | None:
    try:
        call = ctypes.CDLL(None, use_errno=True).adjtimex
    except (OSError, AttributeError):  # not Linux
        return None
    timex = _Timex()  # modes = 0: read only
    state = call(ctypes.byref(timex))
    if state < 0:
        return None
    return (
        f"state={state} status=0x{timex.status & 0xFFFF:04x} maxerror_us={timex.maxerror} "
        f"esterror_us={timex.esterror} offset={timex.offset} tai_s={timex.tai}\n"
    ).encode()
