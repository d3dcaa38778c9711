"""What a modem counted: bins of a quarter of an hour and of a day, and initialisations between two readings.

A count tells how long the line was away and how often, and the instant only as well as the stretch it was counted
over. Whatever the ladder, a clock or a log dates better stands instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from netdoc.diagnosis.gate import quorum
from netdoc.diagnosis.instants import CLOCK_SLACK, boots
from netdoc.diagnosis.telling import DAY, RETRAIN_S, RETRAIN_SPREAD_S, away, clock, same, widest
from netdoc.diagnosis.watched import covered_share
from netdoc.model.counters import Poll, between
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dsl_history import DslBin, DslHistory
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.incident import Incident
from netdoc.model.observation import Seen

WATCHED = 0.9
LEAST_UAS_S = 10
"""Unavailable time begins with ten severely errored seconds in a row (RFC 5650): less is no loss of sync."""
FINE_S = 900


def answered_throughout(evidence: Evidence, episode: Incident) -> bool:
    """Return whether the ladder watched the whole stretch that an episode can lie in, and was mostly answered.

    Ten severely errored seconds in a row count as unavailable though packets still pass (G.997.1): that is loss, which
    the ladder shows, and no outage. A log whose clock is off by more than it says is found out likewise.
    """
    start, end = widest(episode)
    if covered_share(evidence, start, end) < WATCHED:
        return False
    counted = [evidence.ladder.counted(each.id, start, end) for each in quorum(evidence)]
    sent, answered = sum(each[0] for each in counted), sum(each[1] for each in counted)
    away_s = episode.down_s or episode.duration.total_seconds()
    # a bin that has only just begun has no length
    return sent > 0 and (sent - answered) * (end - start).total_seconds() < 0.5 * away_s * sent


def absence_in_bin(evidence: Evidence, until: datetime) -> DslBin | None:
    """Return the fine bin that holds `until` and counted unavailable seconds."""
    for bin_ in evidence.once(absence_in_bin, lambda: _with_absence(evidence)):
        if bin_.start <= until <= bin_.end + CLOCK_SLACK:
            return bin_
    return None


def _with_absence(evidence: Evidence) -> list[DslBin]:
    return [each for each in _told_bins(evidence, FINE_S) if (each.uas_down or 0) >= LEAST_UAS_S]


def quarter_hours(evidence: Evidence) -> list[Incident]:
    """Return the absences that bins of a quarter of an hour counted."""
    found: list[Incident] = []
    previous: DslBin | None = None
    for bin_ in _told_bins(evidence, FINE_S):
        uas, inits = _unavailable(bin_), bin_.inits or 0
        if uas >= LEAST_UAS_S or inits:
            length = float(min(max(uas, RETRAIN_S if inits and not uas else uas), bin_.duration_s))
            spare = max(0.0, bin_.duration_s - length)
            begin = bin_.start + timedelta(seconds=spare / 2)
            episode = away(
                "modem", begin, begin + timedelta(seconds=length), spare / 2, spare / 2,
                f"{uas} unavailable seconds between {clock(bin_.start)} and {clock(bin_.end)}",
            )  # fmt: skip
            joined = previous is not None and found and bin_.start - previous.end <= timedelta(seconds=60)
            if joined and (previous.uas_down or 0) > 0.5 * previous.duration_s:  # type: ignore[union-attr]
                last = found.pop()
                down_s = (last.down_s or last.duration.total_seconds()) + length
                episode = away(
                    "modem", last.start, episode.end, last.start_uncertainty_s, spare / 2, last.detail, down_s
                )
            found.append(episode)
            previous = bin_
        else:
            previous = None
    return found


def days(evidence: Evidence, known: Sequence[Incident]) -> list[Incident]:
    """Return what bins of a day counted, for days of which no finer bin tells, beyond what is known of them.

    Such an absence lies somewhere in its day: it never stands for an episode that is dated better, and is told only
    when most of the time lost is not accounted for by those.
    """
    found = []
    fine = _told_bins(evidence, FINE_S)
    for bin_ in _told_bins(evidence, round(DAY.total_seconds())):
        finer = any(each.end > bin_.start and each.start < bin_.end for each in fine)
        inits, uas = bin_.inits or 0, _unavailable(bin_)
        if finer or bin_.end < evidence.start - DAY or (uas < LEAST_UAS_S and not inits):
            continue
        episode = _somewhere("modem", bin_.start, bin_.end, inits, uas)
        told_s = sum(each.down_s or each.duration.total_seconds() for each in known if same(each, episode))
        if told_s < 0.5 * (episode.down_s or 0.0):
            found.append(episode)
    return found


def counted_trainings(evidence: Evidence) -> list[Incident]:
    """Return the initialisations that a modem without a clock of its line counted between two readings."""
    found = []
    for subject in sorted({each.subject for each in evidence.readings(DslLine)}):
        restarts = [each.at + CLOCK_SLACK for each in boots(evidence, subject)]  # one may be dated too early
        for earlier, later in pairwise(evidence.readings(DslLine, subject)):
            if later.fact.showtime_s is not None or not later.fact.sync or earlier.fact.sync is False:
                continue  # with a clock, or out of sync at one of the two, the episode is dated by that
            inits = _grown(earlier, later, "retrains", restarts)
            if inits:
                uas = _grown(earlier, later, "uas_down", restarts) or 0
                found.append(_somewhere(subject, earlier.at, later.at, inits, uas))
    return found


def _grown(earlier: Seen[DslLine], later: Seen[DslLine], counter: str, restarts: Sequence[datetime]) -> int | None:
    began = max((each for each in restarts if earlier.at <= each <= later.at + CLOCK_SLACK), default=None)
    first, last = (
        Poll(at=each.at, value=getattr(each.fact, counter), age_s=each.fact.counter_age_s, began=began)
        for each in (earlier, later)
    )
    return between(first, last)


def _somewhere(rung: str, start: datetime, end: datetime, inits: int, uas: int) -> Incident:
    """Return an absence of counted length, or of so many usual retrains, somewhere between two instants."""
    counted = uas >= LEAST_UAS_S
    length = (end - start).total_seconds()
    down_s = min(float(uas) if counted else inits * RETRAIN_S, length)
    spare = (length - down_s) / 2
    times = max(1, inits)
    words = f"{inits} initialisations" if inits else "an absence"
    words += f" and {uas} unavailable seconds" if counted else ""
    begin = start + timedelta(seconds=spare)
    return away(
        rung, begin, begin + timedelta(seconds=down_s), spare, spare,
        f"{words} between {clock(start)} and {clock(end)}; when in it is not known", down_s,
        max(10.0, down_s / 4) if counted else times * RETRAIN_SPREAD_S, flaps=times,
    )  # fmt: skip


def _unavailable(bin_: DslBin) -> int:
    return max(bin_.uas_down or 0, bin_.uas_up or 0)


def _told_bins(evidence: Evidence, length_s: int) -> list[DslBin]:
    """Return the bins of one nominal length of all readings; of one told twice, the later telling."""
    return evidence.once((_told_bins, length_s), lambda: _gathered(evidence, length_s))


def _gathered(evidence: Evidence, length_s: int) -> list[DslBin]:
    kept: dict[int, DslBin] = {}
    for reading in evidence.readings(DslHistory):
        # some boxes keep bins of less than a quarter of an hour: they are as good
        if reading.fact.bin_s == length_s or reading.fact.bin_s < length_s <= FINE_S:
            for bin_ in reading.fact.bins:
                kept[round(bin_.start.timestamp() / 60)] = bin_
    return [kept[key] for key in sorted(kept)]
