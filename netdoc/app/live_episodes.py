"""Stretches without answers, followed second by second; pure, one call per look at the ladder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from netdoc.app.live_ladder import Heard, first_answer, place_name, quorum, silence
from netdoc.app.live_picture import Episode
from netdoc.model.site import RungKind, Site

OUTAGE_S = 5.0
"""As the rules count it (architecture, section 3)."""
SAME_S = 15.0
"""A step that fell silent so shortly before the internet did is part of the outage."""
KEPT = 200
QUORUM = "quorum"


@dataclass(frozen=True, slots=True)
class Followed:
    """What is known so far: the episodes, oldest first, and which rungs ever answered in this watch."""

    episodes: tuple[Episode, ...] = ()
    answered: frozenset[str] = field(default_factory=frozenset)


def follow(before: Followed, ladder: Sequence[Heard], site: Site | None, now: datetime) -> Followed:
    """Return the episodes after one more look at the ladder, nearest rung first.

    A rung that never answered is no episode: gateways that ignore pings are normal.
    """
    answered = before.answered | {each.view.rung for each in ladder if any(value >= 0 for _, value in each.points)}
    if site is None or not ladder:
        return replace(before, answered=answered)
    members = quorum([each.view for each in ladder], site)
    far = [each for each in ladder if each.view.rung in members]
    if answered & members:  # an anchor that never answered while others did is that anchor's own matter
        far = [each for each in far if each.view.rung in answered]
    since = silence(far) if far else None
    cut_off = since is not None and (now - since).total_seconds() >= OUTAGE_S
    open_now = {each.key: each for each in before.episodes if each.end is None}
    was = open_now.get(QUORUM)
    ended = first_answer(far, was.start) if was is not None and not cut_off else None
    ends = [*(each.end for each in before.episodes if each.outage), ended]
    over = max((each for each in ends if each is not None), default=None)
    silent = {
        each.view.rung: alone
        for each in ladder
        if each.view.rung in answered and (alone := silence([_after(each, over)])) is not None
    }
    wanted: dict[str, Episode] = {}
    if cut_off and since is not None:
        start = min(since, was.start) if was is not None else since
        wanted[QUORUM] = Episode(start=start, end=None, what=_outage(ladder, silent, site), outage=True, key=QUORUM)
    elif was is not None and ended is None:
        wanted[QUORUM] = was  # nothing new was heard: too few samples, not an answer
    if QUORUM not in wanted:
        for one in ladder:
            rung = one.view.rung
            if rung in silent:
                start = min(silent[rung], open_now[rung].start) if rung in open_now else silent[rung]
                what = _one_step(rung, start, ladder, site)
                wanted[rung] = Episode(start=start, end=None, what=what, outage=False, key=rung)
    return Followed(_merged(before.episodes, wanted, ladder, members)[-KEPT:], answered)


def cut(before: Followed, at: datetime) -> Followed:
    """Return the episodes after a time that was not watched: what was open is known only until it began."""
    ended = tuple(replace(each, end=max(each.start, at)) if each.end is None else each for each in before.episodes)
    return replace(before, episodes=ended)


def _one_step(rung_id: str, start: datetime, ladder: Sequence[Heard], site: Site) -> str:
    """Return which step is silent, and that others as far answer, once one has answered since."""
    rung = site.rung(rung_id)
    distance = rung.kind.distance if rung is not None else 0
    others = [
        each
        for each in ladder
        if (other := site.rung(each.view.rung)) is not None and other.id != rung_id and other.kind.distance >= distance
    ]
    heard_since = first_answer(others, start) is not None
    return f"no answer from {place_name(rung, rung_id)}" + (", others answer" if heard_since else "")


def _after(one: Heard, moment: datetime | None) -> Heard:
    """Return a rung's samples since the last outage: those lost in it say nothing of this rung alone."""
    if moment is None:
        return one
    return Heard(one.view, tuple(each for each in one.points if each[0] > moment))


def _merged(
    episodes: Sequence[Episode], wanted: Mapping[str, Episode], ladder: Sequence[Heard], members: frozenset[str]
) -> tuple[Episode, ...]:
    """Go on with what goes on, end what has ended, begin what is new; an outage takes in the steps it silenced."""
    merged = []
    outage = wanted.get(QUORUM)
    left = dict(wanted)
    for each in episodes:
        if each.end is not None:
            merged.append(each)
        elif each.key in left:
            merged.append(left.pop(each.key))
        elif outage is not None and each.start >= outage.start - timedelta(seconds=SAME_S):
            continue
        else:
            about = [one for one in ladder if one.view.rung in (members if each.key == QUORUM else {each.key})]
            end = outage.start if outage is not None else first_answer(about, each.start)
            merged.append(replace(each, end=max(each.start, end) if end is not None else _latest(ladder, each)))
    return tuple(sorted([*merged, *left.values()], key=lambda each: each.start))


def _latest(ladder: Sequence[Heard], episode: Episode) -> datetime:
    return max((due for each in ladder for due, _ in each.points), default=episode.start)


def _outage(ladder: Sequence[Heard], silent: Mapping[str, datetime], site: Site) -> str:
    """Return between which steps it lies: the nearest silent step that nothing behind answers, and who still does."""
    steps = [(rung, each) for each in ladder if (rung := site.rung(each.view.rung)) is not None]
    steps = [each for each in steps if each[0].kind not in (RungKind.RESOLVER, RungKind.SERVICE)]
    near = sorted(
        (each for each in steps if each[0].kind is not RungKind.ANCHOR), key=lambda each: each[0].kind.distance
    )
    answering = [rung for rung, each in near if each.points and each.points[-1][1] >= 0]
    first = next((rung for rung, _ in near if rung.id in silent and rung not in answering), None)
    if answering and (first is None or answering[-1].kind.distance > first.kind.distance):
        return f"internet does not answer; {place_name(answering[-1], answering[-1].id)} does"
    if first is None:
        return "internet does not answer"
    beyond = f"; {place_name(answering[-1], answering[-1].id)} does" if answering else ""
    return f"no answer from {place_name(first, first.id)} on{beyond}"
