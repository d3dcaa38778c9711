"""What the second path says of a destination in the same minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from netdoc.model.evidence import Evidence
from netdoc.model.facts.second_path import SecondPath
from netdoc.model.incident import Incident
from netdoc.model.observation import Seen
from netdoc.model.site import Site

SETTLED = timedelta(seconds=8)
"""A round takes 5 s: one that ended just after the incident asked within it, one that ended just after its start did
not."""
LEAST_SENT = 3
CLEAN = 0.95


@dataclass(frozen=True, slots=True)
class OverThere:
    """Rounds at one or more destinations within an incident."""

    rounds: Sequence[Seen[SecondPath]]

    @property
    def sent(self) -> int:
        """Probes that left."""
        return sum(each.fact.sent for each in self.rounds)

    @property
    def answered(self) -> int:
        """Of these: answered."""
        return sum(each.fact.answered for each in self.rounds)

    @property
    def failed(self) -> bool:
        """Nothing came back."""
        return self.sent >= LEAST_SENT and self.answered == 0

    @property
    def worked(self) -> bool:
        """Most came back in every round."""
        return self.sent >= LEAST_SENT and all(each.fact.worked for each in self.rounds)

    @property
    def clean(self) -> bool:
        """Hardly anything was lost."""
        return self.sent >= LEAST_SENT and self.answered >= CLEAN * self.sent


def another_provider(site: Site) -> bool:
    """Return whether the second path leads through another network than the line's, as far as anybody said."""
    isp, second = site.contract.isp, site.second_path
    return second is None or not second.isp or isp is None or second.isp.casefold() != isp.casefold()


def over_there(evidence: Evidence, incident: Incident, subject: str | None = None) -> OverThere:
    """Return the rounds that asked within an incident; of one rung, or of all destinations.

    None by another line of the same provider: what is broken in its network is broken for both.
    """
    if not another_provider(evidence.site):
        return OverThere(())
    start, end = incident.start + SETTLED, incident.end + SETTLED
    if incident.duration < 2 * SETTLED:
        start = incident.start
    return OverThere(evidence.readings(SecondPath, subject, start=start, end=end))


def fails_there(evidence: Evidence, incident: Incident, subject: str) -> bool:
    """Return whether a destination fails over there too: it answered there before or after, and others did meanwhile.

    One that never answered there may belong to a network that serves its own customers only.
    """
    known = any(each.fact.worked for each in evidence.readings(SecondPath, subject))
    return known and over_there(evidence, incident, subject).failed and others_worked(evidence, incident, subject)


def others_worked(evidence: Evidence, incident: Incident, subject: str) -> bool:
    """Return whether another destination answered over there in the same rounds: the second path itself stood."""
    rounds = over_there(evidence, incident).rounds
    return any(each.subject != subject and each.fact.worked for each in rounds)


def carried(evidence: Evidence, incident: Incident, subjects: Sequence[str]) -> OverThere | None:
    """Return what shows that the second path reached these destinations without loss in an incident; None if not."""
    rounds = [each for each in over_there(evidence, incident).rounds if each.subject in subjects]
    told = OverThere(rounds)
    return told if told.clean and len({each.subject for each in rounds}) >= min(2, len(subjects)) else None
