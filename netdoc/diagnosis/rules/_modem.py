"""What several rules ask of the modem's readings around an incident."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime, timedelta

from netdoc.diagnosis.gate import ever_answered
from netdoc.diagnosis.instants import CLOCK_SLACK, CLOCK_SLACK_S, Instant, booted_at, boots, clocks, line_started_at
from netdoc.model import counters
from netdoc.model.evidence import Evidence
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.incident import Incident, IncidentKind, Origin, Zone
from netdoc.model.observation import Seen
from netdoc.model.site import RungKind

CONSEQUENCE_REACH = timedelta(seconds=180)
"""A box that booted more than this before the onset had long been back when the incident began."""


def concerns_the_way(evidence: Evidence, incident: Incident | None) -> bool:
    """Return True for an incident that something between router and internet could have caused.

    A combined box is router and modem at once: what fails at the router may be its modem.
    """
    if incident is None or incident.kind not in (IncidentKind.OUTAGE, IncidentKind.SESSION):
        return False
    if incident.zone is Zone.NEAR:
        return any(each.kind == "combined" for each in evidence.site.devices)
    return incident.zone is not Zone.LINK


def onset_bounds(incident: Incident) -> tuple[datetime, datetime]:
    """Return the earliest and latest instant at which the incident can have begun."""
    spread = timedelta(seconds=incident.start_uncertainty_s)
    return incident.start - spread, incident.start


ONSET = timedelta(seconds=10)


def answered_through_onset(evidence: Evidence, incident: Incident) -> bool | None:
    """Return whether the modem answered pings as the incident began; None when it was not asked, or is ping-deaf.

    A cable that slips may be back before the session is: only the first seconds tell.
    """
    modem = next((each for each in evidence.site.rungs if each.kind is RungKind.MODEM), None)
    if modem is None or not ever_answered(evidence, modem.id):
        return None
    sent, answered = evidence.ladder.counted(modem.id, onset_bounds(incident)[0], incident.start + ONSET)
    return sent - answered <= 1 if sent else None


def line_after(evidence: Evidence, incident: Incident) -> Seen[DslLine] | None:
    """Return the reading that can tell what the line did: the first after, else the last within the incident."""
    after = evidence.first_after(incident.end, DslLine)
    within = evidence.readings(DslLine, start=incident.start, end=incident.end)
    return after or (within[-1] if within else None)


def out_of_sync_within(evidence: Evidence, incident: Incident) -> Seen[DslLine] | None:
    """Return a reading from within the incident in which the line had no sync."""
    readings = evidence.readings(DslLine, start=incident.start - CLOCK_SLACK, end=incident.end + CLOCK_SLACK)
    return next((each for each in readings if each.fact.sync is False), None)


def in_sync_throughout(evidence: Evidence, incident: Incident) -> Seen[DslLine] | None:
    """Return the reading that proves showtime from before the onset until the end (or until the reading).

    Where the modem was restarted in the incident, until that: whoever restarted it took the line along.
    """
    boot = modem_boot_near(evidence, incident)
    if boot is not None and boot.earliest > incident.start + HELD:
        told = evidence.readings(DslLine, start=incident.start - CLOCK_SLACK, end=boot.earliest)
        away = any(each.fact.sync is False for each in told)
        reading = told[-1] if told and not away and told[-1].at >= incident.start + HELD else None
        return reading if reading is not None and _older(incident, reading) else None
    if out_of_sync_within(evidence, incident) is not None:
        return None
    trained = trainings(evidence, incident)
    if trained is not None:
        return trained[0] if trained[1] == 0 else None
    reading = line_after(evidence, incident)
    return reading if reading is not None and reading.at >= incident.start and _older(incident, reading) else None


def _older(incident: Incident, reading: Seen[DslLine]) -> bool:
    """Tell whether the showtime that a reading tells of began before the incident can have begun."""
    started = line_started_at(reading)
    return started is not None and started < onset_bounds(incident)[0] - CLOCK_SLACK


HELD = timedelta(seconds=60)
"""A line in sync so long after the onset, by a clock that is older than it, is not what failed (own)."""


TRAININGS_REACH = timedelta(minutes=5)
"""Outages less than this apart are one incident: between readings so near to it no other one can have trained."""


def trainings(evidence: Evidence, incident: Incident) -> tuple[Seen[DslLine], int] | None:
    """Return the reading after an incident and how often the line trained since the one before it.

    For boxes that count initialisations and have no clock of the line (VDSL2-LINE-MIB). None where the box has that
    clock, where the readings are not near, or where the box may have restarted and its counter with it.
    """
    earliest, _ = onset_bounds(incident)
    before, after = evidence.last_before(earliest, DslLine), line_after(evidence, incident)
    if before is None or after is None or before.subject != after.subject:
        return None
    if after.fact.showtime_s is not None or not (before.fact.sync and after.fact.sync):
        return None
    if earliest - before.at > TRAININGS_REACH or after.at - incident.end > TRAININGS_REACH:
        return None
    grown = counted(before, after, "retrains")
    if grown is None or box_stayed_up(evidence, incident) is None:
        return None
    return after, grown


def line_restart_within(evidence: Evidence, incident: Incident) -> Seen[DslLine] | None:
    """Return the reading that tells that showtime began anew inside the incident, or at its end."""
    trained = trainings(evidence, incident)
    if trained is not None:
        return trained[0] if trained[1] > 0 else None
    reading = line_after(evidence, incident)
    started = line_started_at(reading) if reading else None
    earliest, _ = onset_bounds(incident)
    late = incident.end + timedelta(seconds=incident.end_uncertainty_s) + CLOCK_SLACK
    if reading is not None and started is not None and earliest - CLOCK_SLACK <= started <= late:
        return reading
    return None


def lost_sync_by_itself(evidence: Evidence, incident: Incident) -> Seen[DslLine] | None:
    """Return the reading that shows the line out of sync in an incident, and not because the modem was restarted in it.

    People restart a modem because nothing passes it: its line goes with it, and tells nothing of what came before.
    """
    out = out_of_sync_within(evidence, incident)
    boot = modem_boot_near(evidence, incident)
    if boot is None:
        return out or line_restart_within(evidence, incident)
    return out if out is not None and out.at < boot.earliest else None


HELD_AGAIN = timedelta(minutes=10)
"""A router begins its session within a minute or two of sync, after failures within some more: a line so long in sync
without one is not what lasts (own)."""


def sync_held_again(evidence: Evidence, incident: Incident) -> Seen[DslLine] | None:
    """Return the last reading of a line that came into sync within an incident and kept it for ten minutes of it.

    What lasts then is not the loss of sync with which it began: on the day of a cut-over a line trains anew, and the
    session may never follow.
    """
    readings = evidence.readings(DslLine, start=incident.start, end=incident.end)
    last = readings[-1] if readings else None
    started = line_started_at(last) if last is not None else None
    if last is None or started is None or _older(incident, last):
        return None
    return last if last.at - started >= HELD_AGAIN else None


def modem_subjects(evidence: Evidence) -> frozenset[str]:
    """Return the subjects that told of a DSL line; where none did, the devices that the site calls modems."""
    told = evidence.once("subjects of DslLine", lambda: frozenset(each.subject for each in evidence.readings(DslLine)))
    listed = frozenset(each.id for each in evidence.site.devices if each.kind in ("modem", "combined"))
    return told or listed or frozenset({"modem"})


def modem_boot_near(evidence: Evidence, incident: Incident) -> Instant | None:
    """Return the modem's boot instant that belongs to the incident: shortly before its onset or inside it."""
    subjects = modem_subjects(evidence)
    earliest, _ = onset_bounds(incident)
    for boot in boots(evidence):
        if boot.subject in subjects and earliest - CONSEQUENCE_REACH <= boot.at <= incident.end + CLOCK_SLACK:
            return boot
    return None


