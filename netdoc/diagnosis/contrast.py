"""One arm held against another: a silence test by the exact two-sample rule.

A test is only against an arm that differs in one thing and had dropped, the latest such. Its drops are those that the
change could have caused. It passes when the new arm was watched without one for the needed time, over the hours of
the day in which they had come, and the line's own counters (where read) do not show that it is as disturbed as before.
Only a drop may end it early. What speaks against it voids it: the same arrangement dropped in another stretch, or the
first one stayed silent as long when it came back. A longer time that was fixed beforehand stands in for the rule's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from netdoc.diagnosis.contrast_words import sentence
from netdoc.diagnosis.disturbance import Line, disturbed, line_over
from netdoc.diagnosis.drops import COUNTED, symptom
from netdoc.diagnosis.exposure import Span, hours_watched, watched_within
from netdoc.diagnosis.silence import chance_of_silence, goes_on, needed_silence_s, rarer
from netdoc.diagnosis.stretches import HANDLED_AFTER, Stretch, differs, the_thing
from netdoc.model.arm import Arm, Changed, SilenceOutcome, SilenceTest, Symptom
from netdoc.model.evidence import Evidence
from netdoc.model.facts.silence_plan import SilencePlan
from netdoc.model.incident import Incident, IncidentKind

OF_THE_LINE = frozenset({Changed.SOCKET, Changed.MODEM, Changed.FILTERS})
"""What changes the line as the modem sees it: then its counters are compared too."""
HOUR_LEAST_S = 1800.0
"""An hour of the day counts as watched from half of it on (own), or from half of a shorter time that is needed."""
HOURS_NEAR = 2
"""Another hour so near may stand in for one in which it dropped, unless the old arm was watched in it and was silent:
that hour has been shown to be another kind of hour (own)."""
PLAN_SLACK = timedelta(minutes=10)
"""A plan written so long after the arm began was still fixed beforehand: nothing can have been known by then (own)."""
READ_SHARE = 0.5
"""The line counts as read in the silent arm when its errors could be followed over this share of it (own)."""


@dataclass(frozen=True, slots=True)
class Held:
    """An arm, its stretch, its drops (and those of them in watched or remembered time), its line, all incidents."""

    arm: Arm
    stretch: Stretch
    drops: tuple[Incident, ...]
    covered: tuple[Incident, ...]
    line: Line
    found: Sequence[Incident]

    @property
    def exposed_s(self) -> float:
        """Seconds in which a drop would have been known of."""
        return self.arm.watched_s + self.arm.remembered_s


@dataclass(frozen=True, slots=True)
class Pair:
    """Two arms, and which drops count between them."""

    before: Held
    after: Held
    all: Sequence[Held]
    changed: tuple[Changed, ...]
    kinds: frozenset[Symptom]

    def counted(self, evidence: Evidence, drops: Iterable[Incident]) -> list[Incident]:
        """Return the drops that the change could have caused."""
        return [each for each in drops if symptom(evidence, each) in self.kinds]


def tests_between(evidence: Evidence, held: Sequence[Held]) -> tuple[SilenceTest, ...]:
    """Return the tests of each arm, in time order; a void one where a new arrangement can be held against nothing."""
    found: list[SilenceTest] = []
    for index, after in enumerate(held[1:], 1):
        if after.stretch.end - after.stretch.start <= HANDLED_AFTER:
            continue  # steps taken one after the other make one change
        pairs = _pairs(evidence, held, index)
        found += [_test(evidence, each) for each in pairs]
        new = all(differs(each.stretch.arranged, after.stretch.arranged) for each in held[:index])
        if new and not pairs:
            found.append(_nothing_to_hold_against(evidence, held, index, after))
    return tuple(found)


def _pairs(evidence: Evidence, held: Sequence[Held], index: int) -> list[Pair]:
    """Return the pairs of one arm: for each thing that differs, the latest earlier arm that dropped."""
    after, pairs, done = held[index], [], set()
    for before in reversed(held[:index]):
        changed = differs(before.stretch.arranged, after.stretch.arranged)
        thing = the_thing(changed)
        if thing is None or thing in done:
            continue
        candidates = [Pair(before, after, held, changed, kinds) for kinds in COUNTED[thing]]
        dropped = [each for each in candidates if each.counted(evidence, before.covered)]
        # where nothing is known of any drop every kind counts the same ones: told once
        known = [each for each in dropped if _of(evidence, each) is not Symptom.UNKNOWN]
        pairs += known or dropped[:1]
        done |= {thing} if dropped else set()
    return pairs


def _of(evidence: Evidence, pair: Pair) -> Symptom:
    told = {symptom(evidence, each) for each in pair.counted(evidence, pair.before.covered)} - {Symptom.UNKNOWN}
    return next(iter(told), Symptom.UNKNOWN)


def _nothing_to_hold_against(evidence: Evidence, held: Sequence[Held], index: int, after: Held) -> SilenceTest:
    dropped = [each for each in held[:index] if each.covered]
    before = dropped[-1] if dropped else held[index - 1]
    changed = differs(before.stretch.arranged, after.stretch.arranged)
    begin = after.stretch.start + HANDLED_AFTER
    test = SilenceTest(
        arm=after.arm.id, against=before.arm.id, changed=changed, drops_before=len(before.covered),
        watched_before_s=before.exposed_s, needed_s=None,
        silent_s=watched_within(evidence, begin, after.stretch.end, _blind(after, ())), drops=len(after.drops),
        outcome=SilenceOutcome.VOID, sentence="",
    )  # fmt: skip
    return replace(test, sentence=sentence(test, before.arm, after.arm))


def _test(evidence: Evidence, pair: Pair) -> SilenceTest:
    before, after = pair.before, pair.after
    drops = pair.counted(evidence, before.covered)
    later = pair.counted(evidence, after.drops)
    needed = needed_silence_s(len(drops), before.exposed_s) or 0.0
    plan = _plan(evidence, after, needed)
    if plan is not None:
        needed = max(needed, float(plan.needed_s))
    begin = after.stretch.start + HANDLED_AFTER
    end = min((each.start for each in later), default=after.stretch.end)
    blind = _blind(after, later)
    silent_s = watched_within(evidence, begin, end, blind)
    missing = _hours_missing(drops, before, hours_watched(evidence, begin, end, blind), evidence, needed)
    whole_s = watched_within(evidence, begin, after.stretch.end) + after.arm.remembered_s
    # what was fixed beforehand is over when its time is: a drop long after it is weighed by its rate
    over = plan is not None and silent_s >= needed and rarer(len(drops), before.exposed_s, len(later), whole_s)
    line = line_over(evidence, begin, end)
    against, read = _against(evidence, pair, drops, line, silent_s, needed)
    ended = after is not pair.all[-1]
    if later and not over:
        outcome = SilenceOutcome.DROPPED
    elif silent_s < needed or missing:
        outcome = SilenceOutcome.VOID if ended else SilenceOutcome.RUNNING
    else:
        outcome = SilenceOutcome.VOID if against else SilenceOutcome.PASSED
    alike = [each for each in pair.all if _alike(each, before, pair)]
    test = SilenceTest(
        arm=after.arm.id, against=before.arm.id, changed=pair.changed, drops_before=len(drops),
        watched_before_s=before.exposed_s, needed_s=needed, silent_s=silent_s, drops=len(later), outcome=outcome,
        sentence="", hours_missing=missing, fixed_beforehand=plan is not None,
        chance=None if later else chance_of_silence(len(drops), before.exposed_s, silent_s),
        returned=any(pair.counted(evidence, each.drops) for each in _later(alike, after)), of=_of(evidence, pair),
        speaks_for=tuple(one.id for each in alike for one in pair.counted(evidence, each.drops)),
        line_fine=(not against) if read else None,
        goes_on=goes_on(len(drops), before.exposed_s, len(later), whole_s),
    )  # fmt: skip
    return replace(test, sentence=sentence(test, before.arm, after.arm, against, ended=ended))


def _plan(evidence: Evidence, after: Held, needed: float) -> SilencePlan | None:
    """Return the plan fixed when the arm began; one that asks for less than the rule is not believed."""
    start = after.stretch.start
    for each in evidence.readings(SilencePlan, end=start + PLAN_SLACK):
        near = abs((each.fact.began or each.at) - start) <= PLAN_SLACK
        if near and each.fact.needed_s >= int(needed) and each.fact.most_drops == 0:
            return each.fact
    return None


def _blind(after: Held, later: Sequence[Incident]) -> list[Span]:
    """Return the outages in which a drop could not have been seen: those nearer, or made by a step."""
    return [
        (each.start, each.end)
        for each in after.found
        if each.kind in (IncidentKind.OUTAGE, IncidentKind.SESSION) and each not in later
    ]


def hours_of(drops: Iterable[Incident]) -> tuple[int, ...]:
    """Return the hours of the day (UTC) in which drops came."""
    return tuple(sorted({each.start.hour for each in drops}))


def _hours_missing(
    drops: Sequence[Incident], before: Held, silent: dict[int, float], evidence: Evidence, needed: float
) -> tuple[int, ...]:
    hours, least = hours_of(drops), min(HOUR_LEAST_S, needed / 2)
    seen = hours_watched(evidence, before.stretch.start, before.stretch.end)
    quiet = {hour for hour, seconds in seen.items() if seconds >= HOUR_LEAST_S and hour not in hours}

    def watched(hour: int) -> bool:
        near = [(hour + off) % 24 for off in range(-HOURS_NEAR, HOURS_NEAR + 1)]
        return any(silent.get(each, 0.0) >= least for each in near if each not in quiet)

    return tuple(hour for hour in hours if not watched(hour))


def _alike(one: Held, other: Held, pair: Pair) -> bool:
    """Return whether two arms have the same arrangement; where the modem was swapped its adapter does not matter."""
    different = set(differs(one.stretch.arranged, other.stretch.arranged))
    loose = {Changed.ADAPTER} if Changed.MODEM in pair.changed else set()
    return different <= loose and one.stretch.proven == other.stretch.proven


def _later(arms: Iterable[Held], after: Held) -> list[Held]:
    return [each for each in arms if each.stretch.start > after.stretch.start]


def _against(
    evidence: Evidence, pair: Pair, drops: Sequence[Incident], line: Line, silent_s: float, needed: float
) -> tuple[str, bool]:
    """Return in words why the silence shows nothing (empty: it does), and whether the line was read in it."""
    before, after = pair.before, pair.after
    exposed_s = before.exposed_s
    again = [each for each in pair.all if each is not after and _alike(each, after, pair)]
    more = sum(len(pair.counted(evidence, each.drops)) for each in again)
    more_s = sum(each.exposed_s for each in again)
    if more and not rarer(len(drops), exposed_s, more, silent_s + more_s):
        return "the same arrangement dropped in another stretch", False
    back = _later([each for each in pair.all if _alike(each, before, pair)], after)
    quiet_s = sum(each.arm.watched_s for each in back if not pair.counted(evidence, each.drops))
    if quiet_s >= needed and not any(pair.counted(evidence, each.drops) for each in back):
        return "the first arrangement was as silent when it came back", False
    read = not OF_THE_LINE.isdisjoint(pair.changed) and line.read_s >= READ_SHARE * silent_s > 0
    if not read:
        return "", False
    steady = disturbed(line, before.line)
    if not steady and line.bursts and not rarer(len(drops), exposed_s, line.bursts, silent_s):
        steady = f"{line.bursts} burst{'' if line.bursts == 1 else 's'} of errors"
    return (f"the line was disturbed all the same ({steady})" if steady else ""), read
