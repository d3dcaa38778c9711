"""Whether the anchors are enough strangers to each other that the silence of all of them is nobody's own."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

LEAST = 3
_OPERATORS = (
    ("1.1.1.1", "1.0.0.1", "1.1.1.2", "1.0.0.2", "1.1.1.3", "1.0.0.3"),
    ("8.8.8.8", "8.8.4.4"),
    ("9.9.9.9", "9.9.9.10", "9.9.9.11", "149.112.112.112", "149.112.112.10", "149.112.112.11"),
    ("208.67.222.222", "208.67.220.220", "208.67.222.220", "208.67.220.222"),
    ("94.140.14.14", "94.140.15.15", "94.140.14.140", "94.140.14.141"),
)
"""Well-known addresses that are one operator's though they lie in networks of their own (each operator's pages)."""


def doubt(addresses: Sequence[str]) -> str:
    """Return what is wrong with a site's anchors, in words; empty when they make a quorum."""
    if len(addresses) < LEAST:
        return "fewer than three anchors: the far end and the connection are harder to tell apart"
    groups = {_network(each) for each in addresses}
    if len(groups) < LEAST:
        return (
            f"the {len(addresses)} anchors belong to {len(groups)} network{'s' if len(groups) > 1 else ''} only: when "
            "one operator fails it looks as if the connection did; give three unrelated ones"
        )
    return ""


def _network(address: str) -> str:
    """Return a name for the network an address belongs to: its operator, where known, else its /16."""
    for operator in _OPERATORS:
        if address in operator:
            return operator[0]
    try:
        return str(ipaddress.IPv4Network(f"{address}/16", strict=False))
    except ValueError:
        return address
