"""Rows of UPS-MIB per phase as one voltage and one load.

How many rows there must be is told by the box (`upsInputNumLines`), or by the rows of its other columns: a phase that
is missing from a damaged answer must not change the value.
"""

from __future__ import annotations

from probes.modems._box_mib import UPS
from probes.modems._plausible import Gate
from probes.modems._snmprec import Walk

MOST_PHASES = 3
PHASES_APART = 0.05
"""Phases whose voltages differ by less are alike (own)."""
VOLTS = (0, 480)
"""Mains between two phases reach 480 V."""
TENTHS = (800, 4_800)
"""Such a voltage is one in tenths: no mains are so high in volts."""
GREATEST_LOAD_PCT = 200
_INPUT = ("upsInputVoltage", "upsInputFrequency")
_TABLES = ((*UPS, 3, 3, 1), (*UPS, 4, 4, 1), (*UPS, 5, 3, 1))
"""Rows per phase: input, output, bypass."""
_OUTPUT = ("upsOutputVoltage", "upsOutputPercentLoad")


def input_volts(walk: Walk, gate: Gate) -> float | None:
    """Return the mains' voltage: that of the first phase where they are alike, else the lowest, with a remark."""
    found: list[float] = []
    for phase in _phases(walk, "upsInputNumLines", _INPUT):
        raw = walk.at("upsInputVoltage", phase)
        if raw is None:
            return None
        if _no_phase(walk, phase):
            continue
        volts = _volts(walk.told("upsInputVoltage", phase), gate)
        if volts is None:
            return None
        found.append(volts)
    if not found:
        return None
    if max(found) - min(found) <= PHASES_APART * max(found):
        return found[0]
    gate.remarks.append(f"input_v: the lowest of {', '.join(f'{each:g}' for each in found)} V on {len(found)} phases")
    return min(found)


def greatest_load(walk: Walk, gate: Gate) -> float | None:
    """Return the load in percent; of several phases the greatest, with a remark."""
    found: list[int] = []
    for phase in _phases(walk, "upsOutputNumLines", _OUTPUT):
        raw = walk.at("upsOutputPercentLoad", phase)
        if raw is None:
            return None
        load = raw.number_or_text
        if load is None and phase > 1:
            continue  # agents fill the rows of phases that are not there with nothing
        if load is None or not 0 <= load <= GREATEST_LOAD_PCT:
            gate.left_out("load_pct", raw.raw, "not a possible load")
            return None
        found.append(load)
    if not found:
        return None
    if len([each for each in found if each]) > 1:
        shown = ", ".join(str(each) for each in found)
        gate.remarks.append(f"load_pct: the greatest of {shown} % on {len(found)} phases")
    return float(max(found))


def _phases(walk: Walk, count: str, columns: tuple[str, ...]) -> list[int]:
    """Return the phases that must have a row; none where that is not certain."""
    told = walk.told(count, 0)
    seen = {oid[-1] for oid in walk.values if oid[:-2] in _TABLES}
    own = {index[0] for name in columns for index in walk.column(name) if len(index) == 1}
    most = told if told is not None and 1 <= told <= MOST_PHASES else max(seen, default=0)
    wanted = list(range(1, most + 1))
    return wanted if most <= MOST_PHASES and own and min(seen, default=0) == 1 else []


def _no_phase(walk: Walk, phase: int) -> bool:
    """Return whether a row stands for no phase: empty, or 0 V and 0 Hz beside an output of 0 V."""
    cells = [walk.at(name, phase) for name in (*_INPUT, "upsOutputVoltage")]
    return phase > 1 and all(each is not None and not each.number_or_text for each in cells)


def _volts(value: int | None, gate: Gate) -> float | None:
    if value is None:
        return None
    if VOLTS[0] <= value <= VOLTS[1]:
        return float(value)
    if TENTHS[0] <= value <= TENTHS[1]:
        gate.remarks.append(f"input_v: {value} V is no mains; taken as tenths of a volt")
        return value / 10
    gate.left_out("input_v", str(value), "not a possible voltage")
    return None
