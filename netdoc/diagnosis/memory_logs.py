"""Episodes that boxes wrote into their own logs: the line lost and back, the session ended and back, the port.

Only logs whose clock was compared with ours date an episode (`logs.py`); their bounds are those of that clock. Within
one log the sequence is exact: two of its episodes are never taken for one, however wide the bounds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from netdoc.diagnosis.instants import BOOT_EVENTS, BOOT_LINE_S
from netdoc.diagnosis.logs import Entry, entries
from netdoc.diagnosis.memory_bins import answered_throughout
from netdoc.diagnosis.outages import FLAPS_S
from netdoc.diagnosis.telling import DAY, RETRAIN_S, RETRAIN_SPREAD_S, UNREAD, away, clock, session_away
from netdoc.model.evidence import Evidence
from netdoc.model.facts.device_log import LogEvent
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.incident import Incident, Zone

E = LogEvent
REDIAL_S = 60.0
"""A session that only its return tells of had been away about as long (own)."""


@dataclass(frozen=True, slots=True)
class _Grammar:
    """Which lines begin, end and half end an absence; a start of the box itself begins one too."""

    begins: frozenset[LogEvent]
    ends: frozenset[LogEvent]
    half_ends: frozenset[LogEvent]
    """The end, unless the absence is seen to go on within five minutes."""
    usual_s: float
    spread_s: float
    vague: frozenset[LogEvent] = frozenset()
    """Lines that come some time after the absence began."""

    @property
    def words(self) -> frozenset[LogEvent]:
        return self.begins | self.ends | self.half_ends | frozenset(BOOT_EVENTS)


LINE = _Grammar(
    frozenset({E.SYNC_LOST, E.SIGNAL_LOST, E.TRAINING}), frozenset({E.SYNC_UP}), frozenset(), RETRAIN_S,
    RETRAIN_SPREAD_S, frozenset({E.TRAINING}),
)  # fmt: skip
SESSION = _Grammar(
    frozenset({E.SESSION_DOWN, E.NO_ANSWER, E.AUTH_REJECTED, E.PORT_DOWN}), frozenset({E.SESSION_UP}),
    frozenset({E.PORT_UP}), REDIAL_S, REDIAL_S, frozenset({E.NO_ANSWER, E.AUTH_REJECTED}),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stretch:
    """An absence between two lines of one log; either may be missing."""

    first: Entry | None
    last: Entry | None


def logged_lines(evidence: Evidence) -> list[Incident]:
    """Return the absences of the line that the boxes' logs tell."""
    return _told(evidence, LINE)


def logged_sessions(evidence: Evidence) -> list[Incident]:
    """Return the absences of the session and of the router's port that the boxes' logs tell."""
    return _told(evidence, SESSION)


def since_when(evidence: Evidence, episode: Incident) -> Incident:
    """Return an absence that had begun before anybody looked with its beginning from the log, where that tells it.

    The modem must be out of sync within it, and its log must tell of the line lost and of no sync since.
    """
    if not episode.began_before or episode.zone is Zone.NEAR:
        return episode
    away = [
        each.subject
        for each in evidence.readings(DslLine, start=episode.start, end=episode.end)
        if each.fact.sync is False
    ]
    for subject in dict.fromkeys(away):
        lines = [each for each in entries(evidence, *LINE.words, subject=subject) if each.at <= episode.start]
        stretches = list(_stretches(lines, LINE))
        first = stretches[-1].first if stretches and stretches[-1].last is None else None
        if first is not None and first.event in LINE.begins:
            words = f"{episode.detail}; {subject}'s log: {first.event} at {clock(first.at)}".removeprefix("; ")
            spread = _spread(first, LINE)
            return replace(episode, start=first.at, start_uncertainty_s=spread, began_before=False, detail=words)
    return episode


def _told(evidence: Evidence, grammar: _Grammar) -> list[Incident]:
    found: list[Incident] = []
    for subject in sorted({each.subject for each in entries(evidence)}):
        lines = entries(evidence, *grammar.words, subject=subject)
        if not any(each.event in grammar.begins | grammar.ends for each in lines):
            continue  # the box tells nothing of this: its restarts are told elsewhere
        told = [_episode(each, grammar) for each in _stretches(lines, grammar) if _counts(evidence, each)]
        found += _joined(each for each in told if not answered_throughout(evidence, each))
    return found


def _stretches(lines: Sequence[Entry], grammar: _Grammar) -> Iterator[Stretch]:
    """Yield each absence; one that no line ends is left when another begins, half an hour or more after its last."""
    first: Entry | None = None
    half: Entry | None = None
    previous: Entry | None = None
    for line in lines:
        over = half is not None and line.at - half.at > timedelta(seconds=FLAPS_S)
        ends = line.event in grammar.ends
        # a box that starts anew after hours without a line is still without it
        lapsed = previous is not None and line.at - previous.at > UNREAD and line.event in grammar.begins
        if first is not None and (over or lapsed):
            yield Stretch(first, half)
            first = None
        previous = line
        half = line if line.event in grammar.half_ends else None
        if ends:
            yield Stretch(first, line)
            first = None
        elif first is None and half is None:
            first = line
    if first is not None:
        yield Stretch(first, half)


def _counts(evidence: Evidence, stretch: Stretch) -> bool:
    """Return whether an absence is an incident: of the last day, and with a reason to take it for trouble.

    A lost line is trouble. A restart, a new session or a port without a link before anybody watched may be anybody's
    doing (a plug pulled, the provider's daily renewal): they count once somebody complained.
    """
    line = stretch.last or stretch.first
    assert line is not None
    if line.at < min(evidence.start, line.told.at - DAY):
        return False
    lost = stretch.first is not None and stretch.first.event in LINE.begins
    return lost or line.at >= evidence.start or evidence.case.complaint is not None


def _spread(line: Entry, grammar: _Grammar) -> float:
    if line.event in BOOT_EVENTS:
        return line.bound_s + BOOT_LINE_S
    return line.bound_s + (grammar.spread_s if line.event in grammar.vague else 0.0)


def _episode(stretch: Stretch, grammar: _Grammar) -> Incident:
    first, last = stretch.first, stretch.last
    usual = timedelta(seconds=grammar.usual_s)
    if first is not None:
        start, start_spread = first.at, _spread(first, grammar)
        end, end_spread = start + usual, first.bound_s + grammar.spread_s
    if last is not None:
        end, end_spread = last.at, last.bound_s
        if first is None:
            start, start_spread = end - usual, last.bound_s + grammar.spread_s
    told = [f"{each.event} at {clock(each.at)}" for each in (first, last) if each is not None]
    subject = (first or last).subject  # type: ignore[union-attr]
    detail = f"the log of {subject}: {', '.join(told)}"
    if grammar is LINE:
        return away(subject, start, end, start_spread, end_spread, detail)
    return session_away(start, end, start_spread, end_spread, detail)


def _joined(episodes: Iterator[Incident] | Sequence[Incident]) -> list[Incident]:
    """Join what is less than five minutes apart, as the ladder's flaps are."""
    found: list[Incident] = []
    for each in episodes:
        last = found[-1] if found else None
        if last is not None and (each.start - last.end).total_seconds() <= FLAPS_S:
            down_s = (last.down_s or last.duration.total_seconds()) + each.duration.total_seconds()
            spread = each.end_uncertainty_s
            found[-1] = replace(
                last, end=max(last.end, each.end), end_uncertainty_s=spread, flaps=last.flaps + 1, down_s=down_s
            )
        else:
            found.append(each)
    return found
