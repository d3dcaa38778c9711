"""Where a target is: its socket address, and a name's address without ever blocking a sender."""

from __future__ import annotations

import socket
import threading
from dataclasses import dataclass
from typing import cast

from netdoc.errors import CannotMeasure
from netdoc.ports import Clock

RETRY_NS = 30_000_000_000
"""A name that did not resolve is asked again this much later."""


@dataclass(frozen=True, slots=True)
class Address:
    """A numeric address, ready to send to. `packed` is what replies are compared by."""

    family: socket.AddressFamily
    sockaddr: tuple[str, int] | tuple[str, int, int, int]
    packed: bytes
    text: str

    @property
    def scope(self) -> int:
        """The interface number of an IPv6 link-local address, else 0."""
        return self.sockaddr[3] if len(self.sockaddr) == 4 else 0

    def with_port(self, port: int) -> tuple[str, int] | tuple[str, int, int, int]:
        """Return the socket address with a port."""
        if len(self.sockaddr) == 4:
            return (self.sockaddr[0], port, self.sockaddr[2], self.sockaddr[3])
        return (self.sockaddr[0], port)


def packed(family: int, text: str) -> bytes:
    """Return an address as bytes, without the zone (`%eth0`)."""
    return socket.inet_pton(family, text.split("%", 1)[0])


def numeric(text: str) -> Address | None:
    """Return a numeric address, or None when the text is a name."""
    return _lookup(text, socket.AI_NUMERICHOST)


def _lookup(text: str, flags: int = 0) -> Address | None:
    try:
        found = socket.getaddrinfo(text, None, type=socket.SOCK_DGRAM, flags=flags)
    except (OSError, UnicodeError):
        return None
    # IPv4 first, as on every other rung: beside IPv4 anchors a broken IPv6 would look like a dead service
    for family, _, _, _, sockaddr in sorted(found, key=lambda each: each[0] != socket.AF_INET):
        if family in (socket.AF_INET, socket.AF_INET6):
            own = cast("tuple[str, int] | tuple[str, int, int, int]", sockaddr)
            return Address(family, own, packed(family, own[0]), own[0])
    return None


class Addresses:
    """Remembers where targets are. A name is resolved once, on a thread of its own, and then kept."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._known: dict[str, Address] = {}
        self._tried_ns: dict[str, int] = {}

    def of(self, text: str) -> Address:
        """Return the address of a target.

        Raises:
            CannotMeasure: it is a name and has not been resolved (yet); asked again in the background.
        """
        held = self._known.get(text) or numeric(text)
        if held is not None:
            self._known[text] = held
            return held
        now_ns = self._clock.monotonic_ns()
        if text not in self._tried_ns or now_ns - self._tried_ns[text] > RETRY_NS:
            self._tried_ns[text] = now_ns
            threading.Thread(target=self._resolve, args=(text,), name="netdoc-resolve", daemon=True).start()
        raise CannotMeasure(
            f"the name {text[:80]} has no address (yet)", hint="give the address in the site file to be free of DNS"
        )

    def _resolve(self, text: str) -> None:
        found = _lookup(text)
        if found is not None:
            self._known[text] = found
