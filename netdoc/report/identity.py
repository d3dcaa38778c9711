"""Which office, which time and which complaint a report is about: the lines below its title."""

from __future__ import annotations

from netdoc.report.headline import complaint_words
from netdoc.report.texts import shorten
from netdoc.report.view import View
from netdoc.report.words import plural

_NAME, _AMENDED = 90, 100
Pairs = tuple[tuple[str, str], ...]


def office(view: View) -> Pairs:
    """Return what this report replaces, where it replaces one, and the office's name."""
    return (*_amended(view), ("Site", shorten(view.site.name or view.site.id, _NAME)))


def matter(view: View) -> Pairs:
    """Return the period, the one incident where the report is about one, and the complaint."""
    verdict = view.verdict
    period = view.times.span(verdict.window_start, verdict.window_end)
    offsets = view.times.offsets(verdict.window_start, verdict.window_end)
    began = min((each.incident.start for each in verdict.incidents), default=verdict.window_start)
    memory = f"; incidents from the boxes' own memory since {view.times.minute(began)}" if began < view.start else ""
    return (
        ("Period", f"{period} ({offsets}){memory}"),
        *_scope(view),
        ("Complaint", shorten(complaint_words(view).removeprefix("the complaint was: ").rstrip("."), _NAME)),
    )


def _amended(view: View) -> Pairs:
    if view.amends is None:
        return ()
    replaces, reason = shorten(view.amends.replaces, _NAME), shorten(view.amends.reason, _AMENDED)
    return (("▲ Amended", f"This report replaces {replaces}. Reason: {reason}"),)


def _scope(view: View) -> Pairs:
    if view.incident is None:
        return ()
    return (
        ("Scope", f"incident {view.incident} only; {plural(view.incidents_in_all, 'incident')} found in the period"),
    )
