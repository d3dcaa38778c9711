"""Connecting to a service by name over one family of addresses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from netdoc.errors import CannotMeasure
from netdoc.model.capture import Capture


class Reach(Protocol):
    """TCP connections that send nothing; needs no right."""

    async def addresses(self, name: str, *, timeout_s: float) -> Sequence[str]:
        """Return the service's addresses, those of either family that this computer has an address in.

        Raises:
            CannotMeasure: the name has no address now.
        """

    async def connect(self, address: str, port: int, *, timeout_s: float) -> Capture:
        """Connect once and close; how it ended is in the capture: `connected`, `refused`, `no_way`, `timeout`."""


class NoReach:
    """Stands where nobody may connect."""

    async def addresses(self, name: str, *, timeout_s: float) -> Sequence[str]:
        """Know no address."""
        raise CannotMeasure(f"{name}: nothing here can connect to a service")

    async def connect(self, address: str, port: int, *, timeout_s: float) -> Capture:
        """Connect to nothing."""
        raise CannotMeasure(f"{address}: nothing here can connect to a service")
