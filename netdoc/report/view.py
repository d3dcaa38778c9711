"""What a section looks at: the one record that every `write` is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from netdoc.model.capture import Capture
from netdoc.model.case import Case
from netdoc.model.evidence import Evidence
from netdoc.model.site import Site
from netdoc.model.verdict import Verdict
from netdoc.report.custody import Custody
from netdoc.report.exhibits import Exhibits
from netdoc.report.times import LocalTimes
from netdoc.report.variants import Variant

_EVERY = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """Why this report takes the place of another: that one's number, and the reason in words."""

    replaces: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Everything a section may use; it may use nothing else, so that the same view gives the same pages.

    Attributes:
        verdict: what is printed; of one incident where `incident` names it.
        incident: id of the only incident this report is about; None for the whole period.
        incidents_in_all: incidents of the whole period, those that a report on one of them leaves out included.
        amends: the report that this one takes the place of.
        custody: the seal that the records are under; None where what was judged was not sealed.
    """

    evidence: Evidence
    verdict: Verdict
    variant: Variant
    captures: Mapping[str, Capture]
    exhibits: Exhibits
    times: LocalTimes
    made_at: datetime
    incident: str | None = None
    incidents_in_all: int = 0
    amends: Amendment | None = None
    custody: Custody | None = None

    @property
    def site(self) -> Site:
        """The office."""
        return self.evidence.site

    @property
    def start(self) -> datetime:
        """When the window that was judged began; a box's own memory may reach further back."""
        return self.verdict.window_start

    def most(self, rows: int) -> int:
        """Return how many rows of a table are printed: as many as there are in the copy that leaves nothing out."""
        return _EVERY if self.variant is Variant.TECHNICAL else rows

    @property
    def case(self) -> Case:
        """The complaint."""
        return self.evidence.case
