"""Name questions that nobody on the way can answer in a resolver's place."""

from __future__ import annotations

from typing import Protocol

from netdoc.errors import CannotMeasure
from netdoc.ports.network import DnsAnswer


class SecureDns(Protocol):
    """One question inside TLS, the certificate checked against a name.

    Both raise NotAnswered: `timeout`, `refused`, `unreachable`, `wrong_name` (a certificate that is not the
    resolver's), `wrong_time` (one that is not valid now, by this computer's clock), `no_answer` (connected, and no
    DNS answer came); and CannotMeasure where there is no way to ask.
    """

    async def over_tls(
        self, server: str, server_name: str, name: str, qtype: str, *, timeout_s: float, port: int = 853
    ) -> DnsAnswer:
        """Ask by RFC 7858."""

    async def over_https(
        self, server: str, server_name: str, path: str, name: str, qtype: str, *, timeout_s: float, port: int = 443
    ) -> DnsAnswer:
        """Ask by RFC 8484, with POST."""


class NoSecureDns:
    """Stands where nobody may ask inside TLS."""

    async def over_tls(
        self, server: str, server_name: str, name: str, qtype: str, *, timeout_s: float, port: int = 853
    ) -> DnsAnswer:
        """Ask nothing."""
        raise CannotMeasure(f"{server}: nothing here can ask over TLS")

    async def over_https(
        self, server: str, server_name: str, path: str, name: str, qtype: str, *, timeout_s: float, port: int = 443
    ) -> DnsAnswer:
        """Ask nothing."""
        raise CannotMeasure(f"{server}: nothing here can ask over HTTPS")
