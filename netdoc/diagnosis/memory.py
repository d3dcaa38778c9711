"""Incidents that the modem remembers from before netdoc came, or between two looks.

Start of showtime, boxes' boot instants and bins with unavailable seconds are dated facts. An episode that the
ladder already shows is not told twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from netdoc.diagnosis.gate import quorum
from netdoc.diagnosis.instants import CLOCK_SLACK, boots, line_starts, session_starts
from netdoc.diagnosis.watched import covered_share
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dsl_history import DslBin, DslHistory
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.wan_session import SessionStatus, WanSession
from netdoc.model.incident import Incident, IncidentKind, Origin, Zone

RETRAIN_S = 90.0
RETRAIN_SPREAD_S = 70.0
"""A retrain takes 30-160 s (captures of several families): used where no unavailable seconds were counted."""
DAY = timedelta(hours=24)
UNREAD = timedelta(minutes=30)
"""Between two readings farther apart than this nothing is known."""
WATCHED = 0.9
LEAST_UAS_S = 10
"""Unavailable time begins with ten severely errored seconds in a row (RFC 5650): less is no loss of sync."""


def find_memories(evidence: Evidence, known: Sequence[Incident]) -> list[Incident]:
    """Return episodes told by boxes that no incident of `known` covers."""
    found: list[Incident] = []
    unwatched = [each for each in _bins(evidence) if not _answered_throughout(evidence, each)]
    for incident in (*_out_of_sync(evidence), *_retrains(evidence), *_restarts(evidence), *unwatched):
        if not any(_same(incident, other) for other in (*known, *found)):
            found.append(incident)
    return [*found, *_sessions(evidence, [*known, *found])]


def _answered_throughout(evidence: Evidence, episode: Incident) -> bool:
    """Return whether the ladder watched the whole stretch that an episode of bins can lie in, and was mostly answered.

    Ten severely errored seconds in a row count as unavailable though packets still pass (G.997.1): that is loss, which
    the ladder shows, and no outage.
    """
    start, end = _widest(episode)
    if covered_share(evidence, start, end) < WATCHED:
        return False
    counted = [evidence.ladder.counted(each.id, start, end) for each in quorum(evidence)]
    sent, answered = sum(each[0] for each in counted), sum(each[1] for each in counted)
    away_s = episode.down_s or episode.duration.total_seconds()
    # a bin that has only just begun has no length
    return sent > 0 and (sent - answered) * (end - start).total_seconds() < 0.5 * away_s * sent


def _same(one: Incident, other: Incident) -> bool:
    """Return whether two tellings can be of one episode: their intervals, with their bounds, touch within a minute."""
    near = timedelta(seconds=60)
    first, second = _widest(one), _widest(other)
    return first[0] - near <= second[1] and second[0] - near <= first[1]


def _widest(incident: Incident) -> tuple[datetime, datetime]:
    return (
        incident.start - timedelta(seconds=incident.start_uncertainty_s),
        incident.end + timedelta(seconds=incident.end_uncertainty_s),
    )


def _retrains(evidence: Evidence) -> list[Incident]:
    found = []
    for start in line_starts(evidence):
        if start.at < start.told.at - DAY and start.previous_reading is None:
            continue
        told_by_bins = _bin_with_absence(evidence, start.at) is not None
        if start.previous_reading is None and evidence.case.complaint is None and not told_by_bins:
            continue  # the line came up before we came, nobody complained, and no bin tells of an absence
        away_s, spread_s = _away(evidence, start.at)
        begin = start.at - timedelta(seconds=away_s)
        if start.previous_reading is not None and start.previous_reading > begin - timedelta(seconds=spread_s):
            previous = start.previous_reading
            begin = max(begin, previous)
            spread_s = min(spread_s, max(1.0, (begin - previous).total_seconds()))
        found.append(_episode(start.subject, begin, start.at, spread_s, 5.0, f"showtime began at {_clock(start.at)}"))
    return found


def _away(evidence: Evidence, until: datetime) -> tuple[float, float]:
    """Return how long the line was away before `until`, and the uncertainty, from unavailable seconds where known."""
    bin_ = _bin_with_absence(evidence, until)
    if bin_ is None:
        return RETRAIN_S, RETRAIN_SPREAD_S
    uas = float(bin_.uas_down or 0)
    return uas, max(10.0, uas * 0.25)


def _bin_with_absence(evidence: Evidence, until: datetime) -> DslBin | None:
    """Return the fine bin that holds `until` and counted unavailable seconds."""
    for bin_ in _fine_bins(evidence):
        if bin_.start <= until <= bin_.end + CLOCK_SLACK and (bin_.uas_down or 0) >= LEAST_UAS_S:
            return bin_
    return None


def _restarts(evidence: Evidence) -> list[Incident]:
    """Restarts of the modem: unwitnessed ones count only when somebody complained of drops."""
    modems = {each.subject for each in evidence.readings(DslLine)}
    found = []
    for boot in boots(evidence):
        witnessed = boot.previous_reading is not None
        if boot.subject not in modems or (not witnessed and evidence.case.complaint is None):
            continue
        if not witnessed and boot.at < boot.told.at - DAY:
            continue
        back = next((each.at for each in line_starts(evidence, boot.subject) if each.at >= boot.at), None)
        end = back or boot.at + timedelta(seconds=RETRAIN_S)
        found.append(_episode(boot.subject, boot.at, end, 30.0, 5.0 if back else 60.0, f"restart at {_clock(boot.at)}"))
    return found


def _bins(evidence: Evidence) -> list[Incident]:
    found: list[Incident] = []
    previous: DslBin | None = None
    for bin_ in _fine_bins(evidence):
        uas = max(bin_.uas_down or 0, bin_.uas_up or 0)
        inits = bin_.inits or 0
        if uas >= LEAST_UAS_S or inits:
            length = float(min(max(uas, RETRAIN_S if inits and not uas else uas), bin_.duration_s))
            spare = max(0.0, bin_.duration_s - length)
            begin = bin_.start + timedelta(seconds=spare / 2)
            episode = _episode(
                "modem", begin, begin + timedelta(seconds=length), spare / 2, spare / 2,
                f"{uas} unavailable seconds between {_clock(bin_.start)} and {_clock(bin_.end)}",
            )  # fmt: skip
            joined = previous is not None and found and bin_.start - previous.end <= timedelta(seconds=60)
            if joined and (previous.uas_down or 0) > 0.5 * previous.duration_s:  # type: ignore[union-attr]
                last = found.pop()
                down_s = (last.down_s or last.duration.total_seconds()) + length
                episode = _episode(
                    "modem", last.start, episode.end, last.start_uncertainty_s, spare / 2, last.detail, down_s
                )
            found.append(episode)
            previous = bin_
        else:
            previous = None
    return found


def _fine_bins(evidence: Evidence) -> list[DslBin]:
    """Return the 15-minute bins of all readings; of one told twice, the later telling."""
    kept: dict[int, DslBin] = {}
    for reading in evidence.readings(DslHistory):
        if reading.fact.bin_s <= 900:
            for bin_ in reading.fact.bins:
                kept[round(bin_.start.timestamp() / 60)] = bin_
    return [kept[key] for key in sorted(kept)]


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
    return _episode(
        subject, began, end, uncertain, 0.0 if ongoing else 5.0, f"the modem {word} no sync", ongoing=ongoing,
        before=uncertain == 0,
    )  # fmt: skip


def _sessions(evidence: Evidence, known: Sequence[Incident]) -> list[Incident]:
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
            found.append(_session(reading.at, told_until, spread, 5.0, words, ongoing=after is None))
        previous = reading.at
    for start in starts:
        if start.previous_reading is not None and start.at > start.previous_reading:
            spread = (start.at - start.previous_reading).total_seconds()
            begin = start.at - timedelta(seconds=min(spread, 60.0))
            found.append(
                _session(begin, start.at, spread, 5.0, f"the session began anew at {_clock(start.at)}", ongoing=False)
            )
    kept: list[Incident] = []
    for each in found:
        if not any(_same(each, other) for other in (*known, *kept)):
            kept.append(each)
    return kept


def _session(
    start: datetime, end: datetime, start_spread_s: float, end_spread_s: float, detail: str, *, ongoing: bool
) -> Incident:
    return Incident(
        id="", kind=IncidentKind.SESSION, start=start, end=max(start, end), start_uncertainty_s=start_spread_s,
        end_uncertainty_s=end_spread_s, rung="session", origin=Origin.ROUTER_MEMORY, zone=Zone.MIDDLE, detail=detail,
        ongoing=ongoing,
    )  # fmt: skip


def _episode(
    rung: str,
    start: datetime,
    end: datetime,
    start_spread_s: float,
    end_spread_s: float,
    detail: str,
    down_s: float | None = None,
    *,
    ongoing: bool = False,
    before: bool = False,
) -> Incident:
    return Incident(
        id="", kind=IncidentKind.OUTAGE, start=start, end=max(start, end), start_uncertainty_s=start_spread_s,
        end_uncertainty_s=end_spread_s, rung=rung, origin=Origin.MODEM_MEMORY, zone=Zone.MIDDLE, detail=detail,
        down_s=down_s, ongoing=ongoing, began_before=before,
    )  # fmt: skip


def _clock(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"
