"""TCP connections by family of addresses: the real `ports.Reach`.

The capture is one JSON object:

    {"netdoc": "reach/1", "address": "2001:db8::7", "port": 443, "ended": "timeout", "why": ""}
"""

from __future__ import annotations

import asyncio
import errno
import json
import socket
from collections.abc import Sequence
from ipaddress import ip_address

from netdoc.errors import CannotMeasure
from netdoc.model.capture import Capture
from netdoc.ports import Clock

FORM = "reach/1"
NO_WAY = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EACCES, errno.EADDRNOTAVAIL, errno.ENETDOWN})
ROUTED_PROBE = {socket.AF_INET: "192.0.2.1", socket.AF_INET6: "2001:db8::1"}
"""Addresses for documentation (RFC 5737, RFC 3849): a UDP connect to them sends nothing, and finds our own address."""


class SystemReach:
    """The real `ports.Reach`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def addresses(self, name: str, *, timeout_s: float) -> Sequence[str]:
        """Return one address of each family that both the name and this computer have; see `ports.Reach`."""
        try:
            async with asyncio.timeout(timeout_s):
                found = await asyncio.get_running_loop().getaddrinfo(name, 0, type=socket.SOCK_STREAM)
        except (OSError, TimeoutError, UnicodeError) as error:
            raise CannotMeasure(f"{name[:80]!r} has no address now: {error}", hint="look at the names first") from None
        by_family = {family: str(where[0]) for family, _, _, _, where in reversed(found)}
        return [each for family, each in sorted(by_family.items()) if family in ROUTED_PROBE and has_global(family)]

    async def connect(self, address: str, port: int, *, timeout_s: float) -> Capture:
        """Connect once and close; see `ports.Reach`."""
        ended, why = "connected", ""
        try:
            async with asyncio.timeout(timeout_s):
                _, writer = await asyncio.open_connection(address, port)
            writer.close()
        except TimeoutError:
            ended = "timeout"
        except ConnectionRefusedError:
            ended = "refused"
        except OSError as error:
            # a reset or anything else that came back from there is an answer
            ended, why = "no_way" if error.errno in NO_WAY else "refused", error.strerror or str(error)
        note = {"netdoc": FORM, "address": address, "port": port, "ended": ended, "why": why}
        return Capture(json.dumps(note).encode(), self._clock.now(), address, "tcp connect")


def has_global(family: int) -> bool:
    """Return whether this computer would leave for the internet from an address of this family that is no local one."""
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as sock:
            sock.connect((ROUTED_PROBE[socket.AddressFamily(family)], 9))
            own = ip_address(str(sock.getsockname()[0]))
    except OSError:
        return False
    return family == socket.AF_INET or not (own.is_link_local or own.is_private or own.is_loopback)
