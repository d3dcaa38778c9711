"""A silence test as a sentence: what was seen before, what the silence was, and what it shows."""

from __future__ import annotations

from datetime import timedelta

from netdoc.diagnosis.silence import ALPHA
from netdoc.diagnosis.stretches import the_thing
from netdoc.diagnosis.wording import span
from netdoc.model.arm import Arm, Changed, SilenceOutcome, SilenceTest

CHANGED = {
    Changed.SOCKET: "the socket", Changed.MODEM: "the modem", Changed.ADAPTER: "its power adapter",
    Changed.FILTERS: "what else hangs on the line", Changed.UPS: "how it is fed",
}  # fmt: skip


def sentence(test: SilenceTest, before: Arm, after: Arm, against: str = "", *, ended: bool = False) -> str:
    """Return the test in words."""
    drops = f"{test.drops_before} drop{'' if test.drops_before == 1 else 's'}"
    seen = f"{drops} in {_span(test.watched_before_s)} with {before.words}"
    things = " and ".join(CHANGED[each] for each in test.changed)
    if not test.drops_before:
        return f"with {before.words} no drop had come: silence after that shows nothing"
    if the_thing(test.changed) is None:
        return f"{seen}; with {after.words} {things} changed at once: what made the difference cannot be told"
    if test.needed_s is None:
        return f"{seen}; none of the drops is of a kind that {things} could cause"
    fixed = ", fixed beforehand" if test.fixed_beforehand else ""
    rule = f"{_span(test.needed_s)} needed{fixed} (p < {ALPHA:g}, exact)"
    silent = f"with {after.words} silent for {_span(test.silent_s)} watched, {rule}"
    if test.outcome is SilenceOutcome.DROPPED:
        rate = " at a rate whose 95 % interval includes the old one" if test.goes_on else ""
        again = f"{test.drops} drop{'' if test.drops == 1 else 's'}"
        return f"{seen}; with {after.words} {again}{rate}, the first after {_span(test.silent_s)} watched"
    hours = ", ".join(f"{each:02d}" for each in test.hours_missing)
    lacking = f"; not watched in these hours (UTC) in which it had dropped: {hours}" if hours else ""
    if test.outcome is SilenceOutcome.RUNNING:
        return f"{seen}; {silent}{lacking}: not long enough yet"
    if test.outcome is SilenceOutcome.VOID and not against:
        return f"{seen}; {silent}{lacking}: it was ended before its time, which only a drop may do"
    if test.outcome is SilenceOutcome.VOID:
        sturdy = (
            ": another modem can hold a bad line" if Changed.MODEM in test.changed and test.line_fine is False else ""
        )
        return f"{seen}; {silent}, but {against}{sturdy}"
    again = "; back in the first arrangement it dropped again" if test.returned else ""
    late = f"; {test.drops} later" if test.drops else ""
    return f"{seen}; {silent}: passed{late}{again}"


def _span(seconds: float) -> str:
    return span(timedelta(seconds=seconds))
