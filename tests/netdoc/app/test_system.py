"""The one reader of clocks."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from netdoc.app.secrets import load_secrets
from netdoc.app.system import RealClock, connect
from netdoc.ports import Ports


def test_the_clock_tells_aware_utc_and_clocks_that_never_go_back() -> None:
    clock = RealClock()

    before = (clock.now(), clock.monotonic_ns(), clock.boottime_ns())
    time.sleep(0.02)
    after = (clock.now(), clock.monotonic_ns(), clock.boottime_ns())

    assert before[0].tzinfo is UTC
    assert abs(before[0] - datetime.now(UTC)) < timedelta(seconds=5)
    assert after[1] - before[1] >= 20_000_000
    assert after[2] - before[2] >= 20_000_000
    assert after[2] >= after[1]


def test_the_boot_id_is_the_kernels() -> None:
    file = Path("/proc/sys/kernel/random/boot_id")

    assert RealClock().boot_id() == file.read_text(encoding="ascii").strip()


def test_the_outside_world_comes_from_the_installed_plug_in_package() -> None:
    ports = connect(RealClock(), load_secrets([], {}))

    assert isinstance(ports, Ports)
    assert ports.files.read("/proc/self/stat") is not None
