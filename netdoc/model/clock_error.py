"""How far the measuring computer's clock was off, at any instant, from comparisons with other clocks. Pure.

At a comparison the error (our clock minus the true time) lies in a span. Away from it the span grows by `DRIFT` on
both sides, backwards as well as forwards; between two comparisons the better one holds. Where two cannot both be
right, somebody corrected the clock in between, and the error lies anywhere from one to the other. Nothing is carried
over what may have moved the clock unseen: a step, a sleep, a time in which netdoc did not run. Source:
evidence-and-report.md, 1.3 h.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from netdoc.model.clock_polls import DRIFT, Span, polls, word_span
from netdoc.model.facts.clock_offset import ClockOffset
from netdoc.model.facts.clock_reading import ClockReading
from netdoc.model.observation import CLOCK_SET_FORWARD, Gap, Seen

_LADDER, _SCHEDULE = "EchoBlock", "schedule/"
_MOVED = (CLOCK_SET_FORWARD, "the clock was set back", "the computer slept")
_LONGEST_S = 1e8
_SET_BACK = re.compile(r"the clock was set back.*?(?:by|reaches) (\d+(?:\.\d+)?) s")


@dataclass(frozen=True, slots=True)
class Period:
    """The clock's error over a stretch of time."""

    span: Span | None
    """Holds the error at every instant for which it is known; None where it never is."""
    known: float
    """Share of the time for which it is known."""


@dataclass(frozen=True, slots=True)
class _Anchor:
    at: datetime
    span: Span

    def carried(self, moment: datetime) -> Span:
        return self.span.grown(abs((moment - self.at).total_seconds()))


class _Stretch:
    """A stretch of time in which nothing moved the clock unseen."""

    def __init__(self, anchors: Sequence[_Anchor]) -> None:
        self.anchors = anchors
        self.instants = [each.at for each in anchors]
        self._until = _best(anchors)
        self._since = _best(anchors[::-1])[::-1]

    def before(self, moment: datetime) -> Span | None:
        """Return the best that what was compared at or before an instant allows there."""
        index = bisect_right(self.instants, moment)
        return self._until[index - 1].carried(moment) if index else None

    def after(self, moment: datetime) -> Span | None:
        index = bisect_left(self.instants, moment)
        return self._since[index].carried(moment) if index < len(self.anchors) else None

    def at(self, moment: datetime) -> Span | None:
        return _between(self.before(moment), self.after(moment))


def _best(anchors: Sequence[_Anchor]) -> list[_Anchor]:
    """Return, for each anchor, the best of it and those before it; one that it contradicts holds no longer."""
    best: list[_Anchor] = []
    for each in anchors:
        held = best[-1].carried(each.at) if best else None
        keeps = held is not None and held.meets(each.span) and held.width_s < each.span.width_s
        best.append(best[-1] if keeps else each)
    return best


def _between(one: Span | None, other: Span | None) -> Span | None:
    if one is None or other is None:
        return one or other
    if not one.meets(other):
        return one.with_(other)
    return min(one, other, key=lambda each: each.width_s)


