"""Whether the office already felt something before a box restarted: then a person may have restarted it."""

from __future__ import annotations

from datetime import datetime, timedelta

from netdoc.diagnosis.gate import quorum
from netdoc.diagnosis.instants import CLOCK_SLACK, boots
from netdoc.diagnosis.statistics import wilson
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dns_lookup import DnsLookup, ResolverRole
from netdoc.model.facts.echo_block import to_us
from netdoc.model.facts.wan_session import SessionStatus, WanSession

REACH = timedelta(minutes=15)
"""Nobody waits much longer before restarting the modem (own)."""
BEFORE_BOOT, AFTER_BOOT = timedelta(minutes=1), timedelta(minutes=5)
"""Around a restart the internet is gone in any case: booting and training take minutes."""
LEAST_LOST, FLOOR = 5, 0.01
LEAST_FAILED = 2


def felt_before(evidence: Evidence, boot: datetime, onset: datetime) -> str:
    """Return what was wrong in the quarter of an hour before a restart, in words; empty when nothing was seen."""
    since, until = boot - REACH, min(boot, onset)
    # what an earlier restart of the same kind brought about is no reason for this one
    earlier = [each.at for each in boots(evidence) if since - REACH <= each.at < boot - CLOCK_SLACK]
    aside = [(to_us(each - BEFORE_BOOT), to_us(each + AFTER_BOOT)) for each in earlier]
    sent = lost = 0
    for rung in quorum(evidence):
        more_sent, more_answered = evidence.ladder.counted(
            rung.id, since, until - timedelta(microseconds=1), aside=aside
        )
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
    return "the session was down before it" if down else ""
