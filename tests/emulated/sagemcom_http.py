"""An emulated Sagemcom F@ST: XMO at `/cgi/json-req`, each request signed; its script tells which digest it wants.

Source: public clients of F@ST 3890, 5364 and 5370; answers from tests/captures/sagemcom.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from tests.emulated.web_manners import Manners
from tests.probes.wire.loopback import Asked, page

FINE = {"code": 16777238, "description": "XMO_NO_ERR"}


@dataclass
class Sagemcom:
    """One box; `answers` by XPath, as JSON texts of whole replies."""

    answers: Mapping[str, str]
    password: str
    user: str = "admin"
    sha512: bool = True
    salt: str = ""
    script: str = "/js/gui-core.js"
    full: bool = False
    """All its sessions are taken."""
    manners: Manners = field(default_factory=Manners)
    session: int | None = None
    given: list[str] = field(default_factory=list)
    """Every nonce ever given out."""
    _nonce: str = ""
    _last: int = -1

    async def answer(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        """Answer one request."""
        await self.manners.answer(asked, writer, self._reply)

    def _reply(self, asked: Asked) -> bytes:
        if asked.line == f"GET {self.script} HTTP/1.1":
            salt = f"GUI_PASSWORD_SALT: {json.dumps(self.salt)}," if self.salt else ""
            return page(f"gui.opt = {{{salt} GUI_ACTIVATE_SHA512ENCODE_OPT: {int(self.sha512)} }};".encode())
        if asked.line != "POST /cgi/json-req HTTP/1.1":
            return page(b"", "404 Not Found")
        request = json.loads(parse_qs(asked.body.decode())["req"][0])["request"]
        (action,) = request["actions"]
        if action["method"] == "logIn":
            return self._login(request, action["parameters"])
        if request["session-id"] != self.session or not self._signed(request, self._nonce):
            return self._failed("XMO_INVALID_SESSION_ERR")
        if action["method"] == "logOut":
            self.session = None
            return self._done({})
        if action["method"] != "getValue" or action["xpath"] not in self.answers:
            return self._failed("XMO_REQUEST_ACTION_ERR", "XMO_UNKNOWN_PATH_ERR")
        return page(self.answers[action["xpath"]].replace("{nonce}", self._nonce).encode())

    def _login(self, request: Mapping[str, Any], who: Mapping[str, Any]) -> bytes:
        if self.full:
            return self._failed("XMO_REQUEST_ACTION_ERR", "XMO_MAX_SESSION_COUNT_ERR")
        if who["user"] != self.user or not self._signed(request, ""):
            return self._failed("XMO_REQUEST_ACTION_ERR", "XMO_AUTHENTICATION_ERR")
        self.session, self._nonce = secrets.randbelow(90_000) + 10_000, secrets.token_hex(16)
        self.given.append(self._nonce)
        return self._done({"id": self.session, "nonce": self._nonce})

    def _signed(self, request: Mapping[str, Any], nonce: str) -> bool:
        def digest(words: str) -> str:
            return (hashlib.sha512 if self.sha512 else hashlib.md5)(words.encode()).hexdigest()

        secret = digest(f"{self.password}:{self.salt}" if self.salt else self.password)
        inner = digest(f"{self.user}:{nonce}:{secret}")
        wanted = digest(f"{inner}:{request['id']}:{request['cnonce']}:JSON:/cgi/json-req")
        return bool(request["auth-key"] == wanted)

    @staticmethod
    def _done(parameters: Mapping[str, Any]) -> bytes:
        callback = {"uid": 1, "result": FINE, "xpath": "Device", "parameters": parameters}
        actions = [{"uid": 1, "id": 0, "error": FINE, "callbacks": [callback]}]
        error = {"code": 16777216, "description": "XMO_REQUEST_NO_ERR"}
        return page(json.dumps({"reply": {"uid": 0, "id": 0, "error": error, "actions": actions}}).encode())

    @staticmethod
    def _failed(words: str, of_action: str | None = None) -> bytes:
        error = {"code": 1, "description": of_action}
        actions = [] if of_action is None else [{"uid": 1, "id": 0, "error": error, "callbacks": []}]
        return page(json.dumps({"reply": {"error": {"code": 2, "description": words}, "actions": actions}}).encode())
