"""UPSes by RFC 1628, by APC's PowerNet and by CyberPower's tree, as one `PowerState`.

RFC 1628 counts volts whole, the high-precision columns of PowerNet and CyberPower's volts in tenths. Departures taken
by their evidence:
- Delta: numbers as strings, volts in tenths (2360 V is no mains).
- Riello, CE+T: three rows of which two are of no phase: 0 V, 0 Hz and no output.
- CE+T: an inverter on a telecom battery names «battery» as its source for good: alone that is no word of the mains.
- 0 for charge or runtime, and -1, are «not told» unless something else says that the battery is flat.
"""

from __future__ import annotations

from typing import Any

from netdoc.model.facts.power_state import PowerState
from probes.modems._box_mib import UPS
from probes.modems._plausible import Gate
from probes.modems._snmp_box import TICKS_PER_S
from probes.modems._snmprec import Walk
from probes.modems._ups_phases import greatest_load, input_volts

Values = dict[str, Any]
LONGEST_RUNTIME_S = 30 * 86_400
GREATEST_LOAD_PCT = 200
_SOURCES = {2: "none", 3: "normal", 4: "bypass", 5: "battery", 6: "booster", 7: "reducer"}
_ON_MAINS = frozenset({3, 4, 6, 7})
_NO_OUTPUT, _FROM_BATTERY = 2, 5
_BATTERY = {2: "battery normal", 3: "battery low", 4: "battery depleted"}
_FLAT = frozenset({3, 4})
_ALARMS = {1: "battery_bad", 2: "on_battery", 8: "overloaded"}
_TEST_FAILED = 3
_BATTERY_TESTS = ("1.3.6.1.2.1.33.1.7.7.4", "1.3.6.1.2.1.33.1.7.7.5")
_MAINS_LOST_BELOW = 0.85
"""Share of the nominal input voltage under which the mains are no mains (own; EN 50160 allows -10 %)."""


def read_rfc1628(walk: Walk) -> PowerState:
    """Return the state by UPS-MIB."""
    gate = Gate()
    source, battery = walk.told("upsOutputSource", 0), walk.told("upsBatteryStatus", 0)
    alarms = _alarms(walk)
    volts = input_volts(walk, gate)
    on_battery, on_battery_s = _on_battery(walk, source, alarms.get("on_battery"), volts, gate)
    flat = on_battery is True or battery in _FLAT
    words = [f"output {_SOURCES[source]}" if source in _SOURCES else "", _BATTERY.get(battery or 0, "")]
    return PowerState(
        on_battery=on_battery,
        on_battery_s=on_battery_s,
        charge_pct=_charge_pct(walk.told("upsEstimatedChargeRemaining", 0), 1, flat, gate),
        runtime_s=_runtime_s(_times(walk.told("upsEstimatedMinutesRemaining", 0), 60), "minutes", flat, gate),
        load_pct=greatest_load(walk, gate),
        input_v=_no_dead_input(volts, on_battery, gate),
        line_bads=_line_bads(walk, gate),
        overloaded=alarms.get("overloaded"),
        battery_bad=_test_failed(walk) or alarms.get("battery_bad"),
        output_on=None if source not in _SOURCES else source != _NO_OUTPUT,
        status=", ".join(filter(None, words)) or None,
        remarks=tuple(gate.remarks),
    )


def _on_battery(
    walk: Walk, source: int | None, alarm: bool | None, volts: float | None, gate: Gate
) -> tuple[bool | None, int | None]:
    """Return whether it runs on its battery and for how long; both words of the box must agree, or neither counts.

    That the output comes from the battery needs a second sign: seconds, the alarm, or mains that are no mains.
    """
    seconds = walk.told("upsSecondsOnBattery", 0)
    if source in _ON_MAINS:
        if seconds:
            gate.left_out("on_battery", f"source {source}, {seconds} s on battery", "the box contradicts itself")
            return None, None
        return False, None
    if source != _FROM_BATTERY:
        return None, None
    nominal = walk.told("upsConfigInputVoltage", 0)
    lost = volts is not None and volts < _MAINS_LOST_BELOW * (nominal if nominal and nominal > 0 else 1)
    if (seconds and seconds > 0) or alarm or lost:
        return True, gate.count("on_battery_s", seconds, f"{seconds} s on battery") if seconds else None
    gate.left_out("on_battery", f"source battery, {seconds} s on battery", "nothing else says that it runs on battery")
    return None, None


