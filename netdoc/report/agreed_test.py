"""The one test that settles more: the one that runs, else the next one proposed, else the last one made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from netdoc.model.arm import Arm, SilenceOutcome, SilenceTest
from netdoc.model.facts.step import Socket, Step
from netdoc.model.observation import Seen
from netdoc.model.segment import Party
from netdoc.model.verdict import NextTest
from netdoc.report.silence_words import CHANGED_WORDS, SOON, arm_of, kept_together, progress, silence_mark
from netdoc.report.texts import shorten
from netdoc.report.variants import Variant, accused
from netdoc.report.view import View
from netdoc.report.words import capital, duration, joined

CONCERNS = {
    Variant.TELCO: frozenset({Party.LINE}),
    Variant.ISP: frozenset({Party.EQUIPMENT, Party.PROVIDER}),
    Variant.JOINT: frozenset({Party.LINE, Party.EQUIPMENT, Party.PROVIDER}),
    Variant.HOSTING: frozenset({Party.FAR_END}),
    Variant.IT: frozenset({Party.PREMISES}),
    Variant.PLAIN: frozenset[Party](),
    Variant.TECHNICAL: frozenset[Party](),
}
"""Whom a test must concern to be asked of this reader."""

_LONG_S = 3600
"""A proposed test that takes longer is one of waiting: without a number agreed beforehand its result is anybody's."""
_AT_ONCE = "no number: the result is seen at once, and is written down with its time"
_UNFIXED = "not fixed yet: please agree on a number before the start"
_ARM = 90
"""Characters of an arrangement; the arms stand in full on a page of their own."""


class State(StrEnum):
    """Where the test stands."""

    RUNNING = "running"
    PROPOSED = "proposed"
    MADE = "made"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedTest:
    """One test in words.

    Attributes:
        what: what is done.
        mark: what passes and what fails, with its number, or why there is none.
        progress: how far it has come.
        where: socket, modem, adapter, filters, UPS as far as they are known.
        shows: what each result means, where the proposal says it.
        silence: the silence test it is, when it is one that was begun.
        begun: when it began, for one that was begun.
        present: who did it and who was there, as recorded.
    """

    state: State
    what: str
    mark: str
    progress: str = ""
    where: tuple[tuple[str, str], ...] = ()
    conditions: str = ""
    shows: tuple[str, ...] = ()
    silence: SilenceTest | None = None
    begun: datetime | None = None
    present: str = ""


def agreed_test(view: View) -> AgreedTest | None:
    """Return the test, or None where nothing runs, is proposed or was made."""
    current = running(view)
    if current is not None:
        return _silence(view, current, State.RUNNING)
    proposed = best_test(view)
    if proposed is not None:
        return AgreedTest(
            state=State.PROPOSED,
            what=proposed.what.rstrip(". "),
            mark=kept_together(proposed.pass_mark) or unmarked(proposed),
            conditions=conditions(proposed),
            shows=proposed.shows,
        )
    tests = view.verdict.silence_tests
    return _silence(view, tests[-1], State.MADE) if tests else None


def deadlock(view: View) -> bool:
    """Return whether a vendor's part remains among the candidates and nobody is named."""
    return accused(view.verdict) is None and bool(CONCERNS[Variant.JOINT] & set(view.verdict.remaining))


def running(view: View) -> SilenceTest | None:
    """Return the silence test that runs: in the last arm, silent so far, not long enough yet."""
    last = view.verdict.arms[-1].id if view.verdict.arms else None
    open_ones = [each for each in view.verdict.silence_tests if each.outcome is SilenceOutcome.RUNNING]
    return next((each for each in reversed(open_ones) if each.arm == last), None)


def best_test(view: View) -> NextTest | None:
    """Return the first proposed test that tells most about this reader's part."""
    tests = view.verdict.next_tests
    concerns = CONCERNS[view.variant]
    most = max((len(concerns & set(each.separates)) for each in tests), default=0)
    return next((each for each in tests if len(concerns & set(each.separates)) == most), None)


def told_test(view: View) -> tuple[str, ...]:
    """Return the test for page 1: what is done, its mark on a line of its own, how far it has come."""
    test = agreed_test(view)
    if test is None or test.state is State.MADE:
        return ()
    name = "Test that is running" if test.state is State.RUNNING else "Next test"
    known = f" ({test.conditions})" if test.conditions else ""
    mark = f"Pass mark: {test.mark.rstrip('. ')}." if test.mark != _AT_ONCE else ""
    return tuple(each for each in (f"{name}: {test.what}{known}.", mark, test.progress) if each)


def conditions(test: NextTest) -> str:
    """Return how long a proposed test takes, who must agree and what it disturbs."""
    parts = [f"takes {duration(test.duration_s)}"] if test.duration_s > 0 else []
    if test.who_agrees:
        parts.append(f"{test.who_agrees} must agree")
    if test.disturbs:
        parts.append(f"it disturbs: {test.disturbs}")
    return ", ".join(parts)


def unmarked(test: NextTest) -> str:
    """Return what stands for the mark of a proposed test that has none."""
    return _UNFIXED if test.duration_s >= _LONG_S else _AT_ONCE


def unfixed(test: AgreedTest) -> bool:
    """Return whether a mark has still to be agreed."""
    return test.mark == _UNFIXED


def _silence(view: View, test: SilenceTest, state: State) -> AgreedTest:
    arm, against = arm_of(view, test.arm), arm_of(view, test.against)
    changed = joined([CHANGED_WORDS[each] for each in test.changed], "and") or "nothing that was recorded"
    now = arm.words if arm else test.arm
    before = f", held against {shorten(against.words, _ARM)}" if against else ""
    step = _step(view, arm) if arm else None
    return AgreedTest(
        state=state,
        what=f"{capital(shorten(now, _ARM))}{before}. Changed: {changed}",
        mark=silence_mark(view, test),
        progress=progress(test),
        where=_where(view, arm) if arm else (),
        silence=test,
        begun=arm.start if arm else None,
        present=_present(step) if step else "",
    )


def _step(view: View, arm: Arm) -> Seen[Step] | None:
    return view.evidence.last_before(arm.start + SOON, Step)


def _where(view: View, arm: Arm) -> tuple[tuple[str, str], ...]:
    labels = [each.fact for each in view.evidence.readings(Step, end=arm.start + SOON) if each.fact.socket]
    label = labels[-1].socket_label if labels else None
    pairs = []
    if arm.socket is not None:
        socket = "test socket" if arm.socket is Socket.TEST else "socket at the desk"
        pairs.append(("Socket", f"{socket}{f' ({label})' if label else ''}"))
    if arm.modem is not None:
        proven = "proven on another line" if arm.modem_proven else "not shown to hold another line"
        pairs.append(("Modem", f"{arm.modem} ({proven})"))
    if arm.adapter is not None:
        pairs.append(("Power adapter", arm.adapter))
    if arm.filters_off is not None:
        pairs.append(("Else on the line", "nothing" if arm.filters_off else "filters, phones or extensions"))
    if arm.behind_ups is not None:
        pairs.append(("Fed", "through the UPS" if arm.behind_ups else "from the wall"))
    return tuple(pairs)


def _present(step: Seen[Step]) -> str:
    did = [f"{step.fact.who} (did it)"] if step.fact.who else []
    return ", ".join([*did, *([step.fact.present] if step.fact.present else [])])
