"""What the UPS tells of the mains and of itself around an incident, and which boxes restarted together in it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from netdoc.diagnosis.instants import CLOCK_SLACK, CLOCK_SLACK_S, Instant, booted_at, boots, clocks
from netdoc.diagnosis.logs import Entry, covers, entries, entries_between
from netdoc.diagnosis.rules._felt import felt_before
from netdoc.diagnosis.rules._modem import modem_subjects, onset_bounds
from netdoc.diagnosis.rules._restarts import TOGETHER, by_hand, together
from netdoc.model.counters import growth
from netdoc.model.evidence import Evidence
from netdoc.model.facts.device_log import DeviceLog, LogEvent
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.power_state import PowerState
from netdoc.model.facts.step import Step
from netdoc.model.incident import Incident, Origin, Zone
from netdoc.model.observation import Seen

POWER_LINES = (LogEvent.POWER_LOST, LogEvent.POWER_BACK)
TROUBLE_LINES = (LogEvent.OVERLOAD, LogEvent.BATTERY_BAD)
HOLDS = timedelta(minutes=15)
"""A state that the UPS told this long before or after an incident held in it (own)."""
RATED_PCT = 100.0
"""Load above which a UPS carries more than it is built for (RFC 1628, upsOutputPercentLoad)."""
PROMPT = timedelta(seconds=60)
"""«UPS input bads or transfers at the same minute» (dsl-sources f2)."""
Cited = Seen[PowerState] | Seen[DeviceLog] | Seen[DeviceState]


@dataclass(frozen=True, slots=True)
class Word:
    """What the UPS says, and where."""

    words: str
    cites: tuple[Cited, ...]
    at: datetime | None = None
    """When, where that is told to the minute."""


def ups_subjects(evidence: Evidence) -> frozenset[str]:
    """Return the boxes that are a UPS: their own battery keeps them running whatever the mains do."""

    def found() -> frozenset[str]:
        told = [each.subject for each in evidence.readings(PowerState)]
        return frozenset((*told, *(each.id for each in evidence.site.devices if each.kind == "ups")))

    return evidence.once(ups_subjects, found)


def log_of_ups(evidence: Evidence) -> bool:
    """Return whether the log of a UPS was read."""
    return any(evidence.readings(DeviceLog, each) for each in ups_subjects(evidence))


def behind_ups(evidence: Evidence, subject: str, moment: datetime) -> bool | None:
    """Return whether a box is fed through the UPS: by the last step for the modem, else by its own word."""
    if subject in modem_subjects(evidence):
        steps = [each for each in evidence.readings(Step, end=moment) if each.fact.behind_ups is not None]
        if steps:
            return steps[-1].fact.behind_ups

    def by_itself() -> bool | None:
        told = [each.fact.mains_powered for each in evidence.readings(DeviceState, subject)]
        known = [each for each in told if each is not None]
        return not known[-1] if known else None

    return evidence.once((behind_ups, subject), by_itself)


def input_lost(evidence: Evidence, incident: Incident) -> Word | None:
    """Return the UPS's word that the mains left their limits around an incident."""
    start, end = onset_bounds(incident)[0] - TOGETHER, incident.end + TOGETHER
    ups = ups_subjects(evidence)
    for line in entries_between(evidence, start, end, LogEvent.POWER_LOST):
        if line.subject in ups:
            return Word(f"the log of {line.subject}: mains lost at {line.at:%H:%M:%S} UTC", (line.told,), line.at)
    for reading in evidence.readings(PowerState, start=start, end=end):
        if _on_battery(reading):
            since = reading.at - timedelta(seconds=reading.fact.on_battery_s or 0)
            return Word(f"{reading.subject} ran on its battery at {reading.at:%H:%M:%S} UTC", (reading,), since)
    for before, after in _around(evidence, incident):
        more = growth(before.fact.line_bads, after.fact.line_bads)
        if more:
            return Word(
                f"{before.subject} counted {more} times bad mains between {before.at:%H:%M:%S} and "
                f"{after.at:%H:%M:%S} UTC",
                (before, after),
            )
    return None


def input_clean(evidence: Evidence, incident: Incident) -> Word | None:
    """Return the UPS's word that the mains kept their limits through an incident.

    A counter of bad mains that did not move, read on both sides, or a log that reaches back before it and holds no
    line of the mains: to look now and then and see no battery at work is too little, for short events are missed.
    """
    if input_lost(evidence, incident) is not None:
        return None
    for before, after in _around(evidence, incident):
        if growth(before.fact.line_bads, after.fact.line_bads) == 0:
            return Word(f"{before.subject} counted no bad mains through it", (before, after))
    start, end = onset_bounds(incident)[0] - TOGETHER, incident.end + TOGETHER
    for subject in sorted(ups_subjects(evidence)):
        log = covers(evidence, subject, start, end)
        if log is not None and not entries_between(evidence, start, end, *POWER_LINES, subject=subject):
            return Word(f"the log of {subject} holds no line of the mains then", (log,))
    return None


def trouble(evidence: Evidence, start: datetime, end: datetime) -> Word | None:
    """Return the UPS's word, around a stretch, that it does not carry what hangs on it."""
    told = _load_dropped(evidence.readings(PowerState, start=start - HOLDS, end=end + HOLDS))
    return told or _logged(entries_between(evidence, start - TOGETHER, end + TOGETHER, *TROUBLE_LINES))


