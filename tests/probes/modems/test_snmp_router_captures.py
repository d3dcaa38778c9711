"""Routers by SNMP: every public walk against a table written by eye from its raw text."""

from __future__ import annotations

from typing import Any

import pytest

from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.interface_counters import InterfaceCounters
from netdoc.model.facts.wan_session import SessionStatus, WanSession
from netdoc.plugin import Score
from probes.modems.snmp_router import DRIVER
from tests.probes.modems.eye import SHARED, facts_of, one, read_fields

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared captures are not beside this repository")

BOXES: dict[str, dict[str, Any]] = {
    "snmp-router/bintec-beip-plus": {"vendor": "bintec elmeg", "model": "be.IP plus", "uptime_s": 536_793},
    "snmp-router/draytek": {
        "vendor": "DrayTek",
        "model": "Vigor2920",
        "firmware": "3.8.8.2",
        "uptime_s": 9_458_488,
    },
    "snmp-router/edgeos": {
        "vendor": "Ubiquiti",
        "firmware": "v1.8.0.4853089.160219.1607",
        "uptime_s": 164_439,
        "load_pct": 6.0,
    },
    "snmp-router/edgeos_erl": {"vendor": "Ubiquiti", "model": "EdgeRouter Lite"},
    "snmp-router/ios_ir809": {
        "vendor": "Cisco",
        "model": "IR809G-LTE-GA-K9",
        "firmware": "15.8(3)M4",
        "uptime_s": 4_876_855,
    },
    "snmp-router/iosxe_isr4321": {"vendor": "Cisco", "model": "ISR4321/K9", "firmware": "17.6.4"},
    "snmp-router/lcos_oap1700b": {
        "vendor": "LANCOM",
        "model": "LANCOM OAP-1700B",
        "firmware": "10.72.0484RU6",
        "load_pct": 2.0,
    },
    "snmp-router/openwrt": {"uptime_s": 38_347_746, "load_pct": 3.0},
    "snmp-router/routeros_rb750gr3": {
        "vendor": "MikroTik",
        "model": "RB750Gr3",
        "firmware": "7.20.4",
        "uptime_s": 4_305,
        "load_pct": 5.0,
    },
    "snmp-router/unifi_unifi": {
        "vendor": "Ubiquiti",
        "model": "U-LTE-Pro-EU",
        "firmware": "6.6.57.15206",
        "uptime_s": 1_624_988,
    },
    "snmp-router/vrp_ar169fgwl": {
        "vendor": "Huawei",
        "model": "AR169FGW-L",
        "firmware": "V200R009C00SPC500",
        "uptime_s": 802_010,
    },
    "snmp-router/vrp_ar169sfp": {
        "vendor": "Huawei",
        "model": "AR169F",
        "firmware": "V200R009C00SPC500",
        "uptime_s": 8_924_645,
        "load_pct": 22.0,
    },
    "snmp-dsl/tplink_td-w9970": {
        "vendor": "TP-Link",
        "firmware": "0.9.1 0.2 v0076.0 Build 170919 Rel.61201n",
        "uptime_s": 6_205_215,
    },
}


def port(
    name: str, role: str, rx: int | None, tx: int | None, *, width: int = 64, lost: str | None = "0 0 0 0", **more: Any
) -> dict[str, Any]:
    """Return the expected fields of an interface; `lost` is errors in, out, discards in, out."""
    expected = {"interface": name, "role": role, "bits": width, "rx_bytes": rx, "tx_bytes": tx, **more}
    if lost is not None:
        names = ("rx_errors", "tx_errors", "rx_discards", "tx_discards")
        expected |= dict(zip(names, map(int, lost.split()), strict=True))
    return {key: value for key, value in expected.items() if value is not None}


