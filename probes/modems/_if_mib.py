"""What a box counted at its interfaces, by IF-MIB and EtherLike-MIB.

Octets are read 64 bits wide or 32, never mixed in one answer. Nominal rates are left out.

Source: RFC 2863, RFC 3635; captures of twelve routers and six DSL boxes.
"""

from __future__ import annotations

from typing import Any

from netdoc.model.facts.interface_counters import InterfaceCounters
from probes.modems._box_mib import IF_X, LAST_OF_SNMP_GROUP
from probes.modems._if_wan import ETHERNET, UP, Interface, interfaces, positive, since_change_s, the_wan
from probes.modems._plausible import Gate
from probes.modems._snmprec import Walk

MOST_UNNAMED = 64
"""A box with more ports is a switch, with more sessions a concentrator: only those with a role are told."""
_WIDE = frozenset(range(2, 20)) - {14, 18}
"""Columns of ifXTable that an agent with 64-bit counters fills; names, aliases and traps others have too."""
_LAST_WIDE = 13
_DUPLEX = {2: "half", 3: "full"}
_COUNTERS = (
    ("rx_errors", "ifInErrors"),
    ("tx_errors", "ifOutErrors"),
    ("rx_discards", "ifInDiscards"),
    ("tx_discards", "ifOutDiscards"),
)
_ETHERNET_COUNTERS = (("fcs_errors", "dot3StatsFCSErrors"), ("late_collisions", "dot3StatsLateCollisions"))
CELLS: tuple[str, ...] = (
    "ifAdminStatus",
    "ifOperStatus",
    "ifLastChange",
    "ifInOctets",
    "ifOutOctets",
    "ifHCInOctets",
    "ifHCOutOctets",
)
CELLS += ("dot3StatsDuplexStatus", *(column for _, column in (*_COUNTERS, *_ETHERNET_COUNTERS)))
"""What is worth asking of one interface, besides its names."""


def read_interfaces(walk: Walk, *, whole: bool) -> list[InterfaceCounters]:
    """Return what the box counted at its WAN, at its LAN and at other ports with traffic.

    Args:
        walk: the answer.
        whole: nothing can be missing at its end; else the walk must show that it passed the 64-bit counters, because
            32-bit ones of an interface that has both are another number.
    """
    wide = _is_wide(walk)
    if not wide and not whole and not _passed(walk):
        return []
    rows = interfaces(walk)
    wan, lasting = the_wan(walk, rows)
    crowded = {kind for kind in (True, False) if sum(row.is_port is kind for row in rows) > MOST_UNNAMED}
    found = []
    told: set[str] = set()
    for row in rows:
        role = "wan" if row.index == wan else "lan" if row.called_lan else "unknown"
        if role == "unknown" and row.is_port in crowded:
            continue
        counted = _counted(walk, row, wide=wide)
        carries = counted.get("rx_bytes") is not None or counted.get("tx_bytes") is not None
        says = row.up is not None or carries
        if role == "unknown":  # what a port is for decides what its carrier means
            says = carries and (row.up is True or not row.is_port)
        if role == "unknown" or (role == "wan" and not lasting):
            counted["up"] = None
        if says and row.name not in told:  # some agents list one interface twice
            told.add(row.name)
            found.append(InterfaceCounters(interface=row.name, role=role, **counted))
    return found


def left_out(walk: Walk, *, whole: bool) -> tuple[str, ...]:
    """Return, as remarks, why interfaces of the answer are not among those of `read_interfaces`."""
    ports = [index for index, kind in walk.column("ifType").items() if kind.number in ETHERNET]
    nameless = sum(walk.text("ifDescr", *index) is None for index in ports)
    found = [f"{nameless} Ethernet ports without a name are left out"] if nameless else []
    if ports and not whole and not _is_wide(walk) and not _passed(walk):
        found.append("interfaces are left out: the walk ends before the place of 64-bit counters and may be cut")
    return tuple(found)


def _is_wide(walk: Walk) -> bool:
    return any(oid[: len(IF_X)] == IF_X and oid[len(IF_X)] in _WIDE for oid in walk.values if len(oid) > len(IF_X))


def _passed(walk: Walk) -> bool:
    """Return whether a walk goes on behind the place of the 64-bit counters, or ends where MIB-II ends."""
    last = max(walk.values, default=())
    return last > (*IF_X, _LAST_WIDE + 1) or last == LAST_OF_SNMP_GROUP


def _counted(walk: Walk, row: Interface, *, wide: bool) -> dict[str, Any]:
    gate = Gate()
    prefix = "ifHC" if wide else "if"
    octets = {
        key: gate.count(key, positive(walk, f"{prefix}{way}Octets", row.index), f"{way} octets")
        for key, way in (("rx_bytes", "In"), ("tx_bytes", "Out"))
    }
    found: dict[str, Any] = {"up": row.up, "bits": 64 if wide else 32}
    if any(octets.values()):
        found |= octets
    elif row.oper == UP and None not in octets.values():
        gate.remarks.append("octets left out: both are zero though it is up; they may not have been counted")
    for key, column in _COUNTERS:
        raw = positive(walk, column, row.index)
        found[key] = gate.count(key, raw, f"{column} {raw}")
    if row.is_port:
        for key, column in _ETHERNET_COUNTERS:
            raw = positive(walk, column, row.index)
            found[key] = gate.count(key, raw, f"{column} {raw}")
        found["duplex"] = _DUPLEX.get(walk.number("dot3StatsDuplexStatus", row.index) or 0)
    found["last_change_s"] = since_change_s(walk, row.index)
    found["remarks"] = tuple(gate.remarks)
    return found
