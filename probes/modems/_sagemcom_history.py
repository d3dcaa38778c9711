"""The running quarter of an hour and day of a Sagemcom's counters, as bins dated back from the reading.

`QuarterHourStart` and `CurrentDayStart` are the seconds since the period began; closed periods are not kept.

Source: Broadband Forum TR-181, DSL.Line.Stats and DSL.Channel.Stats.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from netdoc.model.facts.dsl_history import DslBin, DslHistory
from probes.modems._json import Scalar, whole_number
from probes.modems._plausible import SECONDS, Gate
from probes.modems._sagemcom_line import CHANNEL_PAIRS, LINE_PAIRS, incomplete

Fields = Mapping[str, Scalar]
_SECTIONS = (("QuarterHour", 900), ("CurrentDay", 86_400))


def read_history(line: Fields, channel: Fields, taken_at: datetime) -> list[DslHistory]:
    """Return one history of one bin for each period that has begun and whose length is possible."""
    if incomplete(line, channel):
        return []
    found: list[DslHistory] = []
    for section, length_s in _SECTIONS:
        age_s = whole_number(line.get(f"Stats/{section}Start"))
        if age_s is None or not 0 < age_s <= length_s:
            continue
        gate = Gate()
        values = _values(line, channel, section, age_s, gate)
        if any(value is not None for value in values.values()):
            begun = DslBin(start=taken_at - timedelta(seconds=age_s), duration_s=age_s, **values)
            found.append(DslHistory(bin_s=length_s, bins=(begun,), remarks=tuple(gate.remarks)))
    return found


def _values(line: Fields, channel: Fields, section: str, age_s: int, gate: Gate) -> dict[str, int | None]:
    values: dict[str, int | None] = {}
    for fields, pairs in ((line, LINE_PAIRS), (channel, CHANNEL_PAIRS)):
        for name, near, far in pairs:
            if name == "hec":  # a bin has no place for it
                continue
            for side, key in (("down", near), ("up", far)):
                value = None if key is None else whole_number(fields.get(f"Stats/{section}/{key}"))
                what, raw = f"{name}_{side}", f"Stats/{section}/{key} {value}"
                values[what] = (
                    gate.seconds(what, value, raw, age_s=age_s) if name in SECONDS else gate.count(what, value, raw)
                )
    retrains = whole_number(line.get(f"Stats/{section}/LinkRetrain"))
    values["inits"] = gate.count("inits", retrains, f"Stats/{section}/LinkRetrain {retrains}")
    return values
