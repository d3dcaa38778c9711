"""HTTP to devices: GET and SOAP, plain, digest or basic login, hard limits on time and size.

Devices have self-signed certificates: they are not checked, and the capture's method says so. No proxy of
the environment is used, no redirect leaves the host, no login is tried twice. See docs/adr/0003-http-client.md.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import SplitResult, urlsplit
from xml.etree.ElementTree import Element

import aiohttp

from netdoc.errors import CannotMeasure, NotAnswered, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.site import Device
from netdoc.ports import Clock, Credential, Secrets, WebManner
from probes import _xml
from probes.wire._http_exchange import (
    HEADERS,
    REDIRECTED,
    REDIRECTS,
    Answer,
    Request,
    checked,
    followed,
    send,
    unreached,
)
from probes.wire.download import download
from probes.wire.scrub import scrub
from probes.wire.ssdp import search
from probes.wire.tool import printable
from probes.wire.web_session import WebSessions

_ENVELOPE = (
    '<?xml version="1.0" encoding="utf-8"?>\r\n'
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"'
    ' s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/">'
    '<s:Body><u:{action} xmlns:u="{service}"></u:{action}></s:Body></s:Envelope>\r\n'
)


class SystemHttp:
    """`ports.Http` on this computer. Safe to use from one event loop at a time."""

    def __init__(self, clock: Clock, secrets: Secrets) -> None:
        self._clock = clock
        self._secrets = secrets
        self._refused: set[tuple[str, str]] = set()
        """Logins that a host turned down: never sent again by this process, or the box locks everybody out."""
        self._sessions = WebSessions(clock, secrets)

    async def get(self, url: str, *, timeout_s: float, device: Device | None = None) -> Capture:
        """Return the body of a GET.

        Raises:
            NotAnswered: `denied` (401, 403), `error` (any other status but 200, too large, redirected away),
                `timeout`, `refused`, `unreachable`, `closed`.
            CannotMeasure: a bad URL, or the login is not in the secrets file.
        """
        parts, credential = self._prepare(url, device)
        request = Request("GET", url, HEADERS)
        answer = await self._within(timeout_s, request, device, credential)
        if answer.status != 200:
            raise _failed(answer, parts, f"HTTP status {answer.status}")
        return self._capture(answer, parts, device, credential, "GET")

    async def soap(
        self, url: str, service: str, action: str, *, timeout_s: float, device: Device | None = None
    ) -> Capture:
        """Call a UPnP or TR-064 action without arguments.

        Raises:
            NotAnswered: as `get`; a UPnP fault is `error` with its number and words
                (`UPnPError 401 Invalid Action`: the box has no such service).
        """
        parts, credential = self._prepare(url, device)
        if not _is_token(action, "_-") or not _is_token(service, ":-_."):
            raise CannotMeasure(f"{printable(service, 80)}#{printable(action, 40)} is not the name of a UPnP action")
        headers = {**HEADERS, "Content-Type": 'text/xml; charset="utf-8"', "SOAPACTION": f'"{service}#{action}"'}
        request = Request("POST", url, headers, _ENVELOPE.format(action=action, service=service).encode())
        answer = await self._within(timeout_s, request, device, credential)
        fault = _upnp_fault(answer.body)
        if fault or answer.status != 200:
            raise _failed(answer, parts, fault or f"HTTP status {answer.status}")
        return self._capture(answer, parts, device, credential, f"SOAP {service}#{action}")

    async def session(
        self, device: Device, manner: WebManner, questions: Sequence[str], *, timeout_s: float
    ) -> Sequence[Capture]:
        """Log in to a box's web interface, ask, log out; see `probes.wire.web_session`."""
        return await self._sessions.run(device, manner, questions, timeout_s=timeout_s)

    async def ssdp(self, search_target: str, *, timeout_s: float) -> Sequence[str]:
        """Return the LOCATION URLs that answered a UPnP search on the local network.

        Raises:
            CannotMeasure: no interface can send to the local network.
        """
        return await search(search_target, timeout_s=timeout_s)

    async def download(self, url: str, *, seconds: float, flows: int, ramp_s: float) -> Capture:
        """Download from a URL with plain sockets; see `probes.wire.download`."""
        return await asyncio.to_thread(download, self._clock, url, seconds=seconds, flows=flows, ramp_s=ramp_s)

    def _prepare(self, url: str, device: Device | None) -> tuple[SplitResult, Credential | None]:
        parts = checked(url)
        if device is None or device.credentials is None:
            return parts, None
        credential = self._secrets.find(device.credentials)
        if credential is None:
            raise CannotMeasure(
                f"{device.id}: the secrets file has no entry {device.credentials}",
                hint=f"add [{device.credentials}] with user and password, or take `credentials` out of the site file",
            )
        if ":" in credential.user:
            raise CannotMeasure(f"{device.credentials}: an HTTP user name cannot hold a colon")
        if not credential.user and not credential.password:
            return parts, None  # an SNMP community is no login
        if (parts.netloc, device.credentials) in self._refused:
            raise NotAnswered(
                f"{parts.netloc} refused the login {device.credentials} before; it is not tried twice",
                failure="denied",
                hint="correct the entry in the secrets file and start again",
            )
        return parts, credential

    async def _within(
        self, timeout_s: float, request: Request, device: Device | None, credential: Credential | None
    ) -> Answer:
        host = urlsplit(request.url).netloc
        try:
            async with asyncio.timeout(timeout_s):
                answer, tried = await _exchange(request, credential)
        except TimeoutError:
            raise NotAnswered(f"{host} did not answer within {timeout_s:g} s", failure="timeout") from None
        except (aiohttp.ClientError, OSError, ValueError) as broken:
            raise unreached(host, broken) from broken
        if tried and answer.status == 401 and device is not None and device.credentials is not None:
            self._refused.add((host, device.credentials))
        return answer

    def _capture(
        self, answer: Answer, parts: SplitResult, device: Device | None, credential: Credential | None, verb: str
    ) -> Capture:
        asked = f"{parts.scheme}: {verb} {parts.path or '/'}"
        if parts.query and verb == "GET":
            asked += f"?{parts.query}"
        if parts.scheme == "https":
            asked += " (certificate not checked)"
        return Capture(
            body=scrub(answer.body, credential),
            taken_at=self._clock.now(),
            source=device.id if device else (parts.hostname or ""),
            method=printable(scrub(asked.encode(), credential).decode("utf-8", "replace"), 300),
        )


