"""What can be shown by when: at the rate complained of, and at the rate seen so far."""

from __future__ import annotations

from datetime import datetime, timedelta

from netdoc.diagnosis.silence import needed_silence_s
from netdoc.diagnosis.wording import hours_up, span
from netdoc.model.case import Complaint

DEFAULT_PER_DAY = 1.0
MOST_MORE = 5
"""More drops than that nobody waits for before a test (own)."""
WORTH = 0.8
"""Waiting for more drops is mentioned where it saves a fifth of the time (own)."""
LEAST_TOLD_S = 3600.0
"""Of less, the bound is too high to mean anything (own)."""
LARGE = 10
"""From here on a rate is told without decimals."""
BOUND = 3.0
"""Zero of n bounds a rate at about 3/n (measurement notes)."""


def watch_needed_s(complaint: Complaint | None, per_day: float | None) -> float:
    """Return how long without an incident it takes to doubt a complaint: zero of n bounds a rate at about 3/n.

    A clean minute does not refute «drops three times a day»: at that rate a day without a drop has p < 0.05.
    """
    if complaint is None:
        return 0.0
    return BOUND / (per_day or DEFAULT_PER_DAY) * 86400


def sooner(drops: int, watched_s: float) -> str:
    """Return in words that a silence test gets shorter when it first drops a few times more; empty where not."""
    now = needed_silence_s(drops, watched_s)
    if now is None:
        return ""
    best: tuple[float, int, float, float] | None = None
    for more in range(1, MOST_MORE + 1):
        wait = watched_s / drops * more
        needed = needed_silence_s(drops + more, watched_s + wait)
        assert needed is not None
        if best is None or wait + needed < best[0]:
            best = (wait + needed, more, wait, needed)
    assert best is not None
    total, more, wait, needed = best
    if total > WORTH * now:
        return ""
    return (
        f"After {counted_drops(drops)} that is long: leave all as it is until {more} more "
        f"{'has' if more == 1 else 'have'} come (about {span(timedelta(seconds=wait))} at the rate seen so far), and "
        f"{hours_up(needed)} will do."
    )


def counted_drops(drops: int) -> str:
    """Return `1 drop`, `3 drops`."""
    return f"{drops} drop" if drops == 1 else f"{drops} drops"


def by_when(end: datetime, watched: float, needed: float, per_day: float | None) -> tuple[str, ...]:
    """Return what further watching can show by when, for a complaint of which nothing was seen so far.

    Args:
        end: end of what was watched.
        watched: seconds watched without an incident.
        needed: seconds without one that speak against the complaint.
        per_day: the rate complained of; None for the one assumed.
    """
    rate = per_day or DEFAULT_PER_DAY
    said = f"{rate:g} a day" + ("" if per_day else " (assumed: no rate was given)")
    doubt = end + timedelta(seconds=max(0.0, needed - watched))
    told = [
        "a failure: its time and place, and the test that separates those who could have caused it",
        f"silence until {doubt:%Y-%m-%d %H:%M} UTC: speaks against {said} (p < 0.05), and against nothing rarer",
    ]
    if watched >= LEAST_TOLD_S:
        excluded = BOUND / (watched / 86400)
        shown = f"{excluded:.0f}" if excluded >= LARGE else f"{excluded:.1f}"
        told.append(f"what was watched so far: excludes only more than {shown} a day")
    return tuple(told)
