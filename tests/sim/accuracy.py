"""Compare the outages that netdoc tells of with the truth, sample by sample. All times are true seconds.

The pace is the quorum's: three anchors, each asked every 5 s, staggered, so that a sample is due every 1.67 s. An
outage is told from its first lost sample to its first answered one, so both lie at most one pace after the truth.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from netdoc.app.ladder_loop import CHECK_S, LISTEN_S
from netdoc.diagnosis.outages import FLAPS_S, OUTAGE_S
from netdoc.model.incident import Incident, IncidentKind, Origin
from tests.sim.line import Span, merged
from tests.sim.run import Played
from tests.sim.story import Trouble

PACE_S = 5.0 / 3
FLIGHT_S = 0.1
"""A probe answered just before the cut may come back just after it; instants are told in microseconds."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What could be watched of one true outage. Cut: its end on that side lies where nobody watched."""

    start_s: float
    end_s: float
    cut_start: bool
    cut_end: bool
    causes: frozenset[Trouble]

    @property
    def must_be_found(self) -> bool:
        """Whether it is long enough to be seen whatever the samples' phase.

        A cut costs up to one sample, and one at the end also what was still being listened for: that is void.
        """
        unheard_s = (LISTEN_S + 1.25 * CHECK_S) if self.cut_end else 0.0
        return self.end_s - self.start_s >= OUTAGE_S + PACE_S * (self.cut_start + self.cut_end) + unheard_s


def watched(played: Played) -> list[Span]:
    """Return when the ladder really sampled, by its blocks."""
    blocks = played.evidence.ladder.blocks
    spans = [(each.start, each.start + timedelta(seconds=each.duration_s)) for each in blocks]
    return merged([(_true_s(played, a), _true_s(played, b)) for a, b in spans], gap_s=0.5)


def pieces(played: Played) -> list[Piece]:
    """Return the parts of the true outages that were watched, in order."""
    found = []
    for start, end in played.cut_off():
        for a, b in watched(played):
            low, high = max(a, start), min(b, end)
            if low < high:
                causes = frozenset(
                    each.trouble for each in played.world.story if each.start_s < end and start <= each.end_s
                )
                found.append(Piece(low, high, cut_start=low > start, cut_end=high < end, causes=causes))
    return found


def told(played: Played) -> list[Incident]:
    """Return the outages that the ladder's samples gave, in order."""
    found = [each.incident for each in played.verdict.incidents]
    return [each for each in found if each.kind is IncidentKind.OUTAGE and each.origin is Origin.LADDER]


def wrong(played: Played) -> list[str]:
    """Return what does not fit the truth, in words; nothing when every outage is told as it was."""
    true, incidents = pieces(played), told(played)
    homes: dict[int, list[Piece]] = {}
    complaints = []
    for piece in true:
        home = next((k for k, each in enumerate(incidents) if _overlaps(played, each, piece)), None)
        if home is not None:
            homes.setdefault(home, []).append(piece)
        elif piece.must_be_found:
            complaints.append(f"missed: {_words(played, piece.start_s)}, {piece.end_s - piece.start_s:.1f} s")
    for place, incident in enumerate(incidents):
        inside = homes.get(place, [])
        complaints += _of_incident(played, incident, inside) if inside else [f"invented: {incident}"]
    return [*complaints, *_wrongly_grouped(played, incidents, homes)]


def _of_incident(played: Played, incident: Incident, inside: Sequence[Piece]) -> Iterator[str]:
    first, last = inside[0], inside[-1]
    start_s, end_s = _true_s(played, incident.start), _true_s(played, incident.end)
    late_s, over_s = start_s - first.start_s, end_s - last.end_s
    name = f"{incident.id} of {_words(played, first.start_s)}"
    if not -FLIGHT_S <= late_s <= PACE_S + FLIGHT_S:
        yield f"{name}: told to begin {late_s:.2f} s after the truth"
    lowest_s = -(PACE_S + LISTEN_S + 1.25 * CHECK_S) if last.cut_end else 0.0
    greatest_s = PACE_S
    if last.cut_end and end_s - incident.end_uncertainty_s - FLIGHT_S <= last.end_s:
        # it may end anywhere where nobody watched, if its bounds say so: told to the first sample after that
        greatest_s += next((a for a, _ in watched(played) if a >= last.end_s), last.end_s) - last.end_s
    if not lowest_s - FLIGHT_S <= over_s <= greatest_s + FLIGHT_S:
        yield f"{name}: told to end {over_s:.2f} s after the truth"
    if not first.cut_start and not start_s - incident.start_uncertainty_s - FLIGHT_S <= first.start_s:
        yield f"{name}: began before its own bounds of {incident.start_uncertainty_s:.2f} s"
    if not last.cut_end and not end_s - incident.end_uncertainty_s - FLIGHT_S <= last.end_s:
        yield f"{name}: ended before its own bounds of {incident.end_uncertainty_s:.2f} s"
    # an outage that goes on through a sleep is one, whoever did not watch in between
    certain = [
        each
        for before, each in pairwise([None, *inside])
        if each is not None
        and each.must_be_found
        and not (before is not None and before.cut_end and each.cut_start and before.causes == each.causes)
    ]
    if not len(certain) <= incident.flaps <= len(inside):
        yield f"{name}: told {incident.flaps} flaps, there were {len(inside)}"
    for gap_s in _pauses(inside):
        if gap_s > FLAPS_S + 2 * PACE_S:
            yield f"{name}: joins outages {gap_s:.0f} s apart"


def _wrongly_grouped(played: Played, incidents: Sequence[Incident], homes: dict[int, list[Piece]]) -> Iterator[str]:
    """Yield neighbours that are less than five minutes apart, of one cause and zone, watched all the while between.

    Two causes may be kept apart: a session that ends and a line that drops belong to different parties.
    """
    for place, (one, other) in enumerate(pairwise(incidents)):
        if place not in homes or place + 1 not in homes or one.zone is not other.zone:
            continue
        sooner, later = homes[place], homes[place + 1]
        if len(frozenset[Trouble]().union(*(each.causes for each in (*sooner, *later)))) > 1:
            continue
        low, high = sooner[-1].end_s, later[0].start_s
        seen = any(a <= low and high <= b for a, b in watched(played))
        if seen and high - low < FLAPS_S - 2 * PACE_S:
            yield f"{one.id} and {other.id} are {high - low:.0f} s apart and not one incident"


def _pauses(inside: Sequence[Piece]) -> list[float]:
    return [later.start_s - sooner.end_s for sooner, later in pairwise(inside)]


def _overlaps(played: Played, incident: Incident, piece: Piece) -> bool:
    return _true_s(played, incident.start) < piece.end_s + PACE_S and _true_s(played, incident.end) > piece.start_s


def _true_s(played: Played, moment: datetime) -> float:
    return (moment - played.clock.start).total_seconds()


def _words(played: Played, true_s: float) -> str:
    return f"{played.clock.true_at(true_s):%H:%M:%S}"
