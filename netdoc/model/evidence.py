"""All that is known of a site in a window: what rules look at, and nothing else."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from operator import attrgetter
from typing import TypeVar, cast

from netdoc.model.case import Case
from netdoc.model.clock_error import ClockHistory
from netdoc.model.facts import Fact
from netdoc.model.facts.clock_offset import ClockOffset
from netdoc.model.facts.clock_reading import ClockReading
from netdoc.model.facts.echo_block import EPOCH, EchoBlock
from netdoc.model.incident import Incident
from netdoc.model.ladder import Ladder
from netdoc.model.observation import Gap, Missed, Observation, Seen
from netdoc.model.site import Rung, RungKind, Site

F = TypeVar("F", bound=Fact)
T = TypeVar("T")


class _Held:
    """Answers in time order, and their instants, which are listed when they are first asked for."""

    def __init__(self, readings: list[Seen[Fact]]) -> None:
        self.readings = readings

    @cached_property
    def instants(self) -> Sequence[datetime]:
        return [each.at for each in self.readings]


_NOTHING = _Held([])


class Evidence:
    """Immutable after construction. Observations are kept in time order."""

    def __init__(
        self,
        site: Site,
        case: Case,
        observations: Sequence[Observation],
        *,
        until: datetime | None = None,
        like: Evidence | None = None,
    ) -> None:
        """Take what is known of a site.

        Args:
            site: what was told of it.
            case: the complaint.
            observations: in any order; equal times stay in that order.
            until: leave out what is later.
            like: evidence that may hold the same samples of the ladder, of which then nothing is counted again.
        """
        kept = observations if until is None else [each for each in observations if each.at <= until]
        self.case = case
        self.observations = tuple(sorted(kept, key=attrgetter("at")))
        self._until = until
        self._like = None if like is None else like.ladder
        self._derived: dict[Hashable, object] = {}
        self._kinds: dict[type[Fact], list[Seen[Fact]]] = {}
        self._others: list[Missed | Gap] = []
        for each in self.observations:
            if isinstance(each, Seen):
                kind = type(each.fact)
                if kind in self._kinds:
                    self._kinds[kind].append(each)
                else:
                    self._kinds[kind] = [each]
            else:
                self._others.append(each)
        self._subjects: dict[type[Fact], dict[str | None, _Held]] = {}
        self.site = _with_sampled_rungs(site, self.ladder)

    @cached_property
    def start(self) -> datetime:
        """First instant watched."""
        return self.observations[0].at if self.observations else self.end

    @cached_property
    def end(self) -> datetime:
        """Last instant watched: the end of the last block or the last record."""
        ends = [each.end if isinstance(each, Gap) else each.at for each in self._others]
        ends += [held[-1].at for held in self._kinds.values()]
        ends += self.ladder.ends
        last = max(ends, default=self._until or EPOCH)
        return last if self._until is None else min(last, self._until)

    @cached_property
    def ladder(self) -> Ladder:
        """The echo samples by rung."""
        return Ladder([each.fact for each in self.readings(EchoBlock)], self._like)

    @cached_property
    def missed(self) -> tuple[Missed, ...]:
        """Every question that was not answered."""
        return tuple(each for each in self._others if isinstance(each, Missed))

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """Every question that could not be asked, and every stretch not watched."""
        return tuple(each for each in self._others if isinstance(each, Gap))

    def readings(
        self,
        kind: type[F],
        subject: str | None = None,
        *,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> list[Seen[F]]:
        """Return the answers of one kind, in time order, optionally of one subject and within [start, end]."""
        held = self._held(kind, subject)
        first = 0 if start is None else bisect_left(held.instants, start)
        last = len(held.readings) if end is None else bisect_right(held.instants, end)
        return cast("list[Seen[F]]", held.readings[first:last])

    def last_before(self, moment: datetime, kind: type[F], subject: str | None = None) -> Seen[F] | None:
        """Return the last answer at or before an instant."""
        held = self._held(kind, subject)
        index = bisect_right(held.instants, moment)
        return cast("Seen[F]", held.readings[index - 1]) if index else None

    def first_after(self, moment: datetime, kind: type[F], subject: str | None = None) -> Seen[F] | None:
        """Return the first answer at or after an instant."""
        held = self._held(kind, subject)
        index = bisect_left(held.instants, moment)
        return cast("Seen[F]", held.readings[index]) if index < len(held.readings) else None

    def kinds(self) -> Mapping[type[Fact], Sequence[Seen[Fact]]]:
        """Return the answers by the kind of fact, in time order."""
        return self._kinds

    def _held(self, kind: type[Fact], subject: str | None) -> _Held:
        """Return the answers of a kind, of one subject or (None) of all."""
        if kind not in self._subjects:
            readings = self._kinds.get(kind, [])
            by_subject: dict[str | None, list[Seen[Fact]]] = {}
            for each in readings:
                by_subject.setdefault(each.subject, []).append(each)
            every = _Held(readings)
            alone = len(by_subject) == 1
            held = {each: every if alone else _Held(its) for each, its in by_subject.items()}
            self._subjects[kind] = held | {None: every}
        return self._subjects[kind].get(subject, _NOTHING)

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what `make` derives from this evidence, derived at the first call: many rules ask for the same."""
        if key not in self._derived:
            self._derived[key] = make()
        return cast(T, self._derived[key])

    def around(self, incident: Incident, kind: type[F], subject: str) -> tuple[Seen[F] | None, Seen[F] | None]:
        """Return the last answer before the incident and the first after it.

        For an incident that had not ended, or after which nobody asked, the second is the last answer
        from within it.
        """
        before = self.last_before(incident.start, kind, subject)
        after = self.first_after(incident.end, kind, subject)
        if after is None:
            within = self.readings(kind, subject, start=incident.start, end=incident.end)
            after = within[-1] if within else None
        return before, after

    @cached_property
    def clock(self) -> ClockHistory:
        """How far the measuring computer's clock was off, by comparisons with other clocks."""
        return ClockHistory(self.readings(ClockOffset), self.readings(ClockReading), self.gaps)

    @property
    def clock_bound_s(self) -> float | None:
        """Greatest clock error over the window, or None when it is not known for all of it.

        By comparisons with other clocks; where there is none, by what the system admits of its own.
        """
        if self.clock.compared:
            period = self.clock.over(self.start, self.end)
            return None if period.span is None or period.known < 1 else round(period.span.bound_s, 6)
        bounds = [each.fact.bound_s for each in self.readings(ClockReading)]
        known = [each for each in bounds if each is not None]
        return max(known) if bounds and len(known) == len(bounds) else None


def _with_sampled_rungs(site: Site, ladder: Ladder) -> Site:
    """Return the site with the rungs that were sampled but not listed, by their names (`anchor_2` is an anchor)."""
    listed = {each.id for each in site.rungs}
    found: list[Rung] = []
    for rung in ladder.rungs:
        kind = next((each for each in RungKind if rung.startswith(each.value)), None)
        if rung not in listed and kind is not None:
            series = ladder.runs(rung)[0][1]
            found.append(
                Rung(id=rung, kind=kind, address=series.target, method=series.method, period_s=series.period_us / 1e6)
            )
    return replace(site, rungs=(*site.rungs, *found)) if found else site
