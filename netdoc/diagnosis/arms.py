"""Arms of the timeline, and the silence tests between them: what rules, planner, steps and reports ask for.

Everything is derived once per evidence. An arm is a stretch in one arrangement (`stretches`), with the incidents that
modem, wiring or line could have caused (`drops`), the time it was exposed (`exposure`) and its line (`disturbance`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from netdoc.diagnosis.contrast import Held, hours_of, tests_between
from netdoc.diagnosis.disturbance import line_over
from netdoc.diagnosis.drops import COUNTED, is_drop, symptom
from netdoc.diagnosis.exposure import covered, remembered_within, watched_within
from netdoc.diagnosis.incidents import find_incidents
from netdoc.diagnosis.silence import Outlook, needed_silence_s, outlook
from netdoc.diagnosis.stretches import SETTLED, Stretch, handled, in_words, stretches
from netdoc.model.arm import Arm, Changed, SilenceTest
from netdoc.model.evidence import Evidence
from netdoc.model.facts.silence_plan import SilencePlan
from netdoc.model.incident import Incident


def incidents(evidence: Evidence) -> tuple[Incident, ...]:
    """Return every incident of the window, numbered in time order."""
    return find_incidents(evidence)[0]


def arms(evidence: Evidence) -> tuple[Arm, ...]:
    """Return the arms in time order; one where nothing was changed, none where nothing was recorded."""
    return tuple(each.arm for each in held_arms(evidence))


def silence_tests(evidence: Evidence) -> tuple[SilenceTest, ...]:
    """Return the tests of each arm against the latest earlier ones from which one thing differs."""
    return evidence.once(silence_tests, lambda: tests_between(evidence, held_arms(evidence)))


def arm_of(evidence: Evidence, arm_id: str) -> Arm:
    """Return an arm by its id."""
    return next(each for each in arms(evidence) if each.id == arm_id)


@dataclass(frozen=True, slots=True)
class Offer:
    """What a change made now could show: the plan to store with the step, and the outlook in words."""

    plan: SilencePlan | None
    outlook: Outlook


def offer(evidence: Evidence, change: Changed) -> Offer:
    """Return what a change of the present arrangement could show, and the silence to fix before it is made."""
    held = held_arms(evidence)
    kinds = COUNTED[change][0]
    counted = [each for each in held[-1].covered if symptom(evidence, each) in kinds] if held else []
    watched_s = held[-1].exposed_s if held else 0.0
    needed = needed_silence_s(len(counted), watched_s)
    if needed is None:
        return Offer(None, outlook(len(counted), watched_s))
    plan = SilencePlan(
        drops_before=len(counted), watched_before_s=round(watched_s), needed_s=int(needed) + 1,
        hours=hours_of(counted),
    )  # fmt: skip
    return Offer(plan, outlook(len(counted), watched_s))


def held_arms(evidence: Evidence) -> Sequence[Held]:
    """Return the arms with what the tests between them need beside."""
    return evidence.once(held_arms, lambda: _held_arms(evidence))


def _held_arms(evidence: Evidence) -> Sequence[Held]:
    if not evidence.observations:
        return ()
    found = incidents(evidence)
    return tuple(_held(evidence, each, number, found) for number, each in enumerate(stretches(evidence), 1))


def _held(evidence: Evidence, stretch: Stretch, number: int, found: Sequence[Incident]) -> Held:
    drops = [each for each in found if _belongs(evidence, stretch, each) and is_drop(evidence, each)]
    line = line_over(evidence, stretch.start, stretch.end)
    arranged = stretch.arranged
    arm = Arm(
        id=f"A-{number}", start=stretch.start, end=stretch.end, words=in_words(stretch),
        watched_s=watched_within(evidence, stretch.start, stretch.end), drops=tuple(each.id for each in drops),
        socket=arranged.socket, modem=arranged.modem, modem_proven=stretch.proven, adapter=arranged.adapter,
        filters_off=arranged.filters_off, behind_ups=arranged.behind_ups, margin_down_db=line.margin_down_db,
        crc_per_hour=line.crc_per_hour, es_per_hour=line.es_per_hour,
        remembered_s=remembered_within(evidence, stretch.start, stretch.end),
        attenuation_down_db=line.attenuation_down_db, attainable_down_kbps=line.attainable_down_kbps,
        socket_recorded=stretch.socket_recorded,
    )  # fmt: skip
    known = tuple(each for each in drops if covered(evidence, each.start))
    return Held(arm, stretch, tuple(drops), known, line, found)


def _belongs(evidence: Evidence, stretch: Stretch, incident: Incident) -> bool:
    """Return whether a drop is this arm's: it lies in it for certain, and neither made by a step nor outlasting one."""
    spread = timedelta(seconds=incident.start_uncertainty_s)
    first, last = stretch.start == evidence.start, stretch.end == evidence.end
    begun = first or stretch.start <= incident.start - spread
    in_time = last or incident.start + spread <= stretch.end
    over = last or incident.end <= stretch.end + SETTLED
    return begun and in_time and over and handled(evidence, incident) is None
