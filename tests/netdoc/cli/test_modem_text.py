"""A box's log and a UPS, as a person reads them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from netdoc.app.modem_read import ModemReading
from netdoc.cli._modem_text import to_text
from netdoc.model.facts import Fact
from netdoc.model.facts.device_log import DeviceLog, LogEvent, LogLine
from netdoc.model.facts.power_state import PowerState

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def shown(fact: Fact) -> str:
    return to_text(ModemReading(driver="acme", title="Acme", confidence="certain", facts=(fact,), remarks=()))


def a_log(count: int = 1, **more: float) -> DeviceLog:
    lines = (
        LogLine(at=NOON + timedelta(minutes=each), event=LogEvent.SESSION_DOWN, text=f"PPP \x1b[31mgone {each}")
        for each in range(count)
    )
    return DeviceLog(lines=tuple(lines), **more)  # type: ignore[arg-type]


def test_a_log_says_by_whose_clock_it_is_dated() -> None:
    assert "Log (the box's own time, not compared with ours)\n" in shown(a_log())
    assert "Log (UTC; the box's clock is +3670 s from ours, to 5 s)\n" in shown(
        a_log(clock_offset_s=3670.0, clock_bound_s=5.0)
    )


def test_a_line_stands_with_its_time_and_meaning_and_steers_no_terminal() -> None:
    assert "  2026-03-01 12:00:00  session down  PPP \\x1b[31mgone 0\n" in shown(a_log()) + "\n"


def test_of_a_long_log_the_newest_lines_are_shown() -> None:
    text = shown(a_log(230))

    assert "gone 29\n" not in text
    assert "gone 30\n" in text
    assert text.endswith("and 30 earlier lines")


def test_a_log_that_dates_nothing_says_so() -> None:
    assert "no line that is dated" in shown(DeviceLog(lines=()))


def test_what_a_ups_measures_stands_with_its_unit() -> None:
    text = shown(PowerState(on_battery=True, on_battery_s=90, input_v=228.0, charge_pct=93.0, runtime_s=1312))

    rows = dict(re.split(r"\s{2,}", each.strip(), maxsplit=1) for each in text.splitlines() if "  " in each.strip())
    assert (rows["mains voltage"], rows["on battery for"], rows["on battery"]) == ("228.0 V", "1 min 30 s", "yes")
    assert (rows["charge"], rows["runtime"]) == ("93.0 %", "21 min 52 s")
