"""How the measuring computer was attached, when, and what the router lost meanwhile: by cable against by radio."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from netdoc.diagnosis.statistics import higher
from netdoc.model.evidence import Evidence
from netdoc.model.facts.link_state import LinkKind, LinkState
from netdoc.model.incident import Incident
from netdoc.model.observation import Seen
from netdoc.model.site import RungKind

APART = timedelta(minutes=20)
"""Between two looks farther apart nobody knows how the computer was attached; a quiet run looks each 15 min."""
EDGE = timedelta(seconds=90)
"""The link is looked at each minute; loss is judged in windows that do not end with a look (own)."""
LEAST_CHANGES = 3
"""Radio, cable, radio, cable: each came back at least once, so no one moment can have changed both (own)."""
SAME_DAY = timedelta(hours=12)
"""A radio is as busy as its neighbours: what was measured longer before or after is no contrast (own)."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time in which every look showed the computer attached in one way, by one interface."""

    start: datetime
    end: datetime
    link: LinkKind
    looks: tuple[Seen[LinkState], Seen[LinkState]]


@dataclass(frozen=True, slots=True)
class ByCable:
    """What the router lost while the computer was on a cable, and whether that was on both sides of the incident."""

    lost: int
    sent: int
    alternated: bool
    looks: tuple[Seen[LinkState], ...]


def stretches(evidence: Evidence) -> Sequence[Stretch]:
    """Return the stretches of one attachment in time order."""
    return evidence.once("stretches of attachment", lambda: _stretches(evidence))


def _stretches(evidence: Evidence) -> list[Stretch]:
    found: list[Stretch] = []
    for one, two in pairwise(evidence.readings(LinkState)):
        alike = (one.fact.link, one.fact.interface) == (two.fact.link, two.fact.interface)
        if not alike or two.at - one.at > APART:
            continue
        last = found[-1] if found else None
        if last is not None and last.looks[1] is one:
            found[-1] = Stretch(last.start, two.at, last.link, (last.looks[0], two))
        else:
            found.append(Stretch(one.at, two.at, one.fact.link, (one, two)))
    return found


def attached(evidence: Evidence, incident: Incident) -> Stretch | None:
    """Return the stretch that holds the whole incident; None where nobody looked, or the attachment changed in it.

    At its edges it may reach beyond the looks by as much as these lie apart.
    """
    start, end = incident.start + EDGE, incident.end - EDGE
    return next((each for each in stretches(evidence) if each.start <= start and end <= each.end), None)


def radio_turns(evidence: Evidence, incident: Incident) -> Sequence[Stretch]:
    """Return the stretches by radio of an incident through which radio and cable were measured by turns.

    Empty unless both came back at least once, radio and cable alone, and each turn had looks at both of its ends.
    """
    inside = [each for each in stretches(evidence) if each.start < incident.end and incident.start < each.end]
    if {each.link for each in inside} != {LinkKind.WIFI, LinkKind.WIRED}:
        return ()
    changes = sum(one.link is not two.link for one, two in pairwise(inside))
    return [each for each in inside if each.link is LinkKind.WIFI] if changes >= LEAST_CHANGES else ()


def lost_in(evidence: Evidence, rung: str, spans: Sequence[Stretch], incident: Incident) -> tuple[int, int]:
    """Return how many samples of a rung were lost, of how many sent, in some stretches within an incident."""
    sent = answered = 0
    for each in spans:
        start, end = max(each.start, incident.start), min(each.end, incident.end)
        more = evidence.ladder.counted(rung, start, end)
        sent, answered = sent + more[0], answered + more[1]
    return sent - answered, sent


def by_cable(evidence: Evidence, incident: Incident) -> ByCable | None:
    """Return what the router lost while the computer was on a cable within half a day of the incident."""
    router = next((each for each in evidence.site.rungs if each.kind is RungKind.ROUTER), None)
    if router is None:
        return None
    since, until = incident.start - SAME_DAY, incident.end + SAME_DAY
    near = [each for each in stretches(evidence) if since <= each.end and each.start <= until]
    wired = [each for each in near if each.link is LinkKind.WIRED]
    lost, sent = _lost(evidence, router.id, wired)
    if not sent:
        return None
    start, end = incident.start + EDGE, incident.end - EDGE
    before, after = any(each.end <= start for each in wired), any(each.start >= end for each in wired)
    again = any(
        each.link is LinkKind.WIFI and (each.end <= start or each.start >= end)
        and any(between(one, each, incident) for one in wired)
        and higher(*_lost(evidence, router.id, [each]), lost, sent)
        for each in near
    )  # fmt: skip
    looks = tuple(look for each in wired[:2] for look in each.looks[:1])
    return ByCable(lost, sent, (before and after) or again, looks)


def _lost(evidence: Evidence, rung: str, spans: Sequence[Stretch]) -> tuple[int, int]:
    """Return how many samples of a rung were lost, of how many sent, in some stretches."""
    sent = answered = 0
    for each in spans:
        more = evidence.ladder.counted(rung, each.start, each.end)
        sent, answered = sent + more[0], answered + more[1]
    return sent - answered, sent


def between(wired: Stretch, radio: Stretch, incident: Incident) -> bool:
    """Return whether a stretch by cable lies between the incident and another stretch by radio."""
    first, last = min(radio.end, incident.end) - EDGE, max(radio.start, incident.start) + EDGE
    return first <= wired.start and wired.end <= last
