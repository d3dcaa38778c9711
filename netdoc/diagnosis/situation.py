"""Where an office stands when the next test is chosen: what is open, what was tried, how often it dropped so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from netdoc.diagnosis.silence import needed_silence_s
from netdoc.diagnosis.watched import watched_s
from netdoc.model.arm import Arm, Changed, SilenceOutcome, SilenceTest
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dsl_history import DslHistory
from netdoc.model.facts.step import Action, Socket, Step
from netdoc.model.fault import Fault
from netdoc.model.incident import IncidentKind, Origin
from netdoc.model.segment import Party
from netdoc.model.verdict import Judged

FINE_BIN_S = 900
"""Longer bins date no drop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """All that an offer is weighed by.

    Attributes:
        candidates: faults still open in the incidents that the plan is made for.
        drops: incidents of that kind in the arrangement they are counted in, flaps grouped.
        watched_s: how long that arrangement was watched; never less than it really was.
        hours: hours of the day, UTC, in which they began.
        failing_now: the last of them had not ended: a test shows at once what it shows.
        socket: where the modem is plugged in now, as far as a step said.
        taken: the kinds of steps that somebody took.
        adapter_swapped: the power adapter alone was swapped.
        dropped_at_test: the modem that was not changed dropped at the test socket too.
        running: silence tests under way.
        passed: silence tests that passed.
    """

    evidence: Evidence
    remaining: tuple[Party, ...]
    candidates: tuple[Fault, ...] = ()
    kinds: frozenset[IncidentKind] = frozenset()
    drops: int = 0
    watched_s: float = 0.0
    hours: tuple[int, ...] = ()
    failing_now: bool = False
    socket: Socket | None = None
    taken: frozenset[Action] = frozenset()
    adapter_swapped: bool = False
    dropped_at_test: bool = False
    running: tuple[SilenceTest, ...] = ()
    passed: tuple[SilenceTest, ...] = ()

    @property
    def needed_s(self) -> float | None:
        """Watched seconds without a drop that pass a silence test begun now; None while nothing has dropped."""
        return needed_silence_s(self.drops, self.watched_s)

    @property
    def next_drop_s(self) -> float:
        """Seconds until the next drop, at the rate seen so far; a day where none was seen."""
        return self.watched_s / self.drops if self.drops else 86400.0


def situation(
    evidence: Evidence,
    remaining: tuple[Party, ...],
    judged: Sequence[Judged],
    *,
    arms: Sequence[Arm] = (),
    silence_tests: Sequence[SilenceTest] = (),
) -> Situation:
    """Return where the office stands.

    The plan is made for the incidents that leave exactly the set that the verdict tells; where none does, for those
    that leave some of it.
    """
    wanted = set(remaining)
    members = [each for each in judged if set(each.remaining or _named(each)) == wanted]
    members = members or [each for each in judged if wanted & set(each.remaining or _named(each))]
    held = {fault for each in members for fault in each.candidates}
    kept = tuple(fault for fault in Fault if fault in held and wanted & set(evidence.site.parties(fault.segment)))
    told = [each for each in judged if each.remaining or each.party is not None]
    alike = [each for each in told if set(each.candidates) & set(kept)]
    drops, watched = _counted(evidence, alike, arms)
    steps = _steps(evidence)
    return Situation(
        evidence=evidence,
        remaining=remaining,
        candidates=kept,
        kinds=frozenset(each.incident.kind for each in members),
        drops=drops,
        watched_s=watched,
        hours=tuple(sorted({each.incident.start.hour for each in alike})),
        failing_now=bool(alike) and alike[-1].incident.ongoing,
        socket=steps[-1].socket if steps else None,
        taken=frozenset(action for each in steps for action in each.actions),
        adapter_swapped=any(_adapter_alone(each.fact) for each in evidence.readings(Step))
        or any(Changed.ADAPTER in each.changed and Changed.MODEM not in each.changed for each in silence_tests),
        dropped_at_test=any(_at_first_modem_at_test(steps, each.incident.start) for each in alike),
        running=tuple(each for each in silence_tests if each.outcome is SilenceOutcome.RUNNING),
        passed=tuple(each for each in silence_tests if each.outcome is SilenceOutcome.PASSED),
    )


