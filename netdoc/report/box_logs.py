"""Boxes' own logs and the UPS: what was read of each, and the lines that lie near incidents."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import timedelta

from netdoc.model.facts.device_log import DeviceLog, LogEvent, LogLine
from netdoc.model.facts.power_state import PowerState
from netdoc.model.observation import Seen
from netdoc.report.document import Align, Block, Column, Heading, Paragraph, Table
from netdoc.report.statements import quote
from netdoc.report.times import utc, utc_clock
from netdoc.report.view import View
from netdoc.report.words import NBSP, count, duration, joined, plural, quantity, rung_words

NEAR = timedelta(minutes=5)
"""How far from an incident a line of a log is still printed beside it; the log itself may hold thousands."""
_MOST_ROWS = 80
_LINE = 120
EVENT_WORDS = {
    LogEvent.SYNC_LOST: "sync lost",
    LogEvent.SYNC_UP: "in sync",
    LogEvent.SIGNAL_LOST: "signal lost",
    LogEvent.TRAINING: "training",
    LogEvent.SESSION_DOWN: "session down",
    LogEvent.SESSION_UP: "session up",
    LogEvent.AUTH_REJECTED: "login rejected",
    LogEvent.NO_ANSWER: "no answer from the provider",
    LogEvent.PORT_DOWN: "Ethernet port down",
    LogEvent.PORT_UP: "Ethernet port up",
    LogEvent.BOOT: "box started",
    LogEvent.REBOOT_ASKED: "restart ordered",
    LogEvent.FIRMWARE: "software changed",
    LogEvent.WATCHDOG: "restarted itself because it hung",
    LogEvent.POWER_LOST: "mains lost",
    LogEvent.POWER_BACK: "mains back",
    LogEvent.OVERLOAD: "overloaded",
    LogEvent.BATTERY_BAD: "battery bad",
    LogEvent.WIRING: "the box's own guess at the wiring",
    LogEvent.OTHER: "not interpreted",
}

Near = tuple[str, str, LogLine]
"""Incident, box, line."""


def lines_near(view: View) -> list[Near]:
    """Return every different line of a log that lies near an incident, in the order of time."""
    # a log is read again and again, and tells the same lines each time: each is looked at once
    told = {(log.subject, line) for log in view.evidence.readings(DeviceLog) for line in log.fact.lines}
    lines = sorted(told, key=lambda each: (each[1].at, each[0], each[1].text))
    instants = [line.at for _, line in lines]
    found: dict[tuple[str, LogLine], str] = {}
    for judged in view.verdict.incidents:
        incident = judged.incident
        before = incident.start - NEAR - timedelta(seconds=incident.start_uncertainty_s)
        after = incident.end + NEAR + timedelta(seconds=incident.end_uncertainty_s)
        for each in lines[bisect_left(instants, before) : bisect_right(instants, after)]:
            found.setdefault(each, incident.id)
    return [(found[each], *each) for each in lines if each in found]


def near_table(view: View) -> list[Block]:
    """Return the lines near incidents as a table, or nothing where there are none."""
    near = lines_near(view)
    if not near:
        return []
    columns = (
        Column(title="Near", width=0.9),
        Column(title="Time, local", width=2.1),
        Column(title="UTC", width=1.1),
        Column(title="Box", width=1.4),
        Column(title="Line of its log", width=5.0),
        Column(title="Taken as", width=1.9),
    )
    rows = []
    for incident, box, line in near[:_MOST_ROWS]:
        same_day = view.times.local(line.at).date() == line.at.date()
        clock = utc_clock(line.at) if same_day else utc(line.at)
        where = rung_words(view.site.rung(box), box)
        words = quote(line.text, _LINE) if line.text else "the line itself was not kept"
        rows.append((incident, view.times.stamp(line.at), clock, where, words, EVENT_WORDS[line.event]))
    blocks: list[Block] = [
        Table(caption="What the boxes' own logs say near incidents", columns=columns, rows=tuple(rows))
    ]
    left = f"{plural(len(near) - _MOST_ROWS, 'more line')} near incidents not shown. " if len(near) > _MOST_ROWS else ""
    blocks.append(
        Paragraph(
            text=f"{left}Near: within {duration(NEAR.total_seconds())}. Times are by our clock: the box's time less "
            "its offset, where that is known (see «Tests performed»).",
            small=True,
        )
    )
    return blocks


def read_tables(view: View) -> list[Block]:
    """Return what was read of logs and UPS, for the tests performed."""
    return [*_logs(view), *_power(view)]


def _logs(view: View) -> list[Block]:
    logs = view.evidence.readings(DeviceLog)
    if not logs:
        return []
    columns = (
        Column(title="Box", width=1.6),
        Column(title="Read, local", width=2.1),
        Column(title="Lines", width=0.9, align=Align.RIGHT),
        Column(title="Reaches back to", width=2.1),
        Column(title="Its clock less ours", width=2.2),
        Column(title="Left out", width=3.2),
    )
    rows = tuple(_log(view, each) for each in logs[-_MOST_ROWS:])
    return [
        Heading(text="Logs of the boxes", level=2),
        Table(caption="The boxes' own logs, as they were read", columns=columns, rows=rows),
    ]


def _log(view: View, seen: Seen[DeviceLog]) -> tuple[str, ...]:
    log = seen.fact
    offset = "not known"
    if log.clock_offset_s is not None:
        bound = f" ±{NBSP}{log.clock_bound_s:g}{NBSP}s" if log.clock_bound_s is not None else ", bound not known"
        sign = "−" if log.clock_offset_s < 0 else "+"
        offset = f"{sign}{abs(log.clock_offset_s):.0f}{NBSP}s{bound}"
    return (
        rung_words(view.site.rung(seen.subject), seen.subject),
        view.times.stamp(seen.at),
        count(len(log.lines)),
        view.times.stamp(log.reaches_back_to) if log.reaches_back_to else "not stated",
        offset,
        "; ".join(log.remarks) or "nothing",
    )


def _power(view: View) -> list[Block]:
    held: dict[str, list[Seen[PowerState]]] = {}
    for each in view.evidence.readings(PowerState):
        held.setdefault(each.subject, []).append(each)
    if not held:
        return []
    columns = (
        Column(title="UPS", width=1.2),
        Column(title="Read, local", width=2.4),
        Column(title="On battery", width=1.4, align=Align.RIGHT),
        Column(title="Mains left limits", width=1.7, align=Align.RIGHT),
        Column(title="Load", width=1.6, align=Align.RIGHT),
        Column(title="Charge", width=1.6, align=Align.RIGHT),
        Column(title="Said of itself", width=3.6),
    )
    rows = tuple(_ups(view, subject, states) for subject, states in sorted(held.items()))
    return [
        Heading(text="Power", level=2),
        Table(caption="What the UPS said", columns=columns, rows=rows),
        Paragraph(
            text="A UPS that is asked now and then misses short transfers: that none was seen is weak evidence. Its "
            "own count of the times the mains left its limits misses none.",
            small=True,
        ),
    ]


def _ups(view: View, subject: str, states: Sequence[Seen[PowerState]]) -> tuple[str, ...]:
    facts = [each.fact for each in states]
    battery = [each.on_battery for each in facts if each.on_battery is not None]
    bads = [each.line_bads for each in facts if each.line_bads is not None]
    return (
        rung_words(view.site.rung(subject), subject),
        view.times.span(states[0].at, states[-1].at),
        f"{count(sum(battery))} of {count(len(battery))}" if battery else "not read",
        f"{count(bads[0])} at first, {count(bads[-1])} at last" if bads else "not read",
        _range([each.load_pct for each in facts]),
        _range([each.charge_pct for each in facts]),
        _said(facts),
    )


def _range(values: Sequence[float | None]) -> str:
    known = [each for each in values if each is not None]
    if not known:
        return "not read"
    least, most = quantity(min(known), ""), quantity(max(known), "%")
    return most if min(known) == max(known) else f"{least} to {most}"


def _said(facts: Sequence[PowerState]) -> str:
    last = facts[-1]
    parts = [f"status {last.status}" if last.status else ""]
    for field, words in (("overloaded", "overloaded"), ("battery_bad", "battery to be replaced")):
        number = sum(1 for each in facts if getattr(each, field))
        parts.append(f"{words} in {plural(number, 'reading')}" if number else "")
    off = sum(1 for each in facts if each.output_on is False)
    parts.append(f"output off in {plural(off, 'reading')}" if off else "")
    parts.append(f"last transfer: {last.last_transfer}" if last.last_transfer else "")
    parts += list(dict.fromkeys(remark for each in facts for remark in each.remarks))
    return joined([each for each in parts if each], "and") or "nothing more"
