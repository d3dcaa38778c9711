"""Interfaces of a box by IF-MIB: which of them is the WAN, by evidence only, and which is the session.

The WAN is, in this order: the only port that its box or its owner calls `wan`, where the box has no DSL line of its
own; the interface of the default route; the only PPP interface; the only PTM or ATM interface of a DSL modem. A port
called `lan` is LAN. Everything else has the role `unknown`. A carrier is told of Ethernet ports only: a PPP interface
that is down is a session that is down.

Source: RFC 2863, RFC 4292; captures of twelve routers and six DSL boxes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from netdoc.model.facts.wan_session import SessionStatus, WanSession
from probes.modems._snmp_box import TICKS_PER_S, clocks
from probes.modems._snmprec import Walk

ETHERNET = frozenset({6, 7, 26, 62, 69, 117})
"""ifType of ports with a carrier of their own (some are no longer used)."""
DSL = frozenset({94, 95, 96, 97, 168, 169, 230, 238, 251})
"""ifType of DSL lines: ADSL, RADSL, SDSL, VDSL, HDSL2, SHDSL, ADSL2, ADSL2+, VDSL2."""
PPP = 23
UP, DOWN, LOWER_LAYER_DOWN = 1, 2, 7
_WAN_WORD = re.compile(r"(?<![a-z0-9])wan(?![a-z])", re.IGNORECASE)
_LAN_WORD = re.compile(r"(?<![a-z0-9])lan(?![a-z])", re.IGNORECASE)
_XTM = re.compile(r"(?:ptm|atm)[0-9][0-9.]*")
_NOT_THE_SESSION = re.compile(r"dialer|l2tp|pptp|sstp|vpn|tun|3g|4g|5g|lte|cell|modem|usb|wwan", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Interface:
    """One row that may be told."""

    index: int
    name: str
    kind: int
    called_wan: bool
    called_lan: bool
    admin: int | None
    oper: int | None

    @property
    def is_port(self) -> bool:
        """Whether it has a carrier of its own."""
        return self.kind in ETHERNET and _XTM.fullmatch(self.name) is None

    @property
    def up(self) -> bool | None:
        """The carrier: down only where the port is meant to be up."""
        if not self.is_port:
            return None
        if self.oper == UP:
            return True
        return False if self.oper in (DOWN, LOWER_LAYER_DOWN) and self.admin == UP else None


def interfaces(walk: Walk) -> list[Interface]:
    """Return Ethernet, PPP, PTM and ATM interfaces that the box names, in the order of their numbers."""
    found = []
    for index, kind in sorted(walk.column("ifType").items()):
        name = walk.text("ifDescr", *index)
        if len(index) != 1 or name is None or kind.number is None:
            continue
        if kind.number not in ETHERNET and kind.number != PPP and _XTM.fullmatch(name) is None:
            continue
        words = f"{name} | {walk.text('ifName', *index) or ''} | {walk.text('ifAlias', *index) or ''}"
        wan, lan = _WAN_WORD.search(words) is not None, _LAN_WORD.search(words) is not None
        admin, oper = walk.number("ifAdminStatus", *index), walk.number("ifOperStatus", *index)
        found.append(Interface(index[0], name, kind.number, wan and not lan, lan and not wan, admin, oper))
    return found


def the_wan(walk: Walk, rows: Sequence[Interface]) -> tuple[int | None, bool]:
    """Return the number of the interface that faces the provider, and whether it is that for good.

    None where the answer does not show it. A default route moves to another port when the first one fails: the
    carrier of the port it leads to now says nothing of the one it led to before.
    """
    meant = [each for each in rows if each.admin != DOWN]
    route = _default_route(walk)
    called = [each.index for each in meant if each.called_wan and each.is_port]
    if len(called) == 1 and not _has_dsl(walk):
        return called[0], True
    if route is not None and any(each.index == route for each in rows):
        return route, False
    if called:
        return None, False
    for chosen in ([each for each in meant if each.kind == PPP], [each for each in meant if _XTM.fullmatch(each.name)]):
        if chosen:
            return (chosen[0].index if len({each.name for each in chosen}) == 1 else None), False
    return None, False


def read_session(walk: Walk) -> WanSession | None:
    """Return the session of the only PPP interface that is meant to be up.

    A dialer says that it is up whatever its session does; a tunnel or a mobile backup is not the session; nor is one
    that the default route goes around. One that is down must have carried something: else it may never have been used.
    """
    rows = [each for each in interfaces(walk) if each.kind == PPP and each.admin != DOWN]
    rows = [each for each in rows if _NOT_THE_SESSION.search(each.name) is None]
    if len({each.name for each in rows}) != 1 or not _complete(walk):
        return None
    row, route = rows[0], _default_route(walk)
    if route not in (None, *(each.index for each in rows)):
        return None
    if row.oper == UP:
        return WanSession(status=SessionStatus.UP, session="ppp", uptime_s=since_change_s(walk, row.index))
    carried = any(positive(walk, f"{each}InOctets", row.index) for each in ("if", "ifHC"))
    if row.oper in (DOWN, LOWER_LAYER_DOWN) and row.admin == UP and carried:
        return WanSession(status=SessionStatus.DOWN, session="ppp")
    return None


def _has_dsl(walk: Walk) -> bool:
    """Return whether the box has a DSL line of its own: then a WAN port beside it may be a spare one, unplugged."""
    lines = [index for index, kind in walk.column("ifType").items() if kind.number in DSL]
    return any(walk.number("ifAdminStatus", *index) != DOWN for index in lines)


def _complete(walk: Walk) -> bool:
    """Return whether every interface has its name, its kind and its state: only then one can be called the only one."""
    columns = [set(walk.column(each)) for each in ("ifType", "ifDescr", "ifOperStatus")]
    return bool(columns[0]) and all(each == columns[0] for each in columns)


def positive(walk: Walk, column: str, index: int) -> int | None:
    """Return a cell that counts; None where it is missing or below zero."""
    value = walk.number(column, index)
    return value if value is not None and 0 <= value < 2**63 else None


def since_change_s(walk: Walk, index: int) -> int | None:
    """Return how long the interface has been in its state; 0 ticks mean «since before the agent started»."""
    changed, now = walk.number("ifLastChange", index), walk.number("sysUpTime", 0)
    if not changed or now is None or not 0 < changed <= now or clocks(walk).agent_wrapped:
        return None
    return (now - changed) // TICKS_PER_S


def _default_route(walk: Walk) -> int | None:
    """Return the interface that all default routes lead to; 0 is none."""
    plain = walk.at("ipRouteIfIndex", 0, 0, 0, 0)
    found = {plain.number} if plain is not None else set()
    routes: Mapping[tuple[int, ...], Any] = walk.column("ipCidrRouteIfIndex")
    found |= {value.number for index, value in routes.items() if index[:8] == (0,) * 8}
    (only,) = found if len(found) == 1 else (None,)
    return only or None
