"""A live SNMP round: packets and time against a real net-snmp agent, and the time to read a long walk.

    python tests/bench/bench_snmp.py [--quick]

Needs net-snmp's snmpd; talks to loopback only. The agent answers from a saved walk through a helper in Python, which is
slow: the bound is for netdoc's own processor time, the wall clock stands beside it. Exit code 1 when a bound is broken.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from datetime import UTC, datetime

from netdoc.model.capture import Capture
from netdoc.model.site import Device
from netdoc.plugin import Driver
from netdoc.ports import Credential
from probes.modems import snmp_dsl, snmp_router
from probes.wire.snmp import SystemSnmp
from tests.emulated.snmp_agent import COMMUNITY, INTERFACE_MODULES, SNMPD, agent
from tests.emulated.snmp_rows import IF_ROOTS, router

VDSL2 = Path(__file__).parents[1] / "captures" / "snmp_dsl" / "rfc5650_vdsl2_in_sync" / "walk.snmprec"
IF_TABLE = "1.3.6.1.2.1.2.2.1."
MOST_PACKETS = 12
MOST_ROUND_MS = 300.0
MOST_READ_MS = 50.0
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Clock:
    """Stands still."""

    def now(self) -> datetime:
        """Return noon."""
        return NOON


class Held:
    """Knows the agent's community."""

    def find(self, name: str) -> Credential | None:
        """Return it."""
        return Credential(community=COMMUNITY)


class PortsOf:
    """SNMP only."""

    def __init__(self, snmp: SystemSnmp) -> None:
        self.snmp = snmp


def rounds(driver: Driver, text: str, many: int) -> tuple[int, list[float], list[float]]:
    """Return packets of a round, and milliseconds of warm rounds: netdoc's CPU and by the wall clock."""

    async def body(port: int) -> tuple[int, list[float], list[float]]:
        snmp: Any = SystemSnmp(Clock(), Held())  # type: ignore[arg-type]
        ports: Any = PortsOf(snmp)
        device = Device(id="box", kind="router", address="127.0.0.1", port=port, credentials="box")
        driver.read(await driver.collect(device, ports))
        packets, own, wall = snmp.requests, [], []
        for _ in range(many):
            cpu, began = time.process_time(), time.perf_counter()
            driver.read(await driver.collect(device, ports))
            own.append((time.process_time() - cpu) * 1e3)
            wall.append((time.perf_counter() - began) * 1e3)
        return packets, own, wall

    with tempfile.NamedTemporaryFile("w", suffix=".snmprec") as file:
        file.write(text)
        file.flush()
        with agent(Path(file.name), (*IF_ROOTS, "1.3.6.1.2.1.10.251"), without=INTERFACE_MODULES) as port:
            return asyncio.run(body(port))


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="a few seconds, for information")
    many = 3 if parser.parse_args().quick else 15
    if shutil.which(SNMPD) is None:
        print("not run: net-snmp's snmpd is not installed")
        return
    line = "".join(f"{each}\n" for each in VDSL2.read_text().splitlines() if not each.startswith(IF_TABLE))
    fine = True
    for name, driver, text in (
        ("router, 7 interfaces", snmp_router.DRIVER, router(7)),
        ("router, 500 interfaces", snmp_router.DRIVER, router(500)),
        ("DSL router, 30 interfaces", snmp_dsl.DRIVER, line + router(30)),
    ):
        packets, own, wall = rounds(driver, text, many)
        objects = len(text.splitlines())
        own_ms, wall_ms = statistics.median(own), statistics.median(wall)
        fine &= packets <= MOST_PACKETS and own_ms <= MOST_ROUND_MS
        print(
            f"{name:26} {objects:5} objects   {packets:2} packets (bound {MOST_PACKETS})   netdoc {own_ms:4.0f} ms "
            f"(bound {MOST_ROUND_MS:.0f})   with the agent's helper {wall_ms:5.0f} ms"
        )
    walk = Capture(router(400).encode(), NOON, "box", "file")
    times = []
    for _ in range(many):
        cpu = time.process_time()
        snmp_router.DRIVER.read([walk])
        times.append((time.process_time() - cpu) * 1e3 * 170_000 / len(walk.body))
    read_ms = min(times)
    fine &= read_ms <= MOST_READ_MS
    print(f"reading a walk of 170 kB   {read_ms:.0f} ms (bound {MOST_READ_MS:.0f})")
    sys.exit(0 if fine else 1)


if __name__ == "__main__":
    main()
