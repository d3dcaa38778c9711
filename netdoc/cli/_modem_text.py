"""A reading of a modem's page, for people: grouped, with units, and «not stated» where the box is silent."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

from netdoc.cli._text import paragraph, safe, table
from netdoc.model.facts import Fact
from netdoc.model.facts.device_log import DeviceLog
from netdoc.model.facts.dsl_history import DslHistory
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.observation import Missed, Seen

if TYPE_CHECKING:
    from netdoc.app.modem_ask import Asked
    from netdoc.app.modem_read import ModemReading

NOT_STATED = "not stated"
_ADVICE = "see whether this computer reaches that address, and whether `address`, `port` and `driver` are right"
_ADVICE_ON_LOGIN = "correct user and password in secrets.toml, under the name that the device's `credentials` gives"
_UNITS = {"kbps": "kbit/s", "db": "dB", "dbm": "dBm", "pct": "%", "v": "V"}
_LABELS = {"on_battery_s": "on battery for", "input_v": "mains voltage"}
_LEVELS: tuple[str, ...] = (
    "rate_{}_kbps",
    "previous_rate_{}_kbps",
    "attainable_{}_kbps",
    "margin_{}_db",
    "attenuation_{}_db",
)
_LEVELS += ("power_{}_dbm",)
_COUNTERS = ("crc", "fec", "hec", "es", "ses", "uas", "los", "lof")
_BIN_COUNTERS = ("crc", "fec", "es", "ses", "uas", "los")
_MOST_BINS = 100
_MOST_LINES = 200
_QUARTER_S = 900


def to_text(reading: ModemReading) -> str:
    """Return the reading as text."""
    parts = [paragraph(f"{reading.title}: driver {reading.driver}, {reading.confidence}")]
    remarks = list(reading.remarks)
    for fact in reading.facts:
        parts.append(_part(fact))
        remarks += [each for each in getattr(fact, "remarks", ()) if each not in remarks]
    return "\n\n".join([*parts, *_remark_part(remarks)])


def asked_text(asked: Asked) -> str:
    """Return what came of asking one box: its facts, or why there are none and what to do."""
    name = f"{asked.device.id} ({asked.device.kind} at {asked.device.address})"
    parts = []
    remarks: list[str] = []
    for each in asked.observations:
        driver = f", driver {each.reader.partition('/')[0]}" if each.reader else ""
        if isinstance(each, Seen):
            parts.append(_part(each.fact))
            remarks += [remark for remark in getattr(each.fact, "remarks", ()) if remark not in remarks]
        elif isinstance(each, Missed):
            advice = _ADVICE_ON_LOGIN if each.failure == "denied" else _ADVICE
            parts.append(_unread(f"asked and not answered ({each.failure}{driver}): {each.detail}", advice))
        else:
            parts.append(_unread(f"not read{driver}: {each.why}", each.hint or _ADVICE))
    seen = next((each.reader.partition("/")[0] for each in asked.observations if isinstance(each, Seen)), None)
    head = f"{name}: read by driver {seen}" if seen is not None else name
    return "\n\n".join([paragraph(head), *parts, *_remark_part(remarks)])


def _unread(what: str, hint: str) -> str:
    return f"{paragraph(what, indent='    ', first='  ')}\n{paragraph(f'try: {hint}', indent='       ', first='  ')}"


def _remark_part(remarks: Sequence[str]) -> list[str]:
    if not remarks:
        return []
    return ["Remarks\n" + "\n".join(paragraph(each, indent="    ", first="  - ") for each in remarks)]


def duration(seconds: int | None) -> str:
    """Return seconds as `5 d 10 h 52 min 53 s`."""
    if seconds is None:
        return NOT_STATED
    parts: list[str] = []
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60)):
        count, seconds = divmod(seconds, length)
        if count or parts:
            parts.append(f"{count} {unit}")
    return " ".join([*parts, f"{seconds} s"])


def _part(fact: Fact) -> str:
    if isinstance(fact, DslLine):
        return _line(fact)
    if isinstance(fact, DslHistory):
        return _history(fact)
    if isinstance(fact, DeviceLog):
        return _log(fact)
    return _other(fact)


def _line(line: DslLine) -> str:
    state = {True: "in sync", False: "not in sync", None: "state not stated"}[line.sync]
    head = [
        ("state", f"{state} ({line.status})" if line.status else state),
        ("mode", ", profile ".join(each for each in (line.mode, line.profile) if each) or NOT_STATED),
        ("in sync for", duration(line.showtime_s)),
        ("retrains", _shown(line.retrains)),
        ("last retrain reason", _shown(line.last_retrain_reason)),
    ]
    rows: list[Sequence[object]] = [("", "down", "up")]
    rows += [_two_sided(line, name) for name in _LEVELS if "previous" not in name or _has(line, name)]
    counted = [name for name in _COUNTERS if _has(line, f"{name}_{{}}")]
    counters: list[Sequence[object]] = [("", "down", "up")] if counted else [("counters", NOT_STATED)]
    counters += [_two_sided(line, f"{name}_{{}}") for name in _COUNTERS if counted]
    age = f" over {duration(line.counter_age_s)}" if line.counter_age_s is not None else ""
    age = age or (" over a time that is not stated" if counted else "")
    more = [
        (name, getattr(line, field))
        for name, field in (
            ("losses of power told by the modem", "lpr_up"),
            ("G.INP: not repaired, down", "rtx_uncorrected_down"),
            ("G.INP: low-rate seconds, down", "leftrs_down"),
        )
        if getattr(line, field) is not None
    ]
    parts = [f"DSL line\n{table(head)}", table(rows), f"Counters{age}\n{table(counters)}"]
    return "\n".join([*parts, table(more)] if more else parts)


def _history(history: DslHistory) -> str:
    title = "Bins of 15 minutes" if history.bin_s == _QUARTER_S else "Bins of a day"
    rows: list[Sequence[object]] = [("from (UTC)", "seconds", *(each.upper() for each in _BIN_COUNTERS))]
    for each in history.bins[-_MOST_BINS:]:
        values = [
            f"{_shown(getattr(each, f'{name}_down'))}/{_shown(getattr(each, f'{name}_up'))}" for name in _BIN_COUNTERS
        ]
        cells = [each_value.replace(NOT_STATED, "?") for each_value in values]
        rows.append((each.start.strftime("%Y-%m-%d %H:%M:%S"), each.duration_s, *cells))
    return f"{title}, down/up (? is not stated)\n{table(rows)}"


def _log(log: DeviceLog) -> str:
    if log.clock_offset_s is None:
        clock = "the box's own time, not compared with ours"
    else:
        bound = "" if log.clock_bound_s is None else f", to {log.clock_bound_s:g} s"
        clock = f"UTC; the box's clock is {log.clock_offset_s:+g} s from ours{bound}"
    rows: list[Sequence[object]] = [
        (each.at.strftime("%Y-%m-%d %H:%M:%S"), each.event.value.replace("_", " "), safe(each.text))
        for each in log.lines[-_MOST_LINES:]
    ]
    left = len(log.lines) - len(rows)
    earlier = f"\n  and {left} earlier lines" if left else ""
    return f"Log ({clock})\n{table(rows) if rows else '  no line that is dated'}{earlier}"


def _other(fact: Fact) -> str:
    rows = []
    for field in dataclasses.fields(fact):  # type: ignore[arg-type]
        value = getattr(fact, field.name)
        if field.name == "remarks":
            continue
        label, unit = _label(field.name)
        if field.name.endswith("_s") and isinstance(value, int):
            rows.append((label, duration(value)))
        else:
            rows.append((label, f"{_shown(value)} {unit}".rstrip() if value is not None else NOT_STATED))
    name = "Box" if fact.KIND == "DeviceState" else fact.KIND
    return f"{name}\n{table(rows)}"


def _two_sided(line: DslLine, name: str) -> tuple[str, str, str]:
    label, unit = _label(name.replace("_{}", ""))
    values = [getattr(line, name.format(side)) for side in ("down", "up")]
    shown = [NOT_STATED if value is None else f"{_shown(value)} {unit}".rstrip() for value in values]
    return (label.upper() if label in _COUNTERS else label, shown[0], shown[1])


def _has(line: DslLine, name: str) -> bool:
    return any(getattr(line, name.format(side)) is not None for side in ("down", "up"))


def _label(name: str) -> tuple[str, str]:
    """Return a field's name as words, and its unit."""
    words = name.split("_")
    unit = _UNITS.get(words[-1], "")
    if name in _LABELS:
        return _LABELS[name], unit
    if unit or words[-1] == "s":
        words = words[:-1]
    return " ".join(words), unit


def _shown(value: Any) -> str:
    if value is None:
        return NOT_STATED
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat()
    return safe(value.value if isinstance(value, Enum) else value)
