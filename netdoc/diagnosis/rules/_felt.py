"""Whether the office already felt something before a box restarted: then a person may have restarted it."""

from __future__ import annotations

from datetime import datetime, timedelta

from netdoc.diagnosis.gate import quorum
from netdoc.diagnosis.instants import BOOT_EVENTS, CLOCK_SLACK, Instant, boots
from netdoc.diagnosis.logs import entries_between
from netdoc.diagnosis.statistics import wilson
from netdoc.model.evidence import Evidence
from netdoc.model.facts.device_log import DeviceLog, LogEvent
from netdoc.model.facts.dns_lookup import DnsLookup, ResolverRole
from netdoc.model.facts.echo_block import to_us
from netdoc.model.facts.wan_session import SessionStatus, WanSession

REACH = timedelta(minutes=15)
"""Nobody waits much longer before restarting the modem (own)."""
BEFORE_BOOT, AFTER_BOOT = timedelta(minutes=1), timedelta(minutes=5)
"""Around a restart the internet is gone in any case: booting and training take minutes."""
LEAST_LOST, FLOOR = 5, 0.01
TROUBLE = (
    LogEvent.SYNC_LOST, LogEvent.SIGNAL_LOST, LogEvent.SESSION_DOWN, LogEvent.NO_ANSWER, LogEvent.AUTH_REJECTED,
)  # fmt: skip
"""Lines that tell of an internet that was away; a port without a link may be the restart itself."""
LEAST_FAILED = 2
LINE_WORDS = (LogEvent.SYNC_LOST, LogEvent.SIGNAL_LOST, LogEvent.TRAINING, LogEvent.SYNC_UP, *BOOT_EVENTS)


def felt_before(evidence: Evidence, boot: datetime, onset: datetime) -> str:
    """Return what was wrong in the quarter of an hour before a restart, in words; empty when nothing was seen."""
    since, until = boot - REACH, min(boot, onset) - timedelta(microseconds=1)
    # what an earlier restart of the same kind brought about is no reason for this one
    earlier = [each.at for each in boots(evidence) if since - REACH <= each.at < boot - CLOCK_SLACK]
    aside = [(to_us(each - BEFORE_BOOT), to_us(each + AFTER_BOOT)) for each in earlier]
    sent = lost = 0
    for rung in quorum(evidence):
        more_sent, more_answered = evidence.ladder.counted(rung.id, since, until, aside=aside)
        if more_answered:
            sent, lost = sent + more_sent, lost + more_sent - more_answered
    if lost >= LEAST_LOST and wilson(lost, sent)[0] > FLOOR:
        return f"{lost} of {sent} samples were lost before it"
    failed = [
        each
        for each in evidence.readings(DnsLookup, start=since, end=until)
        if not each.fact.worked
        and each.fact.role is not ResolverRole.PUBLIC
        and not any(start <= to_us(each.at) <= end for start, end in aside)
    ]
    if len(failed) >= LEAST_FAILED:
        return f"{len(failed)} name questions failed before it"
    down = [
        each
        for each in evidence.readings(WanSession, start=since, end=until)
        if each.fact.status in (SessionStatus.DOWN, SessionStatus.CONNECTING)
        and not any(start <= to_us(each.at) <= end for start, end in aside)
    ]
    if down:
        return "the session was down before it"
    logged = next(
        (
            each
            for each in entries_between(evidence, since, until, *TROUBLE)
            if each.latest < until - CLOCK_SLACK and not any(start <= to_us(each.at) <= end for start, end in aside)
        ),
        None,
    )
    return f"the log of {logged.subject} tells of {logged.event} at {logged.at:%H:%M:%S} UTC" if logged else ""


def lost_before_boot(evidence: Evidence, boot: Instant) -> str:
    """Return what the box's own log tells of the line in the quarter of an hour before it started anew; else empty.

    Within one log the sequence is exact, whatever its clock: a box that restarts by itself writes nothing of its line
    first.
    """
    if not isinstance(boot.told.fact, DeviceLog):
        return ""
    own = entries_between(evidence, boot.at - REACH, boot.at, *LINE_WORDS, subject=boot.subject)
    before = [each for each in own if boot.at - REACH <= each.at < boot.at]
    if not before or before[-1].event in (LogEvent.SYNC_UP, *BOOT_EVENTS):
        return ""
    return f"its log tells of {before[-1].event} at {before[-1].at:%H:%M:%S} UTC, before it"
