"""One time axis for the whole period: incidents by party, starts of line, box and session, steps, gaps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from netdoc.model.facts.device_log import LogEvent
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.step import Step
from netdoc.model.facts.testimony import Testimony
from netdoc.model.facts.wan_session import WanSession
from netdoc.model.incident import Incident
from netdoc.model.segment import Party
from netdoc.model.verdict import Judged, Standing
from netdoc.report.box_logs import lines_near
from netdoc.report.document import Fill, Lane, Span, TimeAxis
from netdoc.report.ladder_counts import sampled_span
from netdoc.report.line_lanes import LINE_NOTE, line_lanes
from netdoc.report.path_lanes import LOSS, path_lanes, path_note
from netdoc.report.stretch import Stretch
from netdoc.report.times import clusters
from netdoc.report.view import View
from netdoc.report.words import PARTY_SHORT, joined, plural, rung_words, shorten_label

AROUND = timedelta(minutes=10)
"""Least time shown before and after an incident."""
JITTER = timedelta(seconds=90)
"""Start instants (time of reading minus uptime) of one start scatter by less than this."""


def time_axis(view: View, near: Incident | None = None) -> TimeAxis | None:
    """Return the axis of the whole period, or of the time around one incident; None for one without length."""
    start, end = _period(view)
    if near is not None:
        margin = max(near.duration * 2, AROUND)
        start, end = max(start, near.start - margin), min(end, near.end + margin)
    if end <= start:
        return None
    on = Stretch(start, end)
    paths, levels = path_lanes(view, on)
    lanes = (
        *_incident_lanes(view, on),
        *paths,
        *line_lanes(view, on, line_starts(view)),
        *_start_lanes(view, on),
        *_log_lanes(view, on),
        *_people_lanes(view, on),
        *_clock_lanes(view, on),
        _watched(view, on),
    )
    return TimeAxis(
        title=_title(view) if near is None else f"The time around {near.id}, larger",
        lanes=lanes,
        ticks=view.times.ticks(start, end),
        axis=f"{view.times.span(start, end)} ({view.times.offsets(start, end)})",
        alt="; ".join(f"{lane.label}: {lane.summary}" for lane in lanes if lane.summary),
        note=_note(view, on, lanes),
        levels=levels,
    )


def _note(view: View, on: Stretch, lanes: Sequence[Lane]) -> str:
    parts = [
        "Incidents: solid = one party established, cross-hatched = indicated, hatched = not settled. "
        "▲ = an instant. Dotted box = not measured (n/m).",
        path_note(view, on) if any(each.label == LOSS for each in lanes) else "",
        LINE_NOTE if any(each.curve is not None for each in lanes) else "",
    ]
    return " ".join(each for each in parts if each)


def line_starts(view: View) -> list[datetime]:
    """Return when the line came into sync, by the modem's own clock of the line."""
    return _instants(view, ((each.at, each.fact.showtime_s) for each in view.evidence.readings(DslLine)))


def box_starts(view: View) -> dict[str, list[datetime]]:
    """Return when each box started, by its own uptime."""
    ages: dict[str, list[tuple[datetime, int | None]]] = {}
    for each in view.evidence.readings(DeviceState):
        ages.setdefault(each.subject, []).append((each.at, each.fact.uptime_s))
    return {subject: _instants(view, held) for subject, held in sorted(ages.items())}


def session_starts(view: View) -> list[datetime]:
    """Return when the internet session came up, by its own uptime."""
    return _instants(view, ((each.at, each.fact.uptime_s) for each in view.evidence.readings(WanSession)))


def _instants(view: View, readings: Iterable[tuple[datetime, int | None]]) -> list[datetime]:
    began = (at - timedelta(seconds=age) for at, age in readings if age is not None)
    start, end = _period(view)
    return clusters([each for each in began if start <= each <= end], JITTER)


def _incident_lanes(view: View, on: Stretch) -> list[Lane]:
    held: dict[Party | None, list[Judged]] = {}
    for each in view.verdict.incidents:
        held.setdefault(each.party, []).append(each)
    order = [*[each for each in Party if each in held], *([None] if None in held else [])]
    lanes = [
        Lane(
            label=PARTY_SHORT[party] if party else "Not settled",
            spans=tuple(_span(on, each) for each in held[party] if on.holds(each.incident.start, each.incident.end)),
            summary=plural(len(held[party]), "incident"),
        )
        for party in order
    ]
    return lanes or [Lane(label="Incidents", summary="none")]