class ClockHistory:
    """Tells how far the clock was off, at an instant and over a period."""

    def __init__(
        self,
        offsets: Iterable[Seen[ClockOffset]],
        words: Sequence[Seen[ClockReading]] = (),
        gaps: Iterable[Gap] = (),
    ) -> None:
        self.polls = polls(offsets, words)
        moved = [each for each in gaps if _may_move(each)]
        self._twice = [(each.end, _told_twice_until(each)) for each in moved if _SET_BACK.match(each.why)]
        self._breaks = _merged(sorted((each.start, _told_twice_until(each)) for each in moved))
        self._starts = [start for start, _ in self._breaks]
        agreed = [_Anchor(each.at, each.span) for each in self.polls if each.span is not None]
        self._stretches = self._split(agreed)
        if agreed:
            # the system's own word fills in where no other clock was asked, unless one that was contradicts it
            vouched = [_Anchor(each.at, word_span(each)) for each in words if each.fact.bound_s is not None]
            fits = [each for each in vouched if self._fits(each)]
            self._stretches = self._split(sorted([*agreed, *fits], key=lambda each: each.at))

    @cached_property
    def compared(self) -> bool:
        """Whether any other clock was heard, and a majority of those asked at once agreed."""
        return any(each.span is not None for each in self.polls)

    def at(self, moment: datetime) -> Span | None:
        """Return how far the clock was off at an instant; None where that is not known."""
        index = bisect_right(self._starts, moment)
        if index and moment <= self._breaks[index - 1][1]:
            before = self._stretches[index - 1].before(moment)
            after = self._stretches[index].after(moment)
            return before.with_(after) if before is not None and after is not None else None
        return self._stretches[index].at(moment)

    def over(self, start: datetime, end: datetime) -> Period:
        """Return how far it was off over a stretch of time."""
        spans = [span for each in self._telling(start, end) if (span := self.at(each)) is not None]
        if not spans:
            return Period(None, 0.0)
        whole = spans[0]
        for each in spans[1:]:
            whole = whole.with_(each)
        length_s = (end - start).total_seconds()
        unknown_s = sum(self._unknown_s(start, end))
        return Period(whole, 1.0 if length_s <= 0 else max(0.0, 1 - unknown_s / length_s))

    def _fits(self, word: _Anchor) -> bool:
        known = self.at(word.at)
        return known is None or known.meets(word.span)

    def _split(self, anchors: Sequence[_Anchor]) -> list[_Stretch]:
        parts: list[list[_Anchor]] = [[] for _ in range(len(self._breaks) + 1)]
        for each in anchors:
            index = bisect_right(self._starts, each.at)
            if not index or each.at > self._breaks[index - 1][1]:
                parts[index].append(each)
        return [_Stretch(each) for each in parts]

    def _telling(self, start: datetime, end: datetime) -> Iterable[datetime]:
        """Yield the instants at which the span is widest: edges, comparisons, and half way between two of them.

        Of a time in which netdoc did not run there are no records, and nothing has to be known.
        """
        tick = timedelta(microseconds=1)
        edges = [start, end, *(each for one, other in self._breaks for each in (one - tick, other + tick))]
        edges += [each for span in self._twice for each in span]
        yield from (each for each in edges if start <= each <= end)
        for stretch in self._stretches:
            for index, anchor in enumerate(stretch.anchors):
                following = stretch.anchors[index + 1] if index + 1 < len(stretch.anchors) else None
                moments = (
                    [anchor.at] if following is None else [anchor.at, *_crossing(stretch, anchor.at, following.at)]
                )
                yield from (each for each in moments if start <= each <= end)

    def _unknown_s(self, start: datetime, end: datetime) -> Iterable[float]:
        """Yield the lengths of what is not known within a stretch of time."""
        edges = [start, *(each for one in self._breaks for each in one), end]
        for index, stretch in enumerate(self._stretches):
            if not stretch.anchors:
                yield _overlap_s(edges[2 * index], edges[2 * index + 1], start, end)
        for one, other in self._twice:
            if self.at(one) is None:
                yield _overlap_s(one, other, start, end)


def _crossing(stretch: _Stretch, one: datetime, other: datetime) -> tuple[datetime, ...]:
    """Return the instants between two comparisons at which neither is better than the other, and what is beside them.

    Both spans grow at the same pace: the widest is where they are equally wide.
    """
    before, after = stretch.before(one), stretch.after(other)
    if before is None or after is None:
        return ()
    length_s = (other - one).total_seconds()
    half_s = (length_s + (after.width_s - before.width_s) / (2 * DRIFT)) / 2
    middle = one + timedelta(seconds=min(max(half_s, 0.0), length_s))
    tick = timedelta(microseconds=1)
    return (one + tick, max(one, middle - tick), middle, min(other, middle + tick), other - tick)


def _may_move(gap: Gap) -> bool:
    return gap.what == _LADDER and (gap.reader.startswith(_SCHEDULE) or gap.why.startswith(_MOVED))


def _told_twice_until(gap: Gap) -> datetime:
    """Return until when what the clock told may be from before a gap or from after it: it was set back."""
    back = _SET_BACK.match(gap.why)
    return gap.end + timedelta(seconds=min(float(back[1]), _LONGEST_S) if back else 0.0)


def _merged(spans: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    found: list[tuple[datetime, datetime]] = []
    for start, end in spans:
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def _overlap_s(one: datetime, other: datetime, start: datetime, end: datetime) -> float:
    return max(0.0, (min(other, end) - max(one, start)).total_seconds())
