"""LOOP01: the line lost showtime while the modem stayed up.

Objective: tell a line that drops from a modem that restarts or a session that ends.
Needs:     DslLine and DeviceState around the incident, from the same box; DslHistory where the box keeps bins;
           DeviceLog where it keeps one; Testimony of the modem's lamps where it cannot be read.
Blames:    loop.noise, when the line's start instant lies in the incident (or, for boxes without that clock, the count
           of initialisations rose across it), the box's boot instant does not, and before the onset errors grew (SES,
           ES, CRC; with retransmission, units beyond repair and low-rate seconds; without a CRC counter, HEC; losses
           of signal or framing while in sync) or the margin fell; or two signs were there when it came back (an older
           mode, a lower rate not held by a profile, or a margin 3 dB lower at the same rate). One of the latter alone
           decides nothing; repaired blocks (FEC) and the modem's own reason are told beside and are no signs.
           For the whole window: the rhythm of the margin by hour and drops at the same time of day, naming nobody.
Clears:    loop.noise, when the line's start instant is older than the onset and no reading was out of sync; or, where
           no reading tells, when a person saw the DSL lamp steady amid the incident.
Silent:    no reading on either side; the box restarted too, or does not tell its uptime; the line restarted with no
           sign (a pulled plug, the telco's port reset and in-house wiring look so); or the signal itself was gone
           without errors before: that is loop.signal_lost. A low margin that stays as it is is no sign: some DSLAMs
           hold lines at 3-6 dB on purpose.
Limits:    cannot tell the telco's pair from in-house wiring or the modem's DSL side: see the table of planes.
Source:    counter semantics of RFC 5650, G.998.4; docs/adr/0006-line-thresholds.md
"""

from __future__ import annotations

from netdoc.diagnosis.instants import line_started_at
from netdoc.diagnosis.pictures import pictures_of_drops
from netdoc.diagnosis.rules._lost_sync import cleared_by_sync
from netdoc.diagnosis.rules._modem import box_stayed_up, concerns_the_way, line_restart_within, modem_boot_near
from netdoc.diagnosis.rules._says import Says
from netdoc.diagnosis.rules._signal import signal_lost
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

SAY = Says("LOOP01", Fault.LOOP_NOISE)
SIGNS_AFTER = 2
"""Signs of what the line was when it came back that decide without any from before (own)."""


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by the line's start instant, the box's boot instant and the errors before."""
    if incident is None:
        return _window(evidence)
    if not concerns_the_way(evidence, incident):
        return SAY.silent(incident, "no incident that the line could explain")
    synced = cleared_by_sync(SAY, evidence, incident)
    if synced is not None:
        return synced
    restarted = line_restart_within(evidence, incident)
    if restarted is None:
        return SAY.silent(incident, "no reading shows when the line came into sync", ("DslLine",))
    started = line_started_at(restarted)
    anew = f"at {started:%H:%M:%S} UTC" if started is not None else "by the modem's count of initialisations"
    box = box_stayed_up(evidence, incident)
    if box is None:
        boot = modem_boot_near(evidence, incident)
        if boot is not None:
            return SAY.silent(incident, f"the modem restarted too, at {boot.at:%H:%M:%S} UTC")
        return SAY.silent(incident, "the modem does not tell when it started", ("DeviceState of the modem",))
    trouble, after = trouble_before(evidence, incident), came_back(evidence, incident)
    if not trouble.signs:
        why = "showtime was lost without a rise in errors before" if trouble.looked else "no errors were read before"
        if trouble.looked and signal_lost(evidence, incident) is not None:
            return SAY.silent(incident, f"{why}: the signal itself was gone")
        if len(after.signs) < SIGNS_AFTER:
            told = f"; {after.signs[0]}, which alone decides nothing" if after.signs else ""
            return SAY.silent(incident, why + told, () if trouble.looked else ("DslHistory or an earlier DslLine",))
    parts = [f"before that: {'; '.join((*trouble.signs[:3], *trouble.beside))}"] if trouble.signs else []
    parts += [*after.signs, *after.beside]
    return SAY.blames(
        incident,
        f"showtime was lost and began anew {anew} while the modem kept running; {'; '.join(parts)}",
        {Plane.MODEM_BOX},
        [*trouble.cites[:4], *(after.cites if after.signs else ()), restarted, box],
    )


def _window(evidence: Evidence) -> Finding:
    picture = pictures_of_drops(evidence)
    if picture is None:
        return SAY.silent(None, "no rhythm in the margin, and no drops at one time of day")
    return SAY.blames(None, picture.words, {Plane.MODEM_BOX}, picture.cites)


RULE = Rule(
    id=SAY.rule, fault=SAY.fault, needs=(DslLine, DeviceState, DslHistory, DeviceLog, Testimony), judge=judge
)  # fmt: skip
