"""How unattended measuring stands, as text for a terminal and as plain data."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from netdoc.app.timers import SiteSchedule, Watched
from netdoc.cli._text import paragraph, safe, table


def schedule_text(schedule: SiteSchedule) -> str:
    """Return one site's state in 80 columns, its troubles below it."""
    wrong = len(schedule.troubles)
    verdict = "as it should be" if not wrong else "1 thing is wrong" if wrong == 1 else f"{wrong} things are wrong"
    lines = [f"{safe(schedule.site_id)}: {verdict}", table(_rows(schedule))]
    for each in schedule.troubles:
        lines.append(paragraph(each.what, indent=" " * 9, first="  WRONG  "))
        lines.append(paragraph(f"costs: {each.costs}", indent=" " * 16, first=" " * 9))
        lines.append(paragraph(f"fix:   {each.fix}", indent=" " * 16, first=" " * 9))
    return "\n".join(lines)


def plain_schedule(schedule: SiteSchedule) -> dict[str, Any]:
    """Return one site's state for JSON: times in RFC 3339, shares 0 to 1, times spans in seconds."""
    watched = schedule.watched
    return {
        "site": schedule.site_id,
        "good": schedule.good,
        "started_by": [each.value for each in schedule.schedulers],
        "since": _stamp(schedule.since),
        "program": schedule.program,
        "next_start": _stamp(schedule.next_start),
        "watched": None if watched is None else _plain_watched(watched),
        "troubles": [{"what": each.what, "costs": each.costs, "fix": each.fix} for each in schedule.troubles],
    }


def _plain_watched(watched: Watched) -> dict[str, Any]:
    return {
        "start": _stamp(watched.start),
        "end": _stamp(watched.end),
        "share": None if watched.share is None else round(watched.share, 4),
        "observed_s": round(watched.observed_s, 1),
        "slots": watched.slots,
        "missed": watched.missed,
        "skipped": watched.skipped,
        "not_observed_s": {why: round(seconds, 1) for why, seconds in watched.reasons.items()},
        "last_start": _stamp(watched.last_start),
        "last_outcome": watched.last_outcome,
    }


def _rows(schedule: SiteSchedule) -> list[tuple[str, str]]:
    rows = [("started by", " and ".join(each.value for each in schedule.schedulers) or "nobody")]
    if schedule.since is not None:
        rows.append(("since", _shown(schedule.since)))
    if schedule.program:
        rows.append(("program", schedule.program))
    watched = schedule.watched
    if watched is None:
        rows.append(("last run", "none is recorded"))
    else:
        last = "none" if watched.last_start is None else f"{_shown(watched.last_start)}, {watched.last_outcome}"
        rows += [("last run", last), ("observed", _observed(watched))]
        rows += [("not observed", f"{seconds / 60:.1f} min: {why}") for why, seconds in [*watched.reasons.items()][:5]]
    rows.append(("next run", "none" if schedule.next_start is None else _shown(schedule.next_start)))
    return rows


def _observed(watched: Watched) -> str:
    if watched.share is None:
        return "the first whole slot is not over yet"
    hours = (watched.end - watched.start).total_seconds() / 3600
    return (
        f"{watched.share:.1%} of the last {hours:.1f} h "
        f"({watched.slots} slots: {watched.missed} missed, {watched.skipped} skipped)"
    )


def _shown(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _stamp(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment:%Y-%m-%dT%H:%M:%SZ}"
