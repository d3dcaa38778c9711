"""The probe of proxy settings."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from netdoc.errors import CannotMeasure
from netdoc.model.codec import from_plain, to_plain
from netdoc.model.facts.proxy_settings import ProxySettings
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane
from netdoc.model.site import Site
from probes.proxy import PROBE

AT = datetime(2026, 3, 1, 8, 15, tzinfo=UTC)


def told(settings: bytes | None) -> ProxySettings:
    files, clock = SimpleNamespace(read=lambda path: settings), SimpleNamespace(now=lambda: AT)
    ports: Any = SimpleNamespace(files=files, clock=clock)
    (seen,) = PROBE.read(Site(id="office"), asyncio.run(PROBE.collect(Site(id="office"), ports)))
    assert isinstance(seen, Seen) and isinstance(seen.fact, ProxySettings) and seen.plane is Plane.HOST
    assert from_plain(ProxySettings, to_plain(seen.fact)) == seen.fact
    return seen.fact


@pytest.mark.parametrize(
    ("settings", "server", "where"),
    [
        (b"environment http_proxy proxy.example:3128\n", "proxy.example:3128", "http_proxy in environment"),
        (
            b"/etc/environment https_proxy 10.0.0.1:8080\nenvironment http_proxy b:1\n",
            "10.0.0.1:8080",
            "https_proxy in /etc/environment",
        ),
        (b"", None, None),
        (b"\xff\xfe nonsense\n\n", None, None),
    ],
)
def test_the_first_proxy_is_told_and_none_where_none_is_set(settings: bytes, server: str, where: str) -> None:
    fact = told(settings)

    assert (fact.server, fact.told_by) == (server, where)


def test_a_system_that_does_not_tell_is_about_us() -> None:
    with pytest.raises(CannotMeasure):
        told(None)
