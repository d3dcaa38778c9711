"""How right the times are: in one line for the foot of every page, and with all it rests on for the limits."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from netdoc.model.clock_polls import ENOUGH, Poll, Span, span_of
from netdoc.model.evidence import Evidence
from netdoc.model.facts.clock_offset import ClockOffset, ClockSource
from netdoc.model.facts.clock_reading import ClockReading
from netdoc.model.facts.device_log import DeviceLog
from netdoc.model.observation import Seen
from netdoc.report.document import Align, Block, Column, Heading, Paragraph, Table
from netdoc.report.texts import shorten
from netdoc.report.variants import Variant
from netdoc.report.view import View
from netdoc.report.words import NBSP, clock_words, joined, percent, plural, rung_words

TELL_S = 0.5
"""From here on a clock that is known to be off is called fast or slow; below, its bound says enough."""
SOON = timedelta(minutes=10)
NOT_KNOWN = "the clock's error is not known"
_MOST_POLLS = 8
_NAMES = 120
_SOURCE = {
    ClockSource.SNTP: ("time server", "time servers"),
    ClockSource.HTTP_DATE: ("web server's date", "web servers' dates"),
}


def foot(evidence: Evidence, bound_s: float | None) -> str:
    """Return how right the times of a period are, and by whom.

    Args:
        evidence: of the period.
        bound_s: as the verdict states it; used where no other clock was heard, and the system's own word counts.
    """
    clock = evidence.clock
    if not clock.compared:
        return NOT_KNOWN if bound_s is None else f"{clock_words(bound_s)} by the system's own word"
    period = clock.over(evidence.start, evidence.end)
    if period.span is None:
        return NOT_KNOWN
    part = "" if period.known >= 1 else f" for {percent(period.known)} of the period, else not known"
    return f"{error_words(period.span)}{part} ({rests_on(clock.polls)})"


def at_instant(evidence: Evidence, moment: datetime) -> str:
    """Return how far the clock was off at an instant; not known long after netdoc last ran, for nobody watched it."""
    if moment > evidence.end + SOON:
        return NOT_KNOWN
    if not evidence.clock.compared:
        return foot(evidence, evidence.clock_bound_s)
    span = evidence.clock.at(moment)
    return NOT_KNOWN if span is None else error_words(span)


def error_words(span: Span) -> str:
    """Return an error in words: its bound, or how fast or slow the clock is where that is known."""
    middle_s = (span.low_s + span.high_s) / 2
    if span.low_s <= 0 <= span.high_s or abs(middle_s) < TELL_S:
        return clock_words(span.bound_s)
    way = "fast" if middle_s > 0 else "slow"
    return f"off by {_signed(span)}: netdoc's clock is {way}"


def rests_on(polls: Sequence[Poll]) -> str:
    """Return how many other clocks the majorities were made of."""
    agreed: dict[ClockSource, set[str]] = {}
    for poll in polls:
        if poll.span is not None:
            for each in poll.heard:
                if each not in poll.contradicted:
                    agreed.setdefault(each.fact.source, set()).add(each.fact.server)
    words = _counted({each: len(servers) for each, servers in agreed.items()})
    return f"{words} alone" if sum(len(each) for each in agreed.values()) == 1 else words


def clock_blocks(view: View) -> list[Block]:
    """Return what the clock's bound rests on: the readings, each device's clock, and what is doubtful of them."""
    evidence = view.evidence
    blocks: list[Block] = [
        Heading(text="How right the times are", level=2),
        Paragraph(text=_whole(view)),
    ]
    rows = [*_poll_rows(view), *_system_rows(view), *_device_rows(view)]
    if not rows:
        return blocks
    columns = (
        Column(title="When, local", width=2.1),
        Column(title="By", width=2.2),
        Column(title="Our clock less theirs", width=2.6),
        Column(title="Round trip", width=1.3, align=Align.RIGHT),
        Column(title="Heard", width=4.2),
    )
    blocks.append(Table(caption="Clocks compared", columns=columns, rows=tuple(rows)))
    notes = []
    left = len(evidence.clock.polls) - len(_shown(view))
    if left > 0:
        notes.append(f"{plural(left, 'more comparison')} between those shown; all of them count.")
    notes.append(
        "Where several clocks were asked at once, the offset is where most of them meet. No stored time was moved by "
        "it. Between comparisons a clock goes astray by 0.0001 s per second at most (8.6 s a day)."
    )
    blocks.append(Paragraph(text=" ".join(notes), small=True))
    return blocks


def _whole(view: View) -> str:
    told = foot(view.evidence, view.verdict.clock_bound_s)
    last = view.evidence.clock
    if last.compared:
        off = last.over(view.evidence.start, view.evidence.end).span
        more = ""
        if off is not None and not off.low_s <= 0 <= off.high_s and abs(off.low_s + off.high_s) / 2 >= TELL_S:
            way = "later" if off.low_s > 0 else "earlier"
            more = f" Every time in this report is stated as that clock showed it: {way} than it was."
        return f"{told[0].upper()}{told[1:]}.{more}"
    if last.polls:
        return (
            "The clock's error is not known: the clocks that were asked contradict each other, and none has a majority."
        )
    if view.verdict.clock_bound_s is not None:
        return f"{told[0].upper()}{told[1:]}: no other clock was asked, or none answered."
    return (
        f"{told[0].upper()}{told[1:]}: no other clock answered, and the system vouches for nothing. Times may differ "
        "from a vendor's log."
    )


def _shown(view: View) -> list[Poll]:
    """Return the polls that are printed: the first, the last, and those that tell of a quarrel."""
    polls, most = view.evidence.clock.polls, view.most(_MOST_POLLS)
    if len(polls) <= most:
        return list(polls)
    odd = [each for each in polls if each.span is None or each.contradicted][: most // 2]
    edge = (most - len(odd)) // 2
    kept = {id(each) for each in (*polls[:edge], *odd, *polls[-edge:])}
    return [each for each in polls if id(each) in kept]


def _poll_rows(view: View) -> Iterable[tuple[str, ...]]:
    for poll in _shown(view):
        trips = [each.fact.rtt_ms for each in poll.heard if each.fact.rtt_ms is not None]
        yield (
            view.times.stamp(poll.at),
            _by(poll),
            "no majority" if poll.span is None else _signed(poll.span),
            f"{max(trips):.3g}{NBSP}ms" if trips else "not read",
            _heard(view, poll),
        )


def _by(poll: Poll) -> str:
    counts: dict[ClockSource, int] = {}
    for each in poll.heard:
        counts[each.fact.source] = counts.get(each.fact.source, 0) + 1
    words = _counted(counts)
    return words if len(poll.heard) >= ENOUGH else f"{words}, and the system's own word where it has one"


def _counted(counts: Mapping[ClockSource, int]) -> str:
    return joined(
        [f"{counts[each]} {words[counts[each] != 1]}" for each, words in _SOURCE.items() if each in counts], "and"
    )


def _heard(view: View, poll: Poll) -> str:
    """Return each server's word in the copy that leaves nothing out; else who agrees, and whom they contradict."""
    full = view.variant is Variant.TECHNICAL or poll.span is None or len(poll.heard) == 1
    agree = [each for each in poll.heard if each not in poll.contradicted]
    named = poll.heard if full else poll.contradicted
    told = [] if full else [f"{len(agree)} agree"]
    for each in named:
        fact = each.fact
        span = span_of(fact)
        stratum = f", stratum {fact.stratum}" if fact.stratum is not None else ""
        wrong = ", contradicted by the majority" if each in poll.contradicted else ""
        told.append(f"{shorten(fact.server, 60)}{stratum}: {_signed(span) if span else ''}{wrong}")
    return "; ".join(told)


