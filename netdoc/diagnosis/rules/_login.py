"""What is known of the login of the internet session: who rejected it, and whether the same login ever worked.

A rejection accuses the provider only where the login is known to be right: it worked before and nobody changed it
since. A provider that allows one session rejects a second one while it holds the first: what comes soon after a
session was cut off says nothing of the account.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from netdoc.diagnosis.instants import line_started_at
from netdoc.diagnosis.logs import Entry, entries, entries_between
from netdoc.diagnosis.rules._at_modem import NOT_UP, looks_at_modem
from netdoc.diagnosis.rules._modem import HELD_AGAIN, sync_held_again
from netdoc.diagnosis.rules._products import another_product
from netdoc.diagnosis.rules._router import changed_before, router_restarted, session_worked_before
from netdoc.model.evidence import Evidence
from netdoc.model.facts import Fact
from netdoc.model.facts.device_log import DeviceLog, LogEvent
from netdoc.model.facts.pppoe_session import PppoeSession
from netdoc.model.facts.step import Step
from netdoc.model.facts.wan_session import SessionStatus, WanSession
from netdoc.model.incident import Incident
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane

AUTHENTICATION = "AUTHENTICATION"
"""Part of LastConnectionError where the login was rejected (UPnP IGD, WANPPPConnection)."""
APART = timedelta(seconds=60)
"""Between the first rejection and the last: one alone may be a renewal that came too early (own)."""
_STILL_HELD = re.compile(
    r"already|in use|concurrent|simultan|duplicate|(?:session|login)s? (?:limit|exceeded)"
    r"|(?:too many|max\w*) (?:\w+ )?(?:session|login)s?|bereits|gleichzeitig",
    re.IGNORECASE,
)
"""Words by which a concentrator says that a session of this account stands elsewhere (made up from many)."""


@dataclass(frozen=True, slots=True)
class Rejections:
    """The router's logins that were rejected in an incident, by its own word."""

    first: datetime
    last: datetime
    told: Seen[DeviceLog] | Seen[WanSession]
    words: str


def rejected_to_router(evidence: Evidence, incident: Incident) -> Rejections | None:
    """Return what the router tells of logins that were rejected throughout what is left of an incident.

    Where line, router or the port between them came back within it, only what lasts ten minutes beyond that counts:
    the provider may have held the old session until then.
    """
    begin = incident.start - timedelta(seconds=incident.start_uncertainty_s)
    cut = _cut_off(evidence, incident)
    lines = entries_between(evidence, max(begin, cut or begin), incident.end, LogEvent.AUTH_REJECTED)
    errors = [
        each
        for each in evidence.readings(WanSession, start=incident.start, end=incident.end)
        if each.fact.status in NOT_UP and AUTHENTICATION in (each.fact.last_error or "").upper()
    ]
    told: list[Entry | Seen[WanSession]] = sorted([*lines, *errors], key=lambda each: each.at)
    if not told or any(_up_since(evidence, told[0].at, incident.end)):
        return None
    lasts = [told[-1].at, *(each.at for each in _down(evidence, told[0].at, incident.end))]
    since = told[0].at if cut is None else cut + HELD_AGAIN - APART
    if max(lasts) - since < APART:
        return None
    first = told[0]
    if isinstance(first, Entry):
        return Rejections(first.at, told[-1].at, first.told, f"its log: «{first.text or first.event}»")
    return Rejections(first.at, told[-1].at, first, str(first.fact.last_error))


def _cut_off(evidence: Evidence, incident: Incident) -> datetime | None:
    """Return when line, router or port last came back within an incident: their session was cut off before."""
    again = sync_held_again(evidence, incident)
    restarted = router_restarted(evidence, incident)
    ports = entries_between(evidence, incident.start, incident.end, LogEvent.PORT_DOWN, LogEvent.PORT_UP)
    found = [line_started_at(again)] if again is not None else []
    found += [restarted.latest] if restarted is not None else []
    found += [ports[-1].at] if ports else []
    return max((each for each in found if each is not None), default=None)


def _up_since(evidence: Evidence, start: datetime, end: datetime) -> list[object]:
    readings = evidence.readings(WanSession, start=start, end=end)
    up: list[object] = [each for each in readings if each.fact.status is SessionStatus.UP]
    return [*up, *entries_between(evidence, start, end, LogEvent.SESSION_UP)]


def _down(evidence: Evidence, start: datetime, end: datetime) -> list[Seen[WanSession]]:
    return [each for each in evidence.readings(WanSession, start=start, end=end) if each.fact.status in NOT_UP]


