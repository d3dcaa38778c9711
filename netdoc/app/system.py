"""The real clock, and the real outside world through the plug-in package. Nothing else reads a clock."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from netdoc import discover
from netdoc.errors import PluginError
from netdoc.ports import Clock, Ports, Secrets

BOOT_ID_FILE = "/proc/sys/kernel/random/boot_id"


class RealClock:
    """Implements `ports.Clock` by the kernel's clocks."""

    def now(self) -> datetime:
        """Return aware UTC wall time."""
        return datetime.now(UTC)

    def monotonic_ns(self) -> int:
        """Return nanoseconds that never step and stand still while the computer sleeps (CLOCK_MONOTONIC)."""
        return time.monotonic_ns()

    def boottime_ns(self) -> int:
        """Return nanoseconds that never step and go on while the computer sleeps (CLOCK_BOOTTIME)."""
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME)

    def boot_id(self) -> str:
        """Return the kernel's boot id; empty where the system gives none."""
        return _boot_id()


@cache
def _boot_id() -> str:
    try:
        return Path(BOOT_ID_FILE).read_text(encoding="ascii").strip()
    except OSError:
        return ""


def connect(clock: Clock, secrets: Secrets) -> Ports:
    """Return the real outside world, as the first plug-in package that has a `connect` gives it.

    Raises:
        PluginError: no plug-in package is installed, or none connects.
    """
    for package in discover.plugin_packages():
        opens = getattr(package, "connect", None)
        if opens is not None:
            ports = opens(clock, secrets)
            assert isinstance(ports, Ports)
            return ports
    raise PluginError("no installed plug-in package connects to the outside world", hint="reinstall netdoc-toolkit")
