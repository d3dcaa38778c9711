"""Who made a box, by the first three octets of its hardware address: words for people, never evidence.

Anybody can set any address, makers sell boxes under other names, and parts carry the address of the part's maker.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from netdoc.model.makers_table import TABLE

SHARED_BY_ROUTERS = ("00:00:5e:00:01:", "00:00:5e:00:02:", "00:00:0c:07:ac:", "00:00:0c:9f:f", "00:07:b4:")
"""Hardware addresses that a pair of routers shares: VRRP (RFC 9568), HSRP and GLBP (Cisco)."""
_LOCAL = 0x02
"""Bit of the first octet: the address was made up by software, so its beginning names nobody (IEEE 802c)."""


def maker(mac: str | None) -> str | None:
    """Return the maker of a box by its hardware address (`aa:bb:cc:...`); None where the table has none."""
    block = re.match(r"([0-9a-f]{2}):([0-9a-f]{2}):([0-9a-f]{2})(?::|$)", (mac or "").lower())
    if block is None or int(block[1], 16) & _LOCAL:
        return None
    return _blocks().get("".join(block.groups()))


def told(mac: str) -> str:
    """Return a hardware address for a sentence, with its maker where that is known: `3c:a6:2f:00:00:01 (AVM)`."""
    name = maker(mac)
    return mac if name is None else f"{mac} ({name})"


@cache
def _blocks() -> Mapping[str, str]:
    found: dict[str, str] = {}
    name = ""
    for line in TABLE.splitlines():
        if line.endswith(":"):
            name = line[:-1]
        else:
            found.update(dict.fromkeys(line.split(), name))
    return found
