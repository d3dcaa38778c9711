"""Whether a page whose answer is known comes as it is, or a login page stands in its place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar

from netdoc.model.facts import Fact


class Page(StrEnum):
    """What came back."""

    AS_KNOWN = "as_known"
    REDIRECTED = "redirected"
    ANOTHER = "another"
    """A whole page, and not the known one."""
    ERROR = "error"
    """An error of the server asked, which tells nothing of a login page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalCheck(Fact):
    """One plain request, no redirect followed."""

    KIND: ClassVar[str] = "PortalCheck"
    VERSION: ClassVar[int] = 1

    url: Annotated[str, "address of the page"]
    page: Annotated[Page, "what came back"]
    status: Annotated[int | None, "HTTP status"] = None
    leads_to: Annotated[str | None, "host that the answer sends the browser to"] = None

    @property
    def in_the_way(self) -> bool:
        """Something else than the known page was put in its place."""
        return self.page in (Page.REDIRECTED, Page.ANOTHER)