def _system_rows(view: View) -> Iterable[tuple[str, ...]]:
    """Yield the first and the last word of the system on its own clock, and of its time service."""
    words = view.evidence.readings(ClockReading)
    for each in dict.fromkeys((words[0], words[-1]) if words else ()):
        bound_s = each.fact.bound_s
        said = f"at most ±{_rounded_up(bound_s)}" if bound_s is not None else "vouches for nothing"
        follows = {True: "follows a time server", False: "follows no time server", None: "does not say whom it follows"}
        yield (view.times.stamp(each.at), "the system itself", said, "not timed", follows[each.fact.synchronised])
    own = [each for each in view.evidence.readings(ClockOffset) if each.fact.source is ClockSource.TIME_SERVICE]
    for service in dict.fromkeys((own[0], own[-1]) if own else ()):
        bound_s = service.fact.bound_s
        said = f"at most ±{_rounded_up(bound_s)}" if bound_s is not None else "states no bound"
        stratum = "no stratum" if service.fact.stratum is None else f"stratum {service.fact.stratum}"
        yield (view.times.stamp(service.at), shorten(service.fact.server, _NAMES), said, "not timed", stratum)


def _device_rows(view: View) -> Iterable[tuple[str, ...]]:
    """Yield each box's clock, as its log was last dated; its own lines are dated by our clock all the same."""
    last: dict[str, Seen[DeviceLog]] = {}
    for each in view.evidence.readings(DeviceLog):
        if each.fact.clock_offset_s is not None:
            last[each.subject] = each
    for subject, seen in sorted(last.items()):
        offset_s, bound_s = -(seen.fact.clock_offset_s or 0.0), seen.fact.clock_bound_s
        span = Span(offset_s - bound_s, offset_s + bound_s) if bound_s is not None else None
        said = _signed(span) if span is not None else f"{offset_s:+.0f}{NBSP}s, bound not known".replace("-", "−")
        yield (
            view.times.stamp(seen.at),
            rung_words(view.site.rung(subject), subject),
            said,
            "not timed",
            "its own log",
        )


def _signed(span: Span) -> str:
    """Return `+3.2 s ± 0.1 s`: the middle with as many places as its bound has, which is rounded up to hold all."""
    places = _places(span.width_s / 2)
    middle_s = round((span.low_s + span.high_s) / 2, places)
    bound_s = max(span.high_s - middle_s, middle_s - span.low_s)
    sign = "−" if middle_s < 0 else "+"
    return f"{sign}{abs(middle_s):.{places}f}{NBSP}s ± {_rounded_up(bound_s, places)}"


def _rounded_up(bound_s: float, places: int | None = None) -> str:
    places = _places(bound_s) if places is None else places
    scale = 10**places
    return f"{max(1, math.ceil(round(bound_s * scale, 6))) / scale:.{places}f}{NBSP}s"


def _places(bound_s: float) -> int:
    return 3 if bound_s < 0.0995 else 2 if bound_s < 0.995 else 1 if bound_s < 9.95 else 0
