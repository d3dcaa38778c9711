"""One plain page, as it first answers: the real `ports.Page`.

The capture is one JSON object; of the body only its beginning is kept:

    {"netdoc": "page/1", "url": "http://check.example.net/", "status": 302, "leads_to": "portal.example",
     "begins": "<html>...", "octets": 1234}
"""

from __future__ import annotations

import asyncio
import json
from urllib.parse import urljoin, urlsplit

import aiohttp

from netdoc.errors import CannotMeasure, NotAnswered
from netdoc.model.capture import Capture
from netdoc.ports import Clock
from probes.wire._http_exchange import HEADERS, Request, checked, send, unreached
from probes.wire.tool import printable

FORM = "page/1"
KEPT = 200


class SystemPage:
    """The real `ports.Page`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def first(self, url: str, *, timeout_s: float) -> Capture:
        """Ask once; see `ports.Page`."""
        host = checked(url).netloc
        try:
            async with asyncio.timeout(timeout_s):
                answer = await send(Request("GET", url, HEADERS))
        except TimeoutError:
            raise NotAnswered(f"{host} did not answer within {timeout_s:g} s", failure="timeout") from None
        except aiohttp.ClientConnectorDNSError as broken:
            raise CannotMeasure(f"the name {host} has no address now", hint="look at the names first") from broken
        except (aiohttp.ClientError, OSError, ValueError) as broken:
            raise unreached(host, broken) from broken
        note = {
            "netdoc": FORM,
            "url": url,
            "status": answer.status,
            # the host only: the rest of such an address holds tokens of the guest's session
            "leads_to": _host(url, answer.location),
            "begins": printable(answer.body[:KEPT].decode("utf-8", "replace"), KEPT),
            "octets": len(answer.body),
        }
        return Capture(json.dumps(note).encode(), self._clock.now(), host, "http: GET, no redirect followed")


def _host(url: str, location: str) -> str | None:
    if not location:
        return None
    try:
        return printable(urlsplit(urljoin(url, location)).netloc.rpartition("@")[2], 120) or None
    except ValueError:
        return None
