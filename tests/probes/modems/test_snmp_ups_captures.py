"""UPSes by SNMP: every public walk against a table written by eye from its raw text."""

from __future__ import annotations

from typing import Any

import pytest

from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.power_state import PowerState
from netdoc.plugin import Score
from probes.modems.snmp_ups import DRIVER
from tests.probes.modems.eye import SHARED, facts_of, one, read_fields

FOLDER = SHARED / "snmp-ups"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared captures are not beside this repository")

NORMAL = {"on_battery": False, "output_on": True, "status": "output normal, battery normal"}
NO_ALARM = {"overloaded": False, "battery_bad": False}
POWER: dict[str, dict[str, Any]] = {
    "abbups_abbups": {**NORMAL, "charge_pct": 100.0, "runtime_s": 452 * 60, "load_pct": 6.0, "input_v": 239.0},
    "apc_smt750x-nmc2": {
        "on_battery": False,
        "charge_pct": 100.0,
        "runtime_s": 109_762,
        "load_pct": 0.0,
        "input_v": 119.1,
        "battery_bad": False,
        "output_on": True,
        "status": "on line",
    },
    "cetpower": {
        **NO_ALARM,
        "charge_pct": 100.0,
        "runtime_s": 6_000 * 60,
        "load_pct": 25.0,
        "input_v": 238.0,
        "line_bads": 140,
        "output_on": True,
        "status": "output battery, battery normal",
    },
    "cyberpower_pr2200rt2uc": {
        **NORMAL,
        **NO_ALARM,
        "charge_pct": 100.0,
        "runtime_s": 175 * 60,
        "load_pct": 3.0,
        "input_v": 121.0,
    },
    "deltaups_rfc1628string": {**NORMAL, "charge_pct": 29.0, "runtime_s": 338 * 60, "load_pct": 8.0, "input_v": 236.0},
    "eaton-mgeups_9pxle": {
        **NORMAL,
        **NO_ALARM,
        "charge_pct": 91.0,
        "runtime_s": 18 * 60,
        "load_pct": 40.0,
        "input_v": 228.0,
        "line_bads": 2,
    },
    "generex-ups_cs141": {
        "on_battery": False,
        "charge_pct": 100.0,
        "runtime_s": 544 * 60,
        "load_pct": 14.0,
        "input_v": 233.0,
        "output_on": True,
        "status": "output bypass, battery normal",
    },
    "netmanplus_204": {**NORMAL, "charge_pct": 100.0, "runtime_s": 135 * 60, "load_pct": 8.0, "input_v": 242.0},
    "orvaldi-ups": {**NORMAL, "charge_pct": 100.0, "runtime_s": 44 * 60, "load_pct": 33.0, "input_v": 244.0},
}
BOXES: dict[str, dict[str, Any]] = {
    "abbups_abbups": {"vendor": "ABB", "model": "PowerScale", "firmware": "2.6"},
    "apc_smt750x-nmc2": {
        "vendor": "APC",
        "model": "Smart-UPS X 750",
        "firmware": "UPS 09.8 (ID20)",
        "uptime_s": 719_178,
    },
    "cetpower": {"vendor": "CE+T Power", "model": "TSI Inverter", "firmware": "208", "uptime_s": 18_279_186},
    "cyberpower_pr2200rt2uc": {
        "vendor": "CPS",
        "model": "PR2200RT2UC",
        "firmware": "1.1786",
        "uptime_s": 212_924,
    },
    "deltaups_rfc1628string": {"vendor": "Delta"},
    "eaton-mgeups_9pxle": {
        "vendor": "EATON",
        "model": "Eaton 9PX 1000i RT 2U",
        "firmware": "INV: 01.16.4638",
        "uptime_s": 9_718_672,
    },
    "generex-ups_cs141": {"vendor": "Multimatic", "model": "Upscale", "uptime_s": 10_543_018},
    "netmanplus_204": {"vendor": "RPS SpA", "uptime_s": 516_691},
    "orvaldi-ups": {"uptime_s": 20_943_592},
}


def test_the_table_has_every_file() -> None:
    assert sorted(POWER) == sorted(BOXES) == sorted(each.stem for each in FOLDER.iterdir())


@pytest.mark.parametrize("name", POWER)
def test_each_value_of_a_public_walk_is_read_and_no_other(name: str) -> None:
    path = FOLDER / f"{name}.snmprec"
    facts = facts_of(DRIVER, path)

    assert DRIVER.recognises(path.read_bytes()) is Score.CERTAIN
    assert read_fields(one(facts, PowerState)) == POWER[name]
    assert read_fields(one(facts, DeviceState)) == BOXES[name]
    assert len(facts) == 2


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("deltaups_rfc1628string", "2360 V is no mains; taken as tenths"),
        ("cetpower", "source battery, 0 s on battery"),
        ("generex-ups_cs141", "the greatest of 2, 14, 2 %"),
    ],
)
def test_each_known_departure_is_told_in_a_remark(name: str, words: str) -> None:
    assert any(words in each for each in one(facts_of(DRIVER, FOLDER / f"{name}.snmprec"), PowerState).remarks)


@pytest.mark.parametrize("name", ["apc_smt750x-nmc2", "eaton-mgeups_9pxle"])
def test_the_clock_of_a_ups_is_said_to_be_that_of_its_card(name: str) -> None:
    remarks = one(facts_of(DRIVER, FOLDER / f"{name}.snmprec"), DeviceState).remarks

    assert any("of the network card" in each for each in remarks)
    assert not any("ZA1815031283" in each for each in remarks)
