"""A box on HTTP that answers from a table: pages, and SOAP actions behind a digest login; with bad manners by name.

Manners, by page or action: `503`, `slow` (an answer after `slow_s`), `half` (fewer octets than promised), `cut` (an
answer that ends in the middle, properly sent), `drop` (the connection is closed without a word).
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.emulated.broadcom_text import BoxState
from tests.emulated.modem_http import FAULT, Login

USER, PASSWORD = "admin", "secret-of-the-box"


@dataclass
class HttpBox:
    """What the box serves, and what was asked of it."""

    pages: Mapping[str, bytes] = field(default_factory=dict)
    """By path."""
    actions: Mapping[str, bytes] = field(default_factory=dict)
    """By `Service#Action`, the service without authority and version."""
    manners: Mapping[str, str] = field(default_factory=dict)
    """By path or action."""
    slow_s: float = 1.5
    login: bool = True
    asked: list[str] = field(default_factory=list)
    """Paths and actions, in their order; an action once for the question that was let in."""
    logins: int = 0
    """Requests that brought a login."""

    @contextmanager
    def serving(self) -> Iterator[int]:
        """Serve on a free port of loopback, and give it."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            server.server_close()


def _handler(box: HttpBox) -> type[BaseHTTPRequestHandler]:
    login = Login()
    known = BoxState(user=USER, password=PASSWORD)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            box.asked.append(self.path)
            if "Authorization" in self.headers:
                box.logins += 1
            body = box.pages.get(self.path)
            self._answer(self.path, 404 if body is None else 200, body or b"no such page")

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            told = self.headers.get("Authorization", "")
            box.logins += bool(told)
            if box.login and not login.admits(told, "POST", known):
                self._send(401, b"", {"WWW-Authenticate": login.challenge()})
                return
            service, _, action = self.headers.get("SOAPAction", "").strip('"').partition("#")
            box.asked.append(action)
            body = box.actions.get(f"{service.split(':')[-2]}#{action}")
            self._answer(action, 500 if body is None else 200, FAULT.encode() if body is None else body)

        def _answer(self, what: str, status: int, body: bytes) -> None:
            manner = box.manners.get(what)
            if manner == "drop":
                self.close_connection = True
                return
            if manner == "slow":
                time.sleep(box.slow_s)
            if manner == "503":
                status, body = 503, b"busy"
            if manner == "cut":
                body = body[: len(body) // 2]
            self._send(status, body, length=len(body) * 2 if manner == "half" else len(body))

        def _send(self, status: int, body: bytes, more: dict[str, str] | None = None, length: int = 0) -> None:
            self.send_response(status)
            for name, value in {"Content-Length": str(length), **(more or {})}.items():
                self.send_header(name, value)
            self.send_header("Connection", "close")
            self.close_connection = True
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # who asked has left
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *words: Any) -> None:
            pass

    return Handler
