"""Other clocks: time servers, and the date that web servers write into their answers."""

from __future__ import annotations

from typing import Protocol

from netdoc.errors import CannotMeasure
from netdoc.model.capture import Capture


class Times(Protocol):
    """Asks another clock once. The captures' bodies are JSON: see `probes/_times_read.py`."""

    async def sntp(self, server: str, *, port: int = 123, timeout_s: float) -> Capture:
        """Ask a time server one question (RFC 5905, 48 bytes) and return its answer's bytes, whatever they say.

        What does not repeat the question's own random number is passed over and counted. A server that once asked
        to be left alone is not asked again by this process.

        Raises:
            NotAnswered: `timeout`, `refused`, `unreachable`, `denied` (it asked to be left alone before).
            CannotMeasure: the name does not resolve, no socket, no route.
        """

    async def http_date(self, host: str, port: int, *, tls: bool, name: str = "", timeout_s: float) -> Capture:
        """Ask a web server for a page's head and return its status, `Date` and `Age`, and nothing else of it.

        Raises:
            NotAnswered: `timeout`, `refused`, `unreachable`, `closed`, `error` (no web server's answer).
            CannotMeasure: the name does not resolve, no socket, no route.
        """


class NoTimes:
    """Stands where no other clock can be asked."""

    async def sntp(self, server: str, *, port: int = 123, timeout_s: float) -> Capture:
        """Ask nobody."""
        raise CannotMeasure(f"{server}: nothing here can ask a time server")

    async def http_date(self, host: str, port: int, *, tls: bool, name: str = "", timeout_s: float) -> Capture:
        """Ask nobody."""
        raise CannotMeasure(f"{host}: nothing here can ask a web server for its date")
