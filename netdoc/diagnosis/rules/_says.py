"""How a rule says what it found: always for its own id and fault."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from netdoc.model.facts import Fact
from netdoc.model.facts.silence_plan import SilencePlan
from netdoc.model.facts.step import Step
from netdoc.model.facts.testimony import Testimony
from netdoc.model.fault import Fault
from netdoc.model.finding import Bearing, Finding
from netdoc.model.incident import Incident
from netdoc.model.observation import Gap, Missed, Seen
from netdoc.model.plane import Plane

Cited = Seen[Fact] | Missed | Gap
BOXES = frozenset({Plane.MODEM_BOX, Plane.ROUTER_BOX, Plane.SESSION_LOG, Plane.POWER})
"""Planes that are a box's own word."""
MOUTHS = frozenset({Plane.OPERATOR, Plane.VENDOR})


def hearsay(reading: Cited | None) -> bool:
    """Return whether a box's words reached us through a person: read off a page over the phone, told by a vendor."""
    if not isinstance(reading, Seen) or isinstance(reading.fact, Step | Testimony | SilencePlan):
        return False
    return reading.plane in MOUTHS


def planes_told(planes: Iterable[Plane], cites: Iterable[Cited | None]) -> frozenset[Plane]:
    """Return the planes of a finding that rests on these readings together, each by what reached us.

    A chain holds as much as its weakest link: with one reading that a person passed on, no box has spoken for itself,
    and the person's plane stands in place of the boxes'.
    """
    passed_on = frozenset(each.plane for each in cites if isinstance(each, Seen) and hearsay(each))
    return frozenset(planes) - BOXES | passed_on if passed_on else frozenset(planes)


@dataclass(frozen=True, slots=True)
class Says:
    """A rule's voice."""

    rule: str
    fault: Fault

    def blames(
        self, incident: Incident | None, sentence: str, planes: Iterable[Plane], cites: Iterable[Cited | None] = ()
    ) -> Finding:
        """The evidence shows this fault in this incident."""
        return self._finding(incident, Bearing.BLAMES, sentence, planes, cites)

    def clears(
        self, incident: Incident | None, sentence: str, planes: Iterable[Plane], cites: Iterable[Cited | None] = ()
    ) -> Finding:
        """The evidence excludes this fault in this incident."""
        return self._finding(incident, Bearing.CLEARS, sentence, planes, cites)

    def silent(self, incident: Incident | None, sentence: str, missing: Iterable[str] = ()) -> Finding:
        """Nothing can be said, and what was missing to say it."""
        return self._finding(incident, Bearing.SILENT, sentence, (), (), missing)

    def _finding(
        self,
        incident: Incident | None,
        bearing: Bearing,
        sentence: str,
        planes: Iterable[Plane],
        cites: Iterable[Cited | None],
        missing: Iterable[str] = (),
    ) -> Finding:
        told = tuple(cites)
        return Finding(
            rule=self.rule,
            fault=self.fault,
            bearing=bearing,
            sentence=sentence,
            incident=incident.id if incident else None,
            planes=planes_told(planes, told),
            cites=tuple(dict.fromkeys(each.capture for each in told if each is not None and each.capture)),
            missing=tuple(missing),
        )
