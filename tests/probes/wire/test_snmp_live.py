"""A live SNMP round against a real net-snmp agent: the facts of a saved walk, in few packets, of any size of box."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import Any

import pytest

from netdoc.model.facts.dsl_history import DslHistory
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.interface_counters import InterfaceCounters
from netdoc.model.facts.power_state import PowerState
from netdoc.model.facts.wan_session import WanSession
from netdoc.model.site import Device
from netdoc.plugin import Driver
from netdoc.ports import Credential
from probes.modems import snmp_dsl, snmp_router, snmp_ups
from probes.modems._dsl_mib import dotted
from probes.wire.snmp import SystemSnmp
from tests.emulated.snmp_agent import COMMUNITY, INTERFACE_MODULES, SNMPD, agent
from tests.emulated.snmp_rows import IF_ROOTS, router
from tests.probes.modems.eye import NOON, facts_of, one, read_fields

pytestmark = pytest.mark.skipif(shutil.which(SNMPD) is None, reason="net-snmp's snmpd is not installed")
CAPTURES = Path(__file__).parents[2] / "captures"
VDSL2 = CAPTURES / "snmp_dsl" / "rfc5650_vdsl2_in_sync" / "walk.snmprec"
UPS_ROOTS = ("1.3.6.1.2.1.33", "1.3.6.1.4.1.318")
MOST_PACKETS = 12
IF_TABLE = "1.3.6.1.2.1.2.2.1."


class Clock:
    def now(self) -> Any:
        return NOON


class Held:
    def find(self, name: str) -> Credential | None:
        return Credential(community=COMMUNITY)


class PortsOf:
    def __init__(self, snmp: SystemSnmp) -> None:
        self.snmp = snmp


def asked(driver: Driver, walk: Path, roots: tuple[str, ...]) -> tuple[list[Any], int]:
    """Return the facts of one live round, and the request packets it took."""

    async def body(port: int) -> tuple[list[Any], int]:
        snmp: Any = SystemSnmp(Clock(), Held())  # type: ignore[arg-type]
        device = Device(id="box", kind="router", address="127.0.0.1", port=port, credentials="box")
        ports: Any = PortsOf(snmp)
        return list(driver.read(await driver.collect(device, ports))), snmp.requests

    with agent(walk, roots, without=INTERFACE_MODULES) as port:
        return asyncio.run(body(port))


def of(facts: list[Any], kind: type[Any]) -> list[dict[str, Any]]:
    return [read_fields(each) for each in facts if isinstance(each, kind)]


@pytest.fixture
def big_router(tmp_path: Path) -> Path:
    file = tmp_path / "big.snmprec"
    file.write_text(router(500))
    return file


def test_a_router_with_five_hundred_interfaces_is_read_in_at_most_twelve_packets(big_router: Path) -> None:
    facts, packets = asked(snmp_router.DRIVER, big_router, IF_ROOTS)

    told = {each["interface"]: each for each in of(facts, InterfaceCounters)}
    assert packets <= MOST_PACKETS
    assert told["wan"] | {"role": "wan"} == told["wan"]
    assert told["wan"]["rx_bytes"] == 2**33 + 1_000_001
    assert told["lan"]["role"] == "lan"
    assert told["ppp0"]["tx_bytes"] == 2**34 + 2_000_500


def test_a_router_of_a_usual_size_is_read_as_its_walk_is(tmp_path: Path) -> None:
    file = tmp_path / "router.snmprec"
    file.write_text(router(7))
    facts, packets = asked(snmp_router.DRIVER, file, IF_ROOTS)
    saved = facts_of(snmp_router.DRIVER, file)

    assert packets <= 4
    assert of(facts, InterfaceCounters) == of(saved, InterfaceCounters)
    assert of(facts, WanSession) == of(saved, WanSession) == [{"status": "up", "session": "ppp"}]


@pytest.mark.parametrize("interfaces", [6, 19, 500])
def test_line_interfaces_and_uptime_of_a_dsl_router_take_at_most_twelve_packets(
    interfaces: int, tmp_path: Path
) -> None:
    line = [each for each in VDSL2.read_text().splitlines() if not each.startswith(IF_TABLE)]
    file = tmp_path / "dsl.snmprec"
    file.write_text("".join(f"{each}\n" for each in [*line, *router(interfaces).splitlines()]))
    facts, packets = asked(snmp_dsl.DRIVER, file, (*IF_ROOTS, "1.3.6.1.2.1.10.251"))

    told = {each["interface"] for each in of(facts, InterfaceCounters)}
    assert packets <= MOST_PACKETS
    assert (one(facts, DslLine).rate_down_kbps, one(facts, DslLine).crc_down) == (79_998, 1_907)
    assert {"wan", "lan", "ppp0"} <= told


def test_a_full_day_of_bins_beside_twelve_interfaces_takes_no_more(tmp_path: Path) -> None:
    rows = {each.split("|")[0]: each for each in VDSL2.read_text().splitlines() if not each.startswith(IF_TABLE)}
    columns = [
        (f"xdsl2PMLHist15M{name}", unit) for name in ("Es", "Ses", "Loss", "Uas", "ValidInterval") for unit in (1, 2)
    ]
    for number in range(1, 97):
        for name, unit in columns:
            rows.setdefault(dotted(name, 7, unit, number), f"{dotted(name, 7, unit, number)}|66|1")
        for place in (("xdsl2PMLHist15MMonitoredTime", 7, 1, number), ("xdsl2PMLInitHist15MFullInits", 7, number)):
            rows.setdefault(dotted(*place), f"{dotted(*place)}|66|{900 if len(place) == 4 else 0}")
    file = tmp_path / "day.snmprec"
    file.write_text("".join(f"{each}\n" for each in [*rows.values(), *router(12).splitlines()]))
    facts, packets = asked(snmp_dsl.DRIVER, file, (*IF_ROOTS, "1.3.6.1.2.1.10.251"))

    (quarters,) = (each for each in facts if isinstance(each, DslHistory) and each.bin_s == 900)
    assert packets <= MOST_PACKETS
    assert len(quarters.bins) >= 96
    assert {"wan", "lan", "ppp0"} <= {each["interface"] for each in of(facts, InterfaceCounters)}


@pytest.mark.parametrize("name", ["rfc1628-1.07_on-battery-low", "powernet-04.1_on-battery"])
def test_a_ups_is_read_live_as_its_walk_is_in_three_packets(name: str) -> None:
    walk = CAPTURES / "snmp_ups" / name / "walk.snmprec"
    facts, packets = asked(snmp_ups.DRIVER, walk, UPS_ROOTS)

    assert packets <= 3
    assert of(facts, PowerState) == of(facts_of(snmp_ups.DRIVER, walk), PowerState)
