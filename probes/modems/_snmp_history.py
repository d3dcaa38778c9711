"""The intervals of the DSL MIBs as dated bins: up to 96 of 15 minutes, and the current and last days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from netdoc.model.facts.dsl_history import DslBin, DslHistory
from probes.modems._dsl_mib import XTUC, XTUR
from probes.modems._plausible import Gate
from probes.modems._snmprec import Walk

Values = dict[str, Any]
QUARTER_S, DAY_S = 900, 86_400
_VALID = 1
MOST_INTERVALS = 96
_ADSL = (("ESs", "es"), ("Loss", "los"), ("Lofs", "lof"))
_EXT = (("SesL", "ses"), ("UasL", "uas"))
_VDSL2 = (("Es", "es"), ("Ses", "ses"), ("Uas", "uas"), ("Loss", "los"))
_SIDES = (("Atuc", "up"), ("Atur", "down"))
_UNITS = ((XTUC, "up"), (XTUR, "down"))


def read_history(walk: Walk, index: int, taken_at: datetime) -> list[DslHistory]:
    """Return the bins, dated back from when the answer was taken by the age of the current bin."""
    if walk.column("xdsl2PMLCurr15MTimeElapsed"):
        quarter_s = walk.number("xdsl2PMLCurr15MTimeElapsed", index, XTUC)
        day_s = walk.number("xdsl2PMLCurr1DayTimeElapsed", index, XTUC)
        quarters, days = _vdsl2_closed(walk, index, "15M", QUARTER_S), _vdsl2_closed(walk, index, "1D", DAY_S)
        now = {QUARTER_S: _vdsl2_open(walk, index, "15M"), DAY_S: _vdsl2_open(walk, index, "1Day")}
    else:
        quarter_s = walk.number("adslAtucPerfCurr15MinTimeElapsed", index)
        day_s = walk.number("adslAtucPerfCurr1DayTimeElapsed", index)
        quarters, days = _adsl_closed(walk, index), _adsl_yesterday(walk, index)
        now = {QUARTER_S: _adsl_period(walk, index, "Curr15Min"), DAY_S: _adsl_period(walk, index, "Curr1Day")}
    found = [
        _dated(QUARTER_S, quarter_s, now[QUARTER_S], quarters, taken_at),
        _dated(DAY_S, day_s, now[DAY_S], days, taken_at),
    ]
    return [each for each in found if each is not None]


def _dated(
    bin_s: int, elapsed_s: int | None, now: Values, closed: Mapping[int, tuple[int, Values]], taken_at: datetime
) -> DslHistory | None:
    """Return the history of one length; closed bins are numbered from 1, the latest."""
    if elapsed_s is None or not 0 <= elapsed_s <= bin_s:
        return None  # without a believable age of the current bin none of them can be dated
    gate = Gate()
    start = taken_at - timedelta(seconds=elapsed_s)
    bins = []
    for number in sorted(closed, reverse=True):
        length_s, values = closed[number]
        end = start - timedelta(seconds=(number - 1) * bin_s)
        if length_s < bin_s:  # an agent that started in the middle of the bin has counted its last part
            gate.remarks.append(f"bin {number}: only {length_s} s of it were counted, taken to be its last")
        bins.append(_bin(end - timedelta(seconds=length_s), length_s, values, gate))
    if elapsed_s and any(value is not None for value in now.values()):
        bins.append(_bin(start, elapsed_s, now, gate))
    return DslHistory(bin_s=bin_s, bins=tuple(bins), remarks=tuple(gate.remarks)) if bins else None


def _bin(start: datetime, length_s: int, values: Values, gate: Gate) -> DslBin:
    kept: Values = {}
    for key, value in values.items():
        if key == "inits":
            kept[key] = gate.count(key, value, f"{key} {value}")
        else:  # these MIBs count everything else in seconds
            kept[key] = gate.seconds(key, value, f"{key} {value}", age_s=length_s)
    return DslBin(start=start, duration_s=length_s, **kept)


def _adsl_period(walk: Walk, index: int, period: str) -> Values:
    values: Values = {"inits": walk.number(f"adslAtucPerf{period}Inits", index)}
    values["lpr_up"] = walk.number(f"adslAturPerf{period}Lprs", index)
    for side, key in _SIDES:
        for column, name in (*_ADSL, *_EXT):
            values[f"{name}_{key}"] = walk.number(f"adsl{side}Perf{period}{column}", index)
    return values


def _adsl_yesterday(walk: Walk, index: int) -> dict[int, tuple[int, Values]]:
    watched_s = walk.number("adslAtucPerfPrev1DayMoniSecs", index)
    if not watched_s or watched_s > DAY_S:
        return {}
    return {1: (watched_s, _adsl_period(walk, index, "Prev1Day"))}


def _adsl_closed(walk: Walk, index: int) -> dict[int, tuple[int, Values]]:
    """Return the intervals marked valid; without that column, as many as the agent says it has, if none is invalid."""
    many = walk.number("adslAtucPerfValidIntervals", index) or 0
    none_invalid = walk.number("adslAtucPerfInvalidIntervals", index) == 0
    found: dict[int, tuple[int, Values]] = {}
    for place in walk.column("adslAtucIntervalESs"):
        if len(place) != 2 or place[0] != index or not 1 <= place[1] <= MOST_INTERVALS:
            continue
        valid = walk.number("adslAtucIntervalValidData", *place)
        if valid != _VALID and (valid is not None or not none_invalid or place[1] > many):
            continue
        values: Values = {"inits": walk.number("adslAtucIntervalInits", *place)}
        values["lpr_up"] = walk.number("adslAturIntervalLprs", *place)
        for side, key in _SIDES:
            for column, name in (*_ADSL, *_EXT):
                values[f"{name}_{key}"] = walk.number(f"adsl{side}Interval{column}", *place)
        found[place[1]] = (QUARTER_S, values)
    return found


def _vdsl2_open(walk: Walk, index: int, period: str) -> Values:
    values: Values = {"inits": walk.number(f"xdsl2PMLInitCurr{period}FullInits", index)}
    for unit, key in _UNITS:
        for column, name in _VDSL2:
            values[f"{name}_{key}"] = walk.number(f"xdsl2PMLCurr{period}{column}", index, unit)
    return values


def _vdsl2_closed(walk: Walk, index: int, period: str, bin_s: int) -> dict[int, tuple[int, Values]]:
    found: dict[int, tuple[int, Values]] = {}
    for place, watched in walk.column(f"xdsl2PMLHist{period}MonitoredTime").items():
        if (
            len(place) != 3
            or place[:2] != (index, XTUC)
            or place[2] < 1
            or not watched.number
            or watched.number > bin_s
        ):
            continue
        number = place[2]
        if walk.number(f"xdsl2PMLHist{period}ValidInterval", *place) != _VALID:
            continue
        values: Values = {}
        if period == "15M":
            values["inits"] = walk.number("xdsl2PMLInitHist15MFullInits", index, number)
        for unit, key in _UNITS:
            for column, name in _VDSL2:
                values[f"{name}_{key}"] = walk.number(f"xdsl2PMLHist{period}{column}", index, unit, number)
        found[number] = (watched.number, values)
    return found
