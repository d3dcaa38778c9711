"""How long silence must last to count, fixed before the arm it is asked of began."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar

from netdoc.model.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class SilencePlan(Fact):
    """Written with the step that begins an arm: what would pass and what would fail, before anybody can know.

    Source: exact two-sample rule, t = T (20^(1/n) - 1) for p < 0.05 (measurement notes, swap test).
    """

    KIND: ClassVar[str] = "SilencePlan"
    VERSION: ClassVar[int] = 1

    drops_before: Annotated[int, "incidents in the arrangement before, flaps grouped"]
    watched_before_s: Annotated[int, "how long that arrangement was watched"]
    needed_s: Annotated[int, "watched seconds without a drop that pass the test"]
    most_drops: Annotated[int, "drops that still pass: none"] = 0
    hours: Annotated[tuple[int, ...], "hours of the day, UTC, in which the drops before came: to be watched too"] = ()
    began: Annotated[datetime | None, "when the arm began; absent: at the step itself"] = None