def _alarms(walk: Walk) -> dict[str, bool]:
    """Return the alarms that are present; that one is not, only where the box told all it has."""
    present = walk.told("upsAlarmsPresent", 0)
    rows = [value.raw.strip().lstrip(".") for value in walk.column("upsAlarmDescr").values()]
    prefix = f"{'.'.join(str(each) for each in UPS)}.6.3."
    known = [each for each in rows if each.startswith(prefix)]
    found = {key: True for number, key in _ALARMS.items() if f"{prefix}{number}" in known and present != 0}
    if present is not None and (present == 0 or present == len(known)):
        found = dict.fromkeys(_ALARMS.values(), False) | found
    return found


def _test_failed(walk: Walk) -> bool | None:
    """Return True where its last test was one of the battery and ended in an error."""
    test = walk.at("upsTestId", 0)
    failed = walk.told("upsTestResultsSummary", 0) == _TEST_FAILED
    return True if failed and test is not None and test.raw.strip().lstrip(".") in _BATTERY_TESTS else None


def _no_dead_input(volts: float | None, on_battery: bool | None, gate: Gate) -> float | None:
    if volts == 0 and on_battery is not True:
        gate.left_out("input_v", "0", "no mains, but the box does not say that it runs on its battery")
        return None
    return volts


def _line_bads(walk: Walk, gate: Gate) -> int | None:
    bads = walk.told("upsInputLineBads", 0)
    return gate.count("line_bads", bads, f"upsInputLineBads {bads}") if bads is None or bads >= 0 else None


def _charge_pct(value: int | None, scale: int, flat: bool, gate: Gate) -> float | None:
    if value is None or (value == 0 and not flat):
        if value == 0:
            gate.left_out("charge_pct", "0", "nothing else says that the battery is empty")
        return None
    if not 0 <= value <= 100 * scale:
        gate.left_out("charge_pct", str(value), "not a possible charge")
        return None
    return value / scale


def _runtime_s(seconds: int | None, unit: str, flat: bool, gate: Gate) -> int | None:
    if seconds is None:
        return None
    if seconds == 0 and not flat:
        gate.left_out("runtime_s", f"0 {unit}", "nothing else says that the battery is empty")
        return None
    if not 0 <= seconds <= LONGEST_RUNTIME_S:
        gate.left_out("runtime_s", f"{seconds} s, told in {unit}", "not a possible time")
        return None
    return seconds


def _times(value: int | None, factor: int) -> int | None:
    return None if value is None else value * factor


_APC_STATUS = {1: "unknown", 2: "on line", 3: "on battery", 4: "on smart boost", 5: "timed sleeping"}
_APC_STATUS |= {6: "software bypass", 7: "off", 8: "rebooting", 9: "switched bypass", 10: "hardware failure bypass"}
_APC_STATUS |= {11: "sleeping until power returns", 12: "on smart trim", 13: "eco mode", 14: "hot standby"}
_APC_STATUS |= {15: "on battery test", 16: "emergency static bypass", 17: "static bypass standby"}
_APC_STATUS |= {18: "power saving mode", 20: "eConversion"}
_APC_ON_MAINS = frozenset({2, 4, 6, 9, 10, 12, 13, 16, 20})
_APC_NO_OUTPUT = frozenset({5, 7, 11})
_CPS_STATUS = {1: "unknown", 2: "on line", 3: "on battery", 4: "on boost"}
_CPS_ON_MAINS = frozenset({2, 4})
_TREE_ON_BATTERY = 3
_TREE_FLAT = 3
_REPLACE = {1: False, 2: True}
_TRANSFERS = {2: "high line voltage", 3: "brownout", 4: "blackout", 5: "small momentary sag"}
_TRANSFERS |= {6: "deep momentary sag", 7: "small momentary spike", 8: "large momentary spike", 9: "self test"}
_TRANSFERS |= {10: "rate of voltage change"}


