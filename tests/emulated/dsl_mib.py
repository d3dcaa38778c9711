"""An emulated modem's line as VDSL2-LINE-MIB: net-snmp's `pass_persist` helper over the modem's state file.

`pass_persist .1.3.6.1.2.1.10.251 python -m tests.emulated.dsl_mib --state box.json`

The box's own uptime is hrSystemUptime; sysUpTime stays that of the agent, which started later: so are real ones.
Rates are bit/s, levels tenths. Unit 1 (xTU-C) receives upstream, unit 2 (xTU-R) downstream. Source: RFC 5650.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.emulated.broadcom_text import DAY_S, QUARTER_S, BoxState
from tests.emulated.snmp_agent import Row, speak
from tests.emulated.state_file import awake_state

VDSL2 = (1, 3, 6, 1, 2, 1, 10, 251)
BOX_UPTIME = (1, 3, 6, 1, 2, 1, 25, 1, 1)
ROOTS = (VDSL2, BOX_UPTIME)
"""The points of the tree at which the agent asks this helper."""
INDEX = 8_001
"""ifIndex of the line; no interface of the machine that the agent runs on has it."""
XTUC, XTUR = 1, 2
_UP, _DOWN = 1, 0
_SIDES = ((XTUC, _UP), (XTUR, _DOWN))
"""What each unit receives, as a place in a (down, up) pair."""
_SECONDS = ("FECS", "ES", "SES", "LOS", "UAS")
_NO_DEFECT, _LOST_SIGNAL, _FAILED_INIT = "80", "20", "08"
_L0, _L3 = 1, 4
_NO_PEER = 4
_PROFILE_BITS = {"8b": "40 00", "17a": "02 00", "30a": "01 00"}


def rows(state: BoxState, now: float) -> list[Row]:
    """Return every object that the modem serves, in order."""
    found = [*_status(state), *_levels(state), *_rates(state), *_periods(state, now), *_history(state, now)]
    found.append(((*BOX_UPTIME, 0), "timeticks", str(max(0, round((now - state.booted_at) * 100)))))
    return sorted(found)


def _row(table: Sequence[int], column: int, index: Sequence[int], value: object, kind: str = "gauge") -> Row:
    return (*VDSL2, 1, *table, 1, column, INDEX, *index), kind, str(value)


def _in_sync(state: BoxState) -> bool:
    return state.sync and state.showtime_at is not None


def _status(state: BoxState) -> Iterator[Row]:
    up, silent = _in_sync(state), state.status == "Idle"
    defect = _NO_DEFECT if up else _LOST_SIGNAL if silent else _FAILED_INIT
    yield _row((1, 1), 14, (), _L0 if up else _L3, "integer")
    yield _row((1, 1), 15, (), _NO_PEER if silent and not up else 0, "integer")
    yield _row((1, 1), 18, (), defect, "octet")
    yield _row((1, 1), 19, (), _NO_DEFECT if up else defect, "octet")
    for column, rate in ((20, state.attainable[_DOWN]), (21, state.attainable[_UP])):
        yield _row((1, 1), column, (), rate * 1000 if up else 0)
    for column, power in ((24, state.power[_DOWN]), (25, state.power[_UP])):
        yield _row((1, 1), column, (), round(power * 10) if up else 0, "integer")
    yield _row((1, 1), 26, (), _PROFILE_BITS.get(state.profile, "00 00") if up else "00 00", "octet")


def _levels(state: BoxState) -> Iterator[Row]:
    for band, place in ((1, _UP), (2, _DOWN)):
        for column, pair in ((2, state.attenuation), (4, state.margin)):
            yield _row((1, 2), column, (band,), round(pair[place] * 10) if _in_sync(state) else 0, "integer")


def _rates(state: BoxState) -> Iterator[Row]:
    for unit, place in ((XTUC, _DOWN), (XTUR, _UP)):  # each row is what the unit sends
        yield _row((2, 2), 2, (unit,), state.rate[place] * 1000 if _in_sync(state) else 0)
        yield _row((2, 2), 3, (unit,), 0)


def _periods(state: BoxState, now: float) -> Iterator[Row]:
    """The current bins: line (seconds), initialisations, channel (CRC and FEC)."""
    up_s = max(0, int(now - state.booted_at))
    for name, bin_s, line, inits, channel in (("latest_15", QUARTER_S, 4, 3, 4), ("latest_day", DAY_S, 12, 10, 9)):
        elapsed_s = up_s % bin_s
        for unit, place in _SIDES:
            yield _row((4, 1, 1), line, (unit,), elapsed_s)
            for step, key in enumerate(_SECONDS, 1):
                yield _row((4, 1, 1), line + step, (unit,), _count(state, name, key, place), "counter")
            yield _row((4, 2, 1), channel, (unit,), elapsed_s)
            yield _row((4, 2, 1), channel + 1, (unit,), _count(state, name, "CRC", place), "counter")
            yield _row((4, 2, 1), channel + 2, (unit,), _count(state, name, "FEC", place), "counter")
        yield _row((4, 1, 2), inits, (), elapsed_s)
        yield _row((4, 1, 2), inits + 1, (), _count(state, name, "INITS", _DOWN), "counter")


def _history(state: BoxState, now: float) -> Iterator[Row]:
    """The bins before the current ones, where the box has been up for so long."""
    up_s = now - state.booted_at
    for name, bin_s, table in (("previous_15", QUARTER_S, 3), ("previous_day", DAY_S, 4)):
        if up_s < bin_s:
            continue
        for unit, place in _SIDES:
            yield _row((4, 1, table), 3, (unit, 1), bin_s)
            for step, key in enumerate(_SECONDS, 1):
                yield _row((4, 1, table), 3 + step, (unit, 1), _count(state, name, key, place), "counter")
            yield _row((4, 1, table), 9, (unit, 1), 1, "integer")
        if table == 3:
            yield _row((4, 1, 5), 2, (1,), bin_s)
            yield _row((4, 1, 5), 3, (1,), _count(state, name, "INITS", _DOWN), "counter")


def _count(state: BoxState, section: str, key: str, place: int) -> int:
    return int(tuple(state.counters.get(section, {}).get(key, (0, 0)))[place])


def main() -> None:
    """Serve the state file, read anew at each question."""
    parser = argparse.ArgumentParser(prog="python -m tests.emulated.dsl_mib")
    parser.add_argument("--state", type=Path, required=True)
    file: Path = parser.parse_args().state
    speak(lambda: rows(awake_state(file), time.time()))


if __name__ == "__main__":
    main()
