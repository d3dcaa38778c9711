"""A stretch of time that somebody named, to be held against a later one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar

from netdoc.model.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline(Fact):
    """Named before a change, so that nobody can pick the stretch that suits him afterwards. It holds no values.

    What was measured in that stretch lies in the same record, and is read anew for each comparison. A later entry of
    the same name stands in its place; the earlier one stays in the record.
    """

    KIND: ClassVar[str] = "Baseline"
    VERSION: ClassVar[int] = 1

    name: Annotated[str, "what people call it (`before-the-upgrade`)"]
    start: Annotated[datetime, "its first instant"]
    end: Annotated[datetime, "its last instant"]
    named_at: Annotated[datetime, "when it was named: after the change, it may have been picked to suit"]
    why: Annotated[str | None, "the change it is held against, in words"] = None
    who: Annotated[str | None, "who named it"] = None
