"""Cisco's `show pppoe session` and `show pppoe statistics` as a `WanSession`.

A client session stands on a dialer interface and is the office's own way to its provider; sessions in state PTA or LCP
on a virtual template belong to others who dial in to this box.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from netdoc.model.facts.wan_session import SessionStatus, WanSession
from probes.modems._text import printable

SESSIONS = re.compile(r"Uniq ID\s+PPPoE\s+RemMAC\s+Port\s+")
EVENTS = re.compile(r"PPPoE (?:Events|Statistics)\s+TOTAL\s+SINCE CLEARED")
_MAC = r"[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}"
_SESSION = re.compile(rf"(?:N/A|[0-9]+)\s+(?:N/A|[0-9]+)\s+{_MAC}\s+(\S+)\s+(\S+)\s+(\S+)\s+([A-Z]\w*)", re.IGNORECASE)
_BELOW = re.compile(rf"{_MAC}\s+([A-Z]+)")
_SERVING = ("PTA", "LCP", "FWDED", "LOCAL", "RELFWD", "NAS")
_STATES = {"UP": SessionStatus.UP, "SHUTDOWN": SessionStatus.DOWN, "PADISNT": SessionStatus.CONNECTING}
_STATES |= {"PADRSNT": SessionStatus.CONNECTING, "PADRCVD": SessionStatus.CONNECTING}
_TOLD = ("PPP DISCONNECT", "SSS DISCONNECT", "PADR Processing Errors (sync)", "Malformed PADX Received")


def read_session(lines: Sequence[str]) -> WanSession | None:
    """Return the office's own session; None where the answer lists none at all."""
    rows = _rows(lines)
    clients = [each for each in rows if each[1].startswith("Di")]
    if len(clients) == 1:
        _, dialer, state, below = clients[0]
        status = _STATES.get(state, SessionStatus.UNKNOWN)
        if status is SessionStatus.UP and below not in (None, "UP"):
            status = SessionStatus.CONNECTING
        others = len(rows) - 1
        remarks = [f"{others} more sessions are of others who dial in to this box"] if others else []
        if status is SessionStatus.UNKNOWN:
            remarks.append(f"state «{printable(state)}» on {printable(dialer)} is not known to this reader")
        return WanSession(status=status, session="ppp", remarks=tuple(remarks))
    if rows:
        told = ", ".join(f"{dialer} {state}" for _, dialer, state, _ in rows[:6])
        why = "several client sessions" if clients else "no client session, only sessions of others who dial in"
        return WanSession(status=SessionStatus.UNKNOWN, session="ppp", remarks=(f"{why}: {printable(told)}",))
    return None


def _rows(lines: Sequence[str]) -> list[tuple[str, str, str, str | None]]:
    """Return (port, template or dialer, state, state of the interface below) of each session."""
    rows = []
    for index, line in enumerate(lines):
        found = _SESSION.fullmatch(line.strip())
        if found is not None:
            below = _BELOW.fullmatch(lines[index + 1].strip()) if index + 1 < len(lines) else None
            rows.append((found[1], found[2], found[4].upper(), None if below is None else below[1].upper()))
    return rows


def read_events(lines: Sequence[str]) -> WanSession | None:
    """Return what the totals of all sessions tell, as remarks; they say nothing of any one session."""
    if not any(EVENTS.fullmatch(line.strip()) for line in lines):
        return None
    starts = tuple(f"{each}  " for each in _TOLD)
    told = [" ".join(line.split()) for line in lines if line.strip().startswith(starts)]
    remark = "totals of all sessions since the box started, and since they were cleared; no state of one"
    return WanSession(status=SessionStatus.UNKNOWN, session="ppp", remarks=(remark, *map(printable, told)))
