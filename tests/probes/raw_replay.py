"""Answers raw questions from lines written down, and fails as told."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from netdoc.model.capture import Capture
from netdoc.ports import Ports
from tests.netdoc.app.replay import World

AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def body(*lines: dict[str, Any]) -> bytes:
    """Return lines as the worker writes them."""
    return b"".join(json.dumps(each).encode() + b"\n" for each in lines)


class ReplayRaw:
    """`ports.Raw` that gives one body for every job, and notes what was asked."""

    def __init__(self, answer: bytes | Exception) -> None:
        self.answer, self.asked = answer, []  # type: ignore[var-annotated]

    async def dhcp(self, interface: str, *, listen_s: float) -> Capture:
        return self._answer("dhcp", interface, listen_s)

    async def arp(self, interface: str, addresses: Sequence[str]) -> Capture:
        return self._answer("arp", interface, tuple(addresses))

    async def pppoe(self, interface: str, vlans: Sequence[int | None]) -> Capture:
        return self._answer("pppoe", interface, tuple(vlans))

    async def nd(self, interface: str) -> Capture:
        return self._answer("nd", interface)

    async def login(self, interface: str, vlans: Sequence[int | None], *, user: str, entry: str) -> Capture:
        return self._answer("login", interface, tuple(vlans), user, entry)

    def _answer(self, job: str, *asked: object) -> Capture:
        self.asked.append((job, *asked))
        if isinstance(self.answer, Exception):
            raise self.answer
        return Capture(self.answer, AT, "host", f"raw: {job} on eth0")


def ports_with(raw: ReplayRaw, **changes: object) -> Ports:
    """Return a wired office's ports (eth0, 192.168.7.20 behind 192.168.7.1) with this raw worker."""
    return replace(World(**changes).ports(), raw=raw)  # type: ignore[arg-type]
