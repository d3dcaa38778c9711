"""What an Ethernet frame carries, in one word: says in the truth whose packet was lost."""

from __future__ import annotations

_BY_TYPE = {0x0806: "arp", 0x86DD: "ipv6", 0x8863: "pppoe", 0x8864: "pppoe"}
_BY_PROTOCOL = {1: "icmp", 6: "tcp", 17: "udp"}
_IPV4 = 0x0800


def kind_of(frame: bytes) -> str:
    """Return `icmp`, `tcp`, `udp`, `arp`, `ipv6`, `pppoe` or `other`."""
    if len(frame) < 14:
        return "other"
    ether_type = int.from_bytes(frame[12:14], "big")
    if ether_type == _IPV4 and len(frame) > 23:
        return _BY_PROTOCOL.get(frame[23], "other")
    return _BY_TYPE.get(ether_type, "other")
