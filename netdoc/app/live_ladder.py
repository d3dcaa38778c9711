"""The last minute of every rung, from what the sampler shows; pure, the time is an argument."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from netdoc.app.live_picture import MINUTE_S, RungRow
from netdoc.app.pace import least_period_s
from netdoc.app.sampler import RungView
from netdoc.model.facts.echo_block import NOT_SENT
from netdoc.model.site import Rung, RungKind, Site
from netdoc.report.words import rung_words

IN_A_ROW = 3
"""So many samples lost one after the other make a silence."""

_SHORT: Mapping[RungKind, str] = {
    RungKind.ROUTER: "Office router",
    RungKind.MODEM: "Modem",
    RungKind.FIRST_HOP: "Provider 1st hop",
    RungKind.RESOLVER: "Name server",
    RungKind.ANCHOR: "Target",
    RungKind.SERVICE: "Service",
}

Points = tuple[tuple[datetime, int], ...]
"""(when it was due, round trip in µs or a code), oldest first; what is still awaited is left out."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One rung's samples with their times."""

    view: RungView
    points: Points


def heard(view: RungView, site: Site | None, not_before: datetime | None = None) -> Heard:
    """Return a rung's samples with their times.

    Args:
        view: as the sampler gives it.
        site: gives the rung's period; 1 s where it is not known.
        not_before: end of the last time that was not watched: older samples say nothing of the minute before now.
    """
    if view.last_due is None:
        return Heard(view, ())
    rung = site.rung(view.rung) if site is not None else None
    period_s = max(rung.period_s, least_period_s(rung)) if rung is not None else 1.0
    last = len(view.recent) - 1
    points = []
    for place, value in enumerate(view.recent):
        due = view.last_due - timedelta(seconds=(last - place) * period_s)
        if value is not None and (not_before is None or due >= not_before):
            points.append((due, value))
    return Heard(view, tuple(points))


def row(one: Heard, site: Site | None, now: datetime) -> RungRow:
    """Return what is shown of a rung."""
    recent = [((now - due).total_seconds(), value) for due, value in one.points]
    samples = tuple((age, value) for age, value in recent if age < MINUTE_S)
    sent = [value for _, value in samples if value != NOT_SENT]
    answered = sorted(value for value in sent if value >= 0)
    rung = site.rung(one.view.rung) if site is not None else None
    return RungRow(
        rung=one.view.rung,
        name=short_name(rung, one.view.rung),
        address=one.view.address,
        samples=samples,
        sent=len(sent),
        lost=len(sent) - len(answered),
        void=len(samples) - len(sent),
        median_us=_rank(answered, 50),
        p95_us=_rank(answered, 95),
        silent_since=silence([one]),
    )


def short_name(rung: Rung | None, rung_id: str) -> str:
    """Return what people call a rung, short; its address stands beside it."""
    if rung is None or rung.label:
        return rung_words(rung, rung_id)
    return _SHORT[rung.kind]


def place_name(rung: Rung | None, rung_id: str) -> str:
    """Return the same for where no address stands beside it: of several targets it says which."""
    several = rung is not None and rung.kind in (RungKind.ANCHOR, RungKind.SERVICE)
    return rung_words(rung, rung_id) if several else short_name(rung, rung_id)


def silence(rungs: Iterable[Heard]) -> datetime | None:
    """Return since when none of these rungs has answered, together; None while one does, or after too few samples.

    Where there are several, at least two must have been asked: one stranger that is away is that stranger's matter.
    """
    several = list(rungs)
    merged = sorted((due, value, each.view.rung) for each in several for due, value in each.points if value != NOT_SENT)
    first, count, who = None, 0, set()
    for due, value, rung in reversed(merged):
        if value >= 0:
            break
        first, count = due, count + 1
        who.add(rung)
    enough = count >= IN_A_ROW and len(who) >= min(2, len(several))
    return first if enough else None


def last_answer(rungs: Iterable[Heard]) -> datetime | None:
    """Return when the youngest answered sample was due."""
    return max((due for each in rungs for due, value in each.points if value >= 0), default=None)


def first_answer(rungs: Iterable[Heard], after: datetime) -> datetime | None:
    """Return when the first answered sample since then was due."""
    return min((due for each in rungs for due, value in each.points if value >= 0 and due > after), default=None)


def quorum(views: Sequence[RungView], site: Site | None) -> frozenset[str]:
    """Return the rungs whose silence, all together, is an outage: the anchors, or else the farthest there are."""
    kinds = {each.rung: rung.kind for each in views if site and (rung := site.rung(each.rung)) is not None}
    for kind in (RungKind.ANCHOR, RungKind.SERVICE, RungKind.RESOLVER, RungKind.FIRST_HOP):
        found = frozenset(rung for rung, its in kinds.items() if its is kind)
        if found:
            return found
    return frozenset()


def _rank(values: Sequence[int], percent: int) -> int | None:
    """Return the value of nearest rank of sorted values."""
    return values[-(-percent * len(values) // 100) - 1] if values else None
