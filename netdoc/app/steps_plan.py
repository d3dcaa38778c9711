"""The silence test of an arm, computed before the arm begins: how long, over which hours, what would fail it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from netdoc.app.steps_deeds import Deed, several
from netdoc.app.steps_setup import Setup, differences, is_arm_of, with_step
from netdoc.diagnosis.arms import Offer, arms, offer
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
    past: Sequence[Setup],
    deed: Deed,
    at: datetime,
    *,
    late: bool = False,
    tell_arms: Callable[[Evidence], Sequence[Arm]] = arms,
    make_offer: Callable[[Evidence, Changed], Offer] = offer,
) -> Planned | None:
    """Return the silence test that a step begins, or None where it begins no arm.

    Args:
        evidence: all that is stored before the step; None where that is nothing.
        past: the arrangements so far, the one that the step ends last.
        deed: the step.
        at: when the arm begins.
        late: the step is entered afterwards, so that nothing can be fixed beforehand any more.
        tell_arms: tells the arms of the evidence, the current one last.
        make_offer: tells what a change of the current arm could show.
    """
    *_, before, later = with_step(past, deed.step)
    changed = differences(before, later)
    if not changed:
        return None
    told = tell_arms(evidence) if evidence is not None else ()
    if evidence is None or not told or not (told[-1].watched_s or any(each.drops for each in told)):
        return Planned(sentences=("Nothing was watched before this step: silence after it can show nothing.", _FIRST))
    if several(changed):
        return Planned(sentences=(f"This step changes {_listed(changed)} at once: no silence test is set for it.",))
    offered = make_offer(evidence, changed[0])
    if offered.plan is None:
        return _without_plan(told, offered, before, later)
    return _with_plan(offered.plan, offered, before, at, late=late)


def _with_plan(plan: SilencePlan, offered: Offer, before: Setup, at: datetime, *, late: bool) -> Planned:
    end = earliest_end(at, plan.needed_s, plan.hours)
    covering = f", covering {hours_words(plan.hours)} h UTC" if plan.hours else ""
    sentences = [
        f"{_drops(plan.drops_before)} in {span(plan.watched_before_s)} watched with {before.words}.",
        f"To pass: {span(plan.needed_s, up=True)} watched without a drop (exact rule, p < 0.05){covering}.",
        f"Ends at the earliest {moment(end)}. One drop ends it.",
    ]
    if late:
        sentences.append(
            "This step is entered afterwards: the pass mark was not fixed beforehand, and is not recorded as such."
        )
    else:
        if offered.outlook.wait_first:
            sentences.append("Waiting for one more drop before the change would probably make the whole shorter.")
        sentences.append("Pass mark fixed now and recorded with the step.")
    return Planned(sentences=tuple(sentences), fact=None if late else plan, earliest_end=end)


_FIRST = (
    "Better leave everything as it is until it has dropped some times under `netdoc watch` or `netdoc schedule "
    "install`: the more drops before, the shorter the test."
)


def _without_plan(told: Sequence[Arm], offered: Offer, before: Setup, later: Setup) -> Planned:
    arm, drops, watched_s = told[-1], offered.outlook.drops, offered.outlook.watched_s
    if arm.drops:
        known = f"{_drops(len(arm.drops))} with {before.words} are known"
        why = "but none that this change could have caused" if watched_s and not drops else "but no time watched"
        return Planned(sentences=(f"{known}, {why}: silence afterwards cannot be weighed against it.", _FIRST))
    first = next((each for each in reversed(told[:-1]) if each.drops and is_arm_of(each, later)), None)
    if first is not None:
        return _returning(arm, first)
    return Planned(
        sentences=(
            f"No drop in {span(watched_s)} watched with {before.words}: silence afterwards can show nothing yet.",
            _FIRST,
            "After 2 drops in a time T the test takes 3.5 T, after 5 drops 0.8 T, after 10 drops 0.35 T.",
        )
    )


def _returning(silent: Arm, first: Arm) -> Planned:
    """Return what an arm shows that goes back to the first arrangement after a silent one (A-B-A)."""
    seen = f"Back to the first arrangement (A-B-A): {_drops(len(first.drops))} in {span(first.watched_s)} watched there"
    if not silent.watched_s:
        return Planned(sentences=(f"{seen}; nothing was watched since, so the arm between shows nothing.",))
    needed = needed_silence_s(len(first.drops), first.watched_s)
    until = "" if needed is None else (
        f" If it stays silent for {span(needed, up=True)} here too, the change alone is not shown to be the cure."
    )  # fmt: skip
    return Planned(
        sentences=(f"{seen}, none in {span(silent.watched_s)} since.", f"A drop now completes the comparison.{until}")
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


def _drops(count: int) -> str:
    return f"{count} drop{'' if count == 1 else 's'}"


def _listed(changed: Sequence[Changed]) -> str:
    return " and ".join(each.value for each in changed)
