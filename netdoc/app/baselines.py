"""Name a stretch of time before a change, and hold a later one against it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from netdoc.app.cases import Moment, gather, judge
from netdoc.app.comparing import Row, compare
from netdoc.app.steps import OPERATOR
from netdoc.app.steps_text import one_line
from netdoc.app.window_values import values_of
from netdoc.errors import BadInput
from netdoc.model.codec import format_time
from netdoc.model.evidence import Evidence
from netdoc.model.facts.baseline import Baseline
from netdoc.model.facts.step import Step
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane
from netdoc.model.verdict import Verdict
from netdoc.ports import Clock
from netdoc.store.store import Store

READER = "baseline/1"
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Two stretches of time held against each other.

    Attributes:
        site: id of the office.
        baseline: the earlier stretch; None where the office has none.
        start: first instant of the later one.
        end: its last instant.
        rows: value by value.
        meanwhile: what people did since the baseline ended, in time order.
        verdict: on the later stretch.
    """

    site: str
    baseline: Baseline | None
    start: datetime
    end: datetime
    rows: tuple[Row, ...]
    meanwhile: tuple[Seen[Step], ...]
    verdict: Verdict


def take(
    path: Path,
    clock: Clock,
    name: str,
    *,
    since: Moment | None = None,
    until: Moment | None = None,
    why: str | None = None,
    who: str | None = None,
) -> tuple[Baseline, tuple[Row, ...]]:
    """Name what was watched from `since` to `until` (all that is stored where left out), and return it with its values.

    Raises:
        BadInput: the name is none, or is taken.
        StoreError: the store cannot be read or written, or holds nothing in that window.
    """
    name = one_line(name, "--name", longest=LONGEST_NAME)
    with Store.open(path, create=False, clock=clock) as store:
        if any(each.name == name for each in _listed(store)):
            raise BadInput(
                f"there is a baseline {name!r} already, and what is recorded stays",
                where="--name",
                hint="choose another name; `netdoc baseline` without a name lists those that are there",
            )
        evidence = gather(store, since=since, until=until)
        fact = Baseline(
            name=name,
            start=evidence.start,
            end=evidence.end,
            named_at=clock.now(),
            why=None if why is None else one_line(why, "--why"),
            who=None if who is None else one_line(who, "--who", longest=100),
        )
        # filed at the end of its stretch: naming it watches nothing, and must not lengthen what was watched
        store.put([Seen(OPERATOR, fact.end, fact, plane=Plane.OPERATOR, reader=READER)])
    return fact, compare((), values_of(evidence, judge(evidence)), evidence.end)


def baselines(path: Path) -> tuple[Baseline, ...]:
    """Return the baselines of a store, the oldest first; of one name the one named last.

    Raises:
        StoreError: the store cannot be read.
    """
    with Store.open(path, create=False, read_only=True) as store:
        return _listed(store)


def against(path: Path, name: str | None, *, since: Moment | None = None, until: Moment | None = None) -> Compared:
    """Hold a stretch of time against a baseline: the one named, or the one named last.

    Without `since` the later stretch begins where the baseline ends. Without any baseline the later stretch stands
    alone: a new client has no other.

    Raises:
        BadInput: there is no baseline of that name, or the stretches overlap.
        StoreError: the store cannot be read, or holds nothing in a stretch.
    """
    with Store.open(path, create=False, read_only=True) as store:
        chosen = _chosen(_listed(store), name)
        if chosen is None:
            later = gather(store, since=since, until=until)
            verdict = judge(later)
            return _told(later, None, compare((), values_of(later, verdict), later.end), (), verdict)
        begin = _begin(store, since, chosen)
        later = gather(store, since=begin, until=until)
        earlier = gather(store, since=chosen.start, until=chosen.end)
        steps = gather(store, since=chosen.end, until=later.end).readings(Step)
    verdict = judge(later)
    rows = compare(values_of(earlier, judge(earlier)), values_of(later, verdict), later.end)
    return _told(later, chosen, rows, tuple(steps), verdict)


def _begin(store: Store, since: Moment | None, chosen: Baseline) -> datetime:
    """Return where the later stretch begins: not within the baseline."""
    end = store.end()
    begin = (end - since if end is not None else None) if isinstance(since, timedelta) else since
    if begin is None:
        return chosen.end + timedelta(microseconds=1)
    if begin < chosen.end:
        raise BadInput(
            f"the baseline {chosen.name!r} ends only at {format_time(chosen.end)}: the two stretches overlap",
            where="--since",
            hint="leave --since out: then it begins where the baseline ends",
        )
    return begin


def _told(
    later: Evidence, chosen: Baseline | None, rows: tuple[Row, ...], steps: tuple[Seen[Step], ...], verdict: Verdict
) -> Compared:
    return Compared(
        site=later.site.id, baseline=chosen, start=later.start, end=later.end, rows=rows, meanwhile=steps,
        verdict=verdict,
    )  # fmt: skip


def _chosen(known: tuple[Baseline, ...], name: str | None) -> Baseline | None:
    if name is None:
        return known[-1] if known else None
    found = next((each for each in known if each.name == name), None)
    if found is None:
        there = f"there are: {', '.join(each.name for each in known[-5:])}" if known else "none is recorded yet"
        raise BadInput(f"there is no baseline {name!r}", where="--baseline", hint=there)
    return found


def _listed(store: Store) -> tuple[Baseline, ...]:
    named: dict[str, Baseline] = {}
    for each in store.stored():
        if isinstance(each, Seen) and isinstance(each.fact, Baseline):
            named.pop(each.fact.name, None)
            named[each.fact.name] = each.fact
    return tuple(named.values())
