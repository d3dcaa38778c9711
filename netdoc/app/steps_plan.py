"""The silence test of an arm, computed before the arm begins: how long, over which hours, what would fail it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from netdoc.app.steps_deeds import Deed, several
from netdoc.app.steps_setup import Setup, after, differences, is_arm_of
from netdoc.diagnosis.arms import arms
from netdoc.diagnosis.incidents import find_incidents
from netdoc.diagnosis.silence import needed_silence_s
from netdoc.model.arm import Arm, Changed
from netdoc.model.evidence import Evidence
from netdoc.model.facts.silence_plan import SilencePlan

LATE = timedelta(minutes=10)
"""A step entered later than this after it was done is entered afterwards: nothing was fixed beforehand (own)."""
DAY_H = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What silence in the arm to come would show. `fact` is None where it could show nothing, or is told too late."""

    sentences: tuple[str, ...]
    fact: SilencePlan | None = None
    earliest_end: datetime | None = None


def planned(
    evidence: Evidence | None,
    before: Setup,
    deed: Deed,
    at: datetime,
    *,
    late: bool = False,
    tell_arms: Callable[[Evidence], Sequence[Arm]] = arms,
) -> Planned | None:
    """Return the silence test that a step begins, or None where it begins no arm.

    Args:
        evidence: all that is stored before the step; None where that is nothing.
        before: the arrangement that the step ends.
        deed: the step.
        at: when the arm begins.
        late: the step is entered afterwards, so that nothing can be fixed beforehand any more.
        tell_arms: tells the arms of the evidence, the current one last.
    """
    before = before if deed.found is None else after(before, deed.found)
    later = after(before, deed.step)
    changed = differences(before, later)
    if not changed:
        return None
    told = tell_arms(evidence) if evidence is not None else ()
    if evidence is None or not told or not (told[-1].watched_s or any(each.drops for each in told)):
        return Planned(sentences=("Nothing was watched before this step: silence after it can show nothing.", _FIRST))
    if several(changed):
        return Planned(sentences=(f"This step changes {_listed(changed)} at once: no silence test is set for it.",))
    arm = told[-1]
    needed = needed_silence_s(len(arm.drops), arm.watched_s)
    if needed is None:
        first = next((each for each in reversed(told[:-1]) if each.drops and is_arm_of(each, later)), None)
        return _returning(arm, first) if first is not None and not arm.drops else _nothing_to_show(arm, before)
    hours = _hours_of(evidence, arm)
    fact = SilencePlan(
        drops_before=len(arm.drops), watched_before_s=round(arm.watched_s), needed_s=math.ceil(needed), hours=hours,
    )  # fmt: skip
    end = earliest_end(at, fact.needed_s, hours)
    covering = f", covering {hours_words(hours)} h UTC" if hours else ""
    mark = (
        "This step is entered afterwards: the pass mark was not fixed beforehand, and is not recorded as if it were."
        if late
        else "Pass mark fixed now and recorded with the step."
    )
    sentences = (
        f"{_drops(len(arm.drops))} in {span(arm.watched_s)} watched with {before.words}.",
        f"To pass: {span(fact.needed_s, up=True)} watched without a drop (exact rule, p < 0.05){covering}.",
        f"Ends at the earliest {moment(end)}. One drop ends it.",
        mark,
    )
    return Planned(sentences=sentences, fact=None if late else fact, earliest_end=end)


_FIRST = (
    "Better leave everything as it is until it has dropped some times under `netdoc watch` or `netdoc schedule "
    "install`: the more drops before, the shorter the test."
)


def _nothing_to_show(arm: Arm, before: Setup) -> Planned:
    if arm.drops:
        known = f"{_drops(len(arm.drops))} with {before.words} are known, but none of that time was watched"
        return Planned(sentences=(f"{known}: silence afterwards cannot be weighed against it.", _FIRST))
    return Planned(
        sentences=(
            f"No drop in {span(arm.watched_s)} watched with {before.words}: silence afterwards can show nothing yet.",
            _FIRST,
            "After 2 drops in a time T the test takes 3.5 T, after 5 drops 0.8 T, after 10 drops 0.35 T.",
        )
    )


def _returning(silent: Arm, first: Arm) -> Planned:
    """Return what an arm shows that goes back to the first arrangement after a silent one (A-B-A)."""
    seen = f"{_drops(len(first.drops))} in {span(first.watched_s)} watched"
    needed = needed_silence_s(len(first.drops), first.watched_s)
    until = "" if needed is None else (
        f" If it stays silent for {span(needed, up=True)} here too, the change alone is not shown to be the cure."
    )  # fmt: skip
    return Planned(
        sentences=(
            f"Back to the first arrangement (A-B-A): {seen} there, none in {span(silent.watched_s)} since.",
            f"A drop now completes the comparison.{until}",
        )
    )


def earliest_end(start: datetime, needed_s: int, hours: Sequence[int]) -> datetime:
    """Return when a test can end at the earliest, watched without a break: long enough, and over all those hours."""
    ends = [start + timedelta(seconds=needed_s)]
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    for hour in hours:
        begins = midnight + timedelta(hours=hour)
        closes = begins + timedelta(hours=1)
        if begins < start < closes:
            ends.append(start + timedelta(hours=DAY_H))
        else:
            ends.append(closes if start <= begins else closes + timedelta(hours=DAY_H))
    return max(ends)


def hours_words(hours: Sequence[int]) -> str:
    """Return hours of the day as `02-05 and 17-19`: from the beginning of the first to the end of the last."""
    held = sorted(set(hours))
    if len(held) == DAY_H:
        return "00-24"
    firsts = [each for each in held if (each - 1) % DAY_H not in held]
    spans = []
    for first in firsts:
        last = first
        while (last + 1) % DAY_H in held:
            last += 1
        end = last + 1
        spans.append(f"{first:02d}-{end if end <= DAY_H else end - DAY_H:02d}")
    return " and ".join(spans) if len(spans) < 3 else f"{', '.join(spans[:-1])} and {spans[-1]}"


def span(seconds: float, *, up: bool = False) -> str:
    """Return a length of time; `up` rounds up, so that a time to be waited is never told too short."""
    for unit, length_s, most, digits in (("s", 1, 120, 0), ("min", 60, 7200, 0), ("h", 3600, math.inf, 1)):
        if seconds < most:
            scale = 10**digits
            count = seconds / length_s * scale
            whole = math.ceil(round(count, 6)) if up else round(count)
            return f"{whole / scale:.{digits}f} {unit}"
    raise AssertionError("no length is beyond infinity")


def moment(at: datetime) -> str:
    """Return an instant as `Thu 27 Nov 16:40 UTC`, rounded up to the minute."""
    whole = at if not (at.second or at.microsecond) else at + timedelta(minutes=1)
    return f"{whole:%a %d %b %H:%M} UTC"


def _hours_of(evidence: Evidence, arm: Arm) -> tuple[int, ...]:
    return tuple(sorted({each.start.hour for each in find_incidents(evidence)[0] if each.id in arm.drops}))


def _drops(count: int) -> str:
    return f"{count} drop{'' if count == 1 else 's'}"


def _listed(changed: Sequence[Changed]) -> str:
    return " and ".join(each.value for each in changed)
