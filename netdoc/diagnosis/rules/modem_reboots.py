"""MODEM01: the modem restarts by itself.

Objective: tell a modem that restarts from a line that drops, and both from a person who power-cycles the
           modem because the line dropped.
Needs:     DeviceState of the modem around the incident; Step where somebody restarted it.
Blames:    modem.reboots, when the modem's boot instant lies at or before the onset (never earlier than three
           minutes before it).
Clears:    modem.reboots, when the modem has been running since before the onset, or booted only after it: a
           restart after the onset is a consequence, whoever caused it.
Silent:    no reading of the box's own uptime; the onset is not known well enough to say which came first; a
           person restarted it (recorded as a step); the office already felt loss, failing names or a lost session
           in the quarter of an hour before (people restart modems for that); other mains devices restarted with it.
Limits:    the modem's own adapter belongs to the equipment and looks the same; a restart that nobody recorded
           by a person before the line died cannot be told from the modem's own.
Source:    «cause before consequence», architecture section 3; boots within ± 3 min are one power event.
"""

from __future__ import annotations

from datetime import timedelta

from netdoc.diagnosis.instants import boots
from netdoc.diagnosis.rules._felt import felt_before
from netdoc.diagnosis.rules._modem import (
    boot_is_cause,
    box_stayed_up,
    concerns_the_way,
    modem_boot_near,
    modem_subjects,
)
from netdoc.diagnosis.rules._says import Says
from netdoc.model.evidence import Evidence
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.step import Step
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident
from netdoc.model.plane import Plane
from netdoc.plugin import Rule

SAY = Says("MODEM01", Fault.MODEM_REBOOTS)
POWER_EVENT = timedelta(minutes=3)


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by the modem's boot instant against the onset."""
    if incident is None or not concerns_the_way(evidence, incident):
        return SAY.silent(incident, "no incident that a restart of the modem could explain")
    running = box_stayed_up(evidence, incident)
    if running is not None:
        return SAY.clears(incident, "the modem has been running since before the onset", {Plane.MODEM_BOX}, [running])
    boot = modem_boot_near(evidence, incident)
    if boot is None:
        return SAY.silent(incident, "the modem does not tell when it started", ("DeviceState of the modem",))
    cause = boot_is_cause(incident, boot)
    if cause is False:
        return SAY.clears(
            incident,
            f"the modem started at {boot.at:%H:%M:%S} UTC, after the onset at {incident.start:%H:%M:%S}: "
            "a consequence, not the cause",
            {Plane.MODEM_BOX},
            [boot.told],
        )
    if cause is None:
        return SAY.silent(incident, "the onset is not known well enough to say whether the restart came first")
    by_hand = [
        each
        for each in evidence.readings(Step, start=boot.at - POWER_EVENT, end=boot.at + POWER_EVENT)
        if each.fact.power_cycled is not None
    ]
    if by_hand:
        return SAY.silent(incident, f"a person restarted it: {by_hand[0].fact.did}")
    felt = felt_before(evidence, boot.at, incident.start)
    if felt:
        return SAY.silent(incident, f"{felt}: a person may have restarted the modem because of that")
    modems = modem_subjects(evidence) | {boot.subject}
    others = [each for each in boots(evidence) if each.subject not in modems and abs(each.at - boot.at) <= POWER_EVENT]
    if others:
        return SAY.silent(incident, f"{others[0].subject} restarted within three minutes of it: a power event")
    return SAY.blames(
        incident,
        f"the modem started anew at {boot.at:%H:%M:%S} UTC, not after the onset at {incident.start:%H:%M:%S}",
        {Plane.MODEM_BOX},
        [boot.told],
    )


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(DeviceState, Step), judge=judge)
