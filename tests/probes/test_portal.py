"""The probe of a login page: what is one, and what is only a server's own trouble."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from netdoc.errors import CannotMeasure, UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.codec import from_plain, to_plain
from netdoc.model.facts.portal_check import Page, PortalCheck
from netdoc.model.observation import Seen
from netdoc.model.site import Connectivity, Site
from probes.portal import PROBE

AT = datetime(2026, 3, 1, 8, 15, tzinfo=UTC)
URL = "http://check.example.net/"
WORDS, NOTHING = Connectivity(url=URL, expects="all is well"), Connectivity(url=URL)


def page(known: Connectivity, status: int, begins: str = "", leads_to: str | None = None) -> PortalCheck:
    note = {"netdoc": "page/1", "url": URL, "status": status, "leads_to": leads_to, "begins": begins,
            "octets": len(begins)}  # fmt: skip

    class Answers:
        async def first(self, url: str, *, timeout_s: float) -> Capture:
            return Capture(json.dumps(note).encode(), AT, url, "x")

    site, ports = Site(id="office", connectivity=known), SimpleNamespace(page=Answers())
    captures = asyncio.run(PROBE.collect(site, ports))  # type: ignore[arg-type]
    (seen,) = PROBE.read(site, captures)
    assert isinstance(seen, Seen) and isinstance(seen.fact, PortalCheck)
    assert from_plain(PortalCheck, to_plain(seen.fact)) == seen.fact
    return seen.fact


@pytest.mark.parametrize(
    ("known", "answer", "expected"),
    [
        (WORDS, (200, "all is well\n"), Page.AS_KNOWN),
        (WORDS, (200, "\n all is well, really"), Page.AS_KNOWN),
        (WORDS, (200, "<html>Welcome, dear guest"), Page.ANOTHER),
        (WORDS, (200, ""), Page.ANOTHER),
        (WORDS, (302, "", "portal.example"), Page.REDIRECTED),
        (WORDS, (302, "", "check.example.net"), Page.ERROR),
        (WORDS, (302, ""), Page.ERROR),
        (WORDS, (511, "log in"), Page.ANOTHER),
        (WORDS, (204, ""), Page.ERROR),
        (WORDS, (503, "busy"), Page.ERROR),
        (WORDS, (404, "gone"), Page.ERROR),
        (NOTHING, (204, ""), Page.AS_KNOWN),
        (NOTHING, (200, ""), Page.AS_KNOWN),
        (NOTHING, (200, "<html>"), Page.ANOTHER),
    ],
)
def test_only_another_page_or_another_host_stands_in_the_way(known: Connectivity, answer: Any, expected: Page) -> None:
    fact = page(known, *answer)

    assert fact.page is expected
    assert fact.in_the_way is (expected in (Page.ANOTHER, Page.REDIRECTED))


def test_without_a_known_page_nothing_is_asked() -> None:
    bare = Site(id="office")
    with pytest.raises(CannotMeasure):
        asyncio.run(PROBE.collect(bare, SimpleNamespace()))  # type: ignore[arg-type]

    assert not PROBE.applies(bare) and PROBE.applies(Site(id="office", connectivity=WORDS))


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"{}", b'{"netdoc": "page/1", "url": "http://other.example/", "status": 200}',
        b'{"netdoc": "page/1", "url": "http://check.example.net/", "status": "x"}',
        b'{"netdoc": "page/1", "url": ' + b"[" * 9999,
    ],
)  # fmt: skip
def test_other_bytes_are_unreadable(body: bytes) -> None:
    with pytest.raises(UnreadableCapture):
        PROBE.read(Site(id="office", connectivity=WORDS), [Capture(body, AT, "host", "x")])


def test_a_site_that_names_no_page_any_more_cannot_read_an_old_one() -> None:
    body = b'{"netdoc": "page/1", "url": "http://check.example.net/", "status": 200, "begins": "", "octets": 0}'
    with pytest.raises(UnreadableCapture):
        PROBE.read(Site(id="office"), [Capture(body, AT, "host", "x")])
