"""ACCESS01: the internet session is down while the line is in sync.

Objective: separate the provider's session and account from the pair of copper.
Needs:     DslLine around the incident; WanSession, or the lines of the session in the router's DeviceLog, within it;
           Step of a laptop at the modem.
Blames:    access.session_down, when the line was in sync through the incident and the router reported the
           session down in it, or begun anew at its end, by its state or its log; or when the line came into sync
           within the incident and stayed, and ten minutes later the session was still down.
Clears:    access.session_down, when the session stood through the incident; or when the line was out of sync
           (and not only because the modem was restarted in it), for no session outlives its line; or when a laptop in
           the router's place logged in at the modem, and the router did not, before and after.
Silent:    neither the line nor the session was read; the router says that its own port had no link
           (`ERROR_NO_CARRIER`, or a line of its log) while the line was in sync; the router restarted, and its session
           with it; or the session was renewed by the day: it had begun 24 h (± 15 min) before, or begins at that clock
           time on at least three days, was back within two minutes, and the line stayed in sync. That is the provider's
           or the router's habit and nobody's fault. Or the login is rejected: access.auth_reject tells it more exactly;
           or it is rejected since a setting of the router was changed: router.config does.
Limits:    a cable that slips between router and modem ends the session too: it stays a candidate. All that is
           behind one modem shares its VLAN and VPI/VCI: modem (and a router that never worked) stay candidates
           until a second modem or the right tag shows otherwise. A fault that strikes 24 h after a session began, to
           the quarter of an hour, is taken for a renewal once.
Source:    layer order sync - PADI - PADO - LCP - authentication - IPCP (RFC 2516, RFC 1661). The forced renewal every
           24 hours is common practice of German providers, which routers move to a quiet hour (folk; limits own).
"""

from __future__ import annotations

from datetime import timedelta

from netdoc.diagnosis.instants import line_started_at, session_starts
from netdoc.diagnosis.logs import Entry, entries_between
from netdoc.diagnosis.rules._at_modem import NOT_UP, works_without_the_router
from netdoc.diagnosis.rules._login import changed_since, rejected_to_router
from netdoc.diagnosis.rules._modem import (
    HELD_AGAIN,
    concerns_the_way,
    in_sync_throughout,
    lost_sync_by_itself,
    sync_held_again,
)
from netdoc.diagnosis.rules._restarts import DAY, SAME_HOUR, daily
from netdoc.diagnosis.rules._router import (
    router_restarted,
    session_down_within,
    session_up_throughout,
    session_worked_before,
)
from netdoc.diagnosis.rules._says import Says
from netdoc.diagnosis.rules.access_auth_reject import judge as rejects_what_worked
from netdoc.diagnosis.wording import span
from netdoc.model.evidence import Evidence
from netdoc.model.facts.device_log import DeviceLog, LogEvent
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.step import Step
from netdoc.model.facts.wan_session import WanSession
from netdoc.model.fault import Fault
from netdoc.model.finding import Bearing, Finding
from netdoc.model.incident import Incident
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane
from netdoc.plugin import Rule

SAY = Says("ACCESS01", Fault.ACCESS_SESSION_DOWN)
NO_LINK = "ERROR_NO_CARRIER"
"""UPnP IGD, WANPPPConnection: LastConnectionError."""
RENEWED_S = 120.0
"""A renewal takes seconds; what takes longer than two minutes is an outage (own)."""
SESSION_LINES = (LogEvent.SESSION_DOWN, LogEvent.NO_ANSWER, LogEvent.AUTH_REJECTED, LogEvent.SESSION_UP)


def judge(evidence: Evidence, incident: Incident | None) -> Finding:
    """Judge by the session against the line."""
    if incident is None or not concerns_the_way(evidence, incident):
        return SAY.silent(incident, "no session at stake")
    contrast = works_without_the_router(evidence, incident)
    if contrast is not None:
        return SAY.clears(
            incident, f"a laptop in the router's place logged in at {contrast.works.at:%H:%M} UTC, the router did not "
            "before and after", contrast.planes, [contrast.works, contrast.before, contrast.after],
        )  # fmt: skip
    again = sync_held_again(evidence, incident)
    lost = lost_sync_by_itself(evidence, incident) if again is None else None
    if lost is not None:
        return SAY.clears(incident, "the line was out of sync: no session outlives its line", {Plane.MODEM_BOX}, [lost])
    standing = session_up_throughout(evidence, incident)
    if standing is not None:
        return SAY.clears(incident, "one session stood through the incident", {Plane.ROUTER_BOX}, [standing])
    rejection = _rejection(evidence, incident)
    if rejection:
        return SAY.silent(incident, rejection)
    if again is not None:
        return _never_followed(evidence, incident, again)
    down, line = session_down_within(evidence, incident), _logged(evidence, incident, *SESSION_LINES)
    synced = in_sync_throughout(evidence, incident)
    told = down or (line.told if line else None)
    if told is None or synced is None:
        missing = [name for name, seen in (("DslLine", synced), ("WanSession", told)) if seen is None]
        return SAY.silent(incident, "line and session were not both read", missing)
    excuse = _excuse(evidence, incident, down)
    if excuse:
        return SAY.silent(incident, excuse)
    error = _error(down, line)
    planes = {Plane.MODEM_BOX, told.plane}
    if told.subject != synced.subject:
        planes.add(Plane.SESSION_LOG)
    return SAY.blames(
        incident, f"the session was down or began anew{error} while the line stayed in sync", planes, [told, synced]
    )


