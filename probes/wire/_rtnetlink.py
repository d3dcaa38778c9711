"""The kernel's answers about routes, as bytes. Source: rtnetlink(7)."""

from __future__ import annotations

import struct

RTM_NEWROUTE, RTM_GETROUTE, NLM_F_REQUEST, NLMSG_ERROR = 24, 26, 1, 2
RTA_DST, RTA_SRC, RTA_OIF = 1, 2, 4
HEADER, ROUTE, ATTRIBUTE = struct.Struct("=IHHII"), struct.Struct("=8BI"), struct.Struct("=HH")


def out_interface(answer: bytes) -> int:
    """Return the number of the interface that a route in an answer leaves through; 0 where it names none."""
    at = HEADER.size + ROUTE.size
    while at + 4 <= len(answer):
        length, kind = ATTRIBUTE.unpack_from(answer, at)
        if kind == RTA_OIF and length == 8:
            return int(struct.unpack_from("=I", answer, at + 4)[0])
        at += max(4, (length + 3) & ~3)
    return 0
