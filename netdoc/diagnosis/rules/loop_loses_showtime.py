"""LOOP01: the line lost showtime while the modem stayed up.

Objective: tell a line that drops from a modem that restarts or a session that ends.
Needs:     DslLine and DeviceState around the incident, from the same box; DslHistory where the box keeps bins.
Blames:    loop.noise, when the line's start instant lies in the incident (or, for boxes without that clock, the count
           of initialisations rose across it), the box's boot instant does not, and errors (SES, ES, CRC) grew or the
           margin fell in the readings or bins before the onset.
Clears:    loop.noise, when the line's start instant is older than the onset and no reading was out of sync.
Silent:    no reading on either side; the box restarted too, or does not tell its uptime; or the line
           restarted with no error growth (a pulled plug, the telco's port reset and in-house wiring look so).
Limits:    cannot tell the telco's pair from in-house wiring or the modem's DSL side: see the table of planes.
Source:    counter semantics of RFC 5650; docs/adr/0006-line-thresholds.md
"""

from __future__ import annotations

from netdoc.diagnosis.instants import line_started_at
from netdoc.diagnosis.rules._modem import (
    box_stayed_up,
    concerns_the_way,
    in_sync_throughout,
    line_restart_within,
    modem_boot_near,
    trouble_before,
)
from netdoc.diagnosis.rules._says import Says
from netdoc.model.evidence import Evidence
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_history import DslHistory
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.fault import Fault
from netdoc.model.finding import Finding
from netdoc.model.incident import Incident
from netdoc.model.plane import Plane
from netdoc.plugin import Rule

SAY = Says("LOOP01", Fault.LOOP_NOISE)


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by the line's start instant, the box's boot instant and the errors before."""
    if incident is None or not concerns_the_way(evidence, incident):
        return SAY.silent(incident, "no incident that the line could explain")
    synced = in_sync_throughout(evidence, incident)
    if synced is not None:
        started = line_started_at(synced)
        since = "did not train" if started is None else f"has been in sync since {started:%Y-%m-%d %H:%M:%S} UTC"
        return SAY.clears(incident, f"the line {since}", {Plane.MODEM_BOX}, [synced])
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
    trouble = trouble_before(evidence, incident)
    if not trouble.signs:
        why = "showtime was lost without a rise in errors before" if trouble.looked else "no errors were read before"
        return SAY.silent(incident, why, () if trouble.looked else ("DslHistory or an earlier DslLine",))
    return SAY.blames(
        incident,
        f"showtime was lost and began anew {anew} while the modem kept running; before that: "
        f"{'; '.join(trouble.signs[:3])}",
        {Plane.MODEM_BOX},
        [*trouble.cites[:4], restarted, box],
    )


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(DslLine, DeviceState, DslHistory), judge=judge)
