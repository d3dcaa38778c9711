"""What a test is worth: how many pairs of parties its outcomes tell apart, per hour and per disturbance.

The figure, its surcharges and the table of offers are docs/adr/0012-next-best-test.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from netdoc.diagnosis.candidates import parties_of
from netdoc.diagnosis.forecast import sooner
from netdoc.diagnosis.situation import Situation, until_covered_s
from netdoc.diagnosis.wording import listed, pass_mark
from netdoc.model.fault import Fault
from netdoc.model.incident import IncidentKind
from netdoc.model.segment import Party
from netdoc.model.verdict import NextTest

BASE_H = 0.25
"""Finding the person and the cable, whatever the test (own)."""
ONLINE_WITHIN_S = 1800
"""A training takes 30-160 s, a session some minutes more: what is not back in half an hour stays dead (own)."""
RETURN = 2.0
"""A swap that passes is believed after the way back (A-B-A), which takes as long again."""
DOWN = frozenset({IncidentKind.OUTAGE, IncidentKind.SESSION})
LOSS = frozenset({IncidentKind.BROWNOUT, IncidentKind.SLOW})
WAY = frozenset(IncidentKind) - {IncidentKind.NAMES}
"""Kinds of incidents that lie on the way of packets."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way in which a test can end: what is seen, what it says, and the faults it excludes."""

    seen: str
    says: str
    excludes: frozenset[Fault]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A test that can be offered.

    Attributes:
        what: what to do; `{where}` becomes the socket at which it is to be done.
        outcomes: the ways in which it can end.
        hands_s: seconds of work, or of waiting for an answer.
        silent: it then takes the computed silence, unless the office is dead now.
        waits: it shows something only at the next drop.
        returns: a pass is believed after the way back.
        fetch_h: hours to get hold of what it needs.
        disturbs: what it disturbs, in words; `disturbance_h` is the surcharge for it.
        who_agrees: who must agree, in words; `agreement_h` is the surcharge for it.
        touches: it changes the arrangement: never offered while a silence test runs.
        serves: kinds of incidents for which it makes sense.
    """

    id: str
    what: str
    outcomes: tuple[Outcome, ...]
    hands_s: int
    command: str = ""
    silent: bool = False
    waits: bool = False
    returns: bool = False
    fetch_h: float = 0.0
    disturbs: str = ""
    disturbance_h: float = 0.0
    who_agrees: str = ""
    agreement_h: float = 0.0
    touches: bool = False
    serves: frozenset[IncidentKind] = WAY
    is_open: Callable[[Situation], bool]


def duration_s(offer: Offer, situation: Situation) -> float | None:
    """Return how long a test takes from now; None for a silence test while nothing has dropped yet."""
    if offer.silent:
        if situation.failing_now:
            return float(ONLINE_WITHIN_S)
        needed = situation.needed_s
        return None if needed is None else until_covered_s(situation.evidence.end, needed, situation.hours)
    return offer.hands_s + (situation.next_drop_s if offer.waits and not situation.failing_now else 0.0)


def cost_h(offer: Offer, situation: Situation) -> float | None:
    """Return hours, with the surcharges for what it takes from the office; None where it cannot be done yet."""
    seconds = duration_s(offer, situation)
    if seconds is None:
        return None
    hours = seconds / 3600 * (RETURN if offer.returns else 1.0)
    return BASE_H + hours + offer.fetch_h + offer.disturbance_h + offer.agreement_h


def possible(offer: Offer, situation: Situation) -> list[tuple[Outcome, frozenset[Party]]]:
    """Return the outcomes that the evidence leaves possible, each with the parties it would leave."""
    wanted = frozenset(situation.remaining)
    found = []
    for outcome in offer.outcomes:
        left = parties_of(situation.evidence, set(situation.candidates) - outcome.excludes) & wanted
        if left:
            found.append((outcome, left))
    return found


def gain(offer: Offer, situation: Situation) -> float:
    """Return the pairs of remaining parties told apart, as the mean over the outcomes that are possible.

    An outcome that leaves k of n parties tells k (n - k) pairs apart. A test with one possible outcome tells nothing.
    """
    ends = possible(offer, situation)
    if len(ends) < 2:
        return 0.0
    number = len(set(situation.remaining))
    return sum(len(left) * (number - len(left)) for _, left in ends) / len(ends)


def figure(pairs: float, cost: float) -> float:
    """Return what a test is worth: pairs told apart per hour of cost."""
    return pairs / cost


def ranked(offers: Iterable[Offer], situation: Situation) -> list[tuple[float, Offer]]:
    """Return what makes sense now with its figure, the best first; equal ones in the order given."""
    found = []
    for offer in offers:
        cost, pairs = cost_h(offer, situation), gain(offer, situation)
        serves = not situation.kinds or bool(offer.serves & situation.kinds)
        held_up = offer.touches and bool(situation.running)
        if cost is None or pairs <= 0 or not serves or held_up or not offer.is_open(situation):
            continue
        found.append((figure(pairs, cost), offer))
    return sorted(found, key=lambda each: -each[0])


def as_test(offer: Offer, situation: Situation, separates: Sequence[Party] | None = None) -> NextTest:
    """Return an offer as the test that a verdict prints."""
    seconds = duration_s(offer, situation)
    mark, hint = "", ""
    if offer.silent and situation.failing_now:
        gone = "online" if situation.kinds & DOWN else "loss and delay gone"
        mark = f"{gone} within {ONLINE_WITHIN_S // 60} min"
    elif offer.silent and situation.needed_s is not None:
        mark = pass_mark(situation.needed_s, situation.hours)
        hint = sooner(situation.drops, situation.watched_s)
    what = offer.what.format(where=where(situation))
    return NextTest(
        id=offer.id,
        what=f"{what} {hint}".strip(),
        separates=tuple(situation.remaining if separates is None else separates),
        duration_s=round(seconds or 0),
        who_agrees=offer.who_agrees,
        disturbs=offer.disturbs,
        command=offer.command,
        pass_mark=mark,
        shows=shows(offer, situation),
    )


def where(situation: Situation) -> str:
    """Return at which socket a modem is to be compared: where the first one dropped."""
    if situation.dropped_at_test:
        return "at the test socket, where the first modem dropped too"
    return "at the socket where the first modem dropped"


def shows(offer: Offer, situation: Situation) -> tuple[str, ...]:
    """Return what each possible outcome would show, with the parties it would leave where it decides."""
    wanted = set(situation.remaining)
    if len(wanted) < 2:
        return tuple(f"{each.seen}: {each.says}" for each in offer.outcomes)
    told = []
    for outcome, left in possible(offer, situation):
        decides = left != wanted
        leaves = listed([each for each in situation.remaining if each in left]) if decides else ""
        told.append(f"{outcome.seen}: {outcome.says}" + (f" (leaves {leaves})" if leaves else ""))
    return tuple(told)
