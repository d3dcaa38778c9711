"""An emulated Livebox: sysbus calls at `/ws`, behind a context that a login opens and `releaseContext` closes.

Source: public clients of the Livebox 3 to 6; answers from tests/captures/livebox.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.emulated.web_manners import Manners
from tests.probes.wire.loopback import Asked, page

DENIED = {"status": None, "errors": [{"error": 13, "description": "Permission denied", "info": ""}]}


@dataclass
class Livebox:
    """One box; `answers` by `SERVICE:METHOD`, as JSON texts."""

    answers: Mapping[str, str]
    password: str
    user: str = "admin"
    open_to_all: tuple[str, ...] = ("DeviceInfo:get",)
    locked: bool = False
    """So many logins were wrong that the box wants a rest."""
    manners: Manners = field(default_factory=Manners)
    contexts: set[str] = field(default_factory=set)
    given: list[str] = field(default_factory=list)
    """Every context and cookie ever given out."""

    async def answer(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        """Answer one request."""
        await self.manners.answer(asked, writer, self._reply)

    def _reply(self, asked: Asked) -> bytes:
        if asked.line != "POST /ws HTTP/1.1" or "sah-ws-4-call" not in asked.headers.get("content-type", ""):
            return page(b"no such page", "404 Not Found")
        told = json.loads(asked.body)
        call, context = f"{told['service']}:{told['method']}", asked.headers.get("x-context", "")
        if call == "sah.Device.Information:createContext":
            return self._login(told["parameters"], asked.headers.get("authorization"))
        entered = context in self.contexts and asked.headers.get("authorization") == f"X-Sah {context}"
        entered = entered and f"sess={context[::-1]}" in asked.headers.get("cookie", "")
        if call == "sah.Device.Information:releaseContext" and entered:
            self.contexts.discard(context)
            return page(b'{"status":0}')
        if not entered and call not in self.open_to_all:
            return page(json.dumps(DENIED).encode(), "401 Unauthorized")
        if call not in self.answers:
            return page(b'{"status":null,"errors":[{"error":196618,"description":"Object not found","info":"x"}]}')
        return page(self.answers[call].replace("{context}", context).encode())

    def _login(self, who: Mapping[str, Any], authorization: str | None) -> bytes:
        right = (self.user, self.password, "X-Sah-Login") == (who["username"], who["password"], authorization)
        if self.locked or not right:
            error: dict[str, Any] = {**DENIED["errors"][0], **({"waittime": 60} if self.locked else {})}  # type: ignore[index]
            return page(json.dumps({"status": None, "errors": [error]}).encode(), "401 Unauthorized")
        context = secrets.token_hex(20)
        self.contexts.add(context)
        self.given += [context, context[::-1]]
        body = json.dumps({"status": 0, "data": {"contextID": context, "groups": "http,admin"}}).encode()
        return page(body, "200 OK", f"Set-Cookie: 1a2b3c/sess={context[::-1]}; path=/; HttpOnly")