def chirps(evidence: Evidence) -> Word | None:
    """Return the UPS's word, at any time of the record, that it does not carry what hangs on it."""
    return _load_dropped(evidence.readings(PowerState)) or _logged(entries(evidence, *TROUBLE_LINES))


def _load_dropped(readings: Sequence[Seen[PowerState]]) -> Word | None:
    found: Word | None = None
    for reading in readings:
        fact = reading.fact
        said = [
            words
            for words, told in (
                ("it switched its output off", fact.output_on is False),
                ("it is overloaded", fact.overloaded),
                (f"it carries {fact.load_pct or 0:.0f} % of what it is rated for", _too_much(fact)),
                ("its battery is bad", fact.battery_bad),
            )
            if told
        ]
        if said and (found is None or fact.output_on is False):
            found = Word(f"{reading.subject} says that {' and '.join(said)}", (reading,), reading.at)
        if fact.output_on is False:
            break  # that it dropped its load says more than that it carries too much
    return found


def _too_much(fact: PowerState) -> bool:
    """Return whether the load alone tells of an overload: a UPS that tells of overloads has the last word itself."""
    return fact.overloaded is None and fact.load_pct is not None and fact.load_pct > RATED_PCT


def _logged(lines: Sequence[Entry]) -> Word | None:
    for line in lines:
        return Word(f"the log of {line.subject}: {line.event} at {line.at:%H:%M:%S} UTC", (line.told,), line.at)
    return None


def _on_battery(reading: Seen[PowerState]) -> bool:
    own_test = "test" in (reading.fact.last_transfer or "").lower()
    return bool(reading.fact.on_battery) and not own_test


def _around(evidence: Evidence, incident: Incident) -> list[tuple[Seen[PowerState], Seen[PowerState]]]:
    """Return, per UPS, its last reading before an incident and its first after it."""
    earliest = onset_bounds(incident)[0]
    pairs = []
    for subject in sorted(ups_subjects(evidence)):
        before = evidence.last_before(earliest, PowerState, subject)
        after = evidence.first_after(incident.end, PowerState, subject)
        if before is not None and after is not None:
            pairs.append((before, after))
    return pairs


@dataclass(frozen=True, slots=True)
class Joint:
    """The boxes that restarted within three minutes of the first, and what speaks against a fault of the power."""

    boots: tuple[Instant, ...]
    in_time: bool
    """The first was not after the onset."""
    excuse: str

    @property
    def subjects(self) -> tuple[str, ...]:
        """The boxes, by name."""
        return tuple(sorted({each.subject for each in self.boots}))

    @property
    def spread_s(self) -> float:
        """Seconds between the first and the last."""
        return (self.boots[-1].at - self.boots[0].at).total_seconds()


def joint_restart(evidence: Evidence, incident: Incident, among: frozenset[str] | None = None) -> Joint | None:
    """Return the boxes that restarted together around an incident: all but the UPS, or those of `among` only."""
    earliest, latest = onset_bounds(incident)
    until = max(latest, incident.end) + TOGETHER
    near = [
        each
        for each in boots(evidence)
        if each.latest >= earliest - TOGETHER
        and each.earliest <= until
        and each.subject not in ups_subjects(evidence)
        and (among is None or each.subject in among)
    ]
    if not near:
        return None
    first = near[0]
    hand = by_hand(evidence, first.earliest, first.latest)
    excuse = f"a person restarted them: {hand.fact.did}" if hand else ""
    if not excuse:
        felt = felt_before(evidence, first.at, incident.start)
        excuse = f"{felt}: a person may have restarted the devices because of that" if felt else ""
    return Joint(tuple(each for each in near if together(each, first)), in_time(incident, first), excuse)


def in_time(incident: Incident, first: Instant) -> bool:
    """Return whether the first restart was not after the onset.

    Power that comes back late boots the boxes late: then the router must have failed at the onset too. An onset that
    only a box's memory tells, and not to some seconds, may have been long before: a person may have restarted them.
    """
    earliest, latest = onset_bounds(incident)
    vague = incident.origin is not Origin.LADDER and incident.start_uncertainty_s > CLOCK_SLACK_S
    if incident.zone is Zone.NEAR:
        return True
    return first.latest <= (earliest if vague else latest) + CLOCK_SLACK


def ran_on(evidence: Evidence, incident: Incident, *, besides: frozenset[str]) -> list[Seen[DeviceState]]:
    """Return a reading, per box, that shows it running since before an incident; the UPS is no witness."""
    earliest = onset_bounds(incident)[0]
    aside = besides | ups_subjects(evidence)
    found = []
    for subject, told in evidence.once(_told_starts, lambda: _told_starts(evidence)).items():
        # a start only moves on: the first reading after the onset tells of the oldest
        index = bisect_left(told, incident.start, key=lambda each: each[0].at)
        if subject not in aside and index < len(told) and told[index][1] < earliest - TOGETHER:
            found.append(told[index][0])
    return found


def _told_starts(evidence: Evidence) -> dict[str, list[tuple[Seen[DeviceState], datetime]]]:
    """Return, per box, the readings that told how long it runs, with its start."""
    found: dict[str, list[tuple[Seen[DeviceState], datetime]]] = {}
    for reading, started in clocks(evidence, booted_at, DeviceState):
        if started is not None:
            found.setdefault(reading.subject, []).append((reading, started))
    return found
