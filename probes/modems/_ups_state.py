"""A UPS by UPS-MIB (RFC 1628) as one `PowerState`; volts are whole, runtime is in minutes.

Departures taken by their evidence:
- Delta: numbers as strings, volts in tenths (2360 V is no mains).
- Riello, CE+T: three rows of which two are of no phase: 0 V, 0 Hz and no output.
- CE+T: an inverter on a telecom battery names «battery» as its source for good: alone that is no word of the mains.
- 0 for charge or runtime, and -1, are «not told» unless something else says that the battery is flat.
"""

from __future__ import annotations

from netdoc.model.facts.power_state import PowerState
from probes.modems._box_mib import UPS
from probes.modems._plausible import Gate
from probes.modems._snmprec import Walk
from probes.modems._ups_phases import greatest_load, input_volts
from probes.modems._ups_values import charge_pct, line_bads, no_dead_input, runtime_s

_SOURCES = {2: "none", 3: "normal", 4: "bypass", 5: "battery", 6: "booster", 7: "reducer"}
_ON_MAINS = frozenset({3, 4, 6, 7})
_NO_OUTPUT, _FROM_BATTERY = 2, 5
_BATTERY = {2: "battery normal", 3: "battery low", 4: "battery depleted"}
_FLAT = frozenset({3, 4})
_ALARMS = {1: "battery_bad", 2: "on_battery", 8: "overloaded"}
_TEST_FAILED, _TEST_RUNS = 3, 5
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
        charge_pct=charge_pct(walk.told("upsEstimatedChargeRemaining", 0), 1, flat, gate),
        runtime_s=runtime_s(_minutes_s(walk), "minutes", flat, gate),
        load_pct=greatest_load(walk, gate),
        input_v=no_dead_input(volts, on_battery, gate),
        line_bads=line_bads(walk, gate),
        overloaded=alarms.get("overloaded"),
        battery_bad=_test_failed(walk) or alarms.get("battery_bad"),
        output_on=None if source not in _SOURCES else source != _NO_OUTPUT,
        last_transfer="self test" if on_battery and walk.told("upsTestResultsSummary", 0) == _TEST_RUNS else None,
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
        if seconds and seconds > 0:
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


def _minutes_s(walk: Walk) -> int | None:
    minutes = walk.told("upsEstimatedMinutesRemaining", 0)
    return None if minutes is None else 60 * minutes


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