INTERFACES: dict[str, list[dict[str, Any]]] = {
    "snmp-router/bintec-beip-plus": [],
    "snmp-router/draytek": [
        port("LAN", "lan", 2_623_046_322, 721_527_397, width=32, up=True),
        port("WAN1", "wan", 3_784_916_249, 1_463_696_936, width=32, up=True),
    ],
    "snmp-router/edgeos": [
        port("eth6", "unknown", 142_365_925_501, 212_786_479_301),
        port("eth7", "unknown", 214_425_147_473, 141_693_718_792, lost="0 0 19 0"),
        port("eth6.500", "unknown", 358_237_547, 615_684_147),
        port("eth6.499", "unknown", 0, 958),
        port("eth6.501", "unknown", 92_346_594, 80_537_650),
        port("eth6.10", "unknown", 29_999_986, 17_246_570),
        port("eth6.4", "unknown", 0, 848),
    ],
    "snmp-router/edgeos_erl": [],
    "snmp-router/ios_ir809": [],
    "snmp-router/iosxe_isr4321": [
        port("GigabitEthernet0/0/0", "wan", 214_369_901_303, 217_122_921_922, up=True, duplex="full"),
        port("GigabitEthernet0/0/1", "lan", 261_270_905_459, 290_735_688_861, up=True, duplex="full"),
    ],
    "snmp-router/lcos_oap1700b": [port("NXP mEMAC Ethernet 1", "lan", None, None, width=32, lost=None, up=True)],
    "snmp-router/openwrt": [
        port(name, role, None, None, width=32, lost=None, up=True)
        for name, role in [
            ("lan4", "lan"),
            ("lan3", "lan"),
            ("lan2", "lan"),
            ("lan1", "lan"),
            ("wan", "wan"),
            ("br-lan", "lan"),
            ("br-lan.20", "lan"),
            ("br-lan.10", "lan"),
            ("br-lan.100", "lan"),
            ("br-lan.101", "lan"),
        ]
    ],
    "snmp-router/routeros_rb750gr3": [
        port("wan: STCable (eth1)", "wan", 1_493_725_213, 192_615_325, up=True, last_change_s=4_273),
        port("trunk: Down (eth5)", "unknown", 88_067_883, 1_366_108_935, last_change_s=4_273),
    ],
    "snmp-router/unifi_unifi": [
        port("eth0", "unknown", 3_021_579_557, 153_643_461, last_change_s=1_624_951),
        port("br0", "unknown", 2_893_563_137, 144_973_476, last_change_s=1_624_951, lost="0 0 6440 0"),
    ],
    "snmp-router/vrp_ar169fgwl": [],
    "snmp-router/vrp_ar169sfp": [
        port("GigabitEthernet0/0/1", "unknown", 60_957_920_391, 101_135_538_407),
        port("GigabitEthernet0/0/4", "unknown", 104_579_943_059, 63_990_464_422, last_change_s=8_924_613),
    ],
    "snmp-dsl/tplink_td-w9970": [
        port("bcmsw", "unknown", 1_356_499_907, 2_388_828_695, width=32),
        port("br0", "unknown", 2_237_892_403, 726_264_874, width=32, lost="0 0 502 0"),
        port("wl0", "unknown", 530_041_548, 4_039_990_994, width=32, lost="0 12 5 0"),
        port("ptm0.101", "unknown", 582_901_046, 2_229_530_253, width=32),
        port("ppp1", "wan", 3_784_944_090, 495_238_196, width=32),
    ],
}
SESSIONS = {
    "snmp-router/openwrt": WanSession(status=SessionStatus.UP, session="ppp"),
    "snmp-dsl/tplink_td-w9970": WanSession(status=SessionStatus.DOWN, session="ppp"),
}


def test_the_table_has_every_file() -> None:
    files = {f"snmp-router/{each.stem}" for each in (SHARED / "snmp-router").iterdir()}

    assert set(BOXES) == set(INTERFACES) == files | {"snmp-dsl/tplink_td-w9970"}


@pytest.mark.parametrize("name", BOXES)
def test_each_value_of_a_public_walk_is_read_and_no_other(name: str) -> None:
    path = SHARED / f"{name}.snmprec"
    facts = facts_of(DRIVER, path)

    assert DRIVER.recognises(path.read_bytes()) is Score.LIKELY
    assert read_fields(one(facts, DeviceState)) == BOXES[name]
    assert [read_fields(each) for each in facts if isinstance(each, InterfaceCounters)] == INTERFACES[name]
    assert [each for each in facts if isinstance(each, WanSession)] == ([SESSIONS[name]] if name in SESSIONS else [])


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("bintec-beip-plus", "6 Ethernet ports without a name"),
        ("routeros_rb750gr3", "load is that of the first of 4 processors"),
        ("vrp_ar169sfp", "uptime is that of the SNMP agent"),
        ("lcos_oap1700b", "<masked>"),
    ],
)
def test_what_is_left_out_is_told_in_a_remark(name: str, words: str) -> None:
    remarks = one(facts_of(DRIVER, SHARED / "snmp-router" / f"{name}.snmprec"), DeviceState).remarks

    assert any(words in each for each in remarks)
