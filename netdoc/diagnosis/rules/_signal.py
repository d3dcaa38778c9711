"""Whether the signal on the line itself was gone in an incident, by the modem's counters, bins or log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from netdoc.diagnosis.instants import CLOCK_SLACK
from netdoc.diagnosis.rules._bins import FINE_S, ending, last_told
from netdoc.diagnosis.rules._modem import counted, line_after, modem_subjects, onset_bounds
from netdoc.model.evidence import Evidence
from netdoc.model.facts.device_log import DeviceLog, LogEvent, LogLine
from netdoc.model.facts.dsl_history import DslHistory
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.incident import Incident
from netdoc.model.observation import Seen

NEAR = timedelta(minutes=15)
"""A counter that grew between readings farther from the incident than this may have grown at another time (own)."""
LEAST = 1
SHOWN_S = 60.0
"""An offset of a log's clock told without its bound: many pages show hours and minutes only (own)."""
DATES_S = 120.0
"""A log dated worse than this cannot tie its line to one incident (own)."""


@dataclass(frozen=True, slots=True)
class Signal:
    """What tells of an event on the line in an incident, in words."""

    words: str
    cites: tuple[Seen[DslLine] | Seen[DslHistory] | Seen[DeviceLog], ...]


def signal_lost(evidence: Evidence, incident: Incident) -> Signal | None:
    """Return what tells that the carrier itself was gone: LOS in readings around, in bins, or a line of the log."""
    return (
        _grew(evidence, incident, "los_down", "losses of signal counted")
        or _in_bins(evidence, incident, "los_down", "losses of signal counted")
        or _logged(evidence, incident, LogEvent.SIGNAL_LOST)
    )


def power_announced(evidence: Evidence, incident: Incident) -> Signal | None:
    """Return what tells that the modem announced a loss of its power (dying gasp): then the line is not the cause."""
    return (
        _grew(evidence, incident, "lpr_up", "losses of power announced by the modem")
        or _in_bins(evidence, incident, "lpr_up", "losses of power announced by the modem")
        or _logged(evidence, incident, LogEvent.POWER_LOST)
    )


def _grew(evidence: Evidence, incident: Incident, counter: str, what: str) -> Signal | None:
    earliest, _ = onset_bounds(incident)
    after = line_after(evidence, incident)
    if after is None or after.at > incident.end + NEAR:
        return None
    before = evidence.last_before(earliest, DslLine, after.subject)
    if before is None or before.at < earliest - NEAR:
        return None
    grown = counted(before, after, counter)
    if grown is None or grown < LEAST:
        return None
    return Signal(f"{grown} {what} between {before.at:%H:%M:%S} and {after.at:%H:%M:%S} UTC", (before, after))


def _in_bins(evidence: Evidence, incident: Incident, counter: str, what: str) -> Signal | None:
    """Return the count of the fine bins in which the incident began; the last telling of each bin stands."""
    earliest, latest = onset_bounds(incident)
    reach = ending(evidence, earliest - CLOCK_SLACK, latest + CLOCK_SLACK + timedelta(seconds=FINE_S))
    for each in last_told([one for one in reach if one.bin.start <= latest + CLOCK_SLACK]):
        count: int = getattr(each.bin, counter) or 0
        if count >= LEAST:
            words = f"{count} {what} between {each.bin.start:%H:%M} and {each.bin.end:%H:%M} UTC"
            return Signal(words, (each.told,))
    return None


def _logged(evidence: Evidence, incident: Incident, event: LogEvent) -> Signal | None:
    earliest, latest = onset_bounds(incident)
    subjects = modem_subjects(evidence)
    for log in evidence.readings(DeviceLog):
        bound_s = _bound_s(log.fact)
        if log.subject not in subjects or bound_s is None:
            continue
        spread = timedelta(seconds=bound_s) + CLOCK_SLACK
        for line in log.fact.lines:
            if line.event is event and earliest - spread <= line.at <= latest + spread:
                return Signal(_quoted(line), (log,))
    return None


def _bound_s(log: DeviceLog) -> float | None:
    """Return how exactly a log dates its lines by our clock; None for one that dates nothing well enough."""
    if log.clock_offset_s is None:
        return None
    bound_s = SHOWN_S if log.clock_bound_s is None else log.clock_bound_s
    return bound_s if bound_s <= DATES_S else None


def _quoted(line: LogLine) -> str:
    text = f" («{line.text}»)" if line.text else ""
    return f"the modem's log tells of it at {line.at:%H:%M:%S} UTC{text}"
