"""Services that other people run: attempts at them, counted."""

from __future__ import annotations

from typing import Protocol

from netdoc.errors import CannotMeasure
from netdoc.model.capture import Capture
from netdoc.model.site import Service


class Connects(Protocol):
    """Counts attempts at a service that other people run: bounded in number and pace, and only where a person asks."""

    async def attempts(self, service: Service) -> Capture:
        """Ask the virtual address and each backend, interleaved, each attempt from a random source port.

        The body is JSON: see `probes/services.py`. What tells a server is hashed before it is written.

        Raises:
            CannotMeasure: the service's name does not resolve.
        """


class NoConnects:
    """Stands where no attempts can be made."""

    async def attempts(self, service: Service) -> Capture:
        """Make none."""
        raise CannotMeasure(f"{service.name}: no attempts can be made here")
