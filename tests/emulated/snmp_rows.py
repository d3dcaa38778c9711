"""Walks of emulated boxes for the SNMP agent: a router with many interfaces, and its 32-bit and 64-bit counters."""

from __future__ import annotations

from collections.abc import Iterator

from probes.modems._dsl_mib import dotted

ETHERNET, PPP = 6, 23
IF_ROOTS = (
    "1.3.6.1.2.1.2",
    "1.3.6.1.2.1.31",
    "1.3.6.1.2.1.10.7",
    "1.3.6.1.2.1.4.21.1.2.0.0",
    "1.3.6.1.2.1.4.24.4.1.5.0",
)
"""The points of the tree at which an agent must ask for these rows instead of telling of its own machine."""


def router(interfaces: int) -> str:
    """Return a router: first the WAN port, then the LAN, last a PPP session with the default route."""
    lines = [f"{dotted('ifNumber', 0)}|2|{interfaces}", f"{dotted('ipRouteIfIndex', 0, 0, 0, 0)}|2|{interfaces}"]
    for index in range(1, interfaces + 1):
        lines += _row(index, last=interfaces)
    return "".join(f"{each}\n" for each in sorted(lines, key=_order))


def _row(index: int, last: int) -> Iterator[str]:
    name = "ppp0" if index == last else {1: "wan", 2: "lan"}.get(index, f"port{index}")
    kind = PPP if index == last else ETHERNET
    yield f"{dotted('ifDescr', index)}|4|{name}"
    yield f"{dotted('ifName', index)}|4|{name}"
    yield f"{dotted('ifAlias', index)}|4|"
    for column, form, value in (
        ("ifType", "2", kind),
        ("ifAdminStatus", "2", 1),
        ("ifOperStatus", "2", 1),
        ("ifLastChange", "67", 0),
        ("ifInOctets", "65", 1_000_000 + index),
        ("ifInDiscards", "65", index % 3),
        ("ifInErrors", "65", 0),
        ("ifOutOctets", "65", 2_000_000 + index),
        ("ifOutDiscards", "65", 0),
        ("ifOutErrors", "65", index % 2),
        ("ifHCInOctets", "70", 2**33 + 1_000_000 + index),
        ("ifHCOutOctets", "70", 2**34 + 2_000_000 + index),
    ):
        yield f"{dotted(column, index)}|{form}|{value}"
    if kind == ETHERNET:
        yield f"{dotted('dot3StatsFCSErrors', index)}|65|{index % 5}"
        yield f"{dotted('dot3StatsLateCollisions', index)}|65|0"
        yield f"{dotted('dot3StatsDuplexStatus', index)}|2|3"


def _order(line: str) -> list[int]:
    return [int(each) for each in line.partition("|")[0].split(".")]
