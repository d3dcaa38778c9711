"""An emulated Freebox: `/api/v4/` behind a token's HMAC over a challenge that is good for one login.

Source: dev.freebox.fr, Freebox OS API, Login; answers from tests/captures/freebox.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.emulated.web_manners import Manners
from tests.probes.wire.loopback import Asked, page


@dataclass
class Freebox:
    """One box; `answers` by path, as JSON texts; `password` is the application's token and `user` its id."""

    answers: Mapping[str, str]
    password: str
    user: str = ""
    pending: bool = False
    """Nobody has pressed the button at the box yet."""
    manners: Manners = field(default_factory=Manners)
    session: str | None = None
    given: list[str] = field(default_factory=list)
    """Every challenge and token ever given out."""
    _challenge: str = ""

    async def answer(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        """Answer one request."""
        await self.manners.answer(asked, writer, self._reply)

    def _reply(self, asked: Asked) -> bytes:
        verb, path, _ = asked.line.split()
        if path == "/api_version":
            return page(
                b'{"device_name":"Freebox Server","api_version":"8.0","api_base_url":"/api/","device_type":"x"}'
            )
        if (verb, path) == ("GET", "/api/v4/login/"):
            self._challenge = self._given()
            return page(json.dumps({"success": True, "result": {"challenge": self._challenge}}).encode())
        if (verb, path) == ("POST", "/api/v4/login/session/"):
            return self._login(json.loads(asked.body))
        if self.session is None or asked.headers.get("x-fbx-app-auth") != self.session:
            return page(b'{"success":false,"error_code":"auth_required","msg":"x"}', "403 Forbidden")
        if (verb, path) == ("POST", "/api/v4/login/logout/"):
            self.session = None
            return page(b'{"success":true}')
        if verb != "GET" or path not in self.answers:
            return page(b'{"success":false,"error_code":"nodev","msg":"x"}')
        return page(self.answers[path].replace("{token}", self.session).encode())

    def _login(self, sent: Mapping[str, str]) -> bytes:
        wanted = hmac.new(self.password.encode(), self._challenge.encode(), hashlib.sha1).hexdigest()
        if self.pending or sent != {"app_id": self.user, "password": wanted}:
            why = "pending_token" if self.pending else "invalid_token"
            return page(json.dumps({"success": False, "error_code": why, "msg": "x"}).encode(), "403 Forbidden")
        self.session = self._given()
        return page(json.dumps({"success": True, "result": {"session_token": self.session}}).encode())

    def _given(self) -> str:
        self.given.append(secrets.token_hex(20))
        return self.given[-1]
