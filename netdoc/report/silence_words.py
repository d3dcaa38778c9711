"""A silence test in words: what changed, its mark with the number, how far it has come."""

from __future__ import annotations

from datetime import UTC, timedelta

from netdoc.model.arm import Arm, Changed, SilenceOutcome, SilenceTest
from netdoc.model.facts.silence_plan import SilencePlan
from netdoc.model.observation import Seen
from netdoc.report.hours import hours_done, hours_needed, hours_of_day
from netdoc.report.view import View
from netdoc.report.words import NBSP, plural

CHANGED_WORDS = {
    Changed.SOCKET: "the socket",
    Changed.MODEM: "the modem",
    Changed.ADAPTER: "the power adapter",
    Changed.FILTERS: "filters and other devices on the line",
    Changed.UPS: "feeding through the UPS",
}
RULE = (
    "The exact two-sample rule: after n drops in a time T, silence for t = T × (20^(1/n) − 1) would come by chance in "
    "fewer than one case of twenty if nothing had changed. Flaps are one drop; only watched time counts; the hours of "
    "the day in which drops had come must be watched too."
)
"""What stands under every mark, so that both sides can recompute it."""
SOON = timedelta(minutes=10)
"""A step, its plan and the arm they begin carry nearly the same time, not always the same second."""


def arm_of(view: View, identity: str) -> Arm | None:
    """Return an arm by its id."""
    return next((each for each in view.verdict.arms if each.id == identity), None)


def silence_mark(view: View, test: SilenceTest) -> str:
    """Return `pass: no drop in 25.6 h watched, covering 02-05 h UTC; one drop = fail; p < 0.05, exact rule`."""
    if test.needed_s is None:
        return "none: no drop came in the arrangement before, so silence in this one shows nothing"
    hours = hours_of_day(_hours(view, test))
    covering = f", covering {hours}" if hours else ""
    mark = f"pass: no drop in {hours_needed(test.needed_s)} watched{covering}; one drop = fail; p < 0.05, exact rule"
    return kept_together(mark)


def kept_together(mark: str) -> str:
    """Return a pass mark whose `p < 0.05` is not broken across lines."""
    return mark.replace("p < ", f"p{NBSP}<{NBSP}")


def progress(test: SilenceTest) -> str:
    """Return how far a test has come, in one sentence."""
    if test.outcome is SilenceOutcome.DROPPED:
        return f"It dropped {plural(test.drops, 'time')} in the new arrangement."
    silent = f"{hours_done(test.silent_s)} watched without a drop"
    if test.outcome is SilenceOutcome.VOID or test.needed_s is None:
        return f"It can show nothing; {silent}."
    if test.outcome is SilenceOutcome.PASSED:
        return f"Passed: {silent}."
    left = [f"{hours_needed(test.needed_s - test.silent_s)} to go"] if test.silent_s < test.needed_s else []
    if test.hours_missing:
        left.append(f"still to be watched: {hours_of_day(test.hours_missing)}")
    return f"So far: {'; '.join([silent, *left])}."


def plan_of(view: View, test: SilenceTest) -> Seen[SilencePlan] | None:
    """Return the plan that was recorded when the test's arm began."""
    arm = arm_of(view, test.arm)
    if arm is None or not test.fixed_beforehand:
        return None
    plans = [
        each
        for each in view.evidence.readings(SilencePlan)
        if arm.start - SOON <= (each.fact.began or each.at) <= arm.start + SOON
    ]
    return plans[-1] if plans else None


def _hours(view: View, test: SilenceTest) -> set[int]:
    plan = plan_of(view, test)
    if plan is not None:
        return set(plan.fact.hours)
    against = arm_of(view, test.against)
    drops = set(against.drops) if against else set()
    return {each.incident.start.astimezone(UTC).hour for each in view.verdict.incidents if each.incident.id in drops}
