"""All that is known of a site in a window: what rules look at, and nothing else."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import TypeVar, cast

from netdoc.model.case import Case
from netdoc.model.facts import Fact
from netdoc.model.facts.clock_reading import ClockReading
from netdoc.model.facts.echo_block import EPOCH, EchoBlock
from netdoc.model.incident import Incident
from netdoc.model.ladder import Ladder
from netdoc.model.observation import Gap, Missed, Observation, Seen
from netdoc.model.site import Rung, RungKind, Site

F = TypeVar("F", bound=Fact)
T = TypeVar("T")


class Evidence:
    """Immutable after construction. Observations are kept in time order."""

    def __init__(self, site: Site, case: Case, observations: Sequence[Observation], *, until: datetime | None = None):
        kept = [each for each in observations if until is None or each.at <= until]
        self.case = case
        self.observations = tuple(sorted(kept, key=lambda each: each.at))
        self._until = until
        self._derived: dict[Hashable, object] = {}
        self._held: dict[tuple[type[Fact], str | None], list[Seen[Fact]]] = {}
        for each in self.observations:
            if isinstance(each, Seen):
                self._held.setdefault((type(each.fact), None), []).append(each)
                self._held.setdefault((type(each.fact), each.subject), []).append(each)
        self._instants = {key: [each.at for each in held] for key, held in self._held.items()}
        self.site = _with_sampled_rungs(site, self.ladder)

    @cached_property
    def start(self) -> datetime:
        """First instant watched."""
        return min((each.at for each in self.observations), default=self.end)

    @cached_property
    def end(self) -> datetime:
        """Last instant watched: the end of the last block or the last record."""
        ends = [each.end if isinstance(each, Gap) else each.at for each in self.observations]
        ends += [each.fact.start + timedelta(seconds=each.fact.duration_s) for each in self.readings(EchoBlock)]
        last = max(ends, default=self._until or EPOCH)
        return last if self._until is None else min(last, self._until)

    @cached_property
    def ladder(self) -> Ladder:
        """The echo samples by rung."""
        return Ladder([each.fact for each in self.readings(EchoBlock)])

    @cached_property
    def missed(self) -> tuple[Missed, ...]:
        """Every question that was not answered."""
        return tuple(each for each in self.observations if isinstance(each, Missed))

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """Every question that could not be asked, and every stretch not watched."""
        return tuple(each for each in self.observations if isinstance(each, Gap))

    def readings(
        self,
        kind: type[F],
        subject: str | None = None,
        *,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> list[Seen[F]]:
        """Return the answers of one kind, in time order, optionally of one subject and within [start, end]."""
        held = cast("list[Seen[F]]", self._held.get((kind, subject), []))
        instants = self._instants.get((kind, subject), [])
        first = 0 if start is None else bisect_left(instants, start)
        last = len(held) if end is None else bisect_right(instants, end)
        return held[first:last]

    def last_before(self, moment: datetime, kind: type[F], subject: str | None = None) -> Seen[F] | None:
        """Return the last answer at or before an instant."""
        index = bisect_right(self._instants.get((kind, subject), []), moment)
        return cast("Seen[F]", self._held[kind, subject][index - 1]) if index else None

    def first_after(self, moment: datetime, kind: type[F], subject: str | None = None) -> Seen[F] | None:
        """Return the first answer at or after an instant."""
        held = self._held.get((kind, subject), [])
        index = bisect_left(self._instants.get((kind, subject), []), moment)
        return cast("Seen[F]", held[index]) if index < len(held) else None

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

    @property
    def clock_bound_s(self) -> float | None:
        """Greatest admitted clock error over the window, or None when it is not known."""
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
