"""What several rules ask of the router and its session around an incident."""

from __future__ import annotations

from datetime import datetime, timedelta

from netdoc.diagnosis.gate import answered_arp, quorum
from netdoc.diagnosis.instants import CLOCK_SLACK, Instant, boots
from netdoc.diagnosis.told import sessions
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dns_lookup import DnsLookup, Question, ResolverRole
from netdoc.model.facts.echo_block import from_us
from netdoc.model.facts.link_state import LinkState
from netdoc.model.facts.step import Step
from netdoc.model.facts.wan_session import SessionStatus, WanSession
from netdoc.model.incident import Incident
from netdoc.model.observation import Seen
from netdoc.model.site import RungKind


def session_up_throughout(evidence: Evidence, incident: Incident) -> Seen[WanSession] | None:
    """Return the reading that proves one session from before the onset until after the end (or the reading)."""
    earliest = incident.start - timedelta(seconds=incident.start_uncertainty_s)
    since = incident.start if incident.ongoing else max(incident.start, incident.end - CLOCK_SLACK)
    return sessions(evidence).first_begun_before(earliest - CLOCK_SLACK, since)


def session_down_within(evidence: Evidence, incident: Incident) -> Seen[WanSession] | None:
    """Return a reading that tells of the session being down in the incident, or begun anew at its end."""
    late = incident.end + timedelta(seconds=incident.end_uncertainty_s) + 2 * CLOCK_SLACK
    begin = incident.start - CLOCK_SLACK
    down = next(
        (
            each
            for each in evidence.readings(WanSession, start=begin, end=late)
            if each.fact.status in (SessionStatus.DOWN, SessionStatus.CONNECTING)
        ),
        None,
    )
    anew = sessions(evidence).first_begun_within(begin, late + timedelta(seconds=60), begin)
    return down if anew is None or (down is not None and down.at <= anew.at) else anew


def session_worked_before(
    evidence: Evidence, moment: datetime, *, begun_after: datetime | None = None
) -> Seen[WanSession] | None:
    """Return a reading that shows a session begun before an instant (and after another, when one is given)."""
    # a bare «up» without the session's own clock is not believed: some routers say it always
    told = sessions(evidence)
    return next(
        (
            reading
            for reading, started in zip(told.readings, told.begun, strict=True)
            if started < moment and (begun_after is None or started > begun_after)
        ),
        None,
    )


def changed_before(evidence: Evidence, moment: datetime, device: str) -> Seen[Step] | None:
    """Return the last recorded change of a device's settings in the hour before an instant."""
    steps = evidence.readings(Step, start=moment - timedelta(hours=1), end=moment)
    return next((each for each in reversed(steps) if device in (each.fact.changed or "")), None)


SILENT_AROUND = timedelta(seconds=5)


def fresh_names_by_router(evidence: Evidence, incident: Incident) -> list[Seen[DnsLookup]]:
    """Return the router's answers to random labels while nothing else beyond it answered: it asked onward for them.

    An incident may hold good minutes between flaps, and its bounds good seconds: only answers count around which
    every sample of the quorum was lost.
    """
    # an incident that had begun before the first sample holds for the questions asked just before that sample, too
    since = incident.start - SILENT_AROUND if incident.began_before else incident.start
    return [
        each
        for each in evidence.readings(DnsLookup, start=since, end=incident.end)
        if each.fact.role is ResolverRole.ROUTER
        and each.fact.question is Question.RANDOM
        and each.fact.worked
        and _silent_around(evidence, each.at)
    ]


def _silent_around(evidence: Evidence, moment: datetime) -> bool:
    sent = answered = 0
    for rung in quorum(evidence):
        more = evidence.ladder.counted(rung.id, moment - SILENT_AROUND, moment + SILENT_AROUND)
        sent, answered = sent + more[0], answered + more[1]
    return sent >= 2 and answered == 0


LOOK_SLACK = timedelta(seconds=3)


def looks_while_silent(evidence: Evidence, incident: Incident) -> list[Seen[LinkState]]:
    """Return the looks at the own link taken while the router did not answer pings.

    An incident behind the router's own restart goes on until the line is back: what the router answers then says
    nothing of its silence before. Without samples of the router every look in the incident counts.
    """
    looks = evidence.readings(LinkState, start=incident.start, end=incident.end)
    router = next((each for each in evidence.site.rungs if each.kind is RungKind.ROUTER), None)
    if router is None:
        return looks
    return [
        each for each in looks if evidence.ladder.counted(router.id, each.at - LOOK_SLACK, each.at + LOOK_SLACK)[1] == 0
    ]


LAST_ANSWER = timedelta(minutes=5)


def alive_by_arp(evidence: Evidence, incident: Incident) -> Seen[LinkState] | None:
    """Return the look that shows the silent router answering address resolution after its last answer to a ping."""
    router = next((each for each in evidence.site.rungs if each.kind is RungKind.ROUTER), None)
    for look in looks_while_silent(evidence, incident):
        since = incident.start
        if router is not None:
            samples = evidence.ladder.points(router.id, look.at - LAST_ANSWER, look.at)
            since = max((from_us(due) for due, value in samples if value >= 0), default=incident.start)
        if answered_arp(look, since):
            return look
    return None


def router_restarted(evidence: Evidence, incident: Incident) -> Instant | None:
    """Return the router's boot instant inside the incident, if it restarted."""
    boxes = {"router", *(each.id for each in evidence.site.devices if each.kind in ("router", "combined"))}
    since = incident.start - timedelta(seconds=incident.start_uncertainty_s)
    return next(
        (each for each in boots(evidence) if each.subject in boxes and since <= each.at <= incident.end + CLOCK_SLACK),
        None,
    )
