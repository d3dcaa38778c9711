"""Incidents that the boxes remember from before netdoc came, or between two looks.

Start of showtime, boxes' boot instants, lines of their logs and bins with unavailable seconds are dated facts. An
episode that the ladder already shows is not told twice, and of two tellings the one dated better stands: what the
modem says of itself now, its log, the clocks of line and box, counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from netdoc.diagnosis.instants import boots, line_starts, session_starts
from netdoc.diagnosis.logs import entries
from netdoc.diagnosis.memory_bins import absence_in_bin, answered_throughout, counted_trainings, days, quarter_hours
from netdoc.diagnosis.memory_logs import logged_lines, logged_sessions, since_when
from netdoc.diagnosis.telling import DAY, RETRAIN_S, RETRAIN_SPREAD_S, UNREAD, away, clock, same, session_away
from netdoc.model.evidence import Evidence
from netdoc.model.facts.device_log import LogEvent
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.wan_session import SessionStatus, WanSession
from netdoc.model.incident import Incident


def find_memories(evidence: Evidence, known: Sequence[Incident]) -> list[Incident]:
    """Return episodes told by boxes that no incident of `known` covers."""
    found = _new([since_when(evidence, each) for each in _out_of_sync(evidence)], known)
    found += _beside(logged_lines(evidence), [*known, *found])
    counted = [
        each
        for each in (*counted_trainings(evidence), *quarter_hours(evidence))
        if not answered_throughout(evidence, each)
    ]
    found += _new([*_retrains(evidence), *_restarts(evidence), *counted], [*known, *found])
    found += days(evidence, [*known, *found])
    found += _beside(logged_sessions(evidence), [*known, *found])
    return found + _new(_sessions(evidence), [*known, *found])


def _new(told: Sequence[Incident], known: Sequence[Incident]) -> list[Incident]:
    """Return what neither `known` nor an earlier telling covers."""
    found: list[Incident] = []
    for incident in told:
        if not any(same(incident, other) for other in (*known, *found)):
            found.append(incident)
    return found


def _beside(told: Sequence[Incident], known: Sequence[Incident]) -> list[Incident]:
    """Return what `known` does not cover: one log's own episodes are kept apart by its sequence."""
    return [each for each in told if not any(same(each, other) for other in known)]


def _retrains(evidence: Evidence) -> list[Incident]:
    found = []
    for start in line_starts(evidence):
        line = start.told.fact
        if not isinstance(line, DslLine) or (start.at < start.told.at - DAY and start.previous_reading is None):
            continue
        told_by_bins = absence_in_bin(evidence, start.at) is not None
        if start.previous_reading is None and evidence.case.complaint is None and not told_by_bins:
            continue  # the line came up before we came, nobody complained, and no bin tells of an absence
        away_s, spread_s = _away(evidence, start.at)
        begin = start.at - timedelta(seconds=away_s)
        if start.previous_reading is not None and start.previous_reading > begin - timedelta(seconds=spread_s):
            previous = start.previous_reading
            begin = max(begin, previous)
            spread_s = min(spread_s, max(1.0, (begin - previous).total_seconds()))
        words = f"showtime began at {clock(start.at)}{_rates(line)}"
        found.append(away(start.subject, begin, start.at, spread_s, 5.0, words))
    return found


def _rates(line: DslLine) -> str:
    before, now = line.previous_rate_down_kbps, line.rate_down_kbps
    if before is None or now is None or before == now:
        return ""
    return f" at {now} kbit/s, before that {before}"


def _away(evidence: Evidence, until: datetime) -> tuple[float, float]:
    """Return how long the line was away before `until`, and the uncertainty, from unavailable seconds where known."""
    bin_ = absence_in_bin(evidence, until)
    if bin_ is None:
        return RETRAIN_S, RETRAIN_SPREAD_S
    uas = float(bin_.uas_down or 0)
    return uas, max(10.0, uas * 0.25)


