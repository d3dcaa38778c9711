"""Time-stamp authorities over HTTP (RFC 3161, section 3.4): one request, one reply, nothing else sent."""

from __future__ import annotations

import asyncio
import ssl
from urllib.parse import urlsplit

import aiohttp

from netdoc.errors import NotAnswered
from probes.wire._http_exchange import HEADERS, REDIRECTED, Request, checked, send, unreached
from probes.wire.tool import printable

LONGEST = 64_000
_FORM = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}


class SystemTimeAuthorities:
    """`ports.TimeAuthorities` on this computer. Certificates of https servers are checked, unlike those of boxes."""

    async def ask(self, url: str, query: bytes, *, timeout_s: float) -> bytes:
        """Send a request and return the reply's bytes; see `ports.TimeAuthorities`."""
        checked(url)
        host = urlsplit(url).netloc
        request = Request("POST", url, {**HEADERS, **_FORM}, query)
        try:
            async with asyncio.timeout(timeout_s):
                answer = await send(request, context=ssl.create_default_context())
        except TimeoutError:
            raise NotAnswered(f"{host} did not answer within {timeout_s:g} s", failure="timeout") from None
        except (aiohttp.ClientError, OSError, ValueError) as broken:
            raise unreached(host, broken) from broken
        if answer.status in REDIRECTED:
            where = printable(answer.location, 120)
            raise NotAnswered(f"{host} sends on to {where}", failure="error", hint="name that address instead")
        if answer.status != 200:
            failure = "denied" if answer.status in (401, 403) else "error"
            raise NotAnswered(f"{host}: HTTP status {answer.status}", failure=failure)
        if len(answer.body) > LONGEST:
            raise NotAnswered(f"{host} sent more than a time-stamp reply holds", failure="error")
        return answer.body