async def _exchange(request: Request, credential: Credential | None) -> tuple[Answer, bool]:
    """Return the answer, and whether a login was sent."""
    answer = await send(request)
    for _ in range(REDIRECTS):
        if request.verb != "GET" or answer.status not in REDIRECTED:
            break
        request = replace(request, url=followed(request.url, answer.location))
        answer = await send(request)
    if answer.status != 401 or credential is None:
        return answer, False
    if answer.challenges[:1] == ("digest",):  # the library answers the first challenge only
        digest = aiohttp.DigestAuthMiddleware(credential.user, credential.password)
        return await send(request, middlewares=(digest,)), True
    if "basic" in answer.challenges:
        login = base64.b64encode(f"{credential.user}:{credential.password}".encode()).decode()
        return await send(replace(request, headers={**request.headers, "Authorization": f"Basic {login}"})), True
    return answer, False


def _failed(answer: Answer, parts: SplitResult, why: str) -> NotAnswered:
    if answer.status in (401, 403):
        return NotAnswered(
            f"{parts.netloc} denied access ({why})",
            failure="denied",
            hint="give the box's login in the secrets file and name it as the device's `credentials`",
        )
    return NotAnswered(f"{parts.netloc}: {why}", failure="error")


def _upnp_fault(body: bytes) -> str:
    """Return `UPnPError 401 Invalid Action` when the body is a UPnP fault, else an empty text."""
    if b"Fault" not in body:
        return ""
    try:
        root = _xml.parse(body, "SOAP answer")
    except UnreadableCapture:
        return ""
    error: Element | None = next(_xml.every(root, "UPnPError"), None)
    if error is None:
        fault = next(_xml.every(root, "Fault"), None)
        return "" if fault is None else f"SOAP fault {_xml.text(fault, 'faultstring') or 'without a reason'}"
    code, words = _xml.text(error, "errorCode") or "without a number", _xml.text(error, "errorDescription") or ""
    return f"UPnPError {code} {words}".rstrip()


def _is_token(words: str, extra: str) -> bool:
    return bool(words) and words.isascii() and all(each.isalnum() or each in extra for each in words)
