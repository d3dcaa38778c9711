"""Letters handed to a mail server by SMTP (RFC 5321, 6409, 8314), over TLS only and its certificate checked."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import smtplib
import socket
import ssl
from collections.abc import Sequence

from netdoc.errors import CannotMeasure, NetdocError, NotAnswered
from netdoc.ports import Credential, MailServer, Secrets
from probes.wire.scrub import scrub
from probes.wire.tool import printable

_NAME = "[127.0.0.1]"
"""Said in EHLO: an address literal, as mail programs behind a router say it; a computer's name is nobody's business."""
_ACCEPTED = range(200, 300)
_REFUSED_LOGIN = (530, 534, 535)


class SystemMail:
    """`ports.Mail` on this computer."""

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets

    async def send(
        self, server: MailServer, sender: str, recipients: Sequence[str], letter: bytes, *, timeout_s: float
    ) -> None:
        """Hand over one letter; see `ports.Mail`."""
        credential = self._credential(server)
        talk = _Talk(server, credential, timeout_s)
        try:
            async with asyncio.timeout(timeout_s):
                await asyncio.to_thread(talk.send, sender, recipients, letter)
        except TimeoutError:
            talk.stop()
            where = f"{server.host}:{server.port}"
            raise NotAnswered(f"{where} did not answer within {timeout_s:g} s", failure="timeout") from None

    def _credential(self, server: MailServer) -> Credential | None:
        if server.credentials is None:
            return None
        held = self._secrets.find(server.credentials)
        if held is None or not held.user or not held.password:
            raise CannotMeasure(
                f"the secrets file has no user and password for {server.credentials}",
                hint=f"add [{server.credentials}] with user and password, or take `credentials` out of [mail]",
            )
        return held


class _Talk:
    """One conversation with a server, in a thread of its own."""

    def __init__(self, server: MailServer, credential: Credential | None, timeout_s: float) -> None:
        self._server, self._credential, self._timeout_s = server, credential, timeout_s
        self._where = f"{server.host}:{server.port}"
        self._smtp: smtplib.SMTP | None = None

    def stop(self) -> None:
        """Close the connection, so that the thread ends."""
        if self._smtp is not None and self._smtp.sock is not None:
            self._smtp.sock.close()

    def send(self, sender: str, recipients: Sequence[str], letter: bytes) -> None:
        """Connect, greet, log in, hand over, leave.

        Raises:
            NetdocError: as `ports.Mail` says.
        """
        try:
            self._smtp = smtp = self._connected()
            try:
                self._log_in(smtp)
                self._hand_over(smtp, sender, recipients, letter)
                with contextlib.suppress(smtplib.SMTPException, OSError):
                    smtp.quit()  # the letter is taken, however the server says good-bye
            finally:
                smtp.close()
        except NetdocError:
            raise
        except (smtplib.SMTPException, OSError, UnicodeError) as broken:
            raise self._failed(broken) from None  # what it was given may hold the login

    def _connected(self) -> smtplib.SMTP:
        context, server = ssl.create_default_context(), self._server
        if server.security == "tls":
            return smtplib.SMTP_SSL(
                server.host, server.port, local_hostname=_NAME, timeout=self._timeout_s, context=context
            )
        smtp = smtplib.SMTP(server.host, server.port, local_hostname=_NAME, timeout=self._timeout_s)
        try:
            smtp.ehlo_or_helo_if_needed()
            if not smtp.has_extn("starttls"):
                raise NotAnswered(
                    f"{self._where} offers no encryption (STARTTLS)",
                    failure="error",
                    hint='nothing was sent; try security = "tls" and its port, often 465',
                )
            smtp.starttls(context=context)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _log_in(self, smtp: smtplib.SMTP) -> None:
        """Log in once, by one mechanism: smtplib's own login goes on to the next with a password that was refused."""
        smtp.ehlo_or_helo_if_needed()
        if self._credential is None:
            return
        offered = smtp.esmtp_features.get("auth", "").upper().split()
        smtp.user, smtp.password = self._credential.user, self._credential.password
        if "PLAIN" in offered:
            smtp.auth("PLAIN", smtp.auth_plain)
        elif "LOGIN" in offered:
            smtp.auth("LOGIN", smtp.auth_login)
        else:
            raise NotAnswered(
                f"{self._where} takes no user and password", failure="error", hint="take `credentials` out of [mail]"
            )

    def _hand_over(self, smtp: smtplib.SMTP, sender: str, recipients: Sequence[str], letter: bytes) -> None:
        self._accepted(smtp.mail(sender), "the sender")
        for each in recipients:
            self._accepted(smtp.rcpt(each), each)
        self._accepted(smtp.data(letter), "the letter")

    def _accepted(self, reply: tuple[int, bytes], what: str) -> None:
        code, words = reply
        if code not in _ACCEPTED:
            said = self._plain(words)
            raise NotAnswered(
                f"{self._where} does not take {what}: {code} {said}", failure="error", hint="nothing was sent"
            )

    def _failed(self, broken: Exception) -> NotAnswered | CannotMeasure:
        where = self._where
        if isinstance(broken, smtplib.SMTPAuthenticationError) or (
            isinstance(broken, smtplib.SMTPResponseException) and broken.smtp_code in _REFUSED_LOGIN
        ):
            name = self._server.credentials or "mail"
            return NotAnswered(
                f"{where} refused the login {name} ({broken.smtp_code})",
                failure="denied",
                hint=f"correct [{name}] in the secrets file",
            )
        if isinstance(broken, smtplib.SMTPResponseException):
            return NotAnswered(f"{where}: {broken.smtp_code} {self._plain(broken.smtp_error)}", failure="error")
        if isinstance(broken, smtplib.SMTPServerDisconnected):
            return NotAnswered(f"{where} closed the connection", failure="closed")
        if isinstance(broken, ssl.SSLCertVerificationError):
            return NotAnswered(
                f"{where} shows a certificate that does not hold: {printable(broken.verify_message, 120)}",
                failure="error",
                hint="nothing was sent; check host and port in [mail]",
            )
        if isinstance(broken, ssl.SSLError):
            return NotAnswered(f"{where} does not speak TLS as it should", failure="error")
        if isinstance(broken, TimeoutError):
            return NotAnswered(f"{where} did not answer within {self._timeout_s:g} s", failure="timeout")
        if isinstance(broken, ConnectionRefusedError):
            return NotAnswered(f"{where} refused the connection", failure="refused")
        if isinstance(broken, socket.gaierror):
            return CannotMeasure(f"the name {self._server.host} cannot be resolved", hint="check host in [mail]")
        if isinstance(broken, ConnectionError):
            return NotAnswered(f"{where} closed the connection", failure="closed")
        if isinstance(broken, OSError) and broken.errno in (errno.ENETUNREACH, errno.EHOSTUNREACH):
            return NotAnswered(f"{where} cannot be reached", failure="unreachable")
        return NotAnswered(f"{where}: {type(broken).__name__}", failure="error")

    def _plain(self, words: bytes | str) -> str:
        """Return what a server said, without the login that it may repeat."""
        said = words if isinstance(words, bytes) else words.encode("utf-8", "replace")
        return printable(scrub(said, self._credential).decode("utf-8", "replace"), 160)
