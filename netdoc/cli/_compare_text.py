"""A comparison for a person at a terminal, and as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from netdoc.app.baselines import Compared
from netdoc.app.comparing import Result, Row
from netdoc.cli._text import paragraph
from netdoc.model.codec import format_time, to_plain
from netdoc.model.facts.baseline import Baseline

MOST_STEPS = 8
LIMITS = (
    "A comparison blames nobody: `netdoc diagnose` says of whom the later stretch speaks. Losses come in bursts and "
    "the hours of the day differ: compare whole days with whole days where you can."
)


def compare_text(compared: Compared) -> str:
    """Return a comparison as text of at most 80 columns."""
    return "\n".join(_lines(compared)) + "\n"


def rows_text(rows: Sequence[Row]) -> str:
    """Return the values of one stretch alone."""
    if not rows:
        return "nothing was read of the line, the session, names or the path\n"
    return "".join(f"{paragraph(f'{each.name}: {each.after}', indent='    ', first='  ')}\n" for each in rows)


def _lines(compared: Compared) -> Iterator[str]:
    yield f"Now      {_stretch(compared.start, compared.end)}"
    if compared.baseline is None:
        yield "Before   no baseline is recorded: nothing to hold it against"
        yield ""
        yield rows_text(compared.rows).rstrip("\n")
    else:
        yield paragraph(_baseline(compared.baseline), indent=" " * 9, first="Before   ")
        if compared.baseline.named_at > compared.start:
            yield paragraph(
                f"It was named only at {_moment(compared.baseline.named_at)}, after what is held against it had begun: "
                "a vendor may say that it was picked to suit.",
                indent=" " * 9,
            )
        yield ""
        for each in compared.rows:
            yield from _row(each)
    yield from _meanwhile(compared)
    yield ""
    yield paragraph(f"Verdict on now: {compared.verdict.headline}", indent="  ", first="")
    yield paragraph(LIMITS)


def _row(row: Row) -> Iterator[str]:
    until = f"; wait until {_moment(row.wait_until)}" if row.wait_until is not None else ""
    mark = "*" if row.result in (Result.CHANGED, Result.MORE, Result.LESS) else " "
    yield paragraph(f"{row.name}: {row.result.value}{until}", indent="    ", first=f"{mark} ")
    if row.result is Result.SAME:
        yield paragraph(f"{row.after}", indent="             ", first="    both     ")
        return
    yield paragraph(row.before or "not read", indent="             ", first="    before   ")
    yield paragraph(row.after or "not read", indent="             ", first="    now      ")


def _meanwhile(compared: Compared) -> Iterator[str]:
    if not compared.meanwhile:
        return
    yield ""
    yield "Done by people since the baseline:"
    for each in compared.meanwhile[-MOST_STEPS:]:
        what = each.fact.did + (f" (changed: {each.fact.changed})" if each.fact.changed else "")
        who = f", {each.fact.who}" if each.fact.who else ""
        yield paragraph(f"{_moment(each.at)}  {what}{who}", indent="      ", first="  ")
    if len(compared.meanwhile) > MOST_STEPS:
        yield f"  ... and {len(compared.meanwhile) - MOST_STEPS} before; `netdoc step list` shows all"


def _baseline(baseline: Baseline) -> str:
    why = f"; held against: {baseline.why}" if baseline.why else ""
    return f"{_stretch(baseline.start, baseline.end)} «{baseline.name}»{why}"


def _stretch(start: datetime, end: datetime) -> str:
    return f"{_moment(start)} to {_moment(end)}"


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def compare_to_plain(compared: Compared) -> dict[str, Any]:
    """Return a comparison for JSON."""
    return {
        "schema": "netdoc.comparison/1",
        "site": compared.site,
        "baseline": None if compared.baseline is None else to_plain(compared.baseline),
        "window": {"start": format_time(compared.start), "end": format_time(compared.end)},
        "rows": [row_to_plain(each) for each in compared.rows],
        "meanwhile": [{"at": format_time(each.at), **to_plain(each.fact)} for each in compared.meanwhile],
        "verdict": compared.verdict.headline,
    }


def row_to_plain(row: Row) -> dict[str, Any]:
    """Return one value for JSON; `before` and `after` are null where nothing was read."""
    return {
        "name": row.name,
        "before": row.before or None,
        "after": row.after or None,
        "result": row.result.value,
        "wait_until": None if row.wait_until is None else format_time(row.wait_until),
    }