def read_powernet(walk: Walk) -> PowerState:
    """Return the state by PowerNet; its high-precision columns where the card has any."""
    fine = any(walk.column(f"upsHighPrec{each}") for each in ("BatteryCapacity", "InputLineVoltage", "OutputLoad"))
    kind, scale = ("upsHighPrec", 10) if fine else ("upsAdv", 1)
    return _tree(
        walk,
        status=(walk.told("upsBasicOutputStatus", 0), _APC_STATUS, _APC_ON_MAINS, _APC_NO_OUTPUT),
        battery=walk.told("upsBasicBatteryStatus", 0),
        on_battery_ticks=walk.told("upsBasicBatteryTimeOnBattery", 0),
        runtime_ticks=walk.told("upsAdvBatteryRunTimeRemaining", 0),
        charge=(walk.told(f"{kind}BatteryCapacity", 0), scale),
        load=(walk.told(f"{kind}OutputLoad", 0), scale),
        volts=(walk.told(f"{kind}InputLineVoltage", 0), scale),
        replace=walk.told("upsAdvBatteryReplaceIndicator", 0),
        transfer=walk.told("upsAdvInputLineFailCause", 0),
    )


def read_cyberpower(walk: Walk) -> PowerState:
    """Return the state by CyberPower's own tree: PowerNet's layout with volts in tenths."""
    return _tree(
        walk,
        status=(walk.told("cpsOutputStatus", 0), _CPS_STATUS, _CPS_ON_MAINS, frozenset()),
        battery=walk.told("cpsBatteryStatus", 0),
        on_battery_ticks=walk.told("cpsTimeOnBattery", 0),
        runtime_ticks=walk.told("cpsRunTimeRemaining", 0),
        charge=(walk.told("cpsBatteryCapacity", 0), 1),
        load=(walk.told("cpsOutputLoad", 0), 1),
        volts=(walk.told("cpsInputLineVoltage", 0), 10),
        replace=walk.told("cpsReplaceIndicator", 0),
        transfer=None,
    )


def _tree(
    walk: Walk,
    *,
    status: tuple[int | None, dict[int, str], frozenset[int], frozenset[int]],
    battery: int | None,
    on_battery_ticks: int | None,
    runtime_ticks: int | None,
    charge: tuple[int | None, int],
    load: tuple[int | None, int],
    volts: tuple[int | None, int],
    replace: int | None,
    transfer: int | None,
) -> PowerState:
    """Return the state of one of the two trees; cells as the card gives them, scales beside them."""
    gate = Gate()
    code, words, on_mains, no_output = status
    on_battery = True if code == _TREE_ON_BATTERY else False if code in on_mains else None
    flat = on_battery is True or battery == _TREE_FLAT
    seconds = on_battery_ticks // TICKS_PER_S if on_battery and on_battery_ticks and on_battery_ticks > 0 else None
    runtime_s = None if runtime_ticks is None else runtime_ticks // TICKS_PER_S
    return PowerState(
        on_battery=on_battery,
        on_battery_s=seconds,
        charge_pct=_charge_pct(*charge, flat, gate),
        runtime_s=_runtime_s(runtime_s, "ticks", flat, gate),
        load_pct=_load_pct(*load, gate),
        input_v=_no_dead_input(_volts(*volts, gate), on_battery, gate),
        line_bads=_line_bads(walk, gate),
        battery_bad=_REPLACE.get(replace or 0),
        output_on=False if code in no_output else True if on_battery is not None else None,
        last_transfer=_TRANSFERS.get(transfer or 0),
        status=words.get(code or 0),
        remarks=tuple(gate.remarks),
    )


def _load_pct(value: int | None, scale: int, gate: Gate) -> float | None:
    if value is None:
        return None
    if not 0 <= value <= GREATEST_LOAD_PCT * scale:
        gate.left_out("load_pct", str(value), "not a possible load")
        return None
    return value / scale


def _volts(value: int | None, scale: int, gate: Gate) -> float | None:
    if value is None or value < 0:
        return None
    if value > 480 * scale:
        gate.left_out("input_v", str(value), "not a possible voltage")
        return None
    return value / scale
