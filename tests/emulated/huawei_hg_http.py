"""An emulated Huawei HG: one user at a time, tokens good for one request, three wrong logins lock it.

Source: public clients of the HG630 V2, HG633 and HG635; answers from tests/captures/huawei_hg.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.emulated.web_manners import Manners
from tests.probes.wire.loopback import Asked, page


@dataclass
class HuaweiHg:
    """One box; `answers` by path, as texts."""

    answers: Mapping[str, str]
    password: str
    user: str = "admin"
    model: str = "HG633"
    open_to_all: tuple[str, ...] = ()
    somebody_is_in: bool = False
    manners: Manners = field(default_factory=Manners)
    wrong: int = 0
    inside: str | None = None
    given: list[str] = field(default_factory=list)
    """Every token and cookie ever given out."""
    _tokens: dict[str, str] = field(default_factory=dict)
    _cookie: str = ""

    async def answer(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        """Answer one request."""
        await self.manners.answer(asked, writer, self._reply)

    def _reply(self, asked: Asked) -> bytes:
        verb, path, _ = asked.line.split()
        cookie = re.search(r"SessionID_R3=(\w+)", asked.headers.get("cookie", ""))
        entered = cookie is not None and cookie[1] == self.inside
        if (verb, path) == ("GET", "/"):
            return self._start()
        if (verb, path) == ("POST", "/api/system/user_login"):
            return self._login(json.loads(asked.body))
        if (verb, path) == ("POST", "/api/system/user_logout"):
            if entered and json.loads(asked.body)["csrf"] == self._tokens:
                self.inside = None
                return page(b'{"errcode":0}')
            return page(b'{"errcode":9007}')
        if verb != "GET" or path not in self.answers:
            return page(b"", "404 Not Found")
        if not entered and path not in self.open_to_all:
            return page(b"", "302 Found", "Location: /html/index.html")
        text = self.answers[path]
        for name, value in self._tokens.items():
            text = text.replace(f"{{{name}}}", value)
        return page(text.encode())

    def _start(self) -> bytes:
        self._renew()
        head = "".join(f'<meta name="{name}" content="{value}"/>' for name, value in self._tokens.items())
        body = f"<html><head><title>{self.model}</title>{head}</head></html>".encode()
        return page(body, "200 OK", self._fresh_cookie())

    def _login(self, sent: Mapping[str, Any]) -> bytes:
        inner = base64.b64encode(hashlib.sha256(self.password.encode()).hexdigest().encode()).decode()
        salted = f"{self.user}{inner}{self._tokens['csrf_param']}{self._tokens['csrf_token']}".encode()
        proof = inner if self.model == "HG635" else hashlib.sha256(salted).hexdigest()
        right = sent["csrf"] == self._tokens and sent["data"] == {"UserName": self.user, "Password": proof}
        self._renew()
        if self.somebody_is_in or self.inside is not None:
            return self._wrapped({"errorCategory": "Duplicate_login"})
        if self.wrong >= 3:
            return self._wrapped({"errorCategory": "Three_time_err", "waitTime": 1})
        if not right:
            self.wrong += 1
            return self._wrapped({"errorCategory": "user_pass_err", "count": self.wrong})
        cookie = self._fresh_cookie()
        self.inside = self._cookie
        return self._wrapped({"errorCategory": "ok", "level": 2}, cookie)

    def _renew(self) -> None:
        self._tokens = {name: secrets.token_hex(16) for name in ("csrf_param", "csrf_token")}
        self.given += self._tokens.values()

    def _fresh_cookie(self) -> str:
        self._cookie = secrets.token_hex(16)
        self.given.append(self._cookie)
        return f"Set-Cookie: SessionID_R3={self._cookie}; path=/; HttpOnly"

    def _wrapped(self, told: Mapping[str, Any], *headers: str) -> bytes:
        body = json.dumps({**self._tokens, **told}, separators=(",", ":"))
        return page(f"while(1); /*{body}*/".encode(), "200 OK", *headers)
