"""A picture as the lines of a screen of any size: pure text, no colour needed, nothing a terminal would obey."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from netdoc.app.live_picture import ClockRow, IncidentRow, Picture, incident_rows
from netdoc.cli._live_rungs import column_heads, rung_lines
from netdoc.cli._live_text import ALARM, NOTICE, PLAIN, STRONG, Line, clock, fit, length, safe_start

LEGEND = ". answered  + slow  X lost  U told unreachable  - not sent  blank: not asked"
LEAST_WIDTH = 20


@dataclass(frozen=True, slots=True)
class _Section:
    """A part of the screen: what it would show in so many lines, the fewest that make sense, the most it can use."""

    lines: Callable[[int], Sequence[Line]]
    least: int
    most: int


def screen(picture: Picture, width: int, height: int, foot: Line) -> list[Line]:
    """Return exactly `height` lines that fit `width` columns; `foot` is the last.

    Where there is not room for all, what matters less is left out: first the blank lines, then the legend, older
    incidents, clocks, rungs that answer.
    """
    width = max(width, LEAST_WIDTH)
    incidents = incident_rows(picture)
    sections = {
        "head": _Section(lambda _: [_head(picture, width)], 1, 1),
        "rungs": _Section(lambda n: _rungs(picture, width, n), 4, max(2, len(picture.rows) + 1)),
        "legend": _Section(lambda _: [Line(fit(LEGEND, width))], 0, 1),
        "clocks": _Section(lambda n: [_clock_line(each, picture, width) for each in picture.clocks[:n]], 0, 3),
        "watched": _Section(lambda _: [_watched(picture, width)], 0, 1),
        "incidents": _Section(lambda n: _incidents(incidents, picture, width, n), 1, 1 + max(1, len(incidents))),
        "verdict": _Section(lambda n: _verdict(picture, width, n), 1, 5),
        "saying": _Section(lambda _: [_saying(picture, width)], 0, 1),
    }
    given = _share(sections, max(0, height - 1))
    blocks = {name: list(sections[name].lines(given[name])) for name in sections if given[name]}
    lines = _spread(blocks, height - 1)
    return [*lines, Line(fit(foot.text, width), foot.style)][-height:]


_FIRST = ("head", "rungs", "verdict", "incidents")
_THEN: Sequence[tuple[str, int]] = (
    ("clocks", 3),
    ("watched", 1),
    ("rungs", 9),
    ("incidents", 2),
    ("verdict", 4),
    ("saying", 1),
    ("legend", 1),
    ("incidents", 3),
    ("rungs", 99),
    ("incidents", 99),
    ("verdict", 5),
)
"""To whom the room goes, in this order: section, and up to how many lines."""


def _share(sections: dict[str, _Section], room: int) -> dict[str, int]:
    given = dict.fromkeys(sections, 0)
    for name, wanted in [*((name, sections[name].least) for name in _FIRST), *_THEN]:
        more = min(wanted, sections[name].most) - given[name]
        if more > 0 and room > 0:
            given[name] += min(more, room)
            room -= min(more, room)
    return given


def _spread(blocks: Mapping[str, list[Line]], height: int) -> list[Line]:
    """Put blank lines between parts while there is room, and the rest of the room before the foot."""
    spare = height - sum(len(each) for each in blocks.values())
    set_off = [name for name in ("clocks", "verdict", "incidents") if name in blocks][: max(0, spare)]
    lines: list[Line] = []
    for name, block in blocks.items():
        lines += [PLAIN, *block] if name in set_off else block
    return [*lines, *[PLAIN] * (height - len(lines))]


def _head(picture: Picture, width: int) -> Line:
    of = f" of {length(picture.length_s)}" if picture.length_s is not None else ""
    right = f"{picture.now:%Y-%m-%d %H:%M:%S} UTC"
    left = f"netdoc watch {safe_start(picture.site, width)}"
    middle = f"{length(picture.watched_s)}{of}"
    for text in (f"{left}  {middle}", left):
        gap = width - cell_len(text) - len(right)
        if gap >= 2:
            return Line(text + " " * gap + right, STRONG)
    return Line(fit(f"{picture.now:%H:%M:%S} UTC {left}", width), STRONG)


def _rungs(picture: Picture, width: int, room: int) -> list[Line]:
    if not picture.rows:
        return [Line(fit("No step of the ladder is sampled yet.", width))]
    return [Line(column_heads(width)), *rung_lines(picture.rows, width, room - 1)] if room > 1 else []


def _clock_line(row: ClockRow, picture: Picture, width: int) -> Line:
    name = f"{row.name}:".ljust(9)
    if row.read_at is None:
        return Line(fit(f"{name}not read: {safe_start(row.trouble, width * 2)}", width))
    since = ""
    if row.since is not None:
        span = length((picture.now - row.since).total_seconds())
        since = f" since {clock(row.since, picture.now)} ({span})"
    old = (picture.now - row.read_at).total_seconds()
    late = ""
    if row.trouble:
        late = f"; NOT READ since {clock(row.read_at, picture.now)}: {safe_start(row.trouble, width)}"
    elif old > 180:
        late = f"; read {length(old)} ago"
    remark = f", {safe_start(row.remark, width)}" if row.remark else ""
    alarm = row.state.isupper() or row.state.startswith("NOT")
    text = f"{name}{safe_start(row.state, width)}{since}{late}{remark}"
    return Line(fit(text, width), ALARM if alarm else NOTICE if row.trouble else "")


def _watched(picture: Picture, width: int) -> Line:
    if picture.no_way_out:
        return Line(fit("Engine:  THIS COMPUTER SENDS NOTHING (cable? Wi-Fi? address?): blames nobody", width), ALARM)
    if picture.engine is None:
        return Line(fit("Engine:  none sends yet; if it stays so: netdoc doctor", width), NOTICE)
    gaps = picture.unwatched
    if not gaps.count:
        return Line(fit(f"Engine:  {safe_start(picture.engine, width)}; watched without a gap", width))
    times = "1 gap" if gaps.count == 1 else f"{gaps.count} gaps"
    text = f"{safe_start(picture.engine, width)}; NOT WATCHED: {times}, {length(gaps.seconds)}; last: "
    return Line(fit(f"Engine:  {text}{safe_start(gaps.last_why, width)}", width), NOTICE)


def _incidents(rows: Sequence[IncidentRow], picture: Picture, width: int, room: int) -> list[Line]:
    if not rows:
        return [Line("Incidents: none")]
    going = sum(each.ongoing for each in rows)
    head = f"Incidents: {len(rows)}" + (f", {going} GOING ON" if going else "")
    hidden = len(rows) - (room - 1)
    if hidden > 0:
        head += f" ({room - 1} shown)" if room > 1 else ""
    lines = [Line(fit(head, width), ALARM if going else "")]
    for each in rows[: room - 1]:
        span = length(each.seconds) + (" so far" if each.ongoing else "")
        about = f": {each.about}" if each.about else ""
        mark = "!" if each.ongoing else " "
        what = safe_start(each.what + about, width * 2)
        text = f"{mark} {clock(each.start, picture.now)}  {span:<14} {what}"
        lines.append(Line(fit(text, width), ALARM if each.ongoing else ""))
    return lines


def _verdict(picture: Picture, width: int, room: int) -> list[Line]:
    weighed = picture.weighed
    if weighed is None:
        why = picture.weighing or "the first minute has to be stored before the rules can weigh it"
        return [Line(fit(f"Verdict so far: none: {safe_start(why, width * 2)}", width))]
    words = weighed.conclusion.replace("_", " ")
    if weighed.conclusion == "fault":
        words = f"{words}, {weighed.standing}"
    stale = f" (no newer one: {safe_start(picture.weighing, width)})" if picture.weighing else ""
    begun = any(each.outage and each.end is None and each.start > weighed.until for each in picture.episodes)
    before = ", before what goes on now" if begun else ""
    text = f"Verdict so far, to {clock(weighed.until, picture.now)}{before}: {words}{stale}"
    first = Line(fit(text, width), STRONG)
    headline = safe_start(weighed.headline, width * 8)
    body = textwrap.wrap(headline, max(10, width - 2), break_on_hyphens=False)
    if len(body) > room - 1:  # half a sentence could read as an accusation
        body = [*body[: max(0, room - 2)], f"{body[max(0, room - 2)]} .."][: room - 1]
    elif weighed.next_test and len(body) < room - 1:
        body.append(f"Next test: {safe_start(weighed.next_test, width * 2)}")
    return [first, *(Line(fit(f"  {each}", width)) for each in body)]


def _saying(picture: Picture, width: int) -> Line:
    if picture.not_measured:
        return Line(fit(f"Not measured: {safe_start(picture.not_measured, width * 2)}", width))
    return Line(fit(safe_start(picture.saying, width * 2), width))
