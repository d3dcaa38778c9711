"""One HTTP request and its answer, with the limits and the distrust that devices call for; see `probes.wire.http`."""

from __future__ import annotations

import errno
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

import aiohttp

from netdoc.errors import CannotMeasure, NotAnswered
from probes.wire.tool import printable

LIMIT_BYTES = 2_000_000
"""A page larger than this is refused: no status page or SOAP answer comes near it."""
REDIRECTS = 3
REDIRECTED = (301, 302, 303, 307, 308)
HEADERS = {"Accept-Encoding": "identity", "User-Agent": "netdoc", "Connection": "close"}


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent."""

    verb: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whole."""

    status: int
    body: bytes
    location: str
    challenges: tuple[str, ...]
    """Schemes of the WWW-Authenticate headers, lower case."""
    cookies: tuple[str, ...] = ()
    """The Set-Cookie headers as they came."""


async def send(
    request: Request,
    *,
    middlewares: tuple[aiohttp.DigestAuthMiddleware, ...] = (),
    context: ssl.SSLContext | None = None,
) -> Answer:
    """Send once on a fresh connection; the time limit is the caller's.

    Args:
        request: what is sent.
        middlewares: for a login.
        context: how TLS is spoken; without one any certificate will do, as with boxes of the office.
    """
    async with (
        aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(ssl=context or unchecked(), force_close=True),
            timeout=aiohttp.ClientTimeout(total=None),
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            auto_decompress=False,
            middlewares=middlewares,
        ) as session,
        session.request(
            request.verb, request.url, headers=request.headers, data=request.body, allow_redirects=False
        ) as response,
    ):
        challenges = tuple(
            each.strip().partition(" ")[0].lower() for each in response.headers.getall("WWW-Authenticate", [])
        )
        encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
        if encoding not in ("", "identity"):
            raise aiohttp.ClientPayloadError(f"the body is packed ({encoding}), though plain text was asked for")
        body = bytearray()
        async for chunk in response.content.iter_chunked(65536):
            body += chunk
            if len(body) > LIMIT_BYTES:
                raise aiohttp.ClientPayloadError(f"the body is larger than {LIMIT_BYTES // 1_000_000} MB")
        cookies = tuple(response.headers.getall("Set-Cookie", []))
        return Answer(response.status, bytes(body), response.headers.get("Location", ""), challenges, cookies)


def unchecked() -> ssl.SSLContext:
    """Return a context that takes any certificate and the old protocol versions of old boxes."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("ALL:@SECLEVEL=0")
    return context


def checked(url: str) -> SplitResult:
    """Return the parts of a URL that can be asked; CannotMeasure for any other."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or not url.isprintable() or " " in url:
        raise CannotMeasure(f"{printable(url, 120)} is not an http address", hint="write http://ADDRESS/PATH")
    if parts.username is not None:
        raise CannotMeasure(
            f"the address of {parts.hostname} holds a login",
            hint="put user and password into the secrets file and name the entry as the device's `credentials`",
        )
    return parts


def followed(url: str, location: str) -> str:
    """Return where a redirect leads, on the same host only and never from https to http."""
    here, there = urlsplit(url), urlsplit(urljoin(url, location))
    if there.hostname != here.hostname or there.scheme not in ("http", "https") or there.username is not None:
        raise aiohttp.ClientPayloadError(f"redirected to another host ({printable(there.netloc, 80)})")
    if here.scheme == "https" and there.scheme == "http":
        raise aiohttp.ClientPayloadError("redirected from https to http")
    return there.geturl()


def unreached(host: str, broken: Exception) -> NotAnswered | CannotMeasure:
    """Return what to raise for a connection that failed."""
    cause = broken.os_error if isinstance(broken, aiohttp.ClientConnectorError) else broken
    words = printable(str(cause) or type(cause).__name__, 160)
    if isinstance(broken, aiohttp.InvalidURL):
        return CannotMeasure(f"{host} is not a host", hint="write http://ADDRESS/PATH")
    if isinstance(broken, aiohttp.ClientConnectorDNSError):
        return CannotMeasure(f"the name {host} cannot be resolved: {words}", hint="give the device's IP address")
    if isinstance(cause, ConnectionRefusedError):
        return NotAnswered(f"{host} refused the connection", failure="refused")
    reset = isinstance(cause, OSError) and cause.errno in (errno.ECONNRESET, errno.EPIPE)
    if reset or isinstance(cause, ConnectionError | aiohttp.ServerDisconnectedError):
        return NotAnswered(f"{host} closed the connection without an answer", failure="closed")
    if isinstance(cause, OSError) and cause.errno in (errno.ENETUNREACH, errno.EADDRNOTAVAIL):
        return CannotMeasure(f"no route to {host}", hint="check the own link and the address")
    if isinstance(cause, TimeoutError):
        return NotAnswered(f"{host} did not answer", failure="timeout")
    if isinstance(cause, OSError) and cause.errno in (errno.EHOSTUNREACH, errno.EHOSTDOWN):
        return NotAnswered(f"{host} cannot be reached", failure="unreachable")
    return NotAnswered(f"{host}: {words}", failure="error")
