"""DSL walks also tell of the box's interfaces and session: every public walk against a table written by eye."""

from __future__ import annotations

from typing import Any

import pytest

from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.interface_counters import InterfaceCounters
from netdoc.model.facts.wan_session import WanSession
from netdoc.plugin import Score
from probes.modems import snmp_router, snmp_ups
from probes.modems.snmp_dsl import DRIVER
from tests.probes.modems.eye import SHARED, facts_of, one

FOLDER = SHARED / "snmp-dsl"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared captures are not beside this repository")

Row = tuple[str, str, int | None, int | None, int, bool | None]
"""Name, role, octets received and sent, width, carrier."""
INTERFACES: dict[str, list[Row]] = {
    "anyos.snmprec": [
        ("eth0", "unknown", 1_542_245, 3_072_109, 32, None),
        ("eth1", "unknown", 1_484_379, 1_359_975, 32, None),
        ("eth2", "unknown", 17_604_782, 50_803_276, 32, None),
        ("eth3", "unknown", 217_699, 1_193_188, 32, None),
        ("ppp2.2", "wan", 207_594, 230_847, 32, None),
    ],
    "draytek_vdsl.snmprec": [
        ("LAN", "lan", 4_509_363, 12_229_826, 32, True),
        ("LAN_PORT1", "lan", 4_518_898, 12_232_151, 32, True),
    ],
    "juniper-srx-adsl-line-mib.txt": [],
    "oneaccess_oneaccess-showtime.snmprec": [
        ("GigabitEthernet0/0", "lan", 10_111_167_365, 7_290_572_756, 64, True),
        ("GigabitEthernet0/1", "lan", None, None, 64, False),
        ("GigabitEthernet0/2", "lan", None, None, 64, False),
        ("GigabitEthernet0/3", "lan", None, None, 64, False),
        ("Dialer1", "wan", 8_431_047_503, 11_858_075_321, 64, None),
        ("efm0", "unknown", 10_389_796_305, 14_254_765_887, 64, None),
    ],
    "paradyne_1752.snmprec": [],
    "teldat_teldatvdsl2.snmprec": [
        ("ethernet0/0", "unknown", 4_101_386_700, 1_756_890_989, 32, None),
        ("ppp10", "unknown", 88_080_780, 35_054_956, 32, None),
        ("ppp20", "unknown", 5_110_294, 4_521, 32, None),
    ],
}
LOST: dict[tuple[str, str], dict[str, int]] = {
    ("oneaccess_oneaccess-showtime.snmprec", "GigabitEthernet0/0"): {"rx_discards": 10, "tx_discards": 1},
    ("oneaccess_oneaccess-showtime.snmprec", "Dialer1"): {"tx_discards": 34},
    ("oneaccess_oneaccess-showtime.snmprec", "efm0"): {"rx_discards": 52, "tx_discards": 5},
}
LAST_CHANGES = {"GigabitEthernet0/0": 12_732_853, "Dialer1": 2_304_902, "efm0": 2_304_907}


def interfaces(name: str) -> list[InterfaceCounters]:
    return [each for each in facts_of(DRIVER, FOLDER / name) if isinstance(each, InterfaceCounters)]


def test_the_table_has_every_walk_with_a_dsl_table() -> None:
    files = {each.name for each in FOLDER.iterdir() if DRIVER.recognises(each.read_bytes()) >= Score.LIKELY}

    assert set(INTERFACES) == files
    assert {each.name for each in FOLDER.iterdir()} - files == {"tplink_td-w9970.snmprec"}


@pytest.mark.parametrize("name", INTERFACES)
def test_each_interface_is_told_with_its_octets_and_no_other(name: str) -> None:
    told = [(each.interface, each.role, each.rx_bytes, each.tx_bytes, each.bits, each.up) for each in interfaces(name)]

    assert told == INTERFACES[name]
    for each in interfaces(name):
        counted = (each.rx_errors, each.tx_errors, each.rx_discards, each.tx_discards)
        lost = LOST.get((name, each.interface), {})
        assert counted == (0, 0, lost.get("rx_discards", 0), lost.get("tx_discards", 0))


def test_when_a_state_last_changed_is_counted_from_the_agents_clock() -> None:
    found = {each.interface: each.last_change_s for each in interfaces("oneaccess_oneaccess-showtime.snmprec")}

    assert {name: found[name] for name in LAST_CHANGES} == LAST_CHANGES


@pytest.mark.parametrize(
    ("name", "status"),
    [("anyos.snmprec", "up"), ("teldat_teldatvdsl2.snmprec", None), ("oneaccess_oneaccess-showtime.snmprec", None)],
    ids=["one PPP, listed twice", "two PPP", "a dialer"],
)
def test_a_session_is_told_where_there_is_one_ppp(name: str, status: str | None) -> None:
    found = [each.status.value for each in facts_of(DRIVER, FOLDER / name) if isinstance(each, WanSession)]

    assert found == ([] if status is None else [status])


@pytest.mark.parametrize("name", INTERFACES)
def test_one_driver_alone_takes_a_dsl_walk(name: str) -> None:
    body = (FOLDER / name).read_bytes()

    assert snmp_router.DRIVER.recognises(body) is snmp_ups.DRIVER.recognises(body) is Score.NO


@pytest.mark.parametrize("folder", ["snmp-router", "snmp-ups"])
def test_walks_of_other_boxes_are_not_this_drivers(folder: str) -> None:
    takers: dict[str, list[Any]] = {
        each.name: [driver.id for driver in (DRIVER, snmp_router.DRIVER, snmp_ups.DRIVER) if driver.recognises(body)]
        for each in (SHARED / folder).iterdir()
        if (body := each.read_bytes())
    }

    assert set(map(tuple, takers.values())) == {(folder.replace("-", "_"),)}


def test_the_modem_told_both_ends_counters_and_no_end_is_named_where_no_box_is() -> None:
    assert one(facts_of(DRIVER, FOLDER / "juniper-srx-adsl-line-mib.txt"), DslLine).es_counted_at is None
