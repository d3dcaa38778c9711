"""What held in a stretch of time: how far the session came, the line's mode and rates, names, loss, throughput.

Each value says how many readings or samples it stands on; what was not read is not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from statistics import median
from typing import TypeVar

from netdoc.diagnosis.gate import quorum
from netdoc.diagnosis.logs import entries
from netdoc.diagnosis.watched import watched_s
from netdoc.model.evidence import Evidence
from netdoc.model.facts.device_log import LogEvent
from netdoc.model.facts.dns_lookup import DnsLookup, Question, ResolverRole
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.pppoe_session import PppoeSession, PppoeStage
from netdoc.model.facts.transfer import Transfer
from netdoc.model.facts.wan_session import SessionStatus, WanSession
from netdoc.model.incident import IncidentKind
from netdoc.model.site import RungKind
from netdoc.model.verdict import Verdict

T = TypeVar("T")


class Stage(StrEnum):
    """How far the way to the internet came, the last time that it was told; nearest first."""

    NO_SYNC = "no sync: the line does not come up"
    IN_SYNC = "in sync; the session is down"
    NO_ANSWER = "in sync; nobody answers the request for a session"
    AUTH_REJECTED = "in sync; the login is rejected"
    SESSION_UP = "in sync, or not told; the session is up"


_OF_THE_LOG = {
    LogEvent.NO_ANSWER: Stage.NO_ANSWER,
    LogEvent.AUTH_REJECTED: Stage.AUTH_REJECTED,
}
_LOGIN = {
    PppoeStage.ASKED: "nobody answers the request for a session",
    PppoeStage.OFFERED: "a concentrator answers and gives no session",
    PppoeStage.SESSION: "a session begins, and no agreement on the link",
    PppoeStage.LINK: "the login is not accepted",
    PppoeStage.LOGGED_IN: "the login is accepted, and no address given",
    PppoeStage.ADDRESS: "the login is accepted, and an address given",
}
_AUTHENTICATION = "AUTHENTICATION"
"""Part of LastConnectionError where the login was rejected (UPnP IGD, WANPPPConnection)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A word that a box said last (`17a`)."""

    name: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Median:
    """The middle one of some readings, in `unit`."""

    name: str
    unit: str
    value: float
    readings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """`failed` of `asked` questions or samples got no good answer; they were sent over `seconds`."""

    name: str
    failed: int
    asked: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Outages:
    """Outages begun in so many seconds of watching."""

    name: str
    count: int
    watched_s: float


Value = Told | Median | Share | Outages


def values_of(evidence: Evidence, verdict: Verdict) -> tuple[Value, ...]:
    """Return all that was told and measured of the line, the session, names, loss and throughput, in that order."""
    return tuple(_values(evidence, verdict))


def stage_of(evidence: Evidence) -> tuple[Stage, datetime] | None:
    """Return how far the way to the internet came by the last readings, and when that was told; None: not told."""
    line, session = _last(evidence.readings(DslLine)), _last(evidence.readings(WanSession))
    if line is not None and line.fact.sync is False and (session is None or session.at <= line.at):
        return Stage.NO_SYNC, line.at
    known = session is not None and session.fact.status is not SessionStatus.UNKNOWN
    if known and session is not None and session.fact.status is SessionStatus.UP:
        return Stage.SESSION_UP, session.at
    logged = _last(entries(evidence, *_OF_THE_LOG, LogEvent.SESSION_UP))
    if known and session is not None and _AUTHENTICATION in (session.fact.last_error or "").upper():
        return Stage.AUTH_REJECTED, session.at
    if logged is not None and logged.event in _OF_THE_LOG and (known or line is not None):
        return _OF_THE_LOG[logged.event], logged.at
    if known and session is not None and line is not None and line.fact.sync:
        return Stage.IN_SYNC, session.at
    return None


def _values(evidence: Evidence, verdict: Verdict) -> Iterator[Value]:
    stage = stage_of(evidence)
    if stage is not None:
        yield Told(name="how far it comes", text=stage[0].value, at=stage[1])
    tried = _last(evidence.readings(PppoeSession))
    if tried is not None:
        yield Told(name="login at the modem", text=_LOGIN[tried.fact.stage], at=tried.at)
    yield from _line(evidence)
    outages = sum(each.incident.kind is IncidentKind.OUTAGE for each in verdict.incidents)
    if evidence.ladder.ever_answered:
        yield Outages(name="outages", count=outages, watched_s=watched_s(evidence))
    yield from _loss(evidence)
    yield from _names(evidence)
    for way in ("down", "up"):
        rates = [each.fact.rate_kbps for each in evidence.readings(Transfer) if each.fact.direction == way]
        yield from _median(f"throughput {way}", "kbit/s", rates)


def _line(evidence: Evidence) -> Iterator[Value]:
    synced = [each for each in evidence.readings(DslLine) if each.fact.sync]
    for name in ("mode", "profile"):
        told = _last([each for each in synced if getattr(each.fact, name)])
        if told is not None:
            yield Told(name=f"DSL {name}", text=getattr(told.fact, name), at=told.at)
    for field, name, unit in (
        ("rate_down_kbps", "sync rate down", "kbit/s"),
        ("rate_up_kbps", "sync rate up", "kbit/s"),
        ("margin_down_db", "noise margin down", "dB"),
        ("attenuation_down_db", "attenuation down", "dB"),
    ):
        yield from _median(name, unit, [getattr(each.fact, field) for each in synced])


def _median(name: str, unit: str, told: Iterable[float | None]) -> Iterator[Median]:
    known = [each for each in told if each is not None]
    if known:
        yield Median(name=name, unit=unit, value=float(median(known)), readings=len(known))


def _loss(evidence: Evidence) -> Iterator[Share]:
    seconds = (evidence.end - evidence.start).total_seconds()
    near = [each for each in evidence.site.rungs if each.kind in (RungKind.ROUTER, RungKind.FIRST_HOP)]
    for name, rungs in (*((each.id, [each]) for each in near), ("the anchors", quorum(evidence))):
        sent = answered = 0
        for rung in rungs:
            more = evidence.ladder.counted(rung.id, evidence.start, evidence.end)
            sent, answered = sent + more[0], answered + more[1]
        if sent:
            yield Share(name=f"loss to {name}", failed=sent - answered, asked=sent, seconds=seconds)


def _names(evidence: Evidence) -> Iterator[Share]:
    """Yield the questions for fresh names: only like is compared with like, and an answer from a cache proves less."""
    seconds = (evidence.end - evidence.start).total_seconds()
    fresh = [each.fact for each in evidence.readings(DnsLookup) if each.fact.question is Question.RANDOM]
    for role in ResolverRole:
        asked = [each for each in fresh if each.role is role]
        if asked:
            failed = sum(not each.worked for each in asked)
            yield Share(name=f"fresh names by {role}", failed=failed, asked=len(asked), seconds=seconds)


def _last(found: Sequence[T]) -> T | None:
    return found[-1] if found else None
