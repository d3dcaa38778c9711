"""Asking ports in the protocols spoken there, and whole destinations, by the usual way out or by another one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from netdoc.errors import CannotMeasure
from netdoc.model.capture import Capture
from netdoc.model.site import SecondWay
from netdoc.ports.network import EchoTarget


class Asked(Protocol):
    """Questions by a chosen interface; needs no right on Linux 5.7 or newer."""

    def interface(self, way: SecondWay) -> str:
        """Return the interface that is meant.

        Raises:
            CannotMeasure: there is none, or it is down.
        """

    async def port(self, host: str, port: int, question: bytes | None, *, by: str | None, tries: int) -> Capture:
        """Send a question by UDP until it is answered, at most `tries` times; without one, connect by TCP.

        `by` names the interface to leave through. What came back, in hexadecimal, and how each try ended is in the
        capture: `answered`, `refused` (by the host itself), `barred` (by somebody on the way, who is named),
        `silent`.

        Raises:
            CannotMeasure: no address, no way out, or the interface cannot be chosen by this user.
        """

    async def echo(self, targets: Sequence[EchoTarget], *, by: str, each: int) -> Capture:
        """Ask each target `each` times, a second apart, through an interface; it takes `each` + 2 s.

        Raises:
            CannotMeasure: the interface cannot be chosen by this user.
        """


class NoAsked:
    """Stands where nobody is asked."""

    def interface(self, way: SecondWay) -> str:
        """Know none."""
        raise CannotMeasure(f"{way.interface or way.address}: nothing here can choose an interface")

    async def port(self, host: str, port: int, question: bytes | None, *, by: str | None, tries: int) -> Capture:
        """Ask nobody."""
        raise CannotMeasure(f"{host}: nothing here can ask a port")

    async def echo(self, targets: Sequence[EchoTarget], *, by: str, each: int) -> Capture:
        """Ask nobody."""
        raise CannotMeasure(f"{by}: nothing here can ask by another way")
