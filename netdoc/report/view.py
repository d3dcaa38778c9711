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


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Everything a section may use; it may use nothing else, so that the same view gives the same pages."""

    evidence: Evidence
    verdict: Verdict
    variant: Variant
    captures: Mapping[str, Capture]
    exhibits: Exhibits
    times: LocalTimes
    made_at: datetime
    custody: Custody | None = None
    """None: what was judged was not sealed."""

    @property
    def site(self) -> Site:
        """The office."""
        return self.evidence.site

    @property
    def start(self) -> datetime:
        """When the window that was judged began; a box's own memory may reach further back."""
        return self.verdict.window_start

    @property
    def case(self) -> Case:
        """The complaint."""
        return self.evidence.case
