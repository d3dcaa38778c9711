"""What the rules could look at around an incident: each reading with its time and the digest of its capture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from netdoc.model.codec import to_plain
from netdoc.model.evidence import Evidence
from netdoc.model.facts import Fact
from netdoc.model.facts.echo_block import EchoBlock
from netdoc.model.incident import Incident
from netdoc.model.observation import Gap, Missed, Seen
from netdoc.plugin import Rule

DIGEST_LENGTH = 12
"""Characters of a digest that are told: enough to find it, short enough to read."""
MOST_FIELDS = 6
MOST_WITHIN = 4
"""Readings within an incident that are told one by one, of each kind and subject."""
NEAR = timedelta(minutes=10)
"""How far from an incident a question that failed is told (own)."""


class Place(StrEnum):
    """Where a reading lies, seen from the incident."""

    BEFORE = "before"
    WITHIN = "within"
    AFTER = "after"


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One thing looked at. `digest` is the beginning of its capture's digest, empty for one entered without bytes."""

    kind: str
    subject: str
    at: datetime
    place: Place
    words: str
    plane: str = ""
    digest: str = ""


def inputs_of(evidence: Evidence, incident: Incident, rules: Sequence[Rule]) -> tuple[Input, ...]:
    """Return what some rules need, around an incident, in time order: answers, failures to answer, gaps.

    The samples of the ladder within the incident are told in any case.
    """
    kinds = dict.fromkeys(kind for rule in rules for kind in rule.needs if kind is not EchoBlock)
    found = _samples(evidence, incident)
    for kind in kinds:
        for subject in sorted({each.subject for each in evidence.readings(kind)}):
            found += _readings(evidence, incident, kind, subject)
    names = {kind.KIND for kind in kinds}
    since, until = incident.start - NEAR, incident.end + NEAR
    for missed in evidence.missed:
        if missed.what in names and since <= missed.at <= until:
            found.append(_missed(missed, incident))
    for gap in evidence.gaps:
        if gap.what in names and gap.start <= incident.end and incident.start <= gap.end:
            found.append(_gap(gap, incident))
    return tuple(sorted(found, key=lambda each: (each.at, each.kind, each.subject)))


def _readings(evidence: Evidence, incident: Incident, kind: type[Fact], subject: str) -> list[Input]:
    first = incident.start - timedelta(microseconds=1)
    last = incident.end + timedelta(microseconds=1)
    before = evidence.last_before(first, kind, subject)
    within = evidence.readings(kind, subject, start=incident.start, end=incident.end)
    after = evidence.first_after(last, kind, subject)
    told = [(Place.BEFORE, before), *((Place.WITHIN, each) for each in _ends(within)), (Place.AFTER, after)]
    return [_seen(each, place) for place, each in told if each is not None]


def _ends(readings: Sequence[Seen[Fact]]) -> list[Seen[Fact]]:
    """Return the first and the last few of many."""
    half = MOST_WITHIN // 2
    return list(readings) if len(readings) <= MOST_WITHIN else [*readings[:half], *readings[-half:]]


def _seen(seen: Seen[Fact], place: Place) -> Input:
    return Input(
        kind=seen.fact.KIND, subject=seen.subject, at=seen.at, place=place, words=in_words(seen.fact),
        plane=seen.plane.value, digest=(seen.capture or "")[:DIGEST_LENGTH],
    )  # fmt: skip


def _missed(missed: Missed, incident: Incident) -> Input:
    return Input(
        kind=missed.what, subject=missed.subject, at=missed.at, place=_place(missed.at, incident),
        words=f"not answered: {missed.failure}", plane=missed.plane.value,
        digest=(missed.capture or "")[:DIGEST_LENGTH],
    )  # fmt: skip


def _gap(gap: Gap, incident: Incident) -> Input:
    return Input(
        kind=gap.what, subject=gap.subject, at=gap.start, place=_place(gap.start, incident),
        words=f"not asked: {gap.why}", digest=(gap.capture or "")[:DIGEST_LENGTH],
    )  # fmt: skip


def _place(moment: datetime, incident: Incident) -> Place:
    if moment < incident.start:
        return Place.BEFORE
    return Place.WITHIN if moment <= incident.end else Place.AFTER


def _samples(evidence: Evidence, incident: Incident) -> list[Input]:
    """Return one line per step of the ladder: what was sent and answered within the incident."""
    found = []
    # the sample at the end is the first that was answered again
    last = max(incident.start, incident.end - timedelta(microseconds=1))
    for rung in evidence.site.rungs:
        sent, answered = evidence.ladder.counted(rung.id, incident.start, last)
        if sent:
            found.append(
                Input(kind=EchoBlock.KIND, subject=rung.id, at=incident.start, place=Place.WITHIN,
                      words=f"{answered} of {sent} samples answered", plane="path")
            )  # fmt: skip
    return found


def in_words(fact: Fact) -> str:
    """Return the first few values of a fact, `sync=True, showtime_s=58`."""
    plain = to_plain(fact)
    told = [f"{name}={held}" for name, held in plain.items() if isinstance(held, str | int | float)]
    more = "" if len(told) <= MOST_FIELDS else ", ..."
    return ", ".join(told[:MOST_FIELDS]) + more
