"""Incidents of name service and of the computer's own link."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median_low

from netdoc.diagnosis.chance import CHANCE, LEAST_BACKGROUND
from netdoc.diagnosis.gate import OWN_LINK, quorum
from netdoc.model.evidence import Evidence
from netdoc.model.facts.dns_lookup import DnsLookup, DnsOutcome, ResolverRole
from netdoc.model.facts.link_state import LinkState
from netdoc.model.incident import Incident, IncidentKind, Origin, Zone
from netdoc.model.observation import Seen

AROUND = timedelta(seconds=150)
"""How far around failing lookups the loss on the way counts."""
TRIES = 2
LEAST_FAILURES = 2
"""Lookups that failed one after another (each already tried twice) before names are called down."""


def find_name_failures(evidence: Evidence, outages: Sequence[Incident]) -> list[Incident]:
    """Return the times in which a resolver the office uses failed while addresses worked."""
    found: list[Incident] = []
    roles = (ResolverRole.ISP, ResolverRole.OFFICE, ResolverRole.ROUTER)
    subjects = sorted(
        {
            (roles.index(role), subject)
            for role, subject in {(each.fact.role, each.subject) for each in evidence.readings(DnsLookup)}
            if role in roles
        }
    )
    for _, subject in subjects:
        for run, before, after in _failing(evidence.readings(DnsLookup, subject)):
            start, end = run[0].at, after.at if after else run[-1].at
            if len([each for each in run if _addresses_work(evidence, each.at)]) < LEAST_FAILURES:
                continue
            if not _more_than_lost_packets(evidence, run):
                continue
            if any(each.start <= end and start <= each.end for each in outages):
                continue
            failed = f"{len(run)} lookups failed in a row ({run[0].fact.outcome.value})"
            incident = of_lookups(evidence, subject, run, before, after, failed)
            # a router's proxy fails together with the resolver it asks: told once, by the resolver
            if not any(each.start <= incident.end and incident.start <= each.end for each in found):
                found.append(incident)
    return found


def of_lookups(
    evidence: Evidence,
    subject: str,
    run: Sequence[Seen[DnsLookup]],
    before: Seen[DnsLookup] | None,
    after: Seen[DnsLookup] | None,
    detail: str,
) -> Incident:
    """Return the incident that a run of bad lookups is, between the good ones around it."""
    return Incident(
        id="",
        kind=IncidentKind.NAMES,
        start=run[0].at,
        end=evidence.end if after is None else after.at,
        start_uncertainty_s=(run[0].at - before.at).total_seconds() if before else 0.0,
        end_uncertainty_s=(after.at - run[-1].at).total_seconds() if after else 0.0,
        rung=subject,
        origin=Origin.LOOKUPS,
        zone=Zone.FAR,
        ongoing=after is None,
        began_before=before is None,
        detail=detail,
    )


def _failing(
    lookups: Sequence[Seen[DnsLookup]],
) -> list[tuple[list[Seen[DnsLookup]], Seen[DnsLookup] | None, Seen[DnsLookup] | None]]:
    runs: list[tuple[list[Seen[DnsLookup]], Seen[DnsLookup] | None, Seen[DnsLookup] | None]] = []
    run: list[Seen[DnsLookup]] = []
    good: Seen[DnsLookup] | None = None
    for each in lookups:
        if not each.fact.worked:
            run.append(each)
            continue
        if run:
            runs.append((run, good, each))
            run = []
        good = each
    if run:
        runs.append((run, good, None))
    return runs


def _addresses_work(evidence: Evidence, moment: datetime) -> bool:
    """Return whether the quorum answered around an instant (ten seconds either way, for its slow pace)."""
    slack = timedelta(seconds=10)
    sent = answered = 0
    for rung in quorum(evidence):
        more_sent, more_answered = evidence.ladder.counted(rung.id, moment - slack, moment + slack)
        sent, answered = sent + more_sent, answered + more_answered
    return sent > 0 and answered >= 0.5 * sent


def _more_than_lost_packets(evidence: Evidence, run: Sequence[Seen[DnsLookup]]) -> bool:
    """Return whether a run of failures is more than the packets lost on the way give by chance.

    A question fails by itself when both of its tries are lost. Only silence can be a lost packet: an answer that
    refuses or fails is the server's own.
    """
    if any(each.fact.outcome is not DnsOutcome.TIMEOUT for each in run):
        return True
    counted = [evidence.ladder.counted(each.id, run[0].at - AROUND, run[-1].at + AROUND) for each in quorum(evidence)]
    # one silent anchor is that anchor's own matter: the middle one tells of the way
    shares = [(sent - answered) / sent for sent, answered in counted if sent]
    lost = max(LEAST_BACKGROUND, median_low(shares) if shares else 0.0)
    return bool(lost ** (TRIES * len(run)) <= CHANCE)


def find_link_failures(evidence: Evidence, outages: Sequence[Incident]) -> list[Incident]:
    """Return the times in which the computer itself had no carrier or no address."""
    found: list[Incident] = []
    began: Seen[LinkState] | None = None
    before: Seen[LinkState] | None = None
    for each in evidence.readings(LinkState):
        bad = bool(each.fact.interface) and (each.fact.carrier is False or each.fact.gateway is None)
        if bad and began is None:
            began = each
        elif not bad and began is not None:
            found.append(_link(evidence, began, before, each))
            began = None
        if not bad:
            before = each
    if began is not None:
        found.append(_link(evidence, began, before, None))
    # what answered meanwhile was reached: then the look at the link was wrong, or looked at another route
    silent = [each for each in found if not _anything_answered(evidence, each.start, each.end)]
    return [each for each in silent if not any(o.start <= each.end and each.start <= o.end for o in outages)]


def _anything_answered(evidence: Evidence, start: datetime, end: datetime) -> bool:
    return any(evidence.ladder.counted(each, start, end)[1] for each in evidence.ladder.rungs)


def _link(
    evidence: Evidence, began: Seen[LinkState], before: Seen[LinkState] | None, after: Seen[LinkState] | None
) -> Incident:
    return Incident(
        id="",
        kind=IncidentKind.OUTAGE,
        start=began.at,
        end=after.at if after else evidence.end,
        start_uncertainty_s=(began.at - before.at).total_seconds() if before else 0.0,
        end_uncertainty_s=0.0,
        rung=OWN_LINK,
        origin=Origin.HOST,
        zone=Zone.LINK,
        ongoing=after is None,
        began_before=before is None,
    )
