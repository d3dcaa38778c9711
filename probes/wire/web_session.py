"""Sessions on boxes' web interfaces: one at a time per box, logged out at the end, a wrong login never tried twice."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

import aiohttp

from netdoc.errors import CannotMeasure, NotAnswered
from netdoc.model.capture import Capture
from netdoc.model.site import Device
from netdoc.ports import Clock, Credential, Secrets, WebManner
from probes.wire import _freebox_login, _huawei_login, _sysbus_login, _xmo_login
from probes.wire._http_exchange import checked, unreached
from probes.wire._web_talk import CUT_OFF, Dialect, Talk
from probes.wire.tool import printable

DIALECTS: Mapping[WebManner, Dialect] = {
    WebManner.SYSBUS: _sysbus_login.DIALECT,
    WebManner.HUAWEI: _huawei_login.DIALECT,
    WebManner.XMO: _xmo_login.DIALECT,
    WebManner.FREEBOX: _freebox_login.DIALECT,
}
LOGOUT_S = 2.0
CUT_OFF_AT_MOST = 2
"""A login whose answer cannot be read is not sent more often than this: it may be a wrong one each time."""

_Key = tuple[str, str | None]


class WebSessions:
    """Holds what must outlive one session: which logins were refused, which boxes are being asked."""

    def __init__(self, clock: Clock, secrets: Secrets) -> None:
        self._clock = clock
        self._secrets = secrets
        self._denied: set[_Key] = set()
        self._cut_off: dict[_Key, int] = {}
        self._open: set[str] = set()

    async def run(
        self, device: Device, manner: WebManner, questions: Sequence[str], *, timeout_s: float
    ) -> Sequence[Capture]:
        """Log in, ask each question, log out; as `ports.Http.session`.

        When a session breaks after some questions were answered, their captures are returned.
        """
        dialect = DIALECTS[manner]
        for each in questions:
            if not dialect.check(each):
                raise CannotMeasure(f"{printable(each, 80)} is not a question that only reads")
        talk = Talk(_base(device))
        credential = self._credential(device)
        key = (talk.host, device.credentials)
        self._refuse_what_was_refused(device, key, credential)
        if talk.host in self._open:
            raise CannotMeasure(f"{device.id}: another question to this box is still under way", hint="wait for it")
        self._open.add(talk.host)
        taken: list[Capture] = []
        try:
            async with asyncio.timeout(max(1.0, timeout_s - LOGOUT_S)):
                await self._talked(talk, dialect, device, credential, questions, taken)
        except TimeoutError:
            if not taken:
                raise NotAnswered(f"{key[0]} did not answer within {timeout_s:g} s", failure="timeout") from None
        except NotAnswered:
            if not taken:
                raise
        except (aiohttp.ClientError, OSError, ValueError) as broken:
            if not taken:
                raise unreached(key[0], broken) from broken
        finally:
            await _left(talk, dialect)
            self._open.discard(key[0])
        return taken

    async def _talked(
        self,
        talk: Talk,
        dialect: Dialect,
        device: Device,
        credential: Credential | None,
        questions: Sequence[str],
        taken: list[Capture],
    ) -> None:
        key = (talk.host, device.credentials)  # before a redirect moves the talk
        await dialect.greet(talk)
        if credential is not None:
            await self._entered(talk, dialect, key, credential)
        elif dialect.needs_login:
            raise CannotMeasure(
                f"{device.id}: this box tells nothing without a login",
                hint="put user and password into the secrets file and name the entry as the device's `credentials`",
            )
        first: NotAnswered | None = None
        for each in questions:
            try:
                body = await dialect.ask(talk, each)
            except NotAnswered as failed:
                if failed.failure not in ("denied", "error"):
                    raise
                first = first or failed
                continue
            taken.append(self._capture(talk, device, credential, each, body))
        if first is not None and not taken:
            raise _without_login(first, credential)

    async def _entered(self, talk: Talk, dialect: Dialect, key: _Key, credential: Credential) -> None:
        """Log in once, and remember what the box thought of it; a broken answer leaves that open."""
        self._cut_off[key] = self._cut_off.get(key, 0) + 1
        try:
            await dialect.login(talk, credential)
        except NotAnswered as failed:
            if failed.failure == CUT_OFF:
                raise NotAnswered(failed.message, failure="error", hint=failed.hint) from failed
            del self._cut_off[key]
            if failed.failure == "denied":
                self._denied.add(key)
            raise
        del self._cut_off[key]
        talk.logged_in = True

    def _capture(
        self, talk: Talk, device: Device, credential: Credential | None, question: str, body: bytes
    ) -> Capture:
        scheme = urlsplit(talk.base).scheme
        unchecked = " (certificate not checked)" if scheme == "https" else ""
        return Capture(talk.clean(body, credential), self._clock.now(), device.id, f"{scheme}: {question}{unchecked}")

    def _credential(self, device: Device) -> Credential | None:
        if device.credentials is None:
            return None
        credential = self._secrets.find(device.credentials)
        if credential is None:
            raise CannotMeasure(
                f"{device.id}: the secrets file has no entry {device.credentials}",
                hint=f"add [{device.credentials}] with user and password, or take `credentials` out of the site file",
            )
        return credential if credential.password else None  # an SNMP community is no login

    def _refuse_what_was_refused(self, device: Device, key: _Key, credential: Credential | None) -> None:
        if credential is None:
            return
        if key in self._denied:
            raise NotAnswered(
                f"{key[0]} refused the login {device.credentials} before; it is not tried twice",
                failure="denied",
                hint="correct the entry in the secrets file and start again",
            )
        if self._cut_off.get(key, 0) >= CUT_OFF_AT_MOST:
            raise CannotMeasure(
                f"{device.id}: the box broke off {CUT_OFF_AT_MOST} logins, which it may count as wrong ones",
                hint="log in to the box's own page by hand, then start netdoc anew",
            )


async def _left(talk: Talk, dialect: Dialect) -> None:
    if not talk.logged_in:
        return
    with contextlib.suppress(NotAnswered, aiohttp.ClientError, OSError, ValueError, TimeoutError):
        async with asyncio.timeout(LOGOUT_S):
            await dialect.logout(talk)


def _without_login(failed: NotAnswered, credential: Credential | None) -> NotAnswered:
    if failed.failure != "denied" or credential is not None:
        return failed
    hint = "give the box's login in the secrets file and name it as the device's `credentials`"
    return NotAnswered(failed.message, failure="denied", hint=hint)


def _base(device: Device) -> str:
    """Return scheme, address and port: of the device's `url` where it has one."""
    if device.url is not None:
        parts = checked(device.url)
        return f"{parts.scheme}://{parts.netloc}"
    scheme = "https" if device.port in (443, 8443) else "http"
    address = f"[{device.address}]" if ":" in device.address else device.address
    url = f"{scheme}://{address}" if device.port is None else f"{scheme}://{address}:{device.port}"
    checked(url)
    return url
