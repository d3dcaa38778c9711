"""A line that never comes into sync with one modem and does at once with another: no drops to count, two states.

The silence tests count drops; a modem that does not know the line's new profile has one, and it lasts. There the way
back tells: no sync, sync, no sync, each held long enough that a training or a repair at that minute is no explanation.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from netdoc.diagnosis.stretches import SETTLED, Stretch, differs, stretches
from netdoc.model.arm import Changed
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.step import Step
from netdoc.model.incident import Incident
from netdoc.model.observation import Seen

HOLDS = timedelta(minutes=10)
"""A state that is read for so long, once five minutes have passed since the step, is one (own): a training takes
30-160 s, and a line that does not come up tries again each minute or two."""
LEAST_LOOKS = 3


@dataclass(frozen=True, slots=True)
class OnlyWith:
    """The line has no sync with one modem, has it with a second, and has none again with the first."""

    first: str
    second: str
    own_adapter: bool
    """The second one was recorded with an adapter of its own."""
    steps: tuple[Seen[Step], ...]
    looks: tuple[Seen[DslLine], ...]


def no_sync_only_with(evidence: Evidence, incident: Incident) -> OnlyWith | None:
    """Return the A-B-A of states that an incident is part of, where there is one."""
    told = stretches(evidence)
    for one, other, back in zip(told, told[1:], told[2:], strict=False):
        if not (_of_the_incident(one, incident) or _of_the_incident(back, incident)):
            continue
        if one.arranged.modem is None or not _swapped_and_back(one, other, back):
            continue
        looks = (_state(evidence, one, last=True), _state(evidence, other), _state(evidence, back))
        if all(looks) and [each[0].fact.sync for each in looks] == [False, True, False]:
            return OnlyWith(
                one.arranged.modem,
                other.arranged.modem or "",
                one.arranged.adapter != other.arranged.adapter,
                (*other.steps[:1], *back.steps[:1]),
                tuple(each[-1] for each in looks),
            )
    return None


def _swapped_and_back(one: Stretch, other: Stretch, back: Stretch) -> bool:
    """Return whether only the modem, with or without its adapter, was another one meanwhile: one that is proven."""
    changed = set(differs(one.arranged, other.arranged))
    same_kit = one.arranged.adapter is not None and Changed.ADAPTER not in changed
    modem_alone = {Changed.MODEM} <= changed <= {Changed.MODEM, Changed.ADAPTER} and not same_kit
    proven = other.proven and not one.proven and not back.proven
    return modem_alone and proven and not differs(one.arranged, back.arranged)


def _of_the_incident(stretch: Stretch, incident: Incident) -> bool:
    return incident.start < stretch.end - SETTLED and incident.end > stretch.start + SETTLED


def _state(evidence: Evidence, stretch: Stretch, *, last: bool = False) -> list[Seen[DslLine]]:
    """Return the looks that agree on one state of the line throughout a stretch, or, of the first, at its end."""
    looks = [each for each in _looks(evidence, stretch.start + SETTLED, stretch.end) if each.fact.sync is not None]
    if last:
        looks = list(takewhile(lambda each: each.fact.sync is looks[-1].fact.sync, reversed(looks)))[::-1]
    same = len({each.fact.sync for each in looks}) == 1
    long = len(looks) >= LEAST_LOOKS and looks[-1].at - looks[0].at >= HOLDS - timedelta(minutes=2)
    return looks if same and long else []


def _looks(evidence: Evidence, start: datetime, end: datetime) -> list[Seen[DslLine]]:
    # whoever swaps a modem unplugs it before it is written down
    return list(evidence.readings(DslLine, start=start, end=end - timedelta(minutes=1)))