def _named(judged: Judged) -> tuple[Party, ...]:
    return (judged.party,) if judged.party is not None else ()


def _counted(evidence: Evidence, alike: Sequence[Judged], arms: Sequence[Arm]) -> tuple[int, float]:
    """Return drops and watched seconds of the last arrangement that dropped; without arms, of the whole window."""
    dropping = [each for each in arms if each.drops]
    if dropping:
        return len(dropping[-1].drops), dropping[-1].watched_s
    watched = watched_s(evidence)
    if any(each.incident.origin in (Origin.MODEM_MEMORY, Origin.ROUTER_MEMORY) for each in alike):
        # what a box remembers was watched by the box: as far back as it tells, and never taken for shorter
        starts = [evidence.start, *(each.incident.start for each in alike)]
        fine = [seen.fact for seen in evidence.readings(DslHistory) if seen.fact.bin_s <= FINE_BIN_S]
        starts += [bin_.start for history in fine for bin_ in history.bins]
        watched = max(watched, (evidence.end - min(starts)).total_seconds())
    return len(alike), watched


@dataclass(frozen=True, slots=True)
class _Standing:
    """The arrangement from one step on."""

    at: datetime
    socket: Socket | None
    second_modem: bool
    actions: frozenset[Action]


def _steps(evidence: Evidence) -> list[_Standing]:
    """Return the arrangement after each step; a field that a step leaves out keeps its last value."""
    told: list[_Standing] = []
    socket: Socket | None = None
    second = False
    for seen in evidence.readings(Step):
        fact = seen.fact
        socket = fact.socket or socket
        second = second if fact.modem_proven is None else fact.modem_proven
        told.append(_Standing(seen.at, socket, second, _actions(fact)))
    return told


_BACK = {
    Action.TEST_SOCKET: ("socket", Socket.TEST),
    Action.FILTER_OUT: ("filters_off", True),
    Action.UPS_BYPASS: ("behind_ups", False),
    Action.LAPTOP_AT_MODEM: ("at_modem", True),
    Action.SWAP_MODEM: ("modem_proven", True),
}
"""Steps that have a way back: the field that tells, and its value there; the other value is the way back."""


def _actions(step: Step) -> frozenset[Action]:
    """Return the kinds of a step, also of one told only by what it changed; a way back is none.

    A swap counts with a modem that is proven on another line: another one can be as bad as the first.
    """
    told = {each for each, (field, value) in _BACK.items() if getattr(step, field) == value}
    if step.action is not None and (step.action not in _BACK or _unsaid(step, step.action)):
        told.add(step.action)
    return frozenset(told)


def _unsaid(step: Step, action: Action) -> bool:
    return action is not Action.SWAP_MODEM and getattr(step, _BACK[action][0]) is None


def _adapter_alone(step: Step) -> bool:
    return step.action is Action.SWAP_MODEM and step.modem is None and step.adapter is not None


def _at_first_modem_at_test(steps: Sequence[_Standing], moment: datetime) -> bool:
    before = [each for each in steps if each.at <= moment]
    return bool(before) and before[-1].socket is Socket.TEST and not before[-1].second_modem


def until_covered_s(now: datetime, seconds: float, hours: Sequence[int]) -> float:
    """Return how long to watch from `now` for some seconds that also cover these hours of the day (UTC) in full."""
    now = now.replace(year=2000)  # the hour of the day is all that counts, and the last day there is has no morrow
    end = now + timedelta(seconds=seconds)
    for hour in hours:
        begin = now.replace(hour=hour, minute=0, second=0, microsecond=0)
        if begin < now:
            begin += timedelta(days=1)
        end = max(end, begin + timedelta(hours=1))
    return (end - now).total_seconds()
