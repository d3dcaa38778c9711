"""How a rule says what it found: always for its own id and fault."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from netdoc.model.facts import Fact
from netdoc.model.fault import Fault
from netdoc.model.finding import Bearing, Finding
from netdoc.model.incident import Incident
from netdoc.model.observation import Gap, Missed, Seen
from netdoc.model.plane import Plane

Cited = Seen[Fact] | Missed | Gap


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
        return Finding(
            rule=self.rule,
            fault=self.fault,
            bearing=bearing,
            sentence=sentence,
            incident=incident.id if incident else None,
            planes=frozenset(planes),
            cites=tuple(dict.fromkeys(each.capture for each in cites if each is not None and each.capture)),
            missing=tuple(missing),
        )
