"""Every incident in a table and on one time axis, so that cause and effect show at a glance."""

from __future__ import annotations

from collections.abc import Sequence

from netdoc.model.fault import FAULT_WORDS
from netdoc.model.incident import Origin
from netdoc.model.verdict import Judged
from netdoc.plugin import Section
from netdoc.report.box_logs import near_table
from netdoc.report.document import Align, Block, Column, Heading, Paragraph, Table
from netdoc.report.headline import watched
from netdoc.report.people import people
from netdoc.report.timeline import time_axis
from netdoc.report.times import utc, utc_clock
from netdoc.report.view import View
from netdoc.report.words import (
    KIND_WORDS,
    NBSP,
    ORIGIN_WORDS,
    PARTY_SHORT,
    STANDING_WORDS,
    duration,
    joined,
    plural,
    rung_words,
)

_MOST_ROWS = 400
_COLUMNS = (
    Column(title="No.", width=0.9),
    Column(title="Began, local", width=2.1),
    Column(title="Began, UTC", width=1.6),
    Column(title="Lasted", width=1.6, align=Align.RIGHT),
    Column(title="What, and where first seen", width=3.7),
    Column(title="Judged", width=2.5),
)


def write(view: View) -> Sequence[Block]:
    """Return the axis, the table, the boxes' log lines near incidents, and what people did and said."""
    blocks: list[Block] = [Heading(text="Incidents and time line")]
    axis = time_axis(view)
    if axis is not None:
        blocks.append(axis)
    if view.incident is not None:
        near = time_axis(view, view.verdict.incidents[0].incident)
        blocks += [near] if near is not None else []
    blocks += _incidents(view)
    blocks += near_table(view)
    blocks += people(view)
    return blocks


def _incidents(view: View) -> list[Block]:
    incidents = view.verdict.incidents
    if not incidents:
        return [Paragraph(text=f"No incident was found in the {watched(view)} that were watched.")]
    blocks: list[Block] = [
        Table(
            caption="Incidents, in the order of time",
            columns=_COLUMNS,
            rows=tuple(_row(view, each) for each in incidents[: view.most(_MOST_ROWS)]),
        )
    ]
    left_out = len(incidents) - view.most(_MOST_ROWS)
    if left_out > 0:
        left = plural(left_out, "later incident")
        blocks.append(Paragraph(text=f"{left} stand in the attached verdict.json in the same form.", small=True))
    blocks.append(
        Paragraph(
            text="± is how far the true instant may lie from the printed one. Flaps within five minutes are one "
            "incident. Known from own samples unless another source is named. Time that was not watched is never an "
            "incident.",
            small=True,
        )
    )
    return blocks


def _row(view: View, judged: Judged) -> tuple[str, ...]:
    incident = judged.incident
    began = f"{'before ' if incident.began_before else ''}{view.times.stamp(incident.start)}"
    same_day = view.times.local(incident.start).date() == incident.start.date()
    in_utc = utc_clock(incident.start) if same_day else utc(incident.start)
    spread = incident.start_uncertainty_s
    lasted = f"{'at least ' if incident.ongoing or incident.began_before else ''}{duration(_lasted_s(judged))}"
    both = incident.start_uncertainty_s + incident.end_uncertainty_s
    return (
        incident.id,
        began,
        f"{in_utc}{f' ±{NBSP}{duration(spread)}' if spread >= 1 else ''}",
        f"{lasted}{f' ±{NBSP}{duration(both)}' if both >= 1 else ''}",
        _what(view, judged),
        _judged(view, judged),
    )


def _lasted_s(judged: Judged) -> float:
    incident = judged.incident
    return incident.duration.total_seconds() if incident.down_s is None else incident.down_s


def _what(view: View, judged: Judged) -> str:
    incident = judged.incident
    place = rung_words(view.site.rung(incident.rung), incident.rung)
    parts = [f"{KIND_WORDS[incident.kind]} from: {place}"]
    if incident.flaps > 1:
        parts.append(plural(incident.flaps, "flap"))
    if incident.ongoing:
        parts.append("not over yet")
    if incident.origin is not Origin.LADDER:
        parts.append(f"known from {ORIGIN_WORDS[incident.origin]}")
    if incident.coverage < 0.995:
        parts.append(f"{round(incident.coverage * 100)}{NBSP}% sampled")
    if incident.detail:
        parts.append(incident.detail)
    return "; ".join(parts)


def _judged(view: View, judged: Judged) -> str:
    standing = STANDING_WORDS[judged.standing]
    if judged.party is not None:
        fault = f": {FAULT_WORDS[judged.fault]}" if judged.fault else ""
        return f"{PARTY_SHORT[judged.party]}, {standing}{fault}"
    if judged.remaining and set(judged.remaining) == set(view.verdict.remaining):
        return "not settled, as on page 1"
    if judged.remaining:
        return f"not settled between {joined([PARTY_SHORT[each].lower() for each in judged.remaining], 'and')}"
    return f"{standing}: no party named"


SECTION = Section(id="incident_timeline", place=30, write=write)