def tries_at_modem(evidence: Evidence, incident: Incident) -> list[Seen[PppoeSession]]:
    """Return the logins that this computer tried at the modem in an incident, the oldest first."""
    return looks_at_modem(evidence, incident, PppoeSession)


def accepted_at_modem(evidence: Evidence, incident: Incident) -> Seen[PppoeSession] | None:
    """Return a login of this computer that was accepted in an incident before any other was rejected."""
    first = next((each for each in tries_at_modem(evidence, incident) if each.fact.rejected is not None), None)
    return first if first is not None and first.fact.rejected is False else None


def rejected_at_modem(evidence: Evidence, incident: Incident) -> Seen[PppoeSession] | None:
    """Return a login of this computer that was rejected in an incident, where no session stood elsewhere meanwhile.

    One on another tag than the contract's is another service's answer.
    """
    for each in tries_at_modem(evidence, incident):
        fact = each.fact
        if not fact.rejected or fact.own_tag is False or _STILL_HELD.search(fact.text or ""):
            continue
        if _long_down(evidence, incident, each.at):
            return each
    return None


def _long_down(evidence: Evidence, incident: Incident, moment: datetime) -> bool:
    """Return whether no session of this access can have been held by the provider any more at an instant."""
    before = moment - HELD_AGAIN
    down = evidence.last_before(before, WanSession)
    told_down = down is not None and down.fact.status in NOT_UP
    return (incident.start <= before or told_down) and not _up_since(evidence, before, moment)


def login_rejected_without_the_router(evidence: Evidence, incident: Incident) -> Seen[PppoeSession] | None:
    """Return the login of this computer that failed as the router's did: then the router's settings are not why."""
    tried = rejected_at_modem(evidence, incident)
    told = rejected_to_router(evidence, incident)
    if tried is None:
        return None
    accepted = _accepted_before(evidence, tried)
    written = tried.fact.written_at
    # the same name may come with another password: only a file that was not written since holds the same one
    same = accepted is not None and written is not None and written <= accepted.at
    return tried if told is not None or same else None


def ever_rejected(evidence: Evidence) -> bool:
    """Return whether anything of the window tells of a login that was rejected."""
    return bool(
        entries(evidence, LogEvent.AUTH_REJECTED)
        or any(each.fact.rejected for each in evidence.readings(PppoeSession))
        or any(AUTHENTICATION in (each.fact.last_error or "").upper() for each in evidence.readings(WanSession))
    )


def changed_since(evidence: Evidence, incident: Incident, until: datetime) -> Seen[Step] | None:
    """Return the step that changed the router's settings in the hour before an incident, or in it before an instant."""
    earlier = changed_before(evidence, incident.start, "router")
    within = evidence.readings(Step, start=incident.start, end=until)
    return earlier or next((each for each in within if "router" in (each.fact.changed or "")), None)


def worked_before(
    evidence: Evidence, incident: Incident, tried: Seen[PppoeSession] | None, told: Rejections | None
) -> Seen[PppoeSession] | Seen[WanSession] | None:
    """Return what shows that the rejected login worked before, as it is.

    The router's login: a session of it before the incident, and no change of its settings since. This computer's: the
    same user name was accepted before; or the router's, which worked, is rejected too.
    """
    if told is not None and changed_since(evidence, incident, told.first) is None:
        session = session_worked_before(evidence, incident.start)
        if session is not None:
            return session
    return _accepted_before(evidence, tried) if tried is not None else None


def _accepted_before(evidence: Evidence, tried: Seen[PppoeSession]) -> Seen[PppoeSession] | None:
    """Return the last login with the same user name that was accepted before a try."""
    earlier = evidence.readings(PppoeSession, end=tried.at)
    accepted = [each for each in earlier if each.fact.rejected is False and each.fact.login == tried.fact.login]
    return accepted[-1] if accepted and tried.fact.login is not None else None


def answered_login(evidence: Evidence, incident: Incident) -> tuple[Seen[Fact], Plane] | None:
    """Return what shows that the provider's own concentrator answered a login through this modem, and who saw it.

    The contract's tag from this computer is the right one. The router's login, which worked through this modem before,
    still comes to somebody who knows of logins: as long as it is the same product, and nobody changed the modem.
    """
    for each in tries_at_modem(evidence, incident):
        if each.fact.own_tag and each.fact.rejected is not None:
            return each, Plane.PATH
    told = rejected_to_router(evidence, incident)
    same = not another_product(evidence, incident) and changed_before(evidence, incident.start, "modem") is None
    if told is not None and same and session_worked_before(evidence, incident.start) is not None:
        return told.told, told.told.plane
    return None
