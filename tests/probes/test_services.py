"""Attempts at a service, as the adapter writes them down."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netdoc.errors import CannotMeasure, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts.connect_run import ConnectRun
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Service, Site
from netdoc.plugin import Lane
from netdoc.ports import Ports
from probes.services import PROBE, collect, read

AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SITE = Site(id="s")


def told(**changes: Any) -> dict[str, Any]:
    arm = {
        "name": "virtual", "address": "192.0.2.10", "port": 443, "backend": False, "host": "", "given_up": False,
        "members": ["a1b2c3d4e5"], "attempts": [[0, "o", 12, 50123, 0], [56, "r", 1, 40999, -1]],
    }  # fmt: skip
    return {
        "service": "shop", "layer": "http", "duration_s": 0.1, "timeout_ms": 3500, "pace_ms": 56,
        "identity": "header:X-Served-By", "proxy": "", "syn_known_by": "tcp_info", "arms": [arm], **changes,
    }  # fmt: skip


def run_in(body: object) -> Seen[ConnectRun]:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    (seen,) = read(SITE, [Capture(raw, AT, "service:shop", "attempts")])
    return cast("Seen[ConnectRun]", seen)


def test_a_run_is_read_attempt_by_attempt() -> None:
    seen = run_in(told())
    virtual = seen.fact.virtual

    assert virtual is not None
    assert (seen.subject, seen.plane, seen.at) == ("service_shop", Plane.PATH, AT)
    assert (virtual.outcomes, virtual.at_ms, virtual.took_ms) == ("or", (0, 56), (12, 1))
    assert (virtual.ports, virtual.member, virtual.sent, virtual.bad) == ((50123, 40999), (0, -1), 2, 1)


def test_without_identities_no_member_is_told() -> None:
    arm = {**told()["arms"][0], "members": [], "attempts": [[0, "o", 12, 50123, -1]]}

    virtual = run_in(told(arms=[arm])).fact.virtual

    assert virtual is not None
    assert virtual.member == ()


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"null", b'"x"', {}, told(layer="smtp"), told(service=3), told(arms=[{}]), told(arms=3),
        told(timeout_ms=-1), told(duration_s="soon"), told(syn_known_by="guess"),
        told(arms=[{**told()["arms"][0], "attempts": [[0, "z", 1, 1, -1]]}]),
        told(arms=[{**told()["arms"][0], "attempts": [[0, "o", 1, 1, 7]]}]),
        told(arms=[{**told()["arms"][0], "attempts": [[0, "o", 1, 1]]}]),
        told(arms=[{**told()["arms"][0], "attempts": [[0, ["o"], 1, 1, 0]]}]),
    ],
)  # fmt: skip
def test_a_garbled_record_is_not_read(body: object) -> None:
    with pytest.raises(UnreadableCapture):
        run_in(body)


@given(st.binary(max_size=80) | st.text(max_size=80).map(str.encode))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    with pytest.raises(UnreadableCapture):
        run_in(body)


def test_it_runs_only_when_a_person_asks() -> None:
    assert PROBE.lane is Lane.ASKED


def test_without_a_service_nothing_is_asked() -> None:
    with pytest.raises(CannotMeasure):
        asyncio.run(collect(SITE, cast(Ports, None)))


class Connects:
    """Takes each question and answers nothing of worth."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def attempts(self, service: Service) -> Capture:
        self.asked.append(service.name)
        return Capture(b"{}", AT, service.name, "attempts")


def test_each_service_is_asked_once() -> None:
    site = Site(id="s", services=tuple(Service(name=each, address="192.0.2.1", port=80) for each in ("a", "b")))
    connects = Connects()

    captures = asyncio.run(collect(site, cast(Ports, SimpleNamespace(connects=connects))))

    assert (len(captures), connects.asked) == (2, ["a", "b"])
