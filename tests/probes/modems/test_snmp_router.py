"""A router by SNMP: which interface is the WAN, what a carrier is, widths, clocks, and what a live round asks."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.interface_counters import InterfaceCounters
from netdoc.model.facts.wan_session import WanSession
from netdoc.model.site import Device
from netdoc.plugin import Score
from probes.modems import snmp_router
from probes.modems._dsl_mib import COLUMNS, dotted
from probes.modems._snmp_box import BOX_SCALARS
from tests.probes.modems.eye import NOON, one
from tests.probes.modems.saved_agent import Agent, PortsOf

OWN = Path(__file__).parents[2] / "captures" / "snmp_router"
WALK = (OWN / "emulated-2.4_wan-port-half-duplex" / "walk.snmprec").read_text()
NARROW = (OWN / "emulated-2.8.3_session-down-32-bit" / "walk.snmprec").read_text()
ETHERNET, PPP, LOOPBACK, VLAN, VDSL2 = 6, 23, 24, 135, 251
UP, DOWN = 1, 2


def facts_of(*texts: str) -> list[Any]:
    return list(snmp_router.read([Capture(each.encode(), NOON, "router", "file") for each in texts]))


def interfaces(*texts: str) -> dict[str, InterfaceCounters]:
    return {each.interface: each for each in facts_of(*texts) if isinstance(each, InterfaceCounters)}


def sessions(text: str) -> list[WanSession]:
    return [each for each in facts_of(text) if isinstance(each, WanSession)]


def row(
    index: int,
    name: str,
    kind: int = ETHERNET,
    *,
    oper: int = UP,
    admin: int = UP,
    alias: str = "",
    octets: int | None = None,
) -> str:
    cells = {"ifDescr": ("4", name), "ifType": ("2", kind), "ifAdminStatus": ("2", admin), "ifOperStatus": ("2", oper)}
    cells |= {"ifLastChange": ("67", 100_000), "ifHCInOctets": ("70", 5_000 + index), "ifHCOutOctets": ("70", 700)}
    cells |= {"ifAlias": ("4", alias)}
    if octets is not None:
        cells |= {"ifHCInOctets": ("70", octets), "ifHCOutOctets": ("70", octets)}
    return "".join(f"{dotted(column, index)}|{kind}|{value}\n" for column, (kind, value) in cells.items())


def walk(*rows: str, **scalars: int) -> str:
    """Return rows and scalars as an ordered walk."""
    lines = "".join(rows).splitlines() + [f"{dotted(name, 0)}|67|{value}" for name, value in scalars.items()]
    lines.append(f"{dotted('sysDescr', 0)}|4|box")
    return "".join(
        f"{each}\n" for each in sorted(lines, key=lambda each: [int(n) for n in each.split("|")[0].split(".")])
    )


ROUTE = f"{dotted('ipRouteIfIndex', 0, 0, 0, 0)}|2|{{}}\n"
CIDR = f"{dotted('ipCidrRouteIfIndex', *[0] * 9, 192, 0, 2, 1)}|2|{{}}\n"


@pytest.mark.parametrize(
    ("rows", "wan"),
    [
        ([row(1, "eth0"), row(2, "WAN1"), row(3, "WAN2", oper=DOWN, admin=DOWN)], "WAN1"),
        ([row(1, "Gi0/0", alias="Uplink WAN fibre"), row(2, "Gi0/1", alias="LAN office")], "Gi0/0"),
        ([row(1, "WAN1"), row(2, "WAN2")], None),
        ([row(1, "WAN1"), row(2, "WAN2"), ROUTE.format(2)], "WAN2"),
        ([row(1, "eth0"), row(2, "eth1"), ROUTE.format(2)], "eth1"),
        ([row(1, "eth0"), row(2, "eth1"), CIDR.format(1)], "eth0"),
        ([row(1, "eth0"), row(2, "eth1"), CIDR.format(0)], None),
        ([row(1, "eth0"), row(2, "eth1"), ROUTE.format(1), CIDR.format(2)], None),
        ([row(1, "wan"), row(9, "ppp0", PPP)], "wan"),
        ([row(1, "eth0"), row(9, "ppp0", PPP)], "ppp0"),
        ([row(1, "eth0"), row(9, "ppp0", PPP), row(10, "ppp1", PPP)], None),
        ([row(1, "eth0"), row(9, "ppp0", PPP), row(10, "ppp1", PPP, admin=DOWN)], "ppp0"),
        ([row(1, "eth0"), row(3, "ptm0.101")], "ptm0.101"),
        ([row(1, "eth0"), row(2, "wlan0"), row(3, "wwan0")], None),
        ([row(1, "LAN-to-WAN bridge"), row(2, "eth1")], None),
        ([row(1, "WAN2"), row(4, "VDSL", VDSL2)], None),
        ([row(1, "WAN2"), row(4, "VDSL", VDSL2), row(9, "ppp0", PPP)], None),
        ([row(1, "WAN2"), row(4, "VDSL", VDSL2), ROUTE.format(1)], "WAN2"),
        ([row(1, "WAN2"), row(4, "VDSL", VDSL2, admin=DOWN)], "WAN2"),
    ],
    ids=[
        "called so, the other is off",
        "called so by its owner",
        "two are called so",
        "two, and the default route",
        "default route",
        "default route by the newer table",
        "a default route to no interface",
        "two default routes",
        "a WAN port under a PPP",
        "one PPP",
        "two PPP",
        "one PPP is meant to be up",
        "a DSL modem's PTM",
        "wlan and wwan are not wan",
        "called both",
        "a WAN port beside a DSL line",
        "a WAN port beside a DSL line and its session",
        "a DSL line, and the default route through the port",
        "a DSL line that is switched off",
    ],
)
def test_the_wan_is_known_by_evidence_only(rows: Sequence[str], wan: str | None) -> None:
    found = interfaces(walk(*rows))

    assert [each.interface for each in found.values() if each.role == "wan"] == ([] if wan is None else [wan])


def test_the_carrier_is_told_of_a_wan_that_is_the_wan_for_good() -> None:
    assert interfaces(walk(row(1, "wan"), row(2, "eth1")))["wan"].up is True
    assert interfaces(walk(row(1, "eth0"), row(2, "eth1"), ROUTE.format(2)))["eth1"].up is None


def test_a_port_called_lan_is_lan_and_others_are_unknown() -> None:
    found = interfaces(
        walk(row(1, "br-lan"), row(2, "wlan0"), row(3, "eth0"), row(4, "lo", LOOPBACK), row(5, "v", VLAN))
    )

    assert {name: each.role for name, each in found.items()} == {"br-lan": "lan", "wlan0": "unknown", "eth0": "unknown"}


@pytest.mark.parametrize(
    ("oper", "admin", "kind", "up"),
    [
        (UP, UP, ETHERNET, True),
        (DOWN, UP, ETHERNET, False),
        (7, UP, ETHERNET, False),
        (DOWN, DOWN, ETHERNET, None),
        (5, UP, ETHERNET, None),
        (DOWN, UP, PPP, None),
        (UP, UP, PPP, None),
    ],
    ids=["up", "down", "lower layer down", "switched off", "dormant", "PPP down", "PPP up"],
)
def test_a_carrier_is_told_of_ports_that_are_meant_to_be_up(oper: int, admin: int, kind: int, up: bool | None) -> None:
    assert interfaces(walk(row(1, "lan", kind, oper=oper, admin=admin)))["lan"].up is up


def test_a_port_without_its_admin_state_is_not_said_to_be_down() -> None:
    admin = f"{dotted('ifAdminStatus', 1)}|"
    text = "".join(each for each in walk(row(1, "wan", oper=DOWN)).splitlines(True) if not each.startswith(admin))

    assert interfaces(text)["wan"].up is None


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([row(9, "ppp0", PPP)], [("up", 4_000)]),
        ([row(9, "ppp0", PPP, oper=DOWN)], [("down", None)]),
        ([row(9, "ppp0", PPP, oper=DOWN, admin=DOWN)], []),
        ([row(9, "ppp0", PPP, oper=5)], []),
        ([row(9, "ppp0", PPP), row(10, "ppp1", PPP, oper=DOWN)], []),
        ([row(9, "Dialer1", PPP)], []),
        ([row(9, "pppo3G0", PPP, oper=DOWN)], []),
        ([row(9, "l2tp-out1", PPP)], []),
        ([row(9, "ppp0", PPP), row(10, "l2tp-out1", PPP)], [("up", 4_000)]),
        ([row(9, "ppp0", PPP, oper=DOWN, octets=0)], []),
        ([row(1, "eth0"), row(9, "ppp0", PPP, oper=DOWN), ROUTE.format(1)], []),
        ([row(1, "eth0"), row(9, "ppp0", PPP), ROUTE.format(9)], [("up", 4_000)]),
        ([row(9, "eth0")], []),
    ],
    ids=[
        "up",
        "down",
        "switched off",
        "dormant",
        "two of them",
        "a dialer",
        "a mobile backup",
        "a tunnel",
        "a tunnel beside it",
        "never used",
        "the default route goes around it",
        "the default route leads to it",
        "no PPP",
    ],
)
def test_the_only_ppp_interface_is_the_session(rows: Sequence[str], expected: list[tuple[str, int | None]]) -> None:
    text = walk(*rows, sysUpTime=500_000)

    assert [(each.status.value, each.uptime_s) for each in sessions(text)] == expected


def test_without_the_state_of_every_interface_none_is_the_only_ppp() -> None:
    state = f"{dotted('ifOperStatus', 1)}|"
    text = walk(row(1, "eth0"), row(9, "ppp0", PPP))

    assert sessions("".join(each for each in text.splitlines(True) if not each.startswith(state))) == []


def test_32_bit_octets_are_read_only_where_the_walk_passed_the_wider_ones() -> None:
    lines = NARROW.splitlines(keepends=True)
    cut = "".join(lines[:-3])

    assert interfaces(NARROW)["WAN1"].bits == 32
    assert interfaces(cut) == {}
    assert any("may be cut" in each for each in one(facts_of(cut), DeviceState).remarks)
    assert interfaces(cut, "") == interfaces(NARROW)


def test_octets_that_stand_at_zero_on_a_port_that_is_up_are_not_read() -> None:
    text = walk(row(1, "wan")).replace("|5001", "|0").replace("|700", "|0")
    wan = interfaces(text)["wan"]

    assert (wan.rx_bytes, wan.tx_bytes) == (None, None)
    assert any("both are zero" in each for each in wan.remarks)


@pytest.mark.parametrize(
    ("scalars", "uptime_s", "words"),
    [
        ({"hrSystemUptime": 900_000, "sysUpTime": 800_000}, 9_000, ""),
        ({"sysUpTime": 800_000}, 8_000, "of the SNMP agent"),
        ({"hrSystemUptime": 5_000, "sysUpTime": 4_294_000_000}, None, "wrapped"),
        ({"sysUpTime": 123_400, "snmpEngineTime": 42_949_672 + 1_234}, 42_949_672 + 1_234, "of the SNMP agent"),
        ({"sysUpTime": 123_400, "snmpEngineTime": 99}, 1_234, "of the SNMP agent"),
        ({}, None, ""),
    ],
    ids=["host", "agent", "the host's clock has wrapped", "the agent's has, its engine's not", "unlike", "none"],
)
def test_a_clock_that_wrapped_after_497_days_is_no_restart(
    scalars: dict[str, int], uptime_s: int | None, words: str
) -> None:
    box = one(facts_of(walk(row(1, "eth0"), **scalars)), DeviceState)

    assert box.uptime_s == uptime_s
    assert words in " ".join(box.remarks)


def test_serial_numbers_in_the_description_are_masked() -> None:
    text = f"{dotted('sysDescr', 0)}|4|Router S/N: AB12345 fw 2 (SN: 778899) 4006379832100006\n"

    assert one(facts_of(text), DeviceState).remarks[0] == "sysDescr: Router S/N: <masked> fw 2 (SN: <masked>) <masked>"


def test_a_walk_that_tells_nothing_of_a_box_is_refused() -> None:
    with pytest.raises(UnreadableCapture, match="neither of the box"):
        facts_of("1.3.6.1.2.1.99.1.0|2|1\n")
    assert snmp_router.recognises(b"1.3.6.1.2.1.99.1.0|2|1\n") is Score.NO


@pytest.mark.parametrize("text", [WALK, NARROW], ids=["64-bit", "32-bit"])
def test_a_live_round_reads_what_the_saved_walk_reads(text: str) -> None:
    agent = Agent(text + f"{dotted('ifNumber', 0)}|2|5\n")
    device = Device(id="router", kind="router", address="192.0.2.1")
    live = list(snmp_router.read(asyncio.run(snmp_router.collect(device, PortsOf(agent)))))  # type: ignore[arg-type]

    assert live == facts_of(text)
    assert not any(each in ("1.3.6.1.2.1", "1.3.6.1", "1.3.6.1.4.1") for each in agent.asked)


def test_what_is_asked_has_a_known_number() -> None:
    assert set(BOX_SCALARS) <= set(COLUMNS)
