"""LOOP04: the signal on the line vanished and came back.

Objective: tell a line that is cut (a joint, a plug, the port at the exchange) from one that noise takes down.
Needs:     DslLine and DeviceState around the incident, from the same box; DslHistory or DeviceLog where it keeps one;
           Testimony of the modem's lamps where it cannot be read.
Blames:    loop.signal_lost, when showtime began anew in the incident while the modem ran on, losses of signal were
           counted across the onset (readings around, the bin that holds it, or a line of the modem's log), and the
           readings before show no errors and no fall of the margin.
Clears:    loop.signal_lost, when the line kept its sync through the incident, by the modem's own clock or by a DSL
           lamp that a person saw steady amid it.
Silent:    no loss of signal told; the box restarted too or does not tell its uptime; nothing was read before, so that
           errors cannot be excluded; errors before this one or another loss of showtime of the window (then loop.noise
           tells of it: a short burst falls between two readings); CRC errors that came with it; or the modem announced
           a loss of its power (LPR, dying gasp).
Limits:    a pulled plug, a cut joint, in-house wiring and the port at the exchange look alike: the holders remain
           until a person tries the test socket and a second modem. A noisy retrain may count a loss of signal too.
           That no dying gasp was told does not prove power: many modems have none.
Source:    LOS, LPR and their seconds: RFC 5650, RFC 2662; docs/adr/0006-line-thresholds.md
"""

from __future__ import annotations

from netdoc.diagnosis.incidents import find_incidents
from netdoc.diagnosis.instants import line_started_at
from netdoc.diagnosis.rules._bins import every
from netdoc.diagnosis.rules._lost_sync import cleared_by_sync
from netdoc.diagnosis.rules._modem import (
    box_stayed_up,
    concerns_the_way,
    counted,
    line_after,
    line_restart_within,
    onset_bounds,
)
from netdoc.diagnosis.rules._says import Says
from netdoc.diagnosis.rules._signal import power_announced, signal_lost
from netdoc.diagnosis.rules._signs import came_back, trouble_before
from netdoc.model.evidence import Evidence
from netdoc.model.facts.device_log import DeviceLog
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_history import DslHistory
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.testimony import Testimony
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident
from netdoc.model.plane import Plane
from netdoc.plugin import Rule

SAY = Says("LOOP04", Fault.LOOP_SIGNAL_LOST)


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by losses of signal across the onset, and by what there was not before it."""
    if incident is None or not concerns_the_way(evidence, incident):
        return SAY.silent(incident, "no incident that the line could explain")
    synced = cleared_by_sync(SAY, evidence, incident)
    if synced is not None:
        return synced
    restarted = line_restart_within(evidence, incident)
    if restarted is None:
        return SAY.silent(incident, "no reading shows when the line came into sync", ("DslLine",))
    box = box_stayed_up(evidence, incident)
    if box is None:
        return SAY.silent(incident, "the modem restarted too, or does not tell when it started", ("DeviceState",))
    lost = signal_lost(evidence, incident)
    if lost is None:
        return SAY.silent(incident, "no loss of signal was told", ("DslLine with losses of signal", "DeviceLog"))
    power = power_announced(evidence, incident)
    if power is not None:
        return SAY.silent(incident, f"the modem lost its power: {power.words}")
    trouble = trouble_before(evidence, incident)
    if not trouble.looked:
        return SAY.silent(incident, "no errors were read before", ("DslHistory or an earlier DslLine",))
    if trouble.signs:
        return SAY.silent(incident, f"the line was disturbed before: {trouble.signs[0]}")
    came = _errors_with_it(evidence, incident)
    if came:
        return SAY.silent(incident, f"{came} came with the loss of signal: noise may have taken the line down")
    other = _amid_errors(evidence)
    if other is not None:
        return SAY.silent(incident, f"the line was disturbed before it lost showtime at {other.start:%H:%M:%S} UTC")
    started = line_started_at(restarted)
    anew = f"at {started:%H:%M:%S} UTC" if started is not None else "by the modem's count of initialisations"
    after = came_back(evidence, incident)
    beside = "".join(f"; {each}" for each in (*after.signs, *after.beside))
    return SAY.blames(
        incident,
        f"the signal on the line was gone ({lost.words}) and showtime began anew {anew} while the modem kept running; "
        f"no errors and no fall of the margin before: a pulled plug, a cut joint and the exchange's port look like "
        f"that{beside}",
        {Plane.MODEM_BOX},
        [*lost.cites, restarted, box],
    )


LEAST_CRC = 10
"""A line that is cut delivers no frame to fail its check: more CRC errors than this came from noise (own)."""


def _errors_with_it(evidence: Evidence, incident: Incident) -> str:
    """Return in words the CRC errors counted across the loss, by readings around it or the bins that hold it."""
    earliest, _ = onset_bounds(incident)
    after = line_after(evidence, incident)
    before = evidence.last_before(earliest, DslLine, after.subject) if after is not None else None
    crc = counted(before, after, "crc_down") if before is not None and after is not None else None
    if crc is None:
        held = [each.bin for each in every(evidence) if each.bin.start <= incident.end and each.bin.end >= earliest]
        crc = max((each.crc_down or 0 for each in held), default=0)
    return f"{crc} CRC errors" if crc > LEAST_CRC else ""


def _amid_errors(evidence: Evidence) -> Incident | None:
    """Return the first incident of the window in which showtime was lost amid errors."""

    def found() -> Incident | None:
        incidents, _ = find_incidents(evidence)
        lost = (
            each
            for each in incidents
            if concerns_the_way(evidence, each) and line_restart_within(evidence, each) is not None
        )
        return next((each for each in lost if trouble_before(evidence, each).signs), None)

    return evidence.once(_amid_errors, found)


RULE = Rule(
    id=SAY.rule, fault=SAY.fault, needs=(DslLine, DeviceState, DslHistory, DeviceLog, Testimony), judge=judge
)  # fmt: skip
