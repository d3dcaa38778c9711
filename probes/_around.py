"""What the computer's own tables tell of the boxes around it: the gateway's hardware address, packets to everybody.

Nothing is sent and no right is needed. No whole hardware address leaves `kept`: two of its octets are withheld, which
leaves enough to see that another box answers, and who made it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

NETSTAT = "/proc/net/netstat"
GATEWAY_MAC = "gateway in /proc/net/arp"
"""Section of a bundle: `ADDRESS aa:bb:cc:xx:xx:ff`."""
_MAC = re.compile(r"([0-9a-f]{2}:[0-9a-f]{2}:[0-9a-f]{2}):[0-9a-f]{2}:[0-9a-f]{2}:([0-9a-f]{2})")
_KEPT = re.compile(r"[0-9a-f]{2}:[0-9a-f]{2}:[0-9a-f]{2}:xx:xx:[0-9a-f]{2}")
NOBODY = ("00:00:00:xx:xx:00", "ff:ff:ff:xx:xx:ff")
"""What stands in the table while nobody has answered."""


def kept(mac: str) -> str | None:
    """Return a hardware address without its fourth and fifth octet; None for anything else and for nobody's."""
    found = _MAC.fullmatch(mac.lower())
    short = f"{found[1]}:xx:xx:{found[2]}" if found else ""
    return short if short and short not in NOBODY else None


def gateway_line(proc_net_arp: str, interface: str, gateway: str) -> bytes | None:
    """Return the section that tells the gateway's hardware address, from the whole table; None without an entry."""
    for line in proc_net_arp.splitlines()[1:]:
        words = line.split()
        if len(words) >= 6 and words[0] == gateway and words[5] == interface and (short := kept(words[3])):
            return f"{gateway} {short}\n".encode()
    return None


def gateway_mac(section: str, gateway: str | None) -> str | None:
    """Return the hardware address that a bundle tells of the gateway, two octets withheld."""
    words = section.split()
    told = len(words) == 2 and words[0] == gateway and _KEPT.fullmatch(words[1]) and words[1] not in NOBODY
    return words[1] if told else None


def of_ip(proc_net_netstat: str) -> bytes | None:
    """Return the lines of /proc/net/netstat that count IP packets: the others, of TCP, are long and not asked for."""
    lines = [each for each in proc_net_netstat.splitlines() if each.startswith("IpExt:")]
    return "\n".join(lines).encode() if lines else None


def to_everybody(netstat: str) -> Mapping[str, int]:
    """Return how many IP packets to everybody and to groups came in: `InBcastPkts`, `InMcastPkts`, where told.

    The kernel counts them for the whole computer, since it started (RFC 4293, ipSystemStatsInBcastPkts).
    """
    lines = [each.split()[1:] for each in netstat.splitlines() if each.startswith("IpExt:")]
    if len(lines) != 2 or len(lines[0]) != len(lines[1]):
        return {}
    told = dict(zip(*lines, strict=True))
    wanted = ("InBcastPkts", "InMcastPkts")
    return {each: int(told[each]) for each in wanted if re.fullmatch(r"[0-9]{1,19}", told.get(each, ""))}