def _restarts(evidence: Evidence) -> list[Incident]:
    """Restarts of the modem: unwitnessed ones count only when somebody complained of drops."""
    found = []
    for boot in boots(evidence):
        witnessed = boot.previous_reading is not None
        if boot.subject not in _modems(evidence) or (not witnessed and evidence.case.complaint is None):
            continue
        if not witnessed and boot.at < boot.told.at - DAY:
            continue
        back = next((each.at for each in line_starts(evidence, boot.subject) if each.at >= boot.at), None)
        end = back or boot.at + timedelta(seconds=RETRAIN_S)
        spread_s, end_spread_s = 30.0 + boot.early_s, (5.0 if back else 60.0) + boot.late_s
        episode = away(boot.subject, boot.at, end, spread_s, end_spread_s, f"restart at {clock(boot.at)}")
        # a log's clock may be off by more than it says
        if isinstance(boot.told.fact, DeviceState) or not answered_throughout(evidence, episode):
            found.append(episode)
    return found


def _modems(evidence: Evidence) -> frozenset[str]:
    """Return the boxes that told of a line, now or in their logs, and those that the site calls modems."""

    def found() -> frozenset[str]:
        told = [each.subject for each in evidence.readings(DslLine)]
        logged = [each.subject for each in entries(evidence, LogEvent.SYNC_LOST, LogEvent.SYNC_UP)]
        listed = [each.id for each in evidence.site.devices if each.kind in ("modem", "combined")]
        return frozenset((*told, *logged, *listed))

    return evidence.once(_modems, found)


def _out_of_sync(evidence: Evidence) -> list[Incident]:
    """Stretches in which the modem said that it has no sync."""
    found: list[Incident] = []
    for subject in sorted({each.subject for each in evidence.readings(DslLine)}):
        previous = None
        began: datetime | None = None
        uncertain = 0.0
        for reading in evidence.readings(DslLine, subject):
            if began is not None and previous is not None and reading.at - previous.at > UNREAD:
                found.append(_no_sync(subject, began, previous.at, uncertain))
                began, previous = None, None
            if reading.fact.sync is False and began is None:
                began = reading.at
                uncertain = (reading.at - previous.at).total_seconds() if previous else 0.0
            elif reading.fact.sync and began is not None:
                end = max(began, reading.at - timedelta(seconds=reading.fact.showtime_s or 0))
                found.append(_no_sync(subject, began, end, uncertain))
                began = None
            previous = reading
        if began is not None and previous is not None:
            still = evidence.end - previous.at <= UNREAD
            found.append(_no_sync(subject, began, evidence.end if still else previous.at, uncertain, ongoing=still))
    return found


def _no_sync(subject: str, began: datetime, end: datetime, uncertain: float, *, ongoing: bool = False) -> Incident:
    word = "reports" if ongoing else "reported"
    return away(
        subject, began, end, uncertain, 0.0 if ongoing else 5.0, f"the modem {word} no sync", ongoing=ongoing,
        before=uncertain == 0,
    )  # fmt: skip


def _sessions(evidence: Evidence) -> list[Incident]:
    found: list[Incident] = []
    starts = session_starts(evidence)
    told_until: datetime | None = None
    previous: datetime | None = None
    for reading in evidence.readings(WanSession):
        if reading.fact.status is SessionStatus.DOWN and (told_until is None or reading.at > told_until):
            after = next((each for each in starts if each.at > reading.at), None)
            told_until = after.at if after else evidence.end
            spread = (reading.at - previous).total_seconds() if previous else 60.0
            words = "the router reports the session down"
            found.append(session_away(reading.at, told_until, spread, 5.0, words, ongoing=after is None))
        previous = reading.at
    for start in starts:
        told = isinstance(start.told.fact, WanSession)
        if told and start.previous_reading is not None and start.at > start.previous_reading:
            spread = (start.at - start.previous_reading).total_seconds()
            begin = start.at - timedelta(seconds=min(spread, 60.0))
            words = f"the session began anew at {clock(start.at)}"
            found.append(session_away(begin, start.at, spread, 5.0, words))
    return found
