"""The next best test: what separates the candidates that remain, cheapest and least disturbing first.

A silence test under way comes first (keep watching), then the way back of one that passed, then the offers by their
figure (`offers.py`); nothing that would change the arrangement is offered while a silence test runs.
"""

from __future__ import annotations

from collections.abc import Sequence

from netdoc.diagnosis.offered_questions import QUESTIONS
from netdoc.diagnosis.offered_steps import STEPS
from netdoc.diagnosis.offers import as_test, ranked
from netdoc.diagnosis.situation import Situation, situation
from netdoc.diagnosis.watching import keep_watching, ways_back
from netdoc.model.arm import Arm, SilenceTest
from netdoc.model.evidence import Evidence
from netdoc.model.segment import Party, Segment
from netdoc.model.verdict import Judged, NextTest

MOST = 8
"""More tests than that nobody reads: asking, looking and trying, each once (own)."""
OFFERS = (*QUESTIONS, *STEPS)
VENDORS = frozenset({Party.LINE, Party.EQUIPMENT, Party.PROVIDER})


def plan(
    evidence: Evidence,
    remaining: tuple[Party, ...],
    judged: Sequence[Judged],
    *,
    arms: Sequence[Arm] = (),
    silence_tests: Sequence[SilenceTest] = (),
) -> tuple[NextTest, ...]:
    """Return the tests that would separate what remains, best first; at most eight.

    Args:
        evidence: what is known.
        remaining: the parties that the verdict cannot tell apart.
        judged: the incidents.
        arms: the arrangements so far, where they are known.
        silence_tests: the silence tests between them.
    """
    now = situation(evidence, remaining, judged, arms=arms, silence_tests=silence_tests)
    tests = [as_test(offer, now) for _, offer in ranked(OFFERS, now)] if len(set(remaining)) > 1 else []
    first = pending(now)
    owner = _ask_owner(now)
    if owner is not None and set(remaining) == set(owner.separates):
        # whose a box is separates these two and nobody else: first only where they alone remain
        tests, owner = [owner, *tests], None
    if not tests and not first and len(VENDORS & set(remaining)) > 1:
        tests = [_joint_test(now)]
    kept = MOST - len(first) - (owner is not None)
    return (*first, *tests[:kept], *((owner,) if owner is not None else ()))


def pending(now: Situation) -> list[NextTest]:
    """Return what silence tests ask for next: to go on watching, or the way back."""
    return [*keep_watching(now), *ways_back(now)]


def _ask_owner(now: Situation) -> NextTest | None:
    unknown = [each for each in now.evidence.site.unknown_owners if each in (Segment.MODEM, Segment.ROUTER)]
    both = {Party.EQUIPMENT, Party.PREMISES} <= set(now.remaining)
    if not unknown or not both:
        return None
    boxes = " and the ".join(each.value for each in unknown)
    return NextTest(
        id="ask-owner",
        what=f"Ask who supplied the {boxes}, and write it into site.toml under [owners]: as long as that is not "
        "known, no vendor can be named for it.",
        separates=(Party.EQUIPMENT, Party.PREMISES),
        duration_s=120,
        who_agrees="the client",
        command="netdoc site check",
        shows=("the provider supplied it: its faults are the supplied equipment's", "bought: they are the premises'"),
    )


def _joint_test(now: Situation) -> NextTest:
    """Return what is left where everything that one side can do alone was done: both vendors at one socket."""
    return NextTest(
        id="joint-test",
        what="Everything that can be tried in the office was tried. Ask the vendors for one joint test: both at the "
        "telco's test socket, with a modem of each, and the pass mark fixed beforehand.",
        separates=now.remaining,
        duration_s=4 * 3600,
        who_agrees="the vendors concerned and the client",
        disturbs="the internet is interrupted while they change modems",
        command="netdoc step note",
    )
