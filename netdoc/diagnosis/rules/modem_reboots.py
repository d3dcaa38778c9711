"""MODEM01: the modem restarts by itself.

Objective: tell a modem that restarts from a line that drops, and both from a person who power-cycles the
           modem because the line dropped.
Needs:     DeviceState or DeviceLog of the modem around the incident; Step where somebody restarted it; PowerState or
           DeviceLog of a UPS.
Blames:    modem.reboots, when the modem's boot instant lies at or before the onset (never earlier than three
           minutes before it); or when its own word for the restart is a watchdog's and nothing shows that the outage
           came first. A watchdog's word supports either.
Clears:    modem.reboots, when the modem has been running since before the onset, or booted only after it: a
           restart after the onset is a consequence, whoever caused it.
Silent:    no reading of the box's own uptime; the onset is not known well enough to say which came first (a log's
           line of the boot is written up to two minutes after it); a person restarted it (recorded as a step); its log
           tells that the restart was ordered (a person, a timer, the provider's remote management) or came with new
           firmware; it restarts at the same clock time each day (a schedule); the office already felt loss, failing
           names or a lost session in the quarter of an hour before, or a log tells of that (people restart modems for
           it); other mains devices restarted with it; the UPS saw the mains fail, or says that it does not carry its
           load, or feeds the modem and was never read, and nothing shows that the modem is off it or that another
           device on it ran on; a watchdog's restart
           well after the onset (it may have hung since, or not).
Limits:    the modem's own adapter belongs to the equipment and looks the same; a restart that nobody recorded
           by a person before the line died, or that only a log nobody read calls ordered, cannot be told from the
           modem's own.
Source:    «cause before consequence», architecture section 3; boots within ± 3 min are one power event; same clock
           time ± 15 min on at least three days is a machine or a habit (own, dsl-sources f1).
"""

from __future__ import annotations

from netdoc.diagnosis.instants import Instant, boots
from netdoc.diagnosis.rules._felt import felt_before, lost_before_boot
from netdoc.diagnosis.rules._modem import (
    boot_is_cause,
    box_stayed_up,
    concerns_the_way,
    modem_boot_near,
    modem_subjects,
)
from netdoc.diagnosis.rules._power import behind_ups, input_lost, log_of_ups, ran_on, trouble
from netdoc.diagnosis.rules._restarts import ORDERED, Reason, by_hand, daily_restarts, reason, together
from netdoc.diagnosis.rules._says import Says
from netdoc.model.evidence import Evidence
from netdoc.model.facts.device_log import DeviceLog, LogEvent
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.power_state import PowerState
from netdoc.model.facts.step import Step
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident
from netdoc.model.plane import Plane
from netdoc.plugin import Rule

SAY = Says("MODEM01", Fault.MODEM_REBOOTS)


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by the modem's boot instant against the onset, and by what is told of why it restarted."""
    if incident is None or not concerns_the_way(evidence, incident):
        return SAY.silent(incident, "no incident that a restart of the modem could explain")
    running = box_stayed_up(evidence, incident)
    if running is not None:
        return SAY.clears(incident, "the modem has been running since before the onset", {Plane.MODEM_BOX}, [running])
    boot = modem_boot_near(evidence, incident)
    if boot is None:
        return SAY.silent(incident, "the modem does not tell when it started", ("DeviceState of the modem",))
    why = reason(evidence, boot)
    watchdog = why is not None and why.event is LogEvent.WATCHDOG
    cause = boot_is_cause(incident, boot)
    if cause is False and watchdog:
        return SAY.silent(incident, "its watchdog restarted it well after the onset: whether it hung since is not told")
    if cause is False:
        return SAY.clears(
            incident,
            f"the modem started at {boot.at:%H:%M:%S} UTC, after the onset at {incident.start:%H:%M:%S}: "
            "a consequence, not the cause",
            {Plane.MODEM_BOX},
            [boot.told],
        )
    if cause is None and not watchdog:
        return SAY.silent(incident, "the onset is not known well enough to say whether the restart came first")
    excuse = _excuse(evidence, incident, boot, why)
    if excuse:
        return SAY.silent(incident, excuse)
    when = f"at {boot.at:%H:%M:%S} UTC"
    words = f"the modem started anew {when}, not after the onset at {incident.start:%H:%M:%S}"
    if why is not None:
        words = f"{words}; {why.words}" if cause else f"the modem started anew {when}; {why.words}"
    return SAY.blames(incident, words, {Plane.MODEM_BOX}, [boot.told, why.told if why else None])


def _excuse(evidence: Evidence, incident: Incident, boot: Instant, why: Reason | None) -> str:
    """Return what else explains the restart, or may."""
    hand = by_hand(evidence, boot.earliest, boot.latest)
    if hand is not None:
        return f"a person restarted it: {hand.fact.did}"
    if why is not None and why.event in ORDERED:
        return (
            f"the restart was ordered, it is not the box's own failing: {why.words}; ask whether a person, a timer or "
            "the provider's remote management did that"
        )
    schedule = daily_restarts(evidence, boot)
    if schedule:
        return (
            f"{schedule}: a schedule; look for a timer at its socket, a scheduled restart in its settings and the "
            "provider's remote management"
        )
    felt = felt_before(evidence, boot.earliest, incident.start) or lost_before_boot(evidence, boot)
    if felt:
        return f"{felt}: a person may have restarted the modem because of that"
    modems = modem_subjects(evidence) | {boot.subject}
    others = [each for each in boots(evidence) if each.subject not in modems and together(each, boot)]
    if others:
        return f"{others[0].subject} restarted within three minutes of it: a power event"
    return _power_in_doubt(evidence, incident, boot)


def _power_in_doubt(evidence: Evidence, incident: Incident, boot: Instant) -> str:
    lost = input_lost(evidence, incident)
    if lost is not None:
        return f"{lost.words}: a power event"
    told = trouble(evidence, incident.start, incident.end)
    on_it = behind_ups(evidence, boot.subject, boot.at)
    unread = on_it is True and not evidence.readings(PowerState) and not log_of_ups(evidence)
    if on_it is False or (told is None and not unread):
        return ""
    held = ran_on(evidence, incident, besides=frozenset({boot.subject}))
    if any(behind_ups(evidence, each.subject, boot.at) for each in held):
        return ""
    doubt = told.words if told is not None else "the modem hangs on a UPS that nobody read"
    return f"{doubt}: it may have dropped the modem"


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(DeviceState, DeviceLog, PowerState, Step), judge=judge)