def boot_is_cause(incident: Incident, boot: Instant) -> bool | None:
    """Return True when the box booted at or before the onset, False when after it, None when that cannot be told.

    A line of a log is written some time after the start that it tells; a boot may lie anywhere between its bounds. What
    a box counted or remembers may have begun later than its best estimate, too.
    """
    earliest, latest = onset_bounds(incident)
    if incident.began_before and boot.earliest <= latest + CLOCK_SLACK:
        return None  # it had begun before anybody looked: when, is not known
    if boot.latest <= earliest + CLOCK_SLACK:
        return True
    if incident.origin is Origin.MODEM_MEMORY:
        latest += timedelta(seconds=incident.start_uncertainty_s)
    if boot.earliest > latest + CLOCK_SLACK:
        return False
    exact = max(incident.start_uncertainty_s, boot.early_s) <= CLOCK_SLACK_S
    return True if exact else None


def _told_clocks(evidence: Evidence) -> Sequence[Seen[DeviceState]]:
    """Return the readings of boxes that told how long they run, in time order."""
    return evidence.once(
        _told_clocks,
        lambda: [each for each, started in clocks(evidence, booted_at, DeviceState) if started is not None],
    )


def box_stayed_up(evidence: Evidence, incident: Incident) -> Seen[DeviceState] | None:
    """Return the reading that shows the modem running since before the onset."""
    subjects = modem_subjects(evidence)
    earliest, _ = onset_bounds(incident)
    told = evidence.once(
        (box_stayed_up, subjects), lambda: [each for each in _told_clocks(evidence) if each.subject in subjects]
    )
    first = bisect_left(told, incident.end, key=lambda each: each.at)
    reading = told[first] if first < len(told) else (told[-1] if told and told[-1].at >= incident.start else None)
    started = booted_at(reading) if reading else None
    return reading if started is not None and started < earliest - CLOCK_SLACK else None


SIGNS_REACH = timedelta(hours=2)
SES_LEAST, ES_LEAST_PER_QUARTER, CRC_LEAST_PER_MINUTE = 1, 10, 30
MARGIN_FALL_DB = 3.0
"""Own thresholds, see docs/adr/0006-line-thresholds.md; none decides alone."""


def counted(earlier: Seen[DslLine], later: Seen[DslLine], counter: str) -> int | None:
    """Return how much one counter (`crc_down`) grew between two readings; None when it was cleared or not told."""
    first, last = getattr(earlier.fact, counter), getattr(later.fact, counter)
    return counters.growth(first, last, restarted=cleared(earlier, later))


def cleared(earlier: Seen[DslLine], later: Seen[DslLine]) -> bool:
    """Return whether the counters began anew between two readings, by their own age."""
    elapsed_s = (later.at - earlier.at).total_seconds()
    return counters.cleared(elapsed_s, earlier.fact.counter_age_s, later.fact.counter_age_s)
