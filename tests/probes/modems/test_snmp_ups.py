"""UPS by SNMP: what decides on battery or not, values that are none, phases, and the three trees."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.power_state import PowerState
from netdoc.plugin import Score
from probes.modems import snmp_ups
from probes.modems._dsl_mib import dotted
from tests.probes.modems.eye import NOON, one, read_fields

OWN = Path(__file__).parents[2] / "captures" / "snmp_ups"
POWERNET = (OWN / "powernet-04.1_on-battery" / "walk.snmprec").read_text()
BASE: dict[tuple[Any, ...], int] = {
    ("upsBatteryStatus", 0): 2,
    ("upsSecondsOnBattery", 0): 0,
    ("upsEstimatedMinutesRemaining", 0): 20,
    ("upsEstimatedChargeRemaining", 0): 80,
    ("upsInputNumLines", 0): 1,
    ("upsInputVoltage", 1): 229,
    ("upsOutputSource", 0): 3,
    ("upsOutputVoltage", 1): 230,
    ("upsOutputPercentLoad", 1): 35,
    ("upsConfigInputVoltage", 0): 230,
}


def power(text: str) -> PowerState:
    return one(list(snmp_ups.read([Capture(text.encode(), NOON, "ups", "file")])), PowerState)


def walk(changes: dict[tuple[Any, ...], object], kind: str = "2") -> str:
    """Return the base with cells changed, added, or (None) taken away."""
    cells = {**BASE, **changes}
    lines = []
    for (name, *index), value in cells.items():
        if value is not None:
            lines.append(f"{dotted(name, *index)}|{'6' if name == 'upsAlarmDescr' else kind}|{value}")
    return "".join(f"{each}\n" for each in lines)


BATTERY, NO_SECONDS = ("upsOutputSource", 0), ("upsSecondsOnBattery", 0)
MAINS = ("upsInputVoltage", 1)


@pytest.mark.parametrize(
    ("changes", "expected", "seconds"),
    [
        ({}, False, None),
        ({BATTERY: 4}, False, None),
        ({BATTERY: 6}, False, None),
        ({NO_SECONDS: None}, False, None),
        ({BATTERY: 5, NO_SECONDS: 40}, True, 40),
        ({BATTERY: 5, MAINS: 0}, True, None),
        ({BATTERY: 5, MAINS: 150}, True, None),
        ({BATTERY: 5, ("upsAlarmDescr", 1): "1.3.6.1.2.1.33.1.6.3.2", ("upsAlarmsPresent", 0): 1}, True, None),
        ({BATTERY: 5}, None, None),
        ({NO_SECONDS: 40}, None, None),
        ({BATTERY: 1}, None, None),
        ({BATTERY: None}, None, None),
    ],
    ids=[
        "on mains",
        "bypass",
        "booster",
        "no seconds told",
        "seconds",
        "no mains",
        "mains too low",
        "alarm",
        "source alone",
        "mains against seconds",
        "source other",
        "no source",
    ],
)
def test_on_battery_needs_two_signs_and_a_contradiction_is_none(
    changes: dict[tuple[Any, ...], object], expected: bool | None, seconds: int | None
) -> None:
    read = power(walk(changes))

    assert (read.on_battery, read.on_battery_s) == (expected, seconds)


@pytest.mark.parametrize(
    ("name", "value", "field"),
    [
        ("upsEstimatedChargeRemaining", 0, "charge_pct"),
        ("upsEstimatedChargeRemaining", 255, "charge_pct"),
        ("upsEstimatedChargeRemaining", -1, "charge_pct"),
        ("upsEstimatedMinutesRemaining", 0, "runtime_s"),
        ("upsEstimatedMinutesRemaining", -1, "runtime_s"),
        ("upsEstimatedMinutesRemaining", 65_535, "runtime_s"),
        ("upsInputVoltage", 0, "input_v"),
        ("upsInputVoltage", 600, "input_v"),
        ("upsInputVoltage", 65_535, "input_v"),
        ("upsOutputPercentLoad", -1, "load_pct"),
        ("upsOutputPercentLoad", 255, "load_pct"),
        ("upsInputLineBads", 4_294_967_295, "line_bads"),
    ],
)
def test_impossible_values_and_sentinels_are_none_with_a_remark(name: str, value: int, field: str) -> None:
    index = 1 if name in ("upsInputVoltage", "upsOutputPercentLoad") else 0
    read = power(walk({(name, index): value}))

    assert getattr(read, field) is None
    assert any(field in each for each in read.remarks)


def test_an_empty_battery_may_say_zero() -> None:
    empty = {("upsEstimatedChargeRemaining", 0): 0, ("upsEstimatedMinutesRemaining", 0): 0, ("upsBatteryStatus", 0): 4}
    read = power(walk(empty))

    assert (read.charge_pct, read.runtime_s) == (0.0, 0)


@pytest.mark.parametrize(("kind", "value"), [("4", "229"), ("4x", "323239")])
def test_numbers_as_strings_are_read_like_numbers(kind: str, value: str) -> None:
    line = f"{dotted('upsInputVoltage', 1)}|{kind}|{value}\n"

    assert power(walk({MAINS: None}) + line).input_v == 229.0


@pytest.mark.parametrize(
    ("volts", "lines", "expected", "words"),
    [
        ((231, 229, 233), 3, 231.0, ""),
        ((231, 180, 233), 3, 180.0, "the lowest of 231, 180, 233 V"),
        ((2310, 2290, 2330), 3, 231.0, "taken as tenths"),
        ((400, 398, 402), 3, 400.0, ""),
        ((231, None, 233), 3, None, ""),
        ((231, 229), 3, None, ""),
    ],
    ids=["alike", "one low", "tenths", "between phases", "a row is missing", "fewer rows than told"],
)
def test_three_phases_are_one_voltage_only_where_they_agree(
    volts: tuple[int | None, ...], lines: int, expected: float | None, words: str
) -> None:
    changes: dict[tuple[Any, ...], object] = {("upsInputNumLines", 0): lines, MAINS: None}
    changes |= {("upsInputVoltage", phase): value for phase, value in enumerate(volts, 1)}
    changes |= {("upsInputFrequency", phase): 500 for phase in range(1, 4)}
    read = power(walk(changes))

    assert read.input_v == expected
    assert words in " ".join(read.remarks)


def test_a_phase_that_lost_its_mains_is_not_taken_for_one_that_is_not_there() -> None:
    changes: dict[tuple[Any, ...], object] = {("upsInputNumLines", 0): 3, BATTERY: 5, NO_SECONDS: 12}
    for phase, volts in ((1, 230), (2, 0), (3, 231)):
        changes |= {("upsInputVoltage", phase): volts, ("upsInputFrequency", phase): 500 if volts else 0}
        changes |= {("upsOutputVoltage", phase): 230, ("upsOutputPercentLoad", phase): 20}

    assert power(walk(changes)).input_v == 0.0


ALARM = "1.3.6.1.2.1.33.1.6.3."


@pytest.mark.parametrize(
    ("present", "rows", "overloaded", "battery_bad"),
    [
        (0, [], False, False),
        (1, [8], True, False),
        (2, [8, 1], True, True),
        (2, [8], True, None),
        (None, [], None, None),
        (None, [1], None, True),
    ],
)
def test_an_alarm_is_off_only_where_all_alarms_are_told(
    present: int | None, rows: list[int], overloaded: bool | None, battery_bad: bool | None
) -> None:
    changes: dict[tuple[Any, ...], object] = {("upsAlarmsPresent", 0): present}
    changes |= {("upsAlarmDescr", place): f"{ALARM}{each}" for place, each in enumerate(rows, 1)}
    read = power(walk(changes))

    assert (read.overloaded, read.battery_bad) == (overloaded, battery_bad)


@pytest.mark.parametrize(
    ("test", "result", "expected"),
    [("7.4", 3, True), ("7.5", 3, True), ("7.3", 3, None), ("7.4", 1, None)],
    ids=["quick battery test failed", "deep calibration failed", "general test failed", "passed"],
)
def test_a_failed_test_of_the_battery_is_a_bad_battery(test: str, result: int, expected: bool | None) -> None:
    text = walk({("upsTestResultsSummary", 0): result}) + f"{dotted('upsTestId', 0)}|6|1.3.6.1.2.1.33.1.7.{test}\n"

    assert power(text).battery_bad is expected


@pytest.mark.parametrize(
    ("status", "on_battery", "output_on"),
    [(2, False, True), (3, True, True), (4, False, True), (7, None, False), (11, None, False), (1, None, None)],
)
def test_powernet_tells_its_state_in_one_word(status: int, on_battery: bool | None, output_on: bool | None) -> None:
    cell = dotted("upsBasicOutputStatus", 0)
    read = power(POWERNET.replace(f"{cell}|2|3", f"{cell}|2|{status}"))

    assert (read.on_battery, read.output_on) == (on_battery, output_on)


def test_powernet_without_precise_columns_is_read_in_whole_units() -> None:
    fine = tuple(f"1.3.6.1.4.1.318.1.1.1.{each}." for each in ("2.3", "3.3", "4.3", "5", "7"))
    cut = "".join(each for each in POWERNET.splitlines(keepends=True) if not each.startswith(fine))
    whole = power(cut + "1.3.6.1.4.1.318.1.1.1.5.1.1.0|2|1\n")

    assert (whole.charge_pct, whole.load_pct, whole.input_v) == (88.0, 27.0, 0.0)
    assert (power(cut).charge_pct, power(cut).load_pct, power(cut).input_v) == (None, None, None)


def test_cyberpower_s_own_tree_is_read_where_there_is_no_other() -> None:
    cells = {"cpsOutputStatus": 3, "cpsTimeOnBattery": 6_100, "cpsBatteryCapacity": 77, "cpsRunTimeRemaining": 90_000}
    cells |= {"cpsInputLineVoltage": 0, "cpsOutputLoad": 12, "cpsReplaceIndicator": 1}
    text = "".join(f"{dotted(name, 0)}|2|{value}\n" for name, value in cells.items())

    assert read_fields(power(text)) == {
        "on_battery": True,
        "on_battery_s": 61,
        "charge_pct": 77.0,
        "runtime_s": 900,
        "load_pct": 12.0,
        "input_v": 0.0,
        "battery_bad": False,
        "output_on": True,
        "status": "on battery",
    }


def test_a_walk_without_a_ups_is_refused_with_another_way() -> None:
    with pytest.raises(UnreadableCapture) as refused:
        power("1.3.6.1.2.1.1.1.0|4|Printer\n")

    assert "NUT" in refused.value.hint
    assert snmp_ups.recognises(b"1.3.6.1.2.1.1.1.0|4|Printer\n") is Score.NO


def test_snmpwalk_text_with_names_reads_like_snmprec() -> None:
    text = "UPS-MIB::upsBatteryStatus.0 = INTEGER: batteryNormal(2)\n"
    text += "UPS-MIB::upsEstimatedMinutesRemaining.0 = INTEGER: 20 minutes\n"
    text += "UPS-MIB::upsEstimatedChargeRemaining.0 = INTEGER: 80 percent\n"
    text += "UPS-MIB::upsOutputSource.0 = INTEGER: normal(3)\n"
    read = power(text)

    assert (read.on_battery, read.runtime_s, read.charge_pct) == (False, 1_200, 80.0)
    assert snmp_ups.recognises(text.encode()) is Score.CERTAIN
