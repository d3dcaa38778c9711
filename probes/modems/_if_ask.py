"""Which interface objects to ask a live agent for, so that a box with many interfaces costs few packets."""

from __future__ import annotations

from probes.modems._dsl_mib import dotted
from probes.modems._if_mib import CELLS
from probes.modems._if_wan import ETHERNET, PPP, Interface, interfaces
from probes.modems._snmprec import Walk

MOST_LISTED = 60
"""Interfaces of which the names are asked as columns; of more the kinds only."""
MOST_TOLD = 8
_NAMES = ("ifDescr", "ifName", "ifAlias")
_FEW = ("ifType", *_NAMES, "ifOperStatus")
_DEFAULT_ROUTE = (0,) * 8


def route_objects() -> list[str]:
    """Return where the interface of the default route stands, as the starts of two columns."""
    return [dotted("ipRouteIfIndex", 0, 0, 0), dotted("ipCidrRouteIfIndex", *_DEFAULT_ROUTE)]


def name_columns(walk: Walk) -> list[str]:
    """Return the columns that tell the interfaces apart; needs `ifNumber` in the answer to ask for more than kinds."""
    many = walk.number("ifNumber", 0)
    return [dotted(each) for each in (_FEW if many is not None and many <= MOST_LISTED else ("ifType",))]


def interface_cells(walk: Walk, most: int = MOST_TOLD) -> list[str]:
    """Return the cells of the interfaces worth telling: those that may be the WAN, then the LAN, then other ports."""
    if walk.column("ifDescr"):
        rows = sorted(interfaces(walk), key=_rank)
        return [dotted(name, row.index) for row in rows[:most] for name in CELLS]
    kinds = sorted((index[0], kind.number) for index, kind in walk.column("ifType").items() if len(index) == 1)
    routes = {value.number for name in ("ipRouteIfIndex", "ipCidrRouteIfIndex") for value in walk.column(name).values()}
    chosen = [index for index, _ in kinds if index in routes]
    chosen += [index for index, kind in kinds if kind == PPP and index not in chosen]
    chosen += [index for index, kind in kinds if kind in ETHERNET and index not in chosen]
    # their names are asked with them, which takes the room of one more
    return [dotted(name, index) for index in chosen[: most - 1] for name in (*_NAMES, *CELLS)]


def _rank(row: Interface) -> tuple[int, int]:
    first = row.called_wan or row.kind == PPP or not row.is_port
    return (0 if first else 1 if row.called_lan else 2, row.index)
