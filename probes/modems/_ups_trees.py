"""UPSes by APC's PowerNet and by CyberPower's tree, which has its layout, as one `PowerState`.

Times are in hundredths of seconds. The high-precision columns of PowerNet and CyberPower's volts are in tenths.

Source: PowerNet-MIB; captures of an APC SMT750X and a CyberPower PR2200.
"""

from __future__ import annotations

from netdoc.model.facts.power_state import PowerState
from probes.modems._box_mib import POWERNET
from probes.modems._plausible import Gate
from probes.modems._snmp_box import TICKS_PER_S
from probes.modems._snmprec import Walk
from probes.modems._ups_values import charge_pct, line_bads, load_pct, no_dead_input, runtime_s, volts

_PRECISE = ((*POWERNET, 2, 3), (*POWERNET, 3, 3), (*POWERNET, 4, 3))
_BETWEEN = ((*POWERNET, 3, 2), (*POWERNET, 4, 1))
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


def read_powernet(walk: Walk, *, whole: bool) -> PowerState:
    """Return the state by PowerNet, by its high-precision columns.

    A card without them is read by the others, which are rounded: where nothing can be missing (`whole`), or the walk
    has objects between and behind the places of the precise ones.
    """
    fine = any(walk.has_below(each) for each in _PRECISE)
    passed = any(oid[: len(POWERNET)] == POWERNET and oid > (*_PRECISE[-1], 2**31) for oid in walk.values)
    between = all(walk.has_below(each) for each in _BETWEEN)
    kind, scale = ("upsAdv", 1) if not fine and (whole or (passed and between)) else ("upsHighPrec", 10)
    return _tree(
        walk,
        status=(walk.told("upsBasicOutputStatus", 0), _APC_STATUS, _APC_ON_MAINS, _APC_NO_OUTPUT),
        battery=walk.told("upsBasicBatteryStatus", 0),
        on_battery_ticks=walk.told("upsBasicBatteryTimeOnBattery", 0),
        runtime_ticks=walk.told("upsAdvBatteryRunTimeRemaining", 0),
        charge=(walk.told(f"{kind}BatteryCapacity", 0), scale),
        load=(walk.told(f"{kind}OutputLoad", 0), scale),
        mains=(walk.told(f"{kind}InputLineVoltage", 0), scale),
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
        mains=(walk.told("cpsInputLineVoltage", 0), 10),
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
    mains: tuple[int | None, int],
    replace: int | None,
    transfer: int | None,
) -> PowerState:
    """Return the state of one of the two trees; cells as the card gives them, scales beside them."""
    gate = Gate()
    code, words, on_mains, no_output = status
    on_battery = True if code == _TREE_ON_BATTERY else False if code in on_mains else None
    flat = on_battery is True or battery == _TREE_FLAT
    seconds = on_battery_ticks // TICKS_PER_S if on_battery and on_battery_ticks and on_battery_ticks > 0 else None
    left_s = None if runtime_ticks is None else runtime_ticks // TICKS_PER_S
    return PowerState(
        on_battery=on_battery,
        on_battery_s=seconds,
        charge_pct=charge_pct(*charge, flat, gate),
        runtime_s=runtime_s(left_s, "ticks", flat, gate),
        load_pct=load_pct(*load, gate),
        input_v=no_dead_input(volts(*mains, gate), on_battery, gate),
        line_bads=line_bads(walk, gate),
        battery_bad=_REPLACE.get(replace or 0),
        output_on=False if code in no_output else True if on_battery is not None else None,
        last_transfer=_TRANSFERS.get(transfer or 0),
        status=words.get(code or 0),
        remarks=tuple(gate.remarks),
    )
