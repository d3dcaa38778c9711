"""One DNS question inside TLS: over a plain TLS connection (RFC 7858), or as an HTTPS POST (RFC 8484).

The certificate is checked against the resolver's name by this computer's own roots, so that nobody on the way can
answer in its place. HTTP/1.1 is spoken; a server that wants HTTP/2 alone is reached and gives no answer.
"""

from __future__ import annotations

import asyncio
import errno
import ssl
import struct
from collections.abc import Awaitable, Callable
from ipaddress import ip_address

import aiohttp
import dns.message

from netdoc.errors import CannotMeasure, NotAnswered
from netdoc.model.capture import Capture
from netdoc.ports import Clock, DnsAnswer
from probes.wire._stamps import duration_us
from probes.wire.dns import MAX_MESSAGE, answers, new_query

MEDIA_TYPE = "application/dns-message"
OUT_OF_TIME = (9, 10)
"""X509_V_ERR_CERT_NOT_YET_VALID, X509_V_ERR_CERT_HAS_EXPIRED (openssl/x509_vfy.h)."""
_UNREACHABLE = frozenset({errno.EHOSTUNREACH, errno.EACCES, errno.EPROTO})


class SystemSecureDns:
    """The real `ports.SecureDns`.

    Args:
        clock: gives the times.
        context: how certificates are checked; by this computer's roots when left out.
    """

    def __init__(self, clock: Clock, context: ssl.SSLContext | None = None) -> None:
        self._clock = clock
        self._context = context or ssl.create_default_context()

    async def over_tls(
        self, server: str, server_name: str, name: str, qtype: str, *, timeout_s: float, port: int = 853
    ) -> DnsAnswer:
        """Ask once over TLS; see `ports.SecureDns`."""
        query = new_query(name, qtype)

        async def exchange() -> bytes:
            reader, writer = await asyncio.open_connection(server, port, ssl=self._context, server_hostname=server_name)
            try:
                question = query.to_wire()
                writer.write(struct.pack("!H", len(question)) + question)
                (length,) = struct.unpack("!H", await reader.readexactly(2))
                return await reader.readexactly(length)
            finally:
                writer.close()

        return await self._answer(exchange, query, server, f"{name} {qtype} over tls", timeout_s)

    async def over_https(
        self, server: str, server_name: str, path: str, name: str, qtype: str, *, timeout_s: float, port: int = 443
    ) -> DnsAnswer:
        """Ask once by POST; see `ports.SecureDns`."""
        query = new_query(name, qtype)
        headers = {
            "Host": server_name, "Accept": MEDIA_TYPE, "Content-Type": MEDIA_TYPE, "User-Agent": "netdoc",
            "Accept-Encoding": "identity",
        }  # fmt: skip

        async def exchange() -> bytes:
            async with (
                aiohttp.ClientSession(
                    connector=aiohttp.TCPConnector(ssl=self._context, force_close=True),
                    timeout=aiohttp.ClientTimeout(total=None),
                    cookie_jar=aiohttp.DummyCookieJar(),
                    trust_env=False,
                    auto_decompress=False,
                ) as session,
                session.post(
                    f"https://{server}:{port}{path}", data=query.to_wire(), headers=headers,
                    server_hostname=server_name, allow_redirects=False,
                ) as response,
            ):  # fmt: skip
                body = await response.content.read(MAX_MESSAGE)
                if response.status != 200 or response.content_type != MEDIA_TYPE:
                    raise _NoAnswer(f"status {response.status}, no DNS message")
                return body

        return await self._answer(exchange, query, server, f"{name} {qtype} over https", timeout_s)

    async def _answer(
        self,
        exchange: Callable[[], Awaitable[bytes]],
        query: dns.message.Message,
        server: str,
        what: str,
        timeout_s: float,
    ) -> DnsAnswer:
        _check_address(server)
        start_ns = self._clock.monotonic_ns()
        try:
            async with asyncio.timeout(timeout_s):
                wire = await exchange()
        except TimeoutError:
            raise NotAnswered(f"{server} did not answer within {timeout_s:g} s", failure="timeout") from None
        except (OSError, aiohttp.ClientError, EOFError, ValueError) as error:
            raise _failure(server, error) from None
        took_us = duration_us(start_ns, self._clock.monotonic_ns(), 0)
        if not answers(query, wire):
            raise NotAnswered(f"{server}: what came back is no answer to the question", failure="no_answer")
        return DnsAnswer(Capture(wire, self._clock.now(), server, f"dns: {what}"), took_us)


class _NoAnswer(ValueError):
    """Something was told, and it is no DNS answer."""


def _check_address(server: str) -> None:
    try:
        ip_address(server)
    except ValueError:
        raise CannotMeasure(
            f"{server[:80]!r} is not an IP address", hint="give the resolver's address, not its name"
        ) from None


def _failure(server: str, error: Exception) -> NotAnswered | CannotMeasure:
    cause = _cause(error)
    if isinstance(cause, ssl.SSLCertVerificationError):
        failure = "wrong_time" if cause.verify_code in OUT_OF_TIME else "wrong_name"
        return NotAnswered(f"{server}: certificate not accepted: {cause.verify_message}", failure=failure)
    if isinstance(cause, ConnectionRefusedError):
        return NotAnswered(f"{server} refused the connection", failure="refused")
    if isinstance(cause, OSError) and cause.errno in _UNREACHABLE:
        return NotAnswered(f"{server} cannot be reached: {cause.strerror}", failure="unreachable")
    if isinstance(cause, OSError) and cause.errno == errno.ETIMEDOUT:
        return NotAnswered(f"{server} did not answer", failure="timeout")
    if isinstance(cause, OSError) and cause.errno in (errno.ENETUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL):
        return CannotMeasure(
            f"could not ask {server}: {cause.strerror}", hint="look at this computer's own link and routes first"
        )
    return NotAnswered(f"{server} gave no DNS answer: {type(cause).__name__}", failure="no_answer")


def _cause(error: Exception) -> Exception:
    """Return what an HTTP client's error is about."""
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return error.certificate_error
    if isinstance(error, aiohttp.ClientConnectorError):
        return error.os_error
    return error