def _span(on: Stretch, judged: Judged) -> Span:
    named = Fill.SOLID if judged.standing is Standing.ESTABLISHED else Fill.CROSS
    fill = named if judged.party else Fill.HATCH
    return Span(start=on.place(judged.incident.start), end=on.place(judged.incident.end), fill=fill)


def _start_lanes(view: View, on: Stretch) -> list[Lane]:
    lanes = [
        _marks(on, f"{rung_words(view.site.rung(subject), subject)} started", starts, _runs_since(view, subject))
        for subject, starts in box_starts(view).items()
    ]
    named = (("Line came into sync", line_starts(view)), ("Session came up", session_starts(view)))
    marked = [_marks(on, label, moments) for label, moments in named if moments]
    return [*marked[:1], *(each for each in lanes if each.marks or each.summary), *marked[1:]]


def _runs_since(view: View, subject: str) -> str:
    """Return since when a box runs, for one that did not start in the period: that tells as much as a start."""
    ages = [each for each in view.evidence.readings(DeviceState, subject) if each.fact.uptime_s is not None]
    if not ages:
        return ""
    began = ages[-1].at - timedelta(seconds=ages[-1].fact.uptime_s or 0)
    return f"none; runs since {view.times.minute(began)}"


def _log_lanes(view: View, on: Stretch) -> list[Lane]:
    held: dict[str, list[datetime]] = {}
    for _, box, line in lines_near(view):
        if line.event is not LogEvent.OTHER and _inside(view, line.at):
            held.setdefault(box, []).append(line.at)
    return [
        _marks(on, shorten_label(f"{rung_words(view.site.rung(box), box)}: own log"), moments)
        for box, moments in sorted(held.items())
    ]


def _people_lanes(view: View, on: Stretch) -> list[Lane]:
    moments = {
        "Steps on site": [each.at for each in view.evidence.readings(Step)],
        "Statements": [each.at for each in view.evidence.readings(Testimony)],
    }
    inside = {label: [at for at in held if _inside(view, at)] for label, held in moments.items()}
    return [_marks(on, label, held) for label, held in inside.items() if held]


def _clock_lanes(view: View, on: Stretch) -> list[Lane]:
    changed = view.times.changes(on.start, on.end)
    return [_marks(on, "Clocks changed", changed)] if changed else []


def _marks(on: Stretch, label: str, moments: list[datetime], none: str = "none") -> Lane:
    inside = [each for each in moments if on.holds(each, each)]
    return Lane(
        label=label,
        marks=tuple(on.place(each) for each in inside),
        summary=plural(len(inside), "time") if inside else none,
    )


def _watched(view: View, on: Stretch) -> Lane:
    gaps = [each for each in view.verdict.gaps if each.end > each.start and on.holds(each.start, each.end)]
    spans = [Span(start=on.place(each.start), end=on.place(each.end), fill=Fill.UNMEASURED) for each in gaps]
    sampled = sampled_span(view.evidence.ladder)
    if sampled is None:
        return Lane(label="Own samples", spans=(Span(start=0.0, end=1.0, fill=Fill.UNMEASURED),), summary="none taken")
    before, after = on.place(sampled[0]), on.place(sampled[1])
    if before > 0.002:
        spans.insert(0, Span(start=0.0, end=before, fill=Fill.UNMEASURED))
    if after < 0.998:
        spans.append(Span(start=after, end=1.0, fill=Fill.UNMEASURED))
    words = [plural(len(gaps), "gap")] if gaps else []
    if before > 0.002:
        words.append("none before netdoc began")
    return Lane(label="Own samples", spans=tuple(spans), summary=joined(words, "and") or "no gap")


def _title(view: View) -> str:
    incidents = view.verdict.incidents
    if view.incident is not None:
        return f"{view.incident} within the whole period, which held {plural(view.incidents_in_all, 'incident')}"
    if not incidents:
        return "No incident in the whole period"
    if len(incidents) == 1:
        return "One incident in the whole period"
    number, parties = plural(len(incidents), "incident"), {each.party for each in incidents}
    if parties == {None}:
        return f"{number}, none of them settled on one party"
    named = next(iter(parties))
    if len(parties) == 1 and named:
        return f"{number}, all of them laid to one party ({PARTY_SHORT[named].lower()})"
    return f"{number}, laid to more than one party or not settled"


def _period(view: View) -> tuple[datetime, datetime]:
    """Return the window, begun earlier where a box's own memory told of an earlier incident."""
    began = [each.incident.start for each in view.verdict.incidents]
    return min([view.verdict.window_start, *began]), view.verdict.window_end


def _inside(view: View, moment: datetime) -> bool:
    start, end = _period(view)
    return start <= moment <= end
