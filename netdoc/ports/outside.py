"""Strangers who bear witness: time-stamp authorities, and a mail server that takes a letter out of the house."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from netdoc.errors import CannotMeasure


class TimeAuthorities(Protocol):
    """Time-stamp authorities, asked over HTTP (RFC 3161, section 3.4). Only those that a person named are asked."""

    async def ask(self, url: str, query: bytes, *, timeout_s: float) -> bytes:
        """Send a request (TimeStampReq, DER) and return the reply's bytes, whatever they are.

        Raises:
            NotAnswered: `refused`, `unreachable`, `timeout`, `closed`, `denied`, `error` (any status but 200, or more
                bytes than a reply has).
            CannotMeasure: a bad URL.
        """


class NoTimeAuthorities:
    """Stands where nobody may be asked."""

    async def ask(self, url: str, query: bytes, *, timeout_s: float) -> bytes:
        """Ask nobody."""
        raise CannotMeasure("nothing here can ask a time-stamp authority")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """A server that takes mail for others, and how one speaks to it."""

    host: str
    port: int
    security: str
    """`starttls` or `tls`; there is no other: a login never goes over an open line."""
    credentials: str | None
    """Entry of the secrets file with user and password; None for a server that wants no login."""


class Mail(Protocol):
    """Hands letters to a mail server (RFC 5321, 6409). The server's certificate is checked, unlike a box's."""

    async def send(
        self, server: MailServer, sender: str, recipients: Sequence[str], letter: bytes, *, timeout_s: float
    ) -> None:
        """Hand over one letter for all recipients, or for none.

        Raises:
            NotAnswered: `refused`, `unreachable`, `timeout`, `closed`, `denied` (wrong login: never tried twice),
                `error` (no TLS, a certificate that does not hold, or the letter was not taken; the detail says why).
            CannotMeasure: the login is not in the secrets file.
        """


class NoMail:
    """Stands where nothing may be sent."""

    async def send(
        self, server: MailServer, sender: str, recipients: Sequence[str], letter: bytes, *, timeout_s: float
    ) -> None:
        """Send nothing."""
        raise CannotMeasure("nothing here can send mail")
