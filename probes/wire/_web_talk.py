"""One conversation with a box's web interface: where it is, its cookies, and what of it must be hidden."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from netdoc.errors import NotAnswered
from netdoc.model.scrub import without_named_secrets, without_secret
from netdoc.ports import Credential
from probes.wire._http_exchange import HEADERS, REDIRECTED, REDIRECTS, Answer, Request, followed, send
from probes.wire.scrub import scrub

LEAST_TO_HIDE = 8
"""A shorter token, or one of digits only, is not searched for in answers: it would hit line values."""


@dataclass(slots=True)
class Talk:
    """The state of one conversation; a dialect keeps its tokens in `held`."""

    base: str
    """`http://192.0.2.1:80`, without a path."""
    cookies: dict[str, str] = field(default_factory=dict, repr=False)
    held: dict[str, Any] = field(default_factory=dict, repr=False)
    logged_in: bool = False
    _hidden: set[str] = field(default_factory=set, repr=False)

    @property
    def host(self) -> str:
        """Address and port, as errors name them."""
        return urlsplit(self.base).netloc

    async def get(self, path: str, *, headers: Mapping[str, str] | None = None, follow: bool = False) -> Answer:
        """Return a page; redirects are followed on the same host only, and only where asked for."""
        request = Request("GET", self.base + path, self._headers(headers or {}))
        answer = await self._sent(request)
        for _ in range(REDIRECTS if follow else 0):
            if answer.status not in REDIRECTED:
                break
            request = replace(request, url=followed(request.url, answer.location), headers=self._headers({}))
            answer = await self._sent(request)
            parts = urlsplit(request.url)
            self.base = f"{parts.scheme}://{parts.netloc}"
        return answer

    async def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Return the answer to a POST; a redirect is returned as it is."""
        return await self._sent(Request("POST", self.base + path, self._headers(headers), body))

    def hide(self, *tokens: object) -> None:
        """Keep tokens out of every capture to come."""
        words = (str(each) for each in tokens)
        self._hidden |= {each for each in words if len(each) >= LEAST_TO_HIDE and not each.isdigit()}

    def clean(self, body: bytes, credential: Credential | None) -> bytes:
        """Return an answer without login, tokens, and the passwords that the box itself prints."""
        body = scrub(body, credential)
        for token in sorted(self._hidden, key=len, reverse=True):
            body = without_secret(body, token)
        return without_named_secrets(body)

    def _headers(self, more: Mapping[str, str]) -> dict[str, str]:
        sent = {**HEADERS, **more}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return sent

    async def _sent(self, request: Request) -> Answer:
        answer = await send(request)
        for each in answer.cookies:
            name, _, value = each.partition(";")[0].partition("=")
            if name.strip().isprintable() and value.isprintable():
                self.cookies[name.strip()] = value.strip()
                self.hide(value.strip())
        return answer


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one family is recognised, entered, asked and left. Each raises NotAnswered where the box does not comply."""

    greet: Callable[[Talk], Awaitable[None]]
    """Make sure, without a login, that the box is of this family; `error` where it is not."""
    login: Callable[[Talk, Credential], Awaitable[None]]
    """`denied` for a wrong login, `busy` where somebody else is in, `cut off` (here only) where no answer was read."""
    ask: Callable[[Talk, str], Awaitable[bytes]]
    """`denied` or `error` leaves this question out; anything else ends the session."""
    logout: Callable[[Talk], Awaitable[None]]
    check: Callable[[str], bool]
    """Whether a question only reads."""
    needs_login: bool = False


CUT_OFF = "cut off"
"""Failure of a login whose answer could not be read: whether the password was right is not known."""


def json_object(body: bytes) -> dict[str, Any]:
    """Return a JSON object, or an empty one for anything else."""
    try:
        told = json.loads(body.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def expect_no_other_user(talk: Talk, answer: Answer) -> None:
    """Raise `busy` for a redirect or a server error on a login: that is how boxes say that somebody is in."""
    if answer.status in REDIRECTED or answer.status == 429 or answer.status >= 500:
        raise NotAnswered(
            f"{talk.host} let nobody log in (HTTP status {answer.status}): somebody else may be logged in",
            failure="busy",
            hint="log out of the box's own page and wait some minutes",
        )


def denied(talk: Talk, why: str) -> NotAnswered:
    """Return what to raise for a login that the box turned down."""
    return NotAnswered(
        f"{talk.host} refused the login ({why})",
        failure="denied",
        hint="correct the entry in the secrets file; it is not tried again before netdoc is started anew",
    )


def not_told(talk: Talk, question: str, why: str, *, failure: str = "error") -> NotAnswered:
    """Return what to raise for a question that the box did not answer."""
    return NotAnswered(f"{talk.host} did not tell {question}: {why}", failure=failure)
