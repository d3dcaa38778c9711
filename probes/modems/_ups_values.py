"""Values of a UPS let through or refused, whatever tree they come from.

0 for a charge or a runtime is «not told» unless something else says that the battery is flat.
"""

from __future__ import annotations

from probes.modems._plausible import Gate
from probes.modems._snmprec import Walk

LONGEST_RUNTIME_S = 30 * 86_400
GREATEST_LOAD_PCT = 200
GREATEST_VOLTS = 480
"""Mains between two phases."""


def no_dead_input(volts: float | None, on_battery: bool | None, gate: Gate) -> float | None:
    """Return the mains' voltage; 0 V only where the box says that it runs on its battery."""
    if volts == 0 and on_battery is not True:
        gate.left_out("input_v", "0", "no mains, but the box does not say that it runs on its battery")
        return None
    return volts


def line_bads(walk: Walk, gate: Gate) -> int | None:
    """Return how often the mains left their limits; only UPS-MIB counts that."""
    bads = walk.told("upsInputLineBads", 0)
    return gate.count("line_bads", bads, f"upsInputLineBads {bads}") if bads is None or bads >= 0 else None


def charge_pct(value: int | None, scale: int, flat: bool, gate: Gate) -> float | None:
    """Return the charge in percent; `scale` is how many units make one."""
    if value is None or (value == 0 and not flat):
        if value == 0:
            gate.left_out("charge_pct", "0", "nothing else says that the battery is empty")
        return None
    if not 0 <= value <= 100 * scale:
        gate.left_out("charge_pct", str(value), "not a possible charge")
        return None
    return value / scale


def runtime_s(seconds: int | None, unit: str, flat: bool, gate: Gate) -> int | None:
    """Return how long the battery lasts; `unit` is what the box counts in, for the remark."""
    if seconds is None:
        return None
    if seconds == 0 and not flat:
        gate.left_out("runtime_s", f"0 {unit}", "nothing else says that the battery is empty")
        return None
    if not 0 <= seconds <= LONGEST_RUNTIME_S:
        gate.left_out("runtime_s", f"{seconds} s, told in {unit}", "not a possible time")
        return None
    return seconds


def load_pct(value: int | None, scale: int, gate: Gate) -> float | None:
    """Return the load in percent; `scale` is how many units make one."""
    if value is None:
        return None
    if not 0 <= value <= GREATEST_LOAD_PCT * scale:
        gate.left_out("load_pct", str(value), "not a possible load")
        return None
    return value / scale


def volts(value: int | None, scale: int, gate: Gate) -> float | None:
    """Return the mains' voltage; `scale` is how many units make one volt."""
    if value is None or value < 0:
        return None
    if value > GREATEST_VOLTS * scale:
        gate.left_out("input_v", str(value), "not a possible voltage")
        return None
    return value / scale
