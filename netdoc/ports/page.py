"""One page of the web, as a browser would first see it."""

from __future__ import annotations

from typing import Protocol

from netdoc.errors import CannotMeasure
from netdoc.model.capture import Capture


class Page(Protocol):
    """A plain request; no proxy, no cookie, no redirect followed."""

    async def first(self, url: str, *, timeout_s: float) -> Capture:
        """Return what answered first, as JSON: status, where it leads, how the page begins.

        Raises:
            NotAnswered: `timeout`, `refused`, `unreachable`, `closed`, `error`.
            CannotMeasure: not a web address, its host has no address now, or no way there.
        """


class NoPage:
    """Stands where no page is asked for."""

    async def first(self, url: str, *, timeout_s: float) -> Capture:
        """Ask for nothing."""
        raise CannotMeasure(f"{url}: nothing here can ask for a page")
