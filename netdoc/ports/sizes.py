"""Asking whether packets of a size come through."""

from __future__ import annotations

from typing import Protocol

from netdoc.errors import CannotMeasure
from netdoc.model.capture import Capture


class Sizes(Protocol):
    """Large packets beside small ones; needs no right."""

    async def greeting(self, target: str, port: int, *, small: bool, long: bool, timeout_s: float) -> Capture:
        """Greet a TLS server in segments as large as agreed, or in small ones; how it ended is in the capture.

        A long greeting needs full-size packets on the way out, a short one on the way back only.

        Raises:
            CannotMeasure: the name has no address, or this computer no way to it.
        """

    async def sweep(self, target: str, *, max_ttl: int) -> Capture:
        """Send packets that may not be cut, of several sizes, to an address and to each distance before it.

        It takes about 8 s.

        Raises:
            CannotMeasure: not an IPv4 address, no way to it, or no suitable socket.
        """


class NoSizes:
    """Stands where sizes cannot be asked."""

    async def greeting(self, target: str, port: int, *, small: bool, long: bool, timeout_s: float) -> Capture:
        """Greet nobody."""
        raise CannotMeasure(f"{target}: nothing here can send large packets")

    async def sweep(self, target: str, *, max_ttl: int) -> Capture:
        """Send nothing."""
        raise CannotMeasure(f"{target}: nothing here can send large packets")
