"""The counters of the DSL MIBs: totals since the agent started (ADSL), or those of the current day (VDSL2)."""

from __future__ import annotations

from typing import Any

from netdoc.model.facts.dsl_line import COUNTED_PAIRS
from probes.modems._dsl_mib import VDSL2, XTUC, XTUR
from probes.modems._plausible import SECONDS, Gate
from probes.modems._snmprec import Walk

Values = dict[str, Any]


def read_counters(
    walk: Walk, index: int, sync: bool | None, age_s: int | None, counted_at: str | None, gate: Gate
) -> Values:
    """Return the counters as fields of a `DslLine`; `age_s` is how long the agent has been counting.

    Zeros throughout on a line that is not up are no counters: a table that nobody fills looks the same.
    """
    vdsl2 = walk.has_below((*VDSL2, 4, 1, 1))
    cells = _vdsl2_counters(walk, index) if vdsl2 else _adsl_counters(walk, index)
    if vdsl2:
        age_s = walk.number("xdsl2PMLCurr1DayTimeElapsed", index, XTUC)
    if not any(value for value in cells.values()) and sync is not True:
        if any(value is not None for value in cells.values()):
            gate.remarks.append("counters: all are 0 on a line that is not up; they may not have been counted")
        return {}
    found: Values = {"counter_age_s": age_s} if any(value is not None for value in cells.values()) else {}
    for name in COUNTED_PAIRS:
        down, up = cells.pop(f"{name}_down", None), cells.pop(f"{name}_up", None)
        seconds = age_s if name in SECONDS or (vdsl2 and name == "los") else None
        raw = f"{name} {down} down, {up} up"
        if vdsl2 and name == "los":  # this MIB counts seconds with a loss of signal
            down, up = (
                gate.seconds(f"los_{side}", value, raw, age_s=age_s) for side, value in (("down", down), ("up", up))
            )
        found |= gate.pair(name, (down, up), raw, counted_at=counted_at, age_s=seconds)
    for key, value in cells.items():
        found[key] = gate.count(key, value, f"{key} {value}")
    return found


def _adsl_counters(walk: Walk, index: int) -> Values:
    """Totals since the agent started."""
    cells: Values = {"retrains": walk.number("adslAtucPerfInits", index)}
    for side, key in (("Atuc", "up"), ("Atur", "down")):
        for column, name in (("PerfESs", "es"), ("PerfLoss", "los"), ("PerfLofs", "lof")):
            cells[f"{name}_{key}"] = walk.number(f"adsl{side}{column}", index)
        for column, name in (("PerfStatSesL", "ses"), ("PerfStatUasL", "uas")):
            cells[f"{name}_{key}"] = walk.number(f"adsl{side}{column}", index)
        for column, name in (("CorrectedBlks", "fec"), ("UncorrectBlks", "crc")):
            cells[f"{name}_{key}"] = _sum_of_channels(walk, f"adsl{side}Chan{column}")
    cells["lpr_up"] = walk.number("adslAturPerfLprs", index)
    return cells


def _sum_of_channels(walk: Walk, name: str) -> int | None:
    """Return the sum over the channels, or None unless every channel of the line has its row."""
    rows = walk.column(name)
    channels = {index for side in ("Atuc", "Atur") for index in walk.column(f"adsl{side}ChanCurrTxRate")}
    numbers = [each.number for each in rows.values()]
    if not rows or (channels and set(rows) != channels) or None in numbers:
        return None
    return sum(each for each in numbers if each is not None)


def _vdsl2_counters(walk: Walk, index: int) -> Values:
    """Counters of the current day; FECS are seconds, not repaired blocks, and are left out."""
    cells: Values = {"retrains": walk.number("xdsl2PMLInitCurr1DayFullInits", index)}
    for unit, key in ((XTUC, "up"), (XTUR, "down")):
        for column, name in (("Es", "es"), ("Ses", "ses"), ("Uas", "uas"), ("Loss", "los")):
            cells[f"{name}_{key}"] = walk.number(f"xdsl2PMLCurr1Day{column}", index, unit)
        cells[f"crc_{key}"] = walk.number("xdsl2PMChCurr1DayCodingViolations", index, unit)
        cells[f"fec_{key}"] = walk.number("xdsl2PMChCurr1DayCorrectedBlocks", index, unit)
    return cells