def _rejection(evidence: Evidence, incident: Incident) -> str:
    """Return, in words, which other rule a rejected login belongs to; empty where none."""
    if rejects_what_worked(evidence, incident).bearing is Bearing.BLAMES:
        return "the provider rejected the login: access.auth_reject tells it more exactly"
    told = rejected_to_router(evidence, incident)
    changed = changed_since(evidence, incident, told.first) if told is not None else None
    if changed is not None and session_worked_before(evidence, changed.at) is not None:
        return f"the login is rejected since a setting of the router was changed at {changed.at:%H:%M} UTC"
    return ""


def _never_followed(evidence: Evidence, incident: Incident, again: Seen[DslLine]) -> Finding:
    """Judge a session that did not follow a line that came back and stayed: as on the day of a cut-over."""
    started = line_started_at(again)
    assert started is not None
    restarted = router_restarted(evidence, incident)
    since = max([started, *([restarted.latest] if restarted is not None else [])]) + HELD_AGAIN
    told = evidence.readings(WanSession, start=since, end=incident.end)
    down = next((each for each in told if each.fact.status in NOT_UP), None)
    if down is None:
        return SAY.silent(
            incident, "the line came back within it and stayed; the session was not read since", ("WanSession",)
        )
    if down.fact.last_error == NO_LINK:
        return SAY.silent(incident, f"the router gives {NO_LINK} as the reason: its port had no link")
    line = next(
        iter(entries_between(evidence, started, incident.end, LogEvent.AUTH_REJECTED, LogEvent.NO_ANSWER)), None
    )
    held = span(down.at - started)
    planes = {Plane.MODEM_BOX, down.plane} | ({Plane.SESSION_LOG} if down.subject != again.subject else set())
    error = _error(down if down.fact.last_error else None, line)
    return SAY.blames(
        incident, f"the line came back into sync at {started:%H:%M:%S} UTC and stayed; {held} later the session was "
        f"still down{error}", planes, [down, again],
    )  # fmt: skip


def _logged(evidence: Evidence, incident: Incident, *events: LogEvent) -> Entry | None:
    start = incident.start - timedelta(seconds=incident.start_uncertainty_s)
    return next(iter(entries_between(evidence, start, incident.end, *events)), None)


def _error(down: Seen[WanSession] | None, line: Entry | None) -> str:
    if down is not None:
        return f" ({down.fact.last_error})" if down.fact.last_error else ""
    return f" (its log: «{line.text or line.event}»)" if line else ""


def _excuse(evidence: Evidence, incident: Incident, down: Seen[WanSession] | None) -> str:
    if down is not None and down.fact.last_error == NO_LINK:
        return f"the router gives {NO_LINK} as the reason: its port had no link, the line had sync"
    port = _logged(evidence, incident, LogEvent.PORT_DOWN)
    if port is not None:
        return f"the log of {port.subject} tells of its port without a link: the session went with it"
    if router_restarted(evidence, incident) is not None:
        return "the router restarted, and its session with it"
    return _renewal(evidence, incident)


def _renewal(evidence: Evidence, incident: Incident) -> str:
    """Return, in words, that the session was only renewed, as each day; empty when it was not."""
    away_s = incident.duration.total_seconds() if incident.down_s is None else incident.down_s
    if away_s > RENEWED_S or incident.ongoing:
        return ""
    starts = [each.at for each in session_starts(evidence)]
    late = timedelta(seconds=incident.end_uncertainty_s + RENEWED_S)
    begun = next((each for each in starts if incident.start <= each <= incident.end + late), None)
    if begun is None:
        return ""
    whole_day = any(abs(begun - each - DAY) <= SAME_HOUR for each in starts)
    if not whole_day and not daily(starts, begun):
        return ""
    return (
        f"the session began anew at {begun:%H:%M:%S} UTC, as it does each day, and was back within two minutes while "
        "the line stayed in sync: the daily renewal of some providers and routers, no fault"
    )


RULE = Rule(id=SAY.rule, fault=SAY.fault, needs=(DslLine, WanSession, DeviceLog, Step), judge=judge)
