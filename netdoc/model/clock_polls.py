"""What several clocks said at once: how far ours is off by the majority of them, and whom that contradicts. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from netdoc.model.facts.clock_offset import ClockOffset, ClockSource
from netdoc.model.facts.clock_reading import ClockReading
from netdoc.model.observation import Seen

DRIFT = 100e-6
"""Seconds per second that a computer's clock goes astray at most when nobody corrects it: 8.6 s a day."""
AT_ONCE = timedelta(seconds=8)
"""Comparisons this close together are one poll, unless one server is asked again."""
ENOUGH = 3
"""From so many servers on, the system's own word, which may come from one of them, is not needed for a majority."""
NEAR = timedelta(minutes=20)
"""The system's own word speaks for a poll this near."""
_OTHERS = frozenset({ClockSource.SNTP, ClockSource.HTTP_DATE})


@dataclass(frozen=True, slots=True)
class Span:
    """The error lies from `low_s` to `high_s`: our clock minus the true time, positive when ours is fast."""

    low_s: float
    high_s: float

    @property
    def bound_s(self) -> float:
        """The greatest error that the span allows."""
        return max(abs(self.low_s), abs(self.high_s))

    @property
    def width_s(self) -> float:
        """Twice the doubt."""
        return self.high_s - self.low_s

    def grown(self, seconds: float) -> Span:
        """Return the span after `seconds` of going astray."""
        return Span(self.low_s - DRIFT * seconds, self.high_s + DRIFT * seconds)

    def meets(self, other: Span) -> bool:
        """Return whether both can be right."""
        return self.low_s <= other.high_s and other.low_s <= self.high_s

    def with_(self, other: Span) -> Span:
        """Return the least span that holds both."""
        return Span(min(self.low_s, other.low_s), max(self.high_s, other.high_s))


@dataclass(frozen=True, slots=True)
class Poll:
    """What several clocks said at once."""

    at: datetime
    span: Span | None
    """What the majority allows; None where there is no majority."""
    heard: tuple[Seen[ClockOffset], ...]
    """Every comparison with another clock."""
    contradicted: tuple[Seen[ClockOffset], ...] = ()
    """Those that the majority contradicts: falsetickers. Of no majority: none, for nobody knows which."""


def majority(spans: Sequence[Span]) -> Span | None:
    """Return the least span that holds every place where more than half of the spans meet; None where none do.

    The truth is in it as long as more than half of the clocks are honest. Where the most meet (Marzullo; RFC 5905,
    11.2.1) would be narrower, and may miss the truth even then.
    """
    edges = sorted([(each.low_s, -1) for each in spans] + [(each.high_s, 1) for each in spans])
    enough, inside = len(spans) // 2 + 1, 0
    low_s: float | None = None
    high_s = 0.0
    for place_s, edge in edges:
        if edge > 0:
            if inside >= enough:
                high_s = place_s
            inside -= 1
        else:
            inside += 1
            if inside >= enough and low_s is None:
                low_s = place_s
    return None if low_s is None else Span(low_s, high_s)


def polls(offsets: Iterable[Seen[ClockOffset]], words: Sequence[Seen[ClockReading]] = ()) -> tuple[Poll, ...]:
    """Return what other clocks said, poll by poll, in time order.

    Args:
        offsets: all comparisons, in time order; a time service's word of itself is no other clock.
        words: what the system says of its clock; it has a vote where fewer than three others have.
    """
    groups: list[list[Seen[ClockOffset]]] = []
    for each in offsets:
        if each.fact.source not in _OTHERS or span_of(each.fact) is None:
            continue
        last = groups[-1] if groups else None
        if last is None or each.at - last[0].at > AT_ONCE or any(one.fact.server == each.fact.server for one in last):
            groups.append([each])
        else:
            last.append(each)
    instants = [each.at for each in words]
    return tuple(_poll(each, _word_near(each[-1].at, words, instants)) for each in groups)


def span_of(fact: ClockOffset) -> Span | None:
    """Return what one comparison allows; None where it states no offset or no bound."""
    if fact.offset_s is None or fact.bound_s is None:
        return None
    return Span(fact.offset_s - fact.bound_s, fact.offset_s + fact.bound_s)


def _word_near(
    moment: datetime, words: Sequence[Seen[ClockReading]], instants: Sequence[datetime]
) -> Seen[ClockReading] | None:
    around = words[max(0, bisect_left(instants, moment) - 1) :][:2]
    near = [each for each in around if abs(each.at - moment) <= NEAR]
    return min(near, key=lambda each: abs(each.at - moment), default=None)


def _poll(heard: Sequence[Seen[ClockOffset]], word: Seen[ClockReading] | None) -> Poll:
    at = heard[-1].at
    spans = [_at(each, at) for each in heard]
    votes = list(spans)
    if len(heard) < ENOUGH and word is not None and word.fact.bound_s is not None:
        votes.append(word_span(word).grown(abs((at - word.at).total_seconds())))
    agreed = majority(votes)
    if agreed is None:
        return Poll(at, None, tuple(heard))
    wrong = tuple(each for each, span in zip(heard, spans, strict=True) if not span.meets(agreed))
    return Poll(at, agreed, tuple(heard), wrong)


def _at(seen: Seen[ClockOffset], moment: datetime) -> Span:
    span = span_of(seen.fact)
    assert span is not None, "only comparisons with a span are polled"
    return span.grown(abs((moment - seen.at).total_seconds()))


def word_span(word: Seen[ClockReading]) -> Span:
    """Return what the system's own word allows; only for one that states a bound."""
    bound_s = word.fact.bound_s or 0.0
    return Span(-bound_s, bound_s)
